package agent

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"archreview/agent/agenttest"
	"archreview/agent/review"
	"archreview/internal/consult"
)

// tape is a journal in memory.
type tape struct {
	mu      sync.Mutex
	entries []Entry
	full    bool // takes nothing more
}

func (t *tape) Keep(e Entry) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.full {
		return errors.New("the disk is full")
	}
	t.entries = append(t.entries, e)
	return nil
}

func (t *tape) kinds() string {
	var out []string
	for _, e := range t.entries {
		out = append(out, e.Kind)
	}
	return strings.Join(out, " ")
}

func begin(t *testing.T, o Options) *Agent {
	t.Helper()
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func reviewed(t *testing.T, a *Agent) *review.Review {
	t.Helper()
	r, err := a.Review(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// counting counts calls by name and content.
type counting struct {
	Model
	mu    sync.Mutex
	calls map[string]int
}

func (c *counting) Chat(ctx context.Context, r Request, delta func(string, bool)) (Reply, error) {
	c.mu.Lock()
	c.calls[requestSum(r)]++
	c.mu.Unlock()
	return c.Model.Chat(ctx, r, delta)
}

// TestResumeAfterEveryEntry cuts a kept conversation off after each of its
// entries and goes on: the review is the same, and no call that was kept is made
// again.
func TestResumeAfterEveryEntry(t *testing.T) {
	whole := &tape{}
	model := &counting{Model: tenAreas(t), calls: map[string]int{}}
	o := options(t, design, model)
	o.Journal, o.Limits.Parallel = whole, 1
	a := begin(t, o)
	if _, err := a.Interview(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Answer(context.Background(), Given{Key: "budget", Text: "900 euro a month"}); err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(reviewed(t, a))
	if err != nil {
		t.Fatal(err)
	}
	total := len(model.calls)
	for n := range whole.entries {
		past := whole.entries[:n+1]
		r, err := Recall(past)
		if err != nil {
			if !errors.Is(err, ErrNothing) || n > 1 {
				t.Fatalf("after %d entries: %v", n+1, err)
			}
			continue
		}
		model := &counting{Model: tenAreas(t).Otherwise(agenttest.Quiet), calls: map[string]int{}}
		kept := 0
		answered := false
		for _, e := range past {
			if e.Kind == KindCall {
				kept++
			}
			answered = answered || e.Kind == KindAnswer
		}
		o := options(t, design, unused(model))
		o.Documents, o.Answers, o.Past, o.Journal, o.Limits.Parallel = r.Documents, r.Answers, past, &tape{}, 1
		a := begin(t, o)
		if !answered {
			if _, err := a.Answer(context.Background(), Given{Key: "budget", Text: "900 euro a month"}); err != nil {
				t.Fatal(err)
			}
		}
		got, err := json.Marshal(reviewed(t, a))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("after %d entries (%s) the review is another one", n+1, past[n].Kind)
		}
		if len(model.calls)+kept != total {
			t.Errorf("after %d entries: %d calls were kept, %d made, %d in all", n+1, kept, len(model.calls), total)
		}
	}
	if total < 13 {
		t.Errorf("%d calls", total)
	}
}

// unused lets a scripted model end with answers that nobody asked for.
func unused(m *counting) Model {
	quiet := m.Model.(*agenttest.Model)
	quiet.Forget()
	return m
}

func TestConversationWithoutAModelIsKept(t *testing.T) {
	kept := &tape{}
	o := options(t, design, nil)
	o.Journal = kept
	a := begin(t, o)
	want := reviewed(t, a)
	if kept.kinds() != "begin document review" {
		t.Errorf("entries %s", kept.kinds())
	}
	r, err := Recall(kept.entries)
	if err != nil {
		t.Fatal(err)
	}
	o.Documents, o.Past, o.Journal = r.Documents, kept.entries, kept
	again := begin(t, o)
	if got := again.Last(); !reflect.DeepEqual(ids(got), ids(want)) || got.Documents[0].SHA256 != want.Documents[0].SHA256 {
		t.Errorf("the review is not given again")
	}
}

func TestInterview(t *testing.T) {
	reading := consult.ReadingReply{
		Questions: []consult.Special{{Question: "Who owns the handhelds?", Why: "updates"}},
		Answers:   []consult.Answered{{Key: "stage", Answer: "Releases go out already", Quotes: []consult.Quote{{Document: "d1", Line: 21, Text: "Releases go out as a canary to one pod"}}}},
	}
	m := agenttest.New(t).On("reading", agenttest.JSON(reading)).On("vague:timeline*", agenttest.JSON(consult.VagueReply{FollowUp: "Which month?"})).Otherwise(agenttest.Quiet)
	a := begin(t, options(t, design, m))
	ctx := context.Background()
	in, err := a.Interview(ctx)
	if err != nil {
		t.Fatal(err)
	}
	state := func(key string) Question {
		in, err := a.interview()
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range in.Questions {
			if q.Key == key {
				return q
			}
		}
		t.Fatalf("no question %s", key)
		return Question{}
	}
	if len(in.Questions) != 11 || state("special-1").Text != "Who owns the handhelds?" || state("stage").State != Stated || state("timeline").State != Unasked {
		t.Errorf("questions %+v", in.Questions)
	}
	for _, c := range []struct {
		given  Given
		closer string
		state  QuestionState
	}{
		{Given{Key: "timeline", Text: "soon"}, "Which month?", Answered},
		{Given{Key: "timeline", Text: "soon, by May 2027"}, "", Answered},
		{Given{Key: "stage", Confirmed: true}, "", Agreed},
		{Given{Key: "compliance", Unknown: true}, "", Assumed},
		{Given{Key: "special-1", Question: "Who owns the handhelds?", Text: "the depots"}, "", Answered},
	} {
		closer, err := a.Answer(ctx, c.given)
		if err != nil || closer != c.closer || state(c.given.Key).State != c.state {
			t.Errorf("%+v: closer question %q, state %s, %v", c.given, closer, state(c.given.Key).State, err)
		}
	}
	if _, err := a.Answer(ctx, Given{Key: "weather", Text: "fine"}); err == nil {
		t.Error("a question that does not exist is answered")
	}
	r := reviewed(t, a)
	found := false
	for _, x := range r.Brief.Answers {
		found = found || x.Question == "Who owns the handhelds?" && x.Answer == "the depots"
	}
	if !found {
		t.Error("the answer to the special question is not in the review")
	}
}

func TestVagueAnswersWithoutAModel(t *testing.T) {
	a := begin(t, options(t, design, nil))
	ctx := context.Background()
	for text, vague := range map[string]bool{"many users": true, "about 300 requests per second": false, "Medium: up to 500 requests per second, under 1 TB": false, "a dozen users": false} {
		a.probed = map[string]bool{}
		closer, err := a.Answer(ctx, Given{Key: "scale", Text: text})
		if err != nil || (closer != "") != vague {
			t.Errorf("%q: %q, %v", text, closer, err)
		}
	}
	if closer, _ := a.Answer(ctx, Given{Key: "scale", Text: "many"}); closer != "" {
		t.Errorf("asked more closely twice: %q", closer)
	}
}

// TestCancelOneAreaAndAgain cancels one area while the others go on, and then
// takes it up: only its own call is made.
func TestCancelOneAreaAndAgain(t *testing.T) {
	never := make(chan struct{})
	m := tenAreas(t)
	hang := true
	slow := agenttest.Delayed(m, func(r consult.Request) <-chan struct{} {
		if r.Call == "area:security" && hang {
			return never
		}
		return nil
	}, func(consult.Request) {})
	o := options(t, design, slow)
	o.Limits.Parallel = 10
	a := begin(t, o)
	partial := 0
	r, err := a.Review(context.Background(), func(e Event) {
		if e.Review != nil {
			partial++
			if e.Review.Outcome != review.Incomplete {
				t.Error("what stands so far is called complete")
			}
		}
		if partial == 9 {
			a.Cancel("security")
		}
	})
	if err != nil || area(r, "security").Status != review.Failed || area(r, "dataflow").Status != review.Reviewed || r.Outcome != review.Incomplete {
		t.Fatalf("security %s, %v", area(r, "security").Status, err)
	}
	hang = false
	before := len(m.Requests())
	a.Again("security")
	r = reviewed(t, a)
	if area(r, "security").Status != review.Reviewed || r.Outcome != review.Complete {
		t.Errorf("security %s, outcome %s", area(r, "security").Status, r.Outcome)
	}
	var made []string
	for _, q := range m.Requests() {
		made = append(made, q.Call)
	}
	if n := len(made) - before; n > 4 {
		t.Errorf("%d calls were made again: %v", n, made)
	}
}

func TestAgainForgetsABrokenAnswer(t *testing.T) {
	m := agenttest.New(t).On("area:api", agenttest.Answer{Text: "no"}, agenttest.Answer{Text: "no"}, agenttest.JSON(consult.AreaReply{})).Otherwise(agenttest.Quiet)
	a := begin(t, options(t, design, m))
	if r := reviewed(t, a); area(r, "api").Status != review.Failed {
		t.Fatal("the area did not fail")
	}
	if r := reviewed(t, a); area(r, "api").Status != review.Failed {
		t.Fatal("the answers were asked for again")
	}
	a.Again("api")
	if r := reviewed(t, a); area(r, "api").Status != review.Reviewed {
		t.Errorf("api is %s", area(r, "api").Status)
	}
}

func TestFullJournal(t *testing.T) {
	kept := &tape{full: true}
	o := options(t, design, nil)
	o.Journal = kept
	if _, err := New(o); !errors.Is(err, ErrUnkept) {
		t.Errorf("error %v", err)
	}
	kept.full = false
	a := begin(t, o)
	kept.full = true
	if r := reviewed(t, a); len(all(r)) == 0 || a.Unkept() == nil {
		t.Errorf("%d concerns, unkept %v", len(all(r)), a.Unkept())
	}
	if _, err := a.Answer(context.Background(), Given{Key: "team", Text: "six engineers"}); !errors.Is(err, ErrUnkept) {
		t.Errorf("an answer that is not kept: %v", err)
	}
}

func TestBusy(t *testing.T) {
	a := begin(t, options(t, design, nil))
	a.working.Lock()
	defer a.working.Unlock()
	if _, err := a.Review(context.Background(), nil); !errors.Is(err, ErrBusy) {
		t.Errorf("review: %v", err)
	}
	if _, err := a.Interview(context.Background()); !errors.Is(err, ErrBusy) {
		t.Errorf("interview: %v", err)
	}
	if _, err := a.Follow(context.Background(), FollowUp{Kind: Ask, Text: "why?"}, nil); !errors.Is(err, ErrBusy) {
		t.Errorf("follow-up: %v", err)
	}
}
