package clash

import (
	"strings"
	"unicode"

	"archreview/internal/document"
	"archreview/internal/gate"
	"archreview/internal/lazyregexp"
)

// marked finds the number of a requirement: "R-04", "P2.", "| SL-2 |".
var marked = lazyregexp.New(`^\W*[A-Z]{1,4}-?\d{1,3}\b`)

// rule is a statement that excludes something or demands it always.
type rule struct {
	stmt     int
	excludes bool            // never, no, not; else every, all, always
	words    map[string]bool // what it is about
}

// principles looks for rules without exception and for statements elsewhere
// that do what a rule excludes, or leave out what it demands, in its own words.
func (d *desk) principles() []gate.Proposal {
	text := d.texts["broken-principle"]
	if text == nil {
		return nil
	}
	var out []gate.Proposal
	count := make([]int, len(d.f.Statements)) // words of a rule in each statement
	for st := range d.f.Statements {
		r, ok := d.rule(st)
		if !ok {
			continue
		}
		for w := range r.words {
			for _, x := range d.where[w] {
				count[x]++
			}
		}
		best, most := -1, 0
		for x, n := range count {
			if n >= 2 && 4*n >= 3*len(r.words) {
				if n := d.breaks(&r, x); n > most {
					best, most = x, n
				}
			}
		}
		clear(count)
		if best >= 0 {
			out = append(out, proposal(d.b, text, values{Subject: d.subject(st, best)}, st, best))
		}
	}
	return out
}

// rule reads a statement as a rule: it excludes or demands without exception
// and is short enough to be one thought.
func (d *desk) rule(st int) (rule, bool) {
	s := &d.f.Statements[st]
	r := rule{stmt: st, words: d.roots[st]}
	if !d.isText(st) || s.Kind == document.CodeLine || !d.holds(st) || now(d.f, st) || len(r.words) < 2 || len(r.words) == 2 && len(d.f.Tokens(st)) > 7 || len(r.words) > 9 || strings.ContainsAny(s.Text, "?;") {
		return r, false
	}
	excludes, demands := 0, 0
	before := "" // the word before
	for i, t := range d.f.Tokens(st) {
		w := t.Lower()
		switch w {
		case "never", "nowhere":
			excludes += 2
		case "no", "nobody", "nothing", "none":
			if i < 4 && len(r.words) > 2 && before != "is" && before != "are" { // "there is no" tells what is, not what shall be
				excludes += 2
			}
		case "not", "cannot":
			excludes = max(excludes, 1)
			if before == "must" || before == "shall" || i <= 2 && d.f.Tokens(st)[0].Lower() == "we" {
				excludes = max(excludes, 2)
			}
		case "every", "each", "always", "all":
			if i == 0 || w == "always" || d.principled(st) {
				demands++
			}
		case "if", "unless", "except", "until", "when", "because", "since", "but", "yet", "longer", "if.", "only", "so", "would":
			return r, false
		}
		before = w
	}
	switch {
	case excludes >= 2 || excludes == 1 && d.principled(st):
		r.excludes = true
		return r, true
	case demands > 0 && excludes == 0:
		return r, true
	}
	return r, false
}

// principled says whether a statement stands among principles: below such a
// heading or behind a mark such as "P2".
func (d *desk) principled(st int) bool {
	s := &d.f.Statements[st]
	for _, title := range d.f.Doc(st).SectionTitles(s.Statement.Section) {
		t := strings.ToLower(title)
		for _, w := range []string{"principle", "goal", "rule", "requirement", "constraint", "guarantee", "promise", "decision", "security", "privacy", "data protection"} {
			if strings.Contains(t, w) {
				return true
			}
		}
	}
	return marked.MatchString(s.Text)
}

// breaks gives the number of words by which a statement that shares many with
// a rule does what it excludes, or 0.
func (d *desk) breaks(r *rule, st int) int {
	s := &d.f.Statements[st]
	if link := strings.HasPrefix(s.Text, "[") && strings.HasSuffix(s.Text, ")"); link || st == r.stmt || s.Kind == document.Meta || !d.isText(st) || s.Kind == document.CodeLine || d.f.SameSection(st, r.stmt) || !d.holds(st) || now(d.f, st) {
		return 0
	}
	n := 0
	for _, clause := range strings.FieldsFunc(s.Text, func(c rune) bool { return strings.ContainsRune(",;:()|", c) }) {
		if !supposed(clause, r.excludes) {
			n = max(n, shared(r.words, clause))
		}
	}
	if n < 2 || n < 3 && len(r.words) > 3 || 4*n < 3*len(r.words) || len(d.roots[st]) > 4*len(r.words) {
		return 0
	}
	negated := d.negated(st)
	if r.excludes == negated || r.excludes && d.speaks("sign.kept-rule", st) {
		return 0
	}
	if !r.excludes && !d.speaks("sign.left-out", st) {
		return 0
	}
	return n
}

// supposed says whether a clause only weighs what might be, or repeats what a
// rule demands.
func supposed(clause string, excludes bool) bool {
	for w := range strings.FieldsSeq(strings.ToLower(clause)) {
		switch w {
		case "if", "would", "could", "might", "should", "tries", "suggested", "suggest", "workaround", "propose", "suppose", "imagine":
			return true
		case "all", "every", "each", "always", "needs", "necessary":
			if !excludes {
				return true
			}
		}
	}
	return false
}

// negated says whether a statement denies anything.
func (d *desk) negated(st int) bool {
	for _, t := range d.f.Tokens(st) {
		switch t.Lower() {
		case "no", "not", "never", "without", "nobody", "none", "cannot", "neither", "nor", "nothing", "instead", "before", "drops", "removes", "skip", "skips", "skipped", "bypass", "bypasses", "prevents", "refuses", "rejects", "forbids", "only", "unless":
			return true
		}
	}
	return false
}

// shared counts the words of a rule that stand in a clause.
func shared(words map[string]bool, clause string) int {
	have := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(clause), func(c rune) bool { return !unicode.IsLetter(c) }) {
		add(have, w)
	}
	n := 0
	for w := range words {
		if have[w] {
			n++
		}
	}
	return n
}
