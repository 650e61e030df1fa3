package consult

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"archreview/agent/review"
	"archreview/internal/gate"
	"archreview/prompts"
)

// expectArea is an ample answer to an area review, in tokens.
const expectArea = 2600

// AreaResult is what the model says of one area.
type AreaResult struct {
	Key             string
	Status          review.AreaStatus
	Failure         *review.Failure // why it is not wholly reviewed
	Proposals       []gate.Proposal
	Covered         []gate.Covered
	Strengths       []review.Strength
	Recommendations []review.Recommendation
	Dropped         int // invented ids and unsupported entries that were left out
}

// Review reviews the areas side by side. Results stand in the catalog's order,
// whatever order the answers come in. An area that fails is marked so and keeps
// what was complete; the context's end leaves finished areas as they are.
func (s *Session) Review(ctx context.Context) []AreaResult {
	out := make([]AreaResult, len(s.areas))
	for i, a := range s.areas {
		f := failure("area.interrupted", map[string]any{"Area": a.key})
		out[i] = AreaResult{Key: a.key, Status: review.Failed, Failure: &f}
	}
	s.each(ctx, len(s.areas), func(i int) { out[i] = s.area(ctx, s.areas[i]) })
	if len(s.attack) > 0 {
		p := s.injection(s.attack)
		out = append(out, AreaResult{Status: review.Reviewed, Proposals: []gate.Proposal{p}})
	}
	return out
}

// area reviews one area in as many calls as its sections need.
func (s *Session) area(ctx context.Context, a *area) AreaResult {
	r := AreaResult{Key: a.key, Status: review.Reviewed}
	if a.dropped != "" {
		return r.skipped(a.dropped)
	}
	if s.o.Within != nil {
		ctx = s.o.Within(ctx, a.key)
	}
	s.tell(Event{Step: AreaStarted, Area: a.key})
	var err error
	for i := range a.parts {
		if err = s.part(ctx, a, i, &r); err != nil {
			break
		}
	}
	switch {
	case errors.Is(err, errBudget) && len(r.Proposals) == 0:
		r = r.skipped(errBudget.Error())
		s.tell(Event{Step: AreaFailed, Area: a.key, Result: &r})
		return r
	case err != nil && ctx.Err() != nil:
		f := failure("area.interrupted", map[string]any{"Area": a.key})
		r.Status, r.Failure = review.Failed, &f
	case err != nil:
		f := failure("area.failed", map[string]any{"Area": a.key, "Why": reason(err), "Kept": len(r.Proposals)})
		r.Status, r.Failure = review.Failed, &f
	case s.large:
		if not := s.unseen(a); not != "" {
			f := failure("area.partial", map[string]any{"Area": a.key, "Unseen": not})
			r.Status, r.Failure = review.Partial, &f
		}
	}
	step := AreaDone
	if r.Status == review.Failed {
		step = AreaFailed
	}
	s.tell(Event{Step: step, Area: a.key, Count: len(r.Proposals), Result: &r})
	return r
}

func (r AreaResult) skipped(why string) AreaResult {
	f := failure("area.budget", map[string]any{"Area": r.Key, "Why": why})
	r.Status, r.Failure = review.Skipped, &f
	return r
}

// part asks one call of an area and takes its answer apart.
func (s *Session) part(ctx context.Context, a *area, i int, r *AreaResult) error {
	tail, err := s.areaTail(a, i)
	if err != nil {
		return err
	}
	name := "area:" + a.key
	if len(a.parts) > 1 {
		name = fmt.Sprintf("%s:%d", name, i+1)
	}
	x := s.begin(name, tail, SchemaOf[AreaReply]("area_review"), expectArea)
	w := s.watch(a.key)
	reply, err := s.ask(ctx, x, w.take)
	if err != nil {
		s.salvage(a, w.closed, r)
		return err
	}
	answer, lost, err := decode[AreaReply](reply.Text)
	if err == nil {
		return s.accept(ctx, a, x, answer, lost, r)
	}
	if reply.Cut {
		err = errCut
	}
	first := w.closed
	text, rerr := render(prompts.Repair{Whole: true, Problems: []string{err.Error()}})
	if rerr != nil {
		return rerr
	}
	x.repair(text)
	w = s.watch(a.key)
	if reply, rerr = s.ask(ctx, x, w.take); rerr == nil {
		if answer, lost, rerr = decode[AreaReply](reply.Text); rerr == nil {
			s.take(a, answer, lost, r, nil)
			return nil
		}
		err = rerr
	} else if !errors.Is(rerr, errBudget) {
		err = rerr
	}
	if len(first) > len(w.closed) {
		w.closed = first
	}
	s.salvage(a, w.closed, r)
	return err
}

// areaTail renders an area's own end of the prompt.
func (s *Session) areaTail(a *area, part int) (string, error) {
	head, err := s.briefPart(a.parts[part])
	if err != nil {
		return "", err
	}
	task, err := s.areaPart(a)
	if err != nil {
		return "", err
	}
	return head + "\n\n" + task, nil
}

// watcher follows an answer while it arrives and shows each concern as soon as
// it is complete and its quotes stand.
type watcher struct {
	scan   *scanner
	closed []Concern
}

func (s *Session) watch(key string) *watcher {
	w := &watcher{}
	w.scan = &scanner{list: "concerns", emit: func(raw []byte) {
		c, ok := one[Concern](raw)
		if !ok {
			return
		}
		w.closed = append(w.closed, c)
		if j := s.judge(key, c); len(j.flaws) == 0 {
			s.tell(Event{Step: Found, Area: key, Title: j.proposal.Title, Severity: gate.Severity(s.b, &j.proposal)})
		}
	}}
	return w
}

func (w *watcher) take(text string, reset bool) {
	if reset {
		w.scan.reset()
		w.closed = nil
	}
	w.scan.add(text)
}

// salvage keeps the complete and supported concerns of a broken answer.
func (s *Session) salvage(a *area, closed []Concern, r *AreaResult) {
	for _, c := range closed {
		if j := s.judge(a.key, c); len(j.flaws) == 0 {
			r.Proposals = append(r.Proposals, j.proposal)
		}
	}
}

// accept takes an answer that has its form; entries with flaws get their round
// of repair.
func (s *Session) accept(ctx context.Context, a *area, x *exchange, answer AreaReply, lost []lost, r *AreaResult) error {
	broken := s.flawed(a, answer, lost)
	if len(broken) == 0 {
		s.take(a, answer, nil, r, nil)
		return nil
	}
	text, err := render(prompts.Repair{Problems: broken})
	if err != nil {
		return err
	}
	x.repair(text)
	var mended []Concern
	reply, err := s.ask(ctx, x, nil)
	if err == nil {
		if again, _, derr := decode[AreaReply](reply.Text); derr == nil {
			mended = again.Concerns
		}
	}
	s.take(a, answer, lost, r, mended)
	if err != nil && ctx.Err() != nil {
		return err
	}
	return nil
}

// flawed lists what has to be repaired, in words for the model.
func (s *Session) flawed(a *area, answer AreaReply, lost []lost) []string {
	var out []string
	for _, l := range lost {
		if l.list == "concerns" {
			out = append(out, fmt.Sprintf("concern %s: %s", quoted(clip(line(l.title), mostTitle)), strings.Join(l.flaws, "; ")))
		}
	}
	for _, c := range answer.Concerns {
		if j := s.judge(a.key, c); len(j.flaws) > 0 {
			out = append(out, fmt.Sprintf("concern %s: %s", quoted(clip(line(c.Title), mostTitle)), strings.Join(j.flaws, "; ")))
		}
	}
	return out
}

// take turns an answer into results. A concern with flaws is replaced by its
// repair, and withdrawn where there is none.
func (s *Session) take(a *area, answer AreaReply, lost []lost, r *AreaResult, mended []Concern) {
	used := make([]bool, len(mended))
	for _, c := range answer.Concerns {
		j := s.judge(a.key, c)
		if len(j.flaws) > 0 {
			j = s.repaired(a, j, mended, used)
		}
		r.Dropped += j.unknown
		r.Proposals = append(r.Proposals, j.proposal)
	}
	for _, l := range lost {
		if l.list != "concerns" {
			r.Dropped++
			continue
		}
		if l.title = line(l.title); l.title == "" {
			l.title = fmt.Sprintf("%s %d", a.key, l.index+1)
		}
		j := judged{concern: Concern{Title: l.title}, flaws: l.flaws}
		j.proposal = gate.Proposal{Rule: "model." + a.key, Source: Source, Areas: []string{a.key}, Title: l.title, Distinct: true, Kind: review.Antipattern}
		r.Proposals = append(r.Proposals, s.repaired(a, j, mended, used).proposal)
	}
	s.takeRest(a, answer, r)
}

// repaired looks for the repair of a concern among what came back. Nothing else
// is taken from there: a round of repair is no occasion for new findings.
func (s *Session) repaired(a *area, j judged, mended []Concern, used []bool) judged {
	for i, m := range mended {
		if used[i] || !sameConcern(j.concern, m) {
			continue
		}
		used[i] = true
		if again := s.judge(a.key, m); len(again.flaws) == 0 {
			return again
		}
	}
	j.proposal.Withdrawn = say("withdrawn.flaw", map[string]any{"Flaw": strings.Join(j.flaws, "; ")})
	if j.bad != "" {
		j.proposal.Withdrawn = say("withdrawn.quote", map[string]any{"Quote": line(j.bad)})
	}
	return j
}

func sameConcern(a, b Concern) bool {
	if strings.EqualFold(line(a.Title), line(b.Title)) {
		return true
	}
	return a.Kind == b.Kind && len(a.Items) > 0 && len(b.Items) > 0 && a.Items[0] == b.Items[0]
}

// takeRest takes what stands beside the concerns; entries without a passage
// are left out.
func (s *Session) takeRest(a *area, answer AreaReply, r *AreaResult) {
	for _, c := range answer.Coverage {
		it := s.item(c.Item)
		if it == nil || it.Area() != a.key {
			r.Dropped++
			continue
		}
		cov := gate.Covered{Item: c.Item, Status: review.CoverageStatus(c.Status)}
		if q := s.quotes(c.Quote); len(q) > 0 {
			cov.Quote = q[0]
			if e := s.located(q[:1]); cov.Status == review.Addressed && len(e) > 0 && !s.vouches(e[0]) {
				r.Dropped++
				continue
			}
		}
		r.Covered = append(r.Covered, cov)
	}
	for _, x := range answer.Strengths {
		if e := s.located(s.quotes(x.Quote)); len(e) > 0 && line(x.Text) != "" && s.vouches(e[0]) {
			r.Strengths = append(r.Strengths, review.Strength{Text: line(x.Text), Evidence: e})
			continue
		}
		r.Dropped++
	}
	for _, x := range answer.Recommendations {
		e := s.located(s.quotes(x.Quote))
		if len(e) == 0 || line(x.Text) == "" {
			r.Dropped++
			continue
		}
		text := strings.TrimSpace(x.Text)
		if !strings.Contains(text, "(L") {
			text += " (" + s.at(e[0]) + ")"
		}
		r.Recommendations = append(r.Recommendations, review.Recommendation{Text: text, Example: x.Example, Alternatives: lines(x.Alternatives)})
	}
}
