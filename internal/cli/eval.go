package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/document"
	"archreview/internal/eval"
	"archreview/internal/problem"
)

func newEval(env *Env) *cobra.Command {
	var format string
	var details bool
	long, examples := help("eval")
	c := &cobra.Command{
		Use:     "eval DIR",
		Short:   "Measures the reviewer against documents with known flaws",
		Long:    long,
		Example: examples,
		Args:    arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "table" && format != "json" {
				return &problem.Problem{What: "unknown format " + format, Detail: "eval writes table or json", Next: "choose one with --format"}
			}
			reports, err := runEval(cmd.Context(), env, args[0])
			if err != nil {
				return err
			}
			if format == "json" {
				e := json.NewEncoder(env.Streams.Out)
				e.SetIndent("", "  ")
				return e.Encode(reports)
			}
			return eval.Table(env.Streams.Out, reports, details)
		},
	}
	c.Flags().StringVar(&format, "format", "table", "table or json")
	c.Flags().BoolVar(&details, "details", false, "list every hit, miss and false alarm")
	return c
}

// runEval measures the embedded reviewer and the baseline over a corpus.
func runEval(ctx context.Context, env *Env, dir string) ([]eval.Report, error) {
	cases, err := eval.LoadCorpus(dir)
	if err != nil {
		return nil, err
	}
	lex, err := env.lexicon()
	if err != nil {
		return nil, err
	}
	engines := []struct {
		name string
		run  eval.Engine
	}{
		{"checks", func(ctx context.Context, docs []*document.Document, answers map[string]string) (*review.Review, error) {
			return agent.Review(ctx, agent.Options{Lexicon: lex, Documents: docs, Answers: answers, Version: Version(), Now: env.Now})
		}},
		{"keywords", eval.Keywords(lex.Catalog)},
	}
	var out []eval.Report
	for _, e := range engines {
		r, err := eval.Run(ctx, e.name, e.run, cases)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}
