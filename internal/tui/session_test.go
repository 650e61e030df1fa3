package tui

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"archreview/agent"
	"archreview/agent/agenttest"
	"archreview/internal/desk"
	"archreview/internal/document"
)

// TestMain is also the program itself, so that it can be driven in a terminal:
// ARCHREVIEW_TUI=1 go test -c, then the binary with documents.
func TestMain(m *testing.M) {
	if os.Getenv("ARCHREVIEW_TUI") == "" {
		flag.Parse()
		os.Exit(m.Run())
	}
	d := &fakeDesk{dir: "."}
	err := Run(context.Background(), Options{Desk: d, In: os.Stdin, Out: os.Stdout, Documents: os.Args[1:], Dark: true, Color: os.Getenv("NO_COLOR") == "", Engine: "embedded reviewer, offline"})
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	os.Exit(0)
}

// fakeDesk opens real conversations with the embedded reviewer or a scripted
// model.
type fakeDesk struct {
	dir    string
	model  agent.Model
	host   string
	recent []desk.Recent
	past   []agent.Entry // of a resumed conversation
	err    error         // of Begin, once
	t      testing.TB
	text   string // of every document; "" for the source's own

	mu     sync.Mutex
	begun  []desk.Source
	closed int
	works  []*desk.Work
}

func (d *fakeDesk) Begin(_ context.Context, sources []desk.Source) (*desk.Work, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.err; err != nil {
		d.err = nil
		return nil, err
	}
	d.begun = append(d.begun, sources...)
	var docs []*document.Document
	for i, s := range sources {
		text := d.text
		if text == "" {
			text = s.Text
		}
		if text == "" {
			raw, err := os.ReadFile(s.Path)
			if err != nil {
				return nil, err
			}
			text = string(raw)
		}
		doc, err := document.Parse("d"+string(rune('1'+i)), filepath.Base(s.Path), []byte(text))
		if err != nil {
			return nil, err
		}
		docs = append(docs, doc)
	}
	return d.work(docs)
}

func (d *fakeDesk) Resume(_ context.Context, id string) (*desk.Work, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if id == "" {
		return nil, errors.New("no such conversation")
	}
	doc, err := document.Parse("d1", "parcels.md", []byte(parcels))
	if err != nil {
		return nil, err
	}
	return d.work([]*document.Document{doc})
}

func (d *fakeDesk) work(docs []*document.Document) (*desk.Work, error) {
	lex, err := builtin()
	if err != nil {
		return nil, err
	}
	a, err := agent.New(agent.Options{Lexicon: lex, Documents: docs, Version: "test", Now: day, Model: d.model, Host: d.host,
		Limits: agent.Limits{Marker: "doc-test", Parallel: 10, Name: "scripted"}, Past: d.past})
	if err != nil {
		return nil, err
	}
	w := &desk.Work{Agent: a, ID: "20260301-parcels", Engine: "embedded reviewer, offline", Formats: []string{"markdown", "json"}, Titles: map[string]string{}}
	for _, x := range lex.Catalog.Areas {
		w.Titles[x.Key] = x.Title
	}
	if d.host != "" {
		w.Engine, w.Host = "scripted at "+d.host, d.host
		w.Sends = "The text of 1 document (137 words, 2 secrets masked) and your answers go to " + d.host + "."
		w.MaxCost, w.Priced = 2, true
	}
	w.Export = func(format, _ string, _ *agent.Result) (string, error) {
		path := filepath.Join(d.dir, "report."+format)
		return path, os.WriteFile(path, []byte("exported"), 0o600)
	}
	w.Close = func() error {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.closed++
		return nil
	}
	d.works = append(d.works, w)
	return w, nil
}

func (d *fakeDesk) Recent() ([]desk.Recent, error) { return d.recent, nil }

// session runs the whole program without a terminal: commands run side by side
// as they do there, and their messages come one at a time.
type session struct {
	t    testing.TB
	p    *program
	msgs chan tea.Msg
	quit bool
}

func open(t testing.TB, d *fakeDesk, o Options, width, height int) *session {
	t.Helper()
	d.t = t
	if d.dir == "" {
		d.dir = t.TempDir()
	}
	ctx, end := context.WithCancel(t.Context())
	t.Cleanup(end)
	c := shared(t)
	c.ctx, c.dir, c.engine = ctx, d.dir, o.Engine
	o.Desk = d
	s := &session{t: t, p: newProgram(c, o, end), msgs: make(chan tea.Msg, 1000)}
	s.send(tea.WindowSizeMsg{Width: width, Height: height})
	s.run(s.p.Init())
	return s
}

func (s *session) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() { s.spread(cmd()) }()
}

// spread carries out what a command gives: messages, batches and sequences.
func (s *session) spread(m tea.Msg) {
	switch m := m.(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range m {
			s.run(c)
		}
	default:
		if v := reflect.ValueOf(m); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
			for i := range v.Len() {
				if c := v.Index(i).Interface().(tea.Cmd); c != nil {
					s.spread(c())
				}
			}
			return
		}
		s.msgs <- m
	}
}

func (s *session) send(m tea.Msg) {
	if _, ok := m.(tea.QuitMsg); ok {
		s.quit = true
		return
	}
	_, cmd := s.p.Update(m)
	s.run(cmd)
}

func (s *session) screen() string { return ansi.Strip(s.p.View()) }

// until takes messages until something holds.
func (s *session) until(what string, holds func() bool) {
	s.t.Helper()
	end := time.After(20 * time.Second)
	for !holds() {
		select {
		case m := <-s.msgs:
			s.send(m)
		case <-end:
			s.t.Fatalf("waited in vain for %s; the screen shows\n%s", what, s.screen())
		}
	}
}

// sees waits until the screen shows a text.
func (s *session) sees(text string) {
	s.t.Helper()
	s.until("the text "+text, func() bool { return strings.Contains(s.screen(), text) })
}

// press sends keys by name; other words are typed letter by letter.
func (s *session) press(names ...string) {
	s.t.Helper()
	more := map[string]tea.KeyType{"ctrl+c": tea.KeyCtrlC, "ctrl+u": tea.KeyCtrlU, "ctrl+s": tea.KeyCtrlS, "ctrl+n": tea.KeyCtrlN, "ctrl+d": tea.KeyCtrlD, "f1": tea.KeyF1}
	for _, n := range names {
		if k, ok := more[n]; ok {
			s.send(tea.KeyMsg{Type: k})
			continue
		}
		for _, k := range keysOf(n) {
			s.send(k)
		}
	}
}

func (s *session) lacks(text string) {
	s.t.Helper()
	if strings.Contains(s.screen(), text) {
		s.t.Errorf("the screen shows %q:\n%s", text, s.screen())
	}
}

// quietDesk opens conversations with a scripted model that finds nothing but
// what the script says.
func quietDesk(t testing.TB) (*fakeDesk, *agenttest.Model) {
	m := agenttest.New(t)
	return &fakeDesk{model: m.Otherwise(agenttest.Quiet), host: "models.example", text: parcels}, m
}
