//go:build unix

package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkFolder reviews a folder of 200 documents: in all 10 MB of prose, the
// worst there is, and 10 MB of pages as a wiki exports them, of which a fifth
// is text.
func BenchmarkFolder(b *testing.B) {
	const files, size = 200, 50_000
	raw, err := os.ReadFile("../../examples/design.md")
	if err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat(string(raw), size/len(raw)+1)[:size]
	bin := build(b)
	for _, c := range []struct {
		name string
		page func(n int) string
	}{
		{"prose", func(n int) string { return fmt.Sprintf("# Design %d\n\n%s", n, text) }},
		{"pages", func(n int) string {
			var out strings.Builder
			fmt.Fprintf(&out, "<!DOCTYPE html><html><head><title>Page %d</title><style>%s</style></head><body>", n, strings.Repeat(".x { color: #333 }\n", size*4/5/20))
			for line := range strings.Lines(text[:size/5]) {
				fmt.Fprintf(&out, "<p>%s</p>\n", strings.NewReplacer("<", "&lt;", "&", "&amp;").Replace(strings.TrimSpace(line)))
			}
			return out.String() + "</body></html>"
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			dir := b.TempDir()
			for n := range files {
				if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%03d.md", n)), []byte(c.page(n)), 0o600); err != nil {
					b.Fatal(err)
				}
			}
			process(b, bin, "--doc", dir, "--no-session")
		})
	}
}

// BenchmarkProject reads a project of 2,000 modules and 60 MiB beside a short
// document.
func BenchmarkProject(b *testing.B) {
	dir := b.TempDir()
	line := "    total = total + price * count  # as agreed\n"
	for n := range 2000 {
		path := filepath.Join(dir, fmt.Sprintf("shop/p%d/m%d.py", n%40, n))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			b.Fatal(err)
		}
		text := fmt.Sprintf("from shop.p%d.m%d import x\n\ndef f(total):\n%s", (n+1)%40, n+1, strings.Repeat(line, 31_000/len(line)))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "README.md"), []byte("# Shop\n\nThe shop is a Django monolith on PostgreSQL with Celery and Redis.\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	process(b, build(b), "--repo", dir, "--no-session")
}
