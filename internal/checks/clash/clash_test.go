package clash

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

// lexicon compiles the part of the catalog that the detectors read.
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
		if rel == "context.yaml" || rel == "questions.yaml" || strings.HasPrefix(rel, "slots") || strings.HasPrefix(rel, "calculations/") || strings.HasPrefix(rel, "technologies/") {
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

func find(t testing.TB, lex *facts.Lexicon, text string, answers map[string]string) []gate.Proposal {
	t.Helper()
	return Find(briefOf(t, lex, text, answers))
}

func briefOf(t testing.TB, lex *facts.Lexicon, text string, answers map[string]string) *brief.Brief {
	t.Helper()
	d, err := document.Parse("d1", "test.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	b, err := brief.New(brief.Options{Lexicon: lex, Documents: []*document.Document{d}, Answers: answers})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// own says whether a calculation is made in this package: its id does not
// begin with an area.
func own(id string) bool { return !strings.Contains(id, ".") }

// TestExamples runs the examples that the texts carry.
func TestExamples(t *testing.T) {
	lex := lexicon(t)
	for i := range lex.Catalog.Calculations {
		c := &lex.Catalog.Calculations[i]
		if !own(c.ID) || c.Raises == "" {
			continue
		}
		t.Run(c.ID, func(t *testing.T) {
			check(t, c.ID, find(t, lex, c.Raises, nil), true)
			check(t, c.ID, find(t, lex, c.Quiet, nil), false)
		})
	}
}

// TestCases runs the short documents of testdata: each begins with a line
// "== detector | fires" or "== detector | quiet".
func TestCases(t *testing.T) {
	lex := lexicon(t)
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range strings.Split("\n"+string(raw), "\n== ")[1:] {
			head, text, _ := strings.Cut(c, "\n")
			id, want, _ := strings.Cut(head, " | ")
			t.Run(id+"/"+want, func(t *testing.T) {
				check(t, id, find(t, lex, text, nil), want == "fires")
				if t.Failed() {
					t.Log(text)
				}
			})
		}
	}
}

// check wants a detector to fire, or everything to stay quiet.
func check(t *testing.T, id string, found []gate.Proposal, fires bool) {
	t.Helper()
	hit := false
	for _, p := range found {
		if strings.Contains(p.Title+p.Why+p.Advice.Recommendation+p.Advice.Confirm, "broken text") || len(p.Quotes) == 0 {
			t.Errorf("%s: %s, %d quotes", p.Rule, p.Title, len(p.Quotes))
		}
		hit = hit || p.Rule == id
		if !fires {
			t.Errorf("%s raised: %s", p.Rule, p.Title)
		}
	}
	if fires && !hit {
		t.Errorf("%s not raised", id)
	}
}

func TestAnswersAgainstDocument(t *testing.T) {
	lex := lexicon(t)
	doc := "We are a team of 4 developers. The budget is at most 2,000 EUR a month."
	check(t, "answer-against-document", find(t, lex, doc, map[string]string{"team": "11 developers"}), true)
	check(t, "answer-against-document", find(t, lex, doc, map[string]string{"team": "4 developers"}), false)
}

func TestRoot(t *testing.T) {
	for a, b := range map[string]string{"written": "write", "copies": "copy", "planned": "plan", "recordings": "recording", "approved": "approval", "stored": "stores", "people": "person", "sent": "sends"} {
		if root(a) != root(b) {
			t.Errorf("%s is %s, %s is %s", a, root(a), b, root(b))
		}
	}
}
