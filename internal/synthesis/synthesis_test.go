package synthesis

import (
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/checks"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/gate"
)

var lexicon = sync.OnceValues(facts.Builtin)

// compose reviews a text, with extra concerns if any.
func compose(t *testing.T, text string, answers map[string]string, extra ...gate.Proposal) (*review.Review, *brief.Brief) {
	t.Helper()
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Parse("d1", "design.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	b, err := brief.New(brief.Options{Lexicon: lex, Documents: []*document.Document{d}, Answers: answers})
	if err != nil {
		t.Fatal(err)
	}
	found := checks.Review(b)
	r, err := Compose(Input{Brief: b, Result: gate.Judge(b, append(found.Proposals, extra...)), Coverage: found.Coverage})
	if err != nil {
		t.Fatal(err)
	}
	return r, b
}

func example(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../examples/design.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func proposal(rule, quote, item string, impact, likelihood int) gate.Proposal {
	area, _, _ := strings.Cut(item, ".")
	return gate.Proposal{
		Rule: rule, Source: "checks", Kind: review.Antipattern, Areas: []string{area}, Items: []string{item},
		Title: "Title of " + rule, Why: "It hurts.", Quotes: []gate.Quote{{Text: quote}},
		Advice: checklists.Advice{Impact: impact, Likelihood: likelihood, Effort: "S", Recommendation: "Repair what is called " + rule + ". Then rest."},
	}
}

func TestEveryDeliverableIsThere(t *testing.T) {
	r, _ := compose(t, example(t), nil)
	if n := len(strings.Split(r.Summary.Assessment, "\n\n")); n < 1 || n > 3 {
		t.Errorf("the assessment has %d paragraphs", n)
	}
	if len(r.Areas) != 10 {
		t.Fatalf("%d areas", len(r.Areas))
	}
	items := 0
	for i, a := range r.Areas {
		if a.Letter != string(rune('A'+i)) {
			t.Errorf("area %d is %s", i, a.Letter)
		}
		items += len(a.Coverage)
	}
	if items != 204 {
		t.Errorf("%d items, want 204", items)
	}
	if len(r.Summary.Strengths) == 0 || r.Summary.Maturity == "" || len(r.Patterns) == 0 || len(r.Stack) == 0 ||
		len(r.Roadmap.Stages) < 3 || r.Roadmap.Assumptions == "" || len(r.SecurityChecklist) < 10 || len(r.NextSteps) == 0 {
		t.Errorf("something is missing: %d strengths, %q, %d patterns, %d technologies, %d stages, %d lines, %d steps",
			len(r.Summary.Strengths), r.Summary.Maturity, len(r.Patterns), len(r.Stack), len(r.Roadmap.Stages), len(r.SecurityChecklist), len(r.NextSteps))
	}
	if len(r.Brief.Answers) != 10 {
		t.Errorf("%d answers", len(r.Brief.Answers))
	}
}

func TestSpeaksOnlyOfConcernsThatPassed(t *testing.T) {
	r, _ := compose(t, example(t), nil, proposal("x.invented", "this stands nowhere", "database.index-strategy", 3, 3))
	passed := map[string]bool{}
	for _, a := range r.Areas {
		for _, c := range a.Concerns {
			passed[c.ID] = true
		}
	}
	var named []string
	named = append(named, r.Summary.Critical...)
	for _, s := range r.NextSteps {
		named = append(named, s.Concerns...)
	}
	for _, p := range r.Patterns {
		named = append(named, p.Concerns...)
	}
	for _, e := range r.SecurityChecklist {
		named = append(named, e.Concerns...)
	}
	for _, id := range named {
		if !passed[id] {
			t.Errorf("%s is named but did not pass the gate", id)
		}
	}
	if strings.Contains(r.Summary.Assessment, "x.invented") {
		t.Error("the summary speaks of a withdrawn proposal")
	}
}

const small = `# Shop

The shop runs on Flask and PostgreSQL with Celery workers. Calls are repeated every second. Payments have no key. Nothing is measured.
`

func TestStepsRespectDependencies(t *testing.T) {
	r, _ := compose(t, small, nil,
		proposal("a.retry", "Calls are repeated every second.", "resilience.retry-backoff", 3, 3),
		proposal("a.key", "Payments have no key.", "api.idempotency", 1, 1))
	at := map[string]int{}
	for i, s := range r.NextSteps {
		at[s.Title] = i
		for _, d := range s.DependsOn {
			if j, ok := at[d]; !ok || j >= i {
				t.Errorf("%q rests on %q, which does not come before it", s.Title, d)
			}
		}
	}
	retry, key := at["Repair what is called a.retry"], at["Repair what is called a.key"]
	if key >= retry {
		t.Errorf("a repeat must come after the key that makes it safe: key %d, retry %d", key, retry)
	}
	if r.NextSteps[retry].Priority != review.Must || r.NextSteps[key].Priority != review.Nice {
		t.Error("priorities must follow severities")
	}
}

func TestAConcernMarksItsItems(t *testing.T) {
	r, _ := compose(t, small, nil, proposal("a.key", "Payments have no key.", "api.idempotency", 2, 2))
	for _, a := range r.Areas {
		for _, c := range a.Coverage {
			if c.Item == "api.idempotency" && c.Status != review.Weak {
				t.Errorf("api.idempotency is %s under a concern", c.Status)
			}
		}
	}
}

func TestNoConcernIsAResult(t *testing.T) {
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Parse("d1", "design.md", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	b, err := brief.New(brief.Options{Lexicon: lex, Documents: []*document.Document{d}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Compose(Input{Brief: b, Coverage: checks.Review(b).Coverage})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(r.Summary.Assessment, "No concern passed the gate") || len(r.NextSteps) != 0 {
		t.Errorf("%q, %d steps", r.Summary.Assessment, len(r.NextSteps))
	}
}

func TestTeamComesFromTheAnswer(t *testing.T) {
	r, _ := compose(t, small, map[string]string{"team": "Seven people: four back-end developers and two mobile developers."})
	if !strings.Contains(r.Summary.Assessment, "a team of seven (answer: team)") {
		t.Error(r.Summary.Assessment)
	}
}

func TestProseIsWhole(t *testing.T) {
	for _, answers := range []map[string]string{nil, {"team": "two people", "budget": "at most 900 euro a month", "scale": "20 requests per second"}} {
		r, _ := compose(t, example(t), answers)
		text := []string{r.Summary.Assessment, r.Summary.Maturity, r.Roadmap.Assumptions, r.Roadmap.NotNeeded}
		for _, s := range r.Roadmap.Stages {
			text = append(text, s.Name, s.Trigger, s.Change, s.Migration, s.Cost)
		}
		for _, s := range text {
			if regexp.MustCompile(`<no value>|\{\{|%!|  |\.\.| ,| \.( |$)|:\.|\(\)`).MatchString(s) {
				t.Errorf("broken prose: %q", s)
			}
		}
	}
}

func TestClause(t *testing.T) {
	w := &writer{proud: map[string]bool{"Redis": true}}
	for in, want := range map[string]string{
		"Retries multiply load":       "retries multiply load",
		"Redis may forget":            "Redis may forget",
		"JWT lives 30 days":           "JWT lives 30 days",
		"A pool belongs to a process": "a pool belongs to a process",
		"I think":                     "I think",
		"60 pods ask for more.":       "60 pods ask for more",
	} {
		if got := w.clause(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestOneAddressIsOneReference(t *testing.T) {
	a, b := "PostgreSQL, archiving - https://www.postgresql.org/docs/x.html", "PostgreSQL documentation - https://www.postgresql.org/docs/x.html"
	if address(a) != address(b) || address(a) == address("PostgreSQL - https://www.postgresql.org/docs/y.html") || address("A book") == address("Another book") {
		t.Errorf("%q and %q are not one, or others are", a, b)
	}
}
