package llmtest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"archreview/internal/llm/llmtest"
)

// silent takes the place of a test and records its complaints.
type silent struct {
	testing.TB
	said  []string
	after []func()
}

func (s *silent) Helper()                   {}
func (s *silent) Cleanup(f func())          { s.after = append(s.after, f) }
func (s *silent) Errorf(f string, a ...any) { s.said = append(s.said, fmt.Sprintf(f, a...)) }
func (s *silent) end() []string {
	for _, f := range s.after {
		f()
	}
	return s.said
}

func post(t *testing.T, url, body string) (int, string) {
	t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(raw)
}

func TestItComplains(t *testing.T) {
	tb := &silent{}
	s := llmtest.New(tb, llmtest.Text("one"), llmtest.Text("two").Always())
	if said := tb.end(); len(said) != 1 || !strings.Contains(said[0], "was not used") {
		t.Errorf("a step that is left over: %q", said)
	}
	_ = s

	tb = &silent{}
	s = llmtest.New(tb)
	if status, _ := post(t, s.URL+"/chat/completions", `{"messages":[]}`); status != http.StatusBadRequest {
		t.Errorf("a call without a step: status %d", status)
	}
	if status, _ := post(t, s.URL+"/completions", `{}`); status != http.StatusNotFound {
		t.Errorf("another call: status %d", status)
	}
	if said := tb.end(); len(said) != 2 || !strings.Contains(said[0], "no step is left") || !strings.Contains(said[1], "no chat call") {
		t.Errorf("%q", said)
	}
}

func TestItSpeaksTheProtocol(t *testing.T) {
	s := llmtest.New(t,
		llmtest.Text("for b").When(func(r *llmtest.Request) bool { return strings.Contains(r.Prompt(), "bbb") }),
		llmtest.JSON(map[string]int{"a": 1}).Times(2))
	long := strings.Repeat("x", 6000)
	ask := func(tail string) string {
		_, body := post(t, s.URL+"/chat/completions", `{"model":"m","stream":true,"stream_options":{"include_usage":true},
			"messages":[{"role":"user","content":"`+long+tail+`"}]}`)
		return body
	}
	if body := ask("aaa"); !strings.Contains(body, `{\"a\":1}`) || !strings.HasSuffix(body, "data: [DONE]\n\n") || !strings.Contains(body, `"finish_reason":"stop"`) {
		t.Errorf("%s", body)
	}
	if body := ask("bbb"); !strings.Contains(body, "for b") {
		t.Errorf("the step is not chosen by its matcher: %s", body)
	}
	ask("aaa")
	calls, prompt, cached, completion := s.Totals()
	r := s.Requests()
	if calls != 3 || prompt != 3*(6003+6)/4 && prompt < 4500 || completion != 1+1+1 {
		t.Errorf("%d calls, %d, %d, %d tokens", calls, prompt, cached, completion)
	}
	// The second call shares the long beginning with the first, in whole units.
	if r[0].CachedTokens != 0 || r[1].CachedTokens != 1408 || cached != r[1].CachedTokens+r[2].CachedTokens {
		t.Errorf("cached: %d, %d, %d", r[0].CachedTokens, r[1].CachedTokens, r[2].CachedTokens)
	}
}

func TestPiecesJoin(t *testing.T) {
	for _, text := range []string{"", "a", "one two three four five six", strings.Repeat("漢", 50), " lead and trail "} {
		s := llmtest.New(t, llmtest.Text(text))
		_, body := post(t, s.URL+"/chat/completions", `{"messages":[{"role":"user","content":"x"}]}`)
		if strings.Contains(body, "\uFFFD") || bytes.Contains([]byte(body), []byte("usage")) {
			t.Errorf("%q: %s", text, body)
		}
	}
}

func TestClock(t *testing.T) {
	c := llmtest.NewClock()
	start := c.Now()
	fired := 0
	timer := c.AfterFunc(10*time.Second, func() { fired++ })
	if err := c.Sleep(t.Context(), time.Minute); err != nil || c.Now().Sub(start) != time.Minute || fired != 0 {
		t.Errorf("sleeping: %v, %d fired", err, fired)
	}
	c.Elapse(9 * time.Second)
	timer.Reset(10 * time.Second)
	c.Elapse(9 * time.Second)
	if fired != 0 {
		t.Error("fired before its time")
	}
	c.Elapse(time.Second)
	if fired != 1 || timer.Stop() {
		t.Errorf("fired %d times", fired)
	}
	c.Block()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if c.Sleep(ctx, time.Hour) == nil || len(c.Slept()) != 2 {
		t.Error("a blocked sleep")
	}
}
