//go:build unix

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"archreview/internal/problem"
)

// build compiles the program once for the benchmarks of whole processes.
func build(b testing.TB) string {
	b.Helper()
	bin := filepath.Join(b.TempDir(), "archreview")
	cmd := exec.Command("go", "build", "-o", bin, "archreview/cmd/archreview")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return bin
}

// process times whole processes and reports their largest resident memory.
func process(b *testing.B, bin string, args ...string) {
	b.Helper()
	var peak int64
	b.ResetTimer()
	for range b.N {
		cmd := exec.Command(bin, args...)
		// A text too large to compare whole is an incomplete review, as it should be.
		if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != problem.Incomplete {
			b.Fatal(err)
		}
		if ru, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			peak = max(peak, ru.Maxrss)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/run")
	b.ReportMetric(float64(peak)/1024, "peak-MiB")
}

// sample repeats the example design up to a size.
func sample(b testing.TB, size int, more ...string) string {
	b.Helper()
	raw, err := os.ReadFile("../../examples/design.md")
	if err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat(string(raw), size/len(raw)+1)[:size]
	text += "\n\n" + strings.Join(more, "\n") + "\n"
	path := filepath.Join(b.TempDir(), "design.md")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

func BenchmarkProcess(b *testing.B) {
	b.Setenv("XDG_STATE_HOME", b.TempDir())
	bin := build(b)
	b.Run("help", func(b *testing.B) { process(b, bin, "--help") })
	b.Run("version", func(b *testing.B) { process(b, bin, "--version") })
	b.Run("review-3000-words", func(b *testing.B) { process(b, bin, "--doc", sample(b, 19_000)) })
	b.Run("review-1MB", func(b *testing.B) { process(b, bin, "--doc", sample(b, 1_000_000)) })
}
