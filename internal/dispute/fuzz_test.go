package dispute

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"archreview/agent/review"
)

// FuzzStore opens any file as a store and adds an objection: every line is
// understood or counted, nothing that stood there changes, and the objection is
// found again.
func FuzzStore(f *testing.F) {
	path := filepath.Join(f.TempDir(), Name)
	s, err := Open(path)
	if err != nil {
		f.Fatal(err)
	}
	if err := s.Add(concern("pool-3f2a", "We keep *ten* connections."), []review.Document{{Path: "a.md", SHA256: "aa"}}, answer(review.DisputeWithdrawn, "wrong")); err != nil {
		f.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(raw[:len(raw)/2])
	f.Add(append(append([]byte("{}\n\x00\n[1]\n"), raw...), raw[:9]...))
	f.Add([]byte(`{"v":1,"concern":"a","dispute":{"concern":"a","outcome":"withdrawn","evidence":null}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		path := filepath.Join(t.TempDir(), Name)
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		s := open(t, path)
		lines := 0
		for line := range bytes.Lines(raw) {
			if len(bytes.TrimSpace(line)) > 0 {
				lines++
			}
		}
		if len(s.records)+s.Skipped() != lines {
			t.Fatalf("%d records and %d skipped of %d lines", len(s.records), s.Skipped(), lines)
		}
		mine := concern("fuzz-0001", "A passage.")
		if err := s.Add(mine, nil, answer(review.Upheld, "why")); err != nil {
			t.Fatal(err)
		}
		after := open(t, path)
		if d, ok := after.Match(mine, nil); !ok || d.Reason != "why" || len(after.records) != len(s.records) || after.Skipped() != s.Skipped() {
			t.Fatalf("kept %+v, %v; %d records and %d skipped, they were %d and %d", d, ok, len(after.records), after.Skipped(), len(s.records), s.Skipped())
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.HasPrefix(got, raw) {
			t.Fatalf("what stood there has changed: %v", err)
		}
	})
}
