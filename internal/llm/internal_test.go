package llm

import (
	"context"
	"testing"
	"time"
)

func TestEveryPriceHasDateAndSource(t *testing.T) {
	list, err := builtinPrices()
	if err != nil || len(list) < 20 {
		t.Fatalf("%d prices, %v", len(list), err)
	}
	seen := map[string]bool{}
	for _, p := range list {
		if _, err := time.Parse(time.DateOnly, p.Date); err != nil || p.Source == "" || seen[p.Model] {
			t.Errorf("%+v", p)
		}
		if p.Input <= 0 || p.Output <= p.Input || p.Cached == nil || *p.Cached <= 0 || *p.Cached > p.Input {
			t.Errorf("%s: odd prices %+v", p.Model, p)
		}
		if a := p.Above; a != nil && (a.Tokens < 1000 || a.Input < p.Input || a.Output < p.Output || a.Cached < *p.Cached) {
			t.Errorf("%s: odd prices above %+v", p.Model, a)
		}
		seen[p.Model] = true
	}
}

func TestUsageAddsUp(t *testing.T) {
	known := Usage{PromptTokens: 10, CompletionTokens: 2, Known: true, CostUSD: 1, CostKnown: true}
	var u Usage
	u.add(Usage{})
	u.add(known)
	u.add(known)
	if u.PromptTokens != 20 || u.CostUSD != 2 || !u.CostKnown || !u.Known {
		t.Errorf("%+v", u)
	}
	u.add(Usage{Untold: 1})
	u.add(known)
	if u.CostKnown || u.Untold != 1 || u.CostUSD != 3 {
		t.Errorf("a lost attempt looks free: %+v", u)
	}
	var v Usage
	v.add(Usage{Known: true, PromptTokens: 1})
	v.add(known)
	if v.CostKnown {
		t.Errorf("a part without a price looks free: %+v", v)
	}
}

func TestThoughtsInEveryCut(t *testing.T) {
	for text, want := range map[string]string{
		" <think>a <b </thin </think>\n\nanswer </think>": "answer </think>", "answer <think>x</think>": "answer <think>x</think>",
		"<think></think>x": "x", "<thinker> x": "<thinker> x", "": "", "<": "<", "<think>never": "",
	} {
		for cut := 1; cut < 9; cut++ {
			var th thoughts
			got := ""
			for i := 0; i < len(text); i += cut {
				got += th.add(text[i:min(i+cut, len(text))])
			}
			if got += th.rest(); got != want {
				t.Errorf("%q in pieces of %d: %q, want %q", text, cut, got, want)
			}
		}
	}
}

func TestPrintable(t *testing.T) {
	got := printable("a\x1b[2J\nb\u202e\u0085c\u200b")
	if got != "a\uFFFD[2J b\uFFFD c\uFFFD" && got != "a\uFFFD[2J b\uFFFD\uFFFDc\uFFFD" {
		t.Errorf("%q", got)
	}
}

func TestSpan(t *testing.T) {
	for v, want := range map[string]time.Duration{"20": 20 * time.Second, "0.5": 500 * time.Millisecond, "6m0s": 6 * time.Minute,
		"120ms": 120 * time.Millisecond, "-1": 0, "": 0, "x": 0, "1e300": 0, "NaN": 0} {
		if got := span(v); got != want {
			t.Errorf("%q: %v", v, got)
		}
	}
}

func TestLearnsFromComplaints(t *testing.T) {
	all := terms{mode: ModeText}
	complaint := func(words string) *Error { return &Error{Kind: KindRequest, Status: 400, Message: words} }
	for words, want := range map[string]string{
		"Unrecognized request argument: stream_options":   "stream_options",
		"temperature is not supported with this model":    "temperature",
		"Unsupported parameter: 'reasoning_effort'":       "reasoning_effort",
		"seed: extra fields not permitted":                "seed",
		"'system' role is not supported by this template": "system messages",
		"max_tokens is too large: 100000":                 "",
		"temperature must be at most 2":                   "",
		"something else is unsupported":                   "",
	} {
		var l learned
		if got := l.from(complaint(words), all, nil); got != want {
			t.Errorf("%q: %q", words, got)
		}
		if want == "" {
			continue
		}
		// Another call that was under way learns the same; one that knows does not.
		if l.from(complaint(words), all, nil) == "" || l.from(complaint(words), l.terms(nil), nil) != "" || len(l.left()) != 1 {
			t.Errorf("%q: not remembered", words)
		}
	}
	var l learned
	if got := l.from(&Error{Kind: KindCredentials, Status: 401, Message: "response_format unsupported"}, terms{schemaAsked: true}, &Schema{}); got != "" {
		t.Errorf("a refused key teaches %q", got)
	}
}

func TestBill(t *testing.T) {
	told := 0.5
	for base, want := range map[string]float64{"https://openrouter.ai/api/v1": 0.5, "https://other.example/v1": 1.25} {
		c, err := New(Options{BaseURL: base, Model: "openai/gpt-5"})
		if err != nil {
			t.Fatal(err)
		}
		u := Usage{PromptTokens: 1_000_000, Known: true}
		if c.bill(&u, &told); u.CostUSD != want || !u.CostKnown {
			t.Errorf("%s: %+v", base, u)
		}
		if p, ok := c.Price(); !ok || p.Model != "gpt-5" {
			t.Errorf("%s: %+v", base, p)
		}
	}
}

func TestBackoffGrowsToABound(t *testing.T) {
	c, err := New(Options{Model: "m", Random: func() float64 { return 1 }})
	if err != nil {
		t.Fatal(err)
	}
	last := time.Duration(0)
	for i := range 40 {
		d := c.backoff(i, 0)
		if d < last || d > backoffMost {
			t.Errorf("retry %d waits %v after %v", i, d, last)
		}
		last = d
	}
	if last != backoffMost || c.backoff(0, time.Second) < time.Second {
		t.Errorf("%v", last)
	}
}

func TestSystemClock(t *testing.T) {
	var c systemClock
	fired := make(chan bool, 1)
	c.AfterFunc(time.Microsecond, func() { fired <- true })
	if err := c.Sleep(t.Context(), time.Microsecond); err != nil || c.Now().IsZero() || !<-fired {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if c.Sleep(ctx, time.Hour) == nil {
		t.Error("slept on")
	}
}
