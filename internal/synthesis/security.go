package synthesis

import (
	"slices"

	"archreview/agent/review"
	"archreview/checklists"
)

// checklist gives the security checklist: each line with the worst status of
// its items, the passages that show it and the concerns that touch it.
func (w *writer) checklist() []review.ChecklistEntry {
	var out []review.ChecklistEntry
	for i := range w.b.Catalog.Security {
		l := &w.b.Catalog.Security[i]
		if !w.anyTrait(l.Traits) {
			continue
		}
		if e, ok := w.securityLine(l); ok {
			out = append(out, e)
		}
	}
	return out
}

func (w *writer) anyTrait(traits []string) bool {
	if len(traits) == 0 {
		return true
	}
	for _, t := range traits {
		if w.f.Has(t) {
			return true
		}
	}
	return false
}

func (w *writer) securityLine(l *checklists.SecurityLine) (review.ChecklistEntry, bool) {
	e := review.ChecklistEntry{Group: l.Group, Item: l.Line, Status: review.NotApplicable, Evidence: []review.Evidence{}, Concerns: []string{}}
	for i, c := range w.in.Coverage {
		if !slices.Contains(l.Items, w.b.Catalog.Items[i].ID) {
			continue
		}
		if worse(c.Status, e.Status) {
			e.Status = c.Status
		}
		if len(e.Evidence) < 2 {
			e.Evidence = append(e.Evidence, c.Evidence[:min(1, len(c.Evidence))]...)
		}
	}
	for _, c := range w.standing() {
		if intersects(c.Items, l.Items) {
			e.Concerns = append(e.Concerns, c.ID)
			if worse(review.Weak, e.Status) {
				e.Status = review.Weak
			}
		}
	}
	return e, e.Status != review.NotApplicable
}

// worse orders the states of a checklist line.
func worse(a, b review.CoverageStatus) bool {
	rank := map[review.CoverageStatus]int{review.NotApplicable: 0, review.Addressed: 1, review.Weak: 3, review.Contradicted: 4, review.Missing: 2}
	return rank[a] > rank[b]
}
