package report

import (
	"fmt"
	"strings"
	"testing"

	"archreview/agent/review"
)

func TestSummaryGolden(t *testing.T) {
	golden(t, "testdata/summary.golden.md", written(t, "summary", load(t, "sample.json"), Options{}))
}

// TestSummaryStaysShort: whatever there is, 60 lines are enough, and what is
// left out is counted.
func TestSummaryStaysShort(t *testing.T) {
	r := &review.Review{Outcome: review.Incomplete, Areas: []review.Area{{Status: review.Failed}}}
	for i := range 50 {
		r.Areas[0].Concerns = append(r.Areas[0].Concerns, review.Concern{ID: fmt.Sprint("c", i), Severity: review.High, Title: strings.Repeat("long ", 200), Why: strings.Repeat("long ", 200)})
		r.NextSteps = append(r.NextSteps, review.Step{Priority: review.Must, Title: strings.Repeat("long ", 200)})
		r.Ledger.Failures = append(r.Ledger.Failures, review.Failure{What: strings.Repeat("long ", 200)})
	}
	got := written(t, "summary", r, Options{})
	if n := strings.Count(got, "\n"); n > 60 {
		t.Errorf("%d lines", n)
	}
	for _, want := range []string{"- and 45 more\n", "- and 28 high; the whole review has them\n", "- and 41 more\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for l := range strings.Lines(got) {
		if len(l) > 600 {
			t.Errorf("a line of %d bytes", len(l))
		}
	}
}

// TestSummaryCallsNobody: a comment must not notify people or refer to numbers.
func TestSummaryCallsNobody(t *testing.T) {
	for in, want := range map[string]string{
		"ask @ann and @org/team, see #12": "ask `@ann` and `@org/team`, see `#12`",
		"a/b#7 and GH-9":                  "`a/b#7` and `GH-9`",
		"me@example.test, C# and x#1":     "me@example.test, C# and x#1",
		"`@x` stays, ` @y does not":       "`@x` stays, ' `@y` does not",
		"(@ann)":                          "(`@ann`)",
	} {
		if got := still(in); got != want {
			t.Errorf("%q: %q, wanted %q", in, got, want)
		}
	}
}

// TestSummaryKeepsItsStructure fills every string with hostile text.
func TestSummaryKeepsItsStructure(t *testing.T) {
	base := load(t, "sample.json")
	shape := func(text string) string {
		r := mapped(valueOf(base), func(s string) string { return s }).Interface().(*review.Review)
		fill(valueOf(r), func() string { return text })
		return skeleton(written(t, "summary", r, Options{}))
	}
	want := shape("word")
	for _, text := range hostile() {
		if strings.TrimSpace(text) == "" || strings.Contains(text, "Working:") || strings.Contains(text, "\n\n") {
			continue // a first sentence may be empty then, by contract
		}
		if got := shape("x " + text); got != want {
			t.Errorf("%q changes the structure to\n%s\nfrom\n%s", text, got, want)
		}
	}
}
