//go:build !windows

package cli

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"syscall"
	"testing"
	"time"

	"archreview/agent/review"
	"archreview/internal/llm/llmtest"
	"archreview/internal/streams"
)

const dieAfter = "DIE_AFTER"

// dying is the program, killed as soon as so many entries are kept.
func dying(args []string) int {
	most, err := strconv.Atoi(os.Getenv(dieAfter))
	if err != nil {
		return 99
	}
	kept := func(n int) {
		if n == most {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // until the signal is delivered
		}
	}
	return Run(context.Background(), Env{Streams: streams.System(), Now: time.Now, Getenv: os.Getenv, Kept: kept}, args)
}

// endpointRun runs the program against an endpoint, with a folder for its state.
func endpointRun(t *testing.T, name, state string, after int, args ...string) error {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+state, dieAfter+"="+strconv.Itoa(after))
	out, err := cmd.CombinedOutput()
	if err != nil && !killed(err) {
		t.Logf("%s", out)
	}
	return err
}

func killed(err error) bool {
	var e *exec.ExitError
	if !errors.As(err, &e) {
		return false
	}
	s, ok := e.Sys().(syscall.WaitStatus)
	return ok && s.Signaled() && s.Signal() == syscall.SIGKILL
}

func readTimeless(t *testing.T, path string) *review.Review {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var r review.Review
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	r.Created, r.Usage.WallMS = "", 0
	return &r
}

// TestKilledAfterEveryEntry kills the real process after each entry of its
// journal and goes on with the session: the report is the same, and no call that
// was kept is made again.
func TestKilledAfterEveryEntry(t *testing.T) {
	dir := t.TempDir()
	doc := filepath.Join(dir, "design.md")
	text := "# Parcel tracking\n\nFastAPI with 3 pods writes to PostgreSQL 16 and to RabbitMQ.\n" + lateAck + "\n" + tourList + "\n" + nightly + "\n"
	if err := os.WriteFile(doc, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	model := func(s *llmtest.Server) []string {
		return []string{"--model", "test-model", "--base-url", s.URL, "--parallel", "1", "--format", "json", "--quiet"}
	}
	server := llmtest.New(t, rest()...)
	whole := filepath.Join(dir, "whole.json")
	if err := endpointRun(t, "archreview", filepath.Join(dir, "state"), 0, append(model(server), "--doc", doc, "--out", whole)...); err != nil {
		t.Fatal(err)
	}
	want, calls := readTimeless(t, whole), len(server.Requests())
	for n := 2; ; n++ {
		state := filepath.Join(dir, "state"+strconv.Itoa(n))
		server := llmtest.New(t, rest()...)
		err := endpointRun(t, "archreview-dying", state, n, append(model(server), "--doc", doc, "--out", filepath.Join(dir, "cut.json"))...)
		if err == nil {
			if n < calls {
				t.Errorf("only %d entries are kept for %d calls", n-1, calls)
			}
			t.Logf("killed after each of %d entries of a review of %d calls", n-2, calls)
			return
		}
		if !killed(err) {
			t.Fatalf("after %d entries: %v", n, err)
		}
		out := filepath.Join(dir, "resumed.json")
		if err := endpointRun(t, "archreview", state, 0, append([]string{"sessions", "resume", "last", "--out", out}, model(server)...)...); err != nil {
			t.Fatalf("going on after %d entries: %v", n, err)
		}
		if got := readTimeless(t, out); !reflect.DeepEqual(got, want) {
			t.Errorf("after %d entries the report is another one", n)
		}
		if got := len(server.Requests()); got != calls {
			t.Errorf("after %d entries: %d calls in all, want %d", n, got, calls)
		}
	}
}
