//go:build unix

package picture

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestReadFileStaysInside(t *testing.T) {
	out, root := t.TempDir(), t.TempDir()
	put := func(path string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("pixels"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(filepath.Join(out, "secret.png"))
	put(filepath.Join(root, "img", "my arch.png"))
	put(filepath.Join(root, "docs", "arch.png"))
	for from, to := range map[string]string{"out.png": filepath.Join(out, "secret.png"), "up.png": "../../" + filepath.Base(out) + "/secret.png", "in.png": "arch.png"} {
		if err := os.Symlink(to, filepath.Join(root, "docs", from)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(root, "docs", "pipe.png"), 0o600); err != nil {
		t.Fatal(err)
	}
	doc := filepath.Join(root, "docs", "design.md")
	for _, target := range []string{"arch.png", "./arch.png", "../img/my%20arch.png", "arch.png?raw=true", "arch.png#x", "in.png"} {
		if raw, err := ReadFile(root, doc, target); err != nil || string(raw) != "pixels" {
			t.Errorf("%s: %q, %v", target, raw, err)
		}
	}
	for target, why := range map[string]string{
		"../../" + filepath.Base(out) + "/secret.png": "outside", "out.png": "leads out", "up.png": "leads out",
		filepath.Join(out, "secret.png"): "beside", "http://example.com/a.png": "not fetched", "//example.com/a.png": "not fetched",
		"file:///etc/passwd": "not fetched", "gone.png": "no such file", "pipe.png": "regular", ".": "regular", "": "beside", "a\x00.png": "beside",
		"..%2f..%2f" + filepath.Base(out) + "%2fsecret.png": "outside",
	} {
		if raw, err := ReadFile(root, doc, target); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %q, %v does not say %q", target, raw, err, why)
		}
	}
}
