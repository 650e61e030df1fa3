package synthesis

import (
	"fmt"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/facts"
)

// writer holds what every part of the synthesis needs.
type writer struct {
	in    Input
	b     *brief.Brief
	f     *facts.Facts
	texts map[string]string
	many  bool            // more than one document
	proud map[string]bool // first words that keep their capital: names
	shown map[string]bool // patterns whose example stands already
	err   error
}

func newWriter(in Input) *writer {
	w := &writer{in: in, b: in.Brief, f: in.Brief.Facts, texts: map[string]string{}, proud: map[string]bool{}, shown: map[string]bool{}}
	w.many = len(in.Brief.Documents) > 1
	for _, t := range in.Brief.Catalog.Texts {
		w.texts[t.ID] = t.Say
	}
	for _, t := range in.Brief.Catalog.Technologies {
		first, _, _ := strings.Cut(t.Title, " ")
		w.proud[first] = true
	}
	return w
}

// say fills a text of the catalog. The first mistake in a text is kept.
func (w *writer) say(id string, values any) string {
	t, err := template.New(id).Option("missingkey=error").Parse(w.texts[id])
	var b strings.Builder
	if err == nil {
		err = t.Execute(&b, values)
	}
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("text %s: %w", id, err)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// ref names the place of a piece of evidence: "L12", or "d2 L12" where there
// are several documents.
func (w *writer) ref(e review.Evidence) string {
	return e.InOneOf(w.many, " ", e.FirstRef())
}

// refs names the places of up to three pieces of evidence: "(L12, L40)"; ""
// without evidence.
func (w *writer) refs(evidence []review.Evidence) string {
	const most = 3
	var out []string
	seen := map[string]bool{}
	for _, e := range evidence {
		if r := w.ref(e); !seen[r] && len(out) < most {
			seen[r] = true
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "(" + strings.Join(out, ", ") + ")"
}

// clause turns a title into a part of a sentence.
func (w *writer) clause(title string) string {
	title = strings.TrimRight(strings.TrimSpace(title), ".")
	first, _, _ := strings.Cut(title, " ")
	r, n := utf8.DecodeRuneInString(title)
	if w.proud[strings.TrimSuffix(strings.Trim(first, ",:;"), "'s")] || !unicode.IsUpper(r) || len(first) > n && first[1:] != strings.ToLower(first[1:]) || len(first) == n && r != 'A' {
		return title
	}
	return string(unicode.ToLower(r)) + title[n:]
}

// about gives a concern as a clause with its places.
func (w *writer) about(c *review.Concern) string {
	return strings.TrimSpace(w.clause(c.Title) + " " + w.refs(c.Evidence))
}

// list joins clauses: "a", "a and b", "a; b; and c".
func list(parts []string) string {
	switch len(parts) {
	case 0:
		return ""
	case 1:
		return parts[0]
	case 2:
		return parts[0] + " and " + parts[1]
	}
	return strings.Join(parts[:len(parts)-1], "; ") + "; and " + parts[len(parts)-1]
}

// count writes a number as a word up to twelve.
func count(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n)
}

// some writes "one concern" or "three concerns".
func some(n int, noun string) string {
	if n == 1 {
		return "one " + noun
	}
	return count(n) + " " + noun + "s"
}

// upper begins a sentence.
func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// firstSentence gives the first sentence of an advice.
func firstSentence(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	for i := 0; i+1 < len(s); i++ {
		if (s[i] == '.' || s[i] == ';' || s[i] == ':') && s[i+1] == ' ' && i > 20 {
			return s[:i]
		}
	}
	return strings.TrimRight(s, ".")
}
