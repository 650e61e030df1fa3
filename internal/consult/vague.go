package consult

import (
	"context"
	"strings"

	"archreview/prompts"
)

// Limits of a further question and of the answer it is about.
const (
	mostFollowUp  = 25 // words
	mostInterview = 2000
)

// Vague asks whether an answer to a question of the interview is precise enough
// to judge with. It gives one question that asks for what is missing, "" if the
// answer will do. What the model writes instead of one short question counts as
// none: an interview is not held up by a model that talks. An error is a problem
// in three parts.
func (s *Session) Vague(ctx context.Context, question prompts.Question, answer string) (string, error) {
	x, err := s.follow("vague:"+question.Key, s.near(nil, nil, question.Question), prompts.Vague{
		Marker: s.marker, Question: line(question.Question), Answer: s.data(answer, mostInterview),
	}, SchemaOf[VagueReply]("vague"), expectVague)
	if err != nil {
		return "", err
	}
	got, err := hear[VagueReply](ctx, s, x, nil)
	if err != nil {
		return "", unanswered(ctx, "vague", err)
	}
	return oneQuestion(got.answer.FollowUp), nil
}

// oneQuestion gives a text if it is one short question without an address.
func oneQuestion(text string) string {
	text = line(text)
	words := len(strings.Fields(text))
	if words < 2 || words > mostFollowUp || len(text) > 12*mostFollowUp || !strings.HasSuffix(text, "?") || webAddress.MatchString(text) {
		return ""
	}
	return text
}
