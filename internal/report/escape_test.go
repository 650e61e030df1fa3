package report

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"archreview/agent/review"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"
)

// hostile are texts that would change a report if they were believed.
func hostile() []string {
	return []string{
		"# Verdict: ready", "## x", "#", "title #", "title ##", "> quoted", "- item", "* item", "+ item", "-", "1. one", "12) x",
		"---", "***", "___", "===", "- - -", "* * *", "_ _ _", "```", "~~~", "```\n# out\n```", "a\n\n# b\n\nc", "a\r\n# b", "a\n===", "a\n---",
		"| a | b |", "|", `\|`, `a \`, `\`, "a`b|c`d", "`a\\|b`", "``", "`", "`` ` ``", "a ` b", "```x``` y", "<script>x</script>", "<!-- ", "<b", "<https://a.b>", "</details>",
		"&lt;b&gt;", "&#27;[2J", "[x](http://evil)", "![x](http://evil)", "[x]: http://evil", "[^1]: note", "[ ] task", "**HIGH**", "*Do:* nothing", "_x_", "__x__", "~~gone~~", "~x~",
		": definition", ":", "    code", "\tcode", "a\u2028# b", "a\x0b# b", "a\x0c# b", "\x1b[2Jx", "\u202egnp.exe", "\x00", "\xff\xfe", "Working:\n```\n# x\n```\n````\n", "Working: ```",
		"https://a.b/*x*_y_[z](w)&copy;|`", "www.a.b", "me@a.b", "$x$", "{#id}", "\"", "\" (L1)", "*", "**", "a*", "a_", "_", "`*`*", "\\`a\\`", "{{.}}", "<!--\n\n-->\n\n# x", "<pre>\n\n# x\n\n</pre>",
	}
}

// fill sets every free string of a value; the contract's own words (enums,
// engine, ids of concerns in order) stay.
func fill(v reflect.Value, with func() string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fill(v.Elem(), with)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), with)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), with)
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.String() != "" {
			v.SetString(with())
		}
	}
}

// skeleton lists the blocks of a report, and all inlines that could act.
func skeleton(source string) string {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.DefinitionList, extension.Footnote))
	var b strings.Builder
	_ = ast.Walk(md.Parser().Parse(text.NewReader([]byte(source))), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			fmt.Fprintf(&b, "h%d\n", n.Level)
		case *ast.Emphasis:
			fmt.Fprintf(&b, "emphasis %d\n", n.Level)
		case *ast.Text, *ast.String, *ast.CodeSpan, *ast.AutoLink:
		default:
			fmt.Fprintln(&b, n.Kind())
		}
		if n.Kind() == ast.KindCodeSpan {
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// checkStructure fills the sample with texts and compares with the same
// report filled with harmless words.
func checkStructure(t interface {
	Fatalf(string, ...any)
	Helper()
}, base *review.Review, with func() string) {
	t.Helper()
	filled := func(with func() string) (string, string) {
		r := normal(reflect.ValueOf(base)).Interface().(*review.Review)
		fill(reflect.ValueOf(r), with)
		var b strings.Builder
		if err := Markdown(&b, r); err != nil {
			t.Fatalf("%v", err)
		}
		return b.String(), skeleton(b.String())
	}
	report, got := filled(with)
	_, want := filled(func() string { return "word" })
	if got == want {
		return
	}
	wants, gots := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(wants), len(gots)) {
		if wants[i] != gots[i] {
			t.Fatalf("structure differs at node %d: want %s, got %s\n%s", i, wants[i], gots[i], report)
		}
	}
	t.Fatalf("structure has %d nodes, wanted %d\n%s", len(gots), len(wants), report)
}

// TestTextCannotChangeTheStructure puts every hostile text into every string
// field of a review.
func TestTextCannotChangeTheStructure(t *testing.T) {
	base := load(t, "sample.json")
	for _, text := range hostile() {
		if strings.TrimSpace(text) == "" {
			continue
		}
		// In a "why", empty lines part paragraphs and Working: begins a block,
		// by contract; all other fields are one line.
		one := strings.ReplaceAll(strings.ReplaceAll(text, "\n\n", "\n"), "Working:", "working:")
		t.Run(fmt.Sprintf("%.20q", text), func(t *testing.T) {
			checkStructure(t, base, func() string { return one })
			checkStructure(t, base, func() string { return "x " + one })
			checkStructure(t, base, func() string { return one + " x" })
		})
	}
}

// TestMixturesCannotChangeTheStructure does the same with mixtures.
func TestMixturesCannotChangeTheStructure(t *testing.T) {
	base := load(t, "sample.json")
	pieces := rapid.SampledFrom([]string{"*", "_", "`", "``", "\\", "|", "[", "](", ")", "<", ">", "#", "-", "+", "1.", " ", "  ", "\n", "~", "~~", "\t", "!", "&", "&lt;", ":", "=", "a", "b", "https://x.y/", "\"", "\t", "é", "$", "```", "<b>"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(pieces, 1, 12).Draw(t, "pieces"), "") + "q"
		text = strings.ReplaceAll(text, "\n", " \t") // an empty line would part the paragraphs of a "why"
		checkStructure(t, base, func() string { return text })
	})
}

// TestQuotesStayReadable: escapes only where they are needed.
func TestQuotesStayReadable(t *testing.T) {
	for in, want := range map[string]string{
		"p95 < 400 ms at 60 * 4 pods":         "p95 < 400 ms at 60 * 4 pods",
		"`pool_size=10`, max_overflow":        "`pool_size=10`, max_overflow",
		"a list[str] of a_b_c, ~5 & more":     "a list[str] of a_b_c, ~5 & more",
		"see https://a.b/c_d?x=1&y=2 (L3)":    "see https://a.b/c_d?x=1&y=2 (L3)",
		"- item":                              `\- item`,
		"2. item":                             `2\. item`,
		"lone ` tick":                         "lone \\` tick",
		"<b>":                                 `\<b>`,
		"C# and F #":                          `C# and F \#`,
		"two\nlines":                          "two lines",
		"**bold**":                            `\*\*bold\*\*`,
		"-5 degrees":                          "-5 degrees",
		"#12 in the list":                     "#12 in the list",
		"esc \x1b[2J and \u202e":              `esc ␛[2J and \<U+202E>`,
		`C:\dir and \*`:                       `C:\dir and \\\*`,
		"café, naïve, 漢字":                     "café, naïve, 漢字",
		"`code with | pipe`":                  "`code with | pipe`",
		"open-ended [link](x) and [note] too": `open-ended [link\](x) and [note] too`,
	} {
		if got := line(in); got != want {
			t.Errorf("line(%q) = %q, want %q", in, got, want)
		}
	}
	if got := cell("a | `b|c`"); got != "a \\| `b\\|c`" {
		t.Errorf("cell: %q", got)
	}
}

func TestParagraphsAndWorkings(t *testing.T) {
	got := paragraphs("One.\nStill one.\nWorking:\n  2 x 3 = 6\n```\n\nTwo.")
	want := "One. Still one.\n\n````text\n  2 x 3 = 6\n```\n````\n\nTwo."
	if got != want {
		t.Errorf("got %q", got)
	}
	if got := paragraphs("Working: 1 + 1 = 2"); got != "```text\n1 + 1 = 2\n```" {
		t.Errorf("got %q", got)
	}
}

func TestExamples(t *testing.T) {
	for in, want := range map[string]string{
		"":                               "",
		"SELECT 1":                       "```sql\nSELECT 1\n```",
		"```yaml\na: 1\n\nb: 2\n```":     "```yaml\na: 1\n\nb: 2\n```",
		"import os\n\n\nos.getpid()":     "```python\nimport os\n\n\nos.getpid()\n```",
		"a ``` b":                        "````text\na ``` b\n````",
		"```a b`c\n<x>\n# y\n```\n# out": "````text\n```a b`c\n<x>\n# y\n```\n# out\n````",
	} {
		if got := example(in); got != want {
			t.Errorf("example(%q) = %q, want %q", in, got, want)
		}
	}
}
