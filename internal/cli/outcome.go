package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/checks"
	"archreview/internal/consult"
	"archreview/internal/gate"
	"archreview/internal/problem"
)

// settle puts what is known outside into a review by a model: why it did not
// review everything, and who stands in.
func (c *consultation) settle(ctx context.Context, r *review.Review, err error) {
	if !c.asks {
		return
	}
	cut := ctx.Err() != nil
	if c.why = c.reason(r, err, cut); c.why != nil {
		c.putFirst(r, c.why)
	}
	if !cut && !reviewed(r) {
		r.Engine.Name, r.Engine.Model = checks.Source, ""
	}
	r.Outcome = gate.Outcome(r)
	if c.played != nil && c.played.Created != "" {
		r.Created, r.Usage.WallMS = c.played.Created, c.played.WallMS
	}
}

// finish restores the secrets, writes the report and finds the exit code.
func (c *consultation) finish(ctx context.Context, a *agent.Agent, r *review.Review, old *earlier) error {
	cut := ctx.Err() != nil
	if c.why != nil && c.o.model.engine == "model" && c.why.Code == problem.Endpoint && !reviewed(r) {
		return c.sealed(r, false, c.why)
	}
	c.masker.RestoreAll(r)
	if c.why != nil {
		printError(c.env.Streams, c.why)
	}
	if c.asks && !cut && !reviewed(r) {
		fmt.Fprintln(c.env.Streams.Err, "archreview: "+say("standin", nil))
	}
	changed, werr := c.report(a, r, old)
	if werr != nil {
		return c.sealed(r, false, werr)
	}
	c.spent(r)
	c.told(a)
	if cut {
		return c.sealed(r, false, wrong("interrupted", values{"ID": c.id()}, problem.Interrupted))
	}
	if err := c.sealed(r, true, nil); err != nil {
		return err
	}
	return c.verdict(r, changed)
}

// reason gives in three parts why the model did not review everything; nil
// where it did, or where the user interrupted it.
func (c *consultation) reason(r *review.Review, err error, cut bool) *problem.Problem {
	switch {
	case cut:
		return nil
	case err != nil:
		return c.explain(err)
	case !reviewed(r) && c.witness.failure() != nil:
		return c.explain(c.witness.failure())
	case len(r.Ledger.Failures) > 0:
		f := r.Ledger.Failures[0]
		return &problem.Problem{What: f.What, Detail: f.Detail, Next: f.Next, Code: problem.Incomplete}
	}
	return nil
}

// reviewed says whether the model reviewed at least one area.
func reviewed(r *review.Review) bool {
	for _, a := range r.Areas {
		if a.Status == review.Reviewed || a.Status == review.Partial {
			return true
		}
	}
	return false
}

// capped says whether caps left areas out that were asked for.
func (c *consultation) capped(r *review.Review) bool {
	for _, a := range r.Areas {
		if a.Status == review.Skipped && (len(c.opts.Areas) == 0 || slices.Contains(c.opts.Areas, a.Key)) {
			return true
		}
	}
	return false
}

// putFirst puts the reason before what follows from it. Where nothing was
// reviewed, it says all: the state of each area stands with the area.
func (c *consultation) putFirst(r *review.Review, p *problem.Problem) {
	f := asFailure(p)
	if len(r.Ledger.Failures) > 0 && r.Ledger.Failures[0] == f {
		return
	}
	if !reviewed(r) && !c.capped(r) {
		r.Ledger.Failures = nil
	}
	r.Ledger.Failures = append([]review.Failure{f}, r.Ledger.Failures...)
}

// spent tells tokens and cost.
func (c *consultation) spent(r *review.Review) {
	u := r.Usage
	if c.o.quiet || u.Calls == 0 {
		return
	}
	_, known := c.opts.Limits.Price(agent.Usage{})
	known = known || u.CostUSD > 0
	fmt.Fprintln(c.env.Streams.Err, "archreview: "+say("spent", values{
		"Calls": counted(u.Calls, "call"), "In": thousands(u.PromptTokens), "Cached": thousands(u.CachedTokens), "Out": thousands(u.CompletionTokens),
		"Cost": say("cost", values{"Known": known, "USD": u.CostUSD, "Model": c.opts.Limits.Name}),
		"Took": took(time.Duration(u.WallMS) * time.Millisecond),
	}))
}

// took rounds a time for reading.
func took(d time.Duration) time.Duration {
	if d > time.Second {
		return d.Round(100 * time.Millisecond)
	}
	return d
}

// sealed completes a recording and hands an error on.
func (c *consultation) sealed(r *review.Review, finished bool, err error) error {
	if c.recorder == nil {
		return err
	}
	if serr := c.recorder.Finish(r.Created, r.Usage.WallMS, finished); err == nil {
		return serr
	}
	return err
}

// refusing is a model that fails every call.
type refusing struct{ p *problem.Problem }

// Chat fails.
func (m refusing) Chat(context.Context, agent.Request, func(string, bool)) (agent.Reply, error) {
	return agent.Reply{}, errors.Join(m.p, consult.ErrFatal)
}
