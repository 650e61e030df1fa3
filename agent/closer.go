package agent

import (
	"context"

	"archreview/checklists"
	"archreview/internal/checks"
	"archreview/internal/consult"
	"archreview/prompts"
)

// closer gives the question that asks more closely after a vague answer: the
// checklist's, or that of a model, which knows the design. "" where the model
// holds the answer for good enough.
func (a *Agent) closer(ctx context.Context, q *checklists.Question, answer string) string {
	r := a.lastReading()
	if a.o.Model == nil || r == nil {
		return q.FollowUp
	}
	o, extra := a.settled()
	b, err := newBrief(o, extra)
	if err != nil {
		return q.FollowUp
	}
	o.Limits = a.left()
	o.Pictures = nil // looked at and paid for
	s, err := consult.New(consultOptions(o, b, checks.Review(b)))
	if err != nil {
		return q.FollowUp
	}
	s.AdoptText(*r)
	text, err := s.Vague(ctx, prompts.Question{Key: q.Key, Question: q.Question}, answer)
	if err != nil {
		return q.FollowUp
	}
	return text
}
