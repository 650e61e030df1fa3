package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"archreview/agent"
	"archreview/internal/problem"
	"archreview/internal/report"
)

// Bounds of what a client may give, in characters.
const (
	mostID     = 64
	mostName   = 200   // of a concern or a record
	mostWords  = 8_000 // of an answer, question or objection
	mostPath   = 4_096
	mostPaths  = 20
	mostFormat = 32
	mostShown  = 300 // of it in an error
)

// call is one call of a client.
type call struct {
	s       *Server
	ctx     context.Context
	session *sdk.ServerSession
	replies sdk.InputResponseMap // of the client to questions within the call
	token   any                  // of progress; nil where nobody wants any
	known   []string             // roots, once they are known
}

// answer is what a tool gives: the value of a contract, and Markdown about it.
type answer struct {
	value any
	text  string
	long  bool // the text is what was asked for, and bounded already
}

// tool is the handler of a tool, after its arguments are decoded.
type tool func(c *call, args json.RawMessage) (*answer, error)

// handle makes the handler of a tool. It takes arguments strictly as the type
// has them; unknown ones are errors.
func handle[A any](name string, f func(c *call, a *A) (*answer, error)) tool {
	return func(c *call, raw json.RawMessage) (*answer, error) {
		var a A
		if len(bytes.TrimSpace(raw)) == 0 {
			raw = json.RawMessage("{}")
		}
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		err := d.Decode(&a)
		if err == nil && bytes.HasPrefix(bytes.TrimSpace(raw), []byte("null")) {
			err = errors.New("they are null")
		}
		if err == nil {
			if _, more := d.Token(); !errors.Is(more, io.EOF) {
				err = errors.New("there is more than one value")
			}
		}
		if err != nil {
			return nil, wrong("arguments", values{"Tool": name, "Why": strings.TrimPrefix(err.Error(), "json: ")})
		}
		return f(c, &a)
	}
}

// serve makes the handler that the SDK calls.
func (s *Server) serve(name string, f tool) sdk.ToolHandler {
	return func(ctx context.Context, req *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
		start := s.o.Now()
		c := &call{s: s, ctx: ctx, session: req.Session, replies: req.Params.InputResponses, token: req.Params.GetProgressToken()}
		a, err := f(c, req.Params.Arguments)
		if errors.Is(err, errAskRoots) {
			return &sdk.CallToolResult{InputRequests: askRoots()}, nil
		}
		took := s.o.Now().Sub(start).Milliseconds()
		if err != nil {
			p := asProblem(err)
			s.log.Info("call", "tool", name, "ms", took, "error", report.Clean(p.What))
			return failed(p), nil
		}
		s.log.Info("call", "tool", name, "ms", took)
		value, err := fit(a.value, mostValue)
		if err != nil {
			return failed(asProblem(err)), nil
		}
		if !a.long {
			a.text = shorten(a.text, mostText)
		}
		return &sdk.CallToolResult{StructuredContent: value, Content: []sdk.Content{&sdk.TextContent{Text: a.text}}}, nil
	}
}

// failed is the result of a tool that failed, in three parts.
func failed(p *problem.Problem) *sdk.CallToolResult {
	r := &sdk.CallToolResult{IsError: true}
	r.StructuredContent = map[string]any{"error": map[string]string{"what": report.Clean(p.What), "detail": report.Clean(p.Detail), "next": report.Clean(p.Next)}}
	var parts []string
	for _, x := range []struct{ before, text string }{{"", p.What}, {"", p.Detail}, {"Next: ", p.Next}} {
		if x.text != "" {
			parts = append(parts, x.before+report.Clean(x.text))
		}
	}
	r.Content = []sdk.Content{&sdk.TextContent{Text: strings.Join(parts, "\n")}}
	return r
}

// asProblem puts any error into three parts.
func asProblem(err error) *problem.Problem {
	var p *problem.Problem
	switch {
	case errors.As(err, &p) && p.What != "":
		return p
	case errors.Is(err, context.Canceled):
		return wrong("stopped", nil)
	}
	return wrong("trouble", values{"Why": err.Error()})
}

// guarded keeps a failure in a handler from ending the server.
func (s *Server) guarded(next sdk.MethodHandler) sdk.MethodHandler {
	return func(ctx context.Context, method string, req sdk.Request) (res sdk.Result, err error) {
		defer func() {
			x := recover()
			if x == nil {
				return
			}
			s.log.Error("a handler failed", "method", method, "why", report.Clean(fmt.Sprint(x)))
			p := wrong("broken", values{"Why": fmt.Sprint(x)})
			if _, isTool := req.GetParams().(*sdk.CallToolParamsRaw); isTool {
				res, err = failed(p), nil
				return
			}
			res, err = nil, p
		}()
		res, err = next(ctx, method, req)
		p, isTool := req.GetParams().(*sdk.CallToolParamsRaw)
		if err != nil && isTool && ctx.Err() == nil && s.tools[p.Name] {
			// A tool has no other way to fail than that its client was asked in vain.
			return failed(wrong("roots", values{"Why": err.Error()})), nil
		}
		return res, err
	}
}

// bounded checks the length of what a client gave.
func (c *call) bounded(name, s string, most int) error {
	if n := utf8.RuneCountInString(s); n > most {
		return wrong("long", values{"Name": name, "Has": n, "Most": most})
	}
	return nil
}

// needed is bounded for what has to be given.
func (c *call) needed(name, s string, most int) error {
	if strings.TrimSpace(s) == "" {
		return wrong("missing", values{"Name": name})
	}
	return c.bounded(name, s, most)
}

// teller tells a client how far a review is, in the order of events.
func (c *call) teller() func(agent.Event) {
	if c.token == nil {
		return func(agent.Event) {}
	}
	n, last := 0.0, ""
	return func(e agent.Event) {
		msg := ""
		if e.Model == nil {
			switch e.Step {
			case "reading", "checking", "judging":
				msg = say("step."+e.Step, nil)
			}
		}
		if msg == "" {
			msg = say("step", values{"Step": e.Step, "Detail": clip(report.Clean(e.Detail), mostShown)})
		}
		if msg == last {
			return
		}
		n++
		last = msg
		p := &sdk.ProgressNotificationParams{ProgressToken: c.token, Progress: n, Message: msg}
		if err := c.session.NotifyProgress(c.ctx, p); err != nil {
			c.s.log.Warn("progress was not told", "error", report.Clean(err.Error()))
		}
	}
}
