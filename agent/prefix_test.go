package agent

import (
	"fmt"
	"strings"
	"testing"

	"archreview/agent/agenttest"
)

// TestAreaCallsShareTheirBeginning computes the part of the prompts of the ten
// area calls that is the same byte for byte, and the size of the rest.
func TestAreaCallsShareTheirBeginning(t *testing.T) {
	for _, c := range []struct {
		words int
		least float64
	}{{3000, 0.80}, {15000, 0.95}} {
		m := agenttest.New(t).Otherwise(agenttest.Quiet)
		mustReview(t, options(t, words(c.words), m))
		var texts []string
		whole := ""
		for _, q := range m.Requests() {
			text := q.Messages[0].Text + q.Messages[1].Text
			if strings.HasPrefix(q.Call, "area:") {
				texts = append(texts, text)
			} else if whole == "" {
				whole = text
			}
		}
		same := len(texts[0])
		for _, x := range texts {
			same = min(same, common(texts[0], x))
			if rest := (len(x) - common(texts[0], texts[1])) / 4; rest > 1200 {
				t.Errorf("an area's own part has %d tokens", rest)
			}
		}
		for _, x := range texts {
			if share := float64(same) / float64(len(x)); share < c.least {
				t.Errorf("%d words: %.3f of the prompt is shared, want %.2f", c.words, share, c.least)
			}
		}
		if n := common(texts[0], whole); n < same*7/10 {
			t.Errorf("the reading shares only %d of %d bytes", n, same)
		}
	}
}

func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// words gives a design of about as many words as wanted.
func words(n int) string {
	var b strings.Builder
	b.WriteString(design)
	for i := 0; len(strings.Fields(b.String())) < n; i++ {
		fmt.Fprintf(&b, "\n## Part %d\n\n", i)
		for k := range 12 {
			fmt.Fprintf(&b, "Service %d-%d reads orders from PostgreSQL, caches them in Redis for %d seconds and answers over HTTP with JSON.\n", i, k, 10+k)
		}
	}
	return b.String()
}
