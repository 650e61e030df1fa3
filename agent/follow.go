package agent

import (
	"context"
	"errors"
	"fmt"
	"time"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/checks"
	"archreview/internal/consult"
	"archreview/internal/deepdive"
	"archreview/internal/followup"
	"archreview/internal/gate"
	"archreview/internal/problem"
	"archreview/prompts"
)

// FollowKind is a kind of what follows a review.
type FollowKind string

// Kinds of follow-ups.
const (
	DeepDive FollowKind = "deep-dive" // of an area, or of one concern
	Guide    FollowKind = "guide"     // how to carry out the recommendation of a concern
	Ask      FollowKind = "ask"       // a question about design or review
	Dispute  FollowKind = "dispute"   // an objection to a concern
	Accept   FollowKind = "accept"    // a concern is right and will be seen to
	Waive    FollowKind = "waive"     // a concern is accepted as a risk for a time
)

// FollowUp is what a user asks for after the review.
type FollowUp struct {
	Kind    FollowKind    `json:"kind"`
	Area    string        `json:"area"`    // key; of a deep dive
	Concern string        `json:"concern"` // id; of a deep dive on one concern and of all others but a question
	Text    string        `json:"text"`    // the question or the objection
	Waiver  review.Waiver `json:"waiver"`  // of a waiver
}

// Result is what came of a follow-up: one of its pointers is set, none for
// Accept and Waive.
type Result struct {
	FollowUp FollowUp         `json:"followup"`
	At       string           `json:"at"` // RFC 3339
	DeepDive *review.DeepDive `json:"deep_dive"`
	Guidance *review.Guidance `json:"guidance"`
	Reply    *review.Reply    `json:"reply"`
	Dispute  *review.Dispute  `json:"dispute"`
}

// Errors of a follow-up.
var (
	ErrNoReview  = errors.New("there is no review yet")
	ErrNoConcern = errors.New("the review has no such concern")
	ErrNoArea    = errors.New("there is no such area")
)

// Follow does what a user asks for after a review, and keeps it. delta, which
// may be nil, hears the text of a model's reply as it arrives; with reset set
// the pieces so far are void. After a dispute or a waiver Last gives the review
// with it. An error without a result means that nothing came of it.
func (a *Agent) Follow(ctx context.Context, f FollowUp, delta func(text string, reset bool)) (*Result, error) {
	if !a.working.TryLock() {
		return nil, ErrBusy
	}
	defer a.working.Unlock()
	r := a.Last()
	if r == nil {
		return nil, ErrNoReview
	}
	if err := a.fits(f, r); err != nil {
		return nil, err
	}
	f.Text, f.Waiver.Reason = a.masked(f.Text), a.masked(f.Waiver.Reason)
	out := &Result{FollowUp: f, At: a.stamp()}
	err := a.act(ctx, &follow{FollowUp: f, review: r, delta: delta}, out)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	a.results = append(a.results, *out)
	a.apply(*out)
	a.mu.Unlock()
	a.note(KindFollowUp, out)
	if f.Kind == Waive || out.Dispute != nil {
		return out, a.rewrite(ctx)
	}
	return out, nil
}

func (a *Agent) stamp() string { return a.o.Now().UTC().Format(time.RFC3339) }

// fits checks that a follow-up is about something that is there.
func (a *Agent) fits(f FollowUp, r *review.Review) error {
	switch f.Kind {
	case Ask:
		return nil
	case DeepDive:
		if f.Concern == "" {
			for _, x := range r.Areas {
				if x.Key == f.Area {
					return nil
				}
			}
			return ErrNoArea
		}
	}
	if concernOf(r, f.Concern) == nil {
		return ErrNoConcern
	}
	return nil
}

func concernOf(r *review.Review, id string) *review.Concern {
	for i := range r.Areas {
		for j := range r.Areas[i].Concerns {
			if c := &r.Areas[i].Concerns[j]; c.ID == id {
				return c
			}
		}
	}
	return nil
}

// follow is one follow-up on its way.
type follow struct {
	FollowUp
	review *review.Review
	delta  func(text string, reset bool)
	brief  *brief.Brief
	talk   *consult.Session // nil where no model can be asked
}

func (a *Agent) act(ctx context.Context, f *follow, out *Result) error {
	c := concernOf(f.review, f.Concern)
	switch f.Kind {
	case Accept:
		return nil
	case Waive:
		if a.o.Marks == nil {
			return nil
		}
		return a.o.Marks.Waive(*c, f.Waiver)
	}
	if err := a.prepare(ctx, f); err != nil {
		return err
	}
	switch f.Kind {
	case DeepDive:
		return a.dive(ctx, f, out)
	case Guide:
		return a.guide(ctx, f, c, out)
	case Ask:
		return a.answer(ctx, f, out)
	case Dispute:
		return a.dispute(ctx, f, c, out)
	}
	return fmt.Errorf("there is no follow-up of the kind %q", f.Kind)
}

// prepare gives a follow-up the brief, and the model where there is one.
func (a *Agent) prepare(ctx context.Context, f *follow) error {
	o, extra := a.settled()
	b, err := newBrief(o, extra)
	if err != nil {
		return err
	}
	f.brief = b
	if a.o.Model == nil {
		return nil
	}
	a.measure(ctx)
	if a.lastReading() == nil && a.memory.has("reading") {
		if err := a.read(ctx); err != nil {
			return err
		}
	}
	o.Limits, o.Areas = a.left(), nil
	o.Pictures = nil // looked at and paid for
	s, err := consult.New(consultOptions(o, b, checks.Review(b)))
	if errors.Is(err, consult.ErrWindow) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("preparing the model reviewer: %w", err)
	}
	if r := a.lastReading(); r != nil {
		s.AdoptText(*r)
	}
	f.talk = s
	return nil
}

// left gives the limits with what the caps still allow for.
func (a *Agent) left() Limits {
	l := a.o.Limits
	spent := a.Spent()
	const none = 1e-9 // zero would be no cap
	if l.MaxCost > 0 {
		l.MaxCost = max(l.MaxCost-spent.CostUSD, none)
	}
	if l.MaxTokens > 0 {
		l.MaxTokens = max(l.MaxTokens-spent.Tokens(), 1)
	}
	return l
}

// Spent gives what the calls of the whole conversation have cost.
func (a *Agent) Spent() Usage {
	if a.memory == nil {
		return Usage{}
	}
	return a.memory.spent()
}

func (a *Agent) dive(ctx context.Context, f *follow, out *Result) error {
	d, err := deepdive.Compose(deepdive.Input{Brief: f.brief, Review: f.review, Area: f.Area, Focus: f.Concern})
	if err != nil {
		return err
	}
	a.signFollow(&d.Engine, &d.Created, nil)
	if f.talk != nil {
		res := f.talk.DeepDive(ctx, f.review, d.Area, d.Focus, d)
		*d = res.Dive
		d.Failures = append(d.Failures, res.Failures...)
		if d.Status == review.Reviewed || d.Status == review.Partial {
			a.signFollow(&d.Engine, &d.Created, f.talk)
		}
		added(f.brief, f.review, d, res.Proposals)
		d.Usage = usageOf(f.talk)
	}
	out.DeepDive = d
	return ctx.Err()
}

// added puts the concerns of a deep dive that passed the gate beside those of
// the review; what the review has already is no news.
func added(b *brief.Brief, r *review.Review, d *review.DeepDive, proposals []gate.Proposal) {
	judged := gate.Judge(b, proposals)
	d.Withdrawn = append(d.Withdrawn, judged.Withdrawn...)
	for _, p := range judged.Concerns {
		if concernOf(r, p.ID) != nil || gate.Told(d.Concerns, p.Concern) {
			continue
		}
		d.Concerns = append(d.Concerns, p.Concern)
		d.Added = append(d.Added, p.ID)
	}
}

func (a *Agent) guide(ctx context.Context, f *follow, c *review.Concern, out *Result) error {
	g, err := followup.Guide(f.brief, f.review, f.Concern)
	if err != nil {
		return err
	}
	a.signFollow(&g.Engine, &g.Created, nil)
	if f.talk != nil {
		mine, failure := f.talk.Guide(ctx, f.review, c, g)
		created := g.Created
		if *g = mine; failure != nil {
			g.Failures = append(g.Failures, *failure)
		}
		g.Created = created
		if failure == nil {
			a.signFollow(&g.Engine, &g.Created, f.talk)
		}
		g.Usage = usageOf(f.talk)
	}
	out.Guidance = g
	return ctx.Err()
}

func (a *Agent) answer(ctx context.Context, f *follow, out *Result) error {
	r := followup.Ask(f.brief, f.review, f.Text)
	a.signFollow(&r.Engine, &r.Created, nil)
	if f.talk != nil {
		mine, err := f.talk.Ask(ctx, f.review, a.history(), f.Text, f.delta)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.Failures = append(r.Failures, asFailure(err))
		default:
			mine.Question = f.Text
			r = &mine
			a.signFollow(&r.Engine, &r.Created, f.talk)
		}
		r.Usage = usageOf(f.talk)
	}
	out.Reply = r
	return nil
}

// history gives what was asked and answered before.
func (a *Agent) history() []prompts.Turn {
	var out []prompts.Turn
	for _, x := range a.Results() {
		if x.Reply != nil {
			out = append(out, prompts.Turn{Who: "reader", Text: x.Reply.Question}, prompts.Turn{Who: "reviewer", Text: x.Reply.Answer})
		}
	}
	return out
}

func (a *Agent) dispute(ctx context.Context, f *follow, c *review.Concern, out *Result) error {
	d := review.Dispute{Concern: c.ID, Reason: f.Text, Outcome: review.Recorded, Evidence: []review.Evidence{}}
	if f.talk != nil {
		mine, err := f.talk.Dispute(ctx, f.review, c, f.Text)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			d.Answer = asFailure(err).What + ": " + asFailure(err).Detail
		default:
			d = mine
		}
	} else {
		d.Answer = say(f.brief, "dispute.recorded")
	}
	d.At = a.stamp()
	out.Dispute = &d
	if a.o.Marks == nil {
		return nil
	}
	return a.o.Marks.Dispute(*c, known(a.o.Documents), d)
}

// rewrite writes the review again after readers have marked concerns of it.
// What a model said is at hand; only its summary may be asked for anew.
func (a *Agent) rewrite(ctx context.Context) error {
	if _, err := a.write(ctx, nil); err != nil && ctx.Err() == nil {
		return fmt.Errorf("writing the review again: %w", err)
	}
	return nil
}

// signFollow says who made a follow-up and when.
func (a *Agent) signFollow(e *review.Engine, created *string, s *consult.Session) {
	*created = a.stamp()
	*e = review.Engine{Name: checks.Source, Version: a.o.Version}
	if s == nil {
		return
	}
	e.Name, e.Model = consult.Source, a.o.Limits.Name
	if name := s.ModelName(); name != "" {
		e.Model = name
	}
}

func usageOf(s *consult.Session) review.Usage {
	u := s.Usage()
	return review.Usage{Calls: u.Calls, PromptTokens: u.PromptTokens, CachedTokens: u.CachedTokens, CompletionTokens: u.CompletionTokens, CostUSD: u.CostUSD}
}

// asFailure puts an error into three parts.
func asFailure(err error) review.Failure {
	var p *problem.Problem
	if errors.As(err, &p) {
		return review.Failure{What: p.What, Detail: p.Detail, Next: p.Next}
	}
	return review.Failure{What: "the model could not be asked", Detail: err.Error(), Next: "try again"}
}

// apply takes what a result means for later reviews. The caller holds the
// lock, or is alone.
func (a *Agent) apply(r Result) {
	switch {
	case r.Dispute != nil:
		a.said[r.Dispute.Concern] = *r.Dispute
	case r.FollowUp.Kind == Waive:
		a.waived[r.FollowUp.Concern] = r.FollowUp.Waiver
	}
}
