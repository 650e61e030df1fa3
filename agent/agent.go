// Package agent is the conversation: it takes documents and answers through
// brief, reviewer, gate and synthesis to a review.
package agent

import (
	"context"
	"fmt"
	"time"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/checks"
	"archreview/internal/consult"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/gate"
	"archreview/internal/synthesis"
)

// Options say what to review and how.
type Options struct {
	Lexicon   *facts.Lexicon
	Documents []*document.Document
	Answers   map[string]string // by question key
	Areas     []string          // keys; empty for all ten
	Disable   []string          // ids of rules whose concerns are listed as withdrawn
	Version   string
	Now       func() time.Time
	Progress  func(Event) // may be nil

	Model  Model  // nil for the embedded reviewer alone
	Limits Limits // of the model
}

// Event tells how far a review is. Events come one at a time.
type Event struct {
	Step   string // reading, checking, judging or writing; with a model also a step of consult
	Detail string
	Model  *consult.Event // what the model reviewer tells; nil for other steps
}

// Review runs one review: with the embedded reviewer, and with a model where
// there is one. If the context ends or the endpoint cannot serve, a review with
// a model is given beside the error, with what was finished until then.
func Review(ctx context.Context, o Options) (*review.Review, error) {
	start := o.Now()
	tell := o.Progress
	if tell == nil {
		tell = func(Event) {}
	}
	tell(Event{Step: "reading", Detail: fmt.Sprintf("%d document(s)", len(o.Documents))})
	b, err := brief.New(brief.Options{Lexicon: o.Lexicon, Documents: o.Documents, Answers: o.Answers})
	if err != nil {
		return nil, fmt.Errorf("reading the answers: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	tell(Event{Step: "checking", Detail: fmt.Sprintf("%d checklist items, %d rules", len(b.Catalog.Items), len(b.Catalog.Rules))})
	found := checks.Review(b)
	disable(b, o.Disable, found.Proposals)
	if o.Model != nil {
		return withModel(ctx, o, b, found, start)
	}
	tell(Event{Step: "judging", Detail: fmt.Sprintf("%d proposals", len(found.Proposals))})
	judged := gate.Judge(b, found.Proposals)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r, err := synthesis.Compose(synthesis.Input{Brief: b, Result: judged, Coverage: found.Coverage, Areas: o.Areas})
	if err != nil {
		return nil, fmt.Errorf("writing the review: %w", err)
	}
	r.Ledger.Failures = doubts(b)
	finish(r, o, start)
	return r, nil
}

// finish fills in what belongs to the run rather than to the design.
func finish(r *review.Review, o Options, start time.Time) {
	r.Engine = review.Engine{Name: checks.Source, Version: o.Version}
	r.Created = start.UTC().Format(time.RFC3339)
	for _, d := range o.Documents {
		n := d.LineCount()
		r.Documents = append(r.Documents, review.Document{ID: d.ID, Path: d.Path, SHA256: d.SHA256, Lines: n, Words: d.Words})
		r.Ledger.LinesRead += n
		r.Ledger.LinesTotal += n
	}
	r.Outcome = gate.Outcome(r)
	var all []review.Concern
	for _, a := range r.Areas {
		all = append(all, a.Concerns...)
	}
	r.Verdict = gate.Verdict(all)
	r.Usage.WallMS = o.Now().Sub(start).Milliseconds()
}
