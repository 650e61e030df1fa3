package consult

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"archreview/agent/review"
	"archreview/internal/lazyregexp"
	"archreview/internal/problem"
	"archreview/prompts"
)

// Answers to expect of what follows a review, in tokens.
const (
	expectFindings = 3000
	expectDesign   = 3000
	expectAnswer   = 700
	expectGuidance = 1800
	expectDispute  = 300
	expectVague    = 80
)

// mostText bounds one text of an answer, in bytes.
const mostText = 1200

// follow begins the exchange of a follow-up. Its name carries a hash of its
// task, so that calls of one session do not share an entry of the usage and the
// same question finds its recorded answer again.
func (s *Session) follow(name string, sections []int, p prompts.Prompt, schema Schema, expect int) (*exchange, error) {
	head, err := s.briefPart(sections)
	if err != nil {
		return nil, err
	}
	task, err := render(p)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(task))
	name += ":" + hex.EncodeToString(sum[:4])
	s.mu.Lock()
	unique := name
	for n := 2; ; n++ {
		if _, used := s.usage[unique+"#1"]; !used {
			break
		}
		unique = fmt.Sprintf("%s:%d", name, n)
	}
	s.mu.Unlock()
	return s.begin(unique, head+"\n\n"+task, schema, expect), nil
}

// told is an answer in its form.
type told[T any] struct {
	answer   T
	lost     []lost // entries of its lists that do not have theirs
	repaired bool   // the round of repair is used up
}

// hear asks and gives the answer in its form, after one round of repair if need
// be. delta, if any, is told with reset when the second answer begins.
func hear[T any](ctx context.Context, s *Session, x *exchange, delta func(string, bool)) (told[T], error) {
	var t told[T]
	reply, err := s.ask(ctx, x, delta)
	if err != nil {
		return t, err
	}
	if t.answer, t.lost, err = decode[T](reply.Text); err == nil {
		return t, nil
	}
	if reply.Cut {
		err = errCut
	}
	text, rerr := render(prompts.Repair{Whole: true, Problems: []string{err.Error()}})
	if rerr != nil {
		return t, rerr
	}
	x.repair(text)
	t.repaired = true
	if delta != nil {
		delta("", true)
	}
	if reply, rerr = s.ask(ctx, x, delta); rerr != nil {
		if isBudget(rerr) {
			rerr = err // that the answer was broken is what the reader has to know
		}
		return t, rerr
	}
	t.answer, t.lost, err = decode[T](reply.Text)
	return t, err
}

// unmade is the ledger's entry for a follow-up that was not made or not wholly.
// kind names its texts.
func unmade(ctx context.Context, kind string, err error) review.Failure {
	v := map[string]any{"What": say(kind+".what", nil), "Stands": say(kind+".stands", nil), "Why": reason(err)}
	switch {
	case isBudget(err):
		return failure("follow.budget", v)
	case ctx.Err() != nil:
		return failure("follow.interrupted", v)
	}
	return failure("follow.failed", v)
}

// unanswered is unmade as an error.
func unanswered(ctx context.Context, kind string, err error) error {
	f := unmade(ctx, kind, err)
	p := &problem.Problem{What: f.What, Detail: f.Detail, Next: f.Next, Code: problem.Endpoint, Err: err}
	switch {
	case isBudget(err):
		p.Code = problem.Incomplete
	case ctx.Err() != nil:
		p.Code = problem.Interrupted
		if !errors.Is(err, ctx.Err()) {
			p.Err = errors.Join(ctx.Err(), err)
		}
	}
	return p
}

// data prepares a reader's text for a place between markers: it cannot close
// them, and nothing invisible is in it. It is cut at most bytes.
func (s *Session) data(text string, most int) string {
	text = strings.TrimSpace(harmless(text))
	for strings.Contains(text, s.marker) {
		text = strings.ReplaceAll(text, s.marker, "")
	}
	return clip(text, most)
}

// near gives the sections of large documents that bear most on some areas,
// passages and words.
func (s *Session) near(areas []string, ev []review.Evidence, text string) []int {
	if !s.large {
		return nil
	}
	score := make([]int, len(s.chunks))
	for _, a := range areas {
		for i, n := range s.relevance(a) {
			score[i] += n
		}
	}
	words := contentWords(text)
	for i := range s.chunks {
		c := &s.chunks[i]
		for w := range contentWords(c.text) {
			if words[w] {
				score[i] += 10
			}
		}
		for _, e := range ev {
			if c.doc.ID == e.Document && c.first <= e.EndLine && e.StartLine <= c.last {
				score[i] += 1000
			}
		}
	}
	return s.choose(score)
}

var plainWords = lazyregexp.New(`^(?:about|after|also|been|before|does|each|every|from|have|into|more|most|must|only|other|over|same|should|some|such|than|that|their|them|then|there|these|they|this|those|what|when|where|which|while|will|with|would|your)$`)

// contentWords gives the words of a text that carry meaning, cut to their first
// six letters, so that "limit" and "limited" agree more often than not.
func contentWords(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) > 3 && !plainWords.MatchString(w) {
			out[clipWord(w)] = true
		}
	}
	return out
}

func clipWord(w string) string {
	const most = 6
	n := 0
	for i := range w {
		if n++; n > most {
			return w[:i]
		}
	}
	return w
}

// brieflyOf lists concerns for a prompt.
func (s *Session) brieflyOf(list []*review.Concern, area func(*review.Concern) string) []prompts.Concern {
	var out []prompts.Concern
	for _, c := range list {
		p := prompts.Concern{ID: c.ID, Severity: string(c.Severity), Effort: string(c.Effort), Title: clip(line(c.Title), 2*mostTitle)}
		if area != nil {
			p.Area = area(c)
		}
		if len(c.Evidence) > 0 {
			p.Place = "(" + s.at(c.Evidence[0]) + ")"
		}
		out = append(out, p)
	}
	return out
}

// only gives those of the ids that a review has, each once.
func (k known) only(ids []string) []string {
	out := []string{}
	for _, id := range ids {
		if id = strings.Trim(id, "` []"); k.ids[id] && !contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
