package mcp

import (
	"bytes"
	"context"

	"archreview/agent"
	"archreview/internal/report"
)

type diveArgs struct {
	Session string `json:"session"`
	Area    string `json:"area"`
	Concern string `json:"concern"`
	Confirm bool   `json:"confirm_send"`
}

type guideArgs struct {
	Session string `json:"session"`
	Concern string `json:"concern"`
	Confirm bool   `json:"confirm_send"`
}

type askArgs struct {
	Session  string `json:"session"`
	Question string `json:"question"`
	Confirm  bool   `json:"confirm_send"`
}

type disputeArgs struct {
	Session string `json:"session"`
	Concern string `json:"concern"`
	Reason  string `json:"reason"`
	Confirm bool   `json:"confirm_send"`
}

func (s *Server) dive(c *call, a *diveArgs) (*answer, error) {
	if (a.Area == "") == (a.Concern == "") {
		n := 0
		if a.Area != "" {
			n = 2
		}
		return nil, wrong("one", values{"Names": "area, concern", "Has": n})
	}
	if err := c.bounded("concern", a.Concern, mostName); err != nil {
		return nil, err
	}
	f := agent.FollowUp{Kind: agent.DeepDive, Concern: a.Concern}
	if a.Area != "" {
		var err error
		if f.Area, err = s.areaKey(a.Area); err != nil {
			return nil, err
		}
	}
	return c.follow(a.Session, a.Confirm, f)
}

func (s *Server) guide(c *call, a *guideArgs) (*answer, error) {
	if err := c.needed("concern", a.Concern, mostName); err != nil {
		return nil, err
	}
	return c.follow(a.Session, a.Confirm, agent.FollowUp{Kind: agent.Guide, Concern: a.Concern})
}

func (s *Server) ask(c *call, a *askArgs) (*answer, error) {
	if err := c.needed("question", a.Question, mostWords); err != nil {
		return nil, err
	}
	return c.follow(a.Session, a.Confirm, agent.FollowUp{Kind: agent.Ask, Text: a.Question})
}

func (s *Server) dispute(c *call, a *disputeArgs) (*answer, error) {
	if err := c.needed("concern", a.Concern, mostName); err != nil {
		return nil, err
	}
	if err := c.needed("reason", a.Reason, mostWords); err != nil {
		return nil, err
	}
	return c.follow(a.Session, a.Confirm, agent.FollowUp{Kind: agent.Dispute, Concern: a.Concern, Text: a.Reason})
}

// follow does one follow-up of a review and gives what came of it.
func (c *call) follow(id string, confirm bool, f agent.FollowUp) (*answer, error) {
	return c.in(id, confirm, func(v *conversation) (*answer, error) {
		r := v.work.Agent.Last()
		if r == nil {
			return nil, agent.ErrNoReview
		}
		if f.Concern != "" {
			x, err := concernOf(r, f.Concern)
			if err != nil {
				return nil, err
			}
			f.Concern = x.ID
		}
		res, err := v.work.Agent.Follow(c.ctx, f, nil)
		if c.ctx.Err() != nil {
			return nil, context.Canceled
		}
		if res == nil {
			return nil, err
		}
		return v.followed(res)
	})
}

// followed shows what came of a follow-up: its contract, and Markdown.
func (v *conversation) followed(res *agent.Result) (*answer, error) {
	opts := report.Options{Titles: v.work.Titles, Documents: v.work.Agent.Last().Documents}
	out := map[string]any{"session": v.id}
	var write func(b *bytes.Buffer, format string) error
	var name string
	switch {
	case res.DeepDive != nil:
		name = "deep_dive"
		write = func(b *bytes.Buffer, format string) error { return report.DeepDive(b, format, res.DeepDive, opts) }
	case res.Guidance != nil:
		name = "guidance"
		write = func(b *bytes.Buffer, format string) error { return report.Guidance(b, format, res.Guidance, opts) }
	case res.Reply != nil:
		name = "reply"
		write = func(b *bytes.Buffer, format string) error { return report.Reply(b, format, res.Reply, opts) }
	default:
		d := *res.Dispute
		d.Evidence = list(d.Evidence)
		out["dispute"] = d
		return &answer{value: out, text: say("disputed", d)}, nil
	}
	var err error
	if out[name], err = contract(func(b *bytes.Buffer) error { return write(b, "json") }); err != nil {
		return nil, err
	}
	var md bytes.Buffer
	if err := write(&md, "markdown"); err != nil {
		return nil, err
	}
	return &answer{value: out, text: md.String()}, nil
}
