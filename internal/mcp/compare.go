package mcp

import (
	"bytes"
	"errors"
	"io/fs"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/compare"
	"archreview/internal/problem"
	"archreview/internal/report"
)

type compareArgs struct {
	Old     string `json:"old"`
	New     string `json:"new"`
	Offset  int    `json:"offset"`
	Offline bool   `json:"offline"`
	Confirm bool   `json:"confirm_send"`
}

// half is one side of a comparison: a review that was read, or a conversation.
type half struct {
	label  string
	review *review.Review
	talk   *conversation
}

func (s *Server) compare(c *call, a *compareArgs) (*answer, error) {
	var halves []*half
	defer func() {
		for _, h := range halves {
			if h.talk != nil {
				s.done(h.talk)
			}
		}
	}()
	var talks []*conversation
	for _, x := range []struct{ name, ref string }{{"old", a.Old}, {"new", a.New}} {
		if err := c.needed(x.name, x.ref, mostPath); err != nil {
			return nil, err
		}
		h, err := c.half(x.ref, Settings{Offline: a.Offline, Answers: s.given(halves)})
		if err != nil {
			return nil, err
		}
		halves = append(halves, h)
		if h.talk != nil && h.talk.work.Agent.Last() == nil {
			talks = append(talks, h.talk)
		}
	}
	if ask, err := s.consent(a.Confirm, talks...); ask != nil || err != nil {
		return ask, err
	}
	old, err := c.side(halves[0])
	if err != nil {
		return nil, err
	}
	fresh, err := c.side(halves[1])
	if err != nil {
		return nil, err
	}
	cmp := compare.Compare(old, fresh, compare.Options{Now: s.o.Now})
	return compared(cmp, halves, a.Offset)
}

// given are the answers of the user in an older review: a newer version is
// reviewed with the same ones, else their absence would pass for a change.
func (s *Server) given(older []*half) map[string]string {
	out := map[string]string{}
	for _, h := range older {
		r := h.review
		if r == nil {
			r = h.talk.work.Agent.Last()
		}
		if r == nil {
			continue
		}
		for _, x := range r.Brief.Answers {
			for _, q := range s.catalog.Questions {
				if q.Key == x.Key && x.Source == review.FromUser {
					out[x.Key] = x.Answer
				}
			}
		}
	}
	return out
}

// half finds what one side names: a file under the roots, else a session.
func (c *call) half(ref string, set Settings) (*half, error) {
	f, err := c.read(ref)
	if err == nil {
		if head := bytes.TrimSpace(f.raw); bytes.HasPrefix(head, []byte("{")) && bytes.Contains(head, []byte(`"archreview/review/`)) {
			r, err := report.ReadJSON(bytes.NewReader(f.raw))
			if err != nil {
				return nil, wrong("json", values{"Path": ref, "Why": err.Error()})
			}
			return &half{label: ref, review: r}, nil
		}
		v, err := c.s.begin(c.ctx, []*file{f}, set, func(*agent.Agent) bool { return true })
		if err != nil {
			return nil, err
		}
		return &half{label: ref, talk: v}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) || len(ref) > mostID {
		return nil, err
	}
	v, serr := c.conversation(ref)
	var p *problem.Problem
	if errors.As(serr, &p) {
		return nil, wrong("side", values{"Ref": ref, "Why": p.Error()})
	}
	if serr != nil {
		return nil, serr
	}
	return &half{label: "session " + v.id, talk: v}, nil
}

// side gives a side with its review, which is made where there is none.
func (c *call) side(h *half) (compare.Side, error) {
	if h.review != nil {
		return compare.Side{Label: h.label, Review: h.review}, nil
	}
	r := h.talk.work.Agent.Last()
	if r == nil {
		var err error
		if r, err = c.review(h.talk); r == nil {
			return compare.Side{}, h.talk.explain(err)
		}
	}
	return compare.Side{Label: h.label, Review: r, Documents: h.talk.work.Agent.Documents()}, nil
}

// compared shows a comparison, its concerns from an offset on.
func compared(cmp *review.Comparison, halves []*half, offset int) (*answer, error) {
	all := *cmp
	shown, next, err := page(cmp.Concerns, offset, pageLength)
	if err != nil {
		return nil, err
	}
	all.Concerns = shown
	raw, err := contract(func(b *bytes.Buffer) error { return report.Comparison(b, "json", &all, report.Options{}) })
	if err != nil {
		return nil, err
	}
	var md bytes.Buffer
	if err := report.Comparison(&md, "markdown", cmp, report.Options{}); err != nil {
		return nil, err
	}
	counts := map[review.ChangeState]int{}
	for _, s := range review.ChangeStates() {
		counts[s] = 0
	}
	for _, x := range cmp.Concerns {
		counts[x.State]++
	}
	sessions := []string{}
	for _, h := range halves {
		if h.talk != nil {
			sessions = append(sessions, h.talk.id)
		}
	}
	out := map[string]any{"sessions": sessions, "comparison": raw, "states": counts, "total": len(cmp.Concerns), "next_offset": next}
	return &answer{value: out, text: md.String()}, nil
}
