package consult

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"archreview/agent/review"
	"archreview/internal/gate"
	"archreview/prompts"
)

// DeepDiveResult is what the model adds to a deep dive.
type DeepDiveResult struct {
	// Dive is the embedded deep dive with the model's parts in the place of the
	// embedded ones, and its status. Engine, usage, concerns and failures are as
	// they were.
	Dive review.DeepDive
	// Proposals are further concerns, for the gate together with all others.
	Proposals []gate.Proposal
	Failures  []review.Failure
	Dropped   int // statements that nothing supports, and parts that cannot be used
}

// Limits of the parts of a deep dive.
const (
	mostToday     = 10
	leastToday    = 2
	mostScenarios = 6
	mostOptions   = 4
	leastOptions  = 2
	mostCode      = 3
	mostList      = 8
)

// DeepDive looks closer at one area, or at one concern of the review r if focus
// is its id. base is the embedded deep dive: where the model's part cannot be
// used, the embedded part of the same kind stands.
//
// It asks twice. The first answer describes and judges: all of it rests on
// quotes. The second one proposes, and may see what the first one found. In one
// answer both would be longer than weak models keep a form for, and a broken
// design would cost the findings; what both calls share is served from the
// provider's cache.
func (s *Session) DeepDive(ctx context.Context, r *review.Review, area, focus string, base *review.DeepDive) DeepDiveResult {
	d := s.dive(r, area, focus)
	d.out.Dive = *base
	s.tell(Event{Step: AreaStarted, Area: area})
	found := d.findings(ctx)
	if found != nil {
		d.fail(ctx, "findings", found)
	}
	designed := found
	if hopeless := isBudget(found) || found != nil && (ctx.Err() != nil || s.stopped() != nil); !hopeless {
		if designed = d.design(ctx); designed != nil {
			d.fail(ctx, "design", designed)
		}
	}
	d.finish(found, designed)
	step := AreaDone
	if d.out.Dive.Status == review.Failed {
		step = AreaFailed
	}
	s.tell(Event{Step: step, Area: area, Count: len(d.out.Proposals)})
	return d.out
}

// dive is one deep dive on its way.
type dive struct {
	s        *Session
	area     *area
	focus    string            // as the prompts name it
	concerns []*review.Concern // of the area, and the one in focus
	known    known
	sections []int
	out      DeepDiveResult
}

func (s *Session) dive(r *review.Review, key, focus string) *dive {
	d := &dive{s: s, area: &area{key: key}, known: s.knownTo(r), focus: clip(line(s.data(focus, mostText)), 2*mostTitle)}
	for i := range s.b.Catalog.Areas {
		if s.b.Catalog.Areas[i].Key == key {
			d.area.index = i
		}
	}
	var passages []review.Evidence
	for i := range r.Areas {
		for j := range r.Areas[i].Concerns {
			c := &r.Areas[i].Concerns[j]
			if c.ID == focus {
				d.focus = "`" + c.ID + "`: " + clip(line(c.Title), 2*mostTitle)
				passages = append(passages, c.Evidence...)
			}
			if c.ID == focus || r.Areas[i].Key == key {
				d.concerns = append(d.concerns, c)
			}
		}
	}
	d.sections = s.near([]string{key}, passages, d.focus)
	d.area.parts = [][]int{d.sections}
	return d
}

func (d *dive) fail(ctx context.Context, kind string, err error) {
	d.out.Failures = append(d.out.Failures, unmade(ctx, kind, err))
}

// finish says how far the dive came.
func (d *dive) finish(found, designed error) {
	dive := &d.out.Dive
	switch {
	case found == nil && designed == nil:
		dive.Status = review.Reviewed
	case isBudget(found):
		dive.Status = review.Skipped
	case found != nil && designed != nil:
		dive.Status = review.Failed
	default:
		dive.Status = review.Partial
	}
	if not := d.s.unseen(d.area); d.s.large && not != "" && (found == nil || designed == nil) {
		dive.Status = review.Partial
		d.out.Failures = append(d.out.Failures, failure("deepdive.partial", map[string]any{"Unseen": not}))
	}
}

// findings asks what happens in the area and takes what is supported.
func (d *dive) findings(ctx context.Context) error {
	s, cat := d.s, &d.s.b.Catalog.Areas[d.area.index]
	x, err := s.follow("deepdive:"+d.area.key, d.sections, prompts.DeepDive{
		Letter: cat.Letter, Title: cat.Title, Scope: strings.TrimSpace(cat.Scope), Focus: d.focus, Lens: prompts.Lens(d.area.key),
		Items: s.items(d.area.key), Concerns: s.brieflyOf(d.concerns, nil),
	}, SchemaOf[FindingsReply]("deep_dive"), expectFindings)
	if err != nil {
		return err
	}
	var res AreaResult
	w := s.watch(d.area.key)
	var first []Concern
	got, err := hear[FindingsReply](ctx, s, x, func(text string, reset bool) {
		if reset && len(w.closed) > len(first) {
			first = w.closed
		}
		w.take(text, reset)
	})
	switch {
	case err != nil:
		if len(first) > len(w.closed) {
			w.closed = first
		}
		s.salvage(d.area, w.closed, &res)
	case got.repaired:
		s.take(d.area, AreaReply{Concerns: got.answer.Concerns}, got.lost, &res, nil)
	default:
		err = s.accept(ctx, d.area, x, AreaReply{Concerns: got.answer.Concerns}, d.ofConcerns(got.lost), &res)
	}
	d.out.Proposals, d.out.Dropped = res.Proposals, d.out.Dropped+res.Dropped
	if err == nil || len(got.answer.Today) > 0 {
		d.takeToday(got.answer.Today)
		d.takeScenarios(got.answer.Scenarios)
	}
	return err
}

// ofConcerns gives the broken entries that are concerns; others are counted and
// forgotten.
func (d *dive) ofConcerns(list []lost) []lost {
	var out []lost
	for _, l := range list {
		if l.list == "concerns" {
			out = append(out, l)
			continue
		}
		d.out.Dropped++
	}
	return out
}

// takeToday takes the statements whose quote stands and whose figures stand in
// it, or in lines that the statement names.
func (d *dive) takeToday(list []Strength) {
	var out []review.Observation
	for _, x := range list {
		text, ev := short(x.Text), d.evidence(x.Quote)
		have := source{}
		have.quotes(ev)
		if len(out) == mostToday || !d.supported(text, ev, have) {
			d.out.Dropped++
			continue
		}
		out = append(out, review.Observation{Text: text, Evidence: ev})
	}
	if len(out) >= leastToday {
		d.out.Dive.Today = out
	}
}

// evidence locates a quote; what tries to steer the reviewer shows nothing.
func (d *dive) evidence(q Quote) []review.Evidence {
	ev := d.s.located(d.s.quotes(q))
	if slices.ContainsFunc(ev, d.s.inAttack) {
		return nil
	}
	return ev
}

// supported says whether a text has evidence and every figure in it a source.
func (d *dive) supported(text string, ev []review.Evidence, have source) bool {
	if text == "" || len(ev) == 0 || !d.known.sound(text) {
		return false
	}
	have.cited(d.s, text)
	have.worked(text)
	return len(have.strangers(text, nil)) == 0
}

// takeScenarios takes the scenarios that are supported. Besides quote and lines
// the concerns that a scenario names are a source of figures: they passed the
// gate.
func (d *dive) takeScenarios(list []Failing) {
	var out []review.Scenario
	for _, x := range list {
		ev := d.evidence(x.Quote)
		sc := review.Scenario{Title: short(x.Title), Trigger: short(x.Trigger), Effect: short(x.Effect), Defence: short(x.Defence), Evidence: ev, Concerns: d.known.only(x.Concerns)}
		for _, step := range x.Steps {
			if step = short(step); step != "" {
				sc.Steps = append(sc.Steps, step)
			}
		}
		d.out.Dropped += len(x.Concerns) - len(sc.Concerns)
		have := source{}
		have.quotes(ev)
		for _, c := range d.concerns {
			if contains(sc.Concerns, c.ID) {
				have.add(c.Title, c.Why)
				have.quotes(c.Evidence)
			}
		}
		text := strings.Join(append([]string{sc.Title, sc.Trigger, sc.Effect, sc.Defence}, sc.Steps...), "\n")
		whole := sc.Title != "" && sc.Trigger != "" && sc.Effect != "" && len(sc.Steps) > 0
		if !whole || len(out) == mostScenarios || !d.supported(text, ev, have) {
			d.out.Dropped++
			continue
		}
		out = append(out, sc)
	}
	set(&d.out.Dive.Scenarios, out)
}

// design asks for the way on.
func (d *dive) design(ctx context.Context) error {
	s, cat := d.s, &d.s.b.Catalog.Areas[d.area.index]
	p := prompts.Design{Letter: cat.Letter, Title: cat.Title, Scope: strings.TrimSpace(cat.Scope), Focus: d.focus, Concerns: s.brieflyOf(d.concerns, nil)}
	for i := range d.out.Proposals {
		f := &d.out.Proposals[i]
		if e := s.located(f.Quotes); f.Withdrawn == "" && len(e) > 0 {
			p.Found = append(p.Found, fmt.Sprintf("%s (%s)", clip(line(f.Title), 2*mostTitle), s.at(e[0])))
		}
	}
	x, err := s.follow("design:"+d.area.key, d.sections, p, SchemaOf[DesignReply]("design"), expectDesign)
	if err != nil {
		return err
	}
	got, err := hear[DesignReply](ctx, s, x, nil)
	if err != nil {
		return err
	}
	d.out.Dropped += len(got.lost)
	d.takeDesign(got)
	return nil
}

// takeDesign takes the parts that can be used.
func (d *dive) takeDesign(got told[DesignReply]) {
	a, dive, k := &got.answer, &d.out.Dive, d.known
	var options []review.Option
	for _, w := range a.Options {
		o := review.Option{Name: short(w.Name), Summary: short(w.Summary), Gains: shorts(w.Gains), Costs: shorts(w.Costs), When: short(w.When), Effort: review.Effort(w.Effort)}
		if o.Name == "" || o.Summary == "" || o.When == "" || len(options) == mostOptions || !k.sound(append(append([]string{o.Summary, o.When}, o.Gains...), o.Costs...)...) {
			d.out.Dropped++
			continue
		}
		options = append(options, o)
	}
	if len(options) >= leastOptions {
		dive.Options = options
	}
	d.takeTarget(a.Target)
	code, dropped := examples(a.Code, mostCode)
	d.out.Dropped += dropped
	set(&dive.Code, code)
	if !brokenIn(got.lost, "migration") {
		moves, dropped := k.moves(a.Migration)
		d.out.Dropped += dropped
		set(&dive.Migration, moves)
	}
	var measures []review.Measure
	for _, g := range a.Measures {
		m := review.Measure{What: short(g.What), How: short(g.How), Target: short(g.Target)}
		if m.What == "" || m.How == "" || len(measures) == mostList || !k.sound(m.What, m.How, m.Target) {
			d.out.Dropped++
			continue
		}
		measures = append(measures, m)
	}
	set(&dive.Measures, measures)
	tests, dropped := k.sentences(a.Tests, mostList)
	d.out.Dropped += dropped
	set(&dive.Tests, tests)
	set(&dive.References, names(a.References, mostList))
}

// takeTarget takes text and diagram each by itself.
func (d *dive) takeTarget(t Goal) {
	if text := clip(strings.TrimSpace(t.Text), 2*mostText); text != "" && d.known.sound(text) {
		d.out.Dive.Target.Text = text
	} else {
		d.out.Dropped++
	}
	if strings.TrimSpace(t.Diagram) == "" {
		return
	}
	if diagram, ok := mermaid(t.Diagram); ok {
		d.out.Dive.Target.Diagram = diagram
		return
	}
	d.out.Dropped++
}

// brokenIn says whether a list lost an entry that has not its form.
func brokenIn(list []lost, key string) bool {
	return slices.ContainsFunc(list, func(l lost) bool { return l.list == key })
}

func shorts(list []string) []string {
	out := []string{}
	for _, x := range list {
		if x = short(x); x != "" && len(out) < mostList {
			out = append(out, x)
		}
	}
	return out
}
