package report

import (
	"encoding/json"
	"strings"
	"testing"

	"archreview/agent/review"
)

// fromPDF is a review of a document without lines of its own.
func fromPDF() *review.Review {
	return &review.Review{
		Schema: review.Schema, Outcome: review.Complete, Verdict: review.NotReady,
		Documents: []review.Document{{ID: "d1", Path: "design.pdf", Lines: 90, Words: 500, Rendered: true}},
		Areas: []review.Area{{Key: "database", Letter: "B", Title: "Database", Status: review.Reviewed, Concerns: []review.Concern{{
			ID: "database.pool-connections-b3a2", Rule: "database.pool-connections", Severity: review.High, Kind: review.Arithmetic, Title: "The pools exceed the limit", Why: "480 are more than 200.",
			Recommendation: "Lower the pools.", Effort: "S",
			Evidence: []review.Evidence{
				{Document: "d1", StartLine: 40, EndLine: 41, Quote: "pool_size = 20", Place: "p. 3 lines 12-13"},
				{Document: "d1", StartLine: 55, EndLine: 55, Quote: "max_connections = 200", Place: "p. 4 line 2"},
			},
		}}}},
	}
}

// TestReportsNamePlacesOfTheOriginal: nobody finds line 40 of a rendering in a
// PDF, so no report for readers and for tools names it.
func TestReportsNamePlacesOfTheOriginal(t *testing.T) {
	for _, format := range []string{"markdown", "html", "sarif", "github", "json"} {
		text := written(t, format, fromPDF(), Options{})
		if !strings.Contains(text, "p. 3 lines 12-13") || !strings.Contains(text, "p. 4 line 2") && format != "github" {
			t.Errorf("%s does not name the places:\n%s", format, text)
		}
		for _, wrong := range []string{"L40", "line=40", `"startLine": 4`, "lines 40"} {
			if strings.Contains(text, wrong) {
				t.Errorf("%s has %q", format, wrong)
			}
		}
	}
	var log sarifLog
	if err := json.Unmarshal([]byte(written(t, "sarif", fromPDF(), Options{})), &log); err != nil {
		t.Fatal(err)
	}
	x := log.Runs[0].Results[0]
	if l := x.Locations[0]; l.Physical.Region.StartLine != 1 || len(l.Logical) != 1 || l.Logical[0].Name != "p. 3 lines 12-13" || !strings.Contains(l.Message.Text, "pool_size = 20") {
		t.Errorf("the location is %+v", l)
	}
	if x.Related[0].Message.Text != "See also p. 4 line 2" {
		t.Errorf("the further one says %q", x.Related[0].Message.Text)
	}
}
