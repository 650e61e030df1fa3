package clash

import (
	"strings"
	"time"

	"archreview/internal/gate"
	"archreview/internal/lazyregexp"
	"archreview/internal/phrase"
)

const months = `(January|February|March|April|May|June|July|August|September|October|November|December)`

var dateRange = lazyregexp.New(`(\d{1,2})\.? ` + months + `(?: \d{4})? (?:to|and|until|till|-|–) (\d{1,2})\.? ` + months)

// effort is what one of several units of work takes.
type effort struct {
	each    float64 // seconds
	written string
	stmt    int
	units   map[string]bool // roots of the words that may name the unit
	around  map[string]bool // roots of the other words beside it, for work that is done in turn
}

// workload sets the number of units of work times the effort of one, divided
// by the people who do it, against the time until the date. It speaks only
// when all four are stated.
func (d *desk) workload() []gate.Proposal {
	text := d.texts["work-against-time"]
	if text == nil {
		return nil
	}
	for st := range d.f.Statements {
		e, ok := d.effort(st)
		if !ok {
			continue
		}
		for c := range d.f.Statements {
			noun, count, ok := d.counted(c, e.units)
			if !ok && d.speaks("sign.in-turn", c) {
				noun, count, ok = d.counted(c, e.around)
			}
			if !ok {
				continue
			}
			w, span, ok := d.window(noun, count, c, st)
			people, at := d.hands(w, c, st)
			if !ok || people == 0 || count*e.each/people < 1.3*span {
				continue
			}
			total := phrase.Number{Lo: count * e.each / people, Hi: count * e.each / people, Dim: phrase.Duration, Unit: "weeks"}
			left := phrase.Number{Lo: span, Hi: span, Dim: phrase.Duration, Unit: "weeks"}
			v := values{Subject: noun, First: write(weeks(total)), Second: write(weeks(left))}
			return []gate.Proposal{proposal(d.b, text, v, distinct(st, c, w, at)...)}
		}
	}
	return nil
}

func weeks(n phrase.Number) phrase.Number {
	const week = 7 * day
	n.Lo = float64(int(n.Lo/week+0.5)) * week
	n.Hi = n.Lo
	return n
}

func distinct(stmts ...int) []int {
	var out []int
	seen := map[int]bool{}
	for _, s := range stmts {
		if s >= 0 && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// effort reads "connecting a clinic took five weeks".
func (d *desk) effort(st int) (effort, bool) {
	toks := d.f.Tokens(st)
	verb := false
	e := effort{stmt: st, units: map[string]bool{}}
	if !d.isText(st) || !d.lasting(st) || !d.holds(st) {
		return e, false
	}
	for i, t := range toks {
		switch t.Lower() {
		case "take", "takes", "took", "taken", "need", "needs", "needed", "cost", "costs", "require", "requires", "about", "lasts", "lasted":
			verb = true
		case "a", "an", "one", "each", "every", "per":
			for k := i + 1; k < len(toks) && k <= i+3 && toks[k].Num == nil; k++ {
				if w := toks[k].Lower(); !empty(w) && len(w) > 3 && !isPerson(w) {
					e.units[root(w)] = true
				}
			}
		}
		if n := t.Num; n != nil && e.each == 0 {
			switch {
			case n.Dim == phrase.Duration && n.Hi >= day && n.Per == 0:
				e.each, e.written = n.Lo, write(*n)
			case n.Dim == phrase.Count && i+2 < len(toks) && isPerson(toks[i+1].Lower()):
				if u, ok := phrase.UnitSize(toks[i+2].Lower()); ok && u >= day {
					e.each = n.Lo * u
				}
			}
		}
	}
	e.around = d.topics(st)
	for w := range d.roots[st] {
		e.around[w] = true
	}
	return e, verb && e.each > 0
}

// lasting says whether a statement names days or more, or units of work.
func (d *desk) lasting(st int) bool {
	for _, n := range d.f.Numbers(st) {
		if n.Dim == phrase.Duration && n.Hi >= day || n.Dim == phrase.Count && isPerson(n.Subject) {
			return true
		}
	}
	return false
}

// counted gives the number of units that a statement names.
func (d *desk) counted(st int, units map[string]bool) (string, float64, bool) {
	if !d.isText(st) || !d.holds(st) {
		return "", 0, false
	}
	toks := d.f.Tokens(st)
	for i, t := range toks {
		if t.Num == nil || t.Num.Dim != phrase.Count || t.Num.Lo < 3 || t.Num.Hi > 2000 || t.Num.Unit != "" {
			continue
		}
		for k := i + 1; k < len(toks) && k <= i+3 && toks[k].Num == nil; k++ {
			w := toks[k].Lower()
			if strings.HasSuffix(w, "s") && units[root(w)] {
				return w, t.Num.Lo, true
			}
		}
	}
	return "", 0, false
}

// window gives the time in which all units are to be done: a span of dates or
// a duration behind "within", beside the plural of the unit, unless another
// number of units is done in it.
func (d *desk) window(noun string, count float64, at ...int) (int, float64, bool) {
	for st := range d.f.Statements {
		s := &d.f.Statements[st]
		if !d.isText(st) || !d.roots[st][root(noun)] || !d.holds(st) || d.partial(st, noun, count) {
			continue
		}
		if m := dateRange.FindStringSubmatch(s.Text); m != nil {
			if span := between(m[1]+" "+m[2], m[3]+" "+m[4]); span > 0 {
				return st, span, true
			}
		}
		toks := d.f.Tokens(st)
		for i, t := range toks {
			if t.Num != nil && t.Num.Dim == phrase.Duration && t.Num.Hi >= 7*day && i > 0 && (toks[i-1].Lower() == "within" || toks[i-1].Lower() == "in" || toks[i-1].Lower() == "next") {
				return st, t.Num.Hi, true
			}
		}
	}
	return -1, 0, false
}

// partial says whether a statement plans only some of the units.
func (d *desk) partial(st int, noun string, count float64) bool {
	toks := d.f.Tokens(st)
	for i, t := range toks {
		if t.Num == nil || t.Num.Dim != phrase.Count || t.Num.Lo == count {
			continue
		}
		if k := i + 1; k < len(toks) && (root(toks[k].Lower()) == root(noun) || toks[k].Lower() == "are" || toks[k].Lower() == "of") {
			return true
		}
	}
	return false
}

// between gives the seconds from one day of the year to another.
func between(from, to string) float64 {
	a, err := time.Parse("2 January", from)
	b, err2 := time.Parse("2 January", to)
	if err != nil || err2 != nil {
		return 0
	}
	if b.Before(a) {
		b = b.AddDate(1, 0, 0)
	}
	return b.Sub(a).Seconds()
}

// hands gives how many units are worked on at a time, with the statement that
// says so.
func (d *desk) hands(stmts ...int) (float64, int) {
	for _, st := range stmts {
		if st < 0 {
			continue
		}
		for _, n := range []int{st, st - 1, st + 1, st + 2} {
			if n < 0 || n >= len(d.f.Statements) || !d.f.SameSection(n, st) || !d.isText(n) {
				continue
			}
			if d.speaks("sign.in-turn", n) {
				return 1, n
			}
			if p := d.people(n); p > 0 {
				return p, n
			}
		}
	}
	return 0, -1
}

// people reads "two analysts", "one integration engineer", "our migration
// engineer".
func (d *desk) people(st int) float64 {
	toks := d.f.Tokens(st)
	for i, t := range toks {
		one := t.Lower() == "one" || t.Lower() == "our" || t.Lower() == "single" || t.Lower() == "the"
		if !one && (t.Num == nil || t.Num.Dim != phrase.Count || t.Num.Hi > 50) {
			continue
		}
		for k := i + 1; k < len(toks) && k <= i+3 && toks[k].Num == nil; k++ {
			w := toks[k].Lower()
			if !isPerson(w) {
				continue
			}
			plural := strings.HasSuffix(w, "s") || w == "people"
			if one && !plural {
				return 1
			}
			if !one && plural && k+1 < len(toks) && toks[k+1].Lower() != "weeks" || !one && plural && k+1 == len(toks) {
				return t.Num.Hi
			}
		}
	}
	return 0
}

func isPerson(w string) bool {
	switch strings.TrimSuffix(w, "s") {
	case "engineer", "developer", "analyst", "editor", "specialist", "person", "people", "man", "expert", "consultant", "programmer", "architect", "administrator", "clerk", "lawyer", "auditor", "designer", "translator", "integrator", "technician":
		return true
	}
	return false
}
