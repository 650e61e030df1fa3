package agent

import (
	"context"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"archreview/agent/review"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// pieces are blocks of the example and awkward fragments from which documents
// are generated.
func pieces(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("../examples/design.md")
	if err != nil {
		t.Fatal(err)
	}
	out := strings.Split(string(raw), "\n\n")
	return append(out,
		"# A title\n\n## Open questions\n\n- Do we need backups?",
		"| a | b |\n|---|---|\n| `pool_size` | 20 |\n| retention \\| days | 7 |",
		"> Retries run every *five* seconds,\n> without a limit.",
		"```yaml\nreplicas: 6\nvisibility_timeout: 300\n```",
		"Tabs\tand   blanks, “quotes”, a `code` span, ~~struck~~ text and a [link](https://x.example/a_b).",
		"1. one\n   - nested. Two sentences here.\n2. two",
		"Zażółć gęślą jaźń, 漢字, emoji 🧪 and \u0301 marks.",
		strings.Repeat("A very long sentence about PostgreSQL without any end ", 90),
		"Line one of a paragraph\nline two of it, with 99.95 % availability\nline three.")
}

// failer is what a test and a property have in common.
type failer interface{ Fatal(...any) }

func reviewText(t failer, lex *facts.Lexicon, text string) *review.Review {
	d, err := document.Parse("d1", "design.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Review(context.Background(), Options{Lexicon: lex, Documents: []*document.Document{d}, Now: func() time.Time { return time.Unix(0, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestEveryQuoteStands reviews generated documents: every quote of the review
// is an exact part of the lines it names, every area and item is there, and a
// second run gives the same review.
func TestEveryQuoteStands(t *testing.T) {
	lex, err := facts.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	blocks := pieces(t)
	rapid.Check(t, func(t *rapid.T) {
		picked := rapid.SliceOfN(rapid.SampledFrom(blocks), 1, 8).Draw(t, "blocks")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "line end")
		text := strings.ReplaceAll(strings.Join(picked, "\n\n"), "\n", end)
		r := reviewText(t, lex, text)
		lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
		n := 0
		each(reflect.ValueOf(r).Elem(), func(e review.Evidence) {
			n++
			if e.Document != "d1" || e.StartLine < 1 || e.EndLine > len(lines) || e.StartLine > e.EndLine {
				t.Fatalf("no such place: %+v", e)
			}
			if !strings.Contains(strings.Join(lines[e.StartLine-1:e.EndLine], "\n"), e.Quote) {
				t.Fatalf("lines %d to %d do not hold %q", e.StartLine, e.EndLine, e.Quote)
			}
		})
		items := 0
		for _, a := range r.Areas {
			items += len(a.Coverage)
		}
		if len(r.Areas) != 10 || items != len(lex.Catalog.Items) {
			t.Fatalf("%d areas, %d items", len(r.Areas), items)
		}
		if again := reviewText(t, lex, text); !reflect.DeepEqual(r, again) {
			t.Fatal("a second run gives another review")
		}
	})
}

// each calls f for every piece of evidence below a value.
func each(v reflect.Value, f func(review.Evidence)) {
	switch v.Kind() {
	case reflect.Struct:
		if e, ok := v.Interface().(review.Evidence); ok {
			f(e)
			return
		}
		for i := range v.NumField() {
			each(v.Field(i), f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			each(v.Index(i), f)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			each(v.Elem(), f)
		}
	}
}

// TestFingerprintsSurviveEditsElsewhere adds text of another subject before and
// behind a design: the concerns keep their ids.
func TestFingerprintsSurviveEditsElsewhere(t *testing.T) {
	lex, err := facts.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("../examples/design.md")
	if err != nil {
		t.Fatal(err)
	}
	want := concernIDs(reviewText(t, lex, string(raw)))
	for _, n := range []int{0, 1, 5} {
		before := strings.Repeat("The glossary stands in the wiki.\n\n", n)
		after := "\n## Annex\n\n" + strings.Repeat("The logo is blue. Names of rooms are those of ports.\n\n", 5-n)
		if got := concernIDs(reviewText(t, lex, before+string(raw)+after)); !reflect.DeepEqual(got, want) {
			t.Errorf("%d paragraphs before: got %v, want %v", n, got, want)
		}
	}
}

func concernIDs(r *review.Review) map[string]bool {
	out := map[string]bool{}
	for _, a := range r.Areas {
		for _, c := range a.Concerns {
			out[c.ID] = true
		}
	}
	return out
}
