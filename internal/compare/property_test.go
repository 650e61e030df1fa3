package compare_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"archreview/agent/review"
	"archreview/internal/compare"
	"archreview/internal/document"

	"pgregory.net/rapid"
)

// TestInsertionsChangeNothing: paragraphs about other things and empty lines
// before any block leave every concern open.
func TestInsertionsChangeNothing(t *testing.T) {
	asides := []string{
		"", "The canteen serves soup on Tuesdays.",
		"Paper for the printer lies in the left cupboard.\nThe key hangs beside it.",
		"> A door that is green is easily found.",
	}
	for _, k := range cases(t)[:1] {
		raw, err := os.ReadFile(k.Design)
		if err != nil {
			t.Fatal(err)
		}
		old := text(t, "design.md", string(raw), k.Answers)
		lines := strings.Split(old.Documents[0].Text, "\n")
		gaps := between(lines)
		rapid.Check(t, func(rt *rapid.T) {
			put := map[int]string{}
			for range rapid.IntRange(1, 6).Draw(rt, "insertions") {
				put[rapid.SampledFrom(gaps).Draw(rt, "before line")] = rapid.SampledFrom(asides).Draw(rt, "text")
			}
			var b strings.Builder
			for i, l := range lines {
				if s, ok := put[i]; ok {
					b.WriteString("\n" + s + "\n\n")
				}
				b.WriteString(l + "\n")
			}
			c := run(old, text(t, "design.md", b.String(), k.Answers))
			for _, x := range c.Concerns {
				if x.State != review.StillOpen {
					rt.Fatalf("%s became %s: %s", x.ID, x.State, x.Note)
				}
			}
		})
	}
}

// between gives the lines after an empty one, outside of code, that begin a
// paragraph or a heading.
func between(lines []string) []int {
	var out []int
	code := false
	for i, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l), "```") {
			code = !code
			continue
		}
		if !code && i > 0 && strings.TrimSpace(lines[i-1]) == "" && l != "" && strings.TrimLeft(l, " \t-*+|>0123456789") == l {
			out = append(out, i)
		}
	}
	return out
}

// large gives two versions of a document of about a megabyte.
func large(t testing.TB) (old, new *document.Document) {
	var a, b strings.Builder
	for i := 0; a.Len() < 1<<20; i++ {
		if i%40 == 0 {
			fmt.Fprintf(&a, "## Part %d\n\n", i/40)
			fmt.Fprintf(&b, "## Part %d\n\n", i/40)
		}
		s := fmt.Sprintf("Service %d writes %d rows to its table and waits %d ms for the answer of its neighbour.\n\n", i, i*7%97, i%13)
		a.WriteString(s)
		switch {
		case i%11 == 3:
		case i%7 == 1:
			fmt.Fprintf(&b, "Service %d writes its rows in batches of %d and does not wait for its neighbour.\n\n", i, i%50)
		default:
			b.WriteString(s)
		}
		if i%5 == 0 {
			a.WriteString("| yes | no |\n\n")
			b.WriteString("| yes | no |\n\n| yes | no |\n\n")
		}
	}
	parse := func(body string) *document.Document {
		d, err := document.Parse("d1", "large.md", []byte(body))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	return parse(a.String()), parse(b.String())
}

func empty(d *document.Document) compare.Side {
	return compare.Side{Review: &review.Review{Documents: []review.Document{{ID: d.ID, Path: d.Path, SHA256: d.SHA256}}}, Documents: []*document.Document{d}}
}

func BenchmarkMegabyte(b *testing.B) {
	x, y := large(b)
	for b.Loop() {
		run(empty(x), empty(y))
	}
}
