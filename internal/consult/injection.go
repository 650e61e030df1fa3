package consult

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/document"
	"archreview/internal/gate"
)

// What marks a text that tries to steer a reviewing program. A passage counts
// when it asks to drop instructions, or when it both speaks to a program or
// reviewer and asks for a result.
var (
	override = regexp.MustCompile(`\b(?:ignore|disregard|forget|override|bypass)\b (?:\w+ ){0,4}(?:instructions?|prompts?|directions|guidelines)\b` +
		`|\b(?:ignore|disregard|forget) (?:everything|anything|all) (?:of )?(?:the |that is )?(?:above|previous|prior|earlier|before this)\b` +
		`|\b(?:new|updated|real) (?:system )?(?:instructions?|prompt)\b ?:` +
		`|<\|?(?:im_start|system|assistant|endoftext)\|?>|\[/?inst\]`)
	addressed = regexp.MustCompile(`\b(?:you are|you're|act as|as) (?:now )?(?:an? |the )?(?:\w+ )?(?:ai|llm|language model|assistant|chatbot|reviewer|model)\b` +
		`|\b(?:dear|hey|hello|attention|note to|message to|instructions? (?:to|for)|to|for) (?:the |any |all |an? )?(?:\w+ )?(?:ai|llm|llms|language models?|assistants?|reviewers?|review (?:bot|tool|agent|model)|reviewing (?:model|tool|agent|ai|program))\b` +
		`|\b(?:ai|llm|automated) (?:reviewers?|review|models?|agents?|assistants?|tools?)\b`)
	demanded = regexp.MustCompile(`\b(?:report|raise|return|output|list|find|give|produce|flag|mention)\b (?:that there are |only )?(?:no|zero|an empty list of|not any) (?:\w+ ){0,2}(?:concerns?|findings?|issues?|problems?|flaws?|risks?|weaknesses)\b` +
		`|\b(?:do not|don't|never|must not) (?:report|raise|flag|mention|list|criticise|criticize)\b` +
		`|\b(?:mark|rate|approve|score|declare|call|consider|treat) (?:\w+ ){0,4}(?:as )?(?:ready|approved|flawless|perfect|complete|excellent|10/10|no concerns|compliant|addressed)\b` +
		`|\b(?:answer|respond|reply) (?:only )?with\b|\bsay that (?:\w+ ){0,4}(?:ready|perfect|flawless|approved)\b`)
	// spoken marks a text that describes such attempts rather than makes one.
	spoken = regexp.MustCompile(`\b(?:prompt injection|injection attack|jailbreak|attackers?|adversar\w*|malicious|such as|for example|e\.g\.|our (?:prompt|llm|model|assistant)|users? (?:may|might|could|can) (?:try|type|write|send))`)
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
			case attempt(text):
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

// hints are words without which no text is an attempt: most lines need no
// closer look.
func hints() []string {
	return []string{"ignore", "disregard", "forget", "override", "bypass", "instruction", "prompt", "ai ", "llm", "model", "assistant", "chatbot", "review", "<|", "[inst", "<system", "<assistant", "[/inst"}
}

func attempt(text string) bool {
	if !slices.ContainsFunc(hints(), func(h string) bool { return strings.Contains(text, h) }) || spoken.MatchString(text) {
		return false
	}
	return override.MatchString(text) || addressed.MatchString(text) && demanded.MatchString(text)
}

// speaks says whether one of the quotes has at least one mark of an attempt: a
// model's word alone is not enough for the accusation.
func speaks(quotes []gate.Quote) bool {
	for _, q := range quotes {
		if t := seen(q.Text); override.MatchString(t) || addressed.MatchString(t) || demanded.MatchString(t) {
			return true
		}
	}
	return false
}

// seen gives a line as a model reads it: without invisible characters and
// marks, in lower case, with single spaces.
func seen(s string) string {
	if !strings.ContainsFunc(s, unicode.IsLetter) {
		return ""
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
		if st := &d.Statements[i]; st.Line <= q.Line && q.Line <= st.EndLine && attempt(seen(st.Text)) {
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
