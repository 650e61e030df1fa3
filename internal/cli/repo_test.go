package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"archreview/internal/streams"
)

// TestSecretOfAProjectStaysOut reviews a project with a key in its settings:
// the finding names kind and place, and nothing that is written or kept holds
// the key.
func TestSecretOfAProjectStaysOut(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	key := "AKIA" + strings.Repeat("QWERTYUI", 2)
	for name, text := range map[string]string{
		"README.md":       "# Shop\n\nThe shop is a Django monolith on PostgreSQL with Celery and Redis.\n",
		"shop/config.py":  "DEBUG = False\nAWS_KEY = \"" + key + "\"\n",
		".env.production": "WEB_CONCURRENCY=4\nKEY=" + key + "\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, format := range []string{"markdown", "json"} {
		var out, errs bytes.Buffer
		env := Env{Streams: &streams.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, Now: time.Now, Getenv: os.Getenv}
		if code := Run(context.Background(), env, []string{"--repo", dir, "--format", format}); code != 0 {
			t.Fatalf("exit code %d: %s", code, errs.String())
		}
		for _, want := range []string{"Secrets stand in files of the repository: aws key", "MASKED_AWS_KEY_1", "config.py"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: %q is missing", format, want)
			}
		}
		if strings.Contains(out.String()+errs.String(), key) {
			t.Errorf("%s: the key is shown", format)
		}
	}
	kept := 0
	err := filepath.WalkDir(state, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		kept++
		raw, err := os.ReadFile(p)
		if bytes.Contains(raw, []byte(key)) {
			t.Errorf("%s holds the key", p)
		}
		return err
	})
	if err != nil || kept == 0 {
		t.Errorf("%d files kept, %v", kept, err)
	}
}
