package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"archreview/internal/llm"
	"archreview/internal/llm/llmtest"
	"archreview/internal/problem"
)

const theKey = "sk-test-0123456789abcdef"

func options(s *llmtest.Server) llm.Options {
	return llm.Options{BaseURL: s.URL, APIKey: llm.Hide(theKey), Model: "test-model", Retries: 2,
		Clock: s.Clock, Random: func() float64 { return 0.5 }, FirstByte: time.Minute, Stall: 20 * time.Second, Timeout: time.Hour}
}

func client(t *testing.T, o llm.Options) *llm.Client {
	t.Helper()
	c, err := llm.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// shown replays events as a screen would.
type shown struct {
	text   string
	resets int
	waits  []time.Duration
}

func (s *shown) on(e llm.Event) {
	if e.Reset {
		s.text, s.resets = "", s.resets+1
	}
	if e.Wait > 0 {
		s.waits = append(s.waits, e.Wait)
	}
	s.text += e.Delta
}

var (
	ask      = llm.Request{Messages: []llm.Message{{Role: llm.System, Text: "You review."}, {Role: llm.User, Text: "Review this."}}, MaxTokens: 100}
	askJSON  = llm.Request{Messages: ask.Messages, MaxTokens: 100, Schema: &llm.Schema{Name: "r", JSON: json.RawMessage(`{"type":"object"}`)}}
	data     = func(s string) string { return "data: " + s + "\n" }
	piece    = data(`{"choices":[{"delta":{"content":"Hel"},"finish_reason":null}]}`)
	end      = data(`{"choices":[{"delta":{},"finish_reason":"stop"}]}`)
	boom     = `{"error":{"message":"boom","type":"server_error"}}`
	always   = -1 // the failure repeats: all attempts are made
	attempts = 3  // with two retries
)

type failureCase struct {
	name     string
	step     llmtest.Step
	kind     llm.Kind
	attempts int // always: the failure is worth retrying
	partial  string
	says     string // in the message
}

func failureCases() []failureCase {
	long := llmtest.Text("one two three four five six seven")
	return []failureCase{
		{"401", llmtest.Status(401, "invalid_api_key", "Incorrect API key provided: "+theKey), llm.KindCredentials, 1, "", "Incorrect"},
		{"403", llmtest.Status(403, "", "not allowed"), llm.KindCredentials, 1, "", "not allowed"},
		{"403 by moderation", llmtest.Status(403, "", "Your input was flagged by the provider"), llm.KindContentFilter, 1, "", "flagged"},
		{"404 model", llmtest.Status(404, "model_not_found", "The model does not exist"), llm.KindNotFound, 1, "", "does not exist"},
		{"404 string", llmtest.Raw(404, "application/json", `{"error":"model 'x' not found"}`), llm.KindNotFound, 1, "", "'x' not found"},
		{"404 detail", llmtest.Raw(404, "application/json", `{"detail":"Not Found"}`), llm.KindNotFound, 1, "", "Not Found"},
		{"400 model", llmtest.Status(400, "", "foo is not a valid model ID"), llm.KindNotFound, 1, "", "valid model"},
		{"402", llmtest.Status(402, "", "Insufficient credits"), llm.KindQuota, 1, "", "credits"},
		{"413", llmtest.HTML(413), llm.KindContextLength, 1, "", "web page"},
		{"422", llmtest.Raw(422, "application/json", `{"detail":[{"msg":"field required"}]}`), llm.KindRequest, 1, "", "field required"},
		{"400 vllm", llmtest.Raw(400, "application/json", `{"object":"error","message":"bad value","code":400}`), llm.KindRequest, 1, "", "bad value"},
		{"400 window", llmtest.Status(400, "context_length_exceeded", "maximum context length is 8192"), llm.KindContextLength, 1, "", "8192"},
		{"500 window", llmtest.Status(500, "", "the request exceeds the available context size"), llm.KindContextLength, 1, "", "context size"},
		{"400 filter", llmtest.Status(400, "content_filter", "triggered the content management policy"), llm.KindContentFilter, 1, "", "policy"},
		{"429 quota", llmtest.Status(429, "insufficient_quota", "You exceeded your current quota"), llm.KindQuota, 1, "", "quota"},
		{"429 with Retry-After", llmtest.RateLimited("7"), llm.KindRate, always, "", "Rate limit"},
		{"429 without", llmtest.RateLimited(""), llm.KindRate, always, "", "Rate limit"},
		{"429 for too long", llmtest.RateLimited("86400"), llm.KindRate, 1, "", "Rate limit"},
		{"408", llmtest.Status(408, "", "slow"), llm.KindTimeout, always, "", "slow"},
		{"409", llmtest.Status(409, "", "busy"), llm.KindServer, always, "", "busy"},
		{"500", llmtest.Status(500, "", "oops"), llm.KindServer, always, "", "oops"},
		{"502 HTML", llmtest.HTML(502), llm.KindServer, always, "", "Bad Gateway"},
		{"503 empty", llmtest.Raw(503, "", ""), llm.KindServer, always, "", "Service Unavailable"},
		{"529", llmtest.Status(529, "overloaded_error", "Overloaded"), llm.KindServer, always, "", "Overloaded"},
		{"hang before", long.HangBefore(), llm.KindTimeout, always, "", "no answer"},
		{"hang inside", long.HangInside(), llm.KindTimeout, always, "one two three four five six seven", "stalled"},
		{"cut stream", long.Cut(), llm.KindTruncated, always, "one two three four five six seven", "broke"},
		{"no finish, no [DONE]", long.Finish("").NoDone().NoUsage(), llm.KindTruncated, always, "one two three four five six seven", "ended within"},
		{"last line cut", llmtest.Stream(piece, `data: {"choices":[{"delta":{"content":"lo"`), llm.KindTruncated, always, "Hel", "ended within"},
		{"error in stream", long.Then("data: " + boom), llm.KindServer, always, "one two three four five six seven", "boom"},
		{"error after comment", llmtest.Stream(": ping", piece, ": ping", "data: "+boom), llm.KindServer, always, "Hel", "boom"},
		{"error event", llmtest.Stream(piece, "event: error", "data: "+boom), llm.KindServer, always, "Hel", "boom"},
		{"error spaced", llmtest.Stream(piece, `data: { "error": {"message":"boom"}}`), llm.KindServer, always, "Hel", "boom"},
		{"error string", llmtest.Stream(piece, `data: {"error":"boom"}`, "data: [DONE]"), llm.KindServer, always, "Hel", "boom"},
		{"error field", llmtest.Stream(piece, `error: {"code":500,"message":"slot died"}`), llm.KindServer, always, "Hel", "slot died"},
		{"error bare", llmtest.Stream(piece, boom), llm.KindServer, always, "Hel", "boom"},
		{"error beside choices", llmtest.Stream(piece, data(`{"error":{"code":502,"message":"gone"},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}`), "data: [DONE]"), llm.KindServer, always, "Hel", "gone"},
		{"finish error", llmtest.Stream(piece, data(`{"choices":[{"delta":{},"finish_reason":"error"}]}`), "data: [DONE]"), llm.KindServer, always, "Hel", "error"},
		{"rate error in stream", llmtest.Stream(data(`{"error":{"message":"slow down","code":429}}`)), llm.KindRate, always, "", "slow down"},
		{"quota error in stream", llmtest.Stream(data(`{"error":{"message":"no","code":"insufficient_quota"}}`)), llm.KindQuota, 1, "", "no"},
		{"empty choices", llmtest.Stream(data(`{"choices":[]}`), "data: [DONE]"), llm.KindMalformed, 2, "", "empty"},
		{"nothing but [DONE]", llmtest.Stream("data: [DONE]"), llm.KindMalformed, 2, "", "no piece"},
		{"only comments", llmtest.Stream(strings.Repeat(": ping\n\n", 400)), llm.KindTruncated, always, "", "ended within"},
		{"empty text", llmtest.Text(""), llm.KindMalformed, 2, "", "empty"},
		{"only thoughts", llmtest.Text("").Thoughts("hm"), llm.KindMalformed, 2, "", "thought"},
		{"think block not closed", llmtest.Text("<think>hm hm hm hm hm"), llm.KindMalformed, 2, "", "thought"},
		{"tool call", llmtest.Stream(data(`{"choices":[{"delta":{"tool_calls":[{"id":"1"}]},"finish_reason":"stop"}]}`), "data: [DONE]"), llm.KindMalformed, 1, "", "tool"},
		{"finish length", long.Finish("length"), llm.KindTruncated, 1, "one two three four five six seven", "bound"},
		{"finish length, empty", llmtest.Text("").Finish("length"), llm.KindTruncated, 1, "", "before the answer"},
		{"finish content_filter", long.Finish("content_filter"), llm.KindContentFilter, 1, "one two three four five six seven", "filter"},
		{"finish unknown", long.Finish("gremlins"), llm.KindMalformed, 1, "one two three four five six seven", "gremlins"},
		{"refusal", llmtest.Text("").Refusal("I cannot."), llm.KindRefusal, 1, "", "I cannot."},
		{"chunk no JSON", llmtest.Stream(piece, "data: {oops", ""), llm.KindMalformed, 2, "Hel", "no JSON"},
		{"chunk of another type", llmtest.Stream(data(`{"choices":"x"}`)), llm.KindMalformed, 1, "", "protocol"},
		{"200 HTML", llmtest.HTML(200), llm.KindMalformed, 1, "", "web page"},
		{"200 empty", llmtest.Raw(200, "application/json", ""), llm.KindMalformed, 2, "", "empty"},
		{"200 empty stream", llmtest.Raw(200, "text/event-stream", ""), llm.KindTruncated, always, "", "ended within"},
		{"200 JSON error", llmtest.Raw(200, "application/json", `{"error":{"message":"bad key","code":"invalid_api_key"}}`), llm.KindCredentials, 1, "", "bad key"},
		{"200 JSON without choices", llmtest.Raw(200, "application/json", `{"choices":[]}`), llm.KindMalformed, 1, "", "no choices"},
		{"200 JSON cut", llmtest.Raw(200, "application/json", `{"choices":[{"mess`), llm.KindMalformed, 1, "", "instead of a stream"},
		{"200 other type", llmtest.Raw(200, "text/plain", "hello"), llm.KindMalformed, 1, "", "hello"},
		{"whole, cut by length", llmtest.Whole("Hel", "length"), llm.KindTruncated, 1, "Hel", "bound"},
		{"JSON cut by length", llmtest.Text(`{"a":[1,2`).Finish("length"), llm.KindTruncated, 1, `{"a":[1,2`, "bound"},
	}
}

func TestEveryFailure(t *testing.T) {
	for _, x := range failureCases() {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			want := x.attempts
			if want == always {
				want = attempts
			}
			s := llmtest.New(t, x.step.Times(want))
			var screen shown
			reply, err := client(t, options(s)).Chat(t.Context(), ask, screen.on)
			var e *llm.Error
			if !errors.As(err, &e) {
				t.Fatalf("no error; the answer is %+v", reply)
			}
			if reply != (llm.Reply{}) {
				t.Errorf("an answer beside the error: %+v", reply)
			}
			if e.Kind != x.kind {
				t.Errorf("kind %v, want %v: %v", e.Kind, x.kind, e)
			}
			if got := len(s.Requests()); got != want || e.Attempts != want {
				t.Errorf("%d requests, %d attempts told, want %d", got, e.Attempts, want)
			}
			if e.Partial != x.partial || screen.text != x.partial {
				t.Errorf("partial %q, shown %q, want %q", e.Partial, screen.text, x.partial)
			}
			if x.partial != "" && screen.resets != want-1 {
				t.Errorf("%d resets, want %d", screen.resets, want-1)
			}
			if !strings.Contains(e.Message, x.says) {
				t.Errorf("message %q does not say %q", e.Message, x.says)
			}
			checkProblem(t, err)
		})
	}
}

// checkProblem: every failure has three parts, an exit code and no key.
func checkProblem(t *testing.T, err error) {
	t.Helper()
	p := llm.Problem(err)
	if p.What == "" || p.Detail == "" || p.Next == "" {
		t.Errorf("a part is missing: %+v", p)
	}
	kind, _ := llm.KindOf(err)
	want := problem.Endpoint
	switch kind {
	case llm.KindContextLength, llm.KindContentFilter, llm.KindRefusal, llm.KindTruncated:
		want = problem.Incomplete
	case llm.KindCanceled:
		want = problem.Interrupted
	}
	if problem.ExitCode(p) != want {
		t.Errorf("exit code %d for %v, want %d", p.Code, kind, want)
	}
	if strings.Contains(p.Error()+p.Next+err.Error(), theKey) {
		t.Errorf("the key is in %v", p)
	}
}

// A deadline of the caller's is a timeout, not an interruption.
func TestDeadline(t *testing.T) {
	s := llmtest.New(t, llmtest.Text("one two three four").HangInside())
	o := options(s)
	o.FirstByte, o.Stall, o.Timeout = 1000*time.Hour, 1000*time.Hour, 1000*time.Hour
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	_, err := client(t, o).Chat(ctx, ask, nil)
	var e *llm.Error
	if !errors.As(err, &e) || e.Kind != llm.KindTimeout || !errors.Is(err, context.DeadlineExceeded) || e.Attempts != 1 || e.Usage.Untold != 1 {
		t.Errorf("%+v", err)
	}
}

// Each failure that is worth a retry ends well if the next attempt does.
func TestRetriesSucceed(t *testing.T) {
	for _, x := range failureCases() {
		if x.attempts != always {
			continue
		}
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			s := llmtest.New(t, x.step, llmtest.Text("all is well"))
			var screen shown
			reply, err := client(t, options(s)).Chat(t.Context(), ask, screen.on)
			if err != nil {
				t.Fatal(err)
			}
			if reply.Text != "all is well" || screen.text != reply.Text || reply.Attempts != 2 {
				t.Errorf("%+v, shown %q", reply, screen.text)
			}
			if x.partial != "" && (screen.resets != 1 || reply.Usage.Untold != 1 || reply.Usage.CostKnown) {
				t.Errorf("%d resets, %+v", screen.resets, reply.Usage)
			}
		})
	}
}

func TestWaits(t *testing.T) {
	for name, x := range map[string]struct {
		step llmtest.Step
		want time.Duration
	}{
		"backoff with jitter": {llmtest.Status(500, "", "x"), 250 * time.Millisecond},
		"Retry-After":         {llmtest.RateLimited("7"), 7*time.Second + 250*time.Millisecond},
		"Retry-After in ms":   {llmtest.RateLimited("").Header("Retry-After-Ms", "1500"), 1500*time.Millisecond + 187500*time.Microsecond},
		"Retry-After date":    {llmtest.RateLimited("Thu, 05 Nov 2026 12:00:30 GMT"), 30*time.Second + 250*time.Millisecond},
		"reset header": {llmtest.RateLimited("").Header("x-ratelimit-remaining-tokens", "0").Header("x-ratelimit-reset-tokens", "55"),
			55*time.Second + 250*time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			s := llmtest.New(t, x.step, llmtest.Text("ok"))
			var screen shown
			if _, err := client(t, options(s)).Chat(t.Context(), ask, screen.on); err != nil {
				t.Fatal(err)
			}
			if slept := s.Clock.Slept(); len(slept) != 1 || slept[0] != x.want || len(screen.waits) != 1 || screen.waits[0] != x.want {
				t.Errorf("slept %v, told %v, want %v", slept, screen.waits, x.want)
			}
		})
	}
}

func TestCancelAtOnce(t *testing.T) {
	for name, step := range map[string]llmtest.Step{
		"before the stream": llmtest.Text("x").HangBefore(), "in the stream": llmtest.Text("one two three four").HangInside(),
		"in the wait": llmtest.RateLimited("60"),
	} {
		t.Run(name, func(t *testing.T) {
			s := llmtest.New(t, step)
			o := options(s)
			o.FirstByte, o.Stall = time.Hour*1000, time.Hour*1000
			if name == "in the wait" {
				s.Clock.Block()
			}
			ctx, cancel := context.WithCancelCause(t.Context())
			why := errors.New("ctrl+c")
			time.AfterFunc(20*time.Millisecond, func() { cancel(why) })
			start := time.Now()
			_, err := client(t, o).Chat(ctx, ask, nil)
			if d := time.Since(start); d > 2*time.Second {
				t.Errorf("took %v", d)
			}
			if k, _ := llm.KindOf(err); k != llm.KindCanceled || !errors.Is(err, why) {
				t.Errorf("%v", err)
			}
			checkProblem(t, err)
		})
	}
}
