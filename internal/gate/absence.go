package gate

import (
	"fmt"
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// refuted gives the passages that provide one of the concepts said to be
// missing.
func refuted(b *brief.Brief, concepts []string) []review.Evidence {
	var out []review.Evidence
	for _, c := range concepts {
		for _, m := range b.Facts.Mentions(c) {
			if m.Status == facts.Affirmed && !b.Facts.IsAnswer(m.Statement) && len(out) < 2 {
				out = append(out, b.Quote(m.Statement))
			}
		}
	}
	return out
}

// search records what was looked for: the concepts with some of their
// wordings, and the passages that come nearest.
func search(b *brief.Brief, concepts []string) []string {
	var out []string
	for _, c := range concepts {
		if w := wordings(b, c); w != "" {
			out = append(out, b.Facts.Lex.Title(c)+" ("+w+")")
		}
	}
	for _, st := range nearestPassages(b, concepts) {
		s := &b.Facts.Statements[st]
		out = append(out, fmt.Sprintf("nearest: %s %s, %s", b.Facts.Doc(st).ID, b.Facts.Doc(st).At(s.Line), excerpt(s.Text)))
	}
	return out
}

// excerpt shortens a statement for a list of searches; it is a pointer, not
// evidence.
func excerpt(s string) string {
	const most = 100
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= most {
		return s
	}
	cut := strings.LastIndexByte(s[:most], ' ')
	if cut < most/2 {
		return strings.ToValidUTF8(s[:most], "") + " …"
	}
	return s[:cut] + " …"
}

// wordings gives some of the words by which a concept was looked for: those
// that read as they stand, without the signs of the phrase language.
func wordings(b *brief.Brief, concept string) string {
	const most = 5
	for i := range b.Catalog.Concepts {
		c := &b.Catalog.Concepts[i]
		if c.ID != concept {
			continue
		}
		var plain []string
		for _, w := range c.Wordings {
			if !strings.ContainsAny(w, "(|*@#&.'") && len(plain) < most {
				plain = append(plain, w)
			}
		}
		rest := len(c.Wordings) - len(plain)
		switch {
		case len(plain) == 0:
			return fmt.Sprintf("%d wordings", rest)
		case rest > 0:
			return strings.Join(plain, ", ") + fmt.Sprintf(" and %d other wordings", rest)
		}
		return strings.Join(plain, ", ")
	}
	return ""
}

// nearestPassages gives up to two statements of the documents that share most
// words with the titles of the concepts.
func nearestPassages(b *brief.Brief, concepts []string) []int {
	want := map[string]bool{}
	for _, c := range concepts {
		for _, w := range strings.FieldsFunc(strings.ToLower(b.Facts.Lex.Title(c)), func(r rune) bool { return r == ' ' || r == '-' || r == '/' || r == ',' }) {
			if len(w) > 3 {
				want[w] = true
			}
		}
	}
	type scored struct{ st, n int }
	var best []scored
	for i := range b.Facts.Statements {
		if b.Facts.IsAnswer(i) || b.Facts.Statements[i].Kind == document.Heading {
			continue
		}
		n := 0
		for _, t := range b.Facts.Tokens(i) {
			if want[t.Lower()] {
				n++
			}
		}
		if n > 0 {
			best = append(best, scored{i, n})
		}
	}
	sort.SliceStable(best, func(i, j int) bool { return best[i].n > best[j].n })
	var out []int
	for _, s := range best[:min(2, len(best))] {
		out = append(out, s.st)
	}
	return out
}
