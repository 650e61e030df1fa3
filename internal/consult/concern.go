package consult

import (
	"fmt"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/gate"
	"archreview/internal/lazyregexp"
)

// Source is the name under which the model reviewer proposes.
const Source = "model"

// injectionRule is the rule under which attempts to steer the reviewer are
// reported.
const injectionRule = "model.injection"

// judged is a concern of an answer after its own checks.
type judged struct {
	concern  Concern
	proposal gate.Proposal
	flaws    []string // what has to be repaired
	bad      string   // first quote that does not stand in the documents
	unknown  int      // invented item ids, dropped
}

// judge turns a concern into a proposal and says what is wrong with it: what
// it quotes must stand in the documents, what it computes must work out, and
// what it misses must be something that can be looked for.
func (s *Session) judge(area string, c Concern) judged {
	j := judged{concern: c}
	p := gate.Proposal{
		Rule: "model." + area, Source: Source, Kind: review.Kind(c.Kind), Areas: []string{area}, Distinct: true,
		Title: line(c.Title), Why: strings.TrimSpace(c.Mechanism), Working: lines(c.Working),
		Reasons: gate.Reasons{Impact: line(c.Impact.Reason), Likelihood: line(c.Likelihood.Reason), Scope: line(c.Scope)},
		Advice: checklists.Advice{
			Impact: c.Impact.Value, Likelihood: c.Likelihood.Value, Recommendation: strings.TrimSpace(c.Recommendation),
			Alternatives: lines(c.Alternatives), Tools: lines(c.Tools), References: references(c.References),
			Effort: c.Effort, Confirm: strings.TrimSpace(c.Confirm),
		},
	}
	for _, id := range c.Items {
		if it := s.item(strings.Trim(strings.TrimSpace(id), "`[]")); it != nil && !contains(p.Items, it.ID) {
			p.Items = append(p.Items, it.ID)
			p.Advice.Patterns = append(p.Advice.Patterns, it.Patterns...)
			p.Concepts = append(p.Concepts, it.ShownBy...)
			continue
		}
		j.unknown++
	}
	if len(p.Items) > 0 {
		p.Rule = "model." + p.Items[0]
	}
	if c.Rule == injectionRule {
		p = s.injection(nil)
	}
	j.checkQuotes(s, &p)
	if c.Rule != injectionRule {
		j.checkClaim(s, &p)
	} else if !speaks(p.Quotes) {
		j.flaws = append(j.flaws, "the passage does not speak to a reviewer or model")
	}
	j.proposal = p
	return j
}

// checkQuotes locates the quotes. The first one carries the claim, of a
// contradiction the first two; others that do not stand are dropped.
func (j *judged) checkQuotes(s *Session, p *gate.Proposal) {
	need := 1
	if p.Kind == review.Contradiction {
		need = 2
	}
	for i, q := range j.concern.Quotes {
		found := s.quotes(q)
		if len(found) == 0 && i < need {
			j.flaws = append(j.flaws, fmt.Sprintf("quote %d does not stand in the documents: %s", i+1, quoted(clip(q.Text, 200))))
			if j.bad == "" {
				j.bad = clip(q.Text, 120)
			}
		}
		p.Quotes = append(p.Quotes, found...)
	}
	if len(j.concern.Quotes) < need {
		j.flaws = append(j.flaws, fmt.Sprintf("it needs %d quote(s) and has %d", need, len(j.concern.Quotes)))
	}
}

func (j *judged) checkClaim(s *Session, p *gate.Proposal) {
	c := &j.concern
	for _, f := range []struct{ name, text string }{{"mechanism", p.Why}, {"title", p.Title}, {"recommendation", p.Advice.Recommendation}} {
		if f.text == "" {
			j.flaws = append(j.flaws, f.name+" is empty")
		}
	}
	for _, w := range p.Working {
		if wrong := wrongSum(w); wrong != "" {
			j.flaws = append(j.flaws, wrong)
		}
	}
	if p.Kind != review.Omission {
		return
	}
	p.Absent = p.Concepts
	p.Searched = lines(c.Missing)
	if len(p.Absent) == 0 && len(p.Searched) == 0 {
		j.flaws = append(j.flaws, "an omission names an item of the checklist or the words that were looked for")
	}
}

// item gives a checklist item, nil if there is none with this id.
func (s *Session) item(id string) *checklists.Item {
	for i := range s.b.Catalog.Items {
		if s.b.Catalog.Items[i].ID == id {
			return &s.b.Catalog.Items[i]
		}
	}
	return nil
}

var (
	numberBefore = lazyregexp.New(`(?m)^\s*\d+\|[ \t]?`)
	gap          = lazyregexp.New(`\s*(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*`)
)

// leastQuote is how much of a text must be quoted to show anything.
const leastQuote = 8

// quotes locates a quote. Line numbers that a model copied along are taken off,
// and a quote with a gap is taken as its parts, each of which must stand in the
// documents by itself.
func (s *Session) quotes(q Quote) []gate.Quote {
	text := strings.TrimSpace(q.Text)
	if len(text) < leastQuote {
		return nil
	}
	if g, ok := s.locate(q, text); ok {
		return []gate.Quote{g}
	}
	if bare := strings.TrimSpace(numberBefore.ReplaceAllString(text, "")); bare != text {
		if g, ok := s.locate(q, bare); ok && len(bare) >= leastQuote {
			return []gate.Quote{g}
		}
		text = bare
	}
	if !gap.MatchString(text) {
		return nil
	}
	var out []gate.Quote
	for _, part := range gap.Split(text, -1) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		g, ok := s.locate(q, part)
		if !ok || len(part) < leastQuote {
			return nil
		}
		out = append(out, g)
	}
	return out
}

// locate looks for a text in the document that the quote names, then in the
// others: models mix up documents more often than words.
func (s *Session) locate(q Quote, text string) (gate.Quote, bool) {
	for _, doc := range []string{q.Document, ""} {
		e, ok := gate.Locate(s.b.Documents, gate.Quote{Document: doc, Text: text, Line: q.Line})
		if ok {
			return gate.Quote{Document: e.Document, Text: e.Quote, Line: e.StartLine}, true
		}
	}
	return gate.Quote{}, false
}

// located gives quotes as evidence.
func (s *Session) located(quotes []gate.Quote) []review.Evidence {
	var out []review.Evidence
	for _, q := range quotes {
		if e, ok := gate.Locate(s.b.Documents, q); ok {
			out = append(out, e)
		}
	}
	return out
}

// lines gives the texts that are not empty, each trimmed.
func lines(list []string) []string {
	var out []string
	for _, x := range list {
		if x = strings.TrimSpace(x); x != "" {
			out = append(out, x)
		}
	}
	return out
}

var address = lazyregexp.New(`\s*[-–:(<]*\s*(?:https?://|www\.)\S*`)

// references takes the addresses out of references: a model invents them.
func references(list []string) []string {
	var out []string
	for _, r := range list {
		if r = strings.TrimSpace(address.ReplaceAllString(r, "")); r != "" {
			out = append(out, r)
		}
	}
	return out
}
