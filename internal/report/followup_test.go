package report

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"archreview/agent/review"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"
)

// filled gives a copy of a value with every free string set. The answer of a
// reply is Markdown by contract and is tested for itself.
func filled(value any, with func() string) any {
	copied := normal(reflect.ValueOf(value))
	fill(copied, with)
	if r, ok := copied.Interface().(*review.Reply); ok {
		r.Answer = "0"
	}
	return copied.Interface()
}

// checkFollowUp compares the structure of a value filled with texts with that
// of the same value filled with harmless words, and looks for leaks.
func checkFollowUp(t interface {
	Fatalf(string, ...any)
	Helper()
}, f follow, with func() string) {
	t.Helper()
	var got, want strings.Builder
	if err := f.write(&got, "markdown", filled(f.value, with)); err != nil {
		t.Fatalf("%v", err)
	}
	if err := f.write(&want, "markdown", filled(f.value, func() string { return "word" })); err != nil {
		t.Fatalf("%v", err)
	}
	if skeleton(got.String()) != skeleton(want.String()) {
		t.Fatalf("%s: the structure differs:\n%s", f.name, got.String())
	}
	if l := leak(got.String(), false); l != "" {
		t.Fatalf("%s: Markdown leaks %s", f.name, l)
	}
	var written strings.Builder
	if err := f.write(&written, "json", filled(f.value, with)); err != nil {
		t.Fatalf("%v", err)
	}
	if l := leak(written.String(), false); l != "" {
		t.Fatalf("%s: JSON leaks %s", f.name, l)
	}
}

// TestTextCannotChangeFollowUps puts every hostile text into every string
// field of a deep dive, a guidance and a reply.
func TestTextCannotChangeFollowUps(t *testing.T) {
	for _, f := range follows() {
		for _, text := range hostile() {
			if strings.TrimSpace(text) == "" {
				continue
			}
			one := strings.ReplaceAll(strings.ReplaceAll(text, "\n\n", "\n"), "Working:", "working:")
			for _, shape := range []string{"%s", "x %s", "%s x"} {
				filling := fmt.Sprintf(shape, one)
				t.Run(fmt.Sprintf("%s/%.20q", f.name, filling), func(t *testing.T) {
					checkFollowUp(t, f, func() string { return filling })
				})
			}
		}
	}
}

// TestMixturesCannotChangeFollowUps does the same with mixtures.
func TestMixturesCannotChangeFollowUps(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"*", "_", "`", "``", "\\", "|", "[", "](", ")", "<", ">", "#", "-", "+", "1.", " ", "~", "~~", "\t", "!", "&", "&lt;", ":", "=", "a", "https://x.y/", "\"", "é", "$", "```", "<b>", "\x1b[2J", "\u202e", "\u009b"})
	all := follows()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(pieces, 1, 12).Draw(t, "pieces"), "") + "q"
		checkFollowUp(t, all[rapid.IntRange(0, len(all)-1).Draw(t, "kind")], func() string { return text })
	})
}

// forbidden names the first block or inline that an answer may not contain.
func forbidden(source string) string {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.DefinitionList, extension.Footnote))
	bad := ""
	_ = ast.Walk(md.Parser().Parse(text.NewReader([]byte(source))), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Document, *ast.Paragraph, *ast.TextBlock, *ast.List, *ast.ListItem, *ast.FencedCodeBlock, *ast.CodeSpan, *ast.Text, *ast.String, *ast.AutoLink:
		case *ast.Emphasis:
			if n.Level != 2 {
				bad = "emphasis"
			}
		default:
			bad = n.Kind().String()
		}
		if bad != "" {
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return bad
}

func checkAnswer(t interface {
	Errorf(string, ...any)
	Helper()
}, markdown string) {
	t.Helper()
	safe := tidy(answer(markdown))
	if bad := forbidden(safe); bad != "" {
		t.Errorf("an answer has %s:\n%q\n%q", bad, markdown, safe)
	}
	if l := leak(safe, false); l != "" {
		t.Errorf("an answer leaks %s: %q", l, markdown)
	}
	if got := skeleton(safe + "\n\n# end\n"); !strings.HasSuffix(got, "h1\n") {
		t.Errorf("an answer swallows what follows: %q\n%q", markdown, safe)
	}
}

// TestAnswersAreHarmlessMarkdown: what a reply answers may be structured, but
// it can bring no heading, HTML, link, image or table, and swallows nothing.
func TestAnswersAreHarmlessMarkdown(t *testing.T) {
	for _, one := range hostile() {
		for _, shape := range []string{"%s", "- %s", "1. %s", "**%s**", "a\n%s", "%s\n\nb", "- a\n  %s", "**x** %s **y**"} {
			checkAnswer(t, fmt.Sprintf(shape, one))
		}
	}
	pieces := rapid.SampledFrom([]string{"*", "**", "***", "_", "`", "```", "~~~", "\\", "|", "[", "](", ")", "<", ">", "#", "# ", "-", "- ", "+ ", "1. ", "2) ", " ", "    ", "\n", "\n\n", "~", "!", "&lt;", ": ", "===", "---", "a", "word", "https://x.y/", "\"", "é", "<b>", "</b>", "|a|b|\n|-|-|\n", "\x1b[2J", "\u202e"})
	rapid.Check(t, func(t *rapid.T) {
		checkAnswer(t, strings.Join(rapid.SliceOfN(pieces, 1, 25).Draw(t, "pieces"), ""))
	})
}

// TestAnswersKeepTheirShape: lists, strong words, code and escapes stay.
func TestAnswersKeepTheirShape(t *testing.T) {
	for in, want := range map[string]string{
		"**The documents say**\n\n- \"a `b` c\" (L1)\n- d": "**The documents say**\n\n- \"a `b` c\" (L1)\n- d",
		"- **team:** seven people":                         "- **team:** seven people",
		"1. first\n2. second":                              "1. first\n2. second",
		"one\ntwo\n\n```py\n# x\n```":                      "one\ntwo\n\n```py\n# x\n```",
		`\*not strong\* and a\_b`:                          `\*not strong\* and a\_b`,
		"# heading":                                        `\# heading`,
		"*emphasis*":                                       `\*emphasis\*`,
		"> quote":                                          `\> quote`,
		"a\n- b":                                           "a\n\n- b",
		"```\nnever closed\n# x":                           "```text\nnever closed\n# x\n```",
		"**`rpo-1`: A backup**":                            "**`rpo-1`: A backup**",
	} {
		if got := answer(in); got != want {
			t.Errorf("answer(%q)\n got %q\nwant %q", in, got, want)
		}
	}
}

// TestRepliesRepeatNothing: a passage that the answer quotes, and a concern that
// it names, are not listed again.
func TestRepliesRepeatNothing(t *testing.T) {
	text := follows()[2].text(t, "markdown", reply())
	if n := strings.Count(text, "six hours"); n != 1 {
		t.Errorf("the passage stands %d times in\n%s", n, text)
	}
	if n := strings.Count(text, "rpo-interval-a726"); n != 1 {
		t.Errorf("the concern stands %d times in\n%s", n, text)
	}
}

// TestFollowUpsNameDocuments: where there are several documents, a line names
// its own.
func TestFollowUpsNameDocuments(t *testing.T) {
	two := Options{Documents: []review.Document{{ID: "d1"}, {ID: "d2"}}}
	for want, o := range map[string]Options{"(L30-L31)": {}, "(d1 L30-L31)": two} {
		var b strings.Builder
		if err := Guidance(&b, "markdown", guidance(), o); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in\n%s", want, b.String())
		}
	}
	far := reply()
	far.Answer, far.Evidence = "See there.", []review.Evidence{{Document: "d2", StartLine: 4, EndLine: 4, Quote: "The standby is in the second zone."}}
	if text := follows()[2].text(t, "markdown", far); !strings.Contains(text, "(d2 L4)") {
		t.Errorf("a quote of another document does not name it:\n%s", text)
	}
}

// TestFollowUpsWithoutContent: an empty value is short and has no empty parts.
func TestFollowUpsWithoutContent(t *testing.T) {
	for _, f := range follows() {
		empty := reflect.New(reflect.TypeOf(f.value).Elem()).Interface()
		text := f.text(t, "markdown", empty)
		if strings.Contains(text, "## ") || len(text) > 400 {
			t.Errorf("%s: %s", f.name, text)
		}
		if l := leak(terminalOf(t, text, TerminalOptions{Width: 60, Deadline: time.Minute}), false); l != "" {
			t.Errorf("%s: %s", f.name, l)
		}
	}
}
