package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"archreview/checklists"
	"archreview/internal/report"
)

func newChecklist(env *Env) *cobra.Command {
	var questions, asJSON bool
	long, examples := help("checklist")
	c := &cobra.Command{
		Use:     "checklist [AREA]",
		Short:   "Shows what a review covers",
		Long:    long,
		Example: examples,
		Args:    arguments(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			cat, err := env.catalog()
			if err != nil {
				return err
			}
			keys, err := areaKeys(cat, args)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(env, listChecklist(cat, keys, questions))
			}
			var b strings.Builder
			switch {
			case questions:
				writeQuestions(&b, cat)
			case len(keys) == 0:
				writeAreas(&b, cat)
			default:
				writeItems(&b, cat, keys[0])
			}
			return show(env, b.String())
		},
	}
	c.Flags().BoolVar(&questions, "questions", false, "show the interview questions")
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	c.ValidArgsFunction = completeAreas
	c.AddCommand(newValidate(env))
	return c
}

// Parts of a checklist, as JSON has them.
type (
	listedArea struct {
		Key    string       `json:"key"`
		Letter string       `json:"letter"`
		Title  string       `json:"title"`
		Scope  string       `json:"scope"`
		Items  []listedItem `json:"items"`
	}
	listedItem struct {
		ID       string `json:"id"`
		Kind     string `json:"kind"`
		Title    string `json:"title"`
		Question string `json:"question"`
		Why      string `json:"why"`
	}
	listedQuestion struct {
		Key        string   `json:"key"`
		Question   string   `json:"question"`
		Why        string   `json:"why"`
		Changes    string   `json:"changes"`
		Choices    []string `json:"choices"`
		Assumption string   `json:"assumption"`
	}
)

// listChecklist gives areas with their items, all or those of the keys; or the
// questions of the interview.
func listChecklist(c *checklists.Catalog, keys []string, questions bool) any {
	if questions {
		out := []listedQuestion{}
		for _, q := range c.Questions {
			out = append(out, listedQuestion{q.Key, q.Question, q.Why, q.Changes, q.Choices, q.Assumption})
		}
		return out
	}
	out := []listedArea{}
	for _, a := range c.Areas {
		if len(keys) > 0 && !slices.Contains(keys, a.Key) {
			continue
		}
		area := listedArea{Key: a.Key, Letter: a.Letter, Title: a.Title, Scope: a.Scope, Items: []listedItem{}}
		for _, it := range c.Items {
			if it.Area() == a.Key {
				area.Items = append(area.Items, listedItem{it.ID, it.Kind, it.Title, it.Question, it.Why})
			}
		}
		out = append(out, area)
	}
	return out
}

// show renders Markdown on a terminal and writes it as it is elsewhere.
func show(env *Env, markdown string) error {
	if env.Streams.OutTerminal {
		return report.Terminal(env.Streams.Out, markdown, terminalOptions(env.Streams, env.look()))
	}
	_, err := io.WriteString(env.Streams.Out, markdown)
	return err
}

func writeAreas(b *strings.Builder, c *checklists.Catalog) {
	fmt.Fprintf(b, "# What a review covers\n\n| | Area | Key | Items | Scope |\n|---|---|---|---|---|\n")
	for _, a := range c.Areas {
		n := 0
		for _, it := range c.Items {
			if it.Area() == a.Key {
				n++
			}
		}
		fmt.Fprintf(b, "| %s | %s | `%s` | %d | %s |\n", a.Letter, a.Title, a.Key, n, a.Scope)
	}
	fmt.Fprintf(b, "\n%d items, %d rules, %d concepts, %d technologies, %d patterns.\n", len(c.Items), len(c.Rules), len(c.Concepts), len(c.Technologies), len(c.Patterns))
}

func writeItems(b *strings.Builder, c *checklists.Catalog, key string) {
	for _, a := range c.Areas {
		if a.Key == key {
			fmt.Fprintf(b, "# %s. %s\n\n%s\n", a.Letter, a.Title, a.Scope)
		}
	}
	for _, it := range c.Items {
		if it.Area() != key {
			continue
		}
		fmt.Fprintf(b, "\n## %s\n\n`%s` (%s)\n\n**%s**\n\n%s\n\n*Do:* %s\n", it.Title, it.ID, it.Kind, it.Question, strings.TrimSpace(it.Why), strings.TrimSpace(it.Recommendation))
		for _, alt := range it.Alternatives {
			fmt.Fprintf(b, "\n*Or:* %s\n", alt)
		}
		if len(it.Tools) > 0 {
			fmt.Fprintf(b, "\n*Tools:* %s\n", strings.Join(it.Tools, ", "))
		}
		for _, ref := range it.References {
			fmt.Fprintf(b, "\n*See:* %s\n", ref)
		}
	}
}

func writeQuestions(b *strings.Builder, c *checklists.Catalog) {
	fmt.Fprintf(b, "# What is asked before a review\n")
	for _, q := range c.Questions {
		fmt.Fprintf(b, "\n## %s\n\n`%s`\n\n%s\n\n*What hangs on it:* %s\n\n*If nobody knows:* %s %s\n", q.Question, q.Key, q.Why, q.Changes, q.Assumption, q.Consequence)
	}
}
