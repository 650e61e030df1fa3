package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"archreview/agent/review"
	"archreview/internal/problem"
)

var update = flag.Bool("update", false, "rewrite goldens and docs/review.schema.json")

// load reads a review of testdata.
func load(t testing.TB, name string) *review.Review {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := ReadJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func markdownOf(t testing.TB, r *review.Review) string {
	t.Helper()
	var b strings.Builder
	if err := Markdown(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// golden compares with a file, or rewrites it with -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) == got {
		return
	}
	wants, gots := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range min(len(wants), len(gots)) {
		if wants[i] != gots[i] {
			t.Fatalf("%s is stale (run with -update); line %d:\nwant %q\ngot  %q", path, i+1, wants[i], gots[i])
		}
	}
	t.Fatalf("%s is stale (run with -update): %d lines, now %d", path, len(wants), len(gots))
}

func TestMarkdownGoldens(t *testing.T) {
	for _, name := range []string{"sample", "clean"} {
		t.Run(name, func(t *testing.T) {
			golden(t, filepath.Join("testdata", name+".golden.md"), markdownOf(t, load(t, name+".json")))
		})
	}
}

func TestTitlesOfItems(t *testing.T) {
	var b strings.Builder
	o := Options{Titles: map[string]string{"database.backup-recovery": "Backups *and* recovery"}}
	if err := Write(&b, "markdown", load(t, "sample.json"), o); err != nil {
		t.Fatal(err)
	}
	if want := "Backups \\*and\\* recovery (`database.backup-recovery`)"; !strings.Contains(b.String(), want) {
		t.Errorf("no %q in the report", want)
	}
}

func TestWriteKnowsItsFormats(t *testing.T) {
	r := load(t, "sample.json")
	for _, name := range Formats() {
		var b bytes.Buffer
		if err := Write(&b, name, r, Options{}); err != nil || b.Len() == 0 {
			t.Errorf("%s: %d bytes, %v", name, b.Len(), err)
		}
	}
	if !slices.Contains(Formats(), "markdown") || !slices.Contains(Formats(), "json") {
		t.Errorf("formats are %v", Formats())
	}
	err := Write(&bytes.Buffer{}, "pdf\x1b[2J", r, Options{})
	if problem.ExitCode(err) != problem.Usage || !strings.Contains(err.Error(), "pdf␛[2J") {
		t.Errorf("unknown format: %q", err)
	}
}

// TestParity holds the Markdown against the value: what a reader acts on must
// stand in both.
func TestParity(t *testing.T) {
	r := load(t, "sample.json")
	text := markdownOf(t, r)
	v := newView(r, Options{})
	for _, a := range r.Areas {
		for _, c := range a.Concerns {
			if !strings.Contains(text, "`"+c.ID+"`") {
				t.Errorf("concern %s is missing", c.ID)
			}
			for _, e := range c.Evidence {
				if !strings.Contains(text, v.ref(e)) {
					t.Errorf("line %s of %s is missing", v.ref(e), c.ID)
				}
			}
			for _, s := range c.Searched {
				if !strings.Contains(text, mid(s)) {
					t.Errorf("search %q of %s is missing", s, c.ID)
				}
			}
		}
		for _, s := range a.Strengths {
			for _, e := range s.Evidence {
				if !strings.Contains(text, v.ref(e)) {
					t.Errorf("line %s is missing", v.ref(e))
				}
			}
		}
	}
	for _, s := range r.NextSteps {
		if !strings.Contains(text, ". "+line(s.Title)) {
			t.Errorf("step %q is missing", s.Title)
		}
	}
	for _, f := range r.Ledger.Failures {
		if !strings.Contains(text, f.What) {
			t.Errorf("failure %q is missing", f.What)
		}
	}
}

// TestIncompleteComesFirst: what was not reviewed stands before the verdict,
// and an incomplete review without concerns is no clean bill.
func TestIncompleteComesFirst(t *testing.T) {
	text := markdownOf(t, load(t, "sample.json"))
	gaps, verdict := strings.Index(text, "This review is incomplete"), strings.Index(text, "Verdict on what")
	if gaps < 0 || verdict < gaps {
		t.Errorf("gaps at %d, verdict at %d", gaps, verdict)
	}
	r := load(t, "clean.json")
	r.Outcome = review.Incomplete
	text = markdownOf(t, r)
	for _, want := range []string{"did not record what it left out", "not a clean bill"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in an incomplete review without concerns", want)
		}
	}
	if strings.Contains(text, "The review is complete") {
		t.Error("an incomplete review calls itself complete")
	}
}
