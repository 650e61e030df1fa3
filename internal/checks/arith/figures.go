package arith

import (
	"slices"
	"strings"

	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// figure is a quantity where it stands, with the nouns it may count.
type figure struct {
	facts.Value
	at    int // token
	nouns []string
}

// figures gives the affirmed quantities of one dimension, in order.
func (k *desk) figures(dim phrase.Dim) []figure {
	if f, ok := k.byDim[dim]; ok {
		return f
	}
	var out []figure
	for st := range k.f.Statements {
		if k.isText(st) {
			out = append(out, k.figuresIn(st, dim)...)
		}
	}
	k.byDim[dim] = out
	return out
}

// figuresIn gives the affirmed quantities of one dimension in a statement.
func (k *desk) figuresIn(st int, dim phrase.Dim) []figure {
	return k.figuresOf(st, dim, facts.Affirmed)
}

// expectedIn gives the quantities of one dimension in a statement, what is
// planned included: the number of tenants that are planned is the one that
// counts.
func (k *desk) expectedIn(st int, dim phrase.Dim) []figure {
	return k.figuresOf(st, dim, facts.Affirmed, facts.Planned)
}

func (k *desk) figuresOf(st int, dim phrase.Dim, statuses ...facts.Status) []figure {
	var out []figure
	toks := k.f.Tokens(st)
	for i := range toks {
		n := toks[i].Num
		if n == nil || n.Dim != dim {
			continue
		}
		if !slices.Contains(statuses, k.f.Status(facts.Hit{Statement: st, Start: i, End: i + 1})) {
			continue
		}
		out = append(out, figure{facts.Value{Number: *n, Statement: st}, i, k.nouns(st, i)})
	}
	return out
}

// nouns gives the stems of the words that a number may count: the next three,
// and for a number that begins a table cell the words of the row's first cell.
func (k *desk) nouns(st, at int) []string {
	s := &k.f.Statements[st]
	toks := k.f.Tokens(st)
	var out []string
	if sub := toks[at].Num.Subject; sub != "" && !breaks(sub) {
		out = append(out, root(sub))
	}
	most := 3
	if toks[at].Num.Dim == phrase.Percent {
		most = 5
	}
	for i := at + 1; i < len(toks) && i <= at+most; i++ {
		between := s.Text[toks[i-1].End():toks[i].Start()]
		if most == 5 && partitive(toks[i].Lower()) {
			continue
		}
		if toks[i].Num != nil || strings.ContainsAny(between, ",;:.()|=") || breaks(toks[i].Lower()) {
			break
		}
		out = append(out, root(toks[i].Lower()))
	}
	if s.Kind == document.TableRow && len(s.Cells) > 1 && toks[at].Start() >= s.Cells[1].Start-s.Start {
		for _, w := range strings.Fields(strings.ToLower(s.Cells[0].Text)) {
			if w = root(strings.Trim(w, "`*,.()")); len(w) > 2 {
				out = append(out, w)
			}
		}
	}
	return out
}

// partitive says whether a word leads from a share to what it is a share of:
// "38 % of a day's parcels".
func partitive(w string) bool {
	switch w {
	case "of", "a", "an", "the", "all", "day", "s", "our", "its":
		return true
	}
	return false
}

// breaks says whether a word ends what a number counts.
func breaks(w string) bool {
	switch w {
	case "per", "a", "an", "in", "of", "and", "or", "at", "on", "with", "for", "from", "to", "is", "are", "were", "was", "have", "has", "by", "within", "x":
		return true
	}
	return false
}

// root is a crude common form of singular and plural.
func root(w string) string {
	w = strings.TrimSuffix(w, "'s")
	switch {
	case len(w) > 4 && strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case len(w) > 4 && (strings.HasSuffix(w, "sses") || strings.HasSuffix(w, "xes") || strings.HasSuffix(w, "ches")):
		return w[:len(w)-2]
	case len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		return w[:len(w)-1]
	}
	return w
}

// sharedNoun gives a noun that both figures may count.
func sharedNoun(a, b []string) (string, bool) {
	for _, x := range a {
		for _, y := range b {
			if x == y && len(x) > 2 && !vague(x) {
				return x, true
			}
		}
	}
	return "", false
}

// vague says whether a noun is too general to tie two figures together.
func vague(w string) bool {
	switch w {
	case "time", "pilot", "day", "hour", "minute", "second", "week", "month", "year", "more", "all", "new", "other", "the", "them", "average",
		"total", "peak", "number", "percent", "each", "value", "fact", "most", "typical", "large", "largest", "small", "active", "full", "way", "case", "thing":
		return true
	}
	return false
}

// topics gives the content words of a statement with its section's heading.
func (k *desk) topics(st int) map[string]bool {
	if t, ok := k.topic[st]; ok {
		return t
	}
	out := map[string]bool{}
	add := func(text string) {
		for _, w := range strings.FieldsFunc(strings.ToLower(text), notWord) {
			if r := root(w); len(r) > 3 && !vague(r) && !function(r) {
				out[r] = true
			}
		}
	}
	add(k.f.Statements[st].Text)
	add(k.heading(st))
	k.topic[st] = out
	return out
}

func notWord(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r < 128
}

// function says whether a word carries no topic.
func function(w string) bool {
	switch w {
	case "with", "that", "this", "from", "have", "been", "will", "they", "their", "which", "when", "then", "than", "into", "over", "only", "also",
		"such", "what", "where", "there", "these", "those", "after", "before", "about", "takes", "take", "takes.", "does", "every", "least", "under", "same", "very", "some", "most", "many", "much", "between", "could", "would", "should", "since", "while", "because":
		return true
	}
	return false
}

// alike counts the topics that two statements share.
func (k *desk) alike(a, b int) int {
	n := 0
	y := k.topics(b)
	for w := range k.topics(a) {
		if y[w] {
			n++
		}
	}
	return n
}

// heading gives the title of the section in which a statement stands.
func (k *desk) heading(st int) string {
	s := &k.f.Statements[st]
	return k.f.Sources[s.Source].Doc.Sections[s.Statement.Section].Title
}

// known says whether the documents state a value themselves, in the section of
// one of the statements: whoever has computed the true figure has dealt with
// it.
func (k *desk) known(v float64, dim phrase.Dim, at ...int) bool {
	for _, x := range k.figures(dim) {
		if !facts.Close(x.Number.Lo, v, 0.03) && !facts.Close(x.Number.Hi, v, 0.03) {
			continue
		}
		for _, st := range at {
			if k.apart(x.Statement, st) <= sameSection {
				return true
			}
		}
	}
	return false
}

// has says whether one of the words stands in a statement.
func (k *desk) has(st int, words ...string) bool {
	for _, t := range k.f.Tokens(st) {
		l := t.Lower()
		for _, w := range words {
			if l == w || root(l) == w {
				return true
			}
		}
	}
	return false
}

// inSection gives the statements of the section of st, itself included.
func (k *desk) inSection(st int) []int { return k.f.SectionStatements(st) }
