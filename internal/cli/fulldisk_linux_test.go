package cli

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// on runs the program with its state in a folder and gives its exit code, its
// report and what it said beside it.
func on(t *testing.T, state string, out *os.File, args ...string) (int, string, string) {
	t.Helper()
	var report, said bytes.Buffer
	cmd := exec.Command("archreview", args...)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+state)
	cmd.Stdout, cmd.Stderr = &report, &said
	if out != nil {
		cmd.Stdout = out
	}
	err := cmd.Run()
	var e *exec.ExitError
	if err != nil && !errors.As(err, &e) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), report.String(), said.String()
}

// small mounts a file system of a few pages, where that is allowed.
func small(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// TestReportThatCannotBeWritten sends the report to a device that is full.
func TestReportThatCannotBeWritten(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no device that is always full")
	}
	defer full.Close()
	code, _, said := on(t, t.TempDir(), full, "--doc", parcelFile(t, t.TempDir()), "--no-session")
	if code != 2 || !strings.Contains(said, "could not be written") || !strings.Contains(said, "Next: ") {
		t.Errorf("exit %d: %s", code, said)
	}
}

// TestFullDisk reviews with hardly any room: the report comes all the same, the
// loss of the conversation is said, an older file stays, and no part of a new
// one is left.
func TestFullDisk(t *testing.T) {
	dir := small(t, "32k")
	doc := parcelFile(t, t.TempDir())
	if err := os.WriteFile(filepath.Join(dir, "old.json"), []byte("older\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, report, said := on(t, dir, nil, "--doc", doc)
	if code != 0 || !strings.Contains(report, "## Next steps") || !strings.Contains(said, "this conversation is not kept") {
		t.Errorf("exit %d, %d bytes of report: %s", code, len(report), said)
	}
	code, _, said = on(t, t.TempDir(), nil, "--doc", doc, "--no-session", "--format", "json", "--out", filepath.Join(dir, "old.json"))
	if code != 2 || !strings.Contains(said, "could not be written") {
		t.Errorf("exit %d: %s", code, said)
	}
	if raw, err := os.ReadFile(filepath.Join(dir, "old.json")); err != nil || string(raw) != "older\n" {
		t.Errorf("the older file is %q: %v", raw, err)
	}
	if code, list, said := on(t, dir, nil, "sessions", "list"); code != 0 {
		t.Errorf("exit %d: %s%s", code, list, said)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".old*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestReadOnlyDisk reviews where nothing can be kept at all.
func TestReadOnlyDisk(t *testing.T) {
	dir := small(t, "32k")
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skipf("it cannot be made read-only: %v", err)
	}
	doc := parcelFile(t, t.TempDir())
	code, report, said := on(t, dir, nil, "--doc", doc)
	if code != 0 || !strings.Contains(report, "## Next steps") || !strings.Contains(said, "not kept") {
		t.Errorf("exit %d, %d bytes of report: %s", code, len(report), said)
	}
	code, _, said = on(t, t.TempDir(), nil, "--doc", doc, "--no-session", "--out", filepath.Join(dir, "r.md"))
	if code != 2 || !strings.Contains(said, "read-only") || !strings.Contains(said, "Next: ") {
		t.Errorf("exit %d: %s", code, said)
	}
}

// TestReportsKeepRights: a report is never more readable than the file it
// replaces, or than the user's mask allows.
func TestReportsKeepRights(t *testing.T) {
	dir := t.TempDir()
	doc, out := parcelFile(t, dir), filepath.Join(dir, "r.md")
	rights := func(mask string) os.FileMode {
		cmd := exec.Command("sh", "-c", `umask "$1"; exec archreview --doc "$2" --no-session --quiet --out "$3"`, "sh", mask, doc, out)
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		info, err := os.Stat(out)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	if got := rights("077"); got != 0o600 {
		t.Errorf("a new report under the mask 077 has %o", got)
	}
	if got := rights("022"); got != 0o600 {
		t.Errorf("a report of 600 that was replaced has %o", got)
	}
	if err := os.Remove(out); err != nil {
		t.Fatal(err)
	}
	if got := rights("022"); got != 0o644 {
		t.Errorf("a new report under the mask 022 has %o", got)
	}
}
