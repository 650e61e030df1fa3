package document

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"archreview/internal/problem"
)

// check holds for every document: statements are verbatim, in order, without
// overlap, on the right lines, and sections form a tree.
func check(t interface {
	Helper()
	Fatalf(string, ...any)
}, d *Document) {
	t.Helper()
	if !utf8.ValidString(d.Text) {
		t.Fatalf("text is not UTF-8")
	}
	if d.LineCount() != 1+strings.Count(strings.TrimSuffix(d.Text, "\n"), "\n") {
		t.Fatalf("%d lines in %q", d.LineCount(), d.Text)
	}
	end := 0
	for i, s := range d.Statements {
		switch {
		case s.ID != i || s.Section < 0 || s.Section >= len(d.Sections):
			t.Fatalf("statement %d has ID %d, section %d", i, s.ID, s.Section)
		case s.Start < end || s.End <= s.Start || s.End > len(d.Text) || s.Text != d.Text[s.Start:s.End]:
			t.Fatalf("statement %d at %d-%d after %d: %q in %q", i, s.Start, s.End, end, s.Text, d.Text)
		case strings.TrimSpace(s.Text) != s.Text || len(s.Text) > MaxStatement || !utf8.ValidString(s.Text):
			t.Fatalf("statement %d is not clean: %q", i, s.Text)
		case s.Line != 1+strings.Count(d.Text[:s.Start], "\n") || s.EndLine != s.Line+strings.Count(s.Text, "\n"):
			t.Fatalf("statement %d is on lines %d-%d: %q in %q", i, s.Line, s.EndLine, s.Text, d.Text)
		case s.Block < 1 || s.Kind == Heading && s.Section == 0:
			t.Fatalf("statement %d has block %d in section %d", i, s.Block, s.Section)
		}
		end = s.End
		for _, c := range s.Cells {
			drawn := d.Format == nameRST && strings.HasPrefix(c.Text, d.Text[c.Start:c.End])
			if c.Start < s.Start || c.End > s.End || c.Text != d.Text[c.Start:c.End] && !drawn {
				t.Fatalf("cell %+v of %q", c, s.Text)
			}
		}
	}
	for i, s := range d.Sections {
		if s.ID != i || i > 0 && (s.Parent >= i || d.Sections[s.Parent].Level >= s.Level) {
			t.Fatalf("section %d: %+v", i, s)
		}
	}
}

// word makes words, some of them awkward for a reader of Markdown.
func word() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-zA-Zé]{1,8}[.,?!:]?`),
		rapid.SampledFrom([]string{"`a. b`", "(x. Y)", "**b.**", "e.g.", "No.", "3.5", "~~z~~", "a|b", "<b>", "...", "[l](u)", "->", "é.", "(", "`"}),
	)
}

// line makes a line that may begin like any form.
func line() *rapid.Generator[string] {
	prefix := rapid.SampledFrom([]string{
		"", "", "", "# ", "## ", "- ", "  - ", "    * ", "1. ", "2) ", "> ", "> - ", "- [ ] ", "    ", "\t", "| ", "```", "~~~ ", "   ",
	})
	whole := rapid.SampledFrom([]string{"", "", "---", "===", "|---|---|", "| a | b |", "```", "~~~", "<!-- c", "-->", "<!-- x -->", ">", "-", "+--+", "</details>"})
	return rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 3).Draw(t, "form") == 0 {
			return whole.Draw(t, "whole")
		}
		return prefix.Draw(t, "prefix") + strings.Join(rapid.SliceOfN(word(), 1, 6).Draw(t, "words"), " ")
	})
}

func TestEveryDocumentHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(line(), 1, 25).Draw(t, "lines"), "\n")
		d, err := Parse("d1", "x.md", []byte(text))
		var p *problem.Problem
		if err != nil {
			if !errors.As(err, &p) || p.What == "" || p.Next == "" || problem.ExitCode(err) != problem.Usage {
				t.Fatalf("error without its three parts: %v", err)
			}
			return
		}
		check(t, d)
	})
}

// TestNoProseIsLost writes documents without comments and tags and looks for
// letters outside of all statements. Only the info of a fence may be one.
func TestNoProseIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(line().Filter(func(l string) bool {
			return !strings.Contains(l, "<") && !strings.Contains(l, "-->") && !strings.HasPrefix(l, "```") && !strings.HasPrefix(l, "~~~")
		}), 1, 25).Draw(t, "lines")
		d, err := Parse("d1", "x.md", []byte("Start here.\n"+strings.Join(lines, "\n")))
		if err != nil {
			t.Fatalf("%v", err)
		}
		inside := make([]bool, len(d.Text))
		for _, s := range d.Statements {
			for p := s.Start; p < s.End; p++ {
				inside[p] = true
			}
		}
		for p := range inside {
			if c := d.Text[p]; !inside[p] && (isLetter(c) || c >= 0x80) {
				t.Fatalf("letter %q at %d is in no statement: %q", c, p, d.Text)
			}
		}
	})
}

func TestRandomBytesNeverPanic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "raw")
		if d, err := Parse("d1", "x", raw); err == nil {
			check(t, d)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"# T\n\nText. More (a. b).\n\n- a\n  - b\n\n| a | b |\n|---|---|\n| c | d |\n", "---\ntitle: x\n---\n> q\n> r\n\n```mermaid\nA-->B\n```",
		"<!-- a --> b\n\n1. x\n\n   y\n", "\xff\xfea\x00b\x00", "caf\xe9 au lait", "a\r\nb\rc\x1b[31md", "+--+\n|a|b|\n+==+\n|c|d|", "~~~\n", "- - - a\n>>> b",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if d, err := Parse("d1", "x", raw); err == nil {
			check(t, d)
			Language(d)
		}
	})
}
