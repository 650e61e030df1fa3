package report

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func terminalOf(t interface {
	Fatalf(string, ...any)
	Helper()
}, markdown string, o TerminalOptions) string {
	t.Helper()
	var b strings.Builder
	if err := Terminal(&b, markdown, o); err != nil {
		t.Fatalf("%v", err)
	}
	return b.String()
}

// leak gives the first thing in a text that a terminal would act on.
func leak(s string, color bool) string {
	for i := 0; i < len(s); {
		if n := sgr(s[i:]); s[i] == 0x1b && n > 0 && color {
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r != '\n' && r != '\t' && dangerous(r, n) {
			return fmt.Sprintf("%q at %d", s[i:min(len(s), i+12)], i)
		}
		i += n
	}
	return ""
}

func TestTerminalGoldens(t *testing.T) {
	markdown := markdownOf(t, load(t, "sample.json"))
	for _, width := range []int{60, 80, 120} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			got := terminalOf(t, markdown, TerminalOptions{Width: width, Style: "notty", Deadline: time.Minute})
			golden(t, filepath.Join("testdata", fmt.Sprintf("terminal.%d.golden.txt", width)), got)
			for i, l := range strings.Split(got, "\n") {
				if n := utf8.RuneCountInString(l); n > width {
					t.Errorf("line %d has %d columns: %s", i+1, n, l)
				}
				if strings.TrimRight(l, " ") != l {
					t.Errorf("line %d ends in blanks", i+1)
				}
			}
		})
	}
}

// TestColorsOnlyColor: with colour the text is the same as without, and each
// line ends its own attributes.
func TestColorsOnlyColor(t *testing.T) {
	markdown := markdownOf(t, load(t, "sample.json"))
	for _, style := range []string{"dark", "light"} {
		o := TerminalOptions{Width: 80, Style: style, Color: true, Deadline: time.Minute}
		colored := terminalOf(t, markdown, o)
		if !strings.Contains(colored, "\x1b[1;31mHIGH"+reset) {
			t.Errorf("%s: HIGH is not painted", style)
		}
		for l := range strings.SplitSeq(colored, "\n") {
			if at := strings.LastIndex(l, "\x1b["); at >= 0 && !strings.HasPrefix(l[at:], reset) {
				t.Fatalf("%s: attributes outlive their line: %q", style, l)
			}
		}
		if l := leak(colored, true); l != "" {
			t.Errorf("%s: %s", style, l)
		}
		o.Color = false
		if l := leak(terminalOf(t, markdown, o), false); l != "" {
			t.Errorf("%s without colour: %s", style, l)
		}
	}
}

func TestTerminalRefusesUnknownStyles(t *testing.T) {
	if err := Terminal(&strings.Builder{}, "x", TerminalOptions{Style: "auto"}); err == nil {
		t.Error("style auto asks the terminal and must not be taken")
	}
}

// TestHostileMarkdownReturns gives glamour what makes it hang.
func TestHostileMarkdownReturns(t *testing.T) {
	nested := func(n int, mark string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.Repeat("  ", i) + mark + "some words here\n")
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"quotes":          strings.Repeat(">", 1000) + " a",
		"quote lines":     strings.Repeat(strings.Repeat("> ", 400)+"a\n", 50),
		"list marks":      strings.Repeat("- ", 1000) + "a",
		"numbers":         strings.Repeat("1. ", 1000) + "a",
		"mixed marks":     strings.Repeat("> - 1. ", 300) + "a",
		"nested list":     nested(200, "- "),
		"nested numbers":  nested(200, "1. "),
		"in pseudo fence": "- <pre>\n  ```\n" + strings.Repeat("  "+strings.Repeat(">", 500)+"\n", 20),
		"word":            strings.Repeat("a", 200_000),
		"address":         "https://a.b/" + strings.Repeat("c", 100_000),
		"chinese":         strings.Repeat("漢", 60_000),
		"brackets":        strings.Repeat("[", 60_000),
		"links":           strings.Repeat("[a](b", 20_000),
		"emphasis":        strings.Repeat("**a ", 20_000),
		"emphasis word":   strings.Repeat("*a_", 20_000),
		"ticks":           strings.Repeat("`a", 20_000),
		"tags":            strings.Repeat("<a ", 20_000),
		"table":           "|a|b|\n|-|-|\n" + strings.Repeat("|"+strings.Repeat("x", 3000)+"|y|\n", 100),
		"wide table":      strings.Repeat("|a", 3000) + "|\n" + strings.Repeat("|-", 3000) + "|\n" + strings.Repeat("|b", 3000) + "|\n",
		"entities":        strings.Repeat("&#27;[31m", 10_000),
		"blank lines":     strings.Repeat("\n", 100_000),
		"blocks":          strings.Repeat("a\n\n", 20_000),
		"combining":       "a" + strings.Repeat("\u0301", 50_000),
	} {
		t.Run(name, func(t *testing.T) {
			for _, color := range []bool{false, true} {
				got := terminalOf(t, text, TerminalOptions{Width: 80, Color: color})
				if l := leak(got, color); l != "" {
					t.Errorf("leaks %s", l)
				}
			}
		})
	}
}

// TestNothingLeaks: whatever stands in the Markdown, the output holds only
// printable text, line breaks, tabs and SGR.
func TestNothingLeaks(t *testing.T) {
	pieces := rapid.SampledFrom([]string{
		"\x1b]0;x\x07", "\x1b[2J", "&#27;[2J", "&#x1b;]52;c;QQ==&#7;", "&#x1B;[8mhidden", "&#0;", "&lrm;", "\u009b2J", "\x9b2J", "\u202e", "`", "**", "> ", "- ", "\n\n", "\n",
		"text ", "\x1bP+q\x1b\\", "&#155;", "[a](http://x/\x1b[31m)", "\n|a|b|\n|-|-|\n|\x1b[5n|&#8;|\n", "\r", "\x00", "\x7f", "\x1b[38;5;1mred", "\n```py\n", "# ", "#### HIGH `x`: ",
		"<b>", "\n  ", "1. ", "\t", "漢字", "\U000e0041", "https://x.y/\x1b]8;;", "~~~~\n", "&NewLine;", "&Tab;",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(pieces, 1, 30).Draw(t, "pieces"), "")
		o := TerminalOptions{Width: rapid.IntRange(1, 130).Draw(t, "width"), Color: rapid.Bool().Draw(t, "color"), Deadline: time.Minute}
		if l := leak(terminalOf(t, text, o), o.Color); l != "" {
			t.Fatalf("leaks %s", l)
		}
	})
}

// TestOneBadBlockFallsBackAlone: a block over its limit is plain text, the
// blocks around it are rendered.
func TestOneBadBlockFallsBackAlone(t *testing.T) {
	text := "# Title\n\n" + strings.Repeat("[", maxBrackets+1) + "\n\n**bold** end"
	got := terminalOf(t, text, TerminalOptions{Width: 80, Deadline: time.Minute})
	if !strings.Contains(got, "[[[[") || !strings.HasSuffix(got, "\n bold end\n") {
		t.Errorf("got ...%q", got[len(got)-40:])
	}
	late := terminalOf(t, "# Title\n\n**bold**", TerminalOptions{Width: 80, Deadline: time.Nanosecond})
	if late != " # Title\n\n **bold**\n" {
		t.Errorf("after the deadline: %q", late)
	}
}

func TestListsHang(t *testing.T) {
	text := "Before:\n- one two three four five six seven eight\n  - inner one two three four five six\n- last\n\n3. c\n4. d\n\n   more\n\n- end"
	want := ` Before:

 • one two three four five six
   seven eight
   • inner one two three four
     five six
 • last

 3. c
 4. d

    more

 • end
`
	if got := terminalOf(t, text, TerminalOptions{Width: 30, Deadline: time.Minute}); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestWideTablesBecomeRecords(t *testing.T) {
	long := strings.Repeat("many words ", 20)
	text := "| Stage | Trigger | Change | Cost |\n|---|---|---|---|\n| one \\| a | " + long + "| " + long + "|  |\n"
	got := terminalOf(t, text, TerminalOptions{Width: 80, Deadline: time.Minute})
	for _, want := range []string{" one | a\n", " • Trigger: many words", " • Change: many"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if wide := terminalOf(t, text, TerminalOptions{Width: 160, Deadline: time.Minute}); !strings.Contains(wide, "│") && !strings.Contains(wide, "|") {
		t.Errorf("no table at 160 columns:\n%s", wide)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain é 漢 😀":         "plain é 漢 😀",
		"a\x1b[2J\x07\x00":    "a␛[2J␇␀",
		"two\nlines\tand\r\n": "two lines and ",
		"\x7f\u009b\u202e":    "␡<U+009B><U+202E>",
		"bad \xff":            "bad \uFFFD",
		"a\u2028b":            "a<U+2028>b",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		if l := leak(Clean(rapid.String().Draw(t, "s")), false); l != "" {
			t.Fatalf("leaks %s", l)
		}
	})
}

func BenchmarkTerminal(b *testing.B) {
	markdown := strings.Repeat(markdownOf(b, load(b, "sample.json")), 5)
	b.SetBytes(int64(len(markdown)))
	for _, o := range []TerminalOptions{{Style: "notty"}, {Style: "dark", Color: true}} {
		b.Run(o.Style, func(b *testing.B) {
			for b.Loop() {
				_ = Terminal(&strings.Builder{}, markdown, o)
			}
		})
	}
}
