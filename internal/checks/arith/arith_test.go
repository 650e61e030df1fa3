package arith

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/gate"
)

// lexicon compiles the part of the catalog that calculators read.
func lexicon(t testing.TB) *facts.Lexicon {
	t.Helper()
	root := "../../../checklists/data"
	part := fstest.MapFS{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		rel = filepath.ToSlash(rel)
		if rel == "context.yaml" || rel == "slots.yaml" || rel == "slots-profile.yaml" || rel == "concepts/sizing.yaml" || strings.HasPrefix(rel, "calculations/") {
			raw, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			part[rel] = &fstest.MapFile{Data: raw}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := checklists.Load(part)
	if err != nil {
		t.Fatal(err)
	}
	lex, err := facts.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	return lex
}

func calculate(t testing.TB, lex *facts.Lexicon, text string) []gate.Proposal {
	t.Helper()
	d, err := document.Parse("d1", "test.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	b, err := brief.New(brief.Options{Lexicon: lex, Documents: []*document.Document{d}})
	if err != nil {
		t.Fatal(err)
	}
	return Calculate(b)
}

// own says whether a calculation is made in this package: its id begins with
// an area.
func own(id string) bool { return strings.Contains(id, ".") }

// TestExamples runs every calculation over the example that raises it and the
// one on which all calculators stay silent.
func TestExamples(t *testing.T) {
	lex := lexicon(t)
	for i := range lex.Catalog.Calculations {
		c := &lex.Catalog.Calculations[i]
		if !own(c.ID) {
			continue
		}
		t.Run(c.ID, func(t *testing.T) {
			found := false
			for _, p := range calculate(t, lex, c.Raises) {
				if p.Rule == c.ID {
					found = true
					t.Logf("%s\n%s", p.Title, strings.Join(p.Working, "\n"))
					if len(p.Working) == 0 || len(p.Quotes) == 0 {
						t.Error("no working or no quote")
					}
				}
			}
			if !found {
				t.Error("not raised")
			}
			for _, p := range calculate(t, lex, c.Quiet) {
				t.Errorf("raised %s: %s\n%s", p.Rule, p.Title, strings.Join(p.Working, "\n"))
			}
		})
	}
}
