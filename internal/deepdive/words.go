package deepdive

import (
	"fmt"
	"slices"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/phrase"
)

// say fills a text of the data. The first mistake in a text is kept.
func (w *writer) say(id string, values any) string {
	t, err := template.New(id).Option("missingkey=error").Parse(w.texts[id])
	var b strings.Builder
	if err == nil && w.texts[id] == "" {
		err = fmt.Errorf("the built-in deep dives have no text %s", id)
	}
	if err == nil {
		err = t.Execute(&b, values)
	}
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("text %s: %w", id, err)
	}
	return tidy(b.String())
}

// tidy puts a text on one line.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

func tidyAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = tidy(s)
	}
	return out
}

// place names a statement: "L12", "d2 L12" where there are several documents,
// or the answer in which it stands.
func (w *writer) place(st int) string {
	if w.f.IsAnswer(st) {
		return "answer: " + w.f.Sources[w.f.Statements[st].Source].Answer
	}
	return w.line(w.b.Quote(st))
}

func (w *writer) line(e review.Evidence) string {
	return e.InOneOf(w.many, " ", e.FirstRef())
}

// lines names the places of up to three pieces of evidence: "(L12, L40)".
func (w *writer) lines(evidence []review.Evidence) string {
	const most = 3
	var out []string
	for _, e := range evidence {
		if l := w.line(e); len(out) < most && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, ", ") + ")"
}

// quotes gives statements as evidence, each once.
func (w *writer) quotes(stmts []int, most int) []review.Evidence {
	out := []review.Evidence{}
	for _, st := range stmts {
		e := w.b.Quote(st)
		if w.f.IsAnswer(st) || len(out) == most || slices.Contains(out, e) {
			continue
		}
		out = append(out, e)
	}
	return out
}

// quantity gives the one value of a slot with its place. Different values are
// none: a text cannot tell which of them it speaks of.
func (w *writer) quantity(slot string) (text string, st int, ok bool) {
	values := w.f.Values(slot)
	if len(values) == 0 {
		return "", 0, false
	}
	for _, v := range values[1:] {
		if v.Number.Hi != values[0].Number.Hi {
			return "", 0, false
		}
	}
	n := values[0].Number
	return phrase.Format(n.Hi, n.Dim, n.Unit), values[0].Statement, true
}

// filled puts quantities into a step; false where the documents do not give
// one of them.
func (w *writer) filled(step string) (string, bool) {
	for _, slot := range checklists.SlotsIn(step) {
		text, st, ok := w.quantity(slot)
		if !ok {
			return "", false
		}
		step = strings.ReplaceAll(step, "{{"+slot+"}}", text+" ("+w.place(st)+")")
	}
	return tidy(step), true
}

// name gives a trait or concept in words, with the place that shows it.
func (w *writer) name(id string) string {
	title, ok := w.traits[id]
	if t := w.texts["trait."+id]; t != "" {
		title, ok = t, true
	}
	if !ok {
		title = w.f.Lex.Title(id)
	}
	if st, ok := w.holds(id); ok && st >= 0 {
		return w.lower(title) + " (" + w.place(st) + ")"
	}
	return w.lower(title)
}

// list joins: "a", "a and b", "a, b and c".
func list(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// lower turns a title into a part of a sentence. Names and abbreviations keep
// their capital: the word has a second one, or a dot or digit.
func (w *writer) lower(s string) string {
	word, _, _ := strings.Cut(s, " ")
	r, n := utf8.DecodeRuneInString(s)
	if len(word) == n && r != 'A' || word[n:] != strings.ToLower(word[n:]) || w.proud[word] {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

// upper begins a sentence.
func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// sentences splits a text behind full stops that a capital follows; there is
// always one.
func sentences(s string) []string {
	s = tidy(s)
	var out []string
	start := 0
	for i := 0; i+2 < len(s); i++ {
		if s[i] == '.' && s[i+1] == ' ' && s[i+2] >= 'A' && s[i+2] <= 'Z' {
			out = append(out, s[start:i+1])
			start = i + 2
		}
	}
	return append(out, s[start:])
}

// short names an alternative by its first words.
func (w *writer) short(s string) string {
	const least, most = 12, 70
	s = strings.TrimRight(upper(tidy(s)), ".")
	for _, mark := range []string{": ", "; ", " - ", ", ", " ("} {
		if i := strings.Index(s, mark); i >= least && i <= most {
			return s[:i]
		}
	}
	if len(s) <= most {
		return s
	}
	return w.say("alternative.name", nil)
}

// sentence ends a text with a full stop.
func sentence(s string) string {
	s = tidy(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!:") {
		return s
	}
	return s + "."
}
