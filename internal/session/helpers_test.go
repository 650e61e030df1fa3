package session

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"archreview/agent"
	"archreview/internal/problem"
)

// role makes the test binary a second process: "hold" keeps a session open,
// "write" keeps entries until it is killed.
const role = "SESSION_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "hold":
		helper(os.Args[1], os.Args[2], func(*Session) { fmt.Println("open") })
	case "write":
		helper(os.Args[1], os.Args[2], func(s *Session) {
			for {
				must(s.Keep(entry("mark", strings.Repeat("x", 3000))))
			}
		})
	default:
		os.Exit(m.Run())
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func helper(root, ref string, work func(*Session)) {
	store, err := Open(Options{Root: root, Kept: func(n int) { fmt.Println(n) }})
	must(err)
	s, err := store.Resume(ref)
	must(err)
	work(s)
	_, _ = io.Copy(io.Discard, os.Stdin) // until the parent closes it
	must(s.Close())
}

// process starts a helper and gives what it prints.
func process(t *testing.T, as, root, ref string) (*exec.Cmd, *bufio.Scanner, io.Closer) {
	t.Helper()
	cmd := exec.Command(os.Args[0], root, ref)
	cmd.Env = append(os.Environ(), role+"="+as)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd, bufio.NewScanner(out), in
}

func noon() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC) }

func entry(kind, text string) agent.Entry {
	raw, err := json.Marshal(map[string]string{"text": text})
	must(err)
	return agent.Entry{Kind: kind, At: "2026-11-25T12:00:01Z", Data: raw}
}

func open(t *testing.T, root string) *Store {
	t.Helper()
	s, err := Open(Options{Root: root})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// written makes a session of these entries and closes it.
func written(t *testing.T, s *Store, list ...agent.Entry) (id, journal string) {
	t.Helper()
	w, err := s.Create(noon())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if err := w.Keep(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.ID(), filepath.Join(w.Dir(), journalName)
}

func some() []agent.Entry {
	return []agent.Entry{
		{Kind: "begin", At: "2026-11-25T12:00:00Z", Data: json.RawMessage(`{"documents":[{"id":"d1","path":"docs/a.md"},{"id":"d2","path":"-"}],"engine":"model","model":"m-1"}`)},
		{Kind: "answer", At: "2026-11-25T12:00:02Z", Data: json.RawMessage(`{"key":"team","answer":"six \"engineers\", \u00e9\\"}`)},
		{Kind: "forget", At: "", Data: json.RawMessage(`null`)},
		{Kind: "area", At: "2026-11-25T12:00:03Z", Data: json.RawMessage(`{"key":"api","status":"reviewed"}`)},
	}
}

func alike(t *testing.T, got, want []agent.Entry) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].Kind != want[i].Kind || got[i].At != want[i].At || string(got[i].Data) != string(want[i].Data) {
			t.Fatalf("entry %d is %+v, want %+v", i+1, got[i], want[i])
		}
	}
}

// troubled checks that an error is a problem in three parts that says this.
func troubled(t *testing.T, err error, parts ...string) {
	t.Helper()
	var p *problem.Problem
	if !errors.As(err, &p) {
		t.Fatalf("error is %v, want a problem", err)
	}
	if p.What == "" || p.Detail == "" || p.Next == "" {
		t.Errorf("a part is missing in %+v", p)
	}
	all := p.What + "\n" + p.Detail + "\n" + p.Next
	for _, part := range parts {
		if !strings.Contains(all, part) {
			t.Errorf("%q is not in %q", part, all)
		}
	}
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func put(t *testing.T, path string, raw []byte) {
	t.Helper()
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}
