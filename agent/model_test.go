package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"archreview/agent/agenttest"
	"archreview/agent/review"
	"archreview/internal/consult"
)

// concern is a well-formed proposal about a passage of the test's design.
func concern(item, quote, title string, impact, likelihood int) consult.Concern {
	return consult.Concern{
		Kind: "antipattern", Items: []string{item}, Quotes: []consult.Quote{{Document: "d1", Line: 1, Text: quote}},
		Against: "Nothing in the text.", Mechanism: "First this, then that, for all depots (L13).", Title: title,
		Impact: consult.Factor{Reason: "scans are lost", Value: impact}, Likelihood: consult.Factor{Reason: "each restart", Value: likelihood},
		Scope: "one depot", Recommendation: "Acknowledge after the commit.", Confirm: "Kill a pod under load.", Effort: "S",
	}
}

const (
	ackQuote  = "The green tick appears as soon as the courier presses the trigger."
	mailQuote = "The sticker's colour follows the first letter of the depot."
	openQuote = "The tour list hangs on the wall of the hall from six in the morning."
)

func ack() consult.Concern {
	return concern("dataflow.event-flow", ackQuote, "Scans are acknowledged before they are safe", 3, 3)
}

// tenAreas scripts a model that finds three things in ten areas.
func tenAreas(t *testing.T) *agenttest.Model {
	return agenttest.New(t).
		On("area:dataflow", agenttest.JSON(consult.AreaReply{
			Concerns:  []consult.Concern{ack()},
			Strengths: []consult.Strength{{Text: "Recovery is rehearsed, not promised.", Quote: consult.Quote{Document: "d1", Line: 20, Text: "a restore is rehearsed each month"}}},
		})).
		On("area:security", agenttest.JSON(consult.AreaReply{Concerns: []consult.Concern{
			concern("security.auth-gaps", openQuote, "Whoever has one number can count to the others", 2, 3),
		}})).
		On("area:resilience", agenttest.JSON(consult.AreaReply{Concerns: []consult.Concern{
			concern("resilience.retry-backoff", mailQuote, "One dead address is mailed for ever", 1, 2),
		}})).
		Otherwise(agenttest.Quiet)
}

func mustReview(t *testing.T, o Options) *review.Review {
	t.Helper()
	r, err := Review(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func area(r *review.Review, key string) *review.Area {
	for i := range r.Areas {
		if r.Areas[i].Key == key {
			return &r.Areas[i]
		}
	}
	return nil
}

func titled(r *review.Review, part string) *review.Concern {
	for _, c := range all(r) {
		if strings.Contains(c.Title, part) {
			return &c
		}
	}
	return nil
}

func TestFullReviewByAModel(t *testing.T) {
	m := tenAreas(t)
	r := mustReview(t, options(t, design, m))
	if r.Engine.Name != "model" || r.Engine.Model != "scripted" || r.Outcome != review.Complete || len(r.Ledger.Failures) != 0 {
		t.Errorf("engine %+v, outcome %s, failures %+v", r.Engine, r.Outcome, r.Ledger.Failures)
	}
	for _, a := range r.Areas {
		if a.Status != review.Reviewed {
			t.Errorf("%s is %s", a.Key, a.Status)
		}
	}
	c := titled(r, "acknowledged before")
	if c == nil || c.Severity != review.High || c.Evidence[0].StartLine != 13 || c.Evidence[0].Quote != ackQuote {
		t.Fatalf("the concern is not raised as it should be: %+v", c)
	}
	if !reflect.DeepEqual(c.Sources, []string{"model"}) || !strings.Contains(c.SeverityTrace, "scans are lost") || !strings.Contains(c.SeverityTrace, "one depot") {
		t.Errorf("sources %v, trace %q", c.Sources, c.SeverityTrace)
	}
	if c := titled(r, "mailed for ever"); c == nil || c.Severity != review.Low {
		t.Errorf("impact 1 and likelihood 2 must be low: %+v", c)
	}
	if s := area(r, "dataflow").Strengths; len(s) == 0 || s[0].Evidence[0].StartLine != 19 {
		t.Errorf("strengths %+v", s)
	}
	calls := 0
	for _, q := range m.Requests() {
		calls++
		if strings.HasPrefix(q.Call, "refute") && strings.Contains(q.Messages[1].Text, "Concern: One dead address") {
			t.Errorf("%s is examined, though it is low", q.Call)
		}
	}
	if calls < 13 || r.Usage.Calls != calls || r.Usage.PromptTokens == 0 {
		t.Errorf("%d calls, usage %+v", calls, r.Usage)
	}
}

// TestEmbeddedPathKnowsNoModel compares the same review with a model that
// finds nothing: the embedded concerns are the same.
func TestQuietModelChangesNoConcern(t *testing.T) {
	embedded := mustReview(t, options(t, design, nil))
	with := mustReview(t, options(t, design, agenttest.New(t).Otherwise(agenttest.Quiet)))
	if ids(embedded) != ids(with) || embedded.Engine.Name != "checks" {
		t.Errorf("embedded %s\nwith a quiet model %s", ids(embedded), ids(with))
	}
}

func TestFailureModes(t *testing.T) {
	good := agenttest.JSON(consult.AreaReply{Concerns: []consult.Concern{ack()}}).Text
	fence := "Here is the review you asked for {as JSON}:\n```json\n" + good + "\n```\nLet me know!"
	wrong := strings.Replace(good, `"kind":"antipattern"`, `"kind":"disaster"`, 1)
	lie := strings.Replace(good, "The green tick appears", "The green tick never appears", 1)
	invented := strings.Replace(good, `"dataflow.event-flow"`, `"dataflow.made-up","dataflow.event-flow"`, 1)
	extra := strings.Replace(good, `{"coverage"`, `{"confidence":0.9,"coverage"`, 1)
	cases := []struct {
		name      string
		answers   []agenttest.Answer
		status    review.AreaStatus
		raised    bool
		withdrawn string
	}{
		{"fenced", []agenttest.Answer{{Text: fence}}, review.Reviewed, true, ""},
		{"extra fields", []agenttest.Answer{{Text: extra}}, review.Reviewed, true, ""},
		{"invented id beside a real one", []agenttest.Answer{{Text: invented}}, review.Reviewed, true, ""},
		{"not JSON, then good", []agenttest.Answer{{Text: "I see no JSON"}, {Text: good}}, review.Reviewed, true, ""},
		{"not JSON twice", []agenttest.Answer{{Text: "no"}, {Text: "still no"}}, review.Failed, false, ""},
		{"empty twice", []agenttest.Answer{{Text: ""}, {Text: "{}"}}, review.Failed, false, ""},
		{"another schema twice", []agenttest.Answer{{Text: `{"findings":[]}`}, {Text: `{"issues":[]}`}}, review.Failed, false, ""},
		{"cut twice, a whole concern in it", []agenttest.Answer{{Text: good[:len(good)-24], Cut: true}, {Text: good[:80], Cut: true}}, review.Failed, true, ""},
		{"cut, then good", []agenttest.Answer{{Text: good[:90], Cut: true}, {Text: good}}, review.Reviewed, true, ""},
		{"unknown kind, then repaired", []agenttest.Answer{{Text: wrong}, {Text: good}}, review.Reviewed, true, ""},
		{"unknown kind twice", []agenttest.Answer{{Text: wrong}, {Text: wrong}}, review.Reviewed, false, "is \"disaster\""},
		{"quote not there, then repaired", []agenttest.Answer{{Text: lie}, {Text: good}}, review.Reviewed, true, ""},
		{"quote not there twice", []agenttest.Answer{{Text: lie}, {Text: lie}}, review.Reviewed, false, "does not stand in the documents"},
		{"quote not there, left out on repair", []agenttest.Answer{{Text: lie}, agenttest.JSON(consult.AreaReply{})}, review.Reviewed, false, "does not stand in the documents"},
		{"error", []agenttest.Answer{{Err: errors.New("502 from the proxy")}}, review.Failed, false, ""},
		{"error after a whole concern", []agenttest.Answer{{Text: good[:len(good)-24], Err: errors.New("cut stream")}}, review.Failed, true, ""},
		{"given up and tried again", []agenttest.Answer{{Retry: good[:200], Text: good}}, review.Reviewed, true, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := agenttest.New(t).On("area:dataflow", c.answers...).Otherwise(agenttest.Quiet)
			r := mustReview(t, options(t, design, m))
			if got := area(r, "dataflow").Status; got != c.status {
				t.Errorf("status %s, want %s", got, c.status)
			}
			if (c.status != review.Reviewed) != (r.Outcome == review.Incomplete) {
				t.Errorf("outcome %s with status %s", r.Outcome, c.status)
			}
			if c.status == review.Failed && !strings.Contains(fmt.Sprint(r.Ledger.Failures), "area dataflow") {
				t.Errorf("the failure is not in the ledger: %+v", r.Ledger.Failures)
			}
			if raised := titled(r, "acknowledged before") != nil; raised != c.raised {
				t.Errorf("raised %v, want %v", raised, c.raised)
			}
			if w := fmt.Sprint(r.Withdrawn); c.withdrawn != "" && !strings.Contains(w, c.withdrawn) {
				t.Errorf("withdrawn %s", w)
			}
		})
	}
}

func TestAllAreasFail(t *testing.T) {
	m := agenttest.New(t).Otherwise(func(r consult.Request) (agenttest.Answer, bool) {
		return agenttest.Answer{Err: errors.New("connection refused")}, true
	})
	r := mustReview(t, options(t, design, m))
	for _, a := range r.Areas {
		if a.Status != review.Failed {
			t.Errorf("%s is %s", a.Key, a.Status)
		}
	}
	if r.Outcome != review.Incomplete || len(r.Ledger.Failures) < 11 {
		t.Errorf("outcome %s, %d failures", r.Outcome, len(r.Ledger.Failures))
	}
	if got, want := ids(r), ids(mustReview(t, options(t, design, nil))); got != want {
		t.Errorf("the embedded checks do not stand in: %s, want %s", got, want)
	}
}

func TestFatalErrorEndsTheCalls(t *testing.T) {
	bad := fmt.Errorf("401: %w", consult.ErrFatal)
	m := agenttest.New(t).On("reading", agenttest.Answer{Err: bad})
	r, err := Review(context.Background(), options(t, design, m))
	if !errors.Is(err, consult.ErrFatal) || r == nil || r.Outcome != review.Incomplete || len(m.Requests()) != 1 {
		t.Errorf("error %v, %d calls", err, len(m.Requests()))
	}
}

func TestCancelledMidway(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	never := make(chan struct{})
	defer close(never)
	m := agenttest.New(t).
		On("reading", agenttest.JSON(consult.ReadingReply{})).
		On("area:dataflow", agenttest.JSON(consult.AreaReply{Concerns: []consult.Concern{ack()}})).
		Otherwise(func(r consult.Request) (agenttest.Answer, bool) {
			return agenttest.Answer{Wait: never, Deaf: true}, true
		})
	o := options(t, design, m)
	o.Limits.Parallel = 10
	o.Progress = func(e Event) {
		if e.Model != nil && e.Model.Step == consult.AreaDone && e.Model.Area == "dataflow" {
			cancel()
		}
	}
	r, err := Review(ctx, o)
	if !errors.Is(err, context.Canceled) || r == nil {
		t.Fatalf("error %v", err)
	}
	if a := area(r, "dataflow"); a.Status != review.Reviewed || titled(r, "acknowledged before") == nil {
		t.Errorf("the finished area is not kept: %s", a.Status)
	}
	if a := area(r, "security"); a.Status != review.Failed || r.Outcome != review.Incomplete {
		t.Errorf("security is %s, outcome %s", a.Status, r.Outcome)
	}
}

// TestArrivalOrderDoesNotMatter lets the areas answer in different orders.
func TestArrivalOrderDoesNotMatter(t *testing.T) {
	var want []byte
	for _, first := range []string{"", "area:dataflow", "area:security", "area:resilience"} {
		m := tenAreas(t)
		wait := make(chan struct{})
		base := m
		late := agenttest.Delayed(base, func(r consult.Request) <-chan struct{} {
			if first != "" && strings.HasPrefix(r.Call, "area:") && r.Call != first {
				return wait
			}
			return nil
		}, func(r consult.Request) {
			if r.Call == first {
				close(wait)
			}
		})
		o := options(t, design, late)
		o.Limits.Parallel = 10
		got, err := json.Marshal(mustReview(t, o))
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if string(got) != string(want) {
			t.Errorf("with %s first the review is another one", first)
		}
	}
}

func TestEventsStream(t *testing.T) {
	var steps []string
	o := options(t, design, tenAreas(t))
	o.Limits.Parallel = 1
	o.Progress = func(e Event) {
		if e.Model != nil && e.Model.Step != consult.Spent && (e.Detail == "dataflow" || e.Detail == "") {
			steps = append(steps, e.Step+" "+e.Model.Title)
		}
	}
	mustReview(t, o)
	want := []string{"reading ", "area-started ", "found Scans are acknowledged before they are safe", "area-done ", "refuting ", "writing "}
	if !reflect.DeepEqual(steps, want) {
		t.Errorf("steps %q", steps)
	}
}
