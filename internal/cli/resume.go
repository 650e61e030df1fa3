package cli

import (
	"context"

	"github.com/spf13/cobra"

	"archreview/agent/review"
	"archreview/internal/report"
	"archreview/internal/session"
)

func newResume(env *Env) *cobra.Command {
	var o reviewOptions
	plain := false
	long, examples := help("resume")
	c := &cobra.Command{
		ValidArgsFunction: completeSessions(env),
		Use:               "resume [SESSION]", Short: "Goes on where a session ended", Long: long, Example: examples,
		Args: arguments(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return resume(cmd.Context(), env, &o, refOf(args), plain)
		},
	}
	o.outputOptions.flags(c, report.Formats())
	c.Flags().StringVar(&o.failOn, "fail-on", "", "exit with code 1 if a concern of this severity or above stands: high, medium or low")
	c.Flags().StringVar(&o.waivers, "waivers", "", "file of waivers (default .archreview-waivers.yaml of the repository)")
	c.Flags().BoolVar(&plain, "plain", false, "as lines of text, for screen readers and pipes")
	group(c, "Report", "fail-on", "waivers")
	o.model.modelFlags(c)
	return c
}

// resume goes on with a conversation: on a terminal in the interactive program,
// elsewhere with the rest of the review and its report.
func resume(ctx context.Context, env *Env, o *reviewOptions, ref string, plain bool) error {
	if err := o.outputOptions.check(report.Formats()); err != nil {
		return err
	}
	if err := o.checkLevel(); err != nil {
		return err
	}
	if err := o.model.check(); err != nil {
		return err
	}
	f, err := newDesk(env, o)
	if err != nil {
		return err
	}
	if plain || env.interactive() && o.out == "" && o.format == "" {
		id, err := idOf(env, ref)
		if err != nil {
			return err
		}
		return converse(ctx, env, f, nil, id, plain)
	}
	c, err := f.resume(ref)
	if err != nil {
		return err
	}
	defer c.leave()
	c.tellNotes()
	a, err := c.agent()
	if err != nil {
		return err
	}
	if r := a.Last(); r != nil && r.Outcome == review.Complete {
		c.masker.RestoreAll(r)
		if err := writeReport(env, &c.o.outputOptions, c.opts.Lexicon.Catalog, r, a.Documents()); err != nil {
			return err
		}
		return verdict(r, o.failOn)
	}
	if r := a.Last(); r != nil {
		for _, x := range r.Areas {
			if x.Status == review.Failed {
				a.Again(x.Key) // an answer that could not be used is no reason not to ask
			}
		}
	}
	p := newProgress(env.Streams, o.quiet, c.opts.Lexicon.Catalog)
	r, err := a.Review(ctx, p.show)
	p.clear()
	if r == nil {
		return c.unprepared(err)
	}
	return c.finish(ctx, a, r, nil)
}

// idOf gives the id of a session.
func idOf(env *Env, ref string) (string, error) {
	store, err := openStore(env)
	if err != nil {
		return "", err
	}
	var past *session.Past
	if past, err = store.Read(ref); err != nil {
		return "", err
	}
	return past.ID, nil
}
