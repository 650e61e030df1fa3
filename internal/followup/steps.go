package followup

import (
	"slices"
	"strings"

	"archreview/agent/review"
	"archreview/internal/facts"
)

// steps gives the way in moves: look first, then change what the concern says,
// then the catalog's moves that fit the concern.
func (g *guide) steps() []review.Move {
	out := []review.Move{}
	if g.c.Confirm != "" {
		out = append(out, review.Move{
			Change: say("step-look", map[string]any{"Confirm": sentence(g.c.Confirm)}),
			Verify: say("step-look-verify", map[string]any{"Title": g.c.Title}),
			Back:   say("step-look-back", nil), Effort: review.Small,
		})
	}
	if own := g.change(); own.Change != "" && !g.done(own.Change) {
		out = append(out, own)
	}
	for _, m := range g.moves {
		out = append(out, review.Move{Change: sentence(m.Change), Verify: sentence(m.Verify), Back: sentence(m.Back), Effort: review.Effort(m.Effort)})
	}
	return out
}

// change is the recommendation itself as a move. Its way back is not known.
func (g *guide) change() review.Move {
	m := review.Move{Change: sentence(g.c.Recommendation), Effort: g.c.Effort}
	if title := g.step(g.c.ID).Title; title != "" {
		m.Change = sentence(title) // the approach has the rest
	}
	if g.c.Confirm != "" {
		m.Verify = say("step-change-verify", map[string]any{"Sum": strings.Contains(g.c.Why, "\nWorking:\n")})
	}
	return m
}

// done says whether one of the catalog's moves does what the change says: it
// shares much of its words.
func (g *guide) done(change string) bool {
	const much = 0.4
	words := g.telling(change)
	for _, m := range g.moves {
		if float64(common(words, g.telling(m.Change+" "+m.Verify))) >= much*float64(len(words)) {
			return true
		}
	}
	return false
}

// risks names what can go wrong: other concerns at the same place, what waits
// for this, and pitfalls of technologies that it would bring in.
func (g *guide) risks() []string {
	out := []string{}
	add := func(text string) {
		if text != "" && !slices.Contains(out, text) && len(out) < mostRisks {
			out = append(out, text)
		}
	}
	for _, l := range g.sharing() {
		add(say("risk-shared", l))
	}
	for _, l := range g.waiting() {
		add(say("risk-waiting", l))
	}
	for _, p := range g.pitfalls() {
		add(say("risk-pitfall", p))
	}
	return out
}

// sharing gives the other open concerns that rest on the same lines.
func (g *guide) sharing() []link {
	var out []link
	for _, c := range known(g.r) {
		if c.ID == g.c.ID || c.Waived != nil {
			continue
		}
		var same []review.Evidence
		for _, e := range c.Evidence {
			if slices.ContainsFunc(g.c.Evidence, func(x review.Evidence) bool { return overlap(e, x) }) {
				same = append(same, e)
			}
		}
		if len(same) > 0 {
			out = append(out, link{c.ID, c.Title, places(g.b, same)})
		}
	}
	return out
}

func overlap(a, b review.Evidence) bool {
	return a.Document == b.Document && a.StartLine <= b.EndLine && b.StartLine <= a.EndLine
}

// waiting gives the concerns whose repair waits for this one.
func (g *guide) waiting() []link {
	title := g.step(g.c.ID).Title
	var out []link
	for _, s := range g.r.NextSteps {
		if title == "" || !slices.Contains(s.DependsOn, title) {
			continue
		}
		for _, id := range s.Concerns {
			if c := find(g.r, id); c != nil && id != g.c.ID {
				out = append(out, link{id, c.Title, ""})
			}
		}
	}
	return out
}

// pitfall is a known trap of a technology.
type pitfall struct{ Technology, Text string }

// pitfalls gives the first trap of each technology that the concern names as a
// tool and that the documents do not use yet.
func (g *guide) pitfalls() []pitfall {
	const most = 2
	var out []pitfall
	for i := range g.b.Catalog.Technologies {
		t := &g.b.Catalog.Technologies[i]
		named := slices.ContainsFunc(g.c.Tools, func(s string) bool { return strings.EqualFold(s, t.Title) })
		if !named || len(out) == most || len(t.Pitfalls) == 0 || g.uses("tech."+t.ID) {
			continue
		}
		out = append(out, pitfall{t.Title, t.Pitfalls[0]})
	}
	return out
}

// uses says whether the documents or answers affirm a concept.
func (g *guide) uses(concept string) bool {
	return slices.ContainsFunc(g.b.Facts.Mentions(concept), func(m facts.Mention) bool { return m.Status == facts.Affirmed })
}
