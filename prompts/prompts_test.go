package prompts

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// examples gives one filled prompt for each template, and variants of those
// that have parts left out.
func examples() map[string]Prompt {
	items := []Item{
		{"database.backup-recovery", "missing", "What is backed up, where to, and when was it last restored?"},
		{"database.indexing", "addressed L75", "Which indexes serve the frequent queries?"},
	}
	findings := []Finding{{"database.pool-connections", "L185", "The connection sum forgets the workers"}}
	concerns := []Concern{{ID: "hot-row-1a2b", Severity: "high", Effort: "M", Area: "scalability", Title: "One row serves all", Place: "(L77)", Why: "18 ms each."}}
	return map[string]Prompt{
		"system":    System{Marker: "m-0123"},
		"documents": Documents{Marker: "m-0123", Documents: []Numbered{{"d1", "design.md", "1| # Shop\n3| It's <fast> & \"good\".\n"}}, Facts: []string{"technologies: FastAPI (L3)"}},
		"project":   Documents{Marker: "m-0123", Documents: []Numbered{{"d1", "design.md", "1| # Shop\n"}, {"d2", "deploy/values.yaml", "7| replicaCount: 3\n"}}, Project: true},
		"look":      Look{},
		"picture":   Picture{},
		"outline":   Documents{Marker: "m-0123", Outline: "d1 L1-L900 Shop", Facts: nil},
		"brief": Brief{Marker: "m-0123", Sections: []Numbered{{"d1", "design.md", "7| Part.\n"}}, Answers: []Answer{{"team", "Nine engineers", "document L9"}},
			Established: []string{"peak 1,200/s (L35)"}},
		"reading":       Reading{Questions: []Question{{"team", "Who builds it?"}, {"budget", "What may it cost?"}}},
		"area":          Area{Letter: "B", Title: "Database", Scope: "How data is kept.", Lens: Lens("database"), Items: items, Findings: findings},
		"area-bare":     Area{Letter: "B", Title: "Database", Scope: "How data is kept.", Items: items},
		"refutation":    Refutation{Title: "No limit", Kind: "omission", Missing: "rate limit, throttle", Quotes: []string{"d1 L5: \"public endpoint\""}, Mechanism: "Anybody may call.", Impact: 2, Likelihood: 3, ImpactReason: "slow", LikelihoodReason: "public", Candidates: []string{"d1 L9: \"Nginx limits to 20/s\""}},
		"synthesis":     Synthesis{Concerns: concerns, Strengths: []string{"Recovery is rehearsed (L197)"}, Unread: "area code failed"},
		"nothing":       Synthesis{Strengths: []string{"Recovery is rehearsed (L197)"}},
		"deepdive":      DeepDive{Letter: "B", Title: "Database", Scope: "How data is kept.", Focus: "`hot-row-1a2b`: One row serves all", Lens: Lens("database"), Items: items, Concerns: concerns},
		"deepdive-bare": DeepDive{Letter: "B", Title: "Database", Scope: "How data is kept.", Items: items},
		"design":        Design{Letter: "B", Title: "Database", Scope: "How data is kept.", Focus: "`hot-row-1a2b`: One row serves all", Concerns: concerns, Found: []string{"The pool is larger than the server allows (L12)"}},
		"design-bare":   Design{Letter: "B", Title: "Database", Scope: "How data is kept."},
		"question":      Ask{Marker: "m-0123", Concerns: concerns, History: []Turn{{"reader", "Why?"}, {"reviewer", "Because."}}, Question: "Is it urgent?"},
		"question-bare": Ask{Marker: "m-0123", Question: "Is it urgent?"},
		"guidance":      Guidance{ID: "hot-row-1a2b", Severity: "high", Effort: "M", Title: "One row serves all", Why: "18 ms each.", Recommendation: "Split it.", Confirm: "Load one row.", Quotes: []string{"L77: \"one row\""}, Alternatives: []string{"One row per place"}},
		"dispute":       Dispute{Marker: "m-0123", ID: "no-limit-1a2b", Title: "No limit", Kind: "omission", Missing: "rate limit", Quotes: []string{"L5: \"public endpoint\""}, Mechanism: "Anybody may call.", Working: []string{"1 + 1 = 2"}, Impact: 2, Likelihood: 3, Candidates: []string{"L9: \"Nginx limits to 20/s\""}, Objection: "Nginx has one."},
		"vague":         Vague{Marker: "m-0123", Question: "What may it cost?", Answer: "not too much"},
		"repair":        Repair{Problems: []string{"concern \"x\": quote 1 does not stand in the documents: \"abc\""}},
		"repair-whole":  Repair{Whole: true, Problems: []string{"it is not JSON"}},
	}
}

func TestGoldens(t *testing.T) {
	for name, p := range examples() {
		got, err := Render(p)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		path := filepath.Join("testdata", name+".golden.md")
		if *update {
			if err := os.WriteFile(path, []byte(got+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got+"\n" != string(want) {
			t.Errorf("%s differs from its golden; look at it and run with -update:\n%s", name, got)
		}
	}
}

func TestEveryTemplateHasAnExample(t *testing.T) {
	used := map[string]bool{}
	for _, p := range examples() {
		used[p.template()] = true
	}
	names, err := fs.Glob(files, "templates/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if filepath.Base(n) == "lenses.md" {
			continue
		}
		if !used[filepath.Base(n)] {
			t.Errorf("%s has no example", n)
		}
	}
}

func TestEveryAreaHasALens(t *testing.T) {
	for _, a := range []string{"system", "database", "api", "security", "scalability", "observability", "deployment", "code", "dataflow", "resilience"} {
		if n := len(Lens(a)); n < 80 || n > 400 {
			t.Errorf("the lens of %s has %d bytes", a, n)
		}
	}
	if Lens("cooking") != "" {
		t.Error("an unknown area has a lens")
	}
}

// TestTextIsNotEscaped shows that documents reach the model as they are.
func TestTextIsNotEscaped(t *testing.T) {
	got, err := Render(Documents{Marker: "m", Documents: []Numbered{{"d1", "a.md", "1| a < b && c > \"d\" 'e'\n\n\n\n2| {{.X}}\n"}}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got, "1| a < b && c > \"d\" 'e'\n") || !strings.Contains(got, "2| {{.X}}\n") {
		t.Errorf("got %s", got)
	}
}

// TestPromptsAskForWhatMatters guards the sentences on which the calibration
// of a review rests.
func TestPromptsAskForWhatMatters(t *testing.T) {
	system, err := Render(System{Marker: "m-0123"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"An empty list is right when nothing is wrong", "0 to 4", "`working`", "`against`", "model.injection", "m-0123", "impact 3", "likelihood 3"} {
		if !strings.Contains(system, want) {
			t.Errorf("the system message does not say %q", want)
		}
	}
}
