// Package compare says what became of a review in a later version of the
// design: which concerns were repaired, stand, changed or are new, and which
// edits of the documents did it. It is deterministic and asks no model.
//
// Nothing is called fixed that the later review could not have seen, and
// nothing new that the earlier one could not have seen: an area that was left
// out, a model that was not asked, lines that were not read. Such concerns are
// listed as open, with the reason.
package compare

import (
	"slices"
	"sort"
	"time"

	"archreview/agent/review"
	"archreview/internal/document"
)

// Side is one version: a review and, where they are at hand, the documents as
// it read them.
type Side struct {
	Label     string // path or session
	Review    *review.Review
	Documents []*document.Document // may be empty; then there are no edits
}

// Options are what a comparison needs beside its two sides.
type Options struct {
	Now     func() time.Time
	Carried []string // keys of areas that were not asked of a model again
}

// Compare says what became of the old review in the new one. Both reviews are
// needed; they are not changed.
func Compare(old, new Side, o Options) *review.Comparison {
	m := newMatcher(old, new)
	c := &review.Comparison{
		Schema: review.ComparisonSchema, Created: o.Now().UTC().Format(time.RFC3339),
		Old: version(old), New: version(new),
		Concerns: m.changes(), Items: m.items(), Answers: m.answers,
		Carried: inOrder(new.Review, o.Carried),
	}
	c.Notes = m.notes(c)
	sort.SliceStable(c.Concerns, func(i, j int) bool { return m.before(&c.Concerns[i], &c.Concerns[j]) })
	return c
}

// version describes one side.
func version(s Side) review.Version {
	v := review.Version{
		Label: s.Label, Created: s.Review.Created, Engine: s.Review.Engine,
		Outcome: s.Review.Outcome, Verdict: s.Review.Verdict, Documents: s.Review.Documents,
	}
	for _, a := range s.Review.Areas {
		for i := range a.Concerns {
			if a.Concerns[i].Waived != nil {
				continue
			}
			switch a.Concerns[i].Severity {
			case review.High:
				v.Counts.High++
			case review.Medium:
				v.Counts.Medium++
			default:
				v.Counts.Low++
			}
		}
	}
	return v
}

// inOrder gives the keys in the order of the report.
func inOrder(r *review.Review, keys []string) []string {
	out := []string{}
	for _, a := range r.Areas {
		if slices.Contains(keys, a.Key) {
			out = append(out, a.Key)
		}
	}
	return out
}

// before orders changes: by state, grave ones first, then by their place.
func (m *matcher) before(x, y *review.Change) bool {
	states := review.ChangeStates()
	if a, b := slices.Index(states, x.State), slices.Index(states, y.State); a != b {
		return a < b
	}
	if a, b := gravity(x).Rank(), gravity(y).Rank(); a != b {
		return a > b
	}
	if a, b := place(m, x), place(m, y); a != b {
		return a < b
	}
	return x.ID < y.ID
}

// gravity is the severity that counts for the order: the new one, or the old
// one of what is gone.
func gravity(c *review.Change) review.Severity {
	if c.Severity == "" {
		return c.OldSeverity
	}
	return c.Severity
}

// place orders changes by the lines on which they rest; those without come
// last.
func place(m *matcher, c *review.Change) int {
	ids, evidence := m.new.ids, c.Evidence
	if c.State == review.Fixed {
		ids, evidence = m.old.ids, c.OldEvidence
	}
	if len(evidence) == 0 {
		return 1 << 40
	}
	return ids[evidence[0].Document]<<24 + evidence[0].StartLine
}

// NewAtLeast says whether the new version brought a concern of this severity
// or above: one that is new or has come back, or one that grew so grave.
// Waived concerns do not count, nor those that the old review could not see.
func NewAtLeast(c *review.Comparison, level review.Severity) bool {
	for i := range c.Concerns {
		x := &c.Concerns[i]
		if x.Waived || x.Severity.Rank() < level.Rank() {
			continue
		}
		grown := x.State == review.Changed && x.Severity.Rank() > x.OldSeverity.Rank()
		if x.State == review.New || x.State == review.Regressed || grown {
			return true
		}
	}
	return false
}

// NewHigh says whether the new version brought a high concern.
func NewHigh(c *review.Comparison) bool { return NewAtLeast(c, review.High) }

// NewMedium says whether the new version brought a medium or high concern.
func NewMedium(c *review.Comparison) bool { return NewAtLeast(c, review.Medium) }

// NewLow says whether the new version brought any concern.
func NewLow(c *review.Comparison) bool { return NewAtLeast(c, review.Low) }
