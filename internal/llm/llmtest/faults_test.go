package llmtest_test

import (
	"math/rand/v2"
	"testing"

	"archreview/agent/review"
	"archreview/internal/llm/llmtest"
)

// TestEveryFaultAtEveryCall lets each kind of call fail in each way for good.
func TestEveryFaultAtEveryCall(t *testing.T) {
	embedded := embeddedIDs(t)
	for n, words := range []string{"read for the interview", "area I,", "try to refute", "write the synthesis"} {
		for i, f := range llmtest.Faults() {
			t.Run(words+" "+string(f), func(t *testing.T) {
				bad := soakSteps()[[]int{0, 2, 5, 6}[n]].When(asks(words)).Struck(f, rand.New(rand.NewPCG(uint64(i), uint64(n))))
				s := llmtest.New(t, append([]llmtest.Step{bad}, soakSteps()...)...)
				out := reviewUnder(t, s, 1, 1, false)
				out.check(t, embedded)
				if (out.r.Outcome == review.Complete) != f.Sound() {
					t.Errorf("outcome %s", out.r.Outcome)
				}
			})
		}
	}
}

// TestOneFaultIsMended lets each kind of call fail once: what passes by itself
// leaves no trace but its cost.
func TestOneFaultIsMended(t *testing.T) {
	embedded := embeddedIDs(t)
	lasting := map[llmtest.Fault]bool{llmtest.Unauthorized: true, llmtest.NotFound: true, llmtest.Huge: true,
		llmtest.Endless: true}
	for i, f := range llmtest.Faults() {
		t.Run(string(f), func(t *testing.T) {
			bad := soakSteps()[2].When(asks("area I,")).Struck(f, rand.New(rand.NewPCG(uint64(i), 3))).Once()
			s := llmtest.New(t, append([]llmtest.Step{bad}, soakSteps()...)...)
			out := reviewUnder(t, s, 1, 1, false)
			out.check(t, embedded)
			if (out.r.Outcome == review.Complete) == lasting[f] {
				t.Errorf("outcome %s, failures %+v", out.r.Outcome, out.r.Ledger.Failures)
			}
		})
	}
}

// TestAStormIsTheSameForTheSameSeed compares what two storms do.
func TestAStormIsTheSameForTheSameSeed(t *testing.T) {
	run := func(t *testing.T, seed uint64) []llmtest.Fault {
		s := llmtest.New(t, soakSteps()...)
		s.Weather(llmtest.Storm{Seed: seed, Share: 0.5, Faults: []llmtest.Fault{llmtest.RateBare, llmtest.Drip, llmtest.ErrorFrame}})
		reviewUnder(t, s, seed, 1, false)
		var out []llmtest.Fault
		for _, r := range s.Requests() {
			out = append(out, r.Fault)
		}
		return out
	}
	a, b, other := run(t, 5), run(t, 5), run(t, 6)
	if same(a, other) || !same(a, b) {
		t.Errorf("seed 5 gives %v and %v, seed 6 %v", a, b, other)
	}
}

func same(a, b []llmtest.Fault) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
