package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent/review"
	"archreview/internal/desk"
	"archreview/internal/problem"
)

// golden compares a screen with its golden file, or writes it with the
// environment variable REWRITE set.
func golden(t *testing.T, name, view string) {
	t.Helper()
	var b strings.Builder
	for l := range strings.SplitSeq(view, "\n") {
		b.WriteString(strings.TrimRight(l, " ") + "\n")
	}
	path := filepath.Join("testdata", "screens", name+".txt")
	if os.Getenv("REWRITE") != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
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

func recents() []desk.Recent {
	return []desk.Recent{
		{ID: "20260301-orders", Updated: day().Add(-5 * time.Minute), Title: "orders.md, api.md", State: "interview"},
		{ID: "20260228-parcels", Updated: day().Add(-30 * time.Hour), Title: "parcels.md", State: "reviewed", Counts: review.Counts{High: 2, Medium: 7, Low: 2}},
		{ID: "20251201-old", Updated: day().Add(-90 * 24 * time.Hour), Title: "a design with a very long name that goes on and on.md", State: "review under way", Problem: "it is open in another window"},
	}
}

// screens builds every screen of the frame; each leads a fresh session there.
func screens() map[string]func(t *testing.T, w, h int) *session {
	embedded := func(t *testing.T, w, h int) *session {
		s := open(t, &fakeDesk{text: parcels}, Options{Documents: []string{"parcels.md"}}, w, h)
		s.asked("scale")
		return s
	}
	first := func(t *testing.T, w, h int) *session {
		s := open(t, &fakeDesk{recent: recents()}, Options{Engine: "embedded reviewer, offline"}, w, h)
		s.until("the kept conversations", func() bool { return s.p.top().(*start).loaded })
		s.p.c.dir = "designs"
		return s
	}
	return map[string]func(t *testing.T, w, h int) *session{
		"start": first,
		"files": func(t *testing.T, w, h int) *session {
			s := first(t, w, h)
			s.p.c.dir = t.TempDir()
			s.press("enter")
			s.sees("0 documents")
			s.p.c.dir = "designs"
			f := s.p.top().(*start)
			x := f.over.(*files)
			x.update(scannedMsg{turn: x.turn, note: "", list: []found{
				{path: "orders.md", size: 12_345, changed: day().Add(-time.Hour)}, {path: "docs/api.rst", size: 890, changed: day()},
				{path: "docs/a/long/way/down/a design with a very long name that goes on and on for more than a row.md", size: 2_500_000, changed: day().Add(-400 * 24 * time.Hour)},
			}})
			s.press(" ")
			return s
		},
		"paste": func(t *testing.T, w, h int) *session {
			s := first(t, w, h)
			s.press("down", "enter")
			s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(strings.Repeat("a line\n", 1233)), Paste: true})
			s.press("and a note")
			return s
		},
		"describe": func(t *testing.T, w, h int) *session {
			s := first(t, w, h)
			s.press("down", "down", "enter")
			return s
		},
		"sending": func(t *testing.T, w, h int) *session {
			d, _ := quietDesk(t)
			s := open(t, d, Options{Documents: []string{"parcels.md"}}, w, h)
			s.until("the estimate", func() bool { x, ok := s.p.top().(*sending); return ok && x.known })
			d.works[0].Notes = []string{"2 secrets were masked before anything else looked at the document."}
			return s
		},
		"question-read": embedded,
		"question-open": func(t *testing.T, w, h int) *session {
			s := embedded(t, w, h)
			s.press("enter")
			s.asked("performance")
			return s
		},
		"question-closer": func(t *testing.T, w, h int) *session {
			s := embedded(t, w, h)
			s.press("enter")
			s.asked("performance")
			s.press("it has to be quick", "enter")
			s.until("the closer question", func() bool { return s.p.interview.probe != "" })
			return s
		},
		"question-list": func(t *testing.T, w, h int) *session {
			s := embedded(t, w, h)
			s.press("tab", "down")
			return s
		},
		"overview": func(t *testing.T, w, h int) *session {
			s := embedded(t, w, h)
			s.p.interview.visit(len(s.p.interview.list))
			return s
		},
		"skip": func(t *testing.T, w, h int) *session {
			s := embedded(t, w, h)
			s.press("ctrl+r")
			s.until("the question", func() bool { return s.p.layer != nil })
			return s
		},
		"reviewing": func(t *testing.T, w, h int) *session {
			s, _, _ := underway(t, w, h)
			s.choose("api")
			return s
		},
		"reviewing-failed": func(t *testing.T, w, h int) *session {
			s, _, _ := underway(t, w, h)
			s.choose("security")
			return s
		},
		"quit": func(t *testing.T, w, h int) *session {
			s, _, _ := underway(t, w, h)
			s.press("ctrl+c")
			return s
		},
		"problem": func(t *testing.T, w, h int) *session {
			s := first(t, w, h)
			s.send(problemMsg{err: &problem.Problem{What: "The document cannot be read", Detail: "orders.png is a PNG picture", Next: "Describe in text what the picture shows, and give that file."}, again: quitMsg{}})
			return s
		},
		"help": func(t *testing.T, w, h int) *session {
			s := embedded(t, w, h)
			s.press("?")
			return s
		},
	}
}

func TestScreens(t *testing.T) {
	for name, lead := range screens() {
		for _, z := range sizes() {
			t.Run(sized(name, z), func(t *testing.T) {
				s := lead(t, z[0], z[1])
				golden(t, sized(name, z), s.screen())
			})
		}
	}
}

// TestEverySizeFits draws every screen in every size: nothing panics, no row is
// wider than the window, and there are as many rows as it has.
func TestEverySizeFits(t *testing.T) {
	for name, lead := range screens() {
		t.Run(name, func(t *testing.T) {
			s := lead(t, 80, 24)
			for w := 20; w <= 220; w += 2 + w/25 {
				for h := 5; h <= 70; h += 1 + h/7 {
					s.p.Update(tea.WindowSizeMsg{Width: w, Height: h})
					rows := strings.Split(s.p.View(), "\n")
					if len(rows) != h {
						t.Fatalf("at %dx%d there are %d rows", w, h, len(rows))
					}
					for i, r := range rows {
						if widthOf(r) > w {
							t.Fatalf("at %dx%d row %d is %d columns wide: %q", w, h, i, widthOf(r), r)
						}
					}
				}
			}
			if s.p.failure != nil {
				t.Fatal(s.p.failure)
			}
		})
	}
}

// TestScreensWithoutColour checks that no colour is written where none is
// wanted, and that what is chosen still differs.
func TestScreensWithoutColour(t *testing.T) {
	st := newStyles(discard{}, true, false)
	for name, text := range map[string]string{"high": st.high.Render("x"), "header": st.header.Render("x"), "chosen": st.chosen.Render("x"), "cursor": st.cursor.Render("x")} {
		if strings.Contains(text, "[3") || strings.Contains(text, "[4") && !strings.Contains(text, "[4m") || strings.Contains(text, ";3") {
			t.Errorf("%s has a colour: %q", name, text)
		}
	}
	if st.chosen.Render("x") == "x" {
		t.Error("what is chosen cannot be told from other rows")
	}
}

// BenchmarkKeyToView measures from a key to the drawn screen.
func BenchmarkKeyToView(b *testing.B) {
	d := &fakeDesk{text: parcels, dir: b.TempDir()}
	s := open(b, d, Options{Documents: []string{"parcels.md"}}, 200, 60)
	s.asked("scale")
	s.press("e")
	for b.Loop() {
		s.p.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("a")})
		s.p.View()
	}
}
