package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/problem"
	"archreview/internal/report"
	"archreview/internal/session"
	"archreview/internal/waiver"
)

func newDispute(env *Env) *cobra.Command {
	var o followOptions
	reason := ""
	long, examples := help("dispute")
	c := &cobra.Command{
		ValidArgsFunction: completeTargets(env, false),
		Use:               "dispute CONCERN --reason TEXT", Short: "Objects to a concern; the reviewer answers", Long: long, Example: examples,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" {
				return wrong("needs", values{"What": "a dispute", "Flag": "--reason"}, problem.Usage)
			}
			return o.object(cmd.Context(), env, agent.FollowUp{Kind: agent.Dispute, Concern: args[0], Text: reason})
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why the concern is wrong")
	o.flags(c, env)
	group(c, "Documents", "reason")
	return c
}

// object puts an objection, and tells what came of it.
func (o *followOptions) object(ctx context.Context, env *Env, f agent.FollowUp) error {
	c, a, err := o.open(ctx, env)
	if err != nil {
		return err
	}
	defer c.leave()
	if err := target(c, a, &f); err != nil {
		return err
	}
	stop := o.waiting(env)
	r, err := a.Follow(ctx, f, nil)
	stop()
	if r == nil {
		return followError(err)
	}
	d := r.Dispute
	if format, _ := o.kind(env.Streams); format == "json" {
		return writeJSON(env, d)
	}
	if werr := show(env, say("disputed", values{"D": cleanDispute(*d)})); werr != nil {
		return werr
	}
	return err
}

// cleanDispute makes a dispute fit to be shown.
func cleanDispute(d review.Dispute) review.Dispute {
	d.Concern, d.Reason, d.Answer = report.Clean(d.Concern), report.Clean(d.Reason), report.Clean(d.Answer)
	var list []review.Evidence
	for _, e := range d.Evidence {
		e.Quote = report.Clean(e.Quote)
		list = append(list, e)
	}
	d.Evidence = list
	return d
}

// waiveOptions are the flags of waive.
type waiveOptions struct {
	owner, reason, until, document, path, session string
	replace                                       bool
}

func newWaive(env *Env) *cobra.Command {
	var o waiveOptions
	long, examples := help("waive")
	c := &cobra.Command{
		ValidArgsFunction: completeTargets(env, false),
		Use:               "waive CONCERN --reason TEXT --until DATE", Short: "Accepts a concern as a risk for a time", Long: long, Example: examples,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return o.waive(env, args[0]) },
	}
	f := c.Flags()
	f.StringVar(&o.reason, "reason", "", "why the risk is accepted")
	f.StringVar(&o.until, "until", "", "last day, such as 2027-03-31, 90d, 12w or 6m")
	f.StringVar(&o.owner, "owner", "", "who accepts it: a person or a team")
	f.StringVar(&o.document, "document", "", "only in documents of this name")
	f.BoolVar(&o.replace, "replace", false, "in the place of the waiver that is there")
	f.StringVar(&o.path, "waivers", "", "file of waivers (default .archreview-waivers.yaml of the repository)")
	f.StringVar(&o.session, "session", session.Last, "the review that raised the concern")
	f.SortFlags = false
	return c
}

// waive writes an entry into the file of waivers. The concern has to stand in
// the review, so that no waiver is born an orphan.
func (o *waiveOptions) waive(env *Env, id string) error {
	for _, x := range []struct{ flag, value string }{{"--reason", o.reason}, {"--until", o.until}, {"--owner", o.owner}} {
		if x.value == "" {
			return wrong("needs", values{"What": "a waiver", "Flag": x.flag}, problem.Usage)
		}
	}
	lex, err := env.lexicon()
	if err != nil {
		return err
	}
	old, err := findEarlier(env, o.session, nil, agent.Options{Lexicon: lex, Now: env.Now})
	if err != nil {
		return err
	}
	if id, err = concernID(old.side.Review, id); err != nil {
		return err
	}
	m := &marks{path: o.path, now: env.Now}
	for _, a := range old.side.Review.Areas {
		for _, c := range a.Concerns {
			if c.ID != id {
				continue
			}
			if err := m.add(c, review.Waiver{Owner: o.owner, Reason: o.reason, Until: o.until}, o.document, o.replace); err != nil {
				return err
			}
			return o.waived(env, c)
		}
	}
	return nil
}

func (o *waiveOptions) waived(env *Env, c review.Concern) error {
	path := o.path
	if path == "" {
		path, _ = waiver.Find(".")
	}
	until, err := waiver.ParseUntil(o.until, env.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.Streams.Out, say("waived", values{"ID": c.ID, "Title": report.Clean(c.Title), "Until": until, "Path": report.Clean(path)}))
	return err
}
