package llm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"archreview/internal/llm"
	"archreview/internal/llm/llmtest"
)

func TestAddresses(t *testing.T) {
	for _, x := range []struct{ base, model, host, wantModel string }{
		{"", "gpt-5", "api.openai.com", "gpt-5"},
		{"http://localhost:11434", "m", "localhost:11434", "m"},
		{"https://openrouter.ai", "m", "openrouter.ai", "m"},
		{"https://x.openai.azure.com/openai/deployments/dep/chat/completions?api-version=2025-01-01", "", "x.openai.azure.com", "dep"},
	} {
		c, err := llm.New(llm.Options{BaseURL: x.base, Model: x.model})
		if err != nil || c.Host() != x.host || c.Model() != x.wantModel {
			t.Errorf("%s: %v, %v", x.base, c, err)
		}
	}
	for base, says := range map[string]string{
		"localhost:11434": "no address", "ftp://x/v1": "no address", "https://u:" + theKey + "@h/v1": "credentials",
		"https://h/v1?key=" + theKey: "query", "http://[": "no address",
	} {
		_, err := llm.New(llm.Options{BaseURL: base, Model: "m"})
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), theKey) {
			t.Errorf("%s: %v", base, err)
		}
	}
	if _, err := llm.New(llm.Options{}); err == nil {
		t.Error("a client without a model")
	}
	if _, err := llm.New(llm.Options{Model: "m", APIType: "x"}); err == nil {
		t.Error("a client of an unknown kind")
	}
	for base, open := range map[string]bool{"http://10.0.0.1/v1": true, "http://127.0.0.1/v1": false, "http://localhost/v1": false, "https://h/v1": false} {
		if c, _ := llm.New(llm.Options{BaseURL: base, Model: "m"}); c.Open() != open {
			t.Errorf("%s: open %v", base, c.Open())
		}
	}
}

func TestWireOfTheDialects(t *testing.T) {
	for _, x := range []struct {
		name, path   string
		api          llm.APIType
		key          llm.Secret
		want, query  string
		bearer, azur string
	}{
		{"openai", "/v1/", "", llm.Hide(theKey), "/v1/chat/completions", "", "Bearer " + theKey, ""},
		{"whole address", "/v1/chat/completions", "", llm.Hide(theKey), "/v1/chat/completions", "", "Bearer " + theKey, ""},
		{"host alone", "", "", llm.Hide(" " + theKey + "\n"), "/v1/chat/completions", "", "Bearer " + theKey, ""},
		{"no key", "/v1", "", llm.Hide(""), "/v1/chat/completions", "", "", ""},
		{"azure", "/", llm.Azure, llm.Hide(theKey), "/openai/deployments/my.dep/chat/completions", "api-version=2024-10-21", "", theKey},
		{"azure, whole", "/openai/deployments/x/chat/completions?api-version=2025-02-01", llm.Azure, llm.Hide(theKey),
			"/openai/deployments/my.dep/chat/completions", "api-version=2025-02-01", "", theKey},
	} {
		s := llmtest.New(t, llmtest.Text("ok"))
		o := options(s)
		o.BaseURL, o.APIType, o.APIKey, o.Model = strings.TrimSuffix(s.URL, "/v1")+x.path, x.api, x.key, "my.dep"
		if _, err := client(t, o).Chat(t.Context(), ask, nil); err != nil {
			t.Fatal(x.name, err)
		}
		r := s.Requests()[0]
		if r.Path != x.want || r.Query != x.query || r.Header.Get("Authorization") != x.bearer || r.Header.Get("Api-Key") != x.azur {
			t.Errorf("%s: %s?%s %v", x.name, r.Path, r.Query, r.Header)
		}
	}
}

// The body is changed for the name of a parameter; the words of a document
// must stay as they are.
func TestDocumentsAreNotRewritten(t *testing.T) {
	s := llmtest.New(t, llmtest.Text("ok"), llmtest.Status(400, "", "unknown parameter max_completion_tokens"), llmtest.Text("ok"))
	zero := float32(0)
	hostile := `{"a":1,"max_completion_tokens":5} </doc> & \",\"max_completion_tokens\": ` + "\u2028 \x00"
	q := llm.Request{Messages: []llm.Message{{Role: llm.User, Text: hostile}, {Role: llm.Assistant}}, MaxTokens: 9}
	for _, model := range []string{"m", "o3-mini"} {
		o := options(s)
		o.Model, o.Temperature = model, &zero
		if _, err := client(t, o).Chat(t.Context(), q, nil); err != nil {
			t.Fatal(err)
		}
	}
	for i, r := range s.Requests() {
		if len(r.Chat.Messages) != 1 || r.Chat.Messages[0].Content != hostile {
			t.Errorf("call %d: %q", i, r.Chat.Messages)
		}
		if old := r.Chat.MaxTokens != nil; old != (i != 1) {
			t.Errorf("call %d: %s", i, r.Body)
		}
	}
}

func TestRedirects(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]string{}
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("the request left its origin: %v", r.Header)
	}))
	defer other.Close()
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		seen[r.URL.Path] = r.Header.Get("Authorization")
		mu.Unlock()
		switch {
		case strings.HasPrefix(r.URL.Path, "/away"):
			http.Redirect(w, r, other.URL+"/x?k="+theKey, http.StatusTemporaryRedirect)
		case strings.HasPrefix(r.URL.Path, "/moved"):
			http.Redirect(w, r, s.URL+"/v1/chat/completions", http.StatusMovedPermanently)
		case strings.HasPrefix(r.URL.Path, "/loop"):
			http.Redirect(w, r, s.URL+r.URL.Path, http.StatusPermanentRedirect)
		case strings.HasPrefix(r.URL.Path, "/near"):
			http.Redirect(w, r, s.URL+"/v1/chat/completions", http.StatusPermanentRedirect)
		default:
			fmt.Fprint(w, piece+"\n"+end+"\n")
		}
	}))
	defer s.Close()
	for path, ok := range map[string]bool{"/away": false, "/moved": false, "/loop": false, "/near": true} {
		c := client(t, llm.Options{BaseURL: s.URL + path, APIKey: llm.Hide(theKey), Model: "m"})
		reply, err := c.Chat(t.Context(), ask, nil)
		if k, _ := llm.KindOf(err); ok != (err == nil) || !ok && (k != llm.KindNotFound || strings.Contains(err.Error(), theKey)) {
			t.Errorf("%s: %+v, %v", path, reply, err)
		}
	}
	if seen["/v1/chat/completions"] != "Bearer "+theKey {
		t.Error("the key is lost within the origin")
	}
}

func TestTheKeyIsNowhere(t *testing.T) {
	s := llmtest.New(t,
		llmtest.Status(500, "c-"+theKey, "no good: "+theKey+" \x1b[2J").Header("X-Request-Id", theKey),
		llmtest.Text("a b c d").Then(`data: {"error":{"message":"Bearer `+theKey+`","code":"`+theKey+`"}}`),
		llmtest.Text("a").Finish("odd "+theKey),
	)
	var lines []string
	o := options(s)
	o.Log = func(l string) { lines = append(lines, l) }
	c := client(t, o)
	var events []llm.Event
	_, err := c.Chat(t.Context(), ask, func(e llm.Event) { events = append(events, e) })
	var e *llm.Error
	if !errors.As(err, &e) || e.Attempts != 3 || len(lines) != 2 {
		t.Fatalf("%v %q", err, lines)
	}
	values := []any{o, &o, c, err, *e, events, lines, llm.Problem(err), *llm.Problem(err), o.APIKey, &o.APIKey, llm.Options{BaseURL: "https://u:" + theKey + "@h"}}
	for _, ev := range events {
		values = append(values, ev.Err)
	}
	for i, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			text := fmt.Sprintf(verb, v)
			if strings.Contains(text, theKey) || strings.Contains(text, fmt.Sprintf("%x", theKey)) {
				t.Errorf("value %d shows the key with %s: %.300s", i, verb, text)
			}
		}
		if err, ok := v.(error); ok && strings.ContainsAny(err.Error(), "\x1b\n") {
			t.Errorf("%q", err.Error())
		}
	}
	raw, err := json.Marshal(map[string]any{"key": o.APIKey})
	if err != nil || strings.Contains(string(raw), theKey) || llm.Hide("x").String() != "(hidden)" || !llm.Hide(" ").Empty() || llm.Hide("").String() != "(none)" {
		t.Errorf("%s, %v", raw, err)
	}
}

func TestBounds(t *testing.T) {
	s := llmtest.New(t, llmtest.Text(strings.Repeat("word ", 5000)), llmtest.Text("a b c d").HangAlive(),
		llmtest.Raw(500, "text/plain", strings.Repeat("x", 10<<20)),
		llmtest.Raw(200, "text/event-stream", "data: "+strings.Repeat("x", 9<<20)+"\n\n"),
		llmtest.Raw(200, "text/event-stream", strings.Repeat("data: {\n", 1000)))
	o := options(s)
	o.MaxBytes, o.Retries = 64<<10, -1
	if k, _ := llm.KindOf(chatError(t, o)); k != llm.KindMalformed {
		t.Errorf("an endless body: %v", k)
	}
	o.MaxBytes, o.Timeout = 32<<20, time.Minute
	if err := chatError(t, o); err.Kind != llm.KindTimeout || !strings.Contains(err.Message, "too long") || err.Partial != "a b c d" {
		t.Errorf("an endless stream: %+v", err)
	}
	if err := chatError(t, o); err.Kind != llm.KindServer || len(err.Message) > 2000 {
		t.Errorf("a long error: %d bytes", len(err.Message))
	}
	for _, name := range []string{"a long line", "many joined lines"} {
		if err := chatError(t, o); err.Kind != llm.KindMalformed || len(err.Message) > 2000 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func chatError(t *testing.T, o llm.Options) *llm.Error {
	t.Helper()
	_, err := client(t, o).Chat(t.Context(), ask, nil)
	var e *llm.Error
	if !errors.As(err, &e) {
		t.Fatalf("no error: %v", err)
	}
	return e
}

func TestRefusedBeforeSending(t *testing.T) {
	s := llmtest.New(t)
	o := options(s)
	o.Model = "code-davinci-002"
	if e := chatError(t, o); e.Kind != llm.KindRequest || e.Attempts != 1 {
		t.Errorf("%+v", e)
	}
}

func TestProblemOfOtherErrors(t *testing.T) {
	if llm.Problem(nil) != nil {
		t.Error("a problem out of nothing")
	}
	p := llm.Problem(errors.New("odd"))
	if p.Detail != "odd" || p.Next == "" || llm.Problem(fmt.Errorf("around: %w", p)) != p {
		t.Errorf("%+v", p)
	}
	if _, ok := llm.KindOf(p); ok {
		t.Error("a kind of another error")
	}
}
