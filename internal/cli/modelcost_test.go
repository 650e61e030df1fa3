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
func consulted(t testing.TB, bin, doc string, first time.Duration) figures {
	t.Helper()
	t.Setenv("XDG_STATE_HOME", t.TempDir())
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

// BenchmarkModelReview measures whole processes in a full review against a
// scripted endpoint: the time beside the model's as a share of the critical
// path, and the largest resident memory while ten areas stream. A prompt of n
// words is read for a while before its answer begins, as by a real model.
func BenchmarkModelReview(b *testing.B) {
	const bytesPerWord = 19_000 / 3_000.0
	bin := build(b)
	for _, words := range []int{3_000, 15_000} {
		b.Run(fmt.Sprintf("%d-words", words), func(b *testing.B) {
			doc := sample(b, int(float64(words)*bytesPerWord), lateAck)
			first := time.Duration(words) * 130 * time.Microsecond
			var own, path time.Duration
			var peak int64
			b.ResetTimer()
			for range b.N {
				f := consulted(b, bin, doc, first)
				own, path, peak = own+f.own(), path+f.path, max(peak, f.peak)
			}
			b.ReportMetric(float64(own.Milliseconds())/float64(b.N), "own-ms")
			b.ReportMetric(100*own.Seconds()/path.Seconds(), "own-%")
			b.ReportMetric(float64(peak)/1024, "peak-MiB")
		})
	}
}
