package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"archreview/internal/llm/llmtest"
	"archreview/internal/problem"
	"archreview/internal/streams"
)

func TestAKeyGoesToItsOwnEndpoint(t *testing.T) {
	const local, router, openAI = "http://localhost:11434/v1", "https://openrouter.ai/api/v1", "https://api.openai.com/v1"
	cases := []struct {
		name, flag string
		env        map[string]string
		base, key  string
		foreign    int
	}{
		{"nothing", "", nil, openAI, "", 0},
		{"OpenAI", "", map[string]string{envOpenAIKey: "k"}, openAI, envOpenAIKey, 0},
		{"OpenAI by flag", openAI, map[string]string{envOpenAIKey: "k"}, openAI, envOpenAIKey, 0},
		{"OpenAI unencrypted", "http://api.openai.com/v1", map[string]string{envOpenAIKey: "k"}, "http://api.openai.com/v1", "", 1},
		{"a name that looks alike", "https://api.openai.com.evil.example/v1", map[string]string{envOpenAIKey: "k"}, "https://api.openai.com.evil.example/v1", "", 1},
		{"another port", "https://api.openai.com:8443/v1", map[string]string{envOpenAIKey: "k"}, "https://api.openai.com:8443/v1", "", 1},
		{"local by flag", local, map[string]string{envOpenAIKey: "k"}, local, "", 1},
		{"local by OPENAI_BASE_URL", "", map[string]string{envOpenAIKey: "k", envOpenAIURL: local}, local, envOpenAIKey, 0},
		{"OpenAI by flag, key of a proxy", openAI, map[string]string{envOpenAIKey: "k", envOpenAIURL: local}, openAI, "", 1},
		{"own", "", map[string]string{envKey: "k", envURL: router, envOpenAIKey: "o"}, router, envKey, 1},
		{"own by flag", router, map[string]string{envKey: "k"}, router, envKey, 0},
		{"own key, other flag", local, map[string]string{envKey: "k", envURL: router}, local, "", 1},
		{"own key, no address", "", map[string]string{envKey: "k"}, openAI, "", 1},
		{"own URL comes before OpenAI's", "", map[string]string{envURL: router, envOpenAIURL: local, envOpenAIKey: "o"}, router, "", 1},
		{"blank values do not count", "", map[string]string{envURL: "  ", envOpenAIKey: " "}, openAI, "", 0},
	}
	for _, c := range cases {
		e := resolve(&modelOptions{baseURL: c.flag}, func(k string) string { return c.env[k] }, nil)
		if e.base.value != c.base || e.keyFrom != c.key || len(e.foreign) != c.foreign || e.key.Empty() != (c.key == "") {
			t.Errorf("%s: base %s, key %q, foreign %v", c.name, e.base.value, e.keyFrom, e.foreign)
		}
	}
}

// TestProgressOnATerminal looks at what a terminal gets: a line for each area
// and nothing of a key or an escape of the model's.
func TestProgressOnATerminal(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	server := llmtest.New(t, rest()...)
	var out, err bytes.Buffer
	env := Env{
		Streams: &streams.Streams{In: strings.NewReader("# Shop\n\nA FastAPI service on PostgreSQL and RabbitMQ.\n\n" + lateAck + "\n"), Out: &out, Err: &err, ErrTerminal: true, Width: 60},
		Now:     time.Now, Getenv: func(k string) string {
			return map[string]string{envModel: "test-model", envURL: server.URL, envKey: "sk-secret"}[k]
		},
	}
	if code := Run(context.Background(), env, []string{"--doc", "-"}); code != problem.OK {
		t.Fatalf("exit code %d: %s", code, err.String())
	}
	said := err.String()
	for _, want := range []string{"sending 1 document", "D Security", "J ", "HIGH   Scans are acknowledged", "1 finding\n", "calls, "} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said", want)
		}
	}
	for _, line := range strings.FieldsFunc(said, func(r rune) bool { return r == '\r' || r == '\n' }) {
		if strings.HasPrefix(line, "\x1b[K") && !strings.Contains(line, "archreview:") && len([]rune(line)) > 60+3 {
			t.Errorf("%q is wider than the terminal", line)
		}
	}
	if strings.Contains(said, "sk-secret") || strings.Contains(out.String(), "sk-secret") {
		t.Error("the key is shown")
	}
}
