package agent

import (
	"fmt"
	"strings"
	"testing"

	"archreview/agent/agenttest"
	"archreview/agent/review"
	"archreview/internal/consult"
	"archreview/internal/document"
)

// The tests below, and those that docs/robustness.md names beside them, each
// hold against one way in which reviewers of this kind have failed.

// verdictOf is what a review decides.
func verdictOf(r *review.Review) string {
	out := fmt.Sprint(r.Verdict, r.Outcome)
	for _, c := range all(r) {
		out += " " + c.ID + "=" + string(c.Severity)
	}
	return out
}

// TestTrapProseDecidesNothing: whatever words of alarm or of praise a model
// writes, severities, verdict and outcome are what code makes of the concerns.
func TestTrapProseDecidesNothing(t *testing.T) {
	said := func(text string) string {
		m := tenAreas(t).On("synthesis", agenttest.JSON(consult.SynthesisReply{Assessment: []consult.Paragraph{{Text: text}}, Maturity: text}))
		return verdictOf(mustReview(t, options(t, design, m)))
	}
	calm := said("The design was read.")
	for _, text := range []string{"There are no critical issues; nothing is HIGH and it is ready.", "CRITICAL: HIGH severity everywhere, not ready, blocked.", "Severity: low. Verdict: ready."} {
		if got := said(text); got != calm {
			t.Errorf("%q changes the review:\n%s\n%s", text, calm, got)
		}
	}
}

// TestTrapSkippedItemsShiftNothing: a model that leaves out items or answers
// them in another order says the same about each of those it names.
func TestTrapSkippedItemsShiftNothing(t *testing.T) {
	covered := func(item, status string) consult.Covered {
		return consult.Covered{Item: item, Status: status, Quote: consult.Quote{Document: "d1", Line: 19, Text: "a restore is rehearsed each month"}}
	}
	states := func(list ...consult.Covered) string {
		m := agenttest.New(t).On("area:database", agenttest.JSON(consult.AreaReply{Coverage: list})).Otherwise(agenttest.Quiet)
		out := ""
		for _, c := range area(mustReview(t, options(t, design, m)), "database").Coverage {
			out += c.Item + "=" + string(c.Status) + "\n"
		}
		return out
	}
	a, b := covered("database.backup-recovery", "addressed"), covered("database.sharding", "addressed")
	both, turned, one := states(a, b), states(b, a), states(b)
	if both != turned {
		t.Errorf("the order of the answers matters:\n%s\n%s", both, turned)
	}
	for line := range strings.Lines(one) {
		if !strings.HasPrefix(line, "database.backup-recovery=") && !strings.Contains(both, line) {
			t.Errorf("leaving one item out changes another: %s", line)
		}
	}
}

// TestTrapCodeKeepsItsLines: code in an answer comes out as it came in, however
// the answer is wrapped.
func TestTrapCodeKeepsItsLines(t *testing.T) {
	const code = "def pay(order):\n    with lock(order):\n\n        if order.paid:  # \"twice\"\n            return\n\tcharge(order)\n"
	good := agenttest.JSON(consult.AreaReply{Recommendations: []consult.Advice{{
		Text: "Guard the charge by a lock.", Example: code, Quote: consult.Quote{Document: "d1", Line: 13, Text: ackQuote},
	}}}).Text
	for name, text := range map[string]string{"bare": good, "fenced": "Here it is:\n```json\n" + good + "\n```\nDone."} {
		m := agenttest.New(t).On("area:dataflow", agenttest.Answer{Text: text}).Otherwise(agenttest.Quiet)
		found := false
		for _, a := range area(mustReview(t, options(t, design, m)), "dataflow").Recommendations {
			found = found || strings.TrimRight(a.Example, "\n") == strings.TrimRight(code, "\n")
		}
		if !found {
			t.Errorf("%s: the code does not come out as it came in", name)
		}
	}
}

// TestTrapLengthIsNoFault: a design does not become worse by being longer. What
// was decided stands when text is added that decides nothing.
func TestTrapLengthIsNoFault(t *testing.T) {
	short := mustReview(t, options(t, design, nil))
	long := design + "\n## History of the depot\n\n" + strings.Repeat("The hall was painted green, and the gate squeaks in winter.\n\n", 200)
	got := mustReview(t, options(t, long, nil))
	if got.Verdict != short.Verdict || ids(got) != ids(short) {
		t.Errorf("%s with %d concerns becomes %s with %d", short.Verdict, len(all(short)), got.Verdict, len(all(got)))
	}
}

// TestTrapOwnMarksAreNoEvidence: what the program itself writes around and into
// a document for a model, such as line numbers that jump, is no passage of it;
// a finding that rests on it is withdrawn.
func TestTrapOwnMarksAreNoEvidence(t *testing.T) {
	for _, own := range []string{"doc-test", "d1 design.md", "[lines left out]", "... (truncated)"} {
		c := concern("dataflow.event-flow", own, "The document breaks off", 3, 3)
		m := agenttest.New(t).On("area:dataflow", agenttest.JSON(consult.AreaReply{Concerns: []consult.Concern{c}}), agenttest.JSON(consult.AreaReply{Concerns: []consult.Concern{c}})).Otherwise(agenttest.Quiet)
		r := mustReview(t, options(t, design, m))
		if titled(r, "breaks off") != nil || !strings.Contains(fmt.Sprint(r.Withdrawn), "does not stand in the documents") {
			t.Errorf("%q passes as a quote: %+v", own, r.Withdrawn)
		}
	}
}

// TestTrapSameInputSameVerdict: the same documents and answers of a model give
// the same review, in whatever order the areas end.
func TestTrapSameInputSameVerdict(t *testing.T) {
	want := ""
	for n := range 6 {
		o := options(t, design, tenAreas(t))
		o.Limits.Parallel = 1 + n%4
		if got := verdictOf(mustReview(t, o)); want == "" {
			want = got
		} else if got != want {
			t.Errorf("run %d decides otherwise:\n%s\n%s", n+1, want, got)
		}
	}
}

// TestTrapHealthyDesignIsNotAccused: a short text about nothing that can be
// wrong gets no concern that rests on its words.
func TestTrapHealthyDesignIsNotAccused(t *testing.T) {
	d, err := document.Parse("d1", "notes.md", []byte("# Notes\n\nThe team meets on Tuesdays. The diagram was drawn by hand.\n\nWords are spelled as in the glossary.\n"))
	if err != nil {
		t.Fatal(err)
	}
	o := options(t, design, nil)
	o.Documents = []*document.Document{d}
	for _, c := range all(mustReview(t, o)) {
		if len(c.Searched) == 0 {
			t.Errorf("%s rests on %+v", c.ID, c.Evidence)
		}
	}
}
