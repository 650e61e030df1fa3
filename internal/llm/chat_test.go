package llm_test

import (
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"archreview/internal/llm"
	"archreview/internal/llm/llmtest"
)

func TestNetworkFailures(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + l.Addr().String()
	l.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	for _, x := range []struct {
		name, url, says string
		attempts        int
	}{
		{"refused", closed, "refused", attempts},
		{"TLS certificate", secure.URL, "certificate", 1},
		{"no TLS", strings.Replace(plain.URL, "http:", "https:", 1), "TLS", 1},
	} {
		t.Run(x.name, func(t *testing.T) {
			clock := llmtest.NewClock()
			c := client(t, llm.Options{BaseURL: x.url, Model: "m", Retries: 2, Clock: clock})
			_, err := c.Chat(t.Context(), ask, nil)
			e, ok := err.(*llm.Error)
			if !ok || e.Kind != llm.KindNetwork || e.Attempts != x.attempts || len(clock.Slept()) != x.attempts-1 || !strings.Contains(e.Message, x.says) {
				t.Errorf("%+v", err)
			}
			checkProblem(t, err)
		})
	}
}

func TestSuccesses(t *testing.T) {
	for _, x := range []struct {
		name     string
		step     llmtest.Step
		text     string
		known    bool
		streamed bool
	}{
		{"plain", llmtest.Text("one two three four five"), "one two three four five", true, true},
		{"no [DONE]", llmtest.Text("a b").NoDone(), "a b", true, true},
		{"[DONE] without a reason", llmtest.Text("a b").Finish(""), "a b", true, true},
		{"1000 comments", llmtest.Text("a b").Comments(1000), "a b", true, true},
		{"no usage", llmtest.Text("a b").NoUsage(), "a b", false, true},
		{"hang at the end", llmtest.Text("a b").HangAtEnd(), "a b", false, true},
		{"thoughts apart", llmtest.Text("a b").Thoughts("hm"), "a b", true, true},
		{"thoughts inside", llmtest.Text("<think>hm hm hm hm hm hm</think>\n\na b"), "a b", true, true},
		{"looks like a thought", llmtest.Text("<thin"), "<thin", true, true},
		{"other content type", llmtest.Raw(200, "text/plain", piece+"\n"+end+"\ndata: [DONE]\n\n"), "Hel", false, true},
		{"no content type, crlf", llmtest.Raw(200, "", strings.ReplaceAll(piece+"\n"+end+"\ndata: [DONE]\n\n", "\n", "\r\n")), "Hel", false, true},
		{"bare cr", llmtest.Raw(200, "text/event-stream", strings.ReplaceAll(piece+"\n"+end+"\n", "\n", "\r")), "Hel", false, true},
		{"no space, no blank lines", llmtest.Raw(200, "text/event-stream", strings.ReplaceAll(piece+end, "data: ", "data:")), "Hel", false, true},
		{"last line not ended", llmtest.Raw(200, "text/event-stream", piece+"\n"+strings.TrimSpace(end)), "Hel", false, true},
		{"data over lines", llmtest.Stream(`data: {"choices":[{"delta":`, `data: {"content":"Hel"},"finish_reason":"stop"}]}`, ""), "Hel", false, true},
		{"error null first", llmtest.Stream(`data: {"error":null,"choices":[{"delta":{"content":"Hel"},"finish_reason":"stop"}]}`, ""), "Hel", false, true},
		{"content in parts", llmtest.Stream(data(`{"choices":[{"delta":{"content":[{"type":"thinking","text":"hm"},{"type":"text","text":"Hel"}]},"finish_reason":"eos"}]}`)), "Hel", false, true},
		{"the word error in the text", llmtest.Text(`{"error": "a"}`), `{"error": "a"}`, true, true},
		{"other choices left alone", llmtest.Stream(piece, data(`{"choices":[{"index":1,"delta":{"content":"X"}}]}`), end), "Hel", false, true},
		{"in one piece", llmtest.Whole("Hello", "stop"), "Hello", true, false},
		{"in one piece, no reason", llmtest.Raw(200, "application/json", `{"choices":[{"message":{"content":"Hello"}}]}`), "Hello", false, false},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			s := llmtest.New(t, x.step)
			var screen shown
			reply, err := client(t, options(s)).Chat(t.Context(), ask, screen.on)
			if err != nil {
				t.Fatal(err)
			}
			if reply.Text != x.text || screen.text != x.text || reply.Usage.Known != x.known || reply.Streamed != x.streamed {
				t.Errorf("%+v, shown %q", reply, screen.text)
			}
		})
	}
}

func TestLadder(t *testing.T) {
	mode := func(m string) func(*llmtest.Request) bool {
		return func(r *llmtest.Request) bool { return r.Mode() == m }
	}
	refuse := func(words string) llmtest.Step { return llmtest.Raw(400, "application/json", words) }
	answer := llmtest.Text(`{"ok": true}`)
	for _, x := range []struct {
		name  string
		steps []llmtest.Step
		want  llm.Mode
		modes []string
	}{
		{"schema", []llmtest.Step{answer.Times(2)}, llm.ModeSchema, []string{"json_schema", "json_schema"}},
		{"object", []llmtest.Step{
			refuse(`{"error":{"message":"This response_format type is unavailable now"}}`).When(mode("json_schema")), answer.Times(2).When(mode("json_object")),
		}, llm.ModeObject, []string{"json_schema", "json_object", "json_object"}},
		{"text", []llmtest.Step{
			refuse(`{"error":{"message":"json_schema is not supported","param":"response_format"}}`).When(mode("json_schema")),
			refuse(`{"error":"'response_format.type' must be 'json_schema' or 'text'"}`).When(mode("json_object")), answer.Times(2).When(mode("text")),
		}, llm.ModeText, []string{"json_schema", "json_object", "text", "text"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := llmtest.New(t, x.steps...)
			c := client(t, options(s))
			for range 2 {
				reply, err := c.Chat(t.Context(), askJSON, nil)
				if err != nil || reply.Mode != x.want || reply.Text != `{"ok": true}` {
					t.Fatalf("%+v, %v", reply, err)
				}
			}
			var modes []string
			for _, r := range s.Requests() {
				modes = append(modes, r.Mode())
				if told := strings.Contains(r.Prompt(), "JSON Schema"); told == (r.Mode() == "json_schema") {
					t.Errorf("%s: schema in words: %v", r.Mode(), told)
				}
			}
			if !slices.Equal(modes, x.modes) || len(s.Clock.Slept()) != 0 {
				t.Errorf("modes %v, slept %v", modes, s.Clock.Slept())
			}
		})
	}
}

func TestLadderIgnoredAndOwnFault(t *testing.T) {
	s := llmtest.New(t, llmtest.Text("Here it is: {}"), llmtest.Text("```json\n{}\n```"))
	c := client(t, options(s))
	for range 2 {
		if reply, err := c.Chat(t.Context(), askJSON, nil); err != nil || reply.Mode != llm.ModeText {
			t.Errorf("accepted and ignored: %+v, %v", reply, err)
		}
	}
	if r := s.Requests(); r[0].Mode() != "json_schema" || r[1].Mode() != "text" {
		t.Error("the endpoint that ignores schemas is asked for one again")
	}

	// A schema that the endpoint dislikes is no word about other schemas.
	s = llmtest.New(t, llmtest.Status(400, "invalid_request_error", "Invalid schema for response_format 'r'"), llmtest.Text("{}").Times(2))
	c = client(t, options(s))
	other := askJSON
	other.Schema = &llm.Schema{Name: "other", JSON: askJSON.Schema.JSON}
	for _, q := range []llm.Request{askJSON, other} {
		if _, err := c.Chat(t.Context(), q, nil); err != nil {
			t.Fatal(err)
		}
	}
	if r := s.Requests(); r[1].Mode() != "json_object" || r[2].Mode() != "json_schema" {
		t.Errorf("modes %s, %s", r[1].Mode(), r[2].Mode())
	}
}

func TestLadderTogether(t *testing.T) {
	old := llmtest.Status(400, "", "response_format is not supported").When(func(r *llmtest.Request) bool { return r.Mode() != "text" }).Always()
	s := llmtest.New(t, old, llmtest.Text("{}").Times(10))
	c := client(t, options(s))
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if reply, err := c.Chat(t.Context(), askJSON, nil); err != nil || reply.Mode != llm.ModeText {
				t.Errorf("%+v, %v", reply, err)
			}
		})
	}
	wg.Wait()
}

func TestParameters(t *testing.T) {
	half, seed := float32(0), 7
	refuse := func(param, words string) llmtest.Step {
		raw, _ := json.Marshal(map[string]any{"error": map[string]any{"message": words, "param": param, "code": "unsupported_parameter"}})
		return llmtest.Raw(400, "application/json", string(raw))
	}
	newName := "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
	for _, x := range []struct {
		name, model string
		steps       []llmtest.Step
		check       func(llmtest.Chat) bool
	}{
		{"old name", "llama3.1", nil, func(r llmtest.Chat) bool {
			return *r.MaxTokens == 100 && r.MaxCompletionTokens == nil && *r.Temperature == 0
		}},
		{"reasoning", "gpt-5-mini", nil, func(r llmtest.Chat) bool {
			return r.MaxTokens == nil && *r.MaxCompletionTokens == 100 && r.Temperature == nil
		}},
		{"reasoning gpt-6", "gpt-6-sol", nil, func(r llmtest.Chat) bool {
			return r.MaxTokens == nil && *r.MaxCompletionTokens == 100 && r.Temperature == nil
		}},
		{"vendor before", "openai/o3", nil, func(r llmtest.Chat) bool { return r.MaxTokens == nil && r.Temperature == nil }},
		{"learns the new name", "deploy", []llmtest.Step{refuse("max_tokens", newName)}, func(r llmtest.Chat) bool { return r.MaxTokens == nil && *r.MaxCompletionTokens == 100 }},
		{"learns the old name", "o3d-local", []llmtest.Step{refuse("", "Unrecognized request argument supplied: max_completion_tokens")},
			func(r llmtest.Chat) bool { return *r.MaxTokens == 100 && r.MaxCompletionTokens == nil }},
		{"learns neither", "x", []llmtest.Step{refuse("max_tokens", newName), refuse("max_completion_tokens", "unknown parameter max_completion_tokens")},
			func(r llmtest.Chat) bool { return r.MaxTokens == nil && r.MaxCompletionTokens == nil }},
		{"no stream_options", "x", []llmtest.Step{refuse("stream_options", "Extra inputs are not permitted")}, func(r llmtest.Chat) bool { return r.StreamOptions == nil }},
		{"no temperature", "x", []llmtest.Step{refuse("temperature", "Unsupported value: 'temperature' does not support 0")}, func(r llmtest.Chat) bool { return r.Temperature == nil }},
		{"no system", "gemma", []llmtest.Step{refuse("", "System role not supported")}, func(r llmtest.Chat) bool {
			return len(r.Messages) == 1 && r.Messages[0].Content == "You review.\n\nReview this."
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := llmtest.New(t, append(x.steps, llmtest.Text("ok").Times(2))...)
			o := options(s)
			o.Model, o.Temperature, o.Seed, o.Retries = x.model, &half, &seed, -1
			c := client(t, o)
			for range 2 {
				if _, err := c.Chat(t.Context(), ask, nil); err != nil {
					t.Fatal(err)
				}
			}
			for _, r := range s.Requests()[len(x.steps):] {
				if !x.check(r.Chat) {
					t.Errorf("%s", r.Body)
				}
			}
		})
	}
}

func TestUsageAndCost(t *testing.T) {
	told := llmtest.Usage{Prompt: 2_000_000, Cached: 1_000_000, Completion: 100_000, Reasoning: 40_000}
	free := 0.0
	for _, x := range []struct {
		name, model string
		own         []llm.Price
		cost        float64
		known       bool
	}{
		{"known", "gpt-4.1-mini", nil, 0.40 + 0.10 + 0.16, true},
		{"dated", "openai/gpt-4.1-mini-2025-04-14", nil, 0.66, true},
		{"long prompt", "gpt-6.1-sol", nil, 4 + 0.2 + 1.5, true},
		{"unknown", "llama3.1", nil, 0, false},
		{"own", "llama3.1", []llm.Price{{Model: "Llama3.1", Input: 1, Output: 10}}, 2 + 1, true},
		{"own and free", "local", []llm.Price{{Model: "local", Cached: &free}}, 0, true},
	} {
		s := llmtest.New(t, llmtest.Text("ok").Told(told))
		o := options(s)
		o.Model, o.Prices = x.model, x.own
		reply, err := client(t, o).Chat(t.Context(), ask, nil)
		if err != nil {
			t.Fatal(err)
		}
		u := reply.Usage
		if !u.Known || u.PromptTokens != told.Prompt || u.CachedTokens != told.Cached || u.CompletionTokens != told.Completion || u.ReasoningTokens != told.Reasoning {
			t.Errorf("%s: %+v", x.name, u)
		}
		if u.CostKnown != x.known || u.CostUSD < x.cost-1e-9 || u.CostUSD > x.cost+1e-9 {
			t.Errorf("%s: $%v (known %v), want $%v", x.name, u.CostUSD, u.CostKnown, x.cost)
		}
	}
}

func TestLimitsAreLearnedAndShared(t *testing.T) {
	full := llmtest.Text("ok").Header("x-ratelimit-limit-requests", "60").Header("x-ratelimit-remaining-requests", "2").
		Header("x-ratelimit-limit-tokens", "6000").Header("x-ratelimit-remaining-tokens", "5000")
	s := llmtest.New(t, full, llmtest.Text("ok").Times(4))
	c := client(t, options(s))
	for range 5 {
		if _, err := c.Chat(t.Context(), ask, nil); err != nil {
			t.Fatal(err)
		}
	}
	// Two more at once, then one each second.
	if slept := s.Clock.Slept(); len(slept) != 2 || slept[0] != time.Second || slept[1] != time.Second {
		t.Errorf("slept %v", slept)
	}

	empty := llmtest.Text("ok").Header("x-ratelimit-remaining-tokens", "0").Header("x-ratelimit-reset-tokens", "6s")
	s = llmtest.New(t, empty, llmtest.Text("ok"))
	c = client(t, options(s))
	for range 2 {
		if _, err := c.Chat(t.Context(), ask, nil); err != nil {
			t.Fatal(err)
		}
	}
	if slept := s.Clock.Slept(); len(slept) != 1 || slept[0] != 6*time.Second {
		t.Errorf("slept %v", slept)
	}
}
