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
	Host   string // where the model is called, as it is shown
	Emails bool   // e-mail addresses were masked like secrets

	// Pictures that the model looks at before it reviews. What it reads becomes
	// a document beside the others; see docs/inputs.md.
	Pictures []Picture
	looked   bool // that has been done

	// What a conversation adds; see Agent.
	Journal Journal // keeps it; may be nil
	Past    []Entry // of a conversation that goes on
	Marks   Marks   // what readers have said of concerns; may be nil
	Carried *Carried
	// Mask replaces the secrets in what the user says later; documents and
	// Answers come masked. May be nil. Calls do not overlap.
	Mask func(text string) string
	// Window asks the endpoint, before it is first sent anything else, how many
	// tokens fit into one call, where Limits does not say; 0 if it does not tell.
	// May be nil.
	Window func(ctx context.Context) int
	// Settle puts the last hand to a review before it is kept: what is known
	// outside, such as why an endpoint could not serve. May be nil.
	Settle func(ctx context.Context, r *review.Review, err error)
}

// Event tells how far a review is. Events come one at a time.
type Event struct {
	Step   string // reading, checking, judging or writing; with a model also a step of consult
	Detail string
	Model  *consult.Event // what the model reviewer tells; nil for other steps
	// Review is what stands so far, each time an area is finished in front of a
	// user; nil otherwise.
	Review *review.Review
}

// course is how a conversation steers one of its reviews.
type course struct {
	extra   []brief.Extra
	reading *consult.Reading // done before; nil where the documents are still to be read
	within  func(ctx context.Context, area string) context.Context
	finish  func(consult.AreaResult)
	said    map[string]review.Dispute
	looks   consult.Looks // pictures that were looked at before
	waived  map[string]review.Waiver
	partial bool // tell what stands each time an area is finished
}

// Review runs one review: with the embedded reviewer, and with a model where
// there is one. If the context ends or the endpoint cannot serve, a review with
// a model is given beside the error, with what was finished until then.
func Review(ctx context.Context, o Options) (*review.Review, error) {
	return run(ctx, o, &course{})
}

// run is one review on its course.
func run(ctx context.Context, o Options, c *course) (*review.Review, error) {
	start := o.Now()
	tell := o.Progress
	if tell == nil {
		tell = func(Event) {}
	}
	tell(Event{Step: "reading", Detail: fmt.Sprintf("%d document(s)", len(o.Documents))})
	b, err := newBrief(o, c.extra)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	tell(Event{Step: "checking", Detail: fmt.Sprintf("%d checklist items, %d rules", len(b.Catalog.Items), len(b.Catalog.Rules))})
	found := checks.Review(b)
	disable(b, o.Disable, found.Proposals)
	if o.Model != nil {
		return withModel(ctx, &modelRun{o: o, c: c, b: b, found: found}, start)
	}
	tell(Event{Step: "judging", Detail: fmt.Sprintf("%d proposals", len(found.Proposals))})
	judged, err := mark(o, c, b, gate.Judge(b, found.Proposals))
	if err != nil {
		return nil, err
	}
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

// known names documents as a review does.
func known(docs []*document.Document) []review.Document {
	out := make([]review.Document, 0, len(docs))
	for _, d := range docs {
		out = append(out, review.Document{ID: d.ID, Path: d.Path, SHA256: d.SHA256, Lines: d.LineCount(), Words: d.Words, Rendered: d.Rendered()})
	}
	return out
}

// picturesOf tells of each picture of the documents who has read it.
func picturesOf(docs []*document.Document) []review.Picture {
	var out []review.Picture
	for _, d := range docs {
		for _, p := range d.Pictures {
			out = append(out, review.Picture{Document: d.ID, Line: p.Line, Name: p.Name, Reader: p.Reader, Why: p.Why})
		}
	}
	return out
}

func newBrief(o Options, extra []brief.Extra) (*brief.Brief, error) {
	b, err := brief.New(brief.Options{Lexicon: o.Lexicon, Documents: o.Documents, Answers: o.Answers, Extra: extra})
	if err != nil {
		return nil, fmt.Errorf("reading the answers: %w", err)
	}
	return b, nil
}

// finish fills in what belongs to the run rather than to the design.
func finish(r *review.Review, o Options, start time.Time) {
	r.Engine = review.Engine{Name: checks.Source, Version: o.Version}
	r.Created = start.UTC().Format(time.RFC3339)
	r.Documents = known(o.Documents)
	for _, d := range r.Documents {
		r.Ledger.LinesRead += d.Lines
		r.Ledger.LinesTotal += d.Lines
	}
	r.Ledger.Pictures = picturesOf(o.Documents)
	r.Outcome = gate.Outcome(r)
	var all []review.Concern
	for _, a := range r.Areas {
		all = append(all, a.Concerns...)
	}
	r.Verdict = gate.Verdict(all)
	r.Usage.WallMS = o.Now().Sub(start).Milliseconds()
}
