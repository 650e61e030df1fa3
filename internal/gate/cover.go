package gate

import (
	"slices"

	"archreview/agent/review"
	"archreview/internal/brief"
)

// Covered is the claim that a checklist item is in another state than the
// embedded reviewer found.
type Covered struct {
	Item   string
	Status review.CoverageStatus
	Quote  Quote
}

// Cover applies claims about the states of items: a state that rests on a
// passage needs the passage, and only silence can be called not applicable.
// The first supported claim about an item counts.
func Cover(b *brief.Brief, coverage []review.Coverage, claims []Covered) []review.Coverage {
	out := slices.Clone(coverage)
	at := map[string]int{}
	for i := range out {
		at[out[i].Item] = i
	}
	for _, c := range claims {
		i, ok := at[c.Item]
		if !ok {
			continue
		}
		switch c.Status {
		case review.Addressed, review.Weak, review.Contradicted:
			e, found := Locate(b.Documents, c.Quote)
			if !found {
				continue
			}
			out[i].Status, out[i].Evidence = c.Status, []review.Evidence{e}
		case review.NotApplicable:
			if out[i].Status != review.Missing {
				continue
			}
			out[i].Status = c.Status
		default:
			continue
		}
		delete(at, c.Item)
	}
	return out
}
