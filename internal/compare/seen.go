package compare

import (
	"slices"
	"strings"

	"archreview/agent/review"
	"archreview/internal/brief"
)

// unseen says why a concern of one side could not be seen by the review of the
// other, or gives "". Where an edit of its own passage settles the matter,
// certain is set.
func (m *matcher) unseen(c *concern, own, other *side, certain bool) string {
	status, listed := other.areas[c.area]
	byChecks := slices.Contains(c.Sources, checksEngine) || len(c.Sources) == 0
	switch {
	case !listed || status != review.Reviewed:
		return "area"
	case !byChecks && other.Review.Engine.Name == checksEngine:
		return "engine"
	case byChecks && len(c.Sources) < 2 && other.foreign && !own.foreign:
		return "language"
	case certain:
		return ""
	case other.unread():
		return "unread"
	case byChecks && other.Review.Engine.Name == checksEngine && len(other.Review.Ledger.Failures) > len(own.Review.Ledger.Failures):
		return "incomplete"
	}
	return ""
}

// withdrawn gives the entry by which a review took a concern back.
func (m *matcher) withdrawn(c *concern, list []review.Withdrawn) *review.Withdrawn {
	for i := range list {
		w := &list[i]
		if !strings.EqualFold(strings.TrimSpace(w.Title), strings.TrimSpace(c.Title)) {
			continue
		}
		if len(c.Evidence) == 0 || len(w.Evidence) == 0 || m.near(c.Evidence, w.Evidence) {
			return w
		}
	}
	return nil
}

// near says whether any two passages of the versions are related, whichever
// side they are of.
func (m *matcher) near(xs, ys []review.Evidence) bool {
	for _, x := range xs {
		for _, y := range ys {
			if m.relation(x, y) >= nearby || m.relation(y, x) >= nearby {
				return true
			}
		}
	}
	return false
}

// told gives the new concern that now tells of what an old one was about: it
// stood before, shares an item, and quotes its main passage unchanged.
func (m *matcher) told(a *concern) *concern {
	x, ok := main(a.Concern)
	if !ok {
		return nil
	}
	for j := range m.new.concerns {
		b := &m.new.concerns[j]
		if m.reverse[j] >= 0 && shares(a.Items, b.Items) && m.quotes(x, b.Evidence) {
			return b
		}
	}
	return nil
}

// toldBefore is told for a new concern and the old ones.
func (m *matcher) toldBefore(b *concern) *concern {
	y, ok := main(b.Concern)
	if !ok {
		return nil
	}
	for i := range m.old.concerns {
		a := &m.old.concerns[i]
		if m.partner[i] >= 0 && shares(a.Items, b.Items) &&
			slices.ContainsFunc(a.Evidence, func(x review.Evidence) bool { return m.relation(x, y) == intact }) {
			return a
		}
	}
	return nil
}

func (m *matcher) quotes(x review.Evidence, evidence []review.Evidence) bool {
	return slices.ContainsFunc(evidence, func(y review.Evidence) bool { return m.relation(x, y) == intact })
}

// nothingChanged says that documents and answers are the same in both versions.
func (m *matcher) nothingChanged() bool {
	was, is := m.old.Review.Documents, m.new.Review.Documents
	if len(m.answers) > 0 || len(was) != len(is) {
		return false
	}
	for i := range was {
		n := m.old.pairs[was[i].ID]
		if p := m.pairs[n]; p.known && len(p.edits) > 0 || !p.known && (was[i].SHA256 == "" || was[i].SHA256 != is[i].SHA256) {
			return false
		}
	}
	return true
}

// known says whether the texts are at hand in which evidence of either side
// stands; for evidence of no place, those of all documents.
func (m *matcher) known(evidence []review.Evidence) bool {
	if len(evidence) == 0 {
		return !slices.ContainsFunc(m.pairs, func(p *pair) bool { return !p.known })
	}
	for _, e := range evidence {
		for _, s := range []*side{m.old, m.new} {
			if n, ok := s.pairs[e.Document]; ok && !m.pairs[n].known {
				return false
			}
		}
	}
	return true
}

// fresh says whether the main passage of a new concern came with this version:
// nothing stood in its place before.
func (m *matcher) fresh(evidence []review.Evidence) bool {
	if len(evidence) == 0 {
		return false
	}
	p := m.passageOf(m.new, evidence[0])
	if p.pair < 0 || len(p.stmts) == 0 {
		return false
	}
	for _, k := range p.stmts {
		e := m.pairs[p.pair].newEdit[k]
		if e < 0 || m.pairs[p.pair].edits[e].o0 < m.pairs[p.pair].edits[e].o1 {
			return false
		}
	}
	return true
}

// carried gives old evidence that still stands with its new lines.
func (m *matcher) carried(evidence []review.Evidence) []review.Evidence {
	var out []review.Evidence
	for _, e := range evidence {
		p := m.passageOf(m.old, e)
		if p.pair < 0 || len(p.stmts) == 0 {
			continue
		}
		t := m.pairs[p.pair]
		first, last := t.to[p.stmts[0]], t.to[p.stmts[len(p.stmts)-1]]
		if first < 0 || last < 0 || last-first != len(p.stmts)-1 {
			continue
		}
		s, l := &t.new.Statements[first], &t.new.Statements[last]
		quote := t.new.Text[s.Start:l.End]
		if strings.Contains(quote, e.Quote) {
			quote = e.Quote
		}
		out = append(out, brief.Evidence(t.new, s.Line, l.EndLine, quote))
	}
	return out
}
