package consult

import (
	"context"
	"errors"
	"strings"

	"archreview/agent/review"
	"archreview/internal/lazyregexp"
	"archreview/prompts"
)

// Limits of a question and of what was said before.
const (
	mostQuestion  = 4000 // bytes
	historyTokens = 1200 // of all turns that are sent along
	mostTurn      = 2400 // bytes of one turn
)

// Ask answers a question about the design and its review r. delta, if any, is
// told the answer's text as it grows, with reset when pieces so far are void;
// the reply holds the text that counts, which may end in a line about what in it
// could not be found. Of history the latest turns are sent along.
//
// The model only proposes: quotes that do not stand in the documents and ids
// that r does not have are left out, and the reply calls itself told only if a
// quote or a concern carries it. An error is a problem in three parts.
func (s *Session) Ask(ctx context.Context, r *review.Review, history []prompts.Turn, question string, delta func(text string, reset bool)) (review.Reply, error) {
	out := review.Reply{Schema: review.ReplySchema, Question: question, Evidence: []review.Evidence{}, Concerns: []string{}, Failures: []review.Failure{}}
	got, err := s.question(ctx, r, history, question, delta)
	if err == nil && strings.TrimSpace(got.Answer) == "" {
		err = errors.New(say("ask.empty", nil))
	}
	if err != nil {
		out.Failures = append(out.Failures, unmade(ctx, "ask", err))
		return out, unanswered(ctx, "ask", err)
	}
	k := s.knownTo(r)
	for _, t := range append(writtenIn(r), question) {
		k.learn(t)
	}
	for _, turn := range history {
		if turn.Who == prompts.Reader {
			k.learn(turn.Text)
		}
	}
	for _, q := range got.Quotes {
		for _, e := range s.located(s.quotes(q)) {
			if !overlaps(out.Evidence, e) {
				out.Evidence = append(out.Evidence, e)
			}
		}
	}
	out.Concerns = k.only(append(got.Concerns, idsIn(got.Answer)...))
	out.Answer = s.withoutAddresses(strings.TrimSpace(got.Answer), question)
	if note := k.note(out.Answer); note != "" {
		out.Answer += "\n\n" + say("check.mark", map[string]any{"Note": note})
	}
	out.Told = got.Told == "true" && len(out.Evidence)+len(out.Concerns) > 0
	if !out.Told {
		out.Needs = short(got.Needs)
	}
	return out, nil
}

func (s *Session) question(ctx context.Context, r *review.Review, history []prompts.Turn, question string, delta func(string, bool)) (AskReply, error) {
	list := concerns(r)
	areas := map[string]string{}
	for _, a := range r.Areas {
		for i := range a.Concerns {
			areas[a.Concerns[i].ID] = a.Key
		}
	}
	var ev []review.Evidence
	for _, c := range list {
		if strings.Contains(question, c.ID) {
			ev = append(ev, c.Evidence...)
		}
	}
	x, err := s.follow("ask", s.near(nil, ev, question), prompts.Ask{
		Marker: s.marker, History: s.recent(history), Question: s.data(question, mostQuestion),
		Concerns: s.brieflyOf(list, func(c *review.Concern) string { return areas[c.ID] }),
	}, SchemaOf[AskReply]("answer"), expectAnswer)
	if err != nil {
		return AskReply{}, err
	}
	var listen func(string, bool)
	if delta != nil {
		f := &fieldScanner{field: "answer"}
		f.emit = func(text string, again bool) {
			if again {
				delta("", true)
			}
			delta(text, false)
		}
		listen = func(text string, reset bool) {
			if reset {
				f.reset()
			}
			f.add(text)
		}
	}
	got, err := hear[AskReply](ctx, s, x, listen)
	return got.answer, err
}

// recent gives the latest turns that fit, in order; the first of them may be
// cut.
func (s *Session) recent(history []prompts.Turn) []prompts.Turn {
	left := historyTokens
	if s.large {
		left /= 2
	}
	first := len(history)
	out := make([]prompts.Turn, len(history))
	for i := len(history) - 1; i >= 0; i-- {
		t := prompts.Turn{Who: prompts.Reviewer, Text: line(s.data(history[i].Text, mostTurn))}
		if history[i].Who == prompts.Reader {
			t.Who = prompts.Reader
		}
		if left -= s.o.Count(t.Text); left < 0 {
			break
		}
		out[i], first = t, i
	}
	return out[first:]
}

// learn makes the figures of a text known.
func (k known) learn(text string) {
	for _, f := range figuresIn(text) {
		k.figures[f] = true
	}
}

// writtenIn gives the texts of a review beside its concerns and answers.
func writtenIn(r *review.Review) []string {
	out := append([]string{r.Summary.Assessment, r.Summary.Maturity, r.Roadmap.Assumptions, r.Roadmap.NotNeeded}, r.Summary.Strengths...)
	for _, l := range r.Roadmap.Limits {
		out = append(out, l.Station, l.Today, l.After, l.Needed)
	}
	for _, g := range r.Roadmap.Stages {
		out = append(out, g.Trigger, g.Change, g.Migration, g.Cost)
	}
	for _, a := range r.Areas {
		for _, x := range a.Recommendations {
			out = append(out, x.Text, x.Example)
		}
		for _, c := range a.Concerns {
			out = append(append(out, c.Alternatives...), c.SeverityTrace)
		}
	}
	for _, p := range r.Patterns {
		out = append(out, p.Problem, p.Fit, p.Example)
	}
	for _, t := range r.Stack {
		out = append(out, t.Assessment, t.Team, t.Maturity)
	}
	return out
}

// idsIn gives what looks like an id in a text.
func idsIn(text string) []string {
	var out []string
	for _, m := range codeSpan.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// note says what in an answer nothing supports, "" if nothing is strange.
// Results of equations that work out are known; small counts as well.
func (k known) note(text string) string {
	x := k.strange(text)
	have := source{}
	for f := range k.figures {
		have[f] = true
	}
	text = strings.NewReplacer("`", " ", "**", " ").Replace(text)
	have.worked(text)
	var sums []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimLeft(l, "-*+• \t"); wrongSum(l) != "" {
			sums = append(sums, quoted(clip(line(l), 160)))
		}
	}
	v := map[string]any{
		"Figures": strings.Join(have.strangers(text, small), ", "), "Lines": strings.Join(x.lines, ", "),
		"IDs": strings.Join(x.ids, ", "), "Sums": strings.Join(sums, ", "),
	}
	for _, t := range v {
		if t != "" {
			return say("check.note", v)
		}
	}
	return ""
}

var linkTarget = lazyregexp.New(`\]\([^()\s]+\)`)

var webAddress = lazyregexp.New(`(?i)\b(?:https?://|www\.)[^\s<>"'` + "`" + `)\]]*[^\s<>"'` + "`" + `)\].,;:!?]`)

// withoutAddresses takes the targets of links and web addresses out of a text
// that stand neither in the documents nor in what the reader wrote: a model
// invents them, and a viewer may open them. No picture stays one.
func (s *Session) withoutAddresses(text, reader string) string {
	known := func(a string) bool {
		if strings.Contains(reader, a) {
			return true
		}
		for _, d := range s.b.Documents {
			if strings.Contains(d.Text, a) {
				return true
			}
		}
		return false
	}
	text = linkTarget.ReplaceAllStringFunc(strings.ReplaceAll(text, "![", "["), func(t string) string {
		if known(t[len("](") : len(t)-1]) {
			return t
		}
		return "]"
	})
	return webAddress.ReplaceAllStringFunc(text, func(a string) string {
		if known(a) {
			return a
		}
		return ""
	})
}
