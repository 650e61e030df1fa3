package consult

import (
	"slices"
	"strings"
	"unicode"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/document"
	"archreview/internal/gate"
)

// Attempts gives the passages that try to steer a reviewer, wherever they
// stand: prose, tables, code, comments, also with invisible characters inside
// words. It is conservative: a design that speaks of such attacks is not one.
func Attempts(docs []*document.Document) []gate.Quote {
	var out []gate.Quote
	for _, d := range docs {
		before := ""
		for n := 1; n <= d.LineCount(); n++ {
			raw := d.LineText(n)
			if strings.TrimSpace(raw) == "" {
				before = ""
				continue
			}
			text := seen(raw)
			switch {
			case tries(raw, text):
				out = append(out, gate.Quote{Document: d.ID, Text: strings.TrimSpace(raw), Line: n})
				before = ""
				continue
			case before != "" && attempt(before+" "+text):
				out = append(out, gate.Quote{Document: d.ID, Text: strings.TrimSpace(d.LineText(n-1)) + "\n" + strings.TrimSpace(raw), Line: n - 1})
				text = ""
			}
			before = text
		}
	}
	return narrowed(docs, out)
}

// tries says whether a line is an attempt, as it stands or behind a disguise.
func tries(raw, text string) bool {
	if attempt(text) {
		return true
	}
	for _, other := range undisguised(raw) {
		if attempt(seen(other)) {
			return true
		}
	}
	return false
}

func attempt(text string) bool {
	if !slices.ContainsFunc(hints(), func(h string) bool { return strings.Contains(text, h) }) {
		return false
	}
	m := marks()
	if m.spoken.MatchString(text) {
		return false
	}
	return m.override.MatchString(text) || m.addressed.MatchString(text) && m.demanded.MatchString(text)
}

// marked says whether a text has at least one mark of an attempt.
func marked(text string) bool {
	m := marks()
	return m.override.MatchString(text) || m.addressed.MatchString(text) || m.demanded.MatchString(text)
}

// speaks says whether one of the quotes has at least one mark of an attempt: a
// model's word alone is not enough for the accusation.
func speaks(quotes []gate.Quote) bool {
	return slices.ContainsFunc(quotes, func(q gate.Quote) bool { return marked(seen(q.Text)) })
}

// seen gives a line as a model reads it: without invisible characters and
// marks, in lower case, letters that look alike as Latin ones, single spaces.
func seen(s string) string {
	if !strings.ContainsFunc(s, unicode.IsLetter) {
		return ""
	}
	if !ascii(s) {
		if plain := strings.Map(latin, strings.ToLower(s)); ascii(strings.Map(shownOnly, plain)) {
			s = plain // else it is a text in another script
		}
	}
	var b strings.Builder
	space := true
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.Is(unicode.Cf, r) || r == '\uFFFD' || r == '*' || r == '_' || r == '`':
		case unicode.IsSpace(r) || r == '|' && !strings.Contains(s, "<|"):
			if !space {
				b.WriteByte(' ')
			}
			space = true
		default:
			b.WriteRune(r)
			space = false
		}
	}
	return b.String()
}

// shownOnly drops what is not seen, and spaces.
func shownOnly(r rune) rune {
	if unicode.Is(unicode.Cf, r) || r == '\uFFFD' || unicode.IsSpace(r) || unicode.IsPunct(r) {
		return -1
	}
	return r
}

// narrowed gives of long lines only the statements that make the attempt.
func narrowed(docs []*document.Document, quotes []gate.Quote) []gate.Quote {
	const long = 300
	var out []gate.Quote
	for _, q := range quotes {
		if len(q.Text) > long {
			for _, d := range docs {
				if t := attemptIn(d, q); t != "" {
					q.Text = t
				}
			}
		}
		out = append(out, q)
	}
	return out
}

func attemptIn(d *document.Document, q gate.Quote) string {
	if d.ID != q.Document {
		return ""
	}
	for i := range d.Statements {
		if st := &d.Statements[i]; st.Line <= q.Line && q.Line <= st.EndLine && tries(st.Text, seen(st.Text)) {
			return st.Text
		}
	}
	return ""
}

// injection is the proposal that reports attempts to steer the reviewer. Its
// words are ours, since those of a model may be the attempt's.
func (s *Session) injection(quotes []gate.Quote) gate.Proposal {
	p := gate.Proposal{
		Rule: injectionRule, Source: Source, Kind: review.Antipattern, Areas: []string{"security"},
		Title: say("injection.title", nil), Why: say("injection.why", nil), Quotes: quotes,
		Advice: checklists.Advice{
			Impact: 2, Likelihood: 1, Effort: "S",
			Recommendation: say("injection.do", nil), Confirm: say("injection.confirm", nil),
		},
	}
	return p
}
