package compare_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/compare"
	"archreview/internal/document"
	"archreview/internal/eval"
	"archreview/internal/facts"

	"go.yaml.in/yaml/v3"
)

const corpus = "../eval/testdata/corpus"

var lexicon = sync.OnceValues(facts.Builtin)

func now() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// reviewed reviews documents with the embedded reviewer.
func reviewed(t testing.TB, label string, docs []*document.Document, answers map[string]string) compare.Side {
	t.Helper()
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	r, err := agent.Review(context.Background(), agent.Options{Lexicon: lex, Documents: docs, Answers: answers, Version: "test", Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return compare.Side{Label: label, Review: r, Documents: docs}
}

func file(t testing.TB, path string, answers map[string]string) compare.Side {
	t.Helper()
	d, err := document.Read("d1", path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return reviewed(t, path, []*document.Document{d}, answers)
}

func text(t testing.TB, path, body string, answers map[string]string) compare.Side {
	t.Helper()
	d, err := document.Parse("d1", path, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return reviewed(t, path, []*document.Document{d}, answers)
}

func run(old, new compare.Side) *review.Comparison {
	return compare.Compare(old, new, compare.Options{Now: now})
}

func cases(t testing.TB) []eval.Case {
	t.Helper()
	all, err := eval.LoadCorpus(corpus)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func byState(c *review.Comparison) map[review.ChangeState]int {
	out := map[review.ChangeState]int{}
	for _, x := range c.Concerns {
		out[x.State]++
	}
	return out
}

type twin struct {
	k        eval.Case
	old, new compare.Side
}

// reviews reviews the whole corpus once.
var reviews = sync.OnceValue(func() []twin {
	t := &testing.T{}
	var out []twin
	for _, k := range cases(t) {
		out = append(out, twin{k, file(t, k.Design, k.Answers), file(t, k.Fixed, k.Answers)})
	}
	return out
})

// twins compares every design with its repaired twin.
func twins(t *testing.T, each func(k *eval.Case, old, new compare.Side, c *review.Comparison)) {
	if len(reviews()) == 0 {
		t.Fatal("the corpus is empty")
	}
	for _, x := range reviews() {
		each(&x.k, x.old, x.new, run(x.old, x.new))
	}
}

func concerns(r *review.Review) []review.Concern {
	var out []review.Concern
	for _, a := range r.Areas {
		out = append(out, a.Concerns...)
	}
	return out
}

// TestUntouchedConcernsKeepTheirIDs: what rests on words that stand in both
// versions, and is raised in both, is open under its old name.
func TestUntouchedConcernsKeepTheirIDs(t *testing.T) {
	kept, churn := 0, 0
	twins(t, func(k *eval.Case, old, new compare.Side, c *review.Comparison) {
		rules := map[string]bool{}
		for _, x := range concerns(new.Review) {
			rules[x.Rule] = true
		}
		for _, x := range c.Concerns {
			if x.OldID == "" || !rules[x.Rule] || len(x.OldEvidence) == 0 || !strings.Contains(new.Documents[0].Text, x.OldEvidence[0].Quote) {
				continue
			}
			kept++
			if x.ID != x.OldID || x.State != review.StillOpen && x.Severity == x.OldSeverity {
				churn++
				t.Errorf("%s: %s became %s %s: %s", k.Slug, x.OldID, x.State, x.ID, x.Note)
			}
		}
	})
	t.Logf("churn %d of %d", churn, kept)
	if kept == 0 {
		t.Error("no concern stands in both versions: the test shows nothing")
	}
}

// hits says whether a concern is about a planted flaw.
func hits(t *testing.T, f *eval.Flaw, c *review.Concern) bool {
	text := c.Title + "\n" + c.Why + "\n" + c.Recommendation
	for _, e := range c.Evidence {
		text += "\n" + e.Quote
	}
	for _, all := range f.Match {
		hit := len(all) > 0
		for _, src := range all {
			re, err := regexp.Compile("(?i)" + src)
			if err != nil {
				t.Fatal(err)
			}
			hit = hit && re.MatchString(text)
		}
		if hit {
			return true
		}
	}
	return false
}

type repair struct {
	ID    string `yaml:"id"`
	Lines []int  `yaml:"lines"`
}

// repairs reads where in the repaired twin each flaw was repaired.
func repairs(t *testing.T, k *eval.Case) map[string][]int {
	raw, err := os.ReadFile(filepath.Join(filepath.Dir(k.Fixed), "fixed.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var all []repair
	if err := yaml.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	out := map[string][]int{}
	for _, r := range all {
		out[r.ID] = r.Lines
	}
	return out
}

// TestRepairsAreFixed: a planted flaw that was found and is no longer reported
// shows as fixed, tied to the lines that repaired it.
func TestRepairsAreFixed(t *testing.T) {
	found, fixed, missed, tied := 0, 0, 0, 0
	twins(t, func(k *eval.Case, old, new compare.Side, c *review.Comparison) {
		lines := repairs(t, k)
		changes := map[string]*review.Change{}
		for i := range c.Concerns {
			changes[c.Concerns[i].OldID] = &c.Concerns[i]
		}
		still := map[string]bool{}
		for _, x := range concerns(new.Review) {
			still[x.Rule] = true
		}
		for i := range k.Truth.Flaws {
			f := &k.Truth.Flaws[i]
			hit, open, tie := false, false, false
			for _, x := range concerns(old.Review) {
				if !hits(t, f, &x) {
					continue
				}
				hit = true
				y := changes[x.ID]
				if still[x.Rule] {
					open = true
				} else if y.State != review.Fixed {
					t.Errorf("%s %s: %s is %s: %s", k.Slug, f.ID, x.ID, y.State, y.Note)
				}
				for _, e := range y.Edits {
					tie = tie || len(lines[f.ID]) == 2 && e.NewStart <= lines[f.ID][1] && lines[f.ID][0] <= e.NewEnd
				}
			}
			if !hit {
				continue
			}
			found++
			switch {
			case open:
				missed++
			case tie:
				fixed, tied = fixed+1, tied+1
			default:
				fixed++
				t.Logf("%s %s is tied to other lines than %v", k.Slug, f.ID, lines[f.ID])
			}
		}
	})
	t.Logf("%d of %d repairs show as fixed, %d of them tied to the repairing lines; %d are still reported by the reviewer", fixed, found, tied, missed)
	if found < 30 || tied*10 < fixed*8 {
		t.Errorf("%d of %d repairs are tied to the lines that made them", tied, fixed)
	}
}

// TestSameReviewIsOpen: nothing becomes of a review compared with itself.
func TestSameReviewIsOpen(t *testing.T) {
	twins(t, func(k *eval.Case, s, _ compare.Side, _ *review.Comparison) {
		c := run(s, s)
		if n := byState(c); n[review.StillOpen] != len(c.Concerns) || len(c.Concerns) != len(concerns(s.Review)) {
			t.Errorf("%s: %v of %d concerns", k.Slug, n, len(concerns(s.Review)))
		}
		for _, x := range c.Concerns {
			if x.Note != "" || len(x.Edits) > 0 {
				t.Errorf("%s: %s: %q, %d edits", k.Slug, x.ID, x.Note, len(x.Edits))
			}
		}
		if len(c.Items)+len(c.Answers) > 0 || len(c.Notes) != 1 {
			t.Errorf("%s: %d items, %d answers, notes %q", k.Slug, len(c.Items), len(c.Answers), c.Notes)
		}
	})
}

// TestThereAndBack: what is new one way is fixed the other way.
func TestThereAndBack(t *testing.T) {
	twins(t, func(k *eval.Case, old, new compare.Side, c *review.Comparison) {
		there, back := byState(c), byState(run(new, old))
		if there[review.Fixed] != back[review.New]+back[review.Regressed] || back[review.Fixed] != there[review.New]+there[review.Regressed] {
			t.Errorf("%s: %v there, %v back", k.Slug, there, back)
		}
	})
}

// TestEveryConcernOnce: each concern of both reviews stands in the comparison
// exactly once, and the order is that of the contract.
func TestEveryConcernOnce(t *testing.T) {
	twins(t, func(k *eval.Case, old, new compare.Side, c *review.Comparison) {
		was, is := map[string]int{}, map[string]int{}
		last := -1
		for _, x := range c.Concerns {
			if x.OldID != "" {
				was[x.OldID]++
			}
			if x.State != review.Fixed {
				is[x.ID]++
			}
			at := 0
			for at < 5 && review.ChangeStates()[at] != x.State {
				at++
			}
			if at < last {
				t.Errorf("%s: %s stands after a later state", k.Slug, x.ID)
			}
			last = at
		}
		for _, x := range concerns(old.Review) {
			if was[x.ID] != 1 {
				t.Errorf("%s: old %s stands %d times", k.Slug, x.ID, was[x.ID])
			}
		}
		for _, x := range concerns(new.Review) {
			if is[x.ID] != 1 {
				t.Errorf("%s: new %s stands %d times", k.Slug, x.ID, is[x.ID])
			}
		}
	})
}
