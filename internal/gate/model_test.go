package gate

import (
	"reflect"
	"strings"
	"testing"

	"archreview/agent/review"
)

func proposed(item, quote, title string) Proposal {
	p := quoted("model."+item, quote, item)
	p.Source, p.Distinct, p.Title, p.Why = "model", true, title, "In this system it hurts."
	p.Reasons = Reasons{"money is lost.", "daily", "all shops"}
	p.Advice.Impact, p.Advice.Likelihood, p.Advice.Recommendation = 3, 3, "Do it here."
	return p
}

const (
	retries = "Retries run every *five* seconds,\nwithout a limit."
	dump    = "A dump is taken each night and copied to another account."
)

func TestAModelEnrichesWhatChecksFound(t *testing.T) {
	b := newBrief(t, design)
	found := quoted("resilience.a", retries, "resilience.retries")
	want := Judge(b, []Proposal{found}).Concerns[0]
	got := Judge(b, []Proposal{proposed("resilience.retries", "Retries run every five seconds", "Retries never end"), found}).Concerns
	if len(got) != 1 {
		t.Fatalf("%d concerns", len(got))
	}
	c := got[0]
	if c.ID != want.ID || c.Rule != want.Rule || c.Severity != want.Severity {
		t.Errorf("identity or severity change with the model: %s %s %s", c.ID, c.Rule, c.Severity)
	}
	if c.Title != "Retries never end" || c.Recommendation != "Do it here." || !reflect.DeepEqual(c.Sources, []string{"checks", "model"}) {
		t.Errorf("the model's words are not used: %+v", c.Concern)
	}
	found.Working = []string{"1 + 1 = 2"}
	if c := Judge(b, []Proposal{found, proposed("resilience.retries", retries, "Other")}).Concerns[0]; c.Title != "resilience.a" || !strings.Contains(c.Why, "1 + 1 = 2") {
		t.Errorf("a recomputed finding loses its words: %+v", c.Concern)
	}
}

func TestModelProposalsNeedEvidence(t *testing.T) {
	b := newBrief(t, design)
	bare := proposed("api.limits", "", "No limit")
	bare.Kind, bare.Absent, bare.Quotes = review.Omission, []string{"api.limits"}, nil
	if r := Judge(b, []Proposal{bare}); len(r.Concerns) != 0 || len(r.Withdrawn) != 1 {
		t.Errorf("an absence without a passage is raised: %+v", r)
	}
	bare.Quotes, bare.Searched = []Quote{{Text: "The shop keeps orders in PostgreSQL."}}, []string{"throttling"}
	r := Judge(b, []Proposal{bare})
	if len(r.Concerns) != 1 || !strings.Contains(strings.Join(r.Concerns[0].Searched, "\n"), "throttling") {
		t.Errorf("got %+v", r)
	}
	bare.Absent = []string{"database.backup"}
	if r := Judge(b, []Proposal{bare}); len(r.Concerns) != 0 || r.Withdrawn[0].Evidence[0].StartLine != 8 {
		t.Errorf("a refuted absence is raised beside a quote: %+v", r)
	}
}

func TestOneConcernForOnePassageAndItem(t *testing.T) {
	b := newBrief(t, design)
	a, c := proposed("resilience.retries", retries, "Retries never end"), proposed("resilience.backoff", retries, "Retries keep step")
	d := proposed("resilience.retries", dump, "A dump is no recovery")
	if r := Judge(b, []Proposal{a, a, c, d}); len(r.Concerns) != 2 {
		t.Errorf("%d concerns, want one for each passage", len(r.Concerns))
	}
}

func TestFactorsOfAModel(t *testing.T) {
	b := newBrief(t, design)
	p := proposed("resilience.retries", retries, "x")
	p.Advice.Impact, p.Advice.Likelihood = 9, -4
	c := Judge(b, []Proposal{p}).Concerns[0]
	if c.SeverityTrace != "2 x impact 3 (money is lost) + likelihood 1 (daily) = 7: medium (high from 8, medium from 6); hits all shops" {
		t.Errorf("trace %q", c.SeverityTrace)
	}
	if Severity(b, &p) != c.Severity {
		t.Error("Severity differs from the concern's")
	}
}

func TestLocatePrefersTheStatedLine(t *testing.T) {
	b := newBrief(t, "# A\n\nRetry at once.\n\nRetry at once.\n\nRetry  *at* once, please do.\n")
	for line, want := range map[int]int{0: 3, 3: 3, 4: 3, 5: 5, 90: 5} {
		if e, ok := Locate(b.Documents, Quote{Text: "Retry at once.", Line: line}); !ok || e.StartLine != want {
			t.Errorf("line %d: %+v", line, e)
		}
	}
	if e, ok := Locate(b.Documents, Quote{Text: "Retry at once, please", Line: 1}); !ok || e.Quote != "Retry  *at* once, please" {
		t.Errorf("got %+v", e)
	}
}

func TestCover(t *testing.T) {
	b := newBrief(t, design)
	have := []review.Coverage{{Item: "a", Status: review.Missing}, {Item: "b", Status: review.Addressed}, {Item: "c", Status: review.Missing}, {Item: "d", Status: review.Missing}}
	got := Cover(b, have, []Covered{
		{"a", review.Addressed, Quote{Text: dump}}, {"a", review.Weak, Quote{Text: dump}}, {"b", review.NotApplicable, Quote{}},
		{"b", review.Missing, Quote{}}, {"c", review.Addressed, Quote{Text: "made up words"}}, {"d", review.NotApplicable, Quote{}}, {"z", review.Addressed, Quote{Text: dump}},
	})
	var states []review.CoverageStatus
	for _, c := range got {
		states = append(states, c.Status)
	}
	if want := []review.CoverageStatus{review.Addressed, review.Addressed, review.Missing, review.NotApplicable}; !reflect.DeepEqual(states, want) {
		t.Errorf("got %v, want %v", states, want)
	}
	if have[0].Status != review.Missing {
		t.Error("the input is changed")
	}
}

func TestGroupsNameTheirProposals(t *testing.T) {
	b := newBrief(t, design)
	groups, _ := Groups(b, []Proposal{quoted("x.z", dump, "i"), quoted("resilience.a", retries, "resilience.retries"), proposed("resilience.retries", retries, "Retries")})
	for _, g := range groups {
		if g.Rule == "resilience.a" && !reflect.DeepEqual(g.From, []int{1, 2}) {
			t.Errorf("from %v", g.From)
		}
	}
}
