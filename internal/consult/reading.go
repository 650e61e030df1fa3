package consult

import (
	"context"
	"maps"
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/internal/lazyregexp"
	"archreview/prompts"
)

// Reading is what the first reading found for the interview.
type Reading struct {
	Answers   []review.Answer // of the questions that it settles by quotes
	Facts     []string        // for the brief of later calls
	Open      []Open
	Questions []Special // special to this design
	Failure   *review.Failure

	usage map[string]Usage // of its calls
}

// Limits of what a reading may add.
const (
	mostFacts     = 12
	mostQuestions = 3
)

// Read reads the documents once: it fills the interview where the user has not
// answered, and keeps a few facts for the brief of later calls. It is the call
// that fills a provider's prefix cache.
func (s *Session) Read(ctx context.Context) Reading {
	s.tell(Event{Step: ReadingDocs})
	r, err := s.read(ctx)
	if err != nil {
		f := failure("reading.failed", map[string]any{"Why": reason(err)})
		r = Reading{Failure: &f}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r.usage = maps.Clone(s.usage)
	return r
}

func (s *Session) read(ctx context.Context) (Reading, error) {
	tail, err := s.briefPart(s.readingPart())
	if err != nil {
		return Reading{}, err
	}
	task := prompts.Reading{}
	for _, q := range s.b.Catalog.Questions {
		task.Questions = append(task.Questions, prompts.Question{Key: q.Key, Question: line(q.Question)})
	}
	text, err := render(task)
	if err != nil {
		return Reading{}, err
	}
	x := s.begin("reading", tail+"\n\n"+text, SchemaOf[ReadingReply]("reading"), expectReading)
	answer, err := converse[ReadingReply](ctx, s, x)
	if err != nil {
		return Reading{}, err
	}
	return s.settleReading(answer), nil
}

// converse asks and gives the answer in its form, after one round of repair if
// need be.
func converse[T any](ctx context.Context, s *Session, x *exchange) (T, error) {
	reply, err := s.ask(ctx, x, nil)
	if err != nil {
		var none T
		return none, err
	}
	answer, _, err := decode[T](reply.Text)
	if err == nil {
		return answer, nil
	}
	text, rerr := render(prompts.Repair{Whole: true, Problems: []string{err.Error()}})
	if rerr != nil {
		return answer, rerr
	}
	x.repair(text)
	if reply, rerr = s.ask(ctx, x, nil); rerr != nil {
		if isBudget(rerr) {
			rerr = err
		}
		return answer, rerr
	}
	answer, _, err = decode[T](reply.Text)
	return answer, err
}

// settleReading keeps what quotes support.
func (s *Session) settleReading(r ReadingReply) Reading {
	out := Reading{Open: r.Open, Questions: r.Questions[:min(mostQuestions, len(r.Questions))]}
	if t := line(r.System); t != "" {
		out.Facts = append(out.Facts, "in short: "+clip(t, 700))
	}
	for _, f := range r.Facts[:min(mostFacts, len(r.Facts))] {
		if e := s.located(s.quotes(f.Quote)); len(e) > 0 && figuresStand(f.Text, e) {
			out.Facts = append(out.Facts, clip(line(f.Text), mostAnswer)+" ("+s.at(e[0])+")")
		}
	}
	for _, a := range s.b.Answers {
		for _, x := range r.Answers {
			if x.Key == a.Key && a.Source != review.FromUser {
				if got, ok := s.answer(a, x); ok {
					out.Answers = append(out.Answers, got)
				}
				break
			}
		}
	}
	return out
}

// answer makes an answer of the interview. Its text holds no figure that the
// quotes do not hold; else the quotes themselves are the answer.
func (s *Session) answer(a review.Answer, x Answered) (review.Answer, bool) {
	var ev []review.Evidence
	for _, q := range x.Quotes {
		ev = append(ev, s.located(s.quotes(q))...)
	}
	if len(ev) == 0 {
		return a, false
	}
	a.Source, a.Evidence, a.Answer = review.FromDocument, ev, line(x.Answer)
	if a.Answer == "" || !figuresStand(a.Answer, ev) {
		var parts []string
		for _, e := range ev {
			parts = append(parts, line(e.Quote))
		}
		a.Answer = strings.Join(parts, " … ")
	}
	return a, true
}

var (
	figures  = lazyregexp.New(`\d[\d.,]*`)
	linesRef = lazyregexp.New(`(?:d\d+ )?\bL\d+(?:\s*[-–]\s*L?\d+)?`)
)

// figuresStand says whether every figure of a text stands in the evidence;
// references to lines do not count.
func figuresStand(text string, ev []review.Evidence) bool {
	have := map[string]bool{}
	for _, e := range ev {
		for _, f := range figuresIn(e.Quote) {
			have[f] = true
		}
	}
	for _, f := range figuresIn(text) {
		if !have[f] {
			return false
		}
	}
	return true
}

// figuresIn gives the figures of a text, without separators of thousands.
func figuresIn(text string) []string {
	var out []string
	for _, f := range figures.FindAllString(linesRef.ReplaceAllString(text, " "), -1) {
		out = append(out, strings.ReplaceAll(strings.TrimRight(f, ".,"), ",", ""))
	}
	return out
}

// readingPart gives the sections for the reading of large documents: those in
// which the interview's questions are answered.
func (s *Session) readingPart() []int {
	if !s.large {
		return nil
	}
	score := make([]int, len(s.chunks))
	for _, a := range s.b.Answers {
		for _, e := range a.Evidence {
			for i := range s.chunks {
				if c := &s.chunks[i]; c.doc.ID == e.Document && c.first <= e.StartLine && e.StartLine <= c.last {
					score[i] += 3
				}
			}
		}
	}
	for i, c := range s.chunks {
		if c.first == 1 {
			score[i]++
		}
	}
	list := s.choose(score)
	sort.Ints(list)
	return list
}

// Adopt puts facts and answers of the reading into the session's brief, so that
// later calls see them; what the user has answered stays. The reading may come
// from another session over the same documents; its cost counts here as well.
// It must come before the areas are reviewed.
func (s *Session) Adopt(r Reading) {
	s.mu.Lock()
	maps.Copy(s.usage, r.usage)
	s.mu.Unlock()
	s.AdoptText(r)
}

// AdoptText is Adopt for a session that does not pay for the reading: a follow-up
// of a review that has.
func (s *Session) AdoptText(r Reading) {
	s.facts = append(s.facts, r.Facts...)
	for _, a := range r.Answers {
		for i := range s.b.Answers {
			if s.b.Answers[i].Key == a.Key && s.b.Answers[i].Source != review.FromUser {
				s.b.Answers[i] = a
			}
		}
	}
}
