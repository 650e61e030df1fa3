package mcp

import (
	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/report"
)

// States of an answer of a tool that may send.
const (
	statusReady   = "ready"
	statusConfirm = "confirmation_needed"
)

type startArgs struct {
	Paths   []string          `json:"paths"`
	Answers map[string]string `json:"answers"`
	Areas   []string          `json:"areas"`
	Confirm bool              `json:"confirm_send"`
	Offline bool              `json:"offline"`
}

// started is the answer of review_start.
type started struct {
	Status    string            `json:"status"`
	ID        string            `json:"session"`
	Kept      bool              `json:"kept"`
	Engine    string            `json:"engine"`
	Host      string            `json:"host"`
	Documents []review.Document `json:"documents"`
	Notes     []string          `json:"notes"`
	Reviewed  bool              `json:"reviewed"`
}

// consent is the answer of any tool that would send what was not confirmed yet.
type consent struct {
	Status   string    `json:"status"`
	Sessions []string  `json:"sessions"`
	ID       string    `json:"session"`
	Host     string    `json:"host"`
	Sends    string    `json:"sends"`
	Forecast *forecast `json:"forecast"`
	Notes    []string  `json:"notes"`
	Next     string    `json:"next"`
}

// forecast is what a whole review would cost.
type forecast struct {
	Calls            int     `json:"calls"`
	PromptTokens     int     `json:"prompt_tokens"`
	CompletionTokens int     `json:"completion_tokens"`
	CostUSD          float64 `json:"cost_usd"`
	Priced           bool    `json:"priced"`
}

func (s *Server) start(c *call, a *startArgs) (*answer, error) {
	if err := c.checkStart(a); err != nil {
		return nil, err
	}
	files, err := c.readAll(a.Paths)
	if err != nil {
		return nil, err
	}
	set := Settings{Answers: a.Answers, Areas: a.Areas, Offline: a.Offline}
	v, err := s.begin(c.ctx, files, set, func(x *agent.Agent) bool { return x.Last() == nil })
	if err != nil {
		return nil, err
	}
	defer s.done(v)
	if ask, err := s.consent(a.Confirm, v); ask != nil || err != nil {
		return ask, err
	}
	out := started{Status: statusReady, ID: v.id, Kept: v.work.ID != "", Engine: v.work.Engine, Host: v.work.Host, Notes: v.notes(), Reviewed: v.work.Agent.Last() != nil}
	for _, d := range v.work.Agent.Documents() {
		out.Documents = append(out.Documents, review.Document{ID: d.ID, Path: d.Path, SHA256: d.SHA256, Lines: d.LineCount(), Words: d.Words, Rendered: d.Rendered()})
	}
	return &answer{value: out, text: say("started", out)}, nil
}

func (c *call) checkStart(a *startArgs) error {
	switch {
	case len(a.Paths) == 0:
		return wrong("missing", values{"Name": "paths"})
	case len(a.Paths) > mostPaths:
		return wrong("many", values{"Name": "paths", "Has": len(a.Paths), "Most": mostPaths})
	case len(a.Answers) > mostPaths:
		return wrong("many", values{"Name": "answers", "Has": len(a.Answers), "Most": mostPaths})
	case len(a.Areas) > mostPaths:
		return wrong("many", values{"Name": "areas", "Has": len(a.Areas), "Most": mostPaths})
	}
	for _, p := range a.Paths {
		if err := c.bounded("a path", p, mostPath); err != nil {
			return err
		}
	}
	for _, x := range a.Areas {
		if err := c.bounded("an area", x, mostID); err != nil {
			return err
		}
	}
	for k, x := range a.Answers {
		if err := c.bounded("a key of answers", k, mostID); err != nil {
			return err
		}
		if err := c.bounded("an answer", x, mostWords); err != nil {
			return err
		}
	}
	return nil
}

// readAll reads files under the roots, each once.
func (c *call) readAll(paths []string) ([]*file, error) {
	var out []*file
	seen := map[string]bool{}
	for _, p := range paths {
		f, err := c.read(p)
		if err != nil {
			return nil, err
		}
		if !seen[f.path] {
			seen[f.path] = true
			out = append(out, f)
		}
	}
	return out, nil
}

// notes are what the user should know first, safe to show.
func (v *conversation) notes() []string {
	out := []string{}
	for _, n := range v.work.Notes {
		out = append(out, report.Clean(n))
	}
	if v.work.ID == "" {
		out = append(out, say("unkept", nil))
	}
	return out
}

// consent gives the answer that asks for confirmation; nil where all the
// conversations may ask their models. Nothing is sent here.
func (s *Server) consent(confirm bool, list ...*conversation) (*answer, error) {
	var out *consent
	for _, v := range list {
		if v.mayAsk(confirm) {
			continue
		}
		if out == nil {
			out = &consent{Status: statusConfirm, ID: v.id, Host: v.work.Host, Next: say("confirm.next", nil), Notes: []string{}}
		} else {
			out.Sends += "\n"
		}
		out.Sessions = append(out.Sessions, v.id)
		out.Sends += v.work.Sends
		out.Notes = append(out.Notes, v.notes()...)
		f, err := v.work.Agent.Forecast()
		if err != nil {
			continue // the review itself says why
		}
		if out.Forecast == nil {
			out.Forecast = &forecast{Priced: true}
		}
		out.Forecast.Calls += f.Calls
		out.Forecast.PromptTokens += f.PromptTokens
		out.Forecast.CompletionTokens += f.CompletionTokens
		out.Forecast.CostUSD += f.CostUSD
		out.Forecast.Priced = out.Forecast.Priced && f.Priced
	}
	if out == nil {
		return nil, nil
	}
	return &answer{value: out, text: say("confirm", out)}, nil
}

// in opens a conversation, sees that its model may be asked, and does the
// work of a tool.
func (c *call) in(id string, confirm bool, f func(v *conversation) (*answer, error)) (*answer, error) {
	if err := c.needed("session", id, mostID); err != nil {
		return nil, err
	}
	v, err := c.conversation(id)
	if err != nil {
		return nil, err
	}
	defer c.s.done(v)
	if ask, err := c.s.consent(confirm, v); ask != nil || err != nil {
		return ask, err
	}
	a, err := f(v)
	return a, v.explain(err)
}
