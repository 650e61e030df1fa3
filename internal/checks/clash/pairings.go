package clash

import (
	"sort"

	"archreview/checklists"
	"archreview/internal/facts"
	"archreview/internal/gate"
	"archreview/internal/phrase"
)

// pairing sets a quantity that is promised, demanded or allowed against what
// the design does. Both are slots of the catalog.
type pairing struct {
	id      string   // calculation with the text
	bounds  []string // slots of the promise
	signs   []sign   // promises in words: "at once"
	actual  []string // slots of the design
	larger  bool     // the design breaks the bound by a larger value, else by a smaller one
	factor  float64  // by how much at least
	least   float64  // smallest bound that is read as one
	floor   float64  // smallest value of the design that is read as one
	tie     float64  // least weight of the shared words
	words   int      // least number of words that stand in both statements
	require string   // sign that must stand around the design's statement
	guard   string   // sign around the design's statement that settles the matter
	refuge  string   // the same anywhere in the documents
}

// sign is a bound that is put in words.
type sign struct {
	slot  string
	bound float64
}

const (
	minute = 60.0
	day    = 86400.0
)

func pairings() []pairing {
	return []pairing{
		{id: "promise-slower-mechanism", bounds: []string{"promise.within"}, signs: []sign{{"promise.at-once", 20}, {"promise.same-day", day}},
			actual: []string{"delay.every", "delay.recurs", "delay.collects"}, larger: true, factor: 1.5, least: 1, tie: 2, guard: "sign.fast-path"},
		{id: "fix-slower-than-promised", bounds: []string{"fix.within"}, actual: []string{"release.every", "release.recurs"}, larger: true, factor: 1.2, least: 3600,
			refuge: "sign.hotfix"},
		{id: "notice-shorter-than-promise", bounds: []string{"notice.promised"}, signs: []sign{{"notice.year", 365 * day}}, actual: []string{"notice.given"}, factor: 1.3, least: 50 * day, floor: day, tie: 2, words: 1},
		{id: "kept-longer-than-promised", bounds: []string{"keep.at-most"}, actual: []string{"keep.for"}, larger: true, factor: 1.3, least: 3600, tie: 2, words: 1, guard: "sign.harmless-copy"},
		{id: "deleted-before-required", bounds: []string{"keep.at-least"}, actual: []string{"keep.until"}, factor: 1.3, least: day, tie: 2, words: 1, guard: "sign.archived"},
		{id: "window-shorter-than-need", bounds: []string{"need.up-to"}, actual: []string{"keep.window"}, factor: 1.3, least: minute, tie: 2, words: 1, guard: "sign.window-kept"},
		{id: "call-longer-than-cap", bounds: []string{"cap.call"}, actual: []string{"takes.call"}, larger: true, factor: 1.2, least: 1, require: "sign.inside-call", guard: "sign.background"},
		{id: "demand-over-limit", bounds: []string{"limit.count", "limit.bytes", "limit.rate"}, actual: []string{"demand.count", "demand.bytes", "demand.rate"}, larger: true, factor: 1.2, tie: 2, words: 1, guard: "sign.shared-limit"},
	}
}

// bound is a promise with its place.
type bound struct {
	num  phrase.Number
	stmt int
	text string
}

// paired looks for designs that break a promise. One promise is broken once.
func (d *desk) paired() []gate.Proposal {
	var out []gate.Proposal
	for _, p := range pairings() {
		text := d.texts[p.id]
		if text == nil || p.refuge != "" && d.anywhere(p.refuge) {
			continue
		}
		for _, b := range d.bounds(&p) {
			x, shared, ok := d.broken(&p, b)
			if !ok {
				continue
			}
			v := values{Subject: shared, First: b.text, Second: write(x.Number)}
			out = append(out, proposal(d.b, text, v, b.stmt, x.Statement))
			if p.tie == 0 {
				break
			}
		}
	}
	return out
}

func (d *desk) bounds(p *pairing) []bound {
	var out []bound
	seen := map[int]bool{}
	for _, s := range p.bounds {
		for _, v := range d.promised(s) {
			if d.isText(v.Statement) && v.Number.Hi >= p.least && !seen[v.Statement] && !now(d.f, v.Statement) {
				seen[v.Statement] = true
				out = append(out, bound{v.Number, v.Statement, write(v.Number)})
			}
		}
	}
	for _, s := range p.signs {
		for st := range d.f.Statements {
			if d.isText(st) && !seen[st] && d.speaks(s.slot, st) && d.holds(st) && !now(d.f, st) {
				seen[st] = true
				n := phrase.Number{Lo: s.bound, Hi: s.bound, Dim: phrase.Duration}
				out = append(out, bound{n, st, wording(s.slot)})
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].stmt < out[j].stmt })
	return out
}

// promised gives the values of a slot; a promise that is only planned still is
// one.
func (d *desk) promised(slot string) []facts.Value {
	out := d.f.Values(slot)
	s, ok := d.slots[slot]
	if !ok {
		return out
	}
	for _, src := range s.Phrases {
		id, ok := d.f.Lex.ID(src)
		if !ok {
			continue
		}
		for h := range d.f.Hits(id) {
			if v, ok := d.planned(s, h); ok {
				out = append(out, v)
			}
		}
	}
	return out
}

// planned reads the value of a hit that is not affirmed, tables aside.
func (d *desk) planned(s *checklists.Slot, h facts.Hit) (facts.Value, bool) {
	dim, _ := phrase.DimNamed(s.Dim)
	toks := d.f.Tokens(h.Statement)
	if len(d.f.Statements[h.Statement].Cells) > 0 || h.End > len(toks) || d.f.Status(h) != facts.Planned && d.f.Status(h) != facts.Negated {
		return facts.Value{}, false
	}
	for _, not := range s.Not {
		if id, ok := d.f.Lex.ID(not); ok && d.f.HitIn(id, h.Statement) {
			return facts.Value{}, false
		}
	}
	for i := h.End - 1; i >= h.Start; i-- {
		if n := toks[i].Num; n != nil && n.Dim == dim {
			return facts.Value{Slot: s.ID, Number: *n, Statement: h.Statement}, true
		}
	}
	return facts.Value{}, false
}

// wording names a bound in words for the texts.
func wording(slot string) string {
	switch slot {
	case "promise.same-day":
		return "the same day"
	case "notice.year":
		return "a year"
	}
	return "at once"
}

// broken gives the value of the design that breaks a bound and is tied to it
// most strongly. A value that keeps the bound and is tied as strongly settles
// the matter: the design has taken care of it.
func (d *desk) broken(p *pairing, b bound) (facts.Value, string, bool) {
	best, most, kept := facts.Value{}, -9.0, -9.0
	for _, slot := range p.actual {
		for _, v := range d.f.Values(slot) {
			if !d.isText(v.Statement) || v.Number.Hi < p.floor || d.close(b.stmt, v.Statement) || now(d.f, v.Statement) || !comparable(b.num, v.Number) {
				continue
			}
			breaks := beyond(p, b.num, v.Number)
			if breaks && (p.require != "" && !d.around(p.require, v.Statement) || p.guard != "" && d.around(p.guard, v.Statement)) {
				continue
			}
			score, shared := d.tie(b.stmt, v.Statement)
			if len(shared) == 0 {
				score -= 2
			} else if marked.MatchString(d.f.Statements[b.stmt].Text) {
				score += 0.5
			}
			switch {
			case p.tie > 0 && score < p.tie || len(shared) < p.words:
			case !breaks:
				if p.tie > 0 {
					kept = max(kept, score)
				}
			case score > most:
				best, most = v, score
			}
		}
	}
	return best, d.subject(b.stmt, best.Statement), most > kept
}

// close says whether two statements stand so near to each other that they are
// one thought.
func (d *desk) close(a, b int) bool {
	x, y := &d.f.Statements[a], &d.f.Statements[b]
	return a == b || x.Source == y.Source && x.Block == y.Block && (a-b < 2 && b-a < 2 || len(x.Cells) > 0)
}

// beyond says whether a value of the design breaks a bound. Values that are
// thousands of times larger belong to something else.
func beyond(p *pairing, bound, x phrase.Number) bool {
	const most = 5000
	if p.larger {
		return x.Hi >= p.factor*bound.Hi && (!timely(x.Dim) || x.Hi <= most*bound.Hi)
	}
	return x.Hi*p.factor <= bound.Lo && x.Hi*most >= bound.Lo
}

// comparable says whether two quantities measure one thing.
func comparable(a, b phrase.Number) bool {
	switch {
	case timely(a.Dim) && timely(b.Dim):
		return true
	case a.Dim == phrase.Rate:
		return b.Dim == phrase.Rate && a.Per == b.Per && len(a.Subject) > 3 && root(a.Subject) == root(b.Subject)
	}
	return a.Dim == b.Dim
}

func timely(dim phrase.Dim) bool { return dim == phrase.Duration || dim == phrase.Interval }

// subject gives the words that tie two statements, as the first one writes
// them.
func (d *desk) subject(a, b int) string {
	out, n := "", 0
	for _, t := range d.f.Tokens(a) {
		if t.Num != nil || empty(t.Lower()) || !d.roots[b][root(t.Lower())] || n == 3 {
			continue
		}
		if n++; out != "" {
			out += ", "
		}
		out += t.Lower()
	}
	return out
}

// now says whether a statement speaks of the past, of tests or of another
// product, so that it binds nobody.
func now(f *facts.Facts, st int) bool {
	for _, t := range f.Tokens(st) {
		switch t.Lower() {
		case "formerly", "previously", "former", "staging", "today", "currently", "predecessor", "until", "used":
			return t.Lower() != "until" && t.Lower() != "used"
		}
	}
	return false
}
