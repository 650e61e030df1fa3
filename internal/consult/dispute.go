package consult

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"archreview/agent/review"
	"archreview/internal/facts"
	"archreview/internal/gate"
	"archreview/internal/lazyregexp"
	"archreview/prompts"
)

// mostObjection bounds an objection, in bytes.
const mostObjection = 3000

// Dispute examines an objection to a concern. The model proposes, this code
// decides:
//
//   - withdrawn: only with a passage found in the documents that the concern
//     does not quote, that speaks of the same things, and that promises nothing
//     for later. What the owner tells beside the documents refutes nothing: the
//     review is of what is written.
//   - weakened: with such a passage, to the lower one of each factor. That a
//     concern misreads its own quote cannot be verified by a program, since both
//     readings have the same words; so a model's word alone withdraws nothing
//     there, and takes at most one from each factor, and only if the quote is
//     really one of the concern's.
//   - kept otherwise; always while the documents or the objection try to steer
//     the reviewer, and for the report of such an attempt. What was computed by
//     program is never withdrawn, at most weakened by a passage.
//
// With an error, which is a problem in three parts, the objection is recorded
// only. At is left to the caller.
func (s *Session) Dispute(ctx context.Context, r *review.Review, c *review.Concern, objection string) (review.Dispute, error) {
	out := review.Dispute{Concern: c.ID, Reason: objection, Outcome: review.Recorded, Evidence: []review.Evidence{}}
	got, err := s.objection(ctx, c, objection)
	if err != nil {
		out.Answer = say("dispute.recorded", nil)
		return out, unanswered(ctx, "dispute", err)
	}
	d := s.decide(c, objection, &got)
	out.Outcome, out.Impact, out.Likelihood = d.outcome, d.impact, d.likelihood
	out.Evidence = append(out.Evidence, d.evidence...)
	out.Answer = s.withoutAddresses(short(got.Reasoning), objection)
	k := s.knownTo(r)
	k.learn(objection)
	k.ids[c.ID] = true
	if note := k.note(out.Answer); note != "" {
		out.Answer += " " + note
	}
	if d.instead != "" {
		words := say("dispute.said", map[string]any{"Text": out.Answer})
		out.Answer = say(d.instead, nil)
		if line(got.Reasoning) != "" {
			out.Answer += " " + words
		}
	}
	return out, nil
}

// objection asks the model.
func (s *Session) objection(ctx context.Context, c *review.Concern, objection string) (DisputeReply, error) {
	why, working, _ := strings.Cut(c.Why, workingHead)
	impact, likelihood := factorsOf(c)
	p := prompts.Dispute{
		Marker: s.marker, ID: c.ID, Title: line(c.Title), Kind: string(c.Kind), Quotes: s.quotesOf(c.Evidence), Mechanism: line(why),
		Working: lines(strings.Split(working, "\n")), Impact: impact, Likelihood: likelihood, Objection: s.data(objection, mostObjection),
	}
	if c.Kind == review.Omission {
		p.Missing = strings.Join(searchedFor(c), ", ")
	}
	var words []string
	for w := range contentWords(objection) {
		words = append(words, w)
	}
	slices.Sort(words)
	for _, e := range gate.Candidates(s.b, s.concepts(c), words) {
		if !overlaps(c.Evidence, e) {
			p.Candidates = append(p.Candidates, s.quotesOf([]review.Evidence{e})...)
		}
	}
	x, err := s.follow("dispute:"+c.ID, s.near(s.areasOf(c), c.Evidence, objection), p, SchemaOf[DisputeReply]("dispute"), expectDispute)
	if err != nil {
		return DisputeReply{}, err
	}
	got, err := hear[DisputeReply](ctx, s, x, nil)
	return got.answer, err
}

// workingHead stands before the recomputation in the telling of a concern.
const workingHead = "\nWorking:\n"

// decision is what code makes of an answer to an objection.
type decision struct {
	outcome            review.DisputeOutcome
	impact, likelihood int
	evidence           []review.Evidence
	instead            string // says why the model's wish is not followed
}

// decide draws the consequence of an answer.
func (s *Session) decide(c *review.Concern, objection string, r *DisputeReply) decision {
	d := decision{outcome: review.Upheld}
	for _, e := range s.located(s.quotes(r.Quote)) {
		if !s.inAttack(e) {
			d.evidence = append(d.evidence, e)
		}
	}
	if r.Verdict == "stands" {
		return d
	}
	if d.instead = s.barred(c, objection); d.instead != "" {
		return d
	}
	fresh, own := false, false
	for _, e := range d.evidence {
		if overlaps(c.Evidence, e) {
			own = true
		} else if s.bears(c, e) && s.provided(c, e) {
			fresh = true
		}
	}
	computed := contains(c.Sources, "checks") && strings.Contains(c.Why, workingHead)
	switch {
	case r.Verdict == "refuted" && fresh && !computed:
		d.outcome = review.DisputeWithdrawn
		return d
	case r.Verdict == "misread" && own && !computed && line(r.Misread) != "":
		return d.weaken(c, r, 1)
	case r.Verdict != "misread" && fresh:
		d = d.weaken(c, r, 2)
	}
	if computed && d.outcome == review.Upheld {
		d.instead = "dispute.computed"
	} else if d.outcome == review.Upheld {
		d.instead = "dispute.unshown"
	}
	return d
}

// weaken lowers the factors to those of the answer, by at most so many.
func (d decision) weaken(c *review.Concern, r *DisputeReply, most int) decision {
	impact, likelihood := factorsOf(c)
	d.impact, d.likelihood = max(min(impact, r.Impact), impact-most), max(min(likelihood, r.Likelihood), likelihood-most)
	if d.impact < impact || d.likelihood < likelihood {
		d.outcome = review.Weakened
		return d
	}
	d.impact, d.likelihood, d.instead = 0, 0, "dispute.unshown"
	return d
}

// barred names the reason for which no answer takes a concern back.
func (s *Session) barred(c *review.Concern, objection string) string {
	switch {
	case c.Rule == injectionRule:
		return "dispute.injection"
	case len(s.attack) > 0:
		return "dispute.attack"
	case steers(objection):
		return "dispute.steered"
	}
	return ""
}

// commands are what an objection says to a reviewer rather than of a system.
var commands = lazyregexp.New(`\b(?:ignore|disregard|forget|override|bypass)\b (?:all (?:of )?)?(?:your|these|those|previous|prior|the above|the review\w*) (?:\w+ ){0,2}rules?\b` +
	`|\b(?:withdraw|drop|remove|delete|dismiss|clear|refute|close)\b (?:all|every|each|any)\b(?: \w+){0,3} (?:concerns?|findings?|issues?)\b` +
	`|\b(?:answer|reply|respond|set|return|output|write)\b (?:\w+ ){0,3}(?:verdict|refuted|withdrawn|misread)\b`)

// steers says whether an objection tries to steer the reviewer. It is stricter
// than for documents, which may well speak of rules and findings.
func steers(objection string) bool {
	var all []string
	for _, l := range strings.Split(objection, "\n") {
		all = append(all, seen(l))
	}
	text := strings.Join(all, " ")
	return attempt(text) || marks().override.MatchString(text) || commands.MatchString(text)
}

// bears says whether a passage speaks of what a concern speaks of: a concept of
// its items, or two words of its title, its quotes or what it missed.
func (s *Session) bears(c *review.Concern, e review.Evidence) bool {
	concepts := s.concepts(c)
	for _, id := range concepts {
		for _, m := range s.b.Facts.Mentions(id) {
			if s.within(m.Statement, e) {
				return true
			}
		}
	}
	texts := append([]string{c.Title}, searchedFor(c)...)
	for _, x := range c.Evidence {
		texts = append(texts, x.Quote)
	}
	for _, id := range concepts {
		texts = append(texts, s.b.Facts.Lex.Title(id))
	}
	mine, both := contentWords(strings.Join(texts, " ")), 0
	for w := range contentWords(e.Quote) {
		if mine[w] {
			both++
		}
	}
	return both > 1
}

// provided says whether a passage states something that is there, as far as the
// embedded reader knows: of the concepts of a concern that it mentions, one at
// least is neither denied nor put off.
func (s *Session) provided(c *review.Concern, e review.Evidence) bool {
	mentioned := false
	for _, id := range s.concepts(c) {
		for _, m := range s.b.Facts.Mentions(id) {
			if !s.within(m.Statement, e) {
				continue
			}
			if m.Status == facts.Affirmed || m.Status == facts.Topic {
				return true
			}
			mentioned = true
		}
	}
	return !mentioned
}

// within says whether a statement of the documents overlaps a passage.
func (s *Session) within(st int, e review.Evidence) bool {
	if s.b.Facts.IsAnswer(st) {
		return false
	}
	q := s.b.Quote(st)
	return q.StartLine <= e.EndLine && e.StartLine <= q.EndLine && overlaps([]review.Evidence{q}, e)
}

// concepts gives what the items of a concern are about.
func (s *Session) concepts(c *review.Concern) []string {
	var out []string
	for _, id := range c.Items {
		if it := s.item(id); it != nil {
			out = append(out, it.ShownBy...)
		}
	}
	return out
}

// searchedFor gives what a concern missed, without the passages that came
// nearest.
func searchedFor(c *review.Concern) []string {
	var out []string
	for _, x := range c.Searched {
		if !strings.HasPrefix(x, "nearest:") {
			out = append(out, x)
		}
	}
	return out
}

// factorsOf reads impact and likelihood from the trace of a severity; reasons in
// brackets are passed over. A factor that cannot be read counts as 3.
func factorsOf(c *review.Concern) (impact, likelihood int) {
	var b strings.Builder
	depth := 0
	for _, r := range c.SeverityTrace {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth = max(depth-1, 0)
		case depth == 0:
			b.WriteRune(r)
		}
	}
	impact, likelihood = 3, 3
	m := traceForm.FindStringSubmatch(b.String())
	if m == nil {
		return impact, likelihood
	}
	impact, _ = strconv.Atoi(m[1]) // one digit by the pattern
	likelihood, _ = strconv.Atoi(m[2])
	return impact, likelihood
}

var traceForm = lazyregexp.New(`^2 x impact ([1-3])\s+\+ likelihood ([1-3])\b`)
