package plain

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"archreview/agent"
	"archreview/agent/agenttest"
	"archreview/internal/consult"
	"archreview/internal/desk"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/problem"
)

var update = flag.Bool("update", false, "rewrite the transcripts")

const design = `# Ferry tickets

## 1 Context

Two harbours sell tickets to 30,000 passengers. Three Python engineers run it.
At the peak 90 tickets a second are sold.

## 2 Design

FastAPI with 4 pods and 4 Uvicorn workers each writes to PostgreSQL 16.
Each process keeps a SQLAlchemy pool with pool_size=20 and max_overflow=10.
PostgreSQL accepts max_connections = 200.
The printer prints the ticket before the payment is stored.
The timetable hangs on the wall of the hall from six in the morning.
Access tokens are JWTs that are valid for 60 days. Celery jobs wait in Redis with maxmemory-policy allkeys-lru.
Passwords are hashed with MD5. Failed charges are retried at once with max_retries=10.

## 3 Operation

At the counter the printer only starts once the payment is stored.

WAL is shipped to another account every minute and a restore is rehearsed each month.
Releases go out as a canary to one pod and are taken back by one command.
`

const (
	printQuote = "The printer prints the ticket before the payment is stored."
	waitQuote  = "At the counter the printer only starts once the payment is stored."
)

var lexicon = sync.OnceValues(facts.Builtin)

func now() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// tape is a journal in memory.
type tape struct {
	mu      sync.Mutex
	entries []agent.Entry
	full    bool
}

func (t *tape) Keep(e agent.Entry) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.full {
		return errors.New("the disk is full")
	}
	t.entries = append(t.entries, e)
	return nil
}

// answers counts what was kept of the interview.
func (t *tape) answers() int {
	n := 0
	for _, e := range t.entries {
		if e.Kind == agent.KindAnswer {
			n++
		}
	}
	return n
}

// counter stands for a desk: its conversations are real ones.
type counter struct {
	files  map[string]string
	model  agent.Model // nil for the embedded reviewer
	tape   *tape
	recent []desk.Recent
	past   []agent.Entry // of the session that can be resumed
	closed int
	last   *desk.Work
	wrote  []string
}

func (c *counter) Begin(_ context.Context, sources []desk.Source) (*desk.Work, error) {
	var docs []*document.Document
	for i, s := range sources {
		text := s.Text
		if text == "" {
			var ok bool
			if text, ok = c.files[s.Path]; !ok {
				return nil, &problem.Problem{What: s.Path + " cannot be read", Detail: "there is no such file", Next: "check the path"}
			}
		}
		d, err := document.Parse(fmt.Sprintf("d%d", i+1), s.Path, []byte(text))
		if err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	return c.work(docs, nil)
}

func (c *counter) Resume(_ context.Context, id string) (*desk.Work, error) {
	if c.past == nil || id != "2026-03-01-ferry" {
		return nil, &problem.Problem{What: "there is no session " + id, Detail: "none is kept under this id", Next: "sessions list shows them"}
	}
	r, err := agent.Recall(c.past)
	if err != nil {
		return nil, err
	}
	return c.work(r.Documents, c.past)
}

func (c *counter) Recent() ([]desk.Recent, error) { return c.recent, nil }

func (c *counter) work(docs []*document.Document, past []agent.Entry) (*desk.Work, error) {
	lex, err := lexicon()
	if err != nil {
		return nil, err
	}
	a, err := agent.New(agent.Options{Lexicon: lex, Documents: docs, Version: "test", Now: now, Model: c.model,
		Limits: agent.Limits{Marker: "doc-test", Parallel: 1}, Journal: c.tape, Past: past})
	if err != nil {
		return nil, err
	}
	w := &desk.Work{Agent: a, ID: "2026-03-01-ferry", Engine: "embedded reviewer, offline", Titles: map[string]string{}, Formats: []string{"markdown", "json"}}
	for _, x := range lex.Catalog.Areas {
		w.Titles[x.Key] = x.Title
	}
	for _, x := range lex.Catalog.Items {
		w.Titles[x.ID] = x.Title
	}
	if c.model != nil {
		w.Engine, w.Host, w.Sends = "scripted at example.test", "example.test", "sending 1 document (ferry.md) to example.test, model scripted"
		w.MaxTokens = 900_000
	}
	w.Export = func(format, path string, r *agent.Result) (string, error) {
		if path == "" {
			path = "exports/review." + format
		}
		if r != nil {
			path += "#" + string(r.FollowUp.Kind)
		}
		c.wrote = append(c.wrote, path)
		return path, nil
	}
	w.Close = func() error { c.closed++; return nil }
	c.last = w
	return w, nil
}

func newCounter(m agent.Model) *counter {
	return &counter{files: map[string]string{"ferry.md": design}, model: m, tape: &tape{}}
}

// talk runs a script and gives the transcript.
func talk(t testing.TB, c *counter, o Options, script string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	o.Desk, o.In, o.Out, o.Now = c, strings.NewReader(script), &out, now
	if o.Interactive {
		o.In = &lines{text: script, echo: &out}
	}
	err := Run(context.Background(), o)
	check(t, out.String(), o.Width)
	if c.last != nil && c.closed != 1 {
		t.Errorf("the conversation was closed %d times", c.closed)
	}
	return out.String(), err
}

// check says what holds for every transcript: only lines, none too long,
// nothing on which a terminal acts, never two empty lines, and the last one
// tells where the session is kept.
func check(t testing.TB, out string, width int) {
	t.Helper()
	if width == 0 {
		width = 80
	}
	if !utf8.ValidString(out) {
		t.Error("the transcript is not UTF-8")
	}
	for i, l := range strings.Split(out, "\n") {
		if n := ansi.StringWidth(l); n > width {
			t.Errorf("line %d has %d columns: %q", i+1, n, l)
		}
		for _, r := range l {
			if r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Errorf("line %d holds %q", i+1, r)
			}
		}
	}
	for _, bad := range []string{"template:", "<no value>", "%!"} {
		if strings.Contains(out, bad) {
			t.Errorf("a text is broken: %s", out[max(0, strings.Index(out, bad)-80):])
		}
	}
	if strings.Contains(out, "\n\n\n") {
		t.Error("two empty lines stand together")
	}
	if last := strings.Join(strings.Fields(out[strings.LastIndex(out, "Kept as")+1:]), " "); !strings.HasSuffix(out, "\n") ||
		!strings.HasSuffix(last, "sessions resume 2026-03-01-ferry --plain") && !strings.HasSuffix(last, "so nothing is kept.") {
		t.Errorf("the transcript ends in %q", out[max(0, len(out)-200):])
	}
}

// sizes are the parts of a transcript that every edit of a checklist or a
// prompt changes.
var sizes = regexp.MustCompile(`(?s)[0-9,]+\s+checklist\s+items,\s+[0-9,]+\s+rules|Forecast: .*?known\.|Maturity: .*?\n\n`)

func golden(t *testing.T, path, got string) {
	t.Helper()
	got = sizes.ReplaceAllString(got, "(sizes)\n")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, have := strings.Split(string(raw), "\n"), strings.Split(got, "\n")
	for i := range min(len(want), len(have)) {
		if want[i] != have[i] {
			t.Fatalf("%s is stale (run with -update); line %d:\nwant %q\ngot  %q", path, i+1, want[i], have[i])
		}
	}
	if len(want) != len(have) {
		t.Fatalf("%s is stale (run with -update): %d lines, now %d", path, len(want), len(have))
	}
}

func printed() consult.Concern {
	return consult.Concern{
		Kind: "antipattern", Items: []string{"dataflow.event-flow"}, Quotes: []consult.Quote{{Document: "d1", Line: 13, Text: printQuote}},
		Against: "Nothing in the text.", Mechanism: "First this, then that, at both harbours (L13).", Title: "Tickets are printed before they are paid",
		Impact: consult.Factor{Reason: "money is lost", Value: 3}, Likelihood: consult.Factor{Reason: "each restart", Value: 3},
		Scope: "both harbours", Recommendation: "Print after the commit.", Confirm: "Kill a pod under load.", Effort: "S",
	}
}

// costing is a model each of whose calls costs the same.
type costing struct{ agent.Model }

func (m costing) Chat(ctx context.Context, r agent.Request, delta func(string, bool)) (agent.Reply, error) {
	reply, err := m.Model.Chat(ctx, r, delta)
	reply.Usage = agent.Usage{Calls: 1, PromptTokens: 2000, CachedTokens: 1000, CompletionTokens: 100, CostUSD: 0.01}
	return reply, err
}

// reviewer scripts a model: a special question, a vague answer, an area that
// fails and then does not, a dispute that weakens, an answer that begins anew.
func reviewer(t testing.TB) *agenttest.Model {
	return agenttest.New(t).
		On("reading", agenttest.JSON(consult.ReadingReply{
			Questions: []consult.Special{{Question: "Who holds the keys of the printers?", Why: "who can print for nothing"}},
		})).
		On("vague:timeline*", agenttest.JSON(consult.VagueReply{FollowUp: "Which month?"})).
		On("area:dataflow", agenttest.JSON(consult.AreaReply{Concerns: []consult.Concern{printed()}})).
		On("area:api", agenttest.Answer{Text: "no"}, agenttest.Answer{Text: "no"}, agenttest.JSON(consult.AreaReply{})).
		On("dispute:*", agenttest.JSON(consult.DisputeReply{Reasoning: "Section 3 says that the printer waits.", Verdict: "refuted", Impact: 1, Likelihood: 1,
			Quote: consult.Quote{Document: "d1", Line: 20, Text: waitQuote}})).
		On("ask:*", agenttest.Answer{Retry: `{"answer":"At six in the`, Text: `{"answer":"Before it is stored, see L13.\nNothing else tells.","told":"true","quotes":[{"document":"d1","line":13,"text":"` + printQuote + `"}]}`}).
		Otherwise(func(r consult.Request) (agenttest.Answer, bool) {
			if strings.HasPrefix(r.Call, "vague:") {
				return agenttest.JSON(consult.VagueReply{}), true
			}
			return agenttest.Quiet(r)
		})
}

// modelScript is a whole conversation with the model of reviewer.
const modelScript = `y
90 tickets a second
<
?

5
+
Three, who know Python.
Nobody is on call.

?


soonish
May 2027


the harbour masters
list high
show 1
again api
dispute 2 section 3 says that the printer waits
When is the ticket printed?
help again
quit
`
