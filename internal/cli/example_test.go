package cli

import (
	"bytes"
	"context"
	"flag"
	"os"
	"regexp"
	"testing"
	"time"

	"archreview/internal/streams"
)

var update = flag.Bool("update", false, "rewrite examples/review.md")

// TestExampleReviewIsCurrent keeps examples/review.md the review of the example
// design; version, time and duration of the run aside.
//
//go:generate go test -run TestExampleReviewIsCurrent -update .
func TestExampleReviewIsCurrent(t *testing.T) {
	t.Chdir("../..")
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	var out, errs bytes.Buffer
	env := Env{
		Streams: &streams.Streams{In: &bytes.Buffer{}, Out: &out, Err: &errs},
		Now:     func() time.Time { return time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC) },
	}
	code := Run(context.Background(), env, []string{"--engine", "checks", "--doc", "examples/design.md", "--answers", "examples/answers.yaml"})
	if code != 0 {
		t.Fatalf("code %d: %s", code, errs.String())
	}
	got := regexp.MustCompile(`Written by archreview \S+ at`).ReplaceAll(out.Bytes(), []byte("Written by archreview at"))
	const path = "examples/review.md"
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is stale: run go generate ./internal/cli", path)
	}
}
