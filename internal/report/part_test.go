package report

import (
	"strings"
	"testing"

	"archreview/agent/review"
)

func TestPartsAreTheReport(t *testing.T) {
	r := &review.Review{
		Outcome: review.Complete, Verdict: review.NotReady,
		Documents:         []review.Document{{ID: "d1", Path: "design.md", Lines: 9, SHA256: "0123456789abcdef"}},
		Brief:             review.Brief{Answers: []review.Answer{{Key: "scale", Answer: "40,000 users", Source: review.FromUser}}},
		Summary:           review.Summary{Assessment: "It will not hold."},
		Areas:             []review.Area{{Key: "database", Letter: "B", Title: "Database", Status: review.Reviewed, Concerns: []review.Concern{{ID: "b-1", Severity: review.High, Title: "The pool is too large"}}, Coverage: []review.Coverage{{Item: "database.pool", Status: review.Missing}}}},
		Patterns:          []review.Pattern{{Title: "Outbox"}},
		Stack:             []review.Technology{{Technology: "PostgreSQL", Verdict: "keep"}},
		Roadmap:           review.Roadmap{NotNeeded: "Sharding"},
		SecurityChecklist: []review.ChecklistEntry{{Group: "Access", Item: "Tokens end", Status: review.Missing}},
		NextSteps:         []review.Step{{Priority: review.Must, Title: "Shrink the pool", Effort: review.Small}},
		Tools:             []string{"pgbouncer"},
	}
	var whole strings.Builder
	if err := Markdown(&whole, r); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"summary": "It will not hold.", "reading": "40,000 users", "patterns": "Outbox", "stack": "PostgreSQL", "roadmap": "Sharding",
		"security": "Tokens end", "steps": "Shrink the pool", "coverage": "database.pool", "withdrawn": "Nothing was proposed", "sources": "pgbouncer", "about": "design.md",
	}
	for _, p := range Parts() {
		var b strings.Builder
		if err := Section(&b, p.Name, r, Options{}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), want[p.Name]) || want[p.Name] == "" {
			t.Errorf("the section %s does not say %q:\n%s", p.Name, want[p.Name], b.String())
		}
		for l := range strings.Lines(b.String()) {
			if !strings.Contains(whole.String(), l) {
				t.Errorf("the section %s has a line that the report does not have: %q", p.Name, l)
			}
		}
	}
	if err := Section(&strings.Builder{}, "\x1b[2J", r, Options{}); err == nil || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("an unknown section gives %v", err)
	}
}

func TestConcernAlone(t *testing.T) {
	r := &review.Review{Areas: []review.Area{{Concerns: []review.Concern{{ID: "b-1", Severity: review.High, Title: "The *pool*", Why: "Too large."}}}}}
	var b strings.Builder
	if err := Concern(&b, r, "b-1", Options{}); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); !strings.HasPrefix(got, "#### HIGH `b-1`: The \\*pool\\*\n") || !strings.Contains(got, "Too large.") {
		t.Errorf("got %q", got)
	}
	b.Reset()
	if err := Concern(&b, r, "b-2", Options{}); err != nil || b.Len() > 0 {
		t.Errorf("an unknown concern gives %q, %v", b.String(), err)
	}
}
