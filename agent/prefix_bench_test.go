package agent

import (
	"fmt"
	"strings"
	"testing"

	"archreview/agent/agenttest"
	"archreview/internal/tokens"
)

// BenchmarkSharedBeginning reports in tokens how much of the ten area calls is
// the same from their first byte on, and the largest part that is an area's own.
func BenchmarkSharedBeginning(b *testing.B) {
	const bytesPerWord = 19_000 / 3_000.0
	for _, words := range []int{3_000, 15_000} {
		b.Run(fmt.Sprintf("%d-words", words), func(b *testing.B) {
			text := agenttest.Prose(b, "..", int(float64(words)*bytesPerWord))
			var texts []string
			for range b.N {
				texts = nil
				m := agenttest.New(b).Otherwise(agenttest.Quiet)
				if _, err := Review(b.Context(), options(b, text, m)); err != nil {
					b.Fatal(err)
				}
				for _, q := range m.Requests() {
					if strings.HasPrefix(q.Call, "area:") {
						texts = append(texts, q.Messages[0].Text+q.Messages[1].Text)
					}
				}
			}
			b.StopTimer()
			same := len(texts[0])
			for _, x := range texts {
				same = min(same, common(texts[0], x))
			}
			var counter tokens.Counter
			shared, _ := counter.Count("gpt-4o", texts[0][:same])
			whole, own := 0, 0
			for _, x := range texts {
				n, _ := counter.Count("gpt-4o", x[same:])
				whole, own = whole+shared+n, max(own, n)
			}
			b.ReportMetric(float64(shared), "shared-tokens")
			b.ReportMetric(float64(own), "own-tokens")
			b.ReportMetric(100*float64(shared*len(texts))/float64(whole), "shared-%")
		})
	}
}
