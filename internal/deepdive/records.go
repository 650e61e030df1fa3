package deepdive

import (
	"slices"
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/document"
)

// How many of each a dive shows.
const (
	mostScenarios = 6
	mostGroups    = 4
	mostMoves     = 12
	mostMeasures  = 8
	mostTests     = 10
	mostCode      = 4
)

// scenarios gives the ways in which this design fails.
func (w *writer) scenarios() []review.Scenario {
	picks := w.choose(len(w.d.Scenarios), func(i int) (string, *checklists.Condition) {
		return w.d.Scenarios[i].ID, &w.d.Scenarios[i].Condition
	}, false)
	out := w.told(picks)
	for _, p := range picks {
		s := &w.d.Scenarios[p.index]
		var steps []string
		for _, step := range s.Steps {
			if text, ok := w.filled(step); ok {
				steps = append(steps, text)
			}
		}
		if len(out) == mostScenarios {
			break
		}
		w.cite(s.References)
		trigger := sentence(s.Trigger)
		if len(p.about) == 0 {
			trigger += " " + w.say("scenario.silent", nil)
		}
		out = append(out, review.Scenario{
			Title: tidy(s.Title), Trigger: trigger, Steps: steps, Effect: tidy(s.Effect), Defence: tidy(s.Defence),
			Concerns: w.ids(p.about), Evidence: w.witness(p),
		})
	}
	return out
}

// told gives the mechanism of the concern in focus, and of the grave ones for
// whose rule the data has no scenario: sentence by sentence, with the working.
func (w *writer) told(picks []pick) []review.Scenario {
	out := []review.Scenario{}
	for i := range w.concerns {
		c := &w.concerns[i]
		known := slices.ContainsFunc(picks, func(p pick) bool { return slices.Contains(w.d.Scenarios[p.index].About, c.Rule) })
		if w.focus == nil && (known || c.Severity != review.High || c.Waived != nil) || len(out) == mostScenarios/2 {
			continue
		}
		why, working, _ := strings.Cut(c.Why, "\nWorking:\n")
		steps := sentences(why)
		effect := steps[len(steps)-1]
		steps = steps[:len(steps)-1]
		for line := range strings.Lines(working) {
			steps = append(steps, tidy(line))
		}
		if len(steps) == 0 {
			continue
		}
		out = append(out, review.Scenario{
			Title: tidy(c.Title), Trigger: w.say("scenario.trigger", nil), Steps: steps, Effect: effect, Defence: tidy(c.Recommendation),
			Concerns: []string{c.ID}, Evidence: append([]review.Evidence{}, first(c.Evidence, 2)...),
		})
	}
	return out
}

// ids is never nil, for the contract.
func (w *writer) ids(about []string) []string { return append([]string{}, about...) }

// witness gives the passages on which a scenario rests: what the concerns quote
// and what shows its conditions.
func (w *writer) witness(p pick) []review.Evidence {
	const most = 4
	var out []review.Evidence
	for i := range w.concerns {
		if c := &w.concerns[i]; slices.Contains(p.about, c.ID) && len(c.Evidence) > 0 {
			out = append(out, c.Evidence[0])
		}
	}
	if out = first(out, most/2); len(out) > 0 {
		return out
	}
	told := slices.DeleteFunc(slices.Clone(p.shown), func(st int) bool {
		kind := w.f.Statements[st].Kind
		return kind == document.Edge || kind == document.Heading
	})
	for _, e := range w.quotes(told, most/2) {
		if !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return append([]review.Evidence{}, out...)
}

// options gives the choices: those of the concern in focus, then whole groups,
// in each the one that fits this design best first.
func (w *writer) options() []review.Option {
	out := w.repairs()
	shared := w.groupItems()
	picks := w.choose(len(w.d.Options), func(i int) (string, *checklists.Condition) {
		o := &w.d.Options[i]
		return o.ID, &checklists.Condition{Items: shared[o.Group], Needs: o.Needs, Unless: o.Unless, About: o.About}
	}, false)
	var groups []string
	members := map[string][]pick{}
	for _, p := range picks {
		g := w.d.Options[p.index].Group
		if members[g] == nil {
			groups = append(groups, g)
		}
		members[g] = append(members[g], p)
	}
	for _, g := range first(groups, mostGroups) {
		of := members[g]
		sort.SliceStable(of, func(i, j int) bool { return w.fit(&w.d.Options[of[i].index]) > w.fit(&w.d.Options[of[j].index]) })
		for _, p := range of {
			out = append(out, w.option(&w.d.Options[p.index]))
		}
	}
	return out
}

// groupItems gives the items of each group of options: a choice is shown whole
// or not at all.
func (w *writer) groupItems() map[string][]string {
	out := map[string][]string{}
	for i := range w.d.Options {
		o := &w.d.Options[i]
		for _, it := range o.Items {
			if !slices.Contains(out[o.Group], it) {
				out[o.Group] = append(out[o.Group], it)
			}
		}
	}
	return out
}

// fit counts what speaks for an option here, less twice what speaks against it.
func (w *writer) fit(o *checklists.DiveOption) int {
	return len(w.held(o.Fits)) - 2*len(w.held(o.Unfits))
}

// held names the traits and concepts that hold.
func (w *writer) held(ids []string) []string {
	var out []string
	for _, id := range ids {
		if _, ok := w.holds(id); ok {
			out = append(out, w.name(id))
		}
	}
	return out
}

// option writes one option, with what speaks for and against it here.
func (w *writer) option(o *checklists.DiveOption) review.Option {
	when := sentence(o.When)
	if for_ := w.held(o.Fits); len(for_) > 0 {
		when += " " + w.say("option.fits", list(for_))
	}
	if against := w.held(o.Unfits); len(against) > 0 {
		when += " " + w.say("option.unfits", list(against))
	}
	return review.Option{
		Name: tidy(o.Name), Summary: tidy(o.Summary), Gains: tidyAll(o.Gains), Costs: tidyAll(o.Costs),
		When: when, Effort: review.Effort(o.Effort),
	}
}

// repairs gives recommendation and alternatives of the concern in focus.
func (w *writer) repairs() []review.Option {
	out := []review.Option{}
	if w.focus == nil {
		return out
	}
	v := map[string]string{"Title": w.lower(w.focus.Title), "Effort": w.say("effort."+string(w.focus.Effort), nil)}
	out = append(out, review.Option{
		Name: w.say("repair.name", v), Summary: tidy(w.focus.Recommendation), Gains: []string{w.say("repair.gain", v)},
		Costs: []string{w.say("repair.cost", v)}, When: w.say("repair.when", v), Effort: w.focus.Effort,
	})
	for _, a := range w.focus.Alternatives {
		out = append(out, review.Option{
			Name: w.short(a), Summary: sentence(upper(a)), Gains: []string{w.say("repair.gain", v)},
			Costs: []string{w.say("alternative.cost", v)}, When: w.say("alternative.when", v), Effort: w.focus.Effort,
		})
	}
	return out
}

// moves chooses the steps of the migration: the heaviest, and what they rest
// on, in the order of the work.
func (w *writer) moves() []pick {
	picks := w.choose(len(w.d.Moves), func(i int) (string, *checklists.Condition) {
		return w.d.Moves[i].ID, &w.d.Moves[i].Condition
	}, false)
	own := 0
	for i := range w.concerns {
		if w.unsettled(&w.concerns[i], picks) {
			own++
		}
	}
	picks = first(picks, max(mostMoves/3, mostMoves-own))
	sort.SliceStable(picks, func(i, j int) bool { return picks[i].index < picks[j].index })
	return picks
}

// unsettled says whether a concern needs a move of its own, which is its
// recommendation: it is in focus, or no move is made for its very rule.
func (w *writer) unsettled(c *review.Concern, moves []pick) bool {
	if w.focus != nil {
		return true
	}
	return c.Waived == nil && w.madeFor(c, moves) == nil
}

// madeFor gives the move that is made for the rule or item that raised a
// concern, or nil.
func (w *writer) madeFor(c *review.Concern, moves []pick) *checklists.DiveMove {
	for _, p := range moves {
		if m := &w.d.Moves[p.index]; slices.Contains(m.About, c.Rule) || slices.Contains(m.Items, c.Rule) {
			return m
		}
	}
	return nil
}

// steps writes the migration. The repair of the concern in focus comes first,
// as do those of all concerns for which no move is made.
func (w *writer) steps(moves []pick) []review.Move {
	out := []review.Move{}
	for i := range w.concerns {
		c := &w.concerns[i]
		if !w.unsettled(c, moves) {
			continue
		}
		v := map[string]string{"Title": w.lower(c.Title), "Confirm": sentence(c.Confirm), "ID": c.ID}
		move := review.Move{Change: tidy(c.Recommendation), Verify: w.say("move.verify", v), Back: w.say("move.back", v), Effort: c.Effort}
		if m := w.madeFor(c, moves); m != nil {
			move.Verify, move.Back = tidy(m.Verify), tidy(m.Back)
		}
		out = append(out, move)
	}
	for _, p := range moves {
		m := &w.d.Moves[p.index]
		if w.focus != nil && w.madeFor(w.focus, []pick{p}) != nil {
			continue // it stands under the concern's own recommendation
		}
		w.cite(m.References)
		out = append(out, review.Move{Change: tidy(m.Change), Verify: tidy(m.Verify), Back: tidy(m.Back), Effort: review.Effort(m.Effort)})
	}
	return out
}

// measures says what to measure: the test of the concern in focus, then what
// touches open items, then the rest of the area.
func (w *writer) measures() []review.Measure {
	out := []review.Measure{}
	if w.focus != nil && w.focus.Confirm != "" {
		v := map[string]string{"Title": w.focus.Title}
		out = append(out, review.Measure{What: w.say("confirm.what", v), How: sentence(w.focus.Confirm), Target: w.say("confirm.target", v)})
	}
	picks := w.choose(len(w.d.Measures), func(i int) (string, *checklists.Condition) {
		return w.d.Measures[i].ID, &w.d.Measures[i].Condition
	}, true)
	for _, p := range first(picks, mostMeasures) {
		m := &w.d.Measures[p.index]
		out = append(out, review.Measure{What: tidy(m.What), How: tidy(m.How), Target: tidy(m.Target)})
	}
	return out
}

// tests says which tests to write.
func (w *writer) tests() []string {
	out := []string{}
	picks := w.choose(len(w.d.Tests), func(i int) (string, *checklists.Condition) {
		return w.d.Tests[i].ID, &w.d.Tests[i].Condition
	}, true)
	for _, p := range first(picks, mostTests) {
		out = append(out, tidy(w.d.Tests[p.index].Test))
	}
	return out
}
