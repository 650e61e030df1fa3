package document

import (
	"strings"
	"testing"
	"time"
)

// sample is Markdown of about the given size with every form in it.
func sample(size int) []byte {
	const part = "## Backup and recovery\n\nSegments of the log are copied every minute (see sec. 4), and a restore is rehearsed. " +
		"The last one took 44 minutes, e.g. on *old* hardware. We promise 99.95 % per month.\n\n" +
		"- **Pool.** `pool_size=10`, `max_overflow=10` per process. That is 20.\n  - nested item with [a link](http://a.b/c)\n- [ ] to do\n\n" +
		"| Component | Count | Remarks |\n|---|---|---|\n| api | 8 | 4 workers each |\n| worker | 4 | `acks_late` |\n\n" +
		"```python\ndef f(x):\n    return x + 1\n```\n\n> Quoted over\n> two lines.\n\n"
	return []byte(strings.Repeat(part, size/len(part)+1))
}

func BenchmarkParse1MB(b *testing.B) {
	raw := sample(1 << 20)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("d1", "x.md", raw); err != nil {
			b.Fatal(err)
		}
	}
}

// hostile gives single lines that would make a careless reader quadratic.
func hostile() map[string]string {
	return map[string]string{
		"sentences":   "Some words here (and more). ",
		"letters":     "a",
		"brackets":    "(",
		"square":      "[ ",
		"closing":     "(a) ",
		"backticks":   "` `` ``` ",
		"ticks grow":  "`",
		"bars":        "| a ",
		"bullets":     "- ",
		"quotes":      "> ",
		"stars":       "*a ",
		"comments":    "a <!-- ",
		"comments 2":  "<!-- a --> ",
		"tildes":      "~~a ~~ ",
		"tags":        "<b ",
		"stops":       "a. ",
		"number sign": "# ",
		"blanks":      "a" + strings.Repeat(" ", 50),
		"numbers":     "1. ",
	}
}

func BenchmarkParseOneLine5MB(b *testing.B) {
	for name, part := range hostile() {
		raw := []byte(strings.Repeat(part, 5<<20/len(part)))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				_, _ = Parse("d1", "x.md", raw)
			}
		})
	}
}

// TestHostileInputIsLinear leaves much room for a slow machine; a quadratic
// reader would need far longer at this size.
// TestHostileTextIsLinear does the same for the other text formats.
func TestHostileTextIsLinear(t *testing.T) {
	parts := []string{
		"\n", "- ", "- a\n ", " a\n", "   a\n\n", "a\n===\n", "===\n", "== ==\na  b\n", "+--+\n", "| a |\n", ".. ", ".. x::\n", ".. note:: a\n\n ", "a::\n\n ",
		".. list-table::\n\n * - a\n", ":a: b\n", "|", "|===\n", "|===\n|a|b\n", "* a\n\n", "** a\n+\n", "----\n", "////\n", "/", "a:: ", "a::\n\n", "{", "[", "= a\n", "....\n", "====\na\n",
	}
	for _, format := range []string{nameRST, nameAsciiDoc} {
		for _, part := range parts {
			src := source{format: format, syntax: syntaxOf(format), text: strings.Repeat(part, 1<<17/len(part)) + "\nend"}
			start := time.Now()
			if d, err := src.document("d1", "x"); err == nil {
				check(t, d)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("%s: %q took %v for 128 KB", format, part, took)
			}
		}
	}
}

func TestHostileInputIsLinear(t *testing.T) {
	for name, part := range hostile() {
		for _, end := range []string{"", "\n"} {
			raw := []byte(strings.Repeat(part+end, 1<<17/len(part+end)))
			start := time.Now()
			if d, err := Parse("d1", "x.md", raw); err == nil {
				if n := len(d.Statements); n > 0 && d.Statements[n-1].End > len(d.Text) {
					t.Errorf("%s: a statement ends behind the text", name)
				}
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("%s took %v for 128 KB", name, took)
			}
		}
	}
}
