package report

import (
	"fmt"
	"strings"
	"testing"

	"archreview/agent/review"
)

func TestAnnotations(t *testing.T) {
	r := small()
	r.Areas[0].Concerns[0].Title = "50% of a, b: c"
	r.Areas[0].Concerns[0].Recommendation = "Two\nlines, and: more"
	want := "::error file=x.md,line=7,endLine=9,title=HIGH%3A 50%25 of a%2C b%3A c::Because.%0ADo: Two lines, and: more%0A[first]\n" +
		"::notice file=docs/a b.md,line=1,title=LOW%3A Also not said::[third]\n" +
		"::notice file=docs/a b.md,line=1,title=WAIVED%2C MEDIUM%3A Not said::Waived: later (accepted by platform until 2027-03-01)%0A[second]\n"
	if got := written(t, "github", r, Options{}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestAnnotationsAreCounted: ten of a level are shown, the rest is counted,
// and what was not reviewed takes its place among them.
func TestAnnotationsAreCounted(t *testing.T) {
	r := &review.Review{Outcome: review.Incomplete, Areas: []review.Area{{Status: review.Reviewed}}}
	for i, s := range []review.Severity{review.High, review.Medium, review.Low} {
		for n := range 12 - 2*i {
			r.Areas[0].Concerns = append(r.Areas[0].Concerns, review.Concern{ID: fmt.Sprint(s, n), Severity: s, Title: "x"})
		}
	}
	got := written(t, "github", r, Options{})
	if !strings.HasPrefix(got, "::error title=This review is incomplete::Not read or not reviewed:%0AThe review did not record") {
		t.Errorf("it begins %.90q", got)
	}
	for level, want := range map[string]int{"error": 10, "warning": 10, "notice": 9} {
		if n := strings.Count(got, "::"+level+" "); n != want {
			t.Errorf("%d of %s", n, level)
		}
	}
	if want := "::notice title=Not all concerns are shown::Not shown as annotations: 3 high. The whole review has them.\n"; !strings.HasSuffix(got, want) {
		t.Errorf("it ends with %q", got[strings.LastIndex(got[:len(got)-1], "\n"):])
	}
}

func TestAnnotationsOfACleanReview(t *testing.T) {
	if got := written(t, "github", &review.Review{Outcome: review.Complete}, Options{}); got != "" {
		t.Errorf("%q", got)
	}
}
