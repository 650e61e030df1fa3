package tui

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/desk"
	"archreview/internal/document"
	"archreview/internal/facts"
)

const parcels = `# Parcel tracking

## 1 Context

Depot staff and 40,000 customers follow parcels. Two Python engineers run it; the budget is 900 euro a month.
At the peak 120 scans a second arrive from 300 handhelds.

## 2 Design

FastAPI with 3 pods and 4 Uvicorn workers each writes to PostgreSQL 16.
Each process keeps a SQLAlchemy pool with pool_size=20 and max_overflow=20.
PostgreSQL accepts max_connections = 200.
Passwords are stored as MD5 hashes. Sessions never expire.
The endpoint calls the mail provider inside the request, without a timeout.
The tour list hangs on the wall of the hall from six in the morning.

## 3 Operation

There is no staging environment. Releases go straight to production.
Every error reaches Sentry, and p95 latency and error rate page the engineer on call.
`

var builtin = sync.OnceValues(facts.Builtin)

// day is when tests happen.
func day() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// shared is a common whose styles write no escape sequences.
func shared(t testing.TB) *common {
	return &common{
		ctx: t.Context(), styles: newStyles(io.Discard, true, true), keys: newKeys(), now: day, dark: true,
		copy:  func(string) error { return nil },
		after: func(time.Duration, tea.Msg) tea.Cmd { return nil },
	}
}

// conversation opens one about a text, with what it has come to before.
func conversation(t testing.TB, text string, m agent.Model, past ...agent.Entry) *desk.Work {
	t.Helper()
	lex, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Parse("d1", "parcels.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	a, err := agent.New(agent.Options{Lexicon: lex, Documents: []*document.Document{d}, Version: "test", Now: day, Model: m, Limits: agent.Limits{Marker: "doc-test"}, Past: past})
	if err != nil {
		t.Fatal(err)
	}
	w := &desk.Work{Agent: a, ID: "s-1", Engine: "embedded reviewer, offline", Formats: []string{"markdown", "json"}, Titles: map[string]string{}}
	w.Export = func(_, path string, _ *agent.Result) (string, error) { return filepath.Join("out", path), nil }
	return w
}

// reviewed opens a conversation about a text and reviews it.
func reviewed(t testing.TB, text string, m agent.Model) *desk.Work {
	t.Helper()
	w := conversation(t, text, m)
	if _, err := w.Agent.Review(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return w
}

// kept is a review as a conversation keeps it.
func kept(t testing.TB, r *review.Review) agent.Entry {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"review": r})
	if err != nil {
		t.Fatal(err)
	}
	return agent.Entry{Kind: agent.KindReview, Data: raw}
}

// driver runs a part as the program does, but one message after the other, and
// gathers what the part says to the program.
type driver struct {
	t    testing.TB
	part part
	out  []tea.Msg
}

func drive(t testing.TB, p part, width, height int) *driver {
	d := &driver{t: t, part: p}
	p.resize(width, height)
	d.send(noticeMsg{})
	return d
}

// send gives the part a message and carries out what comes of it.
func (d *driver) send(msg tea.Msg) { d.run(d.part.update(msg)) }

func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	case openFollowMsg, backMsg, openInterviewMsg, rerunMsg, problemMsg, noticeMsg:
		d.out = append(d.out, msg)
	default:
		d.send(msg)
	}
}

// press sends keys by name; other words are typed letter by letter.
func (d *driver) press(names ...string) {
	for _, n := range names {
		for _, k := range keysOf(n) {
			d.send(k)
		}
	}
}

// keysOf gives the keys of a name such as enter, or of a word.
func keysOf(name string) []tea.KeyMsg {
	special := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "up": tea.KeyUp, "down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace, "ctrl+r": tea.KeyCtrlR, "ctrl+j": tea.KeyCtrlJ,
	}
	if k, ok := special[name]; ok {
		return []tea.KeyMsg{{Type: k}}
	}
	var out []tea.KeyMsg
	for _, r := range name {
		if r == ' ' {
			out = append(out, tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}})
			continue
		}
		out = append(out, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	return out
}

// said gives what the part said last to the program.
func (d *driver) said() tea.Msg {
	if len(d.out) == 0 {
		return nil
	}
	return d.out[len(d.out)-1]
}

// sees checks that the screen shows texts.
func (d *driver) sees(texts ...string) {
	d.t.Helper()
	v := d.part.view()
	for _, s := range texts {
		if !strings.Contains(v, s) {
			d.t.Errorf("the screen does not show %q:\n%s", s, v)
		}
	}
}

// hides checks that the screen does not show texts.
func (d *driver) hides(texts ...string) {
	d.t.Helper()
	v := d.part.view()
	for _, s := range texts {
		if strings.Contains(v, s) {
			d.t.Errorf("the screen shows %q:\n%s", s, v)
		}
	}
}

// fits checks that the view has exactly its size.
func (d *driver) fits(width, height int) {
	d.t.Helper()
	lines := strings.Split(d.part.view(), "\n")
	if len(lines) != height {
		d.t.Fatalf("at %dx%d the view has %d rows:\n%s", width, height, len(lines), strings.Join(lines, "\n"))
	}
	for i, l := range lines {
		if widthOf(l) > width {
			d.t.Fatalf("at %dx%d row %d has %d columns: %q", width, height, i, widthOf(l), l)
		}
	}
}

var update = flag.Bool("update", false, "rewrite the golden files")

// sameAs compares a view with its golden file, or writes it with -update.
func sameAs(t *testing.T, name, view string) {
	t.Helper()
	var b strings.Builder
	for l := range strings.SplitSeq(view, "\n") {
		b.WriteString(strings.TrimRight(l, " ") + "\n")
	}
	path := filepath.Join("testdata", "report", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != b.String() {
		t.Errorf("%s differs from its golden file:\n%s", name, b.String())
	}
}

// sizes are those for which every screen has a golden.
func sizes() [][2]int { return [][2]int{{60, 16}, {80, 24}, {120, 40}, {200, 60}} }

func sized(name string, s [2]int) string { return fmt.Sprintf("%s_%dx%d", name, s[0], s[1]) }
