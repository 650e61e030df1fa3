package plain

import (
	"context"
	"strings"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/waiver"
)

func (s *session) doAccept(ctx context.Context, rest string) error {
	c, err := s.concern(rest)
	if err != nil {
		return err
	}
	if _, err := s.work.Agent.Follow(ctx, agent.FollowUp{Kind: agent.Accept, Concern: c.ID}, nil); err != nil {
		return err
	}
	s.say("accepted", values{"ID": c.ID})
	return nil
}

// doDispute puts an objection to a concern and shows the answer to it.
func (s *session) doDispute(ctx context.Context, rest string) error {
	id, reason, _ := strings.Cut(rest, " ")
	c, err := s.concern(id)
	if err != nil {
		return err
	}
	if reason, err = s.needs(ctx, strings.TrimSpace(reason), "Reason: "); err != nil {
		return err
	}
	was := c.Severity
	r, err := s.do(ctx, agent.FollowUp{Kind: agent.Dispute, Concern: c.ID, Text: reason}, nil)
	if r == nil || r.Dispute == nil {
		return err
	}
	d := r.Dispute
	s.out.blank()
	s.say("disputed", values{"ID": d.Concern, "Outcome": string(d.Outcome), "Was": string(was), "Now": string(s.severityOf(d.Concern))})
	for l := range strings.SplitSeq(d.Answer, "\n") {
		s.out.line(oneLine(l))
	}
	for _, e := range d.Evidence {
		s.say("question.quote", values{"Quote": clipped(e.Quote, 400), "Place": s.place(e)})
	}
	s.out.blank()
	return err
}

// doWaive accepts a concern as a risk for a time. What is missing is asked
// for: until when, who accepts it, and why.
func (s *session) doWaive(ctx context.Context, rest string) error {
	id, rest, _ := strings.Cut(rest, " ")
	c, err := s.concern(id)
	if err != nil {
		return err
	}
	until, rest, _ := strings.Cut(strings.TrimSpace(rest), " ")
	owner, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
	for {
		if until, err = s.needs(ctx, until, saying("until", nil)); err != nil {
			return err
		}
		day, err := waiver.ParseUntil(until, s.o.Now())
		if err == nil {
			until = day
			break
		}
		if !s.o.Interactive {
			return err
		}
		s.fail(err)
		until = ""
	}
	if owner, err = s.needs(ctx, owner, saying("owner", nil)); err != nil {
		return err
	}
	if reason, err = s.needs(ctx, strings.TrimSpace(reason), "Reason: "); err != nil {
		return err
	}
	w := review.Waiver{Owner: owner, Reason: reason, Until: until}
	r, err := s.do(ctx, agent.FollowUp{Kind: agent.Waive, Concern: c.ID, Waiver: w}, nil)
	if r == nil {
		return err
	}
	s.say("waived", values{"ID": c.ID, "Until": until, "Owner": owner})
	return err
}
