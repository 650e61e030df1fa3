package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/problem"
	"archreview/internal/report"
	"archreview/internal/session"
)

// followOptions are the flags of commands that follow a review.
type followOptions struct {
	session string
	review  reviewOptions // of a review that is made first, and of the model
	outputOptions
}

// flags adds what says about which review, by whom, and how it is written.
func (o *followOptions) flags(c *cobra.Command, env *Env) {
	f := c.Flags()
	f.StringVar(&o.session, "session", "", "the review to follow: the id of a `SESSION`, or a part of it (default the last one)")
	f.StringArrayVar(&o.review.docs, "doc", nil, "review this `FILE` first; may be repeated")
	f.StringVar(&o.review.answers, "answers", "", "YAML `FILE` with answers to the interview questions, for --doc")
	f.StringArrayVar(&o.review.answer, "answer", nil, "one answer, as `KEY=VALUE`, for --doc; may be repeated")
	f.SortFlags = false
	group(c, "Documents", "session", "doc", "answers", "answer")
	completeFlag(c, "session", completeSessions(env))
	o.outputOptions.flags(c, followFormats())
	o.review.model.modelFlags(c)
}

func (o *followOptions) check() error {
	if err := o.outputOptions.check(followFormats()); err != nil {
		return err
	}
	if o.session != "" && len(o.review.docs) > 0 {
		return wrong("both", values{"A": "--session", "B": "--doc", "Why": "either a kept review is followed or a new one"}, problem.Usage)
	}
	o.review.theme, o.review.quiet = o.theme, o.quiet
	return o.review.model.check()
}

// open gives the conversation to follow: a kept one, or a new one whose review
// is made first.
func (o *followOptions) open(ctx context.Context, env *Env) (*consultation, *agent.Agent, error) {
	if err := o.check(); err != nil {
		return nil, nil, err
	}
	if len(o.review.docs) > 0 {
		return o.begin(ctx, env)
	}
	f, err := newDesk(env, &o.review)
	if err != nil {
		return nil, nil, err
	}
	ref := o.session
	if ref == "" {
		ref = session.Last
	}
	c, err := f.resume(ref)
	if err != nil {
		return nil, nil, err
	}
	a, err := c.agent()
	if err == nil && a.Last() == nil {
		err = wrong("unreviewed", values{"ID": c.id()}, problem.Usage)
	}
	if err != nil {
		c.leave()
		return nil, nil, err
	}
	c.tellNotes()
	return c, a, nil
}

// begin makes the review that is followed.
func (o *followOptions) begin(ctx context.Context, env *Env) (*consultation, *agent.Agent, error) {
	c, err := newConsultation(ctx, env, &o.review)
	if err != nil {
		return nil, nil, err
	}
	a, r, err := c.review(ctx)
	if r == nil || ctx.Err() != nil {
		c.leave()
		return nil, nil, err
	}
	return c, a, nil
}

// tellNotes says what the user should know first.
func (c *consultation) tellNotes() {
	if c.o.quiet {
		return
	}
	for _, n := range c.notes {
		fmt.Fprintln(c.env.Streams.Err, "archreview: "+n)
	}
	if c.asks && c.client != nil {
		fmt.Fprintln(c.env.Streams.Err, "archreview: "+say("asking", values{"Model": c.opts.Limits.Name, "Host": c.client.Host()}))
	}
}

// follow does one follow-up and writes what came of it.
func (o *followOptions) follow(ctx context.Context, env *Env, f agent.FollowUp) error {
	c, a, err := o.open(ctx, env)
	if err != nil {
		return err
	}
	defer c.leave()
	if err := target(c, a, &f); err != nil {
		return err
	}
	format, _ := o.kind(env.Streams)
	stop := o.waiting(env)
	r, err := a.Follow(ctx, f, nil)
	stop()
	if err != nil {
		return followError(err)
	}
	opts := report.Options{Titles: titles(c.opts.Lexicon.Catalog), Documents: a.Last().Documents}
	if err := o.write(env.Streams, func(w io.Writer, _ string) error { return writeResult(w, format, r, opts) }); err != nil {
		return err
	}
	c.told(a)
	return outcome(r)
}

// waiting shows on a terminal that a model is at work.
func (o *followOptions) waiting(env *Env) func() {
	if !env.Streams.ErrTerminal || o.quiet {
		return func() {}
	}
	fmt.Fprint(env.Streams.Err, "\r\x1b[K"+say("waiting", nil))
	return func() { fmt.Fprint(env.Streams.Err, "\r\x1b[K") }
}

// target finds the area or concern that the user means.
func target(c *consultation, a *agent.Agent, f *agent.FollowUp) error {
	if f.Kind == agent.Ask {
		return nil
	}
	what := f.Concern
	if f.Kind == agent.DeepDive {
		what = f.Area
		if keys, err := areaKeys(c.opts.Lexicon.Catalog, []string{what}); err == nil {
			f.Area = keys[0]
			return nil
		}
		f.Area = ""
	}
	id, err := concernID(a.Last(), what)
	if err != nil {
		return err
	}
	f.Concern = id
	return nil
}

// concernID finds the concern that is meant by its id, or by the beginning of
// just one.
func concernID(r *review.Review, want string) (string, error) {
	var all, found []string
	for _, x := range r.Areas {
		for _, c := range x.Concerns {
			if c.ID == want {
				return want, nil
			}
			all = append(all, c.ID)
			if want != "" && strings.HasPrefix(c.ID, want) {
				found = append(found, c.ID)
			}
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	return "", wrong("concern", values{"Want": report.Clean(want), "Found": strings.Join(found, ", "), "Near": checklists.Nearest(want, all)}, problem.Usage)
}

// followError puts what kept a follow-up from being done into three parts.
func followError(err error) error {
	var p *problem.Problem
	switch {
	case errors.As(err, &p):
		return p
	case errors.Is(err, context.Canceled):
		return wrong("stopped", nil, problem.Interrupted)
	}
	return err
}

// outcome turns a result into the exit code: what a model should have done and
// did not makes it incomplete.
func outcome(r *agent.Result) error {
	failed := r.DeepDive != nil && len(r.DeepDive.Failures) > 0 || r.Guidance != nil && len(r.Guidance.Failures) > 0 || r.Reply != nil && len(r.Reply.Failures) > 0
	if failed {
		return &problem.Problem{Code: problem.Incomplete}
	}
	return nil
}

// newFollow makes a command that asks for one follow-up and writes what came of
// it. Its name is that of its help.
func newFollow(env *Env, use, short string, args cobra.PositionalArgs, complete completion, ask func(args []string) agent.FollowUp) *cobra.Command {
	var o followOptions
	name, _, _ := strings.Cut(use, " ")
	long, examples := help(name)
	c := &cobra.Command{
		Use: use, Short: short, Long: long, Example: examples, Args: arguments(args), ValidArgsFunction: complete,
		RunE: func(cmd *cobra.Command, args []string) error { return o.follow(cmd.Context(), env, ask(args)) },
	}
	o.flags(c, env)
	return c
}

func newDeepDive(env *Env) *cobra.Command {
	return newFollow(env, "deep-dive AREA|CONCERN", "A closer look at one area, or at one concern", cobra.ExactArgs(1), completeTargets(env, true),
		func(args []string) agent.FollowUp { return agent.FollowUp{Kind: agent.DeepDive, Area: args[0]} })
}

func newGuide(env *Env) *cobra.Command {
	return newFollow(env, "guide CONCERN", "How to carry out one recommendation in this design", cobra.ExactArgs(1), completeTargets(env, false),
		func(args []string) agent.FollowUp { return agent.FollowUp{Kind: agent.Guide, Concern: args[0]} })
}

func newAsk(env *Env) *cobra.Command {
	return newFollow(env, "ask QUESTION", "Answers a question about the design or its review", cobra.MinimumNArgs(1), nil,
		func(args []string) agent.FollowUp {
			return agent.FollowUp{Kind: agent.Ask, Text: strings.Join(args, " ")}
		})
}
