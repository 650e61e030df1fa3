package agent

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"archreview/agent/agenttest"
	"archreview/agent/review"
	"archreview/internal/consult"
	"archreview/internal/document"
)

func followed(t *testing.T, a *Agent, f FollowUp) *Result {
	t.Helper()
	r, err := a.Follow(context.Background(), f, nil)
	if err != nil {
		t.Fatalf("%s: %v", f.Kind, err)
	}
	return r
}

// marked remembers what was said of concerns, as the files of a user do.
type marked struct {
	waived   map[string]review.Waiver
	disputed map[string]review.Dispute
}

func (m *marked) Find([]review.Concern, []review.Document) (map[string]review.Waiver, map[string]review.Dispute, error) {
	return m.waived, m.disputed, nil
}

func (m *marked) Waive(c review.Concern, w review.Waiver) error {
	m.waived[c.ID] = w
	return nil
}

func (m *marked) Dispute(c review.Concern, _ []review.Document, d review.Dispute) error {
	m.disputed[c.ID] = d
	return nil
}

func TestFollowUpsWithoutAModel(t *testing.T) {
	kept := &tape{}
	o := options(t, design, nil)
	o.Journal = kept
	a := begin(t, o)
	if _, err := a.Follow(context.Background(), FollowUp{Kind: Ask, Text: "why?"}, nil); !errors.Is(err, ErrNoReview) {
		t.Errorf("before the review: %v", err)
	}
	first := all(reviewed(t, a))[0]
	d := followed(t, a, FollowUp{Kind: DeepDive, Area: "database"}).DeepDive
	if d.Area != "database" || len(d.Items) == 0 || d.Engine.Name != "checks" || d.Created == "" || len(d.Failures) > 0 {
		t.Errorf("deep dive %+v", d)
	}
	if g := followed(t, a, FollowUp{Kind: Guide, Concern: first.ID}).Guidance; g.Concern.ID != first.ID || g.Approach == "" || g.Engine.Name != "checks" {
		t.Errorf("guidance %+v", g)
	}
	if r := followed(t, a, FollowUp{Kind: Ask, Text: "Is the restore rehearsed?"}).Reply; !r.Told || !strings.Contains(r.Answer, "restore is rehearsed each month") {
		t.Errorf("reply %+v", r)
	}
	x := followed(t, a, FollowUp{Kind: Dispute, Concern: first.ID, Text: "we know better"}).Dispute
	if x.Outcome != review.Recorded || x.Answer == "" || x.At == "" {
		t.Errorf("dispute %+v", x)
	}
	if c := concernOf(a.Last(), first.ID); c == nil || c.Disputed == nil || c.Disputed.Reason != "we know better" || c.Severity != first.Severity {
		t.Errorf("the objection is not on record: %+v", c)
	}
	followed(t, a, FollowUp{Kind: Waive, Concern: first.ID, Waiver: review.Waiver{Owner: "team", Reason: "until May", Until: "2026-05-31"}})
	if c := concernOf(a.Last(), first.ID); c == nil || c.Waived == nil || c.Waived.Owner != "team" {
		t.Errorf("the waiver is not in the review: %+v", c)
	}
	for f, want := range map[FollowUp]error{{Kind: DeepDive, Area: "cooking"}: ErrNoArea, {Kind: Guide, Concern: "none"}: ErrNoConcern, {Kind: Accept, Concern: ""}: ErrNoConcern} {
		if _, err := a.Follow(context.Background(), f, nil); !errors.Is(err, want) {
			t.Errorf("%+v: %v", f, err)
		}
	}
	o.Past = kept.entries
	again := begin(t, o)
	if len(again.Results()) != 5 || again.Results()[0].DeepDive == nil {
		t.Errorf("%d results are kept", len(again.Results()))
	}
	if c := concernOf(reviewed(t, again), first.ID); c == nil || c.Disputed == nil || c.Waived == nil {
		t.Errorf("what was said is forgotten: %+v", c)
	}
}

// TestDisputeThatConvinces withdraws a concern with a passage that it does not
// know; it does not come back, in this conversation or in the next one.
func TestDisputeThatConvinces(t *testing.T) {
	late := "The green tick for the courier appears only after the scan of the trigger is stored."
	text := design + "\n## Later\n\n" + late + "\n"
	m := tenAreas(t).On("dispute:*", agenttest.JSON(consult.DisputeReply{
		Reasoning: "The last section says that the tick waits.", Verdict: "refuted", Impact: 1, Likelihood: 1, Quote: consult.Quote{Document: "d1", Line: 28, Text: late},
	}))
	marks := &marked{map[string]review.Waiver{}, map[string]review.Dispute{}}
	o := options(t, text, m)
	o.Marks = marks
	a := begin(t, o)
	c := titled(reviewed(t, a), "acknowledged before")
	d := followed(t, a, FollowUp{Kind: Dispute, Concern: c.ID, Text: "see the last section"}).Dispute
	if d.Outcome != review.DisputeWithdrawn {
		t.Fatalf("dispute %+v", d)
	}
	if concernOf(a.Last(), c.ID) != nil || len(a.Last().Withdrawn) == 0 {
		t.Error("the concern still stands")
	}
	next := options(t, text, tenAreas(t))
	next.Marks = marks
	if r := reviewed(t, begin(t, next)); concernOf(r, c.ID) != nil || slices.Contains(r.Summary.Critical, c.ID) {
		t.Error("the concern comes back in the next review")
	}
}

func TestFollowUpsByAModel(t *testing.T) {
	m := tenAreas(t).
		On("ask:*", agenttest.JSON(consult.AskReply{Answer: "At once, see L16.", Told: "true", Quotes: []consult.Quote{{Document: "d1", Line: 16, Text: ackQuote}}})).
		On("ask:*", agenttest.Answer{Err: errors.New("502 from the proxy")})
	o := options(t, design, m)
	a := begin(t, o)
	reviewed(t, a)
	spent := a.Spent()
	streamed := ""
	r, err := a.Follow(context.Background(), FollowUp{Kind: Ask, Text: "When does the tick appear?"}, func(text string, reset bool) {
		if reset {
			streamed = ""
		}
		streamed += text
	})
	if err != nil || r.Reply.Engine.Name != "model" || len(r.Reply.Evidence) != 1 || streamed != "At once, see L16." || r.Reply.Usage.Calls != 1 {
		t.Errorf("reply %+v, streamed %q, %v", r, streamed, err)
	}
	if a.Spent().Calls != spent.Calls+1 {
		t.Errorf("spent %+v after %+v", a.Spent(), spent)
	}
	r = followed(t, a, FollowUp{Kind: Ask, Text: "And the sticker?"})
	if len(r.Reply.Failures) != 1 || r.Reply.Engine.Name != "checks" {
		t.Errorf("a failed call: %+v", r.Reply)
	}
	for _, q := range m.Requests() {
		if strings.HasPrefix(q.Call, "ask:") && strings.Contains(q.Messages[1].Text, "And the sticker?") && !strings.Contains(q.Messages[1].Text, "At once, see L16.") {
			t.Error("the earlier answer is not sent along")
		}
	}
}

func TestFollowUpsRespectTheCap(t *testing.T) {
	o := options(t, design, tenAreas(t))
	o.Limits.MaxTokens = 400_000
	a := begin(t, o)
	reviewed(t, a)
	a.o.Limits.MaxTokens = a.Spent().Tokens() + 10
	if r := followed(t, a, FollowUp{Kind: Ask, Text: "When does the tick appear?"}).Reply; len(r.Failures) != 1 || r.Usage.Calls != 0 {
		t.Errorf("reply %+v", r)
	}
}

// TestCarriedAreas reviews an edited design: only areas that the edit touches
// are asked about again.
func TestCarriedAreas(t *testing.T) {
	kept := &tape{}
	o := options(t, design, tenAreas(t))
	o.Journal, o.Limits.Name = kept, "scripted"
	old := reviewed(t, begin(t, o))
	edited := strings.Replace(design, "PostgreSQL accepts max_connections = 200.", "PostgreSQL accepts max_connections = 400.", 1)
	m := agenttest.New(t).Otherwise(agenttest.Quiet)
	next := options(t, edited, m)
	next.Limits.Name = "scripted"
	carried, err := Carry(next, kept.entries)
	if err != nil || carried == nil {
		t.Fatalf("%v, %v", carried, err)
	}
	if carried.Areas["database"] || !carried.Areas["observability"] {
		t.Errorf("carried %v", carried.Areas)
	}
	next.Carried = carried
	whole, err := Forecast(options(t, edited, m))
	if err != nil {
		t.Fatal(err)
	}
	less, err := Forecast(next)
	if err != nil || less.Calls >= whole.Calls {
		t.Errorf("forecast %+v against %+v, %v", less, whole, err)
	}
	r := reviewed(t, begin(t, next))
	for _, q := range m.Requests() {
		if carried.Areas[areaOf(q.Call)] {
			t.Errorf("%s was asked again", q.Call)
		}
	}
	want, got := titled(old, "count to the others"), titled(r, "count to the others")
	if carried.Areas["security"] && (got == nil || got.ID != want.ID) {
		t.Errorf("the carried concern is %+v", got)
	}
	if r.Outcome != review.Complete || r.Usage.Calls >= old.Usage.Calls {
		t.Errorf("outcome %s, %d calls after %d", r.Outcome, r.Usage.Calls, old.Usage.Calls)
	}
	next.Limits.Name = "another"
	if c, err := Carry(next, kept.entries); c != nil || err != nil {
		t.Errorf("another model's answers are carried: %v, %v", c, err)
	}
}

func TestRecallKeepsTheHashOfTheDocument(t *testing.T) {
	kept := &tape{}
	o := options(t, design, nil)
	o.Journal = kept
	d, err := document.Parse("d1", "design.md", []byte(design))
	if err != nil {
		t.Fatal(err)
	}
	d.SHA256 = "of the unmasked text"
	o.Documents = []*document.Document{d}
	begin(t, o)
	r, err := Recall(kept.entries)
	if err != nil || r.Documents[0].SHA256 != d.SHA256 || r.Documents[0].Text != d.Text {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := Recall(kept.entries[:1]); !errors.Is(err, ErrNothing) {
		t.Errorf("without documents: %v", err)
	}
}

// TestWhatTheUserSaysIsMasked shows that no secret reaches model or journal.
func TestWhatTheUserSaysIsMasked(t *testing.T) {
	kept := &tape{}
	m := tenAreas(t).On("ask:*", agenttest.JSON(consult.AskReply{Answer: "Yes.", Told: "true"})).On("dispute:*", agenttest.JSON(consult.DisputeReply{Reasoning: "No.", Verdict: "stands", Impact: 3, Likelihood: 3}))
	o := options(t, design, m)
	o.Journal = kept
	o.Mask = func(s string) string { return strings.ReplaceAll(s, "hunter2", "MASKED_PASSWORD_1") }
	a := begin(t, o)
	if _, err := a.Answer(context.Background(), Given{Key: "team", Text: "six engineers who share hunter2"}); err != nil {
		t.Fatal(err)
	}
	c := titled(reviewed(t, a), "acknowledged before")
	followed(t, a, FollowUp{Kind: Ask, Text: "Is hunter2 safe?"})
	followed(t, a, FollowUp{Kind: Dispute, Concern: c.ID, Text: "hunter2 protects it"})
	for _, e := range kept.entries {
		if strings.Contains(string(e.Data), "hunter2") {
			t.Errorf("the journal has it in an entry %s", e.Kind)
		}
	}
	for _, q := range m.Requests() {
		for _, x := range q.Messages {
			if strings.Contains(x.Text, "hunter2") {
				t.Errorf("%s sends it", q.Call)
			}
		}
	}
}
