package gate

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"archreview/agent/review"
	"archreview/checklists"
)

const (
	keeps   = "The shop keeps orders in PostgreSQL."
	repeats = "Retries run every *five* seconds,\nwithout a limit."
)

// judged gives a high concern about retries and a medium one about orders.
func judged(t *testing.T) (Result, *Placed, *Placed) {
	t.Helper()
	high := quoted("resilience.retry", repeats, "resilience.retries")
	high.Advice.Impact, high.Advice.Likelihood = 3, 3
	high.Advice.Adjust = []checklists.Adjust{{Trait: "handles-money", By: 1, Because: "orders are money."}}
	high.Reasons.Impact = "orders stop"
	r := Judge(newBrief(t, design), []Proposal{high, quoted("database.orders", keeps, "database.type")})
	if len(r.Concerns) != 2 || r.Concerns[0].Severity != review.High || r.Concerns[1].Severity != review.Medium {
		t.Fatalf("got %+v", r.Concerns)
	}
	return r, &r.Concerns[0], &r.Concerns[1]
}

func TestMark(t *testing.T) {
	b := newBrief(t, design)
	r, high, medium := judged(t)
	before, _, _ := judged(t)
	waiver := review.Waiver{Owner: "Payments", Reason: "later", Until: "2027-01-01"}
	stands := []review.Evidence{{Document: "d1", StartLine: 1, Quote: "A dump is taken each night"}}
	cases := []struct {
		name     string
		d        review.Dispute
		severity review.Severity
		trace    string
		outcome  review.DisputeOutcome // as marked; "" where the concern is gone
	}{
		{"recorded", review.Dispute{Outcome: review.Recorded, Reason: "no"}, review.High, high.SeverityTrace, review.Recorded},
		{"kept", review.Dispute{Outcome: review.Upheld, Answer: "yes", Evidence: stands}, review.High, high.SeverityTrace, review.Upheld},
		{"weakened", review.Dispute{Outcome: review.Weakened, Impact: 2, Likelihood: 1, Evidence: stands}, review.Medium,
			"2 x impact 2 (after an objection) + likelihood 1 (after an objection) + 1 (orders are money.) = 6: medium (high from 8, medium from 6); was high before an objection", review.Weakened},
		{"weakened in one factor", review.Dispute{Outcome: review.Weakened, Likelihood: 1}, review.High,
			"2 x impact 3 (orders stop) + likelihood 1 (after an objection) + 1 (orders are money.) = 8: high (high from 8, medium from 6); was high before an objection", review.Weakened},
		{"withdrawn", review.Dispute{Outcome: review.DisputeWithdrawn, Evidence: stands}, "", "", ""},
		{"withdrawn for words that are gone", review.Dispute{Outcome: review.DisputeWithdrawn, Answer: "old", Evidence: append(stands, review.Evidence{Document: "d1", Quote: "The broker bounds every retry."})}, review.High, high.SeverityTrace, review.Recorded},
		{"weakened for words that are gone", review.Dispute{Outcome: review.Weakened, Impact: 1, Likelihood: 1, Evidence: []review.Evidence{{Quote: "The broker bounds every retry."}}}, review.High, high.SeverityTrace, review.Recorded},
	}
	for _, c := range cases {
		got := Mark(b, r, map[string]review.Waiver{medium.ID: waiver, "other": waiver}, map[string]review.Dispute{high.ID: c.d, "other": c.d})
		if !reflect.DeepEqual(r, before) {
			t.Fatalf("%s: the result given was changed", c.name)
		}
		marked := map[string]*Placed{}
		for i := range got.Concerns {
			marked[got.Concerns[i].ID] = &got.Concerns[i]
		}
		if m := marked[medium.ID]; m == nil || m.Waived == nil || *m.Waived != waiver || m.Disputed != nil {
			t.Errorf("%s: the waived concern is %+v", c.name, m)
		}
		h := marked[high.ID]
		if c.outcome == "" {
			if h != nil || len(got.Withdrawn) != 1 || got.Withdrawn[0].Title != high.Title || got.Withdrawn[0].Reason == "" || len(got.Withdrawn[0].Evidence) == 0 || !reflect.DeepEqual(got.Settled, high.Items) {
				t.Errorf("%s: %+v", c.name, got)
			}
			continue
		}
		if h == nil || h.Waived != nil || h.Disputed == nil || h.Disputed.Outcome != c.outcome || h.Severity != c.severity || h.SeverityTrace != c.trace || len(got.Withdrawn) != 0 {
			t.Errorf("%s: %+v", c.name, h)
			continue
		}
		for _, e := range h.Disputed.Evidence {
			if e.StartLine != 8 {
				t.Errorf("%s: the passage is said to stand on line %d", c.name, e.StartLine)
			}
		}
	}
}

func TestAWithdrawnConcernSaysWhy(t *testing.T) {
	b := newBrief(t, design)
	b.Catalog.Texts = []checklists.Text{{ID: "dispute.withdrawn", Say: "taken back."}}
	r, high, _ := judged(t)
	got := Mark(b, r, map[string]review.Waiver{high.ID: {Owner: "x"}}, map[string]review.Dispute{high.ID: {Outcome: review.DisputeWithdrawn, Reason: "The  broker bounds it.", Answer: "It does."}})
	if len(got.Concerns) != 1 || got.Withdrawn[0].Reason != "taken back. The broker bounds it. It does." {
		t.Errorf("got %+v", got.Withdrawn)
	}
}

func TestAWeakenedConcernFindsItsPlace(t *testing.T) {
	r, high, medium := judged(t)
	got := Mark(newBrief(t, design), r, nil, map[string]review.Dispute{high.ID: {Outcome: review.Weakened, Impact: 1, Likelihood: 1}})
	if len(got.Concerns) != 2 || got.Concerns[0].ID != medium.ID || got.Concerns[1].Severity != review.Low {
		t.Errorf("got %+v", got.Concerns)
	}
}

// Whatever an objection says, no severity rises and no concern gets lost.
func TestMarkNeverRaises(t *testing.T) {
	b := newBrief(t, design)
	rapid.Check(t, func(t *rapid.T) {
		factor := rapid.IntRange(1, 3)
		p := quoted("resilience.retry", repeats, "resilience.retries")
		p.Advice.Impact, p.Advice.Likelihood = factor.Draw(t, "impact"), factor.Draw(t, "likelihood")
		p.Advice.Adjust = []checklists.Adjust{{Trait: "handles-money", By: rapid.SampledFrom([]int{-1, 1}).Draw(t, "by")}}
		r := Judge(b, []Proposal{p})
		d := review.Dispute{
			Outcome: rapid.SampledFrom(review.DisputeOutcomes()).Draw(t, "outcome"),
			Impact:  rapid.IntRange(-1, 5).Draw(t, "new impact"), Likelihood: rapid.IntRange(-1, 5).Draw(t, "new likelihood"),
		}
		got := Mark(b, r, nil, map[string]review.Dispute{r.Concerns[0].ID: d})
		if len(got.Concerns)+len(got.Withdrawn) != 1 {
			t.Fatalf("got %+v", got)
		}
		if len(got.Concerns) == 1 && got.Concerns[0].Severity.Rank() > r.Concerns[0].Severity.Rank() {
			t.Fatalf("%s became %s: %s", r.Concerns[0].Severity, got.Concerns[0].Severity, got.Concerns[0].SeverityTrace)
		}
	})
}

func TestWaivedConcernsDoNotCountForTheVerdict(t *testing.T) {
	w := &review.Waiver{}
	cases := map[review.Verdict][]review.Concern{
		review.Ready:           {{Severity: review.High, Waived: w}, {Severity: review.Medium, Waived: w}, {Severity: review.Low}},
		review.ReadyConditions: {{Severity: review.High, Waived: w}, {Severity: review.Medium}},
		review.NotReady:        {{Severity: review.High, Waived: w}, {Severity: review.High}},
	}
	for want, cs := range cases {
		if got := Verdict(cs); got != want {
			t.Errorf("%+v: %s, want %s", cs, got, want)
		}
	}
}

func TestVisible(t *testing.T) {
	r, high, medium := judged(t)
	medium.Areas = []string{"database", "resilience"}
	if got := r.Visible(nil); len(got) != 2 {
		t.Errorf("got %d", len(got))
	}
	if got := r.Visible([]string{"database", "security"}); len(got) != 1 || got[0].ID != medium.ID {
		t.Errorf("got %+v", got)
	}
	if !strings.Contains(high.ID, "retry") {
		t.Errorf("id %s", high.ID)
	}
}
