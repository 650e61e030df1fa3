package agent

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/checks"
	"archreview/internal/consult"
)

// ErrNothing means that a kept conversation holds nothing with which it could
// go on.
var ErrNothing = errors.New("the conversation ended before its documents were kept")

// QuestionState says what is known of a question.
type QuestionState string

// States of a question.
const (
	Unasked  QuestionState = "open"     // nobody has answered it
	Stated   QuestionState = "read"     // the documents answer it
	Agreed   QuestionState = "agreed"   // the documents answer it, and the user says so too
	Answered QuestionState = "answered" // by the user
	Assumed  QuestionState = "assumed"  // the user does not know either
)

// Question is one question of the interview with what is known of it.
type Question struct {
	Key         string
	Text        string
	Why         string   // why it is asked
	Changes     string   // what hangs on the answer
	Choices     []string // quick answers
	Assumption  string   // what is assumed if nobody answers
	Consequence string   // what the assumption means for the review
	Needed      bool     // has to be settled one way or another
	Special     bool     // asked of this design only, by a model
	State       QuestionState
	Answer      review.Answer // as it stands, an assumption included
}

// Interview is the interview as it stands.
type Interview struct {
	Questions []Question      // those that could change the review most first
	Failure   *review.Failure // why a model did not read the documents
}

// Given is what the user says to a question.
type Given struct {
	Key       string `json:"key"`
	Question  string `json:"question"` // of a special question; "" for the ten
	Text      string `json:"text"`
	Unknown   bool   `json:"unknown"`   // nobody knows: the assumption stands
	Confirmed bool   `json:"confirmed"` // what the documents say is right
}

// specialKey begins the keys of special questions.
const specialKey = "special-"

// Interview gives the questions with what documents and user have answered.
// With a model the documents are read first, once; if that fails, the
// interview says so and goes on without it.
func (a *Agent) Interview(ctx context.Context) (*Interview, error) {
	if !a.working.TryLock() {
		return nil, ErrBusy
	}
	defer a.working.Unlock()
	a.measure(ctx)
	if err := a.look(ctx, nil); err != nil {
		return nil, err
	}
	if a.o.Model != nil && a.lastReading() == nil {
		if err := a.read(ctx); err != nil {
			return nil, err
		}
	}
	return a.interview()
}

// read lets the model read the documents with the answers given beforehand.
func (a *Agent) read(ctx context.Context) error {
	b, err := newBrief(a.o, nil)
	if err != nil {
		return err
	}
	s, err := consult.New(consultOptions(a.o, b, checks.Review(b)))
	if err != nil {
		if errors.Is(err, consult.ErrWindow) {
			f := consult.TooSmall(a.o.Limits.Window)
			a.setReading(&consult.Reading{Failure: &f})
			return nil
		}
		return fmt.Errorf("preparing the model reviewer: %w", err)
	}
	if s.Idle() {
		return nil
	}
	s.Charge(a.looks)
	r := s.Read(ctx)
	if err := ctx.Err(); err != nil {
		return err
	}
	a.setReading(&r)
	a.note(KindReading, readingEntry{Answers: r.Answers, Questions: r.Questions, Failure: r.Failure})
	return nil
}

func (a *Agent) setReading(r *consult.Reading) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reading = r
}

func (a *Agent) interview() (*Interview, error) {
	o, extra := a.settled()
	b, err := newBrief(o, extra)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	out := &Interview{}
	if a.reading != nil {
		out.Failure = a.reading.Failure
	}
	for i := range b.Catalog.Questions {
		out.Questions = append(out.Questions, a.question(&b.Catalog.Questions[i], b.Answers[i]))
	}
	return out, a.addSpecial(out)
}

// question tells what is known of one of the ten questions. What a model read
// counts before what the phrases of the checklist found.
func (a *Agent) question(q *checklists.Question, known review.Answer) Question {
	out := Question{Key: q.Key, Text: q.Question, Why: q.Why, Changes: q.Changes, Choices: q.Choices, Assumption: q.Assumption,
		Consequence: q.Consequence, Needed: q.Needed, Answer: known, State: Unasked}
	g, said := a.given[q.Key]
	if a.reading != nil && known.Source != review.FromUser {
		for _, r := range a.reading.Answers {
			if r.Key == q.Key {
				out.Answer = r
			}
		}
	}
	switch {
	case out.Answer.Source == review.FromUser:
		out.State = Answered
	case out.Answer.Source == review.FromDocument && said && g.Confirmed:
		out.State = Agreed
	case out.Answer.Source == review.FromDocument:
		out.State = Stated
	case said && g.Unknown:
		out.State = Assumed
	}
	return out
}

// addSpecial adds the questions that a model would ask of this design.
func (a *Agent) addSpecial(out *Interview) error {
	var list []consult.Special
	if a.reading != nil {
		list = a.reading.Questions
	}
	for i, s := range list {
		q := Question{Key: fmt.Sprintf("%s%d", specialKey, i+1), Text: strings.TrimSpace(s.Question), Changes: strings.TrimSpace(s.Why), Special: true, State: Unasked}
		q.Answer = review.Answer{Key: q.Key, Question: q.Text, Source: review.FromAssumption}
		if g, ok := a.given[q.Key]; ok {
			q.State = Assumed
			if g.Text != "" {
				q.State, q.Answer.Answer, q.Answer.Source = Answered, g.Text, review.FromUser
			}
		}
		if q.Text != "" {
			out.Questions = append(out.Questions, q)
		}
	}
	return nil
}

// specials lists the keys of the special questions that were answered. The
// caller holds the lock.
func (a *Agent) specials() []string {
	var out []string
	for k, g := range a.given {
		if g.Question != "" {
			out = append(out, k)
		}
	}
	sort.Strings(out)
	return out
}

// Answer takes what the user says to a question, and keeps it. An answer that
// is too vague for its purpose is taken all the same; what comes back then is
// one question that asks more closely, "" otherwise.
func (a *Agent) Answer(ctx context.Context, g Given) (string, error) {
	g.Text = a.masked(strings.TrimSpace(g.Text))
	q := a.known(g.Key)
	if q == nil && !strings.HasPrefix(g.Key, specialKey) {
		return "", fmt.Errorf("there is no question %q", g.Key)
	}
	if q == nil && g.Question == "" {
		return "", fmt.Errorf("the special question %q has no words", g.Key)
	}
	if g.Text != "" && !g.Unknown && !g.Confirmed {
		if _, err := newBrief(Options{Lexicon: a.o.Lexicon, Answers: map[string]string{g.Key: g.Text}}, nil); err != nil {
			return "", err
		}
	}
	a.mu.Lock()
	a.put(g)
	again := a.probed[g.Key]
	a.probed[g.Key] = true
	a.mu.Unlock()
	if err := a.keep(KindAnswer, g); err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnkept, err)
	}
	if q == nil || again || g.Text == "" || brief.Precise(a.o.Lexicon, q, g.Text) {
		return "", nil
	}
	return a.closer(ctx, q, g.Text), nil
}

// put takes an answer. The caller holds the lock, or is alone.
func (a *Agent) put(g Given) {
	a.given[g.Key] = g
}

func (a *Agent) known(key string) *checklists.Question {
	for i := range a.o.Lexicon.Catalog.Questions {
		if q := &a.o.Lexicon.Catalog.Questions[i]; q.Key == key {
			return q
		}
	}
	return nil
}
