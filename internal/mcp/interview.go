package mcp

import (
	"context"
	"errors"
	"strings"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/checklists"
)

type sessionArgs struct {
	Session string `json:"session"`
	Confirm bool   `json:"confirm_send"`
}

type answerArgs struct {
	Session string `json:"session"`
	Key     string `json:"key"`
	Answer  string `json:"answer"`
	Unknown bool   `json:"unknown"`
	Agree   bool   `json:"confirm"`
	Confirm bool   `json:"confirm_send"`
}

// question is one question of the interview as clients see it.
type question struct {
	Key         string              `json:"key"`
	Text        string              `json:"question"`
	Why         string              `json:"why"`
	Changes     string              `json:"changes"`
	Choices     []string            `json:"choices"`
	Assumption  string              `json:"assumption"`
	Consequence string              `json:"consequence"`
	Needed      bool                `json:"needed"`
	Special     bool                `json:"special"`
	State       agent.QuestionState `json:"state"`
	Answer      string              `json:"answer"`
	Source      review.AnswerSource `json:"source"`
	Evidence    []review.Evidence   `json:"evidence"`
}

// questions is the answer of interview_questions.
type questions struct {
	Session   string          `json:"session"`
	Questions []question      `json:"questions"`
	Open      int             `json:"open"`
	Failure   *review.Failure `json:"failure"`
}

// answered is the answer of interview_answer.
type answered struct {
	Session  string   `json:"session"`
	Key      string   `json:"key"`
	FollowUp string   `json:"follow_up"`
	Open     []string `json:"needed_open"`
}

func (s *Server) questions(c *call, a *sessionArgs) (*answer, error) {
	return c.in(a.Session, a.Confirm, func(v *conversation) (*answer, error) {
		i, err := v.interview(c.ctx, true)
		if err != nil {
			return nil, err
		}
		out := questions{Session: v.id, Questions: []question{}, Failure: i.Failure}
		for _, q := range i.Questions {
			x := question{Key: q.Key, Text: q.Text, Why: q.Why, Changes: q.Changes, Choices: list(q.Choices), Assumption: q.Assumption, Consequence: q.Consequence,
				Needed: q.Needed, Special: q.Special, State: q.State, Source: q.Answer.Source, Evidence: list(q.Answer.Evidence)}
			if q.State != agent.Unasked {
				x.Answer = q.Answer.Answer
			} else {
				out.Open++
			}
			out.Questions = append(out.Questions, x)
		}
		return &answer{value: out, text: say("questions", out)}, nil
	})
}

func (s *Server) answer(c *call, a *answerArgs) (*answer, error) {
	if err := c.needed("key", a.Key, mostID); err != nil {
		return nil, err
	}
	if err := c.bounded("answer", a.Answer, mostWords); err != nil {
		return nil, err
	}
	n := 0
	for _, given := range []bool{strings.TrimSpace(a.Answer) != "", a.Unknown, a.Agree} {
		if given {
			n++
		}
	}
	if n != 1 {
		return nil, wrong("one", values{"Names": "answer, unknown, confirm", "Has": n})
	}
	return c.in(a.Session, a.Confirm, func(v *conversation) (*answer, error) {
		i, err := v.interview(c.ctx, false)
		if err != nil {
			return nil, err
		}
		q, keys := (*agent.Question)(nil), []string{}
		for k := range i.Questions {
			keys = append(keys, i.Questions[k].Key)
			if i.Questions[k].Key == a.Key {
				q = &i.Questions[k]
			}
		}
		if q == nil {
			return nil, wrong("question", values{"Want": a.Key, "Near": checklists.Nearest(a.Key, keys)})
		}
		g := agent.Given{Key: a.Key, Text: a.Answer, Unknown: a.Unknown, Confirmed: a.Agree}
		if q.Special {
			g.Question = q.Text
		}
		more, err := v.work.Agent.Answer(c.ctx, g)
		if err != nil && !errors.Is(err, agent.ErrUnkept) {
			return nil, err
		}
		out := answered{Session: v.id, Key: a.Key, FollowUp: more, Open: []string{}}
		v.mu.Lock()
		v.settled[a.Key] = true
		for _, q := range i.Questions {
			if q.Needed && q.State == agent.Unasked && !v.settled[q.Key] {
				out.Open = append(out.Open, q.Key)
			}
		}
		v.mu.Unlock()
		return &answer{value: out, text: say("answered", out)}, nil
	})
}

// interview gives the interview, fresh or as it was seen last: a model that
// could not read the documents is not asked again with every answer.
func (v *conversation) interview(ctx context.Context, fresh bool) (*agent.Interview, error) {
	v.mu.Lock()
	seen := v.seen
	v.mu.Unlock()
	if seen != nil && !fresh {
		return seen, nil
	}
	i, err := v.work.Agent.Interview(ctx)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.seen, v.settled = i, map[string]bool{}
	return i, nil
}
