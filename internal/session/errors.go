package session

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"syscall"

	"archreview/internal/problem"
)

// trouble puts an error of the file system into three parts; an error that has
// them already stays as it is.
func trouble(what string, err error) error {
	var p *problem.Problem
	if errors.As(err, &p) {
		return p
	}
	return &problem.Problem{What: what, Detail: err.Error(), Next: remedy(err), Err: err}
}

func remedy(err error) string {
	const elsewhere = "set XDG_STATE_HOME to a folder "
	switch {
	case full(err):
		return "free some space there, or " + elsewhere + "on another disk"
	case errors.Is(err, syscall.EROFS):
		return "that disk can only be read: " + elsewhere + "that can be written"
	case errors.Is(err, fs.ErrPermission):
		return "give yourself the right to that path, or " + elsewhere + "of your own"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return "move the file away that stands where a folder is needed, or " + elsewhere + "of your own"
	case errors.Is(err, fs.ErrNotExist):
		return "see archreview sessions list for the sessions that are there"
	}
	return "see that the path can be read and written, or " + elsewhere + "of your own"
}

// full tells whether a disk, a quota or a limit on files is used up.
func full(err error) bool {
	const diskFull, handleDiskFull = syscall.Errno(112), syscall.Errno(39) // of Windows
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) ||
		runtime.GOOS == "windows" && (errors.Is(err, diskFull) || errors.Is(err, handleDiskFull))
}

// unknown is the error of a ref that names no session.
func unknown(ref string, ids []string) error {
	return &problem.Problem{What: fmt.Sprintf("there is no session %q", ref), Detail: "the nearest are " + strings.Join(nearest(ref, ids), ", "),
		Next: "name one by its id, its beginning or its end, or write last; see archreview sessions list"}
}

// ambiguous is the error of a ref that names several sessions.
func ambiguous(ref string, found []string) error {
	const shown = 8
	detail := strings.Join(found[:min(shown, len(found))], ", ")
	if more := len(found) - shown; more > 0 {
		detail += fmt.Sprintf(" and %d more", more)
	}
	return &problem.Problem{What: fmt.Sprintf("%q names %d sessions", ref, len(found)), Detail: detail, Next: "write more of the id"}
}

// none is the error where no session can be meant.
func none(root string) error {
	return &problem.Problem{What: "there is no session", Detail: root + " holds none", Next: "begin one: archreview design.md"}
}

// hollow is the error of a session without a single entry.
func hollow(id string, notes []string) error {
	return &problem.Problem{What: "session " + id + " is empty", Detail: strings.Join(append([]string{"its journal has no entry that can be used"}, notes...), "; "),
		Next: "begin another session; this one can be removed"}
}

// tooNew is the error of a journal that this program does not understand.
func tooNew(id string, f *fault) error {
	return &problem.Problem{What: "session " + id + " was written by a newer archreview",
		Detail: fmt.Sprintf("%s, and this program knows up to %d", f, version), Next: "open it with the newer archreview, or begin another session"}
}

// unfit is the error of an entry that has no form in a journal.
func unfit(err error) error {
	return &problem.Problem{What: "an entry cannot be kept", Detail: err.Error(), Next: "this is a mistake in archreview: please report it", Err: err}
}

// ended is the error of a session that was closed.
func (s *Session) ended() error {
	return &problem.Problem{What: "session " + s.id + " is closed", Detail: "nothing more can be kept in it", Next: "resume it"}
}
