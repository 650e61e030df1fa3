// Package agenttest holds a scripted model for tests. Only tests import it.
package agenttest

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"sync"
	"testing"

	"archreview/internal/consult"
)

// Answer is one scripted answer.
type Answer struct {
	Text  string
	Err   error
	Cut   bool            // the answer ended at a limit
	Usage consult.Usage   // zero for figures counted from the texts
	Wait  <-chan struct{} // the answer comes when it is closed; nil for at once
	Retry string          // pieces of a first attempt that is then given up
	Deaf  bool            // does not notice that its context has ended
}

// Model answers calls from a script. It fails the test for a call that the
// script does not foresee and for a scripted answer that nobody asked for.
type Model struct {
	t testing.TB

	mu       sync.Mutex
	script   map[string][]Answer
	fallback func(consult.Request) (Answer, bool)
	requests []consult.Request
	lenient  bool
}

// New makes a model without a script.
func New(t testing.TB) *Model {
	m := &Model{t: t, script: map[string][]Answer{}}
	t.Cleanup(m.verify)
	return m
}

// On foresees calls of a name, such as "area:security", each with one answer.
// A name that ends in * stands for all calls that begin so.
func (m *Model) On(call string, answers ...Answer) *Model {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.script[call] = append(m.script[call], answers...)
	return m
}

// Otherwise answers the calls that the script does not name.
func (m *Model) Otherwise(f func(consult.Request) (Answer, bool)) *Model {
	m.fallback = f
	return m
}

// Forget lets the test end with scripted answers that nobody asked for.
func (m *Model) Forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lenient = true
}

// Requests gives the calls made, in the order of their names.
func (m *Model) Requests() []consult.Request {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := append([]consult.Request(nil), m.requests...)
	sort.SliceStable(out, func(i, j int) bool { return out[i].Call < out[j].Call })
	return out
}

// Chat answers a call and streams the answer in small pieces.
func (m *Model) Chat(ctx context.Context, r consult.Request, delta func(string, bool)) (consult.Reply, error) {
	a, ok := m.next(r)
	if !ok {
		m.t.Errorf("the model was asked for %q, which the script does not foresee", r.Call)
		return consult.Reply{}, fmt.Errorf("no answer for %s", r.Call)
	}
	if a.Wait != nil && a.Deaf {
		<-a.Wait
	} else if a.Wait != nil {
		select {
		case <-a.Wait:
		case <-ctx.Done():
			return consult.Reply{}, ctx.Err()
		}
	}
	stream(a.Retry, delta)
	if a.Retry != "" {
		delta("", true)
	}
	stream(a.Text, delta)
	if a.Err != nil {
		return consult.Reply{}, a.Err
	}
	u := a.Usage
	if u == (consult.Usage{}) {
		for _, msg := range r.Messages {
			u.PromptTokens += len(msg.Text) / 4
		}
		u.Calls, u.CompletionTokens = 1, len(a.Text)/4
	}
	return consult.Reply{Text: a.Text, Model: "scripted", Cut: a.Cut, Usage: u}, nil
}

func stream(text string, delta func(string, bool)) {
	const size = 7
	for len(text) > 0 && delta != nil {
		n := min(size, len(text))
		delta(text[:n], false)
		text = text[n:]
	}
}

// next takes the answer for a call from the script.
func (m *Model) next(r consult.Request) (Answer, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests = append(m.requests, r)
	keys := []string{r.Call}
	for k := range m.script {
		if p, ok := strings.CutSuffix(k, "*"); ok && strings.HasPrefix(r.Call, p) {
			keys = append(keys, k)
		}
	}
	sort.Strings(keys[1:])
	for _, k := range keys {
		if list := m.script[k]; len(list) > 0 {
			m.script[k] = list[1:]
			return list[0], true
		}
	}
	if m.fallback != nil {
		return m.fallback(r)
	}
	return Answer{}, false
}

// verify reports answers that nobody asked for.
func (m *Model) verify() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for k, list := range m.script {
		if len(list) > 0 && !m.lenient {
			m.t.Errorf("%d scripted answer(s) for %q were never asked for", len(list), k)
		}
	}
}

// JSON writes a value as an answer.
func JSON(v any) Answer {
	raw, err := json.Marshal(v)
	if err != nil {
		return Answer{Err: err}
	}
	return Answer{Text: string(raw)}
}

// Quiet answers every kind of call as a model that finds nothing would.
func Quiet(r consult.Request) (Answer, bool) {
	switch name, _, _ := strings.Cut(r.Call, ":"); name {
	case "reading":
		return JSON(consult.ReadingReply{}), true
	case "area":
		return JSON(consult.AreaReply{}), true
	case "refute":
		return JSON(consult.RefutationReply{Verdict: "stands", Impact: 3, Likelihood: 3}), true
	case "synthesis":
		return JSON(consult.SynthesisReply{Assessment: []consult.Paragraph{{Text: "The design holds."}}, Maturity: "A draft."}), true
	}
	return Answer{}, false
}

// Delayed wraps a model: before a call is answered it waits for the channel
// that before gives, if any, and after tells of each answer.
func Delayed(m consult.Model, before func(consult.Request) <-chan struct{}, after func(consult.Request)) consult.Model {
	return delayed{m, before, after}
}

type delayed struct {
	consult.Model
	before func(consult.Request) <-chan struct{}
	after  func(consult.Request)
}

// Chat waits, answers and tells.
func (d delayed) Chat(ctx context.Context, r consult.Request, delta func(string, bool)) (consult.Reply, error) {
	if c := d.before(r); c != nil {
		select {
		case <-c:
		case <-ctx.Done():
			return consult.Reply{}, ctx.Err()
		}
	}
	reply, err := d.Model.Chat(ctx, r, delta)
	d.after(r)
	return reply, err
}
