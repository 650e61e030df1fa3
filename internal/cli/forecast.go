package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"

	"archreview/agent"
	"archreview/internal/consult"
	"archreview/internal/llm"
	"archreview/internal/problem"
	"archreview/internal/report"
)

// estimate prints what a review would cost. Nothing is sent.
func (c *consultation) estimate() error {
	f, err := agent.Forecast(c.opts)
	if err != nil {
		return c.unprepared(err)
	}
	v := c.facts()
	v["Calls"], v["In"], v["Cached"], v["Out"] = f.Calls, about(f.PromptTokens), about(f.CachedTokens), about(f.CompletionTokens)
	v["Priced"], v["USD"], v["Dropped"], v["Date"] = f.Priced, f.CostUSD, strings.Join(f.Dropped, ", "), ""
	v["Project"], v["ProjectTokens"] = f.Project, about(f.Project.Tokens)
	if prices, err := c.o.model.ownPrices(); err == nil {
		if p, ok := llm.PriceOf(c.opts.Limits.Name, prices); ok {
			v["Date"] = p.Date
		}
	}
	return c.print(say("estimate", v) + "\n")
}

// about gives an estimate without digits that it does not have.
func about(n int) string {
	const step = 1000
	if n > 10*step {
		n = (n + step/2) / step * step
	}
	return thousands(n)
}

func (c *consultation) print(text string) error {
	if _, err := io.WriteString(c.env.Streams.Out, text); err != nil {
		return &problem.Problem{What: "the output could not be written", Detail: err.Error(), Next: "check where standard output goes", Err: err}
	}
	return nil
}

// showPrompts prints what would be sent: a review is run with a model that
// notes each request and finds nothing.
func (c *consultation) showPrompts(ctx context.Context) error {
	n := &notebook{}
	c.opts.Model = n
	a, err := agent.New(c.opts)
	if err != nil {
		return err
	}
	if _, err := a.Review(ctx, nil); err != nil {
		return c.unprepared(err)
	}
	n.sort(c.opts)
	looks := n.looks()
	if len(n.requests) == 0 {
		return c.print("")
	}
	prefix := n.prefix()
	v := c.facts()
	v["Calls"], v["System"], v["Prefix"] = counted(len(n.requests)+len(looks), "call"), shown(n.requests[0].Messages[0].Text), shown(prefix)
	type call struct{ Name, Tail string }
	var list []call
	for _, r := range looks {
		list = append(list, call{r.Call, shown(r.Messages[0].Text + "\n\n" + r.Messages[1].Text + "\n\n" + say("pictureHere", values{"P": r.Messages[1].Pictures[0]}))})
	}
	for _, r := range n.requests {
		list = append(list, call{r.Call, shown(r.Messages[1].Text[len(prefix):])})
	}
	v["List"] = list
	return c.print(say("prompts", v) + "\n")
}

// shown makes a text of several lines safe to print, line by line.
func shown(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = report.Clean(l)
	}
	return strings.Join(lines, "\n")
}

// notebook is a model that notes what it is asked and finds nothing.
type notebook struct {
	mu       sync.Mutex
	requests []agent.Request
}

// Chat notes a call and gives an answer of its form that says nothing.
func (n *notebook) Chat(_ context.Context, r agent.Request, _ func(string, bool)) (agent.Reply, error) {
	n.mu.Lock()
	n.requests = append(n.requests, r)
	n.mu.Unlock()
	var v any
	switch name, _, _ := strings.Cut(r.Call, ":"); name {
	case "picture":
		v = consult.PictureReply{Content: "text", Texts: []string{say("pictureReading", nil)}}
	case "reading":
		v = consult.ReadingReply{}
	case "area":
		v = consult.AreaReply{}
	case "refute":
		v = consult.RefutationReply{Verdict: "stands", Impact: 1, Likelihood: 1}
	default:
		v = consult.SynthesisReply{Assessment: []consult.Paragraph{{Text: "Nothing."}}, Maturity: "Nothing."}
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return agent.Reply{}, fmt.Errorf("writing an empty answer: %w", err)
	}
	return agent.Reply{Text: string(raw)}, nil
}

// sort puts the calls in the order of a review: reading, areas A to J, cross-
// examinations, summary.
func (n *notebook) sort(o agent.Options) {
	rank := map[string]int{"picture": -1, "reading": 0, "refute": 100, "synthesis": 101}
	for i, a := range o.Lexicon.Catalog.Areas {
		rank["area:"+a.Key] = i + 1
	}
	key := func(call string) int {
		parts := strings.Split(call, ":")
		if parts[0] == "area" && len(parts) > 1 {
			return rank[parts[0]+":"+parts[1]]
		}
		return rank[parts[0]]
	}
	sort.SliceStable(n.requests, func(i, j int) bool {
		a, b := n.requests[i].Call, n.requests[j].Call
		if key(a) != key(b) {
			return key(a) < key(b)
		}
		return a < b
	})
}

// looks takes the calls that look at pictures out of the notebook: they share no
// beginning with the others.
func (n *notebook) looks() []agent.Request {
	var looks, rest []agent.Request
	for _, r := range n.requests {
		if len(r.Messages[1].Pictures) > 0 {
			looks = append(looks, r)
			continue
		}
		rest = append(rest, r)
	}
	n.requests = rest
	return looks
}

// prefix gives what all user messages begin with, in whole lines.
func (n *notebook) prefix() string {
	p := n.requests[0].Messages[1].Text
	for _, r := range n.requests {
		text := r.Messages[1].Text
		i := 0
		for i < len(p) && i < len(text) && p[i] == text[i] {
			i++
		}
		p = p[:i]
	}
	return p[:strings.LastIndexByte(p, '\n')+1]
}
