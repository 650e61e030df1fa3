package agent

import (
	"maps"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/gate"
)

// Marks are what readers have said of concerns, kept beyond one conversation.
type Marks interface {
	// Find gives what holds today for the concerns of documents, by id.
	Find(concerns []review.Concern, documents []review.Document) (map[string]review.Waiver, map[string]review.Dispute, error)
	// Waive keeps a waiver.
	Waive(c review.Concern, w review.Waiver) error
	// Dispute keeps the outcome of a dispute.
	Dispute(c review.Concern, documents []review.Document, d review.Dispute) error
}

// Carried is what a review takes over from an earlier one of another version
// of the design.
type Carried struct {
	Areas map[string]bool // areas that nothing changed for
	Past  []Entry         // of the conversation from which their answers are taken
	Held  *review.Review  // its review
}

// mark lays over a result what readers have said of its concerns, in this
// conversation and before.
func mark(o Options, c *course, b *brief.Brief, r gate.Result) (gate.Result, error) {
	waived, disputed := map[string]review.Waiver{}, map[string]review.Dispute{}
	if o.Marks != nil {
		var err error
		if waived, disputed, err = o.Marks.Find(r.Visible(o.Areas), known(o.Documents)); err != nil {
			return r, err
		}
	} else {
		maps.Copy(waived, c.waived)
	}
	if disputed == nil {
		disputed = map[string]review.Dispute{}
	}
	maps.Copy(disputed, c.said)
	if len(waived)+len(disputed) == 0 {
		return r, nil
	}
	return gate.Mark(b, r, waived, disputed), nil
}
