package recording

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"archreview/internal/problem"
)

// FuzzReplay puts any bytes in the place of a manifest and of a recorded answer:
// each is read as what it is, or refused in three parts.
func FuzzReplay(f *testing.F) {
	q := request("area:a", "1")
	sum, file := place(q, 1)
	f.Add([]byte(`{"format":"archreview/recording/v1"}`), []byte(`{"call":"area:a","request_sha256":"`+sum+`","reply":{"text":"x"}}`))
	f.Add([]byte(`{}`), []byte(`{"request_sha256":"`+sum+`","reply":null,"failure":{"fatal":true,"code":-1}}`))
	f.Add([]byte(`[`), []byte(`{"request_sha256":"other"}`))
	f.Fuzz(func(t *testing.T, manifest, answer []byte) {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, callsName), 0o700); err != nil {
			t.Fatal(err)
		}
		for name, raw := range map[string][]byte{manifestName: manifest, file: answer} {
			if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if m, err := ReadManifest(dir); err == nil && m.Format != Format {
			t.Fatalf("a manifest of the form %q is taken", m.Format)
		} else if err != nil {
			refused(t, err)
		}
		told := ""
		reply, err := Replay(dir).Chat(context.Background(), q, func(s string, _ bool) { told += s })
		if err == nil && told != reply.Text {
			t.Fatalf("streamed %q, answered %q", told, reply.Text)
		}
		if err != nil && told == "" {
			refused(t, err)
		}
	})
}

func refused(t *testing.T, err error) {
	t.Helper()
	var p *problem.Problem
	if !errors.As(err, &p) {
		t.Fatalf("not in three parts: %v", err)
	}
}
