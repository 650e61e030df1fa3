//go:build !windows

package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"archreview/agent/review"
	"archreview/internal/llm/llmtest"
)

var (
	killRuns = flag.Int("kills", 8, "runs that are killed at a random time, for each kind of command")
	killSeed = flag.Uint64("kill-seed", 1, "seed of the random times")
)

// shot runs the program with its state in a folder and kills it after a while,
// unless it has ended by then. It says whether it was killed.
func shot(t *testing.T, state string, after time.Duration, args ...string) bool {
	t.Helper()
	cmd := exec.Command("archreview", args...)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+state)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) // it may have ended
	defer timer.Stop()
	err := cmd.Wait()
	if err != nil && !killed(err) {
		t.Fatalf("%v: %v\n%s", args, err, said.Bytes())
	}
	return err != nil
}

// lasting runs a command to its end and tells how long it takes.
func lasting(t *testing.T, state string, args ...string) time.Duration {
	t.Helper()
	began := time.Now()
	if shot(t, state, time.Hour, args...) {
		t.Fatal("killed without being shot at")
	}
	return time.Since(began)
}

// usual runs a command a few times more and tells how long it takes at best:
// the first run of a program is slow.
func usual(t *testing.T, first time.Duration, state func(n int) string, args ...string) time.Duration {
	t.Helper()
	for n := range 3 {
		first = min(first, lasting(t, state(n), args...))
	}
	return first
}

// moments gives random times within a span and somewhat beyond: a loaded
// machine is slower than at best.
func moments(salt uint64, span time.Duration) func() time.Duration {
	rnd := rand.New(rand.NewPCG(*killSeed, salt))
	return func() time.Duration { return time.Duration(rnd.Float64() * 1.6 * float64(span)) }
}

func parcelFile(t *testing.T, dir string) string {
	t.Helper()
	doc := filepath.Join(dir, "design.md")
	text := "# Parcel tracking\n\nFastAPI with 3 pods writes to PostgreSQL 16 and to RabbitMQ.\n" + lateAck + "\n" + tourList + "\n" + nightly + "\n"
	if err := os.WriteFile(doc, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return doc
}

func modelArgs(s *llmtest.Server) []string {
	return []string{"--model", "test-model", "--base-url", s.URL, "--parallel", "1", "--format", "json", "--quiet"}
}

// calmReview reads a review without what a repeated call may change: its time,
// and how much of a prompt the endpoint knew.
func calmReview(t *testing.T, path string) *review.Review {
	t.Helper()
	r := readTimeless(t, path)
	r.Usage.CachedTokens = 0
	return r
}

// sessionsOf lists the sessions of a folder as the program does, without those
// that hold nothing yet; it fails where one cannot be read.
func sessionsOf(t *testing.T, state string) []listed {
	t.Helper()
	cmd := exec.Command("archreview", "sessions", "list", "--json")
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+state)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("listing sessions: %v", err)
	}
	var list []listed
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	list = slices.DeleteFunc(list, func(s listed) bool { return s.Problem == "empty" || bareSession(state, s.ID) })
	for _, s := range list {
		if s.Problem != "" {
			t.Errorf("session %s cannot be read: %s", s.ID, s.Problem)
		}
	}
	return list
}

// bareSession says whether a session's folder has no journal: its process was killed
// before it made one.
func bareSession(state, id string) bool {
	_, err := os.Stat(filepath.Join(state, "archreview", "sessions", id, "journal.jsonl"))
	return errors.Is(err, fs.ErrNotExist)
}

// TestReviewKilledAtAnyTime kills reviews at random times and goes on with
// them: the report is the same, and at most the call in flight is paid twice.
func TestReviewKilledAtAnyTime(t *testing.T) {
	dir := t.TempDir()
	doc := parcelFile(t, dir)
	server := llmtest.New(t, rest()...)
	whole := filepath.Join(dir, "whole.json")
	took := lasting(t, filepath.Join(dir, "state"), append(modelArgs(server), "--doc", doc, "--out", whole)...)
	want, calls := calmReview(t, whole), len(server.Requests())
	took = usual(t, took, func(n int) string { return filepath.Join(dir, "usual"+strconv.Itoa(n)) }, append(modelArgs(server), "--doc", doc, "--out", whole)...)
	next := moments(1, took)
	begun, hit, twice := 0, 0, 0
	for n := range *killRuns {
		state, cut, out := filepath.Join(dir, strconv.Itoa(n)), filepath.Join(dir, "cut.json"), filepath.Join(dir, "resumed.json")
		_ = os.Remove(cut) // of the run before
		server := llmtest.New(t, rest()...)
		if !shot(t, state, next(), append(modelArgs(server), "--doc", doc, "--out", cut)...) {
			continue
		}
		hit++
		if raw, err := os.ReadFile(cut); err == nil && !json.Valid(raw) {
			t.Errorf("run %d: the report is torn: %d bytes", n, len(raw))
		}
		if list := sessionsOf(t, state); len(list) == 0 {
			continue // it had not begun
		}
		end := together(t, dir, state, append([]string{"sessions", "resume", "last", "--out", out}, modelArgs(server)...))[0]
		if strings.Contains(end.said, "before its documents were kept") && len(server.Requests()) == 0 {
			continue // nothing was paid for yet, and it says to begin again
		}
		if end.code != 0 {
			t.Fatalf("run %d: going on: exit %d: %s", n, end.code, end.said)
		}
		begun++
		if got := calmReview(t, out); !reflect.DeepEqual(got, want) {
			t.Errorf("run %d: the report is another one", n)
		}
		made := len(server.Requests())
		if made < calls || made > calls+1 {
			t.Errorf("run %d: %d calls in all, want %d and at most one twice", n, made, calls)
		}
		twice += made - calls
	}
	t.Logf("%d runs of about %v: %d killed, %d of them with a session to go on with; %d calls were made twice", *killRuns, took.Round(time.Millisecond), hit, begun, twice)
}

// TestDeepDiveKilledAtAnyTime kills deep dives: asked again they are the same,
// and what the session had is still there.
func TestDeepDiveKilledAtAnyTime(t *testing.T) {
	dir := t.TempDir()
	doc, state := parcelFile(t, dir), filepath.Join(dir, "state")
	server := llmtest.New(t, append(talks(), rest()...)...)
	lasting(t, state, append(modelArgs(server), "--doc", doc, "--out", filepath.Join(dir, "review.json"))...)
	dive := func(out string) []string {
		return append([]string{"deep-dive", "dataflow", "--out", filepath.Join(dir, out)}, modelArgs(server)...)
	}
	took := lasting(t, state, dive("whole.json")...)
	want := dived(t, filepath.Join(dir, "whole.json"))
	took = usual(t, took, func(int) string { return state }, dive("usual.json")...)
	next := moments(2, took)
	hit := 0
	for n := range *killRuns {
		_ = os.Remove(filepath.Join(dir, "cut.json")) // of the run before
		if shot(t, state, next(), dive("cut.json")...) {
			hit++
			if raw, err := os.ReadFile(filepath.Join(dir, "cut.json")); err == nil && !json.Valid(raw) {
				t.Errorf("run %d: the deep dive is torn", n)
			}
		}
		if list := sessionsOf(t, state); len(list) != 1 {
			t.Fatalf("run %d: %d sessions", n, len(list))
		}
	}
	lasting(t, state, dive("again.json")...)
	if got := dived(t, filepath.Join(dir, "again.json")); !reflect.DeepEqual(got, want) {
		t.Error("the deep dive is another one")
	}
	t.Logf("%d runs of about %v: %d killed", *killRuns, took.Round(time.Millisecond), hit)
}

// dived reads a deep dive without its time and cost.
func dived(t *testing.T, path string) review.DeepDive {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var d review.DeepDive
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	d.Created, d.Usage = "", review.Usage{}
	return d
}

// TestExportKilledAtAnyTime kills exports: the file is the old one or the new
// one, whole.
func TestExportKilledAtAnyTime(t *testing.T) {
	dir := t.TempDir()
	doc, state := parcelFile(t, dir), filepath.Join(dir, "state")
	lasting(t, state, "--doc", doc, "--out", filepath.Join(dir, "review.json"))
	out := filepath.Join(dir, "export.html")
	args := []string{"sessions", "export", "last", "--format", "html", "--out", out}
	took := lasting(t, state, args...)
	want, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	old := []byte(strings.Repeat("the old report\n", 4000))
	took = usual(t, took, func(int) string { return state }, args...)
	next := moments(3, took)
	hit, fresh := 0, 0
	for n := range *killRuns {
		if err := os.WriteFile(out, old, 0o600); err != nil {
			t.Fatal(err)
		}
		if shot(t, state, next(), args...) {
			hit++
		}
		got, err := os.ReadFile(out)
		if err != nil {
			t.Fatalf("run %d: %v", n, err)
		}
		if bytes.Equal(got, want) {
			fresh++
		} else if !bytes.Equal(got, old) {
			t.Errorf("run %d: the file is torn: %d bytes", n, len(got))
		}
	}
	sessionsOf(t, state)
	t.Logf("%d runs of about %v: %d killed, %d left the new file", *killRuns, took.Round(time.Millisecond), hit, fresh)
}
