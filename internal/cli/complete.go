package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"archreview/agent"
	"archreview/internal/llm"
	"archreview/internal/problem"
	"archreview/internal/report"
	"archreview/internal/session"
)

// completion gives the words that a shell may offer.
type completion = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// completeFlag offers values of a flag.
func completeFlag(c *cobra.Command, flag string, f completion) {
	_ = c.RegisterFlagCompletionFunc(flag, f) // fails for an unknown flag only, and offers nothing then
}

// completeSessions offers the ids of sessions.
func completeSessions(env *Env) completion {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		store, err := openStore(env)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		list, err := store.List()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		out := []string{session.Last}
		for _, s := range list {
			out = append(out, s.ID+"\t"+report.Clean(s.Title))
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeTargets offers the concerns of the last review, and the areas where
// these can be named too.
func completeTargets(env *Env, areas bool) completion {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		lex, err := lexicon()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var out []string
		for _, a := range lex.Catalog.Areas {
			if areas {
				out = append(out, a.Key+"\t"+a.Title)
			}
		}
		old, err := findEarlier(env, session.Last, nil, agent.Options{Lexicon: lex, Now: env.Now})
		if err != nil {
			return out, cobra.ShellCompDirectiveNoFileComp
		}
		for _, a := range old.side.Review.Areas {
			for _, c := range a.Concerns {
				out = append(out, c.ID+"\t"+report.Clean(c.Title))
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeAreas offers the keys of the areas.
func completeAreas(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	lex, err := lexicon()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	for _, a := range lex.Catalog.Areas {
		out = append(out, a.Key+"\t"+a.Title)
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// completeModels offers the models whose prices are known.
func completeModels(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return llm.PricedModels(), cobra.ShellCompDirectiveNoFileComp
}

// fixed offers a list of words.
func fixed(words ...string) completion {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

// newMan writes the manual pages of all commands.
func newMan(root *cobra.Command) *cobra.Command {
	long, examples := help("man")
	return &cobra.Command{
		Use: "man DIR", Short: "Writes the manual pages of all commands into a folder", Long: long, Example: examples, Args: arguments(cobra.ExactArgs(1)),
		GroupID: aboutGroup,
		RunE: func(_ *cobra.Command, args []string) error {
			fail := func(err error) error {
				return &problem.Problem{What: "the manual pages could not be written", Detail: err.Error(), Next: "name a folder that can be written", Err: err}
			}
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return fail(err)
			}
			root.DisableAutoGenTag = true
			head := &doc.GenManHeader{Title: "ARCHREVIEW", Section: "1", Source: fmt.Sprintf("archreview %s", Version()), Manual: "archreview"}
			if err := doc.GenManTree(root, head, args[0]); err != nil {
				return fail(err)
			}
			return nil
		},
	}
}
