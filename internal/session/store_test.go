package session

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"archreview/internal/problem"
)

func TestDefaultRootFollowsTheEnvironment(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_STATE_HOME", dir)
	s := open(t, "")
	if want := filepath.Join(dir, "archreview", "sessions"); s.Root() != want {
		t.Errorf("root is %s, want %s", s.Root(), want)
	}
	other := t.TempDir()
	t.Setenv("XDG_STATE_HOME", other)
	if s := open(t, ""); !strings.HasPrefix(s.Root(), other) {
		t.Errorf("root is %s after the environment changed", s.Root())
	}
}

func TestIDs(t *testing.T) {
	seen := map[string]bool{}
	for range 500 {
		id := newID(time.Date(2026, 11, 25, 15, 12, 59, 0, time.FixedZone("", 3600)))
		if !idForm().MatchString(id) || !strings.HasPrefix(id, "20261125-1412-") {
			t.Fatalf("id is %s", id)
		}
		seen[id] = true
	}
	if len(seen) < 490 {
		t.Errorf("%d of 500 ids differ", len(seen))
	}
	if strings.ContainsAny(letters, "01oilu") {
		t.Errorf("letters that look alike in %s", letters)
	}
	if got := born("20261125-1412-k7qd"); !got.Equal(time.Date(2026, 11, 25, 14, 12, 0, 0, time.UTC)) {
		t.Errorf("born %s", got)
	}
}

// named makes sessions with these ids, each written to an hour after the one before.
func named(t *testing.T, s *Store, ids ...string) {
	t.Helper()
	for i, id := range ids {
		if err := os.MkdirAll(filepath.Join(s.Root(), id), 0o700); err != nil {
			t.Fatal(err)
		}
		line, err := encode(1, entry("begin", id))
		must(err)
		path := filepath.Join(s.Root(), id, journalName)
		put(t, path, line)
		must(os.Chtimes(path, noon(), noon().Add(time.Duration(i)*time.Hour)))
	}
}

func TestRefs(t *testing.T) {
	s := open(t, t.TempDir())
	named(t, s, "20261126-0800-wxyz", "20261124-1412-k7qd", "20261125-1413-k7qe", "20261125-1412-m2qd")
	must(os.Mkdir(filepath.Join(s.Root(), "notes"), 0o700))
	put(t, filepath.Join(s.Root(), "20261126-0800-aaaa"), []byte("no folder"))
	for ref, want := range map[string]string{
		"20261124-1412-k7qd": "20261124-1412-k7qd", " K7QD ": "20261124-1412-k7qd", "20261126": "20261126-0800-wxyz",
		"last": "20261125-1412-m2qd", "LAST": "20261125-1412-m2qd", "1413-k7qe": "20261125-1413-k7qe",
	} {
		past, err := s.Read(ref)
		if err != nil || past.ID != want {
			t.Errorf("%q is %+v, %v; want %s", ref, past, err, want)
		}
	}
	for ref, says := range map[string]string{
		"k7qf": "20261125-1413-k7qe", "20261126-0800-wxyy": "the nearest are 20261126-0800-wxyz", "20261125": "20261125-1413-k7qe, 20261125-1412-m2qd",
		"qd": "names 2 sessions", "": "no session", "notes": "no session", "../x": "no session", "20261126-0800-aaaa": "no session", "\x1b[2J": `"\x1b[2j"`,
	} {
		_, err := s.Read(ref)
		troubled(t, err, says)
		_, err = s.Resume(ref)
		troubled(t, err, says)
		troubled(t, s.Remove(ref), says)
	}
	if !strings.Contains(ambiguous("2", slices.Repeat([]string{"x"}, 10)).Error(), "and 2 more") {
		t.Error("a long list is not cut")
	}
}

func TestLastPassesOverEmptyOnes(t *testing.T) {
	s := open(t, t.TempDir())
	_, err := s.Read("last")
	troubled(t, err, "no session")
	_, err = s.Resume("k7qd")
	troubled(t, err, "no session")
	named(t, s, "20261124-1412-k7qd", "20261125-1412-k7qe")
	path := filepath.Join(s.Root(), "20261125-1412-k7qe", journalName)
	put(t, path, nil)
	must(os.Chtimes(path, noon(), noon().Add(9*time.Hour)))
	past, err := s.Read("last")
	if err != nil || past.ID != "20261124-1412-k7qd" {
		t.Errorf("%+v, %v", past, err)
	}
	_, err = s.Read("k7qe")
	troubled(t, err, "is empty")
	list, err := s.List()
	if err != nil || len(list) != 2 || list[0].Problem != "empty" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestRemove(t *testing.T) {
	s := open(t, t.TempDir())
	id, journal := written(t, s, some()...)
	other, _ := written(t, s, some()...)
	left := filepath.Join(s.Root(), removedPrefix+"20200101-0000-aaaa-bbbb")
	must(os.Mkdir(left, 0o700))
	if n, bytes := s.Size(); n != 2 || bytes < int64(2*len(content(t, journal))) {
		t.Errorf("%d sessions of %d bytes", n, bytes)
	}
	if err := s.Remove(id); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(s.Root())
	if err != nil || len(entries) != 1 || entries[0].Name() != other {
		t.Errorf("left are %v, %v", entries, err)
	}
	troubled(t, s.Remove(id), other)
}

func TestOneWriterInOneProcess(t *testing.T) {
	s := open(t, t.TempDir())
	w, err := s.Create(noon())
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Resume(w.ID())
	troubled(t, err, "is open in another process", fmt.Sprint(os.Getpid()))
	troubled(t, s.Remove(w.ID()), "is open in another process")
	if list, err := s.List(); err != nil || !list[0].Live || list[0].Problem != "" {
		t.Errorf("%+v, %v", list, err)
	}
	if err := w.Keep(entry("mark", "after the others tried")); err != nil {
		t.Error(err)
	}
	if _, err := w.journal.WriteAt([]byte("{half"), w.good); err != nil {
		t.Fatal(err)
	}
	if past, err := s.Read(w.ID()); err != nil || len(past.Entries) != 1 || len(past.Notes) != 0 {
		t.Errorf("while a line is being written: %+v, %v", past, err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if past, err := s.Read(w.ID()); err != nil || len(past.Entries) != 1 || len(past.Notes) != 1 {
		t.Errorf("after the writer went: %+v, %v", past, err)
	}
	if list, err := s.List(); err != nil || list[0].Live {
		t.Errorf("%+v, %v", list, err)
	}
	if !missing(filepath.Join(w.Dir(), holderName)) {
		t.Error("the holder's name stays")
	}
}

func TestTwoProcesses(t *testing.T) {
	s := open(t, t.TempDir())
	id, _ := written(t, s, some()...)
	cmd, out, in := process(t, "hold", s.Root(), id)
	if !out.Scan() || out.Text() != "open" {
		t.Fatal("the other process did not open the session")
	}
	_, err := s.Resume(id)
	troubled(t, err, "session "+id+" is open", fmt.Sprintf("process %d has it open since 20", cmd.Process.Pid), "only read")
	troubled(t, s.Remove(id), id)
	past, err := s.Read(id)
	if err != nil {
		t.Fatal(err)
	}
	alike(t, past.Entries, some())
	if list, err := s.List(); err != nil || !list[0].Live {
		t.Errorf("%+v, %v", list, err)
	}
	must(in.Close())
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	w, err := s.Resume(id)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestKilledWriter(t *testing.T) {
	s := open(t, t.TempDir())
	id, _ := written(t, s, some()...)
	cmd, out, _ := process(t, "write", s.Root(), id)
	told := 0
	for told < len(some())+5 && out.Scan() {
		if _, err := fmt.Sscan(out.Text(), &told); err != nil {
			t.Fatal(err)
		}
	}
	must(cmd.Process.Kill())
	for out.Scan() { // what was told before the kill
		if _, err := fmt.Sscan(out.Text(), &told); err != nil {
			t.Fatal(err)
		}
	}
	_ = cmd.Wait()
	w, err := s.Resume(id)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(w.Past()); n < told || told < 9 {
		t.Errorf("%d entries are there, %d were told to be durable", n, told)
	}
	alike(t, w.Past()[:len(some())], some())
	for _, e := range w.Past()[len(some()):] {
		if !bytes.Equal(e.Data, entry("mark", strings.Repeat("x", 3000)).Data) {
			t.Fatalf("an entry is %.80s", e.Data)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRootThatIsAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	put(t, path, []byte("x"))
	for _, root := range []string{path, filepath.Join(path, "below")} {
		s := open(t, root)
		_, err := s.Create(noon())
		troubled(t, err, "cannot be kept", path)
		_, err = s.Read("last")
		troubled(t, err)
	}
	_, err := open(t, path).List()
	troubled(t, err, "is no folder", "move the file away")
}

func TestNoRight(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("nothing is forbidden here")
	}
	s := open(t, t.TempDir())
	id, journal := written(t, s, some()...)
	good, _ := written(t, s, some()...)
	must(os.Chmod(journal, 0))
	_, err := s.Read(id)
	troubled(t, err, "give yourself the right")
	list, err := s.List()
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	for _, n := range list {
		if (n.ID == good) != (n.Problem == "") {
			t.Errorf("%+v", n)
		}
	}
	must(os.Chmod(s.Root(), 0o500))
	defer os.Chmod(s.Root(), 0o700)
	_, err = s.Create(noon())
	troubled(t, err, "give yourself the right")
	troubled(t, s.Remove(good), "could not be removed")
	if past, err := s.Read(good); err != nil || len(past.Entries) != len(some()) {
		t.Error(err)
	}
}

func TestRemedies(t *testing.T) {
	for says, cause := range map[string]error{
		"free some space": syscall.ENOSPC, "only be read": syscall.EROFS, "give yourself": fs.ErrPermission,
		"move the file": syscall.ENOTDIR, "sessions list": fs.ErrNotExist, "see that the path": errors.New("odd"),
	} {
		err := trouble("x failed", fmt.Errorf("doing x: %w", &fs.PathError{Op: "open", Path: "/p", Err: cause}))
		troubled(t, err, says)
		if !errors.Is(err, cause) {
			t.Errorf("%v does not wrap its cause", err)
		}
	}
	inner := &problem.Problem{What: "w", Detail: "d", Next: "n"}
	if trouble("x failed", fmt.Errorf("doing x: %w", inner)) != error(inner) {
		t.Error("a problem is wrapped in another one")
	}
}

func TestExport(t *testing.T) {
	s := open(t, t.TempDir())
	w, err := s.Create(noon())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, step := range []struct{ name, data, want string }{
		{"report.md", "one", "report.md"}, {"report.md", "two", "report-2.md"}, {"report.md", "one", "report.md"},
		{"report.md", "two", "report-2.md"}, {"report.md", "three", "report-3.md"}, {"noext", "a", "noext"}, {"noext", "b", "noext-2"},
	} {
		path, err := w.Export(step.name, []byte(step.data))
		if err != nil {
			t.Fatal(err)
		}
		if path != filepath.Join(w.Dir(), exportsName, step.want) || string(content(t, path)) != step.data {
			t.Errorf("%+v went to %s", step, path)
		}
	}
	for _, name := range []string{"", ".", "..", ".hidden", "a/b", `a\b`, "../a", "/a", "a\x00", "a\nb", "\x1b[2J", "c:a", "a.", strings.Repeat("x", 200)} {
		_, err := w.Export(name, nil)
		troubled(t, err, "plain name")
	}
	all, err := os.ReadDir(filepath.Join(w.Dir(), exportsName))
	if err != nil || len(all) != 5 {
		t.Errorf("%v, %v", all, err)
	}
}

func TestResumeSweepsHalfExports(t *testing.T) {
	s := open(t, t.TempDir())
	id, journal := written(t, s, some()...)
	part := filepath.Join(filepath.Dir(journal), exportsName, partPrefix+"1")
	must(os.Mkdir(filepath.Dir(part), 0o700))
	put(t, part, []byte("half"))
	w, err := s.Resume(id)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if !missing(part) {
		t.Error("half an export stays")
	}
}
