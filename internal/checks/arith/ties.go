package arith

import (
	"strings"

	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// tied says whether two statements share a word that carries a topic, or one
// statement is the other; their common heading does not count.
func (k *desk) tied(a, b int) bool {
	if a == b {
		return true
	}
	y := k.words(b)
	for w := range k.words(a) {
		if y[w] {
			return true
		}
	}
	return false
}

// isPair says whether a statement is a row of a name and its value.
func (k *desk) isPair(st int) bool { return k.isRow(st) && len(k.f.Statements[st].Cells) == 2 }

// names says whether the first cell of a row has a word in it.
func (k *desk) names(st int, word string) bool {
	return strings.Contains(strings.ToLower(k.f.Statements[st].Cells[0].Text), word)
}

// cell gives the number of a row in the column whose head has one of the words
// in it.
func (k *desk) cell(st int, dim phrase.Dim, heads ...string) (facts.Value, bool) {
	s := &k.f.Statements[st]
	for i := 1; i < len(s.Cells) && i < len(s.Header); i++ {
		for _, h := range heads {
			if !strings.Contains(strings.ToLower(s.Header[i]), h) {
				continue
			}
			for _, t := range k.z.Tokens(s.Cells[i].Text) {
				if t.Num != nil && t.Num.Dim == dim {
					return facts.Value{Number: *t.Num, Statement: st, Status: facts.Affirmed}, true
				}
			}
		}
	}
	return facts.Value{}, false
}

// columnValues gives the numbers of all columns whose head has one of the words
// in it, in tables of more than two columns.
func (k *desk) columnValues(dim phrase.Dim, heads ...string) []facts.Value {
	var out []facts.Value
	for st := range k.f.Statements {
		if k.isRow(st) && !k.isPair(st) {
			if v, ok := k.cell(st, dim, heads...); ok && k.f.Status(facts.Hit{Statement: st}) == facts.Affirmed {
				out = append(out, v)
			}
		}
	}
	return out
}

// words gives the stems of a statement's content words.
func (k *desk) words(st int) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(k.f.Statements[st].Text), notWord) {
		if r := stem(w); len(r) > 2 && !vague(r) && !function(w) && !breaks(w) {
			out[r] = true
		}
	}
	return out
}

// stem is a cruder root that also cuts verbs: rebuilds, rebuilding, rebuilt.
func stem(w string) string {
	w = root(w)
	for _, end := range []string{"ing", "ed", "es", "e"} {
		if len(w) > len(end)+3 && strings.HasSuffix(w, end) {
			return w[:len(w)-len(end)]
		}
	}
	return w
}

// fractionWord gives the percentage of a share written as a word.
func fractionWord(w string) float64 {
	switch w {
	case "half":
		return 50
	case "third":
		return 100.0 / 3
	case "quarter":
		return 25
	case "fifth":
		return 20
	case "tenth":
		return 10
	case "all", "everyone", "everybody":
		return 100
	}
	return 0
}

// fractionAt gives the token of the first share of a group written as a word:
// "half of the users"; -1 for none.
func (k *desk) fractionAt(st int) int {
	toks := k.f.Tokens(st)
	for i := 0; i+2 < len(toks); i++ {
		if p := fractionWord(toks[i].Lower()); p > 0 && p < 100 && toks[i+1].Lower() == "of" && toks[i+2].Num == nil {
			return i
		}
	}
	return -1
}

// fractions gives the shares written as words of a group that acts within some
// seconds.
func (k *desk) fractions() []facts.Value {
	var out []facts.Value
	for st := range k.f.Statements {
		at := k.fractionAt(st)
		if at < 0 || !k.isText(st) || len(k.figuresIn(st, phrase.Duration)) == 0 || k.has(st, "pod", "request", "response", "answered", "traffic", "canary", "replica") {
			continue
		}
		p := fractionWord(k.f.Tokens(st)[at].Lower())
		if k.f.Status(facts.Hit{Statement: st, Start: at, End: at + 1}) == facts.Affirmed && k.has(st, "within", "inside", "during", "first") {
			out = append(out, facts.Value{Number: phrase.Number{Lo: p, Hi: p, Dim: phrase.Percent, Unit: "%"}, Statement: st})
		}
	}
	return out
}

// wholeOf gives the nouns of the groups of which a statement names a share.
func (k *desk) wholeOf(st int) []string {
	var out []string
	for _, p := range k.figuresIn(st, phrase.Percent) {
		out = append(out, p.nouns...)
	}
	toks := k.f.Tokens(st)
	if at := k.fractionAt(st); at >= 0 {
		for i := at + 2; i < len(toks) && i < at+5; i++ {
			out = append(out, root(toks[i].Lower()))
		}
	}
	return out
}
