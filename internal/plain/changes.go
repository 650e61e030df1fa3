package plain

import (
	"context"
	"strings"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/compare"
	"archreview/internal/problem"
)

// doAnswer changes an answer of the interview, reviews again and tells what
// follows.
func (s *session) doAnswer(ctx context.Context, rest string) error {
	if err := s.leave(ctx, false); err != nil {
		return err
	}
	in, err := s.questions(ctx)
	if err != nil {
		return err
	}
	var keys []string
	for i := range in.Questions {
		q := &in.Questions[i]
		if strings.EqualFold(q.Key, rest) {
			return s.change(ctx, q)
		}
		keys = append(keys, q.Key)
	}
	if rest == "" {
		for _, q := range in.Questions {
			s.out.item("- ", saying("answer.one", values{"Key": q.Key, "State": string(q.State), "Answer": clipped(q.Answer.Answer, 120)}))
		}
		s.say("answer.which", nil)
		return nil
	}
	p := &problem.Problem{What: "there is no question " + clipped(rest, 60), Detail: "the questions are " + strings.Join(keys, ", "), Next: "name one of them"}
	if near := nearest(rest, keys); near != "" {
		p.Next = "the nearest is " + near
	}
	return p
}

// change takes the new answer to a question.
func (s *session) change(ctx context.Context, q *agent.Question) error {
	old := q.Answer.Answer
	step, err := s.question(ctx, q, "")
	if err != nil {
		return err
	}
	if step != forth || q.Answer.Answer == old && q.State != agent.Assumed {
		s.say("unchanged", nil)
		return nil
	}
	return s.anew(ctx)
}

// doAgain lets the model review one area again.
func (s *session) doAgain(ctx context.Context, rest string) error {
	a := s.area(rest)
	if a == nil {
		return s.noArea(rest)
	}
	if s.work.Sends == "" {
		s.say("again.embedded", nil)
		return nil
	}
	if err := s.leave(ctx, false); err != nil {
		return err
	}
	s.work.Agent.Again(a.Key)
	s.only = a.Key
	defer func() { s.only = "" }()
	return s.anew(ctx)
}

// anew reviews again and tells what became of the concerns.
func (s *session) anew(ctx context.Context) error {
	old := s.work.Agent.Last()
	r, err := s.review(ctx)
	if err != nil {
		return err
	}
	s.changes(old, r)
	return nil
}

// changes tells which concerns a new review raised, lowered or removed.
func (s *session) changes(old, new *review.Review) {
	docs := s.work.Agent.Documents()
	c := compare.Compare(compare.Side{Label: "before", Review: old, Documents: docs}, compare.Side{Label: "now", Review: new, Documents: docs},
		compare.Options{Now: s.o.Now})
	s.out.blank()
	told := 0
	for _, x := range c.Concerns {
		kind := changed(x)
		if kind == "" {
			continue
		}
		severity := x.Severity
		if severity == "" {
			severity = x.OldSeverity
		}
		told++
		s.say("change", values{"Kind": kind, "Severity": strings.ToUpper(string(severity)), "ID": x.ID, "Title": x.Title, "Note": x.Note})
	}
	n := map[review.Severity]int{}
	for _, x := range standing(new, func(_ *review.Area, c *review.Concern) bool { return c.Waived == nil }) {
		n[x.Severity]++
	}
	s.say("changes", values{"Told": told, "High": n[review.High], "Medium": n[review.Medium], "Low": n[review.Low], "Verdict": string(new.Verdict),
		"Complete": new.Outcome == review.Complete})
	for _, note := range c.Notes {
		s.say("note", values{"Text": note})
	}
}

// changed names what became of a concern; "" for nothing worth telling.
func changed(x review.Change) string {
	switch {
	case x.State == review.New || x.State == review.Regressed:
		return "Raised"
	case x.State == review.Fixed:
		return "Removed"
	case x.State != review.Changed:
		return ""
	case x.Severity == "":
		return "Taken back"
	case x.Severity.Rank() > x.OldSeverity.Rank():
		return "Now graver"
	case x.Severity.Rank() < x.OldSeverity.Rank():
		return "Lowered"
	}
	return "Changed"
}
