package report_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"archreview/agent"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/report"
)

// TestReviewsOfRealDesigns reviews the designs of the corpus and the example
// and writes each format: every concern is there, its words are marked among
// the lines of the document, and the page stays small.
func TestReviewsOfRealDesigns(t *testing.T) {
	lex, err := facts.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("../eval/testdata/corpus/*/design.md")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d designs, %v", len(paths), err)
	}
	for _, path := range append(paths, "../../examples/design.md") {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			d, err := document.Parse("d1", path, raw)
			if err != nil {
				t.Fatal(err)
			}
			now := func() time.Time { return time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC) }
			r, err := agent.Review(context.Background(), agent.Options{Lexicon: lex, Documents: []*document.Document{d}, Now: now})
			if err != nil {
				t.Fatal(err)
			}
			write := func(format string) string {
				var b bytes.Buffer
				if err := report.Write(&b, format, r, report.Options{Texts: map[string]string{"d1": d.Text}}); err != nil {
					t.Fatal(err)
				}
				return b.String()
			}
			page, log := write("html"), write("sarif")
			if len(page) > 600<<10 {
				t.Errorf("the page has %d KiB", len(page)>>10)
			}
			if !json.Valid([]byte(log)) {
				t.Error("the log is no JSON")
			}
			if strings.Contains(page, "<blockquote>") {
				t.Error("a quote was not found in its document")
			}
			concerns, items := 0, 0
			for _, a := range r.Areas {
				items += len(a.Coverage)
				for _, c := range a.Concerns {
					concerns++
					if !strings.Contains(page, `id="concern-`+c.ID+`"`) || !strings.Contains(log, `"archreviewConcern/v1": "`+c.ID+`"`) {
						t.Errorf("%s is missing", c.ID)
					}
				}
			}
			if got := strings.Count(page, `<span class="cell `); got != items || items != 204 {
				t.Errorf("%d cells for %d items", got, items)
			}
			if got := strings.Count(page, `<article class="concern `); got != concerns || concerns == 0 {
				t.Errorf("%d cards for %d concerns", got, concerns)
			}
			if n := strings.Count(write("summary"), "\n"); n > 60 {
				t.Errorf("the summary has %d lines", n)
			}
		})
	}
}
