package cli

import (
	"bytes"
	"context"
	"os"

	"github.com/spf13/cobra"

	"archreview/agent"
	"archreview/internal/compare"
	"archreview/internal/problem"
	"archreview/internal/report"
)

func newCompare(env *Env) *cobra.Command {
	var o reviewOptions
	long, examples := help("compare")
	c := &cobra.Command{
		Use: "compare OLD NEW", Short: "What became of the concerns in a new version", Long: long, Example: examples,
		Args: arguments(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCompare(cmd.Context(), env, &o, args[0], args[1])
		},
	}
	f := c.Flags()
	f.StringVar(&o.answers, "answers", "", "YAML file with answers to the interview questions, for documents")
	f.StringArrayVar(&o.answer, "answer", nil, "one answer, as key=value; may be repeated")
	f.SortFlags = false
	group(c, "Documents", "answers", "answer")
	o.outputOptions.flags(c, followFormats())
	f.StringVar(&o.failOn, "fail-on", "", "exit with code 1 if the new version brings a concern of this severity or above: new-high, new-medium or new-low; or if one stands: high, medium or low")
	f.StringVar(&o.waivers, "waivers", "", "file of waivers (default .archreview-waivers.yaml of the repository)")
	f.BoolVar(&o.unkept, "no-session", false, "keep nothing of the reviews on disk")
	group(c, "Report", "fail-on", "waivers", "no-session")
	o.model.modelFlags(c)
	return c
}

func runCompare(ctx context.Context, env *Env, o *reviewOptions, older, newer string) error {
	o.against = older
	if err := o.outputOptions.check(followFormats()); err != nil {
		return err
	}
	if err := o.checkLevel(); err != nil {
		return err
	}
	if err := o.model.check(); err != nil {
		return err
	}
	opts, err := o.common(env)
	if err != nil {
		return err
	}
	old, err := side(ctx, env, o, opts, older, nil)
	if err != nil {
		return err
	}
	fresh, err := side(ctx, env, o, opts, newer, old)
	if err != nil {
		return err
	}
	cmp := compare.Compare(old.side, fresh.side, compare.Options{Now: env.Now, Carried: fresh.carried})
	if err := writeComparison(env, &o.outputOptions, opts, cmp); err != nil {
		return err
	}
	if fresh.waivers != nil {
		return fresh.waivers
	}
	return newVerdict(cmp, o.failOn, fresh.side.Review)
}

// side gives one side of a comparison: a review in JSON, a kept one, or a
// document, which is reviewed now.
func side(ctx context.Context, env *Env, o *reviewOptions, opts agent.Options, ref string, old *earlier) (*earlier, error) {
	raw, err := os.ReadFile(ref)
	if err != nil {
		if _, serr := os.Stat(ref); serr == nil {
			return nil, wrong("readReview", values{"Path": ref, "Why": err.Error()}, problem.Usage)
		}
		found, ferr := findEarlier(env, ref, nil, opts)
		if ferr != nil {
			return nil, wrong("noSide", values{"Ref": report.Clean(ref), "Why": report.Clean(ferr.Error())}, problem.Usage)
		}
		return found, nil
	}
	if head := bytes.TrimSpace(raw); bytes.HasPrefix(head, []byte("{")) && bytes.Contains(head, []byte(`"archreview/review/`)) {
		r, err := readReview(ref)
		if err != nil {
			return nil, err
		}
		return &earlier{side: compare.Side{Label: ref, Review: r}}, nil
	}
	return reviewSide(ctx, env, o, ref, old)
}

// reviewSide reviews a document for a comparison.
func reviewSide(ctx context.Context, env *Env, o *reviewOptions, path string, old *earlier) (*earlier, error) {
	one := *o
	one.docs = []string{path}
	c, err := newConsultation(ctx, env, &one)
	if err != nil {
		return nil, err
	}
	if old != nil && c.asks {
		if err := c.carry(old); err != nil {
			return nil, err
		}
	}
	a, r, err := c.review(ctx)
	defer c.leave()
	if r == nil || ctx.Err() != nil {
		if err == nil {
			err = ctx.Err()
		}
		return nil, err
	}
	c.spent(r)
	out := &earlier{side: compare.Side{Label: path, Review: r, Documents: a.Documents()}, carried: c.carried()}
	if old != nil && c.marks.result.Problem() != nil {
		out.waivers = c.marks.result.Problem()
	}
	if c.kept != nil {
		out.past = c.kept.Past()
	}
	return out, nil
}
