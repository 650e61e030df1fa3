package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"archreview/agent"
	"archreview/agent/review"
)

// interview asks what is not settled. The user can go back to what is.
func (s *session) interview(ctx context.Context) error {
	in, err := s.questions(ctx)
	if err != nil {
		return err
	}
	all := in.Questions
	s.settled(all)
	for i := following(all, -1); i < len(all); {
		s.out.blank()
		step, err := s.question(ctx, &all[i], fmt.Sprintf("%d of %d", i+1, len(all)))
		if err != nil {
			return err
		}
		switch {
		case step == rest:
			i = len(all)
		case step == back && i == 0:
			s.say("first", nil)
		case step == back:
			i--
		case step == again:
		default:
			i = following(all, i)
		}
	}
	s.out.blank()
	s.say("interview.over", counts(all))
	return nil
}

// questions gives the interview. With a model the documents are read for it.
func (s *session) questions(ctx context.Context) (*agent.Interview, error) {
	s.out.blank()
	if s.work.Sends != "" {
		s.say("reading", nil)
	}
	in, err := s.work.Agent.Interview(ctx)
	if err != nil {
		return nil, err
	}
	if f := in.Failure; f != nil {
		s.say("unread", values{"What": f.What, "Detail": f.Detail, "Next": f.Next})
	}
	return in, nil
}

// following gives the next question after i that is not settled.
func following(all []agent.Question, i int) int {
	for i++; i < len(all); i++ {
		if all[i].State == agent.Unasked || all[i].State == agent.Stated {
			break
		}
	}
	return i
}

// settled names what was answered before.
func (s *session) settled(all []agent.Question) {
	var keys []string
	for _, q := range all {
		if q.State != agent.Unasked && q.State != agent.Stated {
			keys = append(keys, q.Key)
		}
	}
	if len(keys) > 0 {
		s.say("settled", values{"Keys": strings.Join(keys, ", "), "Open": following(all, -1) < len(all)})
	}
}

func counts(all []agent.Question) values {
	n := map[agent.QuestionState]int{}
	for _, q := range all {
		n[q.State]++
	}
	return values{"Answered": n[agent.Answered], "Agreed": n[agent.Agreed], "Assumed": n[agent.Assumed], "Read": n[agent.Stated], "Open": n[agent.Unasked]}
}

// step is where an answer leads.
type step int

const (
	forth step = iota
	back
	rest
	again
	unchanged // forth, and nothing was said
)

// question asks one question and takes the answer.
func (s *session) question(ctx context.Context, q *agent.Question, number string) (step, error) {
	s.show(q, number)
	if !s.rules {
		s.say("rules", nil)
		s.rules = true
	}
	text, err := s.ask(ctx, "Answer: ")
	if err != nil {
		return forth, err
	}
	g := agent.Given{Key: q.Key}
	if q.Special {
		g.Question = q.Text
	}
	switch text {
	case "<":
		return back, nil
	case "!":
		return rest, nil
	case "":
		return s.keep(ctx, q, g)
	case "?":
		g.Unknown = true
	case "+":
		s.say("several", nil)
		if text, err = s.block(ctx, ""); err != nil {
			return forth, err
		}
		if text = strings.TrimSpace(text); text == "" {
			return s.keep(ctx, q, g)
		}
		g.Text = text
	default:
		if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(q.Choices) {
			text = q.Choices[n-1]
		}
		g.Text = text
	}
	return s.give(ctx, q, g)
}

// keep leaves the answer as it is shown: what the documents say is confirmed,
// what is open stays open.
func (s *session) keep(ctx context.Context, q *agent.Question, g agent.Given) (step, error) {
	if q.State != agent.Stated {
		s.say("kept", values{"Open": q.State == agent.Unasked})
		return unchanged, nil
	}
	g.Confirmed = true
	return s.give(ctx, q, g)
}

// give hands an answer to the conversation. A vague one is asked about once
// more.
func (s *session) give(ctx context.Context, q *agent.Question, g agent.Given) (step, error) {
	closer, err := s.work.Agent.Answer(ctx, g)
	if done, err := s.refused(err); done {
		return s.repeat(), err
	}
	took(q, g)
	s.say("taken", values{"Text": clipped(g.Text, 120), "State": string(q.State), "Assumed": clipped(q.Assumption, 300)})
	if closer = oneLine(closer); closer == "" {
		return forth, nil
	}
	s.say("closer", values{"Text": closer})
	more, err := s.ask(ctx, "More: ")
	if err != nil || more == "" || more == "?" {
		return forth, err
	}
	g.Text += "; " + more
	_, err = s.work.Agent.Answer(ctx, g)
	if done, err := s.refused(err); done {
		return forth, err
	}
	took(q, g)
	s.say("taken", values{"Text": clipped(g.Text, 120), "State": string(q.State), "Assumed": ""})
	return forth, nil
}

// repeat is the step after an answer that could not be taken: a person is
// asked again.
func (s *session) repeat() step {
	if s.o.Interactive {
		return again
	}
	return forth
}

// refused tells why an answer was not taken, or not kept. An answer that is
// only not kept counts all the same.
func (s *session) refused(err error) (bool, error) {
	switch {
	case err == nil:
		return false, nil
	case errors.Is(err, agent.ErrUnkept):
		s.say("answer.unkept", values{"Why": err.Error()})
		return false, nil
	case interrupted(err) || errors.Is(err, io.EOF):
		return true, err
	}
	s.say("answer.refused", values{"Why": err.Error()})
	return true, nil
}

// took notes in a question what was said.
func took(q *agent.Question, g agent.Given) {
	switch {
	case g.Confirmed:
		q.State = agent.Agreed
	case g.Unknown && q.Answer.Source == review.FromDocument:
		q.State = agent.Stated
	case g.Unknown:
		q.State = agent.Assumed
		q.Answer = review.Answer{Key: q.Key, Question: q.Text, Answer: q.Assumption, Source: review.FromAssumption}
	default:
		q.State = agent.Answered
		q.Answer = review.Answer{Key: q.Key, Question: q.Text, Answer: g.Text, Source: review.FromUser}
	}
}

// show prints a question with what is known of it.
func (s *session) show(q *agent.Question, number string) {
	s.say("question", values{"Number": number, "Key": q.Key, "State": string(q.State), "Text": q.Text, "Special": q.Special})
	s.say("question.why", values{"Why": q.Why, "Changes": q.Changes})
	switch q.State {
	case agent.Answered:
		s.say("question.answered", values{"Answer": clipped(q.Answer.Answer, 400)})
	case agent.Stated, agent.Agreed:
		s.read(q.Answer)
	default:
		s.say("question.assumed", values{"Assumption": q.Assumption, "Consequence": q.Consequence})
	}
	if len(q.Choices) > 0 {
		s.out.line("Choices:")
	}
	for i, c := range q.Choices {
		s.out.item(fmt.Sprintf("  %d) ", i+1), oneLine(c))
	}
}

// read shows what the documents answer, with quotes and lines.
func (s *session) read(a review.Answer) {
	quoted := false
	for _, e := range a.Evidence {
		quoted = quoted || strings.HasPrefix(a.Answer, e.Quote)
	}
	if !quoted {
		s.say("question.read", values{"Answer": clipped(a.Answer, 400)})
	}
	for _, e := range a.Evidence {
		s.say("question.quote", values{"Quote": clipped(e.Quote, 400), "Place": s.place(e)})
	}
}

// place names the lines of evidence as the report does.
func (s *session) place(e review.Evidence) string {
	return e.InOneOf(len(s.work.Agent.Documents()) > 1, ":", e.Ref())
}
