package plain

import (
	"context"
	"strings"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/consult"
)

// review makes a review and tells how far it is, one line for each step. A
// review that the end of the context cuts short comes beside the error.
func (s *session) review(ctx context.Context) (*review.Review, error) {
	s.out.blank()
	s.say("review", nil)
	before := s.work.Agent.Spent()
	r, err := s.work.Agent.Review(ctx, s.progress)
	if r == nil {
		return nil, err
	}
	s.reset()
	if interrupted(err) || ctx.Err() != nil {
		s.say("review.stopped", values{"Done": finished(r), "Areas": len(r.Areas)})
		if err == nil {
			err = ctx.Err()
		}
		return r, err
	}
	if err != nil && len(r.Ledger.Failures) == 0 {
		s.fail(err)
	}
	s.spent(before)
	return r, nil
}

// finished counts the areas that were reviewed.
func finished(r *review.Review) int {
	n := 0
	for _, a := range r.Areas {
		if a.Status == review.Reviewed {
			n++
		}
	}
	return n
}

// progress tells of one event.
func (s *session) progress(e agent.Event) {
	if e.Model != nil {
		s.consulted(e.Model)
		return
	}
	switch e.Step {
	case "reading", "checking", "judging", "writing":
		s.say("step", values{"Step": strings.ToUpper(e.Step[:1]) + e.Step[1:], "Detail": e.Detail})
	}
}

// consulted tells what the model reviewer tells.
func (s *session) consulted(e *consult.Event) {
	v := values{"Area": s.title(e.Area), "Count": e.Count, "Title": e.Title, "Severity": strings.ToUpper(string(e.Severity))}
	if s.only != "" && e.Area != "" && e.Area != s.only {
		return // its answers are at hand
	}
	switch e.Step {
	case consult.ReadingDocs, consult.AreaStarted, consult.Found, consult.AreaDone, consult.Refuting, consult.Writing:
		s.say("model."+string(e.Step), v)
	case consult.AreaFailed:
		f := review.Failure{}
		if e.Result != nil && e.Result.Failure != nil {
			f = *e.Result.Failure
		}
		v["What"], v["Detail"] = f.What, f.Detail
		s.say("model.area-failed", v)
	}
}

// title gives the readable title of an area.
func (s *session) title(key string) string {
	if t := s.work.Titles[key]; t != "" {
		return t
	}
	return key
}

// spent tells what calls have cost since the conversation had cost so much,
// and what it has cost in all.
func (s *session) spent(before agent.Usage) {
	all := s.work.Agent.Spent()
	if all.Calls == 0 {
		return
	}
	s.say("spent", values{
		"Calls": all.Calls - before.Calls, "In": all.PromptTokens - before.PromptTokens, "Cached": all.CachedTokens - before.CachedTokens,
		"Out": all.CompletionTokens - before.CompletionTokens, "USD": all.CostUSD - before.CostUSD, "AllCalls": all.Calls, "AllTokens": all.Tokens(),
		"AllUSD": all.CostUSD, "Known": s.work.Priced || all.CostUSD > 0,
	})
}
