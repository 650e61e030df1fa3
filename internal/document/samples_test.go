package document_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"archreview/internal/document"
	"archreview/internal/facts"
)

// samples names each sample with its format and some of its statements with the
// places at which they stand in the file itself.
func samples() map[string]sample {
	return map[string]sample{
		"design.md":       {"Markdown", nil},
		"design.rst":      {"reStructuredText", nil},
		"design.adoc":     {"AsciiDoc", nil},
		"confluence.html": {"HTML", nil},
		"storage.html":    {"HTML", nil},
		"notion.html":     {"HTML", nil},
		"word-export.doc": {"HTML", nil},
		"design.ipynb": {"Jupyter notebook", map[string]string{
			"The service tells customers where a parcel is.":      "cell 1 line 3",
			"Backups are taken every night and kept for 30 days.": "cell 4 line 4",
			"CELERY_TASK_TIME_LIMIT = 120":                        "cell 7 line 2",
		}},
		"design.docx": {"Word", map[string]string{
			"The service tells customers where a parcel is.":         "paragraph 3",
			"CELERY_TASK_TIME_LIMIT = 120":                           "p. 2 paragraph 53",
			"| Recovery point | 24 hours | age of the last backup |": "p. 2 table 2 row 3",
			"Access tokens live for 15 minutes.":                     "p. 2 paragraph 44",
		}},
		"design.pdf": {"PDF", map[string]string{
			"The service tells customers where a parcel is.":         "p. 1 line 3",
			"There is no dead letter queue yet.":                     "p. 2 line 5",
			"| Recovery point | 24 hours | age of the last backup |": "p. 2 line 24",
			"A mobile application.":                                  "p. 3 line 7",
		}},
	}
}

type sample struct {
	format string
	places map[string]string
}

func read(t *testing.T, name string) *document.Document {
	t.Helper()
	d, err := document.Read("d1", filepath.Join("testdata", "samples", name), nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// asserted lists what a document asserts: concepts with their status, named
// quantities, properties of the system, and the technologies of its tables.
func asserted(t *testing.T, d *document.Document) map[string]int {
	t.Helper()
	lex, err := facts.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	f := facts.Read(lex, []facts.Source{{Doc: d}})
	all := map[string]int{}
	for _, c := range lex.Catalog.Concepts {
		for _, m := range f.Mentions(c.ID) {
			all[fmt.Sprintf("concept %s %v", c.ID, m.Status)]++
		}
	}
	for _, s := range lex.Catalog.Slots {
		for _, v := range f.Values(s.ID) {
			all[fmt.Sprintf("quantity %s %g-%g %v per %g %v", s.ID, v.Number.Lo, v.Number.Hi, v.Number.Dim, v.Number.Per, v.Status)]++
		}
	}
	for _, id := range f.Traits() {
		all["trait "+id]++
	}
	for i := range d.Statements {
		if s := &d.Statements[i]; s.Kind == document.TableRow && len(s.Header) > 0 {
			for j, c := range s.Cells {
				all["cell "+s.Header[j]+": "+strings.Join(strings.Fields(c.Text), " ")]++
			}
		}
	}
	return all
}

func TestSamplesAssertTheSame(t *testing.T) {
	const least = 0.95
	twin := asserted(t, read(t, "design.md"))
	total := 0
	for _, n := range twin {
		total += n
	}
	if total < 60 {
		t.Fatalf("the twin asserts %d things only", total)
	}
	for name, want := range samples() {
		t.Run(name, func(t *testing.T) {
			d := read(t, name)
			if d.Format != want.format {
				t.Errorf("it was read as %s", d.Format)
			}
			if d.Title != "Parcel tracking service" && d.Format != "Markdown" {
				t.Errorf("title %q", d.Title)
			}
			got := asserted(t, d)
			common, own := 0, 0
			for fact, n := range got {
				own += n
				common += min(n, twin[fact])
				if n > twin[fact] {
					t.Logf("only here:  %s (%d)", fact, n-twin[fact])
				}
			}
			for fact, n := range twin {
				if n > got[fact] {
					t.Logf("missing:    %s (%d)", fact, n-got[fact])
				}
			}
			if share := 2 * float64(common) / float64(own+total); share < least {
				t.Errorf("%.1f%% of the facts are the same, of %d here and %d in the twin", 100*share, own, total)
			} else {
				t.Logf("%.1f%% of %d facts are the same", 100*share, total)
			}
		})
	}
}

// TestSamplesHavePlaces looks statements up in the files themselves.
func TestSamplesHavePlaces(t *testing.T) {
	for name, want := range samples() {
		t.Run(name, func(t *testing.T) {
			d := read(t, name)
			raw, err := os.ReadFile(filepath.Join("testdata", "samples", name))
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(string(raw), "\n")
			for _, s := range d.Statements {
				if first, _, _ := strings.Cut(s.Text, "\n"); !strings.Contains(d.LineText(s.Line), first) {
					t.Errorf("%q is not on line %d: %q", s.Text, s.Line, d.LineText(s.Line))
				}
				place := d.Place(s.Line)
				if w, ok := want.places[s.Text]; ok && place != w {
					t.Errorf("%q is at %q, want %q", s.Text, place, w)
				}
				switch {
				case len(d.Places) == 0 && name != "word-export.doc":
					if d.LineCount() != len(lines)-1 || d.LineText(s.Line) != lines[s.Line-1] {
						t.Errorf("line %d of the text is %q, of the file %q", s.Line, d.LineText(s.Line), lines[s.Line-1])
					}
				case d.Format == "HTML" && len(d.Places) > 0:
					n := 0
					if _, err := fmt.Sscanf(place, "source line %d", &n); err != nil || n < 1 || n > len(lines) {
						t.Fatalf("place %q", place)
					}
					word := strings.Fields(strings.Trim(s.Text, "| "))[0]
					if !strings.Contains(lines[n-1], word) && !strings.Contains(lines[n-1], "&") {
						t.Errorf("%q is not on line %d of the source: %q", s.Text, n, lines[n-1])
					}
				}
			}
			found := 0
			for text := range want.places {
				if strings.Contains(d.Text, text) {
					found++
				}
			}
			if found != len(want.places) {
				t.Errorf("%d of %d texts with a place were found", found, len(want.places))
			}
		})
	}
}

// TestSamplesFromStandardInput reads every format without a name.
func TestSamplesFromStandardInput(t *testing.T) {
	for name, want := range samples() {
		file, err := os.Open(filepath.Join("testdata", "samples", name))
		if err != nil {
			t.Fatal(err)
		}
		d, err := document.Read("d1", "-", file)
		file.Close() // nothing was written
		if err != nil || d.Format != want.format || d.Path != "stdin" {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
	}
}

// TestAgain reads the text of each sample once more, as masking does.
func TestAgain(t *testing.T) {
	for name := range samples() {
		d := read(t, name)
		masked := strings.Replace(d.Text, "Vault", "[secret]", 1)
		again, err := d.Again(masked)
		if err != nil {
			t.Fatal(err)
		}
		if again.Format != d.Format || again.SHA256 != d.SHA256 || again.Text != masked || len(again.Statements) != len(d.Statements) || again.Title != d.Title {
			t.Errorf("%s: %d statements of %d, %s, %q", name, len(again.Statements), len(d.Statements), again.Format, again.Title)
		}
		last := d.LineCount()
		if again.Place(last) != d.Place(last) {
			t.Errorf("%s: the place of the last line is %q, was %q", name, again.Place(last), d.Place(last))
		}
	}
}

// TestClaimsOnly looks for what no sample may claim: comments, deleted text,
// outputs, scripts.
func TestClaimsOnly(t *testing.T) {
	for name := range samples() {
		for _, s := range read(t, name).Statements {
			for _, not := range []string{"Kafka", "prints labels", "no claim", "generated by", "twin of", "color: red"} {
				if strings.Contains(s.Text, not) {
					t.Errorf("%s claims %q", name, s.Text)
				}
			}
		}
	}
}
