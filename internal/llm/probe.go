package llm

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"time"
)

// Support is what is known of a feature.
type Support int

// The answers to whether an endpoint supports something.
const (
	Unknown Support = iota
	No
	Yes
)

// String gives the answer as a word.
func (s Support) String() string { return [...]string{"unknown", "no", "yes"}[s] }

func support(yes bool) Support {
	if yes {
		return Yes
	}
	return No
}

// Capabilities are what an endpoint and its model were seen to do.
type Capabilities struct {
	Host, Model string
	Reachable   bool
	Listed      Support  // the model is in the endpoint's list
	Models      []string // the list, sorted
	Answers     bool     // a small call succeeded
	AnsweredBy  string   // the model's name by its own account
	Streaming   Support
	Usage       Support
	Schema      Support // JSON schema is enforced
	Object      Support // JSON is enforced
	Window      int     // tokens, where the endpoint tells; else 0
	PriceKnown  bool
	Open        bool          // key and prompts travel unencrypted to another machine
	Latency     time.Duration // of the small call
	Left        []string      // parameters that the endpoint does not know
}

// probeBound leaves room for a model that thinks.
const probeBound = 2000

// Probe finds out what the endpoint supports, with its list of models and two
// small calls. What it learns holds for later calls of this Client. An error
// means that the model cannot be used at all; the capabilities then tell how
// far the probe came.
func (c *Client) Probe(ctx context.Context) (Capabilities, error) {
	caps, err := c.Look(ctx)
	if err != nil {
		return caps, err
	}
	reply, err := c.probeCall(ctx, "probe: schema")
	if err != nil {
		caps.Reachable = caps.Reachable || reached(err)
		return caps, err
	}
	caps.Reachable, caps.Answers = true, true
	caps.AnsweredBy, caps.Latency = reply.Model, reply.Elapsed
	caps.Streaming, caps.Usage = support(reply.Streamed), support(reply.Usage.Known)
	caps.Schema = support(reply.Mode == ModeSchema)
	if c.o.Mode > ModeSchema {
		caps.Schema = Unknown
	}
	switch reply.Mode {
	case ModeSchema:
		caps.Object = c.probeObject(ctx)
	default:
		caps.Object = support(reply.Mode == ModeObject)
	}
	caps.Left = c.learn.left()
	return caps, nil
}

// Look reads the endpoint's list of models and makes no chat call. An endpoint
// without a list is no failure.
func (c *Client) Look(ctx context.Context) (Capabilities, error) {
	caps := Capabilities{Host: c.Host(), Model: c.o.Model, Open: c.Open(), PriceKnown: c.price.Model != ""}
	return caps, c.probeModels(ctx, &caps)
}

// probeCall asks for a JSON object with one member.
func (c *Client) probeCall(ctx context.Context, label string) (Reply, error) {
	return c.Chat(ctx, probeRequest(label), nil)
}

func probeRequest(label string) Request {
	return Request{
		Messages:  []Message{{Role: System, Text: "You test a connection. You answer in JSON."}, {Role: User, Text: `Answer with the JSON object {"ok": true}.`}},
		Schema:    &Schema{Name: "probe", JSON: json.RawMessage(`{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"],"additionalProperties":false}`)},
		MaxTokens: probeBound,
		Label:     label,
	}
}

// probeObject asks once more, by JSON object, without changing what is known.
func (c *Client) probeObject(ctx context.Context) Support {
	o := c.o
	o.Mode, o.Retries = ModeObject, -1
	other, err := New(o)
	if err != nil {
		return Unknown
	}
	reply, err := other.probeCall(ctx, "probe: object")
	if err != nil {
		return Unknown
	}
	return support(reply.Mode == ModeObject)
}

// reached tells whether a failed call met the endpoint.
func reached(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status != 0
}

// left names the parameters that turned out unknown.
func (l *learned) left() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, x := range []struct {
		not  bool
		name string
	}{{l.noUsage, "stream_options"}, {l.noBound, "max_tokens"}, {l.noTemp, "temperature"}, {l.noSeed, "seed"},
		{l.noEffort, "reasoning_effort"}, {l.noSystem, "system messages"}} {
		if x.not {
			out = append(out, x.name)
		}
	}
	return out
}

// probeModels reads the endpoint's list of models. An endpoint without a list
// is no failure; one that cannot be reached, or refuses the key, is.
func (c *Client) probeModels(ctx context.Context, caps *Capabilities) error {
	body, err := c.list(ctx)
	if err != nil {
		e := c.finish(failure(ctx, ctx, err))
		caps.Reachable = e.Status != 0
		switch e.Kind {
		case KindNotFound, KindRequest, KindMalformed, KindServer, KindRate:
			return nil
		}
		return e
	}
	caps.Reachable = true
	var list struct{ Data, Models []listed }
	if json.Unmarshal(body, &list) != nil {
		return nil
	}
	for _, m := range append(list.Data, list.Models...) {
		name := firstText(m.ID, m.Name)
		if name == "" {
			continue
		}
		caps.Models = append(caps.Models, c.clean(name))
		if sameModel(name, c.o.Model) {
			caps.Listed = Yes
			caps.Window = max(caps.Window, m.window())
		}
	}
	sort.Strings(caps.Models)
	if caps.Listed == Unknown && len(caps.Models) > 0 && c.at.api != Azure {
		caps.Listed = No
	}
	return nil
}

const mostList = 8 << 20

func (c *Client) list(ctx context.Context) ([]byte, error) {
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	t := c.o.Clock.AfterFunc(c.o.Stall, func() { cancel(errNoAnswer) })
	defer t.Stop()
	u := *c.at.base
	if c.at.api == Azure {
		u.Path += "/openai"
		u.RawQuery = url.Values{"api-version": {c.at.version}}.Encode()
	}
	u.Path += "/models"
	req, err := http.NewRequestWithContext(inner, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		if inner.Err() != nil {
			return nil, failure(ctx, inner, err)
		}
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(io.LimitReader(resp.Body, mostList))
}

// listed is a model in the list, with the window where servers put it:
// OpenRouter, vLLM, llama.cpp, LM Studio.
type listed struct {
	ID, Name            any
	ContextLength       int `json:"context_length"`
	MaxModelLen         int `json:"max_model_len"`
	MaxContextLength    int `json:"max_context_length"`
	LoadedContextLength int `json:"loaded_context_length"`
	Meta                struct {
		N int `json:"n_ctx"`
	} `json:"meta"`
}

func (m listed) window() int {
	for _, n := range []int{m.LoadedContextLength, m.MaxModelLen, m.Meta.N, m.ContextLength, m.MaxContextLength} {
		if n > 0 {
			return n
		}
	}
	return 0
}

// sameModel forgives the tag that Ollama adds.
func sameModel(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, ":latest"), strings.TrimSuffix(b, ":latest"))
}
