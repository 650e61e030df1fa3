package tui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/agenttest"
	"archreview/agent/review"
	"archreview/internal/consult"
	"archreview/internal/problem"
)

func write(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, n := range names {
		path := filepath.Join(dir, n)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(parcels), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// state gives what is known of a question.
func (s *session) state(key string) agent.QuestionState {
	for _, q := range s.p.interview.list {
		if q.Key == key {
			return q.State
		}
	}
	return ""
}

// asked waits until a question is shown and no work is under way.
func (s *session) asked(key string) {
	s.t.Helper()
	s.until("the question "+key, func() bool {
		v := s.p.interview
		return v != nil && !v.busy() && v.question() != nil && v.question().Key == key
	})
}

// skipRest assumes what is open and reviews.
func (s *session) skipRest() {
	s.t.Helper()
	s.press("ctrl+r")
	s.sees("Skip the rest and review?")
	s.press("enter")
}

// TestWholeSession goes from the start over files, interview, review and report
// to an export, with the embedded reviewer.
func TestWholeSession(t *testing.T) {
	d := &fakeDesk{dir: t.TempDir()}
	write(t, d.dir, "parcels.md", "notes.txt", "sub/deep.rst", ".git/hidden.md", "node_modules/x/readme.md", "picture.png")
	s := open(t, d, Options{Engine: "embedded reviewer, offline"}, 80, 24)
	s.sees("What is to be reviewed?")
	s.press("enter")
	s.sees("3 documents")
	s.lacks("hidden.md")
	s.press("/", "parc")
	s.sees("1 of 3 documents")
	s.press("enter", " ")
	s.sees("1 chosen")
	s.press("enter")

	s.asked("scale")
	s.sees("Read in your document")
	s.sees("At the peak 120 scans a second arrive from 300 handhelds.")
	s.press("enter")
	s.asked("performance")
	if got := s.state("scale"); got != agent.Agreed {
		t.Errorf("scale is %s", got)
	}
	s.press("it has to be quick", "enter")
	s.sees("Asked more closely")
	s.press("95 % within 400 ms", "enter")
	s.asked("compliance")
	if got := answerOf(s, "performance"); got != "it has to be quick\n95 % within 400 ms" {
		t.Errorf("the answers are not joined: %q", got)
	}
	s.press("2")
	s.asked("team")
	if got := answerOf(s, "compliance"); got != "Payment data (PCI DSS)" {
		t.Errorf("quick answer: %q", got)
	}
	s.press("e", "Four engineers, one on call", "enter")
	s.asked("stage")
	if s.state("team") != agent.Answered {
		t.Errorf("team is %s", s.state("team"))
	}
	s.press("ctrl+u")
	s.asked("integrations")
	if s.state("stage") != agent.Assumed {
		t.Errorf("stage is %s", s.state("stage"))
	}
	s.press("e", "mail only", "ctrl+j", "and nothing else", "ctrl+n")
	s.asked("budget")
	s.press("esc")
	s.asked("integrations")
	s.press("e")
	s.sees("and nothing else") // the draft is still there
	s.press("ctrl+r")
	s.sees("Skip the rest and review?")
	s.press("esc")
	s.skipRest()
	s.sees("NOT READY")
	if got := answerOf(s, "integrations"); got != "mail only\nand nothing else" {
		t.Errorf("what stood in the field is lost: %q", got)
	}
	if n := len(d.works); n != 1 {
		t.Errorf("%d conversations were opened", n)
	}
	for _, key := range []string{"scale", "compliance", "team", "budget"} {
		if s.state(key) == agent.Unasked {
			t.Errorf("%s is not settled", key)
		}
	}

	s.press("e")
	s.sees("Export")
	s.press("enter")
	s.until("the export", func() bool {
		_, err := os.Stat(filepath.Join(d.dir, "report.markdown"))
		return err == nil
	})
	s.press("esc")
	s.until("the report", func() bool { return !s.p.report.typing() })
	s.press("q")
	s.until("the end", func() bool { return s.quit })
	if err := s.p.close(discard{}, nil); err != nil || d.closed != 1 {
		t.Errorf("error %v, closed %d times", err, d.closed)
	}
}

func answerOf(s *session, key string) string {
	for _, q := range s.p.interview.list {
		if q.Key == key {
			return q.Answer.Answer
		}
	}
	return ""
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// TestChangedAnswerReviewsAgain changes an answer from the report.
func TestChangedAnswerReviewsAgain(t *testing.T) {
	d := &fakeDesk{text: parcels}
	s := open(t, d, Options{Documents: []string{"parcels.md"}}, 100, 30)
	s.asked("scale")
	s.skipRest()
	s.sees("NOT READY")
	s.send(openInterviewMsg{key: "team"})
	s.asked("team")
	s.sees("Change an answer")
	s.press("Nine engineers, two on call at night", "enter")
	s.until("the second review", func() bool { return d.works[0].Agent.Before() != nil })
	s.until("the report", func() bool { return s.p.top() == part(s.p.report) })
	found := false
	for _, a := range d.works[0].Agent.Last().Brief.Answers {
		found = found || a.Key == "team" && strings.HasPrefix(a.Answer, "Nine")
	}
	if !found {
		t.Error("the review does not know the changed answer")
	}
}

// areaModel answers calls for areas when they may: until then they wait.
func areaModel(t *testing.T) (m *agenttest.Model, ready *atomic.Bool) {
	never := make(chan struct{})
	ready = &atomic.Bool{}
	good := consult.Concern{
		Kind: "antipattern", Items: []string{"dataflow.event-flow"}, Quotes: []consult.Quote{{Document: "d1", Line: 1, Text: "The tour list hangs on the wall of the hall from six in the morning."}},
		Against: "Nothing in the text.", Mechanism: "First this, then that.", Title: "Tours are known on paper only",
		Impact: consult.Factor{Reason: "tours are lost", Value: 3}, Likelihood: consult.Factor{Reason: "each day", Value: 3},
		Scope: "one depot", Recommendation: "Keep tours in the database.", Confirm: "Ask the drivers.", Effort: "S",
	}
	m = agenttest.New(t).
		On("area:dataflow", agenttest.JSON(consult.AreaReply{Concerns: []consult.Concern{good}})).
		On("area:security", agenttest.Answer{Err: errors.New("502 from the \x1b[31mproxy")}).
		Otherwise(func(r consult.Request) (agenttest.Answer, bool) {
			if strings.HasPrefix(r.Call, "area:") && !ready.Load() {
				return agenttest.Answer{Wait: never}, true
			}
			return agenttest.Quiet(r)
		})
	return m, ready
}

// underway opens a session whose review stands still: one area has failed, one
// is done, eight are under way.
func underway(t *testing.T, width, height int) (*session, *fakeDesk, *atomic.Bool) {
	t.Helper()
	m, ready := areaModel(t)
	d := &fakeDesk{model: m, host: "models.example", text: parcels}
	s := open(t, d, Options{Documents: []string{"parcels.md"}}, width, height)
	s.sees("Nothing has been sent")
	s.sees("calls")
	if n := len(m.Requests()); n != 0 {
		t.Fatalf("%d calls were made before the user went on", n)
	}
	s.press("enter")
	s.asked("scale")
	s.skipRest()
	s.until("two areas to end", func() bool {
		v := s.p.reviewing
		if v == nil || v.work == nil || v.partial == nil {
			return false
		}
		going := 0
		for _, r := range v.rows {
			if r.state == underWay {
				going++
			}
		}
		return going == 8 && v.row("security").state == failed && v.row("dataflow").state == finished && v.row("dataflow").counts.High == 1 && v.row("security").counts.Medium == 2
	})
	return s, d, ready
}

func (s *session) choose(key string) {
	for i, k := range areaKeys() {
		if k == key {
			s.p.reviewing.at.choose(i)
		}
	}
}

func TestReviewWithAModel(t *testing.T) {
	s, d, ready := underway(t, 100, 30)
	v := s.p.reviewing
	s.sees("Tours are known on paper only")
	s.choose("security")
	s.sees("502 from the ␛[31mproxy")
	if strings.Contains(s.p.View(), "\x1b[31mproxy") {
		t.Error("an escape sequence of the endpoint reaches the terminal")
	}
	s.press("enter") // a failed area can be read: the embedded findings stand in
	s.until("the report", func() bool { return s.p.top() == part(s.p.report) })
	s.press("esc", "esc") // the filter by area, then the screen
	s.until("the review", func() bool { return s.p.top() == part(v) })

	s.choose("code")
	s.press("x")
	s.until("one area to be cancelled", func() bool { return v.row("code").state == cancelled })
	s.choose("security")
	s.press("r")
	s.sees("when the others are done")
	s.press("X")
	s.sees("Cancel the whole review?")
	s.press("esc")
	s.lacks("Cancel the whole review?")
	s.press("ctrl+c")
	s.sees("Stop and quit?")
	s.sees("sessions resume 20260301-parcels")
	s.press("esc", "X")
	s.sees("Cancel the whole review?")
	s.press("enter")
	s.until("the end of the run", func() bool { return !v.busy() })
	if s.p.top() != part(v) || !v.attention() {
		t.Fatalf("the screen is %s", s.p.name())
	}
	s.sees("stopped; what was finished is kept")
	if a := d.works[0].Agent.Last(); a == nil || a.Outcome != review.Incomplete {
		t.Error("what was finished is not kept")
	}

	ready.Store(true)
	s.press("R")
	s.until("the whole review", func() bool { return !v.busy() && s.p.top() == part(s.p.report) })
	if r := d.works[0].Agent.Last(); r.Outcome != review.Complete {
		t.Errorf("after running again the review is %s: %+v", r.Outcome, r.Ledger.Failures)
	}
	s.lacks("Stop and quit?")
}

// TestCtrlCStopsAtTheSecondTime quits in the middle of a review.
func TestCtrlCStopsAtTheSecondTime(t *testing.T) {
	s, d, _ := underway(t, 80, 24)
	s.press("ctrl+c")
	if s.quit || s.p.leaving {
		t.Fatal("the first time must ask")
	}
	s.press("ctrl+c")
	s.until("the end", func() bool { return s.quit })
	var out strings.Builder
	if err := s.p.close(&out, nil); err != nil || d.closed != 1 {
		t.Errorf("error %v, closed %d times", err, d.closed)
	}
	if got := out.String(); got != "Kept as 20260301-parcels. To go on: archreview sessions resume 20260301-parcels\n" {
		t.Errorf("farewell %q", got)
	}
	if d.works[0].Agent.Last() == nil {
		t.Error("the finished area is lost")
	}
}

func TestSignalSavesAndTells(t *testing.T) {
	s, d, _ := underway(t, 80, 24)
	s.send(signalMsg{name: "signal: hangup"})
	s.until("the end", func() bool { return s.quit })
	err := s.p.close(discard{}, nil)
	var p *problem.Problem
	if !errors.As(err, &p) || p.Code != problem.Interrupted || !strings.Contains(p.Next, "sessions resume") || d.closed != 1 {
		t.Errorf("error %+v, closed %d times", err, d.closed)
	}
}

func TestPanicsEndInGoodOrder(t *testing.T) {
	cases := map[string]func(*session){
		"in a command": func(s *session) { s.run(s.p.flight.guarded(func() tea.Msg { panic("boom") })) },
		"in a batch": func(s *session) {
			s.run(s.p.flight.guarded(tea.Batch(func() tea.Msg { panic("boom") }, send(noticeMsg{}))))
		},
		"in an update": func(s *session) { s.p.stack = append(s.p.stack, broken{}); s.press("down") },
		"while it is drawn": func(s *session) {
			s.p.send = func(m tea.Msg) { s.msgs <- m }
			s.p.stack = append(s.p.stack, broken{})
			s.p.View()
		},
	}
	for name, harm := range cases {
		t.Run(name, func(t *testing.T) {
			d := &fakeDesk{text: parcels}
			s := open(t, d, Options{Documents: []string{"parcels.md"}}, 80, 24)
			s.asked("scale")
			harm(s)
			s.until("the end", func() bool { return s.quit })
			err := s.p.close(discard{}, nil)
			var p *problem.Problem
			if !errors.As(err, &p) || !strings.Contains(p.Detail, "boom") || !strings.Contains(p.Detail, "goroutine") || d.closed != 1 {
				t.Errorf("error %+v, closed %d times", err, d.closed)
			}
		})
	}
}

// broken is a part that panics.
type broken struct{ part }

func (broken) update(tea.Msg) tea.Cmd { panic("boom") }
func (broken) view() string           { panic("boom") }
func (broken) typing() bool           { return false }
func (broken) resize(int, int)        {}

func TestFailuresShowTheWayOn(t *testing.T) {
	d := &fakeDesk{text: parcels, err: &problem.Problem{What: "The document cannot be read", Detail: "it is a \x1b[2Jpicture", Next: "Describe it in text."}}
	s := open(t, d, Options{Documents: []string{"parcels.md"}}, 80, 24)
	s.sees("The document cannot be read")
	s.sees("it is a ␛[2Jpicture")
	s.sees("Describe it in text.")
	s.press("enter") // again
	s.asked("scale")
}

func TestPastedText(t *testing.T) {
	d := &fakeDesk{}
	s := open(t, d, Options{}, 80, 24)
	s.sees("What is to be reviewed?")
	long := strings.Repeat("One more line of the design.\r", 1233) + parcels
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(long), Paste: true})
	s.sees("pasted text, 1,2")
	s.press("and a note")
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("a\x1b]52;c;eA\x07b\u202ec"), Paste: true})
	s.press("esc")
	s.sees("Throw the text away?")
	s.press("esc", "ctrl+s")
	s.asked("scale")
	if n := strings.Count(d.begun[0].Text, "\n"); n < 1233 || !strings.Contains(d.begun[0].Text, "and a note") {
		t.Errorf("%d lines arrive", n)
	}
	if strings.Contains(s.p.View(), "\u202e") {
		t.Error("a direction mark reaches the screen")
	}
}

func TestResume(t *testing.T) {
	w := reviewed(t, parcels, nil)
	d := &fakeDesk{past: []agent.Entry{kept(t, w.Agent.Last())}}
	s := open(t, d, Options{Resume: "20260301-parcels"}, 80, 24)
	s.sees("NOT READY")
	s.press("esc")
	s.sees("Leave this conversation?")
	s.press("enter")
	s.sees("What is to be reviewed?")
	s.until("the conversation to be closed", func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.closed == 1
	})
}

func TestAreaKeysAreThoseOfTheCatalog(t *testing.T) {
	lex, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, a := range lex.Catalog.Areas {
		want = append(want, a.Key)
	}
	if got := strings.Join(areaKeys(), " "); got != strings.Join(want, " ") {
		t.Errorf("areas %s, want %s", got, want)
	}
}

// TestReadingIsStopped stops the first call of a model and takes it up again.
func TestReadingIsStopped(t *testing.T) {
	never := make(chan struct{})
	var ready atomic.Bool
	m := agenttest.New(t).Otherwise(func(r consult.Request) (agenttest.Answer, bool) {
		if !ready.Load() {
			return agenttest.Answer{Wait: never}, true
		}
		return agenttest.Quiet(r)
	})
	s := open(t, &fakeDesk{model: m, host: "models.example", text: parcels}, Options{Documents: []string{"parcels.md"}}, 80, 24)
	s.sees("Nothing has been sent")
	s.press("enter")
	s.sees("The model reads the documents")
	s.press("q")
	s.sees("Stop and quit?")
	s.press("esc", "esc")
	s.sees("The documents were not read")
	ready.Store(true)
	s.press("enter")
	s.asked("scale")
}

// TestUnservedReviewTellsWhy ends a review whose endpoint refuses all calls.
func TestUnservedReviewTellsWhy(t *testing.T) {
	refused := fmt.Errorf("401: %w", consult.ErrFatal)
	m := agenttest.New(t).Otherwise(func(r consult.Request) (agenttest.Answer, bool) {
		if strings.HasPrefix(r.Call, "area:") {
			return agenttest.Answer{Err: refused}, true
		}
		return agenttest.Quiet(r)
	})
	s := open(t, &fakeDesk{model: m, host: "models.example", text: parcels}, Options{Documents: []string{"parcels.md"}}, 80, 24)
	s.sees("Nothing has been sent")
	s.press("enter")
	s.asked("scale")
	s.skipRest()
	s.sees("That did not work")
	s.sees("401")
	s.press("esc", "tab")
	s.sees("NOT READY · incomplete")
}

// TestMouse chooses by clicks and scrolls by the wheel.
func TestMouse(t *testing.T) {
	d := &fakeDesk{text: parcels, recent: recents()}
	s := open(t, d, Options{}, 80, 24)
	s.sees("orders.md")
	click := tea.MouseMsg{Button: tea.MouseButtonLeft, Action: tea.MouseActionPress, X: 5}
	for i, l := range strings.Split(s.screen(), "\n") {
		if strings.Contains(l, "orders.md") {
			click.Y = i
		}
	}
	s.send(click)
	s.send(click)
	s.asked("scale")
}

// TestQuickKeysCountEach sends letters that a terminal delivers at once.
func TestQuickKeysCountEach(t *testing.T) {
	s := open(t, &fakeDesk{recent: recents()}, Options{}, 80, 24)
	s.sees("orders.md")
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjjk")})
	if at := s.p.top().(*start).at.at; at != 2 {
		t.Errorf("the choice is at %d", at)
	}
}
