package followup

import (
	"strings"

	"archreview/agent/review"
	"archreview/internal/brief"
)

// asking is a reply in the making.
type asking struct {
	b     *brief.Brief
	r     *review.Review
	q     *question
	reply *review.Reply
}

// Ask answers a question about the design or its review from what stands in
// them: quotes with their lines, concerns, checklist items, answers and
// assumptions. Where they hold too little, the reply says so and what was
// searched; a question of judgement is answered with what there is, and Needs
// says what a reasoned answer takes. Created and usage are the caller's.
func Ask(b *brief.Brief, r *review.Review, text string) *review.Reply {
	a := &asking{b: b, r: r, reply: &review.Reply{
		Schema: review.ReplySchema, Engine: engine(r), Question: text,
		Evidence: []review.Evidence{}, Concerns: []string{}, Failures: []review.Failure{},
	}}
	q, err := understand(b, r, text)
	if err != nil {
		a.reply.Failures = append(a.reply.Failures, review.Failure{What: say("failed", nil), Detail: err.Error()})
		return a.reply
	}
	a.q = q
	switch {
	case len(q.concerns) > 0:
		a.aboutConcerns()
	case len(q.lost) > 0:
		a.say(false, "lost", map[string]any{"IDs": q.lost, "Known": knownIDs(r)})
	case len(q.items) > 0:
		a.aboutItems()
	case a.exact():
	case len(q.terms) == 0:
		a.say(false, "empty", nil)
	default:
		a.search()
	}
	return a.reply
}

// say adds a paragraph to the answer.
func (a *asking) say(told bool, id string, values any) {
	a.add(say(id, values))
	a.reply.Told = a.reply.Told || told
}

func (a *asking) add(text string) {
	if text == "" {
		return
	}
	if a.reply.Answer != "" {
		a.reply.Answer += "\n\n"
	}
	a.reply.Answer += text
}

// quote takes evidence into the reply and gives it as text.
func (a *asking) quote(evidence []review.Evidence, most int) []string {
	var out []string
	for _, e := range evidence[:min(most, len(evidence))] {
		a.reply.Evidence = appendOnce(a.reply.Evidence, e)
		out = append(out, quoted(a.b, e))
	}
	return out
}

func appendOnce(list []review.Evidence, e review.Evidence) []review.Evidence {
	for _, have := range list {
		if have == e {
			return list
		}
	}
	return append(list, e)
}

// speak takes concerns into the reply.
func (a *asking) speak(concerns ...string) {
	a.reply.Concerns = union(a.reply.Concerns, concerns)
}

// knownIDs lists some ids of the review's concerns.
func knownIDs(r *review.Review) []string {
	const most = 12
	var out []string
	for _, c := range known(r) {
		if len(out) < most {
			out = append(out, c.ID)
		}
	}
	return out
}

// because parts the why of a concern: the mechanism, and the recomputation as
// a fenced block.
func because(why string) (mechanism, working string) {
	mechanism, working, _ = strings.Cut(why, "Working:\n")
	var kept []string
	for l := range strings.SplitSeq(working, "\n") {
		kept = append(kept, oneLine(l))
	}
	working = strings.TrimSpace(strings.Join(kept, "\n"))
	if working == "" {
		return oneLine(mechanism), ""
	}
	marks := "```"
	for strings.Contains(working, marks) {
		marks += "`"
	}
	return oneLine(mechanism), marks + "text\n" + working + "\n" + marks
}
