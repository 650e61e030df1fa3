//lint:file-ignore SA1019 Roots are deprecated in the newest version of the protocol, and they are what editors speak.

package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"archreview/agent"
	"archreview/checklists"
	"archreview/internal/desk"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/report"
)

const design = `# Parcel tracking

## 1 Context

Depot staff and 40,000 customers follow parcels. Two Python engineers run it; the budget is 900 euro a month.
At the peak 120 scans a second arrive from 300 handhelds.

## 2 Design

FastAPI with 3 pods and 4 Uvicorn workers each writes to PostgreSQL 16.
Each process keeps a SQLAlchemy pool with pool_size=20 and max_overflow=20.
PostgreSQL accepts max_connections = 200.
The green tick appears as soon as the courier presses the trigger.

## 3 Operation

WAL is shipped to another account every minute and a restore is rehearsed each month.
Releases go out as a canary to one pod and are taken back by one command.
Every error reaches Sentry, and p95 latency and error rate page the engineer on call.
`

func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// testDesk is a desk without a disk. What it has begun can be resumed.
type testDesk struct {
	mu    sync.Mutex
	model agent.Model // nil for the embedded reviewer
	begun int
	kept  map[string][]desk.Source
	panic bool
}

type seated struct {
	*testDesk
	set Settings
}

func (d *testDesk) at(set Settings) (desk.Desk, error) { return seated{d, set}, nil }

// Begin opens a conversation.
func (d seated) Begin(_ context.Context, sources []desk.Source) (*desk.Work, error) {
	d.mu.Lock()
	d.begun++
	id := fmt.Sprintf("20260301-1200-%04d", d.begun)
	d.kept[id] = sources
	d.mu.Unlock()
	return d.work(id, sources)
}

func (d seated) work(id string, sources []desk.Source) (*desk.Work, error) {
	if d.panic {
		panic("the desk is broken")
	}
	lex, err := facts.Builtin()
	if err != nil {
		return nil, err
	}
	o := agent.Options{Lexicon: lex, Answers: d.set.Answers, Areas: d.set.Areas, Version: "test", Now: noon, Limits: agent.Limits{Marker: "doc-test"}}
	w := &desk.Work{ID: id, Engine: "embedded reviewer, offline", Formats: report.Formats(), Close: func() error { return nil }}
	if d.model != nil && !d.set.Offline {
		o.Model, w.Host, w.Sends, w.Engine = d.model, "models.test", "1 document goes to models.test", "scripted at models.test"
	}
	for i, s := range sources {
		x, err := document.Parse(fmt.Sprintf("d%d", i+1), s.Path, []byte(s.Text))
		if err != nil {
			return nil, err
		}
		o.Documents = append(o.Documents, x)
	}
	w.Agent, err = agent.New(o)
	return w, err
}

// Resume goes on with a conversation, from its beginning.
func (d seated) Resume(_ context.Context, id string) (*desk.Work, error) {
	d.mu.Lock()
	sources, ok := d.kept[id]
	d.mu.Unlock()
	if !ok {
		return nil, errors.New("there is no session " + id)
	}
	return d.work(id, sources)
}

// Recent lists nothing.
func (seated) Recent() ([]desk.Recent, error) { return nil, nil }

func catalog(t testing.TB) *checklists.Catalog {
	t.Helper()
	c, err := checklists.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// bench is a server with a client.
type bench struct {
	t      *testing.T
	dir    string
	desk   *testDesk
	server *Server
	client *sdk.ClientSession
}

// peer says how a client is.
type peer struct {
	roots    []string // file addresses; nil for a client that knows no roots
	version  string   // of the protocol; "" for the newest
	progress func(*sdk.ProgressNotificationParams)
	mute     bool // does not answer when it is asked for its roots
}

func newBench(t *testing.T, m agent.Model, p peer) *bench {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, dir: dir, desk: &testDesk{model: m, kept: map[string][]desk.Source{}}}
	b.write("design.md", design)
	b.server, err = New(Options{Desk: b.desk.at, Catalog: catalog(b.t), Dir: dir, Version: "test", Now: noon, Checklist: func(area string) (string, error) { return "# " + area, nil }})
	if err != nil {
		t.Fatal(err)
	}
	b.client = b.connect(p)
	return b
}

// connect brings a further client.
func (b *bench) connect(p peer) *sdk.ClientSession {
	b.t.Helper()
	near, far := sdk.NewInMemoryTransports()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.server.Run(ctx, far) }()
	opts := &sdk.ClientOptions{Capabilities: &sdk.ClientCapabilities{}}
	if p.roots != nil {
		opts.Capabilities.RootsV2 = &sdk.RootCapabilities{}
	}
	if p.progress != nil {
		opts.ProgressNotificationHandler = func(_ context.Context, r *sdk.ProgressNotificationClientRequest) { p.progress(r.Params) }
	}
	c := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, opts)
	if p.mute {
		c.AddReceivingMiddleware(func(next sdk.MethodHandler) sdk.MethodHandler {
			return func(ctx context.Context, method string, r sdk.Request) (sdk.Result, error) {
				if method == "roots/list" {
					return nil, errors.New("method not found")
				}
				return next(ctx, method, r)
			}
		})
	}
	for _, r := range p.roots {
		c.AddRoots(&sdk.Root{URI: r})
	}
	s, err := c.Connect(ctx, near, &sdk.ClientSessionOptions{ProtocolVersion: p.version})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		_ = s.Close()
		stop()
		if err := <-ended; err != nil {
			b.t.Errorf("the server ended with %v", err)
		}
	})
	return s
}

func (b *bench) write(name, text string) string {
	b.t.Helper()
	path := filepath.Join(b.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// tell calls a tool and gives its result, whatever it is.
func (b *bench) tell(name string, args any) *sdk.CallToolResult {
	b.t.Helper()
	r, err := b.client.CallTool(context.Background(), &sdk.CallToolParams{Name: name, Arguments: args})
	if err != nil {
		b.t.Fatalf("%s: %v", name, err)
	}
	return r
}

type m = map[string]any

// does calls a tool that has to work, and decodes its value.
func (b *bench) does(name string, args any, into any) string {
	b.t.Helper()
	r := b.tell(name, args)
	if r.IsError {
		b.t.Fatalf("%s: %s", name, said(r))
	}
	decode(b.t, r, into)
	return said(r)
}

// fails calls a tool that has to fail in three parts, with words in them.
func (b *bench) fails(name string, args any, words string) {
	b.t.Helper()
	r := b.tell(name, args)
	if !r.IsError {
		b.t.Fatalf("%s: no error: %.300s", name, said(r))
	}
	var v struct {
		Error struct{ What, Detail, Next string }
	}
	decode(b.t, r, &v)
	if v.Error.What == "" || v.Error.Detail == "" || v.Error.Next == "" {
		b.t.Errorf("%s: the error lacks a part: %+v", name, v.Error)
	}
	if !strings.Contains(said(r), words) {
		b.t.Errorf("%s: %q is not in %q", name, words, said(r))
	}
}

func decode(t *testing.T, r *sdk.CallToolResult, into any) {
	t.Helper()
	raw, err := json.Marshal(r.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) > 2*mostValue {
		t.Errorf("the answer has %d bytes", len(raw))
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%v in %.300s", err, raw)
	}
}

func said(r *sdk.CallToolResult) string {
	var out []string
	for _, c := range r.Content {
		if x, ok := c.(*sdk.TextContent); ok {
			out = append(out, x.Text)
		}
	}
	return strings.Join(out, "\n")
}

// started opens a session about the design.
func (b *bench) started(args m) string {
	b.t.Helper()
	var v started
	if args["paths"] == nil {
		args["paths"] = []string{"design.md"}
	}
	b.does("review_start", args, &v)
	if v.Status != statusReady || v.ID == "" {
		b.t.Fatalf("start %+v", v)
	}
	return v.ID
}
