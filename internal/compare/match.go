package compare

import (
	"slices"
	"sort"

	"archreview/agent/review"
	"archreview/internal/document"
)

// matcher holds what is known of both versions while they are compared.
type matcher struct {
	old, new *side
	pairs    []*pair
	answers  []review.AnswerChange
	partner  []int // of each old concern: the new one, or -1
	reverse  []int // of each new concern: the old one, or -1
}

func newMatcher(old, new Side) *matcher {
	m := &matcher{old: newSide(old), new: newSide(new)}
	for n, ij := range pairUp(old.Review.Documents, new.Review.Documents) {
		var a, b *document.Document
		known := true
		if i := ij[0]; i >= 0 {
			m.old.pairs[old.Review.Documents[i].ID] = n
			a = m.old.text(old.Review.Documents[i])
			known = known && a != nil
		}
		if j := ij[1]; j >= 0 {
			m.new.pairs[new.Review.Documents[j].ID] = n
			b = m.new.text(new.Review.Documents[j])
			known = known && b != nil
		}
		if known {
			m.pairs = append(m.pairs, newPair(a, b))
		} else {
			m.pairs = append(m.pairs, &pair{})
		}
	}
	m.answers = answerChanges(old.Review, new.Review)
	m.match()
	return m
}

// passageOf gives where evidence of a side stands.
func (m *matcher) passageOf(s *side, e review.Evidence) passage {
	n, ok := s.pairs[e.Document]
	if !ok || !m.pairs[n].known {
		return passage{pair: -1}
	}
	d := m.pairs[n].new
	if s == m.old {
		d = m.pairs[n].old
	}
	return passage{n, find(d, e)}
}

// How two passages are related.
const (
	apart  = iota
	nearby // in one stretch of changed text
	edited // one is the other in changed words
	intact // the same text
)

// relation says how a passage of the old version is related to one of the new.
func (m *matcher) relation(x, y review.Evidence) int {
	if plain(x.Quote) == plain(y.Quote) {
		return intact
	}
	a, b := m.passageOf(m.old, x), m.passageOf(m.new, y)
	if a.pair < 0 || a.pair != b.pair {
		return apart
	}
	p, best, whole := m.pairs[a.pair], apart, true
	for _, i := range a.stmts {
		j := p.to[i]
		switch {
		case j >= 0 && slices.Contains(b.stmts, j):
			best = max(best, intact)
		case j < 0 && p.like[i] >= 0 && slices.Contains(b.stmts, p.like[i]):
			best = max(best, edited)
		case j < 0 && slices.ContainsFunc(b.stmts, func(k int) bool { return p.newEdit[k] == p.oldEdit[i] }):
			best = max(best, nearby)
		}
		whole = whole && j >= 0
	}
	for _, k := range b.stmts {
		whole = whole && p.from[k] >= 0
	}
	if best == intact && !whole {
		return edited
	}
	return best
}

// candidate is a possible match: the less tier the better, then the closer the
// passages and the more alike the words.
type candidate struct {
	i, j     int
	tier     int
	relation int
	alike    float64
}

// Tiers of a match, best first.
const (
	sameID      = iota
	samePassage // one rule, about the same main passage
	partly      // one rule, and the main passage of one is quoted by the other
	onlyOnes    // one rule, and each version has one concern of it
	otherRule   // another rule, about the same item and passage
)

// match pairs the concerns one to one, best first.
func (m *matcher) match() {
	m.partner, m.reverse = blank(len(m.old.concerns)), blank(len(m.new.concerns))
	was, is := countRules(m.old.concerns), countRules(m.new.concerns)
	var all []candidate
	for i := range m.old.concerns {
		for j := range m.new.concerns {
			a, b := &m.old.concerns[i], &m.new.concerns[j]
			c := candidate{i: i, j: j}
			alone := was[a.Rule] == 1 && is[b.Rule] == 1
			if a.Rule == b.Rule && m.sameRule(&c, a, b, alone) || a.Rule != b.Rule && m.otherRule(&c, a, b) {
				all = append(all, c)
			}
		}
	}
	sort.SliceStable(all, func(x, y int) bool { return closer(all[x], all[y]) })
	for _, c := range all {
		if m.partner[c.i] < 0 && m.reverse[c.j] < 0 {
			m.partner[c.i], m.reverse[c.j] = c.j, c.i
		}
	}
}

func closer(a, b candidate) bool {
	if a.tier != b.tier {
		return a.tier < b.tier
	}
	if a.relation != b.relation {
		return a.relation > b.relation
	}
	return a.alike > b.alike
}

func countRules(all []concern) map[string]int {
	out := map[string]int{}
	for i := range all {
		out[all[i].Rule]++
	}
	return out
}

// sameRule judges two concerns of one rule. A contradiction or a calculation is
// about two certain places: one elsewhere is another one, also where it is the
// only one of its rule.
func (m *matcher) sameRule(c *candidate, a, b *concern, alone bool) bool {
	x, hasX := main(a.Concern)
	y, hasY := main(b.Concern)
	if hasX && hasY {
		c.relation = m.relation(x, y)
		seen := map[string]int{}
		c.alike = agreement(wordSet(seen, x.Quote), wordSet(seen, y.Quote))
	}
	switch {
	case a.ID == b.ID:
		c.tier = sameID
	case c.relation >= nearby:
		c.tier = samePassage
	case hasX && hasY && (m.among(x, b.Evidence) || m.amongOld(y, a.Evidence)):
		c.tier = partly
	case alone && (!hasX || !hasY || a.Kind != review.Contradiction && a.Kind != review.Arithmetic):
		c.tier = onlyOnes
	default:
		return false
	}
	return true
}

// among says whether an old passage is among new evidence.
func (m *matcher) among(x review.Evidence, evidence []review.Evidence) bool {
	return slices.ContainsFunc(evidence, func(y review.Evidence) bool { return m.relation(x, y) >= edited })
}

// amongOld says whether a new passage is among old evidence.
func (m *matcher) amongOld(y review.Evidence, evidence []review.Evidence) bool {
	return slices.ContainsFunc(evidence, func(x review.Evidence) bool { return m.relation(x, y) >= edited })
}

// otherRule judges two concerns of different rules: the same kind and item, and
// one main passage.
func (m *matcher) otherRule(c *candidate, a, b *concern) bool {
	x, hasX := main(a.Concern)
	y, hasY := main(b.Concern)
	if a.Kind != b.Kind || !hasX || !hasY || !shares(a.Items, b.Items) {
		return false
	}
	c.tier, c.relation = otherRule, m.relation(x, y)
	seen := map[string]int{}
	c.alike = agreement(wordSet(seen, x.Quote), wordSet(seen, y.Quote))
	return c.relation >= edited
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}
