package eval

import (
	"os"
	"strings"
	"testing"
)

// TestTrapNoScoreOfAScript: tests let a script play the model; what it "finds"
// measures nothing. The page of figures speaks of the embedded reviewer and of
// the baseline only, and says whose they are.
func TestTrapNoScoreOfAScript(t *testing.T) {
	raw, err := os.ReadFile("../../docs/benchmark.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	if !strings.HasPrefix(page, "# Benchmark of the embedded reviewer\n") || !strings.Contains(page, "the figures measure memory, not judgement") {
		t.Error("the page does not say what its figures are worth")
	}
	rows := 0
	for line := range strings.Lines(page) {
		if !strings.HasPrefix(line, "|") {
			continue
		}
		rows++
		for _, word := range []string{"scripted", "replay", "gpt", "claude", "model"} {
			if strings.Contains(strings.ToLower(line), word) {
				t.Errorf("a row of figures speaks of %q: %s", word, line)
			}
		}
	}
	if rows < 8 {
		t.Errorf("only %d rows of figures", rows)
	}
}
