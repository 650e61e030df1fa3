package checks

import (
	"os"
	"sync"
	"testing"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// lexicon compiles the data as it stands in the YAML files, with positions.
var lexicon = sync.OnceValues(func() (*facts.Lexicon, error) {
	c, err := checklists.Load(os.DirFS("../../checklists/data"))
	if err != nil {
		return nil, err
	}
	return facts.Compile(c)
})

func newBrief(t *testing.T, text string) *brief.Brief {
	t.Helper()
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Parse("d1", "design.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	b, err := brief.New(brief.Options{Lexicon: lex, Documents: []*document.Document{d}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestExamplesBehave runs the two examples of every item and every rule.
func TestExamplesBehave(t *testing.T) {
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range Verify(lex) {
		t.Error(err)
	}
}

func TestVerifyCatchesExamplesThatDoNotBehave(t *testing.T) {
	rule := checklists.Rule{ID: "code.x", When: []checklists.Clause{{Any: []string{"global state"}}}, Raises: "All is well.", Quiet: "It keeps global state."}
	item := checklists.Item{ID: "code.y", ShownBy: []string{"code.tests"}, Raises: "Tests run in CI.", Quiet: "Nothing."}
	lex, err := facts.Compile(&checklists.Catalog{
		Rules: []checklists.Rule{rule}, Items: []checklists.Item{item},
		Concepts: []checklists.Concept{{ID: "code.tests", Wordings: []string{"tests run"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if errs := Verify(lex); len(errs) != 4 {
		t.Errorf("%d errors, want 4: %v", len(errs), errs)
	}
}

func TestEveryItemHasAState(t *testing.T) {
	b := newBrief(t, "# Shop\n\nA Django shop keeps orders in PostgreSQL. Backups are to be decided.\n")
	r := Review(b)
	if len(r.Coverage) != len(b.Catalog.Items) || len(r.Coverage) != 204 {
		t.Fatalf("%d states for %d items, want 204", len(r.Coverage), len(b.Catalog.Items))
	}
	for i, c := range r.Coverage {
		if c.Item != b.Catalog.Items[i].ID || c.Status == "" {
			t.Errorf("item %d: %+v", i, c)
		}
		if c.Status != review.Missing && c.Status != review.NotApplicable && len(c.Evidence) == 0 {
			t.Errorf("%s is %s without evidence", c.Item, c.Status)
		}
	}
}

func TestClauseScopes(t *testing.T) {
	rule := func(in string) *checklists.Rule {
		return &checklists.Rule{ID: "x.y", When: []checklists.Clause{{Any: []string{"alpha"}}, {In: in, Any: []string{"beta"}}}}
	}
	cases := []struct {
		in, text string
		want     bool
	}{
		{"", "Alpha meets beta.", true},
		{"", "Alpha stands here. Beta stands there.", false},
		{"nearby", "Alpha stands here. Beta stands there.", true},
		{"nearby", "Alpha one. Two here. Three here. Beta four.", false},
		{"section", "Alpha one. Two here. Three here. Beta four.", true},
		{"section", "Alpha one.\n\n## Other\n\nBeta.", false},
		{"document", "Alpha one.\n\n## Other\n\nBeta.", true},
		{"document", "Alpha one.\n\n## Other\n\nThere is no beta.", false},
	}
	for _, c := range cases {
		r := rule(c.in)
		lex, err := facts.Compile(&checklists.Catalog{Rules: []checklists.Rule{*r}, Context: contextOf(t)})
		if err != nil {
			t.Fatal(err)
		}
		d, err := document.Parse("d1", "x", []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		got := len(ruleStatements(facts.Read(lex, []facts.Source{{Doc: d}}), 0)) > 0
		if got != c.want {
			t.Errorf("in %q, %q: %v, want %v", c.in, c.text, got, c.want)
		}
	}
}

func contextOf(t *testing.T) []checklists.Context {
	t.Helper()
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	return lex.Catalog.Context
}

func TestNumberConditions(t *testing.T) {
	lex, err := facts.Compile(&checklists.Catalog{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Parse("d1", "x", []byte("Tokens live 30 days and 12 requests per second are allowed."))
	if err != nil {
		t.Fatal(err)
	}
	f := facts.Read(lex, []facts.Source{{Doc: d}})
	for cond, want := range map[string]bool{
		"duration > 24 h": true, "duration < 1 d": false, "duration == 30 d": true, "rate >= 10/s": true, "rate > 20/s": false, "percent > 1 %": false,
	} {
		c := newClause(f, &checklists.Clause{Number: cond}, "statement")
		if got := c.allowed(0); got != want {
			t.Errorf("%s: %v, want %v", cond, got, want)
		}
	}
	for _, bad := range []string{"duration", "weight > 3", "duration ~ 3 s", "duration > many"} {
		if _, err := parseCondition(bad); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}
