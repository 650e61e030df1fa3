package gather

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"archreview/internal/document"
	"archreview/internal/problem"
)

// tree writes files below a new folder: path and content by turns.
func tree(t testing.TB, files ...string) string {
	t.Helper()
	root := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(root, filepath.FromSlash(files[i]))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func all(string, bool) (bool, string) { return true, "" }

func rels(f *Found) []string {
	var out []string
	for _, x := range f.Files {
		out = append(out, x.Rel)
	}
	return out
}

func walk(t testing.TB, root string) *Found {
	t.Helper()
	f, err := Walk(context.Background(), root, all)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestIgnore(t *testing.T) {
	for _, c := range []struct {
		name, pattern string
		files, want   []string
	}{
		{"name anywhere", "*.log\n", []string{"a.log", "x/b.log", "x/c.md"}, []string{"x/c.md"}},
		{"anchored", "/out\n", []string{"out/a", "x/out/b"}, []string{"x/out/b"}},
		{"folders only", "out/\n", []string{"out/a", "x/out"}, []string{"x/out"}},
		{"kept again", "*.md\n!keep.md\n", []string{"a.md", "keep.md"}, []string{"keep.md"}},
		{"stars", "docs/**/old\n", []string{"docs/old/a", "docs/x/y/old/b", "docs/new/c"}, []string{"docs/new/c"}},
		{"comment and blank", "# a.md\n\n", []string{"a.md"}, []string{"a.md"}},
		{"escaped", "\\#a.md\n", []string{"#a.md", "a.md"}, []string{"a.md"}},
		{"beyond reason", "**/**/**/a/**/b/**/c\n", []string{"a.md"}, []string{"a.md"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := []string{".gitignore", c.pattern}
			for _, f := range c.files {
				files = append(files, f, "x")
			}
			got := slices.DeleteFunc(rels(walk(t, tree(t, files...))), func(s string) bool { return s == ".gitignore" })
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestIgnoreInFoldersAndAbove(t *testing.T) {
	root := tree(t, ".git/config", "", ".gitignore", "docs/drafts/\n*.tmp\n", "docs/.gitignore", "secret.md\n", "docs/a.md", "x", "docs/b.tmp", "x",
		"docs/secret.md", "x", "docs/sub/secret.md", "x", "docs/drafts/c.md", "x")
	got := slices.DeleteFunc(rels(walk(t, filepath.Join(root, "docs"))), func(s string) bool { return s == ".gitignore" })
	if !slices.Equal(got, []string{"a.md"}) {
		t.Errorf("got %v", got)
	}
}

func TestDepthEnds(t *testing.T) {
	root := t.TempDir()
	deep := filepath.Join(root, strings.Repeat("d/", MaxDepth+5))
	if err := os.MkdirAll(deep, 0o700); err != nil {
		t.Fatal(err)
	}
	if f := walk(t, root); len(f.Left) != 1 || !strings.Contains(f.Left[0].Why, "deep") {
		t.Errorf("left: %v", f.Left)
	}
}

func TestManyFilesEnd(t *testing.T) {
	root := t.TempDir()
	for i := range MaxFiles + 10 {
		f, err := os.Create(filepath.Join(root, fmt.Sprintf("%d.py", i)))
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	if f := walk(t, root); !f.Full || len(f.Files) != MaxFiles {
		t.Errorf("full %v, %d files", f.Full, len(f.Files))
	}
}

func TestReadRefuses(t *testing.T) {
	root := tree(t, "large", strings.Repeat("x", 200))
	if _, err := Read(filepath.Join(root, "large"), 100); !errors.Is(err, errLarge) {
		t.Errorf("large: %v", err)
	}
	if _, err := Read(filepath.Join(root, "none"), 100); err == nil || !strings.Contains(err.Error(), "vanished") {
		t.Errorf("none: %v", err)
	}
	if _, err := Walk(context.Background(), filepath.Join(root, "none"), all); problem.ExitCode(err) != problem.Usage {
		t.Errorf("no folder: %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Walk(ctx, root, all); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}

func TestBefore(t *testing.T) {
	names := []string{"10-b.md", "2-a.md", "B.md", "a.md", "0003-x.md", "a10", "a9"}
	slices.SortFunc(names, func(a, b string) int {
		if Before(a, b) {
			return -1
		}
		return 1
	})
	if want := []string{"2-a.md", "0003-x.md", "10-b.md", "a.md", "a9", "a10", "B.md"}; !slices.Equal(names, want) {
		t.Errorf("got %v", names)
	}
}

const prose = "# A design\n\nThe shop is a Django monolith on PostgreSQL.\n"

func documents(t *testing.T, name string) *Folder {
	t.Helper()
	f, err := Documents(context.Background(), document.Opener{}, 3, name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestDocumentsOfAFolder(t *testing.T) {
	root := tree(t, "design.md", prose, "CHANGELOG.md", prose, "requirements.txt", "django\n", "logo.png", "x", "empty.md", "", "node_modules/x/readme.md", prose,
		"adr/10-later.md", prose, "adr/2-first.md", prose)
	f := documents(t, root)
	var got []string
	for _, d := range f.Documents {
		got = append(got, d.ID+" "+f.short(d.Path))
	}
	if want := []string{"d3 adr/2-first.md", "d4 adr/10-later.md", "d5 design.md"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	said := strings.Join(f.Lines(), "\n")
	for _, want := range []string{"3 document(s)", "CHANGELOG.md (not a design", "requirements.txt (not a design", "empty.md (", "node_modules (not the project's own)"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not told:\n%s", want, said)
		}
	}
	if strings.Contains(said, "logo.png") {
		t.Errorf("files of other kinds are told:\n%s", said)
	}
}

func TestPatterns(t *testing.T) {
	root := tree(t, "docs/a.md", prose, "docs/sub/b.md", prose, "docs/sub/c.txt", prose, "docs/x.png", "x")
	for pattern, want := range map[string]int{"docs/*.md": 1, "docs/**/*.md": 2, "docs/**": 3, "docs/sub/[bc].*": 2} {
		name := filepath.Join(root, pattern)
		if !IsMany(name) {
			t.Errorf("%s is taken for one file", pattern)
		}
		if f := documents(t, name); len(f.Documents) != want {
			t.Errorf("%s: %d documents, want %d", pattern, len(f.Documents), want)
		}
	}
	for _, pattern := range []string{"docs/*.rst", "docs/[a", "**/**/**/**/**"} {
		_, err := Documents(context.Background(), document.Opener{}, 1, filepath.Join(root, pattern))
		var p *problem.Problem
		if !errors.As(err, &p) || p.Next == "" {
			t.Errorf("%s: %v", pattern, err)
		}
	}
}

func TestDecisionRecords(t *testing.T) {
	record := func(status string) string { return "# A decision\n\n" + status + "\n\nWe use PostgreSQL.\n" }
	for _, c := range []struct{ name, status, want string }{
		{"1-line", "Status: Superseded by ADR-7", "superseded"},
		{"1-bold", "**Status:** Deprecated", "deprecated"},
		{"1-list", "* Status: rejected", "rejected"},
		{"1-table", "| Status | Superseded |", "superseded"},
		{"1-section", "## Status\n\nSuperseded by [7](7-x.md)", "superseded"},
		{"1-history", "## Status\n\nAccepted\n\nSuperseded by 7", "superseded"},
		{"1-holds", "## Status\n\nAccepted\n\n## Context\n\nSuperseded versions of the API exist.", ""},
		{"1-prose", "The old shop was deprecated. Status: accepted", ""},
		{"1-front", "status: accepted", ""},
	} {
		root := tree(t, "adr/"+c.name+".md", record(c.status))
		if d := documents(t, root).Documents[0]; d.Retired != c.want {
			t.Errorf("%s: %q, want %q", c.name, d.Retired, c.want)
		}
	}
	root := tree(t, "adr/0001-a.md", record("Status: Accepted"), "adr/0002-b.md", record("Status: Accepted\n\nSupersedes: ADR-0001"),
		"adr/0003-c.md", record("Status: Rejected\n\nSupersedes: ADR-0002"), "notes/4-d.md", record("Status: superseded"))
	var got []string
	for _, d := range documents(t, root).Documents {
		got = append(got, d.Retired)
	}
	if want := []string{"superseded by 0002-b.md", "", "rejected", ""}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
