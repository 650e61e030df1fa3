// Package clash finds places where documents disagree with themselves or with
// the answers: one measure of one named thing with two values; a promise, rule
// or limit against the mechanism that breaks it, tied by the words both share;
// work against time, machinery against size. Rules of kind contradiction, whose
// two sides need no shared words or figures, are data and belong to the rules.
package clash

import (
	"fmt"
	"strings"
	"text/template"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/gate"
	"archreview/internal/phrase"
)

// margin is the least difference between two values, as a share of the larger
// one, that counts as a disagreement.
const margin = 0.1

// claim is one value that the documents give a measure of a thing.
type claim struct {
	subject string // lower case: "orders-worker", "access token"
	measure string // "pods", "retention"
	num     phrase.Number
	stmt    int
}

// Find proposes every disagreement.
func Find(b *brief.Brief) []gate.Proposal {
	d := newDesk(b)
	var out []gate.Proposal
	for _, p := range pairs(claims(b.Facts), b.Facts) {
		out = append(out, propose(b, d.texts["same-thing-two-values"], p[0], p[1])...)
	}
	for _, detect := range []func() []gate.Proposal{d.paired, d.exclusive, d.owners, d.versions, d.workload, d.heavy, d.principles} {
		out = append(out, detect()...)
	}
	return append(out, answers(b, d.texts["answer-against-document"])...)
}

// values are what the texts of a disagreement may speak of.
type values struct {
	Subject, Measure, First, Second, Question string
}

func propose(b *brief.Brief, text *checklists.Calculation, x, y claim) []gate.Proposal {
	if text == nil {
		return nil
	}
	v := values{Subject: x.subject, Measure: x.measure, First: write(x.num), Second: write(y.num)}
	return []gate.Proposal{proposal(b, text, v, x.stmt, y.stmt)}
}

func proposal(b *brief.Brief, text *checklists.Calculation, v values, stmts ...int) gate.Proposal {
	p := gate.Proposal{
		Rule: text.ID, Source: "checks", Kind: review.Kind(text.Kind), Areas: text.Areas, Items: text.Items,
		Title: fill(text.Title, v), Why: fill(text.Why, v), Advice: text.Advice,
	}
	p.Advice.Recommendation = fill(text.Recommendation, v)
	p.Advice.Confirm = fill(text.Confirm, v)
	for _, st := range stmts {
		if !b.Facts.IsAnswer(st) {
			s := &b.Facts.Statements[st]
			p.Quotes = append(p.Quotes, gate.Quote{Document: b.Facts.Doc(st).ID, Text: s.Text, Offset: s.Start})
		}
	}
	return p
}

// fill executes a text of the catalog; a broken one shows itself in the tests,
// which fill every text.
func fill(text string, v values) string {
	t, err := template.New("").Parse(text)
	if err != nil {
		return fmt.Sprintf("broken text: %v", err)
	}
	var s strings.Builder
	if err := t.Execute(&s, v); err != nil {
		return fmt.Sprintf("broken text: %v", err)
	}
	return s.String()
}

// write gives a quantity in words; spans of time as people count them.
func write(n phrase.Number) string {
	if n.Dim == phrase.Interval || n.Dim == phrase.Duration {
		if n.Lo != n.Hi && n.Lo > 0 {
			return span(n.Lo) + " to " + span(n.Hi)
		}
		return span(n.Hi)
	}
	if n.Lo != n.Hi {
		return phrase.Format(n.Lo, n.Dim, n.Unit) + " to " + phrase.Format(n.Hi, n.Dim, n.Unit)
	}
	return phrase.Format(n.Hi, n.Dim, n.Unit)
}

// span writes a time in the largest unit that leaves few digits.
func span(s float64) string {
	for _, u := range []struct {
		size float64
		name string
	}{{365 * day, "year"}, {30 * day, "month"}, {7 * day, "week"}, {day, "day"}} {
		if n := s / u.size; n >= 1 && n == float64(int(n)) && (u.size != 7*day || n > 2) {
			if n == 1 {
				return "1 " + u.name
			}
			return phrase.Plain(n) + " " + u.name + "s"
		}
	}
	if s >= 2*day {
		return phrase.Plain(float64(int(s/day+0.5))) + " days"
	}
	return phrase.Format(s, phrase.Duration, "")
}
