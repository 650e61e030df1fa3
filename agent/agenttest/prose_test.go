package agenttest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestProse(t *testing.T) {
	const size = 1_000_000
	text := Prose(t, "../..", size)
	if len(text) > size || len(text) < size-1000 {
		t.Errorf("%d bytes, want about %d", len(text), size)
	}
	if !strings.HasPrefix(text, Prose(t, "../..", size/10)) {
		t.Error("a larger text does not begin with the smaller one")
	}
	seen, long, twice := map[string]bool{}, 0, 0
	for line := range strings.Lines(text) {
		if len(strings.Fields(line)) < 8 {
			continue
		}
		if long++; seen[line] {
			twice++
			t.Logf("again: %s", line)
		}
		seen[line] = true
	}
	if long < 5000 || twice > long/100 {
		t.Errorf("%d of %d long lines stand there twice", twice, long)
	}
}

// TestProseFiles writes documents for comparisons with other programs into the
// folder that ARCHREVIEW_PROSE names.
func TestProseFiles(t *testing.T) {
	folder := os.Getenv("ARCHREVIEW_PROSE")
	if folder == "" {
		t.Skip("ARCHREVIEW_PROSE names no folder")
	}
	for _, size := range []int{19_000, 100_000, 1_000_000} {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.md", size)), []byte(Prose(t, "../..", size)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
