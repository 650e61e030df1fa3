//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"archreview/internal/consult"
	"archreview/internal/llm/llmtest"
)

// stopwatch stands before an endpoint and measures each call, from its request
// to the last byte of its answer.
type stopwatch struct {
	mu    sync.Mutex
	taken map[string][]time.Duration // by stage
}

// stages are the stages of a review, one after the other.
func stages() []string {
	return []string{"read for the interview", "area ", "try to refute", "write the synthesis"}
}

func (s *stopwatch) before(t testing.TB, target string) string {
	t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = ""
	proxy := httputil.NewSingleHostReverseProxy(u)
	proxy.FlushInterval = -1
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		proxy.ServeHTTP(w, r)
		for _, stage := range stages() {
			if strings.Contains(string(body), "# Task: "+stage) {
				s.mu.Lock()
				s.taken[stage] = append(s.taken[stage], time.Since(start))
				s.mu.Unlock()
			}
		}
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1"
}

// path gives the critical path: with enough calls side by side, the slowest of
// each stage.
func (s *stopwatch) path() (path time.Duration, calls int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, stage := range stages() {
		if list := s.taken[stage]; len(list) > 0 {
			path += slices.Max(list)
			calls += len(list)
		}
	}
	return path, calls
}

// talkative answers as a model does that finds much, and many times faster than
// real ones do: some 2,600 tokens for each area in three seconds, after a time
// for the prompt.
func talkative(first time.Duration) []llmtest.Step {
	area := consult.AreaReply{}
	for i := range 8 {
		c := finding("dataflow.event-flow", lateAck, fmt.Sprintf("Scans are acknowledged before they are safe, case %d", i))
		c.Mechanism = strings.Repeat("The tick comes first, then the write fails and the scan is lost. ", 8)
		area.Concerns = append(area.Concerns, c)
	}
	const between = 6 * time.Millisecond
	reading := consult.ReadingReply{System: strings.Repeat("Parcel tracking for depots. ", 40)}
	return []llmtest.Step{
		llmtest.JSON(reading).When(task("read for the interview")).Delay(first, between).Always(),
		llmtest.JSON(area).When(task("area ")).Delay(first, between).Always(),
		llmtest.JSON(consult.RefutationReply{Verdict: "stands", Reasoning: strings.Repeat("Nothing speaks against it. ", 10), Impact: 3, Likelihood: 3}).When(task("try to refute")).Delay(first, between).Always(),
		llmtest.JSON(consult.SynthesisReply{Assessment: []consult.Paragraph{{Text: strings.Repeat("The design holds in most parts. ", 40)}}, Maturity: "A draft."}).
			When(task("write the synthesis")).Delay(first, between).Always(),
	}
}

// figures are what one run took.
type figures struct {
	wall, path time.Duration
	calls      int
	peak       int64 // KiB
}

func (f figures) own() time.Duration { return f.wall - f.path }

// consulted measures one review by a whole process.
func consulted(t *testing.T, bin, doc string, first time.Duration) figures {
	t.Helper()
	server := llmtest.New(t, talkative(first)...)
	watch := &stopwatch{taken: map[string][]time.Duration{}}
	cmd := exec.Command(bin, "--doc", doc, "--model", "test-model", "--base-url", watch.before(t, server.URL), "--parallel", "64", "--format", "json")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	f := figures{wall: time.Since(start), peak: cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss}
	f.path, f.calls = watch.path()
	return f
}

// embedded measures the embedded review alone, which is part of the own time.
func embedded(t *testing.T, bin, doc string) time.Duration {
	t.Helper()
	start := time.Now()
	if out, err := exec.Command(bin, "--doc", doc, "--engine", "checks", "--format", "json").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return time.Since(start)
}

// TestOwnTimeAndMemory measures the whole process in a full review against a
// scripted endpoint: the time beside the model's, and the memory while ten
// areas stream. The best of some runs counts: others may use the machine. The
// bar on time is for a usual document; a large one is measured and shown.
func TestOwnTimeAndMemory(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("measures a whole process")
	}
	const usual, large, runs = 3_000, 15_000, 5
	bin := build(t)
	for _, words := range []int{usual, large} {
		const bytesPerWord = 19_000 / 3_000.0
		doc := sample(t, int(float64(words)*bytesPerWord), lateAck)
		first := time.Duration(words) * 130 * time.Microsecond // a prompt of n words is read before the answer begins
		best := consulted(t, bin, doc, first)
		for i := 1; i < runs && words == usual && best.own() > best.path/20; i++ {
			if f := consulted(t, bin, doc, first); f.own() < best.own() {
				best = f
			}
		}
		t.Logf("%d words: %d calls, %v in all, critical path %v, own time %v (%.1f %%; the embedded review alone %v), peak %d MiB", words, best.calls,
			best.wall.Round(time.Millisecond), best.path.Round(time.Millisecond), best.own().Round(time.Millisecond),
			100*best.own().Seconds()/best.path.Seconds(), embedded(t, bin, doc).Round(time.Millisecond), best.peak>>10)
		if words == usual && best.own() > best.path/20 {
			t.Errorf("%d words: own time %v is more than 5 %% of %v", words, best.own(), best.path)
		}
		if best.peak > 100<<10 {
			t.Errorf("%d words: %d KiB at the peak", words, best.peak)
		}
	}
}
