package tui

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/agenttest"
	"archreview/internal/consult"
)

func TestFollowGoldens(t *testing.T) {
	for _, s := range []struct {
		name string
		ask  agent.FollowUp
		keys []string
	}{
		{"thread_empty", agent.FollowUp{}, nil},
		{"thread_dive", agent.FollowUp{Kind: agent.DeepDive, Area: "database"}, nil},
		{"thread_sources", agent.FollowUp{Kind: agent.DeepDive, Area: "database"}, []string{"]", "]"}},
		{"thread_ask", agent.FollowUp{Kind: agent.Ask, Text: "How large is the pool?"}, []string{"and the budget"}},
		{"thread_document", agent.FollowUp{Kind: agent.Ask, Text: "How large is the pool?"}, []string{"tab", "o"}},
	} {
		for _, size := range sizes() {
			d := drive(t, newFollow(shared(t), reviewed(t, parcels, nil), s.ask), size[0], size[1])
			d.press(s.keys...)
			d.fits(size[0], size[1])
			sameAs(t, sized(s.name, size), d.part.view())
		}
	}
}

func TestTheThreadGrows(t *testing.T) {
	w := reviewed(t, parcels, nil)
	id := w.Agent.Last().Areas[1].Concerns[0].ID
	s := newFollow(shared(t), w, agent.FollowUp{Kind: agent.Guide, Concern: id})
	d := drive(t, s, 90, 30)
	d.sees("How to do it: HIGH")
	d.press("tab", "How large is the pool?", "enter")
	d.sees("You asked: How large is the pool?", "L11", "Sources")
	if n := len(w.Agent.Results()); n != 2 {
		t.Errorf("the agent keeps %d results", n)
	}
	again := drive(t, newFollow(shared(t), w, agent.FollowUp{}), 90, 30)
	if len(again.part.(*followScreen).thread) != 2 {
		t.Error("a new thread does not begin with what was asked before")
	}
	d.press("tab", "]", "[", "o")
	d.sees("marked")
	d.press("esc")
	d.sees("Thread")
	d.press("g")
	d.sees("How to do it")
	d.press("backspace")
	if d.said() != (backMsg{}) {
		t.Errorf("it says %+v", d.said())
	}
}

// speaking is a model that answers questions as told, and nothing else.
func speaking(t *testing.T, answers ...agenttest.Answer) *agenttest.Model {
	return agenttest.New(t).Otherwise(func(r consult.Request) (agenttest.Answer, bool) {
		if strings.HasPrefix(r.Call, "ask") {
			if len(answers) == 0 {
				return agenttest.Answer{}, false
			}
			a := answers[0]
			answers = answers[1:]
			return a, true
		}
		return agenttest.Quiet(r)
	})
}

func TestAnAnswerStreams(t *testing.T) {
	s := newFollow(shared(t), reviewed(t, parcels, nil), agent.FollowUp{Kind: agent.Ask})
	d := drive(t, s, 60, 20)
	f := agent.FollowUp{Kind: agent.Ask, Text: "Why?"}
	s.ask(f)
	turn := s.talk.turn
	var text string
	for _, piece := range []string{"First par", "agraph.\n\nSecond", " one.\n\n- item\n- it", "em two\n\nThird."} {
		text += piece
		s.talk.hear(piece, false)
		d.run(s.said1(saidMsg{turn: turn, text: text}))
	}
	d.sees("First paragraph.", "Second one.", "• item two", "Third.")
	if x := s.thread[0]; !strings.HasPrefix(x.settled, "First paragraph.\n\nSecond one.\n\n") {
		t.Errorf("rendered for good is only %q", x.settled)
	}
	d.run(s.said1(saidMsg{turn: turn, text: "Another answer"}))
	d.sees("Another answer")
	d.hides("Second one")
	d.run(s.said1(saidMsg{turn: turn + 7, text: "of another turn"}))
	d.hides("of another turn")
	s.stop()
	d.send(followedMsg{turn: turn, ask: f})
	d.sees("stopped before it was done", "Ctrl+R")
}

// said1 takes what is said without listening on.
func (s *followScreen) said1(m saidMsg) tea.Cmd {
	s.said(m)
	return s.want()
}

func TestALiveAnswerComesThroughTheTalk(t *testing.T) {
	answer := agenttest.JSON(map[string]any{"answer": "The pool has 20 connections.", "told": true})
	s := newFollow(shared(t), reviewed(t, parcels, speaking(t, answer, answer)), agent.FollowUp{Kind: agent.Ask, Text: "How large is the pool?"})
	d := drive(t, s, 80, 24)
	d.sees("You asked: How large is the pool?")
	if s.talk != nil || len(s.thread) != 1 || s.thread[0].result == nil {
		t.Fatalf("no result: %+v", s.thread[0].err)
	}
}

func TestAFailureStandsInTheThread(t *testing.T) {
	s := newFollow(shared(t), reviewed(t, parcels, nil), agent.FollowUp{Kind: agent.DeepDive, Area: "nowhere"})
	d := drive(t, s, 60, 16)
	d.sees("there is no such area", "Ctrl+R tries again")
	d.send(followedMsg{turn: s.thread[0].turn, err: errors.New("late")})
	d.hides("late")
	s.thread[0].ask.Area = "database"
	d.press("ctrl+r")
	d.sees("Deep dive: B Database")
	d.hides("no such area")
	if len(s.thread) != 1 {
		t.Errorf("the thread has %d exchanges", len(s.thread))
	}
}

func TestOneAtATimeAndEscStops(t *testing.T) {
	wait := make(chan struct{})
	s := newFollow(shared(t), reviewed(t, parcels, speaking(t, agenttest.Answer{Wait: wait})), agent.FollowUp{Kind: agent.Ask})
	d := drive(t, s, 80, 24)
	d.press("first")
	work := s.press(tea.KeyMsg{Type: tea.KeyEnter})
	d.press("second", "enter")
	d.sees("one at a time", "second")
	d.press("?", "backspace")
	d.sees("looking for the answer")
	if !s.busy() {
		t.Error("nothing is under way")
	}
	d.press("esc")
	d.run(work)
	d.sees("stopped before it was done")
	if s.busy() || !s.unsaved() {
		t.Error("the second question is lost, or the first still under way")
	}
}

func TestStableCutIsStable(t *testing.T) {
	text := "# Head\n\nOne *two*\nthree.\n\n- a\n- b\n\n  more b\n\n- c\n\n```go\nx := 1\n\ny := 2\n```\n\n> quote\n\n1. one\n\n2. two\n\nEnd of it.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nLast."
	show := shared(t).terminal(60)
	whole := strings.Join(markdown(text, show), "\n")
	settled, at := "", 0
	for n := 1; n <= len(text); n++ {
		cut := stableCut(text[:n])
		if cut < at {
			t.Fatalf("after %q the cut goes back from %d to %d", text[:n], at, cut)
		}
		if cut > at {
			settled += strings.Join(markdown(text[at:cut], show), "\n") + "\n\n"
			at = cut
		}
	}
	if at < len(text)-10 {
		t.Errorf("only %d of %d bytes are rendered for good", at, len(text))
	}
	if got := settled + strings.Join(markdown(text[at:], show), "\n"); got != whole {
		t.Errorf("pieces give\n%s\nthe whole\n%s", got, whole)
	}
}

func TestRowsHoldEverything(t *testing.T) {
	for _, text := range []string{"", "a", "one two three", strings.Repeat("x", 50), "漢字宽 漢字宽漢字宽", "a\tb\tc", "    indented text that is long", "e\u0301" + strings.Repeat("\u0301", 300) + " end", "👩‍👩‍👧 family 👩‍👩‍👧"} {
		for width := 1; width < 30; width++ {
			var joinedText strings.Builder
			for _, r := range rowsOf(text, width) {
				part := text[r.start:r.end]
				joinedText.WriteString(part)
				if w := widthOf(expand(part)); w > max(width, tabColumns) {
					t.Errorf("%q at %d has a row of %d columns: %q", text, width, w, part)
				}
			}
			if got, want := strings.ReplaceAll(joinedText.String(), " ", ""), strings.ReplaceAll(text, " ", ""); got != want {
				t.Errorf("%q at %d gives %q", text, width, got)
			}
		}
	}
}

func TestAFieldTakesTextAndMakesItSafe(t *testing.T) {
	f := newField(shared(t), "hint")
	f.start("abc")
	for _, k := range []string{"left", "X", "right", "backspace"} {
		f.update(keysOf(k)[0])
	}
	f.update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("a\nb\x1b[31m\u202e"), Paste: true})
	if got := f.text(); got != "abXa b␛[31m<U+202E>" {
		t.Errorf("it holds %q", got)
	}
	for width := 1; width < 30; width++ {
		if v := f.view(width); widthOf(v) != width || !strings.Contains(v, cursorMark) && width > 1 {
			t.Errorf("at %d: %q", width, v)
		}
	}
}

func TestTheShelfForgetsTheOldest(t *testing.T) {
	s := newShelf[string, int](2)
	for i, k := range []string{"a", "b", "a", "c"} {
		s.put(k, i)
	}
	_, a := s.get("a")
	c, ok := s.get("c")
	if a || !ok || c != 3 {
		t.Errorf("a is there: %v, c is %d", a, c)
	}
}

// BenchmarkThread is one key in a long thread.
func BenchmarkThread(b *testing.B) {
	w := reviewed(b, parcels, nil)
	for i := range 60 {
		if _, err := w.Agent.Follow(b.Context(), agent.FollowUp{Kind: agent.Ask, Text: fmt.Sprintf("How large is pool %d?", i)}, nil); err != nil {
			b.Fatal(err)
		}
	}
	d := drive(b, newFollow(shared(b), w, agent.FollowUp{}), 120, 40)
	for b.Loop() {
		d.part.update(tea.KeyMsg{Type: tea.KeyUp})
		_ = d.part.view()
	}
}
