package cli

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"archreview/agent/review"
	"archreview/internal/llm/llmtest"
	"archreview/internal/mcp"
	"archreview/internal/streams"
)

// editor is a client of a server that sits at the real desk, in a folder and
// with a state of its own.
type editor struct {
	t      *testing.T
	client *sdk.ClientSession
}

func newEditor(t *testing.T, env map[string]string) *editor {
	t.Helper()
	e := &Env{Streams: &streams.Streams{In: strings.NewReader(""), Out: failing{t}, Err: failing{t}}, Now: time.Now, Getenv: func(k string) string { return env[k] }}
	opts, err := serverOptions(e, &reviewOptions{model: modelOptions{engine: "auto", parallel: 4}})
	if err != nil {
		t.Fatal(err)
	}
	server, err := mcp.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	near, far := sdk.NewInMemoryTransports()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx, far) }()
	c, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, &sdk.ClientOptions{Capabilities: &sdk.ClientCapabilities{}}).Connect(ctx, near, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Close()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return &editor{t, c}
}

// failing is a stream to which nothing may be written.
type failing struct{ t *testing.T }

// Write fails the test.
func (f failing) Write(p []byte) (int, error) {
	f.t.Errorf("written: %q", p)
	return len(p), nil
}

var _ io.Writer = failing{}

// tool calls a tool that has to work and decodes its value.
func (e *editor) tool(name string, args map[string]any, into any) string {
	e.t.Helper()
	r, err := e.client.CallTool(context.Background(), &sdk.CallToolParams{Name: name, Arguments: args})
	if err != nil {
		e.t.Fatalf("%s: %v", name, err)
	}
	text := r.Content[0].(*sdk.TextContent).Text
	raw, err := json.Marshal(r.StructuredContent)
	if r.IsError || err != nil {
		e.t.Fatalf("%s: %s %v", name, text, err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		e.t.Fatal(err)
	}
	return text
}

type reply struct {
	Status     string
	Session    string
	Sends      string
	Host       string
	Concerns   []struct{ ID, Severity string }
	Review     review.Review
	DeepDive   review.DeepDive `json:"deep_dive"`
	Guidance   review.Guidance
	Reply      review.Reply
	Dispute    review.Dispute
	Comparison review.Comparison
	States     map[string]int
}

// desktop makes a folder with a design, a state folder, and goes there.
func desktop(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("XDG_STATE_HOME", filepath.Join(dir, ".state"))
	t.Chdir(dir)
	design := "# Shop\n\nThe shop is a Django monolith on PostgreSQL with Celery and Redis.\n" + lateAck + "\n" + nightly + "\n" + tourList + "\n" +
		"The database takes password = \"hunter2longer!x9\" from the wiki.\n"
	if err := os.WriteFile("design.md", []byte(design), 0o600); err != nil {
		t.Fatal(err)
	}
	return design
}

// TestEditorDrivesAReviewByAModel goes from the first call to the comparison,
// with an endpoint that hears nothing before it is confirmed.
func TestEditorDrivesAReviewByAModel(t *testing.T) {
	design := desktop(t)
	server := llmtest.New(t, append(talks(), rest()...)...)
	env := map[string]string{"ARCHREVIEW_MODEL": "test-model", "ARCHREVIEW_BASE_URL": server.URL}
	e := newEditor(t, env)
	args := map[string]any{"paths": []string{"design.md"}, "answers": map[string]string{"team": "six engineers = two teams"}}
	var r reply
	e.tool("review_start", args, &r)
	if r.Status != "confirmation_needed" || !strings.Contains(r.Sends, "design.md") || !strings.Contains(r.Sends, r.Host) || !strings.Contains(r.Sends, "1 secret is masked") {
		t.Fatalf("start %+v", r)
	}
	id := r.Session
	e.tool("review_run", map[string]any{"session": id}, &r)
	if n := len(server.Requests()); n != 0 || r.Status != "confirmation_needed" {
		t.Fatalf("%d calls before the confirmation", n)
	}
	args["confirm_send"] = true
	e.tool("review_start", args, &r)
	if r.Status != "ready" || r.Session != id {
		t.Fatalf("confirmed %+v", r)
	}
	r = reply{}
	e.tool("review_run", map[string]any{"session": id}, &r)
	if r.Review.Engine.Name != "model" || len(r.Concerns) == 0 || len(server.Requests()) == 0 {
		t.Fatalf("review %+v", r.Review.Engine)
	}
	e.tool("deep_dive", map[string]any{"session": id, "area": "I"}, &r)
	if r.DeepDive.Engine.Name != "model" || r.DeepDive.Area != "dataflow" {
		t.Errorf("deep dive %+v", r.DeepDive.Engine)
	}
	e.tool("ask", map[string]any{"session": id, "question": "When does the tick appear?"}, &r)
	if r.Reply.Engine.Name != "model" {
		t.Errorf("reply %+v", r.Reply)
	}
	e.tool("guide", map[string]any{"session": id, "concern": "event-flow"}, &r)
	e.tool("dispute", map[string]any{"session": id, "concern": "event-flow", "reason": "the tick waits"}, &r)
	if r.Guidance.Approach == "" || r.Dispute.Outcome != review.Upheld {
		t.Errorf("guidance %q, dispute %+v", r.Guidance.Approach, r.Dispute)
	}
	if err := os.WriteFile("design.md", []byte(strings.Replace(design, lateAck, waits, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	e.tool("compare", map[string]any{"old": id, "new": "design.md", "offline": true}, &r)
	if r.Comparison.Schema != review.ComparisonSchema || len(r.Comparison.Answers) != 0 {
		t.Errorf("comparison %+v", r.Comparison.Answers)
	}
	for _, x := range server.Requests() {
		if strings.Contains(string(x.Body), "hunter2longer") {
			t.Error("a secret was sent")
		}
	}
}

// TestEditorGoesOnWithAKeptSession finds a session again by its id, in another
// server; with a model that has to be confirmed there too.
func TestEditorGoesOnWithAKeptSession(t *testing.T) {
	desktop(t)
	var r reply
	t.Run("first", func(t *testing.T) {
		e := newEditor(t, nil)
		e.tool("review_start", map[string]any{"paths": []string{"design.md"}}, &r)
		e.tool("interview_answer", map[string]any{"session": r.Session, "key": "team", "answer": "six engineers"}, &r)
		e.tool("review_run", map[string]any{"session": r.Session}, &r)
	})
	id := r.Session
	t.Run("second", func(t *testing.T) {
		var again reply
		newEditor(t, nil).tool("review_get", map[string]any{"session": id}, &again)
		if len(again.Concerns) == 0 || again.Concerns[0] != r.Concerns[0] {
			t.Errorf("the review is another one: %+v", again.Concerns)
		}
	})
	t.Run("with a model", func(t *testing.T) {
		server := llmtest.New(t, rest()...)
		e := newEditor(t, map[string]string{"ARCHREVIEW_MODEL": "test-model", "ARCHREVIEW_BASE_URL": server.URL})
		var again reply
		for _, confirm := range []bool{true, false} {
			e.tool("ask", map[string]any{"session": id, "question": "What about backups?", "confirm_send": confirm}, &again)
		}
		if len(server.Requests()) != 0 || again.Status != "confirmation_needed" {
			t.Errorf("%d calls, %+v", len(server.Requests()), again)
		}
	})
}
