package synthesis

import (
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/facts"
)

// mostStack is how many technologies are assessed, those most spoken of first.
const mostStack = 16

// use is a technology that the documents use.
type use struct {
	tech  *checklists.Technology
	stmts []int
}

// uses gives the technologies affirmed in the documents, in the order of how
// often they are spoken of.
func (w *writer) uses() []use {
	var out []use
	for i := range w.b.Catalog.Technologies {
		t := &w.b.Catalog.Technologies[i]
		u := use{tech: t}
		for _, m := range w.f.Mentions("tech." + t.ID) {
			if m.Status == facts.Affirmed && !w.f.IsAnswer(m.Statement) {
				u.stmts = append(u.stmts, m.Statement)
			}
		}
		if len(u.stmts) > 0 {
			out = append(out, u)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return len(out[i].stmts) > len(out[j].stmts) })
	return out
}

// stack assesses what the documents use.
func (w *writer) stack() []review.Technology {
	all := w.uses()
	var out []review.Technology
	for _, u := range all[:min(len(all), mostStack)] {
		out = append(out, w.assess(u))
	}
	return out
}

func (w *writer) assess(u use) review.Technology {
	t := u.tech
	r := review.Technology{
		Technology: t.Title, Verdict: "keep", Assessment: "Suits " + w.clause(strings.TrimSpace(t.Suits)),
		Team:     strings.TrimSpace(t.Team),
		Maturity: upper(t.Maturity) + ". " + strings.TrimSpace(t.Status) + " (as of " + t.AsOf + ": " + t.Source + ")",
		Evidence: []review.Evidence{w.b.Quote(u.stmts[0])},
	}
	if strings.HasPrefix(strings.ToLower(t.Suits), "suits") {
		r.Assessment = strings.TrimSpace(t.Suits)
	}
	if len(t.Pitfalls) > 0 {
		r.Assessment = strings.TrimRight(r.Assessment, ". ") + ". Mind: " + w.clause(strings.TrimSpace(t.Pitfalls[0])) + "."
	}
	for _, a := range t.Alternatives {
		r.Alternatives = append(r.Alternatives, a.Name+": "+a.When)
	}
	if ids := w.concernsAbout(u.stmts); len(ids) > 0 {
		r.Verdict = "keep with change"
		r.Assessment += " Change first: " + strings.Join(ids, ", ") + "."
	}
	if t.Watch != "" {
		r.Verdict = "watch"
		if t.Maturity == "declining" || t.Maturity == "frozen" {
			r.Verdict = "replace when the code is touched"
		}
		r.Assessment += " " + strings.TrimSpace(t.Watch)
	}
	return r
}

// concernsAbout gives the concerns whose main evidence is one of the
// statements.
func (w *writer) concernsAbout(stmts []int) []string {
	texts := map[string]bool{}
	for _, st := range stmts {
		texts[w.f.Statements[st].Text] = true
	}
	var out []string
	for _, c := range w.visible() {
		if len(c.Evidence) > 0 && texts[c.Evidence[0].Quote] {
			out = append(out, c.ID)
		}
	}
	return out
}
