package consult

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"archreview/agent/review"
	"archreview/internal/lazyregexp"
	"archreview/prompts"
)

// Compose lets the model write the summary, the steps of growth and the
// assessment of the stack over the embedded ones in r. It may speak only of
// concerns that stand in r; what cannot be checked is not taken over. The
// failure says why the embedded text stands instead.
func (s *Session) Compose(ctx context.Context, r *review.Review) *review.Failure {
	s.tell(Event{Step: Writing})
	answer, err := s.compose(ctx, r)
	switch {
	case err == nil:
		s.takeSynthesis(r, answer)
		return nil
	case isBudget(err):
		f := failure("synthesis.budget", nil)
		return &f
	}
	f := failure("synthesis.failed", map[string]any{"Why": reason(err)})
	return &f
}

func (s *Session) compose(ctx context.Context, r *review.Review) (SynthesisReply, error) {
	var none SynthesisReply
	tail, err := s.briefPart(s.forSynthesis(r))
	if err != nil {
		return none, err
	}
	task, err := render(s.synthesis(r))
	if err != nil {
		return none, err
	}
	x := s.begin("synthesis", tail+"\n\n"+task, SchemaOf[SynthesisReply]("synthesis"), expectSynthesis)
	reply, err := s.ask(ctx, x, nil)
	if err != nil {
		return none, err
	}
	answer, flaws := s.readSynthesis(r, reply.Text)
	if len(flaws) == 0 {
		return answer, nil
	}
	text, err := render(prompts.Repair{Whole: true, Problems: flaws})
	if err != nil {
		return none, err
	}
	x.repair(text)
	if reply, err = s.ask(ctx, x, nil); err != nil {
		if isBudget(err) {
			err = errors.New(strings.Join(flaws, "; "))
		}
		return none, err
	}
	if answer, flaws = s.readSynthesis(r, reply.Text); len(flaws) > 0 {
		return none, errors.New(strings.Join(flaws, "; "))
	}
	return answer, nil
}

// forSynthesis gives the sections of large documents that the concerns quote.
func (s *Session) forSynthesis(r *review.Review) []int {
	if !s.large {
		return nil
	}
	score := make([]int, len(s.chunks))
	for _, c := range concerns(r) {
		for _, e := range c.Evidence {
			for i := range s.chunks {
				if k := &s.chunks[i]; k.doc.ID == e.Document && k.first <= e.StartLine && e.StartLine <= k.last {
					score[i] += c.Severity.Rank()
				}
			}
		}
	}
	return s.choose(score)
}

// concerns gives those that are not waived: a summary counts and names no
// others.
func concerns(r *review.Review) []*review.Concern {
	var out []*review.Concern
	for i := range r.Areas {
		for j := range r.Areas[i].Concerns {
			if c := &r.Areas[i].Concerns[j]; c.Waived == nil {
				out = append(out, c)
			}
		}
	}
	return out
}

func (s *Session) synthesis(r *review.Review) prompts.Synthesis {
	p := prompts.Synthesis{}
	var unread []string
	for _, a := range r.Areas {
		for _, c := range a.Concerns {
			if c.Waived != nil {
				continue
			}
			pc := prompts.Concern{ID: c.ID, Severity: string(c.Severity), Effort: string(c.Effort), Area: a.Key, Title: clip(line(c.Title), 2*mostTitle)}
			if len(c.Evidence) > 0 {
				pc.Place = "(" + s.at(c.Evidence[0]) + ")"
			}
			p.Concerns = append(p.Concerns, pc)
		}
		for _, x := range a.Strengths[:min(2, len(a.Strengths))] {
			p.Strengths = append(p.Strengths, clip(line(x.Text), 2*mostTitle)+" ("+s.at(x.Evidence[0])+")")
		}
		if a.Status == review.Failed || a.Status == review.Skipped {
			unread = append(unread, a.Key)
		}
	}
	p.Unread = strings.Join(unread, ", ")
	return p
}

// readSynthesis reads an answer and lists what in it cannot be shown.
func (s *Session) readSynthesis(r *review.Review, text string) (SynthesisReply, []string) {
	answer, _, err := decode[SynthesisReply](text)
	if err != nil {
		return answer, []string{err.Error()}
	}
	known := s.knownTo(r)
	var flaws []string
	if len(answer.Assessment) == 0 || answer.Maturity == "" {
		flaws = append(flaws, "assessment and maturity must not be empty")
	}
	for i, p := range answer.Assessment {
		at := fmt.Sprintf("paragraph %d", i+1)
		for _, id := range p.Concerns {
			if !known.ids[strings.Trim(id, "` ")] {
				flaws = append(flaws, fmt.Sprintf("%s names %s, which is no concern of this review", at, quoted(clip(id, 60))))
			}
		}
		flaws = append(flaws, known.check(at, p.Text)...)
	}
	flaws = append(flaws, known.check("maturity", answer.Maturity)...)
	for i, t := range answer.Strengths {
		flaws = append(flaws, known.check(fmt.Sprintf("strength %d", i+1), t)...)
	}
	return answer, flaws[:min(len(flaws), mostFlaws)]
}

// known is what a synthesis may speak of.
type known struct {
	ids     map[string]bool
	figures map[string]bool
	lines   int
}

func (s *Session) knownTo(r *review.Review) known {
	k := known{ids: map[string]bool{}, figures: map[string]bool{}}
	add := func(text string) {
		for _, f := range figuresIn(text) {
			k.figures[f] = true
		}
	}
	for _, c := range concerns(r) {
		k.ids[c.ID] = true
		for _, t := range []string{c.Title, c.Why, c.Recommendation, c.Confirm} {
			add(t)
		}
	}
	for _, a := range r.Brief.Answers {
		add(a.Answer)
	}
	for _, d := range s.b.Documents {
		add(d.Text)
		k.lines = max(k.lines, d.LineCount())
	}
	return k
}

var (
	codeSpan = lazyregexp.New("`([^`]+)`")
	idForm   = lazyregexp.New(`^[a-z][a-z0-9]*(?:-[a-z0-9]+)*-[0-9a-f]{4}$`)
	lineNo   = lazyregexp.New(`\bL(\d+)`)
)

// check tells what in a text nothing supports; see strange.
func (k known) check(at, text string) []string {
	var out []string
	x := k.strange(text)
	for _, id := range x.ids {
		out = append(out, fmt.Sprintf("%s names `%s`, which is no concern of this review", at, id))
	}
	for _, n := range x.lines {
		out = append(out, fmt.Sprintf("%s names line %s, which does not exist", at, n))
	}
	for _, f := range x.figures {
		out = append(out, fmt.Sprintf("%s has the figure %s, which stands neither in the documents nor in a concern", at, f))
	}
	return out
}

// takeSynthesis puts a checked answer into the review.
func (s *Session) takeSynthesis(r *review.Review, a SynthesisReply) {
	var paragraphs []string
	for _, p := range a.Assessment {
		if t := line(p.Text); t != "" {
			paragraphs = append(paragraphs, t)
		}
	}
	r.Summary.Assessment = strings.Join(paragraphs[:min(3, len(paragraphs))], "\n\n")
	r.Summary.Maturity = line(a.Maturity)
	if list := lines(a.Strengths); len(list) > 0 {
		r.Summary.Strengths = list[:min(7, len(list))]
	}
	known := s.knownTo(r)
	if len(a.Stages) >= 3 && known.growth(a.Stages) {
		stages := []review.Stage{}
		for _, g := range a.Stages[:min(4, len(a.Stages))] {
			stages = append(stages, review.Stage{Name: line(g.Name), Trigger: line(g.Trigger), Change: line(g.Change), Migration: line(g.Migration), Cost: line(g.Cost)})
		}
		r.Roadmap.Stages = stages
	}
	if t := line(a.NotNeeded); t != "" && len(known.check("", t)) == 0 {
		r.Roadmap.NotNeeded = t
	}
	s.takeStack(r, a.Stack, known)
}

// growth says whether nothing in the stages lacks support.
func (k known) growth(stages []Growth) bool {
	for _, g := range stages {
		if len(k.check("", strings.Join([]string{g.Name, g.Trigger, g.Change, g.Migration, g.Cost}, "\n"))) > 0 {
			return false
		}
	}
	return true
}

// takeStack lets the model's assessment of a technology stand over the
// embedded one. Technologies that the documents do not name are left out.
func (s *Session) takeStack(r *review.Review, parts []Part, known known) {
	for _, p := range parts {
		title := line(p.Technology)
		ev := s.located(s.quotes(p.Quote))
		if title == "" || len(ev) == 0 || line(p.Assessment) == "" || len(known.check("", p.Assessment)) > 0 {
			continue
		}
		i := slices.IndexFunc(r.Stack, func(t review.Technology) bool { return sameName(t.Technology, title) })
		if i < 0 {
			if !strings.Contains(strings.ToLower(ev[0].Quote), strings.ToLower(firstWord(title))) {
				continue
			}
			r.Stack = append(r.Stack, review.Technology{Technology: title, Evidence: ev})
			i = len(r.Stack) - 1
		}
		r.Stack[i].Verdict, r.Stack[i].Assessment = p.Verdict, line(p.Assessment)
	}
}

func sameName(a, b string) bool {
	return strings.EqualFold(a, b) || strings.EqualFold(firstWord(a), firstWord(b))
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return strings.Trim(w, ",;:")
}
