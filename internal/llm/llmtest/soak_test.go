package llmtest_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/consult"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/llm"
	"archreview/internal/llm/llmtest"
)

var (
	soakReviews = flag.Int("soak", 25, "reviews of the soak test")
	soakSeed    = flag.Uint64("soak-seed", 1, "seed of the soak test")
)

const (
	soakDesign = `# Parcel tracking

Depot staff and 40,000 customers follow parcels. Two Python engineers run it.

FastAPI with 3 pods and 4 Uvicorn workers each writes to PostgreSQL 16.
Each process keeps a SQLAlchemy pool with pool_size=20 and max_overflow=20.
PostgreSQL accepts max_connections = 200.
The green tick appears as soon as the courier presses the trigger.
The tour list hangs on the wall of the hall from six in the morning.
The sticker's colour follows the first letter of the depot.
WAL is shipped to another account every minute and a restore is rehearsed each month.
`
	soakAck  = "The green tick appears as soon as the courier presses the trigger."
	soakOpen = "The tour list hangs on the wall of the hall from six in the morning."
	soakMail = "The sticker's colour follows the first letter of the depot."
)

// planted are the titles of the concerns that the scripted model finds, by the
// letter of the area.
func planted() map[string]string {
	return map[string]string{"D": "Whoever has one number can count", "I": "Scans are acknowledged before they are safe", "J": "One dead address is mailed for ever"}
}

func plantedReply(letter, item, quote string) llmtest.Step {
	return llmtest.JSON(consult.AreaReply{Concerns: []consult.Concern{{
		Kind: "antipattern", Items: []string{item}, Quotes: []consult.Quote{{Document: "d1", Line: 1, Text: quote}},
		Against: "Nothing.", Mechanism: "First the tick, then the write fails and a scan is lost.", Title: planted()[letter],
		Impact: consult.Factor{Reason: "scans are lost", Value: 3}, Likelihood: consult.Factor{Reason: "each restart", Value: 3},
		Scope: "all depots", Recommendation: "Acknowledge after the commit.", Confirm: "Kill a pod under load.", Effort: "S",
	}}}).When(asks("area " + letter + ",")).Always()
}

func asks(words string) func(*llmtest.Request) bool {
	return func(r *llmtest.Request) bool { return strings.Contains(r.Prompt(), "# Task: "+words) }
}

func soakSteps() []llmtest.Step {
	return []llmtest.Step{
		llmtest.JSON(consult.ReadingReply{System: "Parcel tracking."}).When(asks("read for the interview")).Always(),
		plantedReply("D", "security.auth-gaps", soakOpen), plantedReply("I", "dataflow.event-flow", soakAck), plantedReply("J", "resilience.retry-backoff", soakMail),
		llmtest.JSON(consult.AreaReply{}).When(asks("area ")).Always(),
		llmtest.JSON(consult.RefutationReply{Verdict: "stands", Impact: 3, Likelihood: 3}).When(asks("try to refute")).Always(),
		llmtest.JSON(consult.SynthesisReply{Assessment: []consult.Paragraph{{Text: "The model has looked at the whole design."}}, Maturity: "A draft."}).
			When(asks("write the synthesis")).Always(),
	}
}

var soakLexicon = sync.OnceValues(facts.Builtin)

// counter sums up what the calls of a review have cost, as its client told.
type counter struct {
	llm.Reviewer
	mu    sync.Mutex
	total consult.Usage
}

// Chat makes a call and adds up what it cost.
func (c *counter) Chat(ctx context.Context, r consult.Request, delta func(string, bool)) (consult.Reply, error) {
	reply, err := c.Reviewer.Chat(ctx, r, delta)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.total = c.total.Add(reply.Usage)
	return reply, err
}

// soaked is one review under faults and all that can be known of it.
type soaked struct {
	server *llmtest.Server
	model  *counter
	r      *review.Review
	done   map[string]bool // areas that were told to be finished
}

func soakOptions(t *testing.T, m agent.Model) agent.Options {
	t.Helper()
	lex, err := soakLexicon()
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Parse("d1", "design.md", []byte(soakDesign))
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }
	return agent.Options{Lexicon: lex, Documents: []*document.Document{d}, Version: "test", Now: now, Model: m, Limits: agent.Limits{Marker: "doc-soak"}}
}

// embeddedIDs are the concerns that no model and no fault may take away.
func embeddedIDs(t *testing.T) []string {
	t.Helper()
	r, err := agent.Review(t.Context(), soakOptions(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, a := range r.Areas {
		for _, c := range a.Concerns {
			out = append(out, c.ID)
		}
	}
	if len(out) == 0 {
		t.Fatal("the embedded reviewer finds nothing here")
	}
	return out
}

// reviewUnder reviews the design against a server. heard is with somebody who
// watches, and sees the whole judged anew after each area.
func reviewUnder(t *testing.T, s *llmtest.Server, seed uint64, parallel int, heard bool) soaked {
	t.Helper()
	base := http.DefaultTransport.(*http.Transport).Clone()
	defer base.CloseIdleConnections()
	rnd, mu := rand.New(rand.NewPCG(seed, 7)), sync.Mutex{}
	jitter := func() float64 { mu.Lock(); defer mu.Unlock(); return rnd.Float64() }
	c, err := llm.New(llm.Options{
		BaseURL: s.URL, Model: "test-model", Clock: s.Clock, Random: jitter, Transport: s.Transport(base),
		FirstByte: 20 * time.Second, Stall: 10 * time.Second, Timeout: time.Minute, MaxBytes: llmtest.HugeBytes / 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	out := soaked{server: s, model: &counter{Reviewer: llm.Reviewer{Client: c}}, done: map[string]bool{}}
	o := soakOptions(t, out.model)
	o.Limits.Parallel = parallel
	a, err := agent.New(o)
	if err != nil {
		t.Fatal(err)
	}
	hear := func(e agent.Event) {
		if e.Model != nil && e.Model.Step == consult.AreaDone {
			out.done[e.Model.Area] = true
		}
		if e.Review != nil && e.Review.Outcome == review.Complete {
			t.Error("what stands so far is called complete")
		}
	}
	if !heard {
		hear = nil
	}
	out.r, err = a.Review(t.Context(), hear)
	if out.r == nil {
		t.Fatalf("no review at all: %v", err)
	}
	if a.Last() == nil {
		t.Error("the conversation does not have its review")
	}
	return out
}

var taskLine = regexp.MustCompile(`# Task: (area ([A-J]),|read for the interview|write the synthesis)`)

// sound gives the tasks for which at least one whole answer was sent: letters
// of areas, "read for the interview", "write the synthesis".
func (s soaked) sound() map[string]bool {
	out := map[string]bool{}
	for _, r := range s.server.Requests() {
		if m := taskLine.FindStringSubmatch(r.Prompt()); m != nil && r.Fault.Sound() {
			out[m[1]], out[m[2]] = true, true
		}
	}
	return out
}

// check holds a review against what must be true of every review.
func (s soaked) check(t *testing.T, embedded []string) {
	t.Helper()
	ids, titles, letters := map[string]bool{}, map[string]bool{}, map[string]string{}
	for i, a := range s.r.Areas {
		letters[string(rune('A'+i))] = a.Key
		for _, c := range a.Concerns {
			ids[c.ID], titles[c.Title] = true, true
		}
	}
	for _, id := range embedded {
		if !ids[id] {
			t.Errorf("the embedded finding %s is gone", id)
		}
	}
	sound, status := s.sound(), map[string]review.AreaStatus{}
	for i, a := range s.r.Areas {
		letter := string(rune('A' + i))
		status[a.Key] = a.Status
		if a.Status == review.Reviewed && !sound[letter] {
			t.Errorf("%s is called reviewed, but no whole answer about it was ever sent", a.Key)
		}
		if title := planted()[letter]; a.Status == review.Reviewed && title != "" && !titles[title] {
			t.Errorf("%s is called reviewed, but its finding is lost", a.Key)
		}
		if a.Status != review.Reviewed && s.r.Outcome == review.Complete {
			t.Errorf("the review is called complete, but %s is %s", a.Key, a.Status)
		}
	}
	for key := range s.done {
		if status[key] != review.Reviewed {
			t.Errorf("%s was finished, and is %s in the end", key, status[key])
		}
	}
	if s.r.Outcome == review.Complete && (!sound["read for the interview"] || !sound["write the synthesis"] || len(s.r.Ledger.Failures) > 0) {
		t.Errorf("the review is called complete without its reading or synthesis; failures %+v", s.r.Ledger.Failures)
	}
	if s.r.Outcome != review.Complete && len(s.r.Ledger.Failures) == 0 {
		t.Error("nothing says why the review is not complete")
	}
	s.checkUsage(t)
}

// checkUsage compares three books: the report's, the client's, the server's.
func (s soaked) checkUsage(t *testing.T) {
	t.Helper()
	u, m := s.r.Usage, s.model.total
	if u.Calls != m.Calls || u.PromptTokens != m.PromptTokens || u.CachedTokens != m.CachedTokens || u.CompletionTokens != m.CompletionTokens {
		t.Errorf("the report says %+v, its calls cost %+v", u, m)
	}
	calls, prompt, _, completion := s.server.Totals()
	if want := calls + s.server.Refusals(); u.Calls != want {
		t.Errorf("the report tells of %d calls, %d were made", u.Calls, want)
	}
	if u.PromptTokens > prompt || u.CompletionTokens > completion {
		t.Errorf("the report tells of more tokens than the endpoint: %+v against %d and %d", u, prompt, completion)
	}
}

// tally is what the soak test tells at its end.
type tally struct {
	complete, incomplete, unreviewed, calls, refused int
	struck                                           map[llmtest.Fault]int
}

func (n *tally) add(s soaked) {
	if s.r.Outcome == review.Complete {
		n.complete++
	} else {
		n.incomplete++
	}
	if !slices.ContainsFunc(s.r.Areas, func(a review.Area) bool { return a.Status == review.Reviewed }) {
		n.unreviewed++
	}
	n.refused += s.server.Refusals()
	n.calls += s.server.Refusals()
	for _, r := range s.server.Requests() {
		n.calls++
		if r.Fault != "" {
			n.struck[r.Fault]++
		}
	}
}

func (n *tally) String() string {
	n.struck[llmtest.Refused] = n.refused
	var lines []string
	total := 0
	for f, k := range n.struck {
		lines, total = append(lines, fmt.Sprintf("  %-26s %d", f, k)), total+k
	}
	sort.Strings(lines)
	return fmt.Sprintf("%d reviews complete, %d incomplete, %d of them without any reviewed area; %d calls, %d struck (%.1f %%)\n%s",
		n.complete, n.incomplete, n.unreviewed, n.calls, total, 100*float64(total)/float64(n.calls), strings.Join(lines, "\n"))
}

// passing are the faults that another attempt may mend.
func passing() []llmtest.Fault {
	return []llmtest.Fault{llmtest.ResetHeader, llmtest.RateBare, llmtest.RateAfter, llmtest.ServerPage, llmtest.Stalled, llmtest.Truncated,
		llmtest.ErrorFrame, llmtest.Drip}
}

// held is what the process holds on to.
type held struct {
	goroutines, files int
	heap              uint64
}

// holds measures, after everything had the chance to end: it waits until no
// more than most goroutines are left, or gives up.
func holds(most int) held {
	for n := 0; n < 100 && runtime.NumGoroutine() > most; n++ {
		runtime.GC()
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	h := held{goroutines: runtime.NumGoroutine(), files: -1, heap: m.HeapAlloc}
	if list, err := os.ReadDir("/proc/self/fd"); err == nil {
		h.files = len(list)
	}
	return h
}

// TestSoak reviews a small design again and again while a good part of all
// calls goes wrong (three in ten; what strikes the transport and the server
// is drawn apart, hence the higher share): in every other review in all ways, in the others only in
// ways that another attempt may mend.
func TestSoak(t *testing.T) {
	embedded := embeddedIDs(t)
	n := tally{struck: map[llmtest.Fault]int{}}
	var first held
	before := runtime.NumGoroutine()
	warm := max(2, *soakReviews/10)
	began := time.Now()
	for i := range *soakReviews {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			s := llmtest.New(t, soakSteps()...)
			seed := *soakSeed<<20 + uint64(i)
			storm := llmtest.Storm{Seed: seed, Share: 0.34}
			if i%2 == 1 {
				storm.Faults = passing()
			}
			s.Weather(storm)
			out := reviewUnder(t, s, seed, 1+i/2%2*3, i%5 < 2)
			out.check(t, embedded)
			n.add(out)
		})
		if i+1 == warm {
			first = holds(before)
		}
	}
	last := holds(first.goroutines)
	t.Logf("%v, %d reviews\n%s\nafter %d reviews: %d goroutines, %d files, %.1f MB of heap; at the end: %d goroutines, %d files, %.1f MB",
		time.Since(began).Round(100*time.Millisecond), *soakReviews, &n, warm, first.goroutines, first.files, float64(first.heap)/1e6,
		last.goroutines, last.files, float64(last.heap)/1e6)
	if last.goroutines > first.goroutines || last.files > first.files {
		t.Errorf("something is left behind: %+v, then %+v", first, last)
	}
	if last.heap > first.heap*5/4+4<<20 {
		t.Errorf("the heap grows from %d to %d bytes", first.heap, last.heap)
	}
	if *soakReviews >= 25 && (n.complete == 0 || n.incomplete == 0 || n.calls < 10**soakReviews) {
		t.Errorf("the test does not test what it should: %+v", n)
	}
}
