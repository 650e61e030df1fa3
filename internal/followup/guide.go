package followup

import (
	"fmt"
	"slices"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/problem"
)

// Limits of a guidance: what one person reads before beginning.
const (
	mostCode  = 2
	mostSteps = 6
	mostRisks = 5
)

// Guide says how the recommendation of one concern is carried out in this
// design, from what the catalog and the review hold about it. Where they hold
// little it is short. Created and usage are the caller's. The error is a
// problem.Problem where the review has no such concern.
func Guide(b *brief.Brief, r *review.Review, concern string) (*review.Guidance, error) {
	id := strings.ToLower(strings.Trim(concern, "` \t\n"))
	c := find(r, id)
	if c == nil {
		return nil, unknown(r, id)
	}
	dives, err := checklists.BuiltinDives()
	if err != nil {
		return nil, fmt.Errorf("guide through %s: %w", id, err)
	}
	return guideWith(b, r, c, dives), nil
}

// guideWith is Guide with the moves, options and measures of the deep dives as
// given.
func guideWith(b *brief.Brief, r *review.Review, c *review.Concern, dives *checklists.Dives) *review.Guidance {
	g := &guide{b: b, r: r, c: c, dives: dives}
	g.moves = g.fittingMoves()
	g.patterns = g.fitting()
	out := &review.Guidance{
		Schema: review.GuidanceSchema, Engine: engine(r), Concern: *c,
		Approach: g.approach(), Steps: g.steps(), Code: g.code(), Risks: g.risks(),
		DoneWhen: g.doneWhen(), References: slices.Clone(c.References), Failures: []review.Failure{},
	}
	for _, p := range g.shown() {
		out.References = cite(out.References, p.References)
	}
	for _, m := range g.moves {
		out.References = cite(out.References, m.References)
	}
	return out
}

// cite adds references whose address is not there yet.
func cite(have, more []string) []string {
	address := func(s string) string { return s[strings.LastIndex(s, " - ")+1:] }
	for _, r := range more {
		if !slices.ContainsFunc(have, func(h string) bool { return address(h) == address(r) }) {
			have = append(have, r)
		}
	}
	return have
}

// unknown is the error for an id that the review does not have; it names the
// ids that come nearest.
func unknown(r *review.Review, id string) error {
	const most = 5
	var near, all []string
	rule, _, _ := strings.Cut(id, "-")
	for _, c := range known(r) {
		all = append(all, c.ID)
		if rule != "" && strings.HasPrefix(c.ID, rule) {
			near = append(near, c.ID)
		}
	}
	if len(near) == 0 {
		near = all
	}
	next := "Name one of the ids in the review"
	if len(near) > 0 {
		next += ", such as " + strings.Join(near[:min(most, len(near))], ", ")
	}
	return &problem.Problem{
		What:   "There is no guidance for this",
		Detail: fmt.Sprintf("the review has no concern %q", oneLine(clip(id, 80))),
		Next:   next,
	}
}

// guide is the guidance for one concern in the making.
type guide struct {
	b        *brief.Brief
	r        *review.Review
	c        *review.Concern
	dives    *checklists.Dives
	moves    []*checklists.DiveMove // that settle items of the concern
	patterns []*checklists.Pattern  // whose code shows how
}

// advice gives what the catalog advises where the concern was raised by one of
// its rules, calculations or items; false for a concern of a model.
func (g *guide) advice(id string) (*checklists.Advice, bool) {
	cat := g.b.Catalog
	for i := range cat.Rules {
		if cat.Rules[i].ID == id {
			return &cat.Rules[i].Advice, true
		}
	}
	for i := range cat.Calculations {
		if cat.Calculations[i].ID == id {
			return &cat.Calculations[i].Advice, true
		}
	}
	for i := range cat.Items {
		if cat.Items[i].ID == id {
			return &cat.Items[i].Advice, true
		}
	}
	return nil, false
}

// fitting gives the patterns that settle the concern: those that the review
// ties to it, else those of its rule, of its moves, or of its first item.
func (g *guide) fitting() []*checklists.Pattern {
	var names []string
	for _, p := range g.r.Patterns {
		if slices.Contains(p.Concerns, g.c.ID) {
			names = append(names, p.Name)
		}
	}
	if a, ok := g.advice(g.c.Rule); ok && len(names) == 0 {
		names = a.Patterns
	}
	for _, m := range g.moves {
		if len(names) == 0 {
			names = m.Patterns
		}
	}
	if len(names) == 0 && len(g.c.Items) > 0 {
		if a, ok := g.advice(g.c.Items[0]); ok {
			names = a.Patterns
		}
	}
	var out []*checklists.Pattern
	for _, name := range names {
		for i := range g.b.Catalog.Patterns {
			if p := &g.b.Catalog.Patterns[i]; p.ID == name {
				out = append(out, p)
			}
		}
	}
	return out
}

// shown gives the patterns whose code is shown.
func (g *guide) shown() []*checklists.Pattern { return g.patterns[:min(mostCode, len(g.patterns))] }

// approach tells the recommendation, what must come before it, and the other
// ways with the circumstances in which they are better.
func (g *guide) approach() string {
	return say("approach", map[string]any{
		"Do": sentence(g.c.Recommendation), "Where": strings.NewReplacer("(", "", ")", "").Replace(places(g.b, g.c.Evidence)),
		"Before": g.before(), "Alternatives": g.c.Alternatives, "Options": g.options(),
	})
}

// link is another concern of the review with the reason why it matters here.
type link struct{ ID, Title, Why string }

// before gives the concerns whose repair comes first, by the next steps of the
// review.
func (g *guide) before() []link {
	var out []link
	for _, title := range g.step(g.c.ID).DependsOn {
		for _, s := range g.r.NextSteps {
			if s.Title != title {
				continue
			}
			for _, id := range s.Concerns {
				if c := find(g.r, id); c != nil && id != g.c.ID {
					out = append(out, link{id, c.Title, g.because(c)})
				}
			}
		}
	}
	return out
}

// step gives the next step that settles a concern, empty where there is none.
func (g *guide) step(id string) review.Step {
	for _, s := range g.r.NextSteps {
		if slices.Contains(s.Concerns, id) {
			return s
		}
	}
	return review.Step{}
}

// because says why the repair of another concern comes before this one.
func (g *guide) because(first *review.Concern) string {
	for _, d := range g.b.Catalog.Dependencies {
		if slices.Contains(g.c.Items, d.ID) && shares(d.After, first.Items) {
			return d.Why
		}
	}
	return ""
}

// code gives the examples of the patterns that settle the concern, else those
// of its moves.
func (g *guide) code() []review.Code {
	out := []review.Code{}
	for _, p := range g.shown() {
		out = append(out, review.Code{
			Title: p.Title, Language: "python", Code: p.Example,
			Note: say("code-note", map[string]any{"Pattern": p}),
		})
	}
	for _, m := range g.moves {
		for i := range g.dives.Examples {
			e := &g.dives.Examples[i]
			if slices.Contains(m.Examples, e.ID) && len(out) < mostCode {
				out = append(out, review.Code{Title: e.Title, Language: "python", Code: e.Code, Note: e.Note})
			}
		}
	}
	return out
}

// doneWhen says by which measurement the work is finished.
func (g *guide) doneWhen() string {
	question := ""
	for i := range g.b.Catalog.Items {
		if it := &g.b.Catalog.Items[i]; g.c.Kind == review.Omission && slices.Contains(g.c.Items, it.ID) {
			question = it.Question
			break
		}
	}
	_, working, _ := strings.Cut(g.c.Why, "\nWorking:\n")
	sum := strings.Split(strings.TrimSpace(working), "\n")
	if g.c.Confirm == "" && question == "" {
		return ""
	}
	return say("done-when", map[string]any{
		"Confirm": sentence(g.c.Confirm), "Question": question, "Sum": working != "" && len(sum) > 1, "Measure": g.measure(),
	})
}
