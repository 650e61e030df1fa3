package session

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"archreview/agent"
)

func TestEntriesComeAgain(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "a", "b"))
	if _, err := os.Stat(s.Root()); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal("opening a store made its folder")
	}
	id, _ := written(t, s, some()...)
	past, err := s.Read(id)
	if err != nil {
		t.Fatal(err)
	}
	alike(t, past.Entries, some())
	if len(past.Notes) != 0 || past.ID != id {
		t.Errorf("notes %v of %s", past.Notes, past.ID)
	}
	w, err := s.Resume(id)
	if err != nil {
		t.Fatal(err)
	}
	alike(t, w.Past(), some())
	more := entry("mark", "line\nbreak <&> \u2028 end")
	if err := w.Keep(more); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	past, err = s.Read(id)
	if err != nil {
		t.Fatal(err)
	}
	alike(t, past.Entries, append(some(), more))
}

func TestLinesAreWhatTheDocumentationSays(t *testing.T) {
	s := open(t, t.TempDir())
	_, journal := written(t, s, agent.Entry{Kind: "answer", At: "2026-11-25T12:00:02Z", Data: json.RawMessage("{ \"key\" :\n \"team\" }")})
	const want = `{"v":1,"seq":1,"kind":"answer","at":"2026-11-25T12:00:02Z","data":{"key":"team"},"sum":"05bd2831"}` + "\n"
	if got := string(content(t, journal)); got != want {
		t.Errorf("the line is\n%swant\n%s", got, want)
	}
}

func TestHugeEntries(t *testing.T) {
	s := open(t, t.TempDir())
	e := entry("document", strings.Repeat("0123456789abcde\n", 1<<19))
	id, _ := written(t, s, e, e)
	past, err := s.Read(id)
	if err != nil {
		t.Fatal(err)
	}
	alike(t, past.Entries, []agent.Entry{e, e})
}

func TestWhatCannotBeKept(t *testing.T) {
	s := open(t, t.TempDir())
	w, err := s.Create(noon())
	if err != nil {
		t.Fatal(err)
	}
	troubled(t, w.Keep(agent.Entry{Data: json.RawMessage(`{}`)}), "no kind")
	troubled(t, w.Keep(agent.Entry{Kind: "mark", Data: json.RawMessage(`{`)}), "no JSON")
	troubled(t, fits(mostLine+1, 0), "too large")
	troubled(t, fits(10, mostJournal-5), "too large")
	w.good = mostJournal - 5
	troubled(t, w.Keep(entry("mark", "one")), "too large", "begin another")
	w.good = 0
	if err := w.Keep(entry("mark", "one")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	troubled(t, w.Keep(entry("mark", "two")), "closed")
	_, err = w.Export("a.md", nil)
	troubled(t, err, "closed")
	past, err := s.Read(w.ID())
	if err != nil {
		t.Fatal(err)
	}
	alike(t, past.Entries, []agent.Entry{entry("mark", "one")})
}

func TestNothingKeptLeavesNothing(t *testing.T) {
	s := open(t, t.TempDir())
	w, err := s.Create(noon())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(s.Root()); err != nil || len(left) != 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}

// flawed is a journal on a disk that fails.
type flawed struct {
	file
	room  int64 // bytes that the file may have; no limit where negative
	syncs int   // flushes that fail
	cuts  int   // truncations that fail
}

func (f *flawed) WriteAt(b []byte, off int64) (int, error) {
	if f.room < 0 || off+int64(len(b)) <= f.room {
		return f.file.WriteAt(b, off)
	}
	n, _ := f.file.WriteAt(b[:max(0, f.room-off)], off)
	return n, &fs.PathError{Op: "write", Path: "journal", Err: syscall.ENOSPC}
}

func (f *flawed) Sync() error {
	if f.syncs--; f.syncs >= 0 {
		return syscall.EIO
	}
	return f.file.Sync()
}

func (f *flawed) Truncate(n int64) error {
	if f.cuts--; f.cuts >= 0 {
		return syscall.EIO
	}
	return f.file.Truncate(n)
}

func TestDiskFailsAndRecovers(t *testing.T) {
	cases := map[string]struct {
		flaw flawed
		says string
		torn bool // the failed line stands until the next one is kept
	}{
		"full":              {flawed{room: 180}, "free some space", false},
		"full and stuck":    {flawed{room: 180, cuts: 1}, "free some space", true},
		"no flush":          {flawed{room: -1, syncs: 1}, "see that the path", false},
		"no flush, stuck":   {flawed{room: -1, syncs: 1, cuts: 1}, "see that the path", true},
		"no flush and none": {flawed{room: -1, syncs: 2}, "see that the path", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			w, err := s.Create(noon())
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Keep(entry("mark", "one")); err != nil {
				t.Fatal(err)
			}
			c.flaw.file = w.journal
			w.journal = &c.flaw
			troubled(t, w.Keep(entry("mark", strings.Repeat("long", 50))), "could not be kept", c.says)
			j := scan(content(t, filepath.Join(w.Dir(), journalName)), true)
			if torn := len(j.records) != 1 || j.fault != nil; torn != c.torn {
				t.Errorf("%d records, fault %v", len(j.records), j.fault)
			}
			c.flaw.room = -1
			if err := w.Keep(entry("mark", "two")); err != nil {
				t.Fatal(err)
			}
			if j := scan(content(t, filepath.Join(w.Dir(), journalName)), true); len(j.records) != 2 || j.fault != nil {
				t.Errorf("before it is closed: %d records, fault %v", len(j.records), j.fault)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			past, err := s.Read(w.ID())
			if err != nil {
				t.Fatal(err)
			}
			alike(t, past.Entries, []agent.Entry{entry("mark", "one"), entry("mark", "two")})
			if len(past.Notes) > 0 {
				t.Error(past.Notes)
			}
		})
	}
}

func TestFailedLineIsRemovedAtClose(t *testing.T) {
	s := open(t, t.TempDir())
	w, err := s.Create(noon())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Keep(entry("mark", "one")); err != nil {
		t.Fatal(err)
	}
	w.journal = &flawed{file: w.journal, room: 180, cuts: 1}
	troubled(t, w.Keep(entry("mark", strings.Repeat("long", 50))))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if j := scan(content(t, filepath.Join(w.Dir(), journalName)), true); j.fault != nil || len(j.records) != 1 {
		t.Errorf("%d records, fault %v", len(j.records), j.fault)
	}
}

func TestManyKeepAtOnce(t *testing.T) {
	var heard []int
	s, err := Open(Options{Root: t.TempDir(), Kept: func(n int) { heard = append(heard, n) }})
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.Create(noon())
	if err != nil {
		t.Fatal(err)
	}
	const writers, each = 8, 10
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			for k := range each {
				if err := w.Keep(entry("mark", fmt.Sprint(i, " ", k))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	past, err := s.Read(w.ID()) // which checks the numbers
	if err != nil || len(past.Notes) > 0 {
		t.Fatal(err, past.Notes)
	}
	seen := map[string]bool{}
	for i, e := range past.Entries {
		seen[string(e.Data)] = true
		if heard[i] != i+1 {
			t.Fatalf("heard %v", heard)
		}
	}
	if len(seen) != writers*each {
		t.Errorf("%d different entries", len(seen))
	}
}

func TestOnlyTheOwnerReads(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("rights are of another kind there")
	}
	s := open(t, filepath.Join(t.TempDir(), "state", "sessions"))
	w, err := s.Create(noon())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Export("report.md", []byte("x")); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(filepath.Dir(s.Root()), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if want := map[bool]fs.FileMode{true: 0o700, false: 0o600}[d.IsDir()]; info.Mode().Perm() != want {
			t.Errorf("%s has %o, want %o", path, info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if missing(w.Dir()) {
		t.Error("a session with an export was removed")
	}
}
