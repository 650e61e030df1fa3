//go:build unix

package cli

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"archreview/agent/agenttest"
)

// largest keeps the benchmarks of growth quick where nobody asks for more.
var largest = flag.Int("largest", 1_000_000, "the most bytes of documents in benchmarks of growth")

// grownInto writes a design of a size into a folder, in files of equal size.
func grownInto(b *testing.B, size, files int) string {
	b.Helper()
	dir, text := b.TempDir(), agenttest.Prose(b, "../..", size)
	for n := range files {
		cut := len(text) / (files - n)
		if n < files-1 {
			cut = strings.LastIndexByte(text[:cut], '\n') + 1
		}
		part := fmt.Sprintf("# Part %d\n\n%s", n+1, text[:cut])
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%03d.md", n)), []byte(part), 0o600); err != nil {
			b.Fatal(err)
		}
		text = text[cut:]
	}
	return dir
}

// BenchmarkGrowthOfSize reviews one document of 10 KB to 10 MB, a whole process
// each; above 1 MB with -largest 10000000.
func BenchmarkGrowthOfSize(b *testing.B) {
	bin := build(b)
	for _, size := range []int{10_000, 100_000, 1_000_000, 10_000_000} {
		if size > *largest {
			continue
		}
		b.Run(fmt.Sprintf("%d-KB", size/1000), func(b *testing.B) {
			process(b, bin, "--doc", filepath.Join(grownInto(b, size, 1), "000.md"), "--no-session")
		})
	}
}

// BenchmarkGrowthOfDocuments reviews the same megabyte in 1 to 500 documents, a
// whole process each.
func BenchmarkGrowthOfDocuments(b *testing.B) {
	bin := build(b)
	for _, files := range []int{1, 10, 100, 500} {
		b.Run(fmt.Sprintf("%d-documents", files), func(b *testing.B) {
			process(b, bin, "--doc", grownInto(b, min(1_000_000, *largest), files), "--no-session")
		})
	}
}
