package plain

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"archreview/agent/review"
)

func printed40(f func(*printer)) string {
	var b strings.Builder
	p := newPrinter(&b, 40)
	f(p)
	return b.String()
}

func TestLinesAreWrapped(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"short":  {"one", "one\n"},
		"prose":  {"a line that is a little longer than forty columns", "a line that is a little longer than\nforty columns\n"},
		"indent": {"  a line that is a little longer than forty columns", "  a line that is a little longer than\n  forty columns\n"},
		"bullet": {"• a line that is a little longer than forty columns", "• a line that is a little longer than\n  forty columns\n"},
		"number": {" 12. a line that is a little longer than forty", " 12. a line that is a little longer than\n     forty\n"},
		"word":   {strings.Repeat("x", 50), strings.Repeat("x", 40) + "\n" + strings.Repeat("x", 10) + "\n"},
		"wide":   {strings.Repeat("漢", 25), strings.Repeat("漢", 20) + "\n" + strings.Repeat("漢", 5) + "\n"},
		"blank":  {"a\n\n\n\nb", "a\n\nb\n"},
		"escape": {"a\x1b[31mb\u202ec", "a␛[31mb<U+202E>c\n"},
		"ends":   {"a   ", "a\n"},
	} {
		if got := printed40(func(p *printer) { p.text(c.in) }); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestStreamsAreWrapped: however an answer is cut into pieces, the same lines
// appear, and no word is lost.
func TestStreamsAreWrapped(t *testing.T) {
	words := rapid.SampledFrom([]string{"a", "tick", "漢字漢字", "é", strings.Repeat("long", 200), "\n", "\n\n", " ", "\t", "\x1b[2J", "e\u0301", "- item", "👩‍👩‍👧‍👦", "\r\n"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(words, 0, 30).Draw(t, "words"), rapid.SampledFrom([]string{" ", ""}).Draw(t, "between"))
		whole := printed40(func(p *printer) { s := &stream{p: p}; s.add(text, false); s.end() })
		parts := printed40(func(p *printer) {
			s := &stream{p: p}
			for _, r := range text {
				s.add(string(r), false)
			}
			s.end()
		})
		squeeze := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "\x1b", "␛")), "") }
		if squeeze(whole) != squeeze(text) || squeeze(parts) != squeeze(text) {
			t.Fatalf("%q appears as %q and %q", text, whole, parts)
		}
		for l := range strings.SplitSeq(whole+parts, "\n") {
			if ansi.StringWidth(l) > 40 {
				t.Fatalf("%q has %d columns", l, ansi.StringWidth(l))
			}
		}
	})
}

func TestAStreamAppearsWordByWord(t *testing.T) {
	var b strings.Builder
	s := &stream{p: newPrinter(&b, 40)}
	for _, c := range []struct {
		piece string
		reset bool
		want  string
	}{
		{"Before", false, ""}, {" it is", false, "Before it"}, {"", true, "Before it is\n(starting again)\n"}, {"At six. ", false, "Before it is\n(starting again)\nAt six."},
	} {
		s.add(c.piece, c.reset)
		if b.String() != c.want {
			t.Errorf("after %q: %q, want %q", c.piece, b.String(), c.want)
		}
	}
	if s.end(); s.all.String() != "At six. " {
		t.Errorf("heard %q", s.all.String())
	}
}

func TestTablesAreReadRowByRow(t *testing.T) {
	md := "# Title #1\n\n| Area | High | Note | Picture |\n| :--- | ---: | :--- | :--- |\n| A | 2 |  | `##` review failed |\n| B |  | x \\| y | `` |\n| C |  |  |  |\n\nLegend of it.\n\n" +
		"````text\n| a |\n|---|\n# no heading\n```\n````\n\n| x |\n#hash\n"
	want := "Title #1\n\n- A: 2 high; review failed\n- B: note: x \\| y\n- C: no concern\n\n````text\n| a |\n|---|\n# no heading\n```\n````\n\n| x |\n#hash\n"
	if got := linear(md); got != want {
		t.Errorf("%q, want\n%q", got, want)
	}
}

// TestCommandsAreKnown: help and program know the same commands.
func TestCommandsAreKnown(t *testing.T) {
	list, err := known()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range list {
		names = append(names, c.names[0])
		if c.words == "" {
			t.Errorf("%s is not explained", c.names[0])
		}
	}
	var done []string
	for name := range (&session{}).handlers() {
		done = append(done, name)
	}
	slices.Sort(names)
	slices.Sort(done)
	if !slices.Equal(names, done) {
		t.Errorf("help has %v\nthe program %v", names, done)
	}
}

func TestWhatBecameOfAConcern(t *testing.T) {
	for _, c := range []struct {
		x    review.Change
		want string
	}{
		{review.Change{State: review.New, Severity: review.Low}, "Raised"},
		{review.Change{State: review.Regressed, Severity: review.Low}, "Raised"},
		{review.Change{State: review.Fixed, OldSeverity: review.High}, "Removed"},
		{review.Change{State: review.Changed, OldSeverity: review.High}, "Taken back"},
		{review.Change{State: review.Changed, OldSeverity: review.High, Severity: review.Low}, "Lowered"},
		{review.Change{State: review.Changed, OldSeverity: review.Low, Severity: review.High}, "Now graver"},
		{review.Change{State: review.StillOpen, OldSeverity: review.Low, Severity: review.Low}, ""},
	} {
		if got := changed(c.x); got != c.want {
			t.Errorf("%+v: %q, want %q", c.x, got, c.want)
		}
	}
}

// TestInput: lines come one for each request, whatever their ends and lengths.
func TestInput(t *testing.T) {
	in := newInput(strings.NewReader("\ufeffone\r\ntwo\n\n" + strings.Repeat("x", 100_000) + "\nlast"))
	defer in.stop()
	for _, want := range []int{3, 3, 0, 100_000, 4} {
		l, err := in.next(context.Background())
		if err != nil || len(l) != want {
			t.Errorf("%d bytes, want %d, %v", len(l), want, err)
		}
	}
	for range 2 {
		if l, err := in.next(context.Background()); !errors.Is(err, io.EOF) {
			t.Errorf("%q, %v", l, err)
		}
	}
}
