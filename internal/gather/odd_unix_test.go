//go:build unix

package gather

import (
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

func TestOddEntriesAreLeftOut(t *testing.T) {
	root := tree(t, "a.md", "x", "sub/b.md", "x")
	if err := os.Symlink("..", filepath.Join(root, "sub", "loop")); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := os.Symlink("a.md", filepath.Join(root, "link.md")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(root, "pipe.md"), 0o600); err != nil {
		t.Skip("no pipes here")
	}
	f := walk(t, root)
	if got := rels(f); !slices.Equal(got, []string{"a.md", "sub/b.md"}) {
		t.Errorf("taken: %v", got)
	}
	if f.LeftOut() != 3 {
		t.Errorf("left out: %v", f.Left)
	}
	for _, name := range []string{"pipe.md", "link.md"} {
		if _, err := Read(filepath.Join(root, name), 100); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}
