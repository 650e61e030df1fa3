package report

import (
	"bytes"
	"strings"
	"testing"

	"archreview/agent/review"
)

func disputed(d *review.Dispute) *review.Review {
	return &review.Review{Outcome: review.Complete, Verdict: review.NotReady, Documents: []review.Document{{ID: "d1", Path: "design.md"}}, Areas: []review.Area{{
		Letter: "A", Title: "Structure", Status: review.Reviewed,
		Concerns: []review.Concern{{ID: "x-0001", Severity: review.High, Title: "Title", Why: "Because.", Disputed: d}},
	}}}
}

func TestAnObjectionStandsWithItsConcern(t *testing.T) {
	for outcome, words := range map[review.DisputeOutcome]string{
		review.Recorded: "not examined, the concern stands", review.Upheld: "examined, the concern stands",
		review.Weakened: "examined, the concern stands with less weight", "*odd*": `\*odd\*`,
	} {
		var b bytes.Buffer
		err := Markdown(&b, disputed(&review.Dispute{
			Reason: "We *have* a <b>broker</b>.\n# Not a heading", Outcome: outcome, Answer: "It says [nothing](http://x) of\x1b[31m limits.", At: "2027-01-02T03:04:05Z",
			Evidence: []review.Evidence{{Document: "d1", StartLine: 4, EndLine: 4, Quote: "a `broker`"}},
		}))
		if err != nil {
			t.Fatal(err)
		}
		text := b.String()
		for _, want := range []string{"*Objection* of 2027-01-02T03:04:05Z: We \\*have\\*", "*Answer* (" + words + "): It says", "(L4)"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q does not stand in\n%s", outcome, want, text)
			}
		}
		for _, not := range []string{" <b>", "\n# Not a heading", "nothing](", "\x1b"} {
			if strings.Contains(text, not) {
				t.Errorf("%s: %q stands unescaped", outcome, not)
			}
		}
	}
	var b bytes.Buffer
	if err := Markdown(&b, disputed(nil)); err != nil || strings.Contains(b.String(), "Objection") {
		t.Errorf("an objection that nobody made: %v", err)
	}
}
