package consult

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"archreview/agent/review"
	"archreview/internal/gate"
	"archreview/prompts"
)

// suspect is a concern that is to be cross-examined.
type suspect struct {
	group      gate.Group
	candidates []review.Evidence
}

// Refute tries to refute, against the whole text, every grave concern and
// every claim of absence for which a passage may provide what is missing. A
// refutation counts only with a passage that the concern does not know, found
// by program; without one the concern stands. It changes the proposals it is
// given and says what could not be examined.
func (s *Session) Refute(ctx context.Context, proposals []gate.Proposal, areas []AreaResult) []review.Failure {
	list := s.suspects(proposals, areas)
	if len(list) == 0 {
		return nil
	}
	s.tell(Event{Step: Refuting, Count: len(list)})
	answers := make([]*RefutationReply, len(list))
	errs := make([]error, len(list))
	var mu sync.Mutex
	s.each(ctx, len(list), func(i int) {
		answer, err := s.refute(ctx, i, &list[i], proposals)
		mu.Lock()
		defer mu.Unlock()
		if errs[i] = err; err == nil {
			answers[i] = &answer
		}
	})
	var out []review.Failure
	poor := 0
	for i := range list {
		switch {
		case answers[i] != nil:
			s.apply(&list[i], answers[i], proposals)
		case isBudget(errs[i]):
			poor++
		case errs[i] != nil && ctx.Err() == nil:
			out = append(out, failure("refutation.failed", map[string]any{"Title": list[i].group.ID, "Why": reason(errs[i])}))
		}
	}
	if poor > 0 {
		out = append(out, failure("refutation.budget", map[string]any{"Count": poor}))
	}
	return out
}

// suspects chooses the concerns to examine, gravest first. What was computed by
// program needs no second opinion.
func (s *Session) suspects(proposals []gate.Proposal, areas []AreaResult) []suspect {
	var out []suspect
	groups, _ := gate.Groups(s.b, proposals)
	for _, g := range groups {
		if g.Rule == injectionRule || computed(g, proposals) {
			continue
		}
		x := suspect{group: g, candidates: s.candidates(g, proposals, areas)}
		absent := g.Kind == review.Omission && len(g.Searched) > 0
		if g.Severity == review.High || absent && len(x.candidates) > 0 {
			out = append(out, x)
		}
	}
	return out
}

func computed(g gate.Group, proposals []gate.Proposal) bool {
	for _, i := range g.From {
		if p := &proposals[i]; !p.Distinct && len(p.Working) > 0 {
			return true
		}
	}
	return false
}

// candidates gives passages that may provide what is missing, by the embedded
// search and by the coverage that areas report; those that the concern quotes
// itself are known already.
func (s *Session) candidates(g gate.Group, proposals []gate.Proposal, areas []AreaResult) []review.Evidence {
	if g.Kind != review.Omission {
		return nil
	}
	var concepts, words []string
	for _, i := range g.From {
		concepts = append(concepts, proposals[i].Absent...)
		words = append(words, proposals[i].Searched...)
	}
	var found []review.Evidence
	for _, a := range areas {
		for _, c := range a.Covered {
			if c.Status == review.Addressed && contains(g.Items, c.Item) {
				found = append(found, s.located([]gate.Quote{c.Quote})...)
			}
		}
	}
	var out []review.Evidence
	for _, e := range append(found, gate.Candidates(s.b, concepts, words)...) {
		if !overlaps(g.Evidence, e) && !overlaps(out, e) {
			out = append(out, e)
		}
	}
	return out
}

// overlaps says whether a passage stands in one of the others or around it.
func overlaps(list []review.Evidence, e review.Evidence) bool {
	for _, x := range list {
		if x.Document == e.Document && (strings.Contains(x.Quote, e.Quote) || strings.Contains(e.Quote, x.Quote)) {
			return true
		}
	}
	return false
}

func (s *Session) refute(ctx context.Context, i int, x *suspect, proposals []gate.Proposal) (RefutationReply, error) {
	tail, err := s.briefPart(s.around(x))
	if err != nil {
		return RefutationReply{}, err
	}
	task, err := render(s.refutation(x, proposals))
	if err != nil {
		return RefutationReply{}, err
	}
	e := s.begin(fmt.Sprintf("refute:%02d:%s", i+1, x.group.ID), tail+"\n\n"+task, SchemaOf[RefutationReply]("refutation"), expectRefutation)
	return converse[RefutationReply](ctx, s, e)
}

func (s *Session) refutation(x *suspect, proposals []gate.Proposal) prompts.Refutation {
	p := &proposals[x.group.From[0]]
	for _, i := range x.group.From {
		if proposals[i].Distinct {
			p = &proposals[i]
		}
	}
	r := prompts.Refutation{
		Title: line(x.group.Title), Kind: string(x.group.Kind), Mechanism: line(p.Why), Working: p.Working,
		Impact: p.Advice.Impact, Likelihood: p.Advice.Likelihood, ImpactReason: p.Reasons.Impact, LikelihoodReason: p.Reasons.Likelihood,
	}
	if len(x.group.Searched) > 0 {
		var names []string
		for _, c := range p.Absent {
			names = append(names, s.b.Facts.Lex.Title(c))
		}
		r.Missing = strings.Join(append(names, p.Searched...), ", ")
	}
	if r.ImpactReason == "" {
		r.ImpactReason, r.LikelihoodReason = "by rule", "by rule"
	}
	for _, e := range x.group.Evidence {
		r.Quotes = append(r.Quotes, s.at(e)+": "+quoted(clip(line(e.Quote), 300)))
	}
	for _, e := range x.candidates {
		r.Candidates = append(r.Candidates, s.at(e)+": "+quoted(clip(line(e.Quote), 200)))
	}
	return r
}

// around gives the sections of large documents that bear on a concern.
func (s *Session) around(x *suspect) []int {
	if !s.large {
		return nil
	}
	score := make([]int, len(s.chunks))
	for _, a := range x.group.Areas {
		for i, n := range s.relevance(a) {
			score[i] += n
		}
	}
	for _, e := range append(append([]review.Evidence{}, x.group.Evidence...), x.candidates...) {
		for i := range s.chunks {
			if c := &s.chunks[i]; c.doc.ID == e.Document && c.first <= e.EndLine && e.StartLine <= c.last {
				score[i] += 1000
			}
		}
	}
	return s.choose(score)
}

// apply draws the consequence of an answer. While the documents try to steer
// the reviewer, no answer of a model takes an embedded finding back; else one
// does with a passage that bears on it.
func (s *Session) apply(x *suspect, r *RefutationReply, proposals []gate.Proposal) {
	quotes := s.quotes(r.Quote)
	ev := s.located(quotes)
	if len(ev) == 0 || r.Verdict == "stands" || s.inAttack(ev[0]) {
		return
	}
	known := overlaps(x.group.Evidence, ev[0])
	for _, i := range x.group.From {
		p := &proposals[i]
		switch {
		case r.Verdict == "refuted" && !known && (p.Distinct || len(s.attack) == 0 && s.refutes(&x.group.Concern, ev[0])):
			p.Withdrawn = say("withdrawn.refuted", map[string]any{"Why": clip(line(r.Reasoning), 300)})
			p.Quotes = quotes
		case r.Verdict == "weaker" && p.Distinct:
			p.Advice.Impact = min(p.Advice.Impact, r.Impact)
			p.Advice.Likelihood = min(p.Advice.Likelihood, r.Likelihood)
		}
	}
}

// inAttack says whether a passage is one that tries to steer the reviewer.
func (s *Session) inAttack(e review.Evidence) bool { return overlaps(s.located(s.attack), e) }
