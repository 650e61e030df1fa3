package agent

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/checks"
	"archreview/internal/consult"
	"archreview/internal/gate"
	"archreview/internal/synthesis"
)

// The port of a language model, as the model reviewer needs it.
type (
	// Model answers requests.
	Model = consult.Model
	// Request is one call.
	Request = consult.Request
	// Message is one message of a call.
	Message = consult.Message
	// Schema is the form of an answer.
	Schema = consult.Schema
	// Reply is the answer to a call.
	Reply = consult.Reply
	// Usage is what calls cost.
	Usage = consult.Usage
	// Estimate is what a review will cost, told before anything is sent.
	Estimate = consult.Estimate
)

// Limits bound what a model may be asked.
type Limits struct {
	Parallel  int              // calls side by side; 0 for 4
	Window    int              // tokens that fit into one call; 0 for no limit
	Count     func(string) int // tokens of a text; nil for a rough estimate
	Price     func(Usage) (usd float64, known bool)
	MaxCost   float64 // in US dollars; 0 for no cap
	MaxTokens int     // of prompts and answers together; 0 for no cap
	Marker    string  // around documents in prompts; "" for one derived from them
	Name      string  // of the model, where the endpoint does not tell
}

// Forecast tells what a review with a model would cost. Nothing is sent.
func Forecast(o Options) (Estimate, error) {
	b, err := newBrief(o, nil)
	if err != nil {
		return Estimate{}, err
	}
	s, err := consult.New(consultOptions(o, b, checks.Review(b)))
	if err != nil {
		return Estimate{}, fmt.Errorf("preparing the model reviewer: %w", err)
	}
	return s.Estimate()
}

func consultOptions(o Options, b *brief.Brief, found checks.Result) consult.Options {
	l := o.Limits
	c := consult.Options{
		Model: o.Model, Brief: b, Found: found.Proposals, Coverage: found.Coverage, Areas: o.Areas,
		Parallel: l.Parallel, Window: l.Window, Count: l.Count, Price: l.Price, MaxCost: l.MaxCost, Tokens: l.MaxTokens, Marker: l.Marker, Pictures: o.Pictures,
	}
	if !o.looked {
		c.Unseen = len(o.Pictures)
	}
	if o.Progress != nil {
		c.Tell = func(e consult.Event) { o.Progress(Event{Step: string(e.Step), Detail: e.Area, Model: &e}) }
	}
	if o.Carried != nil {
		c.Known = o.Carried.Areas
	}
	return c
}

// modelRun is one review with a model on its way.
type modelRun struct {
	o        Options
	c        *course
	b        *brief.Brief
	found    checks.Result
	session  *consult.Session // nil where the window is too small
	failures []review.Failure
	areas    []consult.AreaResult
	so       []consult.AreaResult // areas that are finished so far
}

// withModel runs the checks' findings and a model's through one gate.
func withModel(ctx context.Context, m *modelRun, start time.Time) (*review.Review, error) {
	o := m.o
	proposals, err := m.consult(ctx)
	if err != nil {
		return nil, err
	}
	if o.Progress != nil {
		o.Progress(Event{Step: "judging", Detail: fmt.Sprintf("%d proposals", len(proposals))})
	}
	judged, err := mark(o, m.c, m.b, gate.Judge(m.b, proposals))
	if err != nil {
		return nil, err
	}
	r, err := m.compose(judged, m.areas)
	if err != nil {
		return nil, err
	}
	if m.working(ctx) && m.reviewed() {
		if f := m.session.Compose(ctx, r); f != nil {
			m.failures = append(m.failures, *f)
		}
	}
	r.Ledger.Failures = m.failures
	finish(r, o, start)
	m.sign(r)
	if err := ctx.Err(); err != nil {
		return r, err
	}
	if m.session != nil {
		return r, m.session.Fatal()
	}
	return r, nil
}

// consult asks the model and gives its proposals beside the embedded ones.
func (m *modelRun) consult(ctx context.Context) ([]gate.Proposal, error) {
	proposals := append([]gate.Proposal(nil), m.found.Proposals...)
	opts := consultOptions(m.o, m.b, m.found)
	opts.Within, opts.Tell = m.c.within, m.listen(opts.Tell)
	s, err := consult.New(opts)
	if errors.Is(err, consult.ErrWindow) {
		m.failures = append(m.failures, consult.TooSmall(m.o.Limits.Window))
		return proposals, nil
	}
	if err != nil {
		return nil, fmt.Errorf("preparing the model reviewer: %w", err)
	}
	m.session = s
	if f := s.Unsent(); f != nil && !s.Idle() {
		m.failures = append(m.failures, *f)
	}
	s.Charge(m.c.looks)
	if !s.Idle() {
		if m.c.reading == nil {
			reading := s.Read(ctx)
			m.c.reading = &reading
		}
		reading := *m.c.reading
		s.Adopt(reading)
		if reading.Failure != nil {
			m.failures = append(m.failures, *reading.Failure)
		}
	}
	m.areas = s.Review(ctx)
	for _, a := range m.areas {
		proposals = append(proposals, a.Proposals...)
		if a.Failure != nil {
			m.failures = append(m.failures, *a.Failure)
		}
	}
	if m.working(ctx) {
		m.failures = append(m.failures, s.Refute(ctx, proposals, m.areas)...)
	}
	return proposals, nil
}

// listen hears what the model reviewer tells, before the user does: it keeps
// each finished area and shows what stands so far.
func (m *modelRun) listen(tell func(consult.Event)) func(consult.Event) {
	if tell == nil && m.c.finish == nil {
		return nil
	}
	return func(e consult.Event) {
		if e.Result != nil {
			m.so = append(m.so, *e.Result)
			if m.c.finish != nil {
				m.c.finish(*e.Result)
			}
		}
		if tell != nil {
			tell(e)
		}
		if e.Result != nil && m.c.partial && m.o.Progress != nil {
			if r := m.sofar(); r != nil {
				m.o.Progress(Event{Step: "area", Detail: e.Area, Review: r})
			}
		}
	}
}

// sofar composes what stands while areas are still under way; nil where that
// cannot be shown.
func (m *modelRun) sofar() *review.Review {
	proposals := append([]gate.Proposal(nil), m.found.Proposals...)
	for _, a := range m.so {
		proposals = append(proposals, a.Proposals...)
	}
	judged, err := mark(m.o, m.c, m.b, gate.Judge(m.b, proposals))
	if err != nil {
		return nil
	}
	r, err := m.compose(judged, m.so)
	if err != nil {
		return nil
	}
	finish(r, m.o, m.o.Now())
	m.sign(r)
	r.Outcome = review.Incomplete
	return r
}

// working says whether further calls make sense.
func (m *modelRun) working(ctx context.Context) bool {
	return m.session != nil && ctx.Err() == nil && m.session.Fatal() == nil
}

// reviewed says whether the model reviewed at least one area.
func (m *modelRun) reviewed() bool {
	for _, a := range m.areas {
		if a.Key != "" && (a.Status == review.Reviewed || a.Status == review.Partial) {
			return true
		}
	}
	return false
}

// compose writes the embedded synthesis and lays over it what the model shows
// of each area.
func (m *modelRun) compose(judged gate.Result, areas []consult.AreaResult) (*review.Review, error) {
	var claims []gate.Covered
	for _, a := range areas {
		if len(m.session.Attempts()) == 0 { // a document that steers its reviewer vouches for nothing
			claims = append(claims, a.Covered...)
		}
	}
	r, err := synthesis.Compose(synthesis.Input{
		Brief: m.b, Result: judged, Coverage: gate.Cover(m.b, m.found.Coverage, claims), Areas: m.o.Areas,
	})
	if err != nil {
		return nil, fmt.Errorf("writing the review: %w", err)
	}
	doubted := mainPassages(r)
	for i := range r.Areas {
		m.overlay(&r.Areas[i], doubted, areas)
	}
	return r, nil
}

// overlay puts the model's part into an area.
func (m *modelRun) overlay(area *review.Area, doubted []review.Strength, areas []consult.AreaResult) {
	const most = 4
	if m.session == nil && area.Status != review.Skipped {
		area.Status = review.Failed
	}
	for _, a := range areas {
		if a.Key != area.Key || a.Key == "" {
			continue
		}
		area.Status = a.Status
		own := area.Strengths
		area.Strengths = []review.Strength{}
		for _, s := range append(a.Strengths, own...) {
			if len(area.Strengths) < most && !shown(area.Strengths, s) && !shown(doubted, s) {
				area.Strengths = append(area.Strengths, s)
			}
		}
		area.Recommendations = append(a.Recommendations, area.Recommendations...)
		area.Recommendations = area.Recommendations[:min(most, len(area.Recommendations))]
	}
}

// mainPassages gives the passages on which concerns rest; none of them is a
// strength as well.
func mainPassages(r *review.Review) []review.Strength {
	var out []review.Strength
	for _, a := range r.Areas {
		for _, c := range a.Concerns {
			out = append(out, review.Strength{Evidence: c.Evidence[:min(1, len(c.Evidence))]})
		}
	}
	return out
}

// shown says whether the passage of a strength is already used.
func shown(list []review.Strength, s review.Strength) bool {
	for _, x := range list {
		for _, e := range x.Evidence {
			if len(s.Evidence) > 0 && e.Document == s.Evidence[0].Document &&
				(strings.Contains(e.Quote, s.Evidence[0].Quote) || strings.Contains(s.Evidence[0].Quote, e.Quote)) {
				return true
			}
		}
	}
	return false
}

// sign names the engine and what it cost.
func (m *modelRun) sign(r *review.Review) {
	r.Engine.Name, r.Engine.Model = consult.Source, m.o.Limits.Name
	if m.session == nil {
		return
	}
	if name := m.session.ModelName(); name != "" {
		r.Engine.Model = name
	}
	u := m.session.Usage()
	r.Usage.Calls, r.Usage.PromptTokens, r.Usage.CachedTokens = u.Calls, u.PromptTokens, u.CachedTokens
	r.Usage.CompletionTokens, r.Usage.CostUSD = u.CompletionTokens, u.CostUSD
}
