package gate

import (
	"math/rand"
	"reflect"
	"strings"
	"testing"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
)

const design = `# Orders

The shop keeps orders in PostgreSQL. Retries run every *five* seconds,
without a limit.

## Backups

A dump is taken each night and copied to another account.
`

// newBrief makes a brief over a small catalog of our own.
func newBrief(t *testing.T, text string) *brief.Brief {
	t.Helper()
	c := &checklists.Catalog{
		Concepts: []checklists.Concept{
			{ID: "database.backup", Title: "Backup of the database", Wordings: []string{"dump .. night", "backup"}},
			{ID: "api.limits", Title: "Rate limits on the API", Wordings: []string{"rate limit", "throttle"}},
		},
		Traits: []checklists.Trait{{ID: "handles-money", Wordings: []string{"orders"}}},
		Severity: []checklists.SeverityRule{
			{Severity: "high", From: 8}, {Severity: "medium", From: 6}, {Severity: "low"},
		},
	}
	lex, err := facts.Compile(c)
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

func quoted(rule, quote string, items ...string) Proposal {
	return Proposal{
		Rule: rule, Source: "checks", Kind: review.Antipattern, Areas: []string{"resilience"}, Items: items, Title: rule,
		Quotes: []Quote{{Text: quote}}, Advice: checklists.Advice{Impact: 2, Likelihood: 2, Effort: "S", Recommendation: "Do."},
	}
}

func TestLocate(t *testing.T) {
	b := newBrief(t, design)
	cases := []struct {
		text       string
		first, end int
		quote      string
		ok         bool
	}{
		{"The shop keeps orders in PostgreSQL.", 3, 3, "The shop keeps orders in PostgreSQL.", true},
		{"Retries run every five seconds, without a limit", 3, 4, "Retries run every *five* seconds,\nwithout a limit", true},
		{"“A dump is taken each   night”", 8, 8, "A dump is taken each night", true},
		{"Retries run every six seconds", 0, 0, "", false},
		{"a dump is taken each night", 0, 0, "", false}, // letters are never changed
		{"", 0, 0, "", false},
		{"*ve*", 0, 0, "", false}, // too short to match loosely
	}
	for _, c := range cases {
		e, ok := Locate(b.Documents, Quote{Text: c.text})
		if ok != c.ok || ok && (e.StartLine != c.first || e.EndLine != c.end || e.Quote != c.quote) {
			t.Errorf("%q: %+v %v", c.text, e, ok)
		}
	}
	if _, ok := Locate(b.Documents, Quote{Document: "d2", Text: "The shop keeps orders in PostgreSQL."}); ok {
		t.Error("a quote is located in a document that it does not name")
	}
}

func TestAProposalWithoutEvidenceIsWithdrawn(t *testing.T) {
	r := Judge(newBrief(t, design), []Proposal{quoted("resilience.x", "this stands nowhere in the document")})
	if len(r.Concerns) != 0 || len(r.Withdrawn) != 1 || r.Withdrawn[0].Reason == "" {
		t.Errorf("got %+v", r)
	}
}

func TestAbsence(t *testing.T) {
	b := newBrief(t, design)
	missing := func(concept string) Proposal {
		return Proposal{Rule: "x." + concept, Source: "checks", Kind: review.Omission, Areas: []string{"database"}, Title: concept,
			Absent: []string{concept}, Advice: checklists.Advice{Impact: 3, Likelihood: 3, Effort: "M"}}
	}
	r := Judge(b, []Proposal{missing("database.backup"), missing("api.limits")})
	if len(r.Concerns) != 1 || r.Concerns[0].Title != "api.limits" {
		t.Fatalf("concerns %+v", r.Concerns)
	}
	if s := strings.Join(r.Concerns[0].Searched, "\n"); !strings.Contains(s, "throttle") {
		t.Errorf("the search does not name what was looked for: %q", s)
	}
	if len(r.Withdrawn) != 1 || len(r.Withdrawn[0].Evidence) == 0 || r.Withdrawn[0].Evidence[0].StartLine != 8 {
		t.Errorf("withdrawn %+v", r.Withdrawn)
	}
}

func TestDoublesAreMerged(t *testing.T) {
	b := newBrief(t, design)
	same := quoted("resilience.a", "Retries run every *five* seconds,\nwithout a limit.", "resilience.retries")
	other := quoted("resilience.b", "Retries run every *five* seconds,\nwithout a limit.", "resilience.retries")
	other.Source, other.Advice.Impact = "model", 3
	third := quoted("resilience.c", "The shop keeps orders in PostgreSQL.", "resilience.retries")
	r := Judge(b, []Proposal{same, other, third})
	if len(r.Concerns) != 2 {
		t.Fatalf("%d concerns, want 2", len(r.Concerns))
	}
	if c := r.Concerns[0]; c.Rule != "resilience.b" || !reflect.DeepEqual(c.Sources, []string{"model", "checks"}) {
		t.Errorf("the heavier proposal must lead and both engines be named: %s %v", c.Rule, c.Sources)
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	b := newBrief(t, design)
	ps := []Proposal{
		quoted("resilience.a", "Retries run every *five* seconds,\nwithout a limit.", "resilience.retries"),
		quoted("database.b", "The shop keeps orders in PostgreSQL.", "database.type"),
		quoted("database.c", "A dump is taken each night and copied to another account.", "database.backup"),
		quoted("resilience.d", "Retries run every *five* seconds,\nwithout a limit.", "resilience.retries"),
	}
	want := Judge(b, ps)
	rnd := rand.New(rand.NewSource(1))
	for range 20 {
		rnd.Shuffle(len(ps), func(i, j int) { ps[i], ps[j] = ps[j], ps[i] })
		if got := Judge(b, ps); !reflect.DeepEqual(got, want) {
			t.Fatalf("another order gives another result:\n%+v\n%+v", got, want)
		}
	}
	var again []Proposal
	again = append(append(again, ps...), ps...)
	if got := Judge(b, again); !reflect.DeepEqual(got, want) {
		t.Error("the same proposals twice give another result")
	}
}

func TestFingerprintSurvivesEditsElsewhere(t *testing.T) {
	p := quoted("resilience.a", "Retries run every *five* seconds,\nwithout a limit.", "resilience.retries")
	before := Judge(newBrief(t, design), []Proposal{p}).Concerns[0].ID
	moved := "# A new title\n\nA new first paragraph.\n\n" + design
	if after := Judge(newBrief(t, moved), []Proposal{p}).Concerns[0].ID; after != before {
		t.Errorf("moved text changes the fingerprint: %s, %s", before, after)
	}
	q := quoted("resilience.a", "Retries run every five seconds, without a limit.", "resilience.retries")
	if after := Judge(newBrief(t, strings.Replace(design, "*five* seconds,\n", "five seconds, ", 1)), []Proposal{q}).Concerns[0].ID; after != before {
		t.Errorf("another line break changes the fingerprint: %s, %s", before, after)
	}
}

func TestSeverityIsComputed(t *testing.T) {
	b := newBrief(t, design)
	for _, c := range []struct {
		impact, likelihood int
		adjust             []checklists.Adjust
		want               review.Severity
	}{
		{3, 3, nil, review.High},
		{3, 2, nil, review.High},
		{2, 3, nil, review.Medium},
		{3, 1, nil, review.Medium},
		{2, 2, nil, review.Medium},
		{1, 3, nil, review.Low},
		{2, 3, []checklists.Adjust{{Trait: "handles-money", By: 1, Because: "money"}}, review.High},
		{2, 3, []checklists.Adjust{{Trait: "health-data", By: 1, Because: "health"}}, review.Medium},
		{2, 2, []checklists.Adjust{{Trait: "handles-money", By: -1, Because: "contained"}}, review.Low},
	} {
		got, trace := severity(b, &checklists.Advice{Impact: c.impact, Likelihood: c.likelihood, Adjust: c.adjust})
		if got != c.want || !strings.Contains(trace, string(got)) {
			t.Errorf("%d+%d %v: %s (%s), want %s", c.impact, c.likelihood, c.adjust, got, trace, c.want)
		}
	}
}

func TestVerdictAndOutcome(t *testing.T) {
	high, medium, low := review.Concern{Severity: review.High}, review.Concern{Severity: review.Medium}, review.Concern{Severity: review.Low}
	waived := review.Concern{Severity: review.High, Waived: &review.Waiver{Owner: "a", Reason: "b", Until: "2030-01-01"}}
	for _, c := range []struct {
		in   []review.Concern
		want review.Verdict
	}{
		{nil, review.Ready},
		{[]review.Concern{low}, review.Ready},
		{[]review.Concern{low, medium}, review.ReadyConditions},
		{[]review.Concern{medium, high}, review.NotReady},
		{[]review.Concern{waived, low}, review.Ready},
	} {
		if got := Verdict(c.in); got != c.want {
			t.Errorf("%v: %s, want %s", c.in, got, c.want)
		}
	}
	whole := review.Review{Ledger: review.Ledger{LinesRead: 9, LinesTotal: 9}}
	cut, failed, area := whole, whole, whole
	cut.Ledger.LinesRead = 8
	failed.Ledger.Failures = []review.Failure{{What: "x"}}
	area.Areas = []review.Area{{Status: review.Failed}}
	if Outcome(&whole) != review.Complete || Outcome(&cut) != review.Incomplete || Outcome(&failed) != review.Incomplete || Outcome(&area) != review.Incomplete {
		t.Error("the outcome must be incomplete whenever something was not read or not reviewed")
	}
}
