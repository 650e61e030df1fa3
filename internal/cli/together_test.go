//go:build !windows

package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"archreview/agent/review"
	"archreview/internal/llm/llmtest"
	"archreview/internal/streams"
)

// processEnd is how one of several processes ended.
type processEnd struct {
	code int
	said string
}

// together runs commands at once, in one folder and with one state.
func together(t *testing.T, dir, state string, commands ...[]string) []processEnd {
	t.Helper()
	out := make([]processEnd, len(commands))
	var wg sync.WaitGroup
	for i, args := range commands {
		wg.Add(1)
		go func() {
			defer wg.Done()
			cmd := exec.Command("archreview", args...)
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "XDG_STATE_HOME="+state)
			raw, err := cmd.CombinedOutput()
			var e *exec.ExitError
			switch {
			case errors.As(err, &e):
				out[i].code = e.ExitCode()
			case err != nil:
				out[i].code = -1
			}
			out[i].said = string(raw)
		}()
	}
	wg.Wait()
	return out
}

// TestTwoProcessesOnOneSession resumes one session twice at once: what both
// keep can be read, and one that does not get the session says who has it.
func TestTwoProcessesOnOneSession(t *testing.T) {
	dir := t.TempDir()
	doc, state := parcelFile(t, dir), filepath.Join(dir, "state")
	server := llmtest.New(t, append(talks(), rest()...)...)
	lasting(t, state, append(modelArgs(server), "--doc", doc, "--out", filepath.Join(dir, "review.json"))...)
	var commands [][]string
	for i := range 4 {
		commands = append(commands, append([]string{"ask", fmt.Sprintf("When does the tick appear, courier %d?", i)}, modelArgs(server)...))
	}
	done := 0
	for _, o := range together(t, dir, state, commands...) {
		switch {
		case o.code == 0:
			done++
		case !strings.Contains(o.said, "Next: ") && !strings.Contains(o.said, "next"):
			t.Errorf("exit %d without a way out: %s", o.code, o.said)
		}
	}
	shown := together(t, dir, state, []string{"sessions", "show", "last"})[0]
	if list := sessionsOf(t, state); len(list) != 1 || done == 0 || !strings.Contains(shown.said, fmt.Sprintf("ask: %d", done)) {
		t.Errorf("%d questions were answered; the sessions: %+v\n%s", done, list, shown.said)
	}
}

// TestTwoProcessesOnOneWaiverFile waives all concerns at once: no waiver is
// lost.
func TestTwoProcessesOnOneWaiverFile(t *testing.T) {
	dir := t.TempDir()
	state := filepath.Join(dir, "state")
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o700); err != nil {
		t.Fatal(err)
	}
	doc, err := filepath.Abs("../../examples/design.md")
	if err != nil {
		t.Fatal(err)
	}
	lasting(t, state, "--doc", doc, "--format", "json", "--out", filepath.Join(dir, "review.json"))
	var commands [][]string
	for _, id := range concernIDs(t, filepath.Join(dir, "review.json")) {
		commands = append(commands, []string{"waive", id, "--owner", "team", "--until", "30d", "--reason", "until " + id})
	}
	if len(commands) < 3 {
		t.Fatalf("only %d concerns to waive", len(commands))
	}
	results := together(t, dir, state, commands...)
	raw, err := os.ReadFile(filepath.Join(dir, ".archreview-waivers.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range results {
		kept := strings.Contains(string(raw), "until "+commands[i][1])
		if kept != (o.code == 0) {
			t.Errorf("waiving %s ended with %d, and it is in the file: %v\n%s", commands[i][1], o.code, kept, o.said)
		}
		if o.code != 0 && !strings.Contains(o.said, "Next: ") {
			t.Errorf("no way out: %s", o.said)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".archreview-waivers.yaml.*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func concernIDs(t *testing.T, path string) []string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var r review.Review
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, a := range r.Areas {
		for _, c := range a.Concerns {
			out = append(out, c.ID)
		}
	}
	return out
}

// TestClockGoesBack runs review, follow-up and list while the time jumps back
// and forth between two looks at the clock.
func TestClockGoesBack(t *testing.T) {
	dir := t.TempDir()
	doc := parcelFile(t, dir)
	t.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
	base := time.Date(2026, 3, 29, 2, 30, 0, 0, time.UTC)
	var mu sync.Mutex
	looks := 0
	now := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		looks++
		if looks%2 == 0 {
			return base.Add(-time.Duration(looks) * time.Hour)
		}
		return base.Add(time.Duration(looks) * time.Minute)
	}
	run := func(args ...string) string {
		var out, errs bytes.Buffer
		s := &streams.Streams{In: strings.NewReader(""), Out: &out, Err: &errs, Width: 80}
		if code := Run(context.Background(), Env{Streams: s, Now: now, Getenv: func(k string) string { return os.Getenv(k) }}, args); code != 0 {
			t.Fatalf("%v: exit %d: %s", args, code, errs.String())
		}
		return out.String()
	}
	file := filepath.Join(dir, "review.json")
	run("--doc", doc, "--format", "json", "--out", file)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var r review.Review
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	if r.Usage.WallMS < 0 {
		t.Errorf("the review took %d ms", r.Usage.WallMS)
	}
	run("--doc", doc, "--out", filepath.Join(dir, "second.md"))
	run("ask", "What about backups?")
	var list []listed
	if err := json.Unmarshal([]byte(run("sessions", "list", "--json")), &list); err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if s.Problem != "" || s.Updated < s.Created {
			t.Errorf("session %+v", s)
		}
	}
	if len(list) != 2 {
		t.Errorf("%d sessions", len(list))
	}
	run("sessions", "show", "last")
	run("sessions", "export", "last", "--out", filepath.Join(dir, "export.md"))
}
