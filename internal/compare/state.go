package compare

import (
	"slices"
	"strings"

	"archreview/agent/review"
)

// changes says what became of every concern of both versions.
func (m *matcher) changes() []review.Change {
	out := []review.Change{}
	for i, j := range m.partner {
		if j >= 0 {
			out = append(out, m.both(&m.old.concerns[i], &m.new.concerns[j]))
		} else {
			out = append(out, m.left(&m.old.concerns[i]))
		}
	}
	for j, i := range m.reverse {
		if i < 0 {
			out = append(out, m.came(&m.new.concerns[j]))
		}
	}
	return out
}

// both tells of a concern that stands in both versions.
func (m *matcher) both(a, b *concern) review.Change {
	c := review.Change{
		State: review.StillOpen, Area: b.area, ID: b.ID, OldID: a.ID, Rule: b.Rule, Title: b.Title,
		Severity: b.Severity, OldSeverity: a.Severity, Waived: b.Waived != nil,
		Evidence: b.Evidence, OldEvidence: a.Evidence,
	}
	var notes []string
	if a.Severity != b.Severity {
		c.State = review.Changed
		notes = append(notes, say("severity", values{"Old": a.Severity, "New": b.Severity, "Why": otherReasons(a.SeverityTrace, b.SeverityTrace)}))
	}
	note, changed := m.rests(a, b)
	if changed {
		c.State = review.Changed
	}
	if note != "" {
		notes = append(notes, note)
	}
	if a.Rule != b.Rule {
		notes = append(notes, say("rule", values{"Old": a.Rule, "New": b.Rule}))
	}
	if n := m.repaired(a, b); n > 0 {
		notes = append(notes, say("partly", values{"Count": n, "All": len(a.Evidence)}))
	}
	if a.Waived == nil && b.Waived != nil {
		notes = append(notes, say("waived", values{"Owner": b.Waived.Owner, "Until": b.Waived.Until}))
	}
	if a.Waived != nil && b.Waived == nil {
		notes = append(notes, say("unwaived", nil))
	}
	c.Note = strings.Join(notes, "; ")
	c.Edits = m.show(union(m.touching(m.old, a.Evidence), m.touching(m.new, b.Evidence)), a.Evidence, b.Evidence, false)
	return c
}

// rests says in words how the main passage of a concern changed, and whether
// its words did.
func (m *matcher) rests(a, b *concern) (note string, changed bool) {
	x, hasX := main(a.Concern)
	y, hasY := main(b.Concern)
	switch {
	case !hasX && !hasY:
		return "", false
	case !hasX:
		return say("spoken", values{"New": m.new.ref(y)}), true
	case !hasY:
		return say("silent", values{"Old": m.old.ref(x)}), true
	}
	relation := m.relation(x, y)
	places := values{"Old": m.old.ref(x), "New": m.new.ref(y)}
	switch {
	case (a.ID == b.ID || relation == intact) && places["Old"] == places["New"]:
		return "", false
	case a.ID == b.ID || relation == intact:
		return say("moved", places), false
	case relation >= nearby:
		return say("reworded", places), true
	}
	return say("elsewhere", places), true
}

// repaired counts the quotes of a concern with several that went, while the
// concern stands; the main one aside.
func (m *matcher) repaired(a, b *concern) int {
	n := 0
	for _, x := range a.Evidence[min(1, len(a.Evidence)):] {
		p := m.passageOf(m.old, x)
		changed := p.pair >= 0 && slices.ContainsFunc(p.stmts, func(i int) bool { return m.pairs[p.pair].to[i] < 0 })
		if changed && !slices.ContainsFunc(b.Evidence, func(y review.Evidence) bool { return m.relation(x, y) >= nearby }) {
			n++
		}
	}
	return n
}

// left tells of a concern that the new review does not have.
func (m *matcher) left(a *concern) review.Change {
	c := review.Change{
		State: review.StillOpen, Area: a.area, ID: a.ID, OldID: a.ID, Rule: a.Rule, Title: a.Title,
		Severity: a.Severity, OldSeverity: a.Severity, OldEvidence: a.Evidence, Waived: a.Waived != nil,
	}
	t := m.causes(a)
	c.Edits = m.show(t.edits, a.Evidence, t.evidence, true)
	if w := m.withdrawn(a, m.new.Review.Withdrawn); w != nil && !t.provided(m, w) {
		c.State, c.Severity, c.Evidence = review.Changed, "", w.Evidence
		c.Note = say("withdrawn", values{"Reason": strings.TrimRight(w.Reason, ".")})
		return c
	}
	c.Evidence = m.carried(a.Evidence)
	if host := m.told(a); host != nil {
		c.ID, c.Note = host.ID, say("within", values{"ID": host.ID})
		return c
	}
	if why := m.unseen(a, m.old, m.new, t.certain); why != "" {
		c.Note = say(why+".new", values{"Area": a.area})
		return c
	}
	switch {
	case m.nothingChanged():
		c.Note = say("same-design", nil)
	case !slices.Contains(a.Sources, checksEngine) && t.none() && m.known(a.Evidence):
		c.Note = say("other-reading", nil)
	default:
		c.State, c.Severity, c.Evidence = review.Fixed, "", t.evidence
		c.Note = t.note
	}
	return c
}

// came tells of a concern that the old review does not have.
func (m *matcher) came(b *concern) review.Change {
	c := review.Change{
		State: review.New, Area: b.area, ID: b.ID, Rule: b.Rule, Title: b.Title,
		Severity: b.Severity, Evidence: b.Evidence, Waived: b.Waived != nil,
	}
	direct := m.touching(m.new, b.Evidence)
	item, was := m.fell(b.Items)
	edits := direct
	if was != nil {
		edits = union(direct, m.touching(m.old, was.Evidence))
		c.OldEvidence = was.Evidence
	}
	if len(edits) == 0 {
		edits = m.spoken(b.Items)
	}
	c.Edits = m.show(edits, c.OldEvidence, b.Evidence, false)
	if host := m.toldBefore(b); host != nil {
		c.State, c.OldID, c.OldSeverity, c.OldEvidence = review.StillOpen, host.ID, host.Severity, host.Evidence
		c.Note = say("within-old", values{"ID": host.ID})
		return c
	}
	if why := m.unseen(b, m.new, m.old, m.fresh(b.Evidence)); why != "" {
		c.State, c.OldEvidence, c.Note = review.StillOpen, nil, say(why+".old", values{"Area": b.area})
		return c
	}
	var notes []string
	if was != nil {
		c.State = review.Regressed
		place := ""
		if len(was.Evidence) > 0 {
			place = m.old.ref(was.Evidence[0])
		}
		notes = append(notes, say("regressed", values{"Item": item, "Old": place}))
	}
	if w := m.withdrawn(b, m.old.Review.Withdrawn); w != nil {
		notes = append(notes, say("withdrawn-before", values{"Reason": strings.TrimRight(w.Reason, ".")}))
	}
	if len(edits) == 0 && m.known(b.Evidence) && !m.nothingChanged() {
		notes = append(notes, m.elsewhere(len(b.Evidence) == 0))
	}
	if m.nothingChanged() {
		notes = append(notes, say("same-design", nil))
	}
	c.Note = strings.Join(notes, "; ")
	return c
}

// fell gives the first of the items that the old version addressed.
func (m *matcher) fell(items []string) (string, *review.Coverage) {
	for _, item := range items {
		if was := m.old.coverage[item]; was != nil && was.Status == review.Addressed {
			return item, was
		}
	}
	return "", nil
}
