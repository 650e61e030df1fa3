package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
)

// TestLinksResolve checks that a relative link of the documentation leads to a
// file, and that a fragment is a heading of it.
func TestLinksResolve(t *testing.T) {
	for _, path := range documents(t) {
		raw, err := os.ReadFile(path)
		must(t, err)
		walk(raw, func(n ast.Node) {
			to := ""
			switch n := n.(type) {
			case *ast.Link:
				to = string(n.Destination)
			case *ast.Image:
				to = string(n.Destination)
			}
			if to == "" || strings.Contains(to, "://") {
				return
			}
			file, fragment, _ := strings.Cut(to, "#")
			target := path
			if file != "" {
				target = filepath.Join(filepath.Dir(path), file)
			}
			page, err := os.ReadFile(target)
			if err != nil {
				if info, serr := os.Stat(target); serr != nil || !info.IsDir() {
					t.Errorf("%s links to %s: %v", path, to, err)
				}
				return
			}
			if fragment != "" && !hasHeading(page, fragment) {
				t.Errorf("%s links to %s: there is no such heading", path, to)
			}
		})
	}
}

// hasHeading says whether a page has the heading that a fragment names.
func hasHeading(page []byte, fragment string) bool {
	for line := range bytes.Lines(page) {
		title := strings.TrimLeft(string(bytes.TrimSpace(line)), "#")
		if len(title) == len(bytes.TrimSpace(line)) {
			continue
		}
		if slug(title) == fragment {
			return true
		}
	}
	return false
}

// slug makes the fragment of a heading as code hosts do.
func slug(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z':
			return r
		}
		return -1
	}, strings.ToLower(strings.TrimSpace(title)))
}

// TestQuotedReportIsCurrent checks that the lines of a report which a page shows
// stand in the example review.
func TestQuotedReportIsCurrent(t *testing.T) {
	page, err := os.ReadFile("../../docs/getting-started.md")
	must(t, err)
	example, err := os.ReadFile("../../examples/review.md")
	must(t, err)
	shown := 0
	for line := range bytes.Lines(page) {
		if line = bytes.TrimSpace(line); bytes.HasPrefix(line, []byte("#### ")) {
			if shown++; !bytes.Contains(example, append(line, '\n')) {
				t.Errorf("the example review has no longer: %s", line)
			}
		}
	}
	if shown == 0 {
		t.Error("the page shows no line of a report")
	}
}
