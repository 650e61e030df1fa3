package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"archreview/checklists"
	"archreview/internal/report"
)

func newChecklist(env *Env) *cobra.Command {
	var questions bool
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
	c.AddCommand(newValidate(env))
	return c
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
