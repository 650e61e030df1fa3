package waiver

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"archreview/internal/problem"
)

// head begins a new file.
//
//go:embed head.yaml
var head string

// patience is how long a writer waits for another one.
const patience = 5 * time.Second

// Add puts an entry behind the others of a waiver file, and creates the file
// where there is none. All else of the file stays as it is. An entry that is
// not complete, or whose concern is waived for the same document already, is a
// *problem.Problem, and the file is not touched.
func Add(path string, e Entry) error { return put(path, e, false, patience) }

// Replace is Add, but puts the entry in the place of the one about the same
// concern and document, if there is one; comments inside that one go with it.
func Replace(path string, e Entry) error { return put(path, e, true, patience) }

func put(path string, e Entry, replace bool, wait time.Duration) error {
	for _, s := range []*string{&e.Concern, &e.Title, &e.Owner, &e.Reason, &e.Until, &e.Document} {
		*s = oneLine(*s)
	}
	e.Line = 0
	if _, what, next := e.flaw(); what != "" {
		return &problem.Problem{What: "the waiver is not complete", Detail: what, Next: next}
	}
	return update(path, wait, func(raw []byte) ([]byte, error) { return edit(path, raw, e, replace) })
}

// update changes a file in one step: readers see the old text or the new one.
// The new text is written beside the file under a name that only one writer can
// hold at a time, so that nobody writes over what another one has added.
func update(path string, wait time.Duration, change func([]byte) ([]byte, error)) (err error) {
	if real, lerr := filepath.EvalSymlinks(path); lerr == nil {
		path = real
	}
	temp := path + ".tmp"
	f, err := hold(temp, wait)
	if err != nil {
		return err
	}
	defer func() {
		if f != nil {
			_ = f.Close() // the first error counts
			_ = os.Remove(temp)
		}
	}()
	raw, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		raw, err = []byte(head), nil
	}
	if err != nil {
		return err
	}
	out, err := change(raw)
	if err != nil {
		return err
	}
	if err := finish(f, path, temp, out); err != nil {
		return unwritten(path, err)
	}
	f = nil
	syncFolder(filepath.Dir(path))
	return nil
}

// finish writes the text, makes it durable and gives it its name.
func finish(f *os.File, path, temp string, out []byte) error {
	if _, err := f.Write(out); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	if info, err := os.Stat(path); err == nil {
		if err := f.Chmod(info.Mode().Perm()); err != nil {
			return fmt.Errorf("keeping the file's mode: %w", err)
		}
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("writing to disk: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("closing: %w", err)
	}
	if err := os.Rename(temp, path); err != nil {
		return fmt.Errorf("renaming: %w", err)
	}
	return nil
}

// hold creates a file that nobody else has; while somebody has it, it waits.
func hold(temp string, wait time.Duration) (*os.File, error) {
	const pause = 5 * time.Millisecond
	for begin := time.Now(); ; time.Sleep(pause) {
		f, err := os.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		switch {
		case err == nil:
			return f, nil
		case !errors.Is(err, fs.ErrExist):
			return nil, unwritten(temp, err)
		case time.Since(begin) >= wait:
			return nil, &problem.Problem{
				What: "the waiver cannot be written", Detail: temp + " exists: another run writes to the file, or one was killed while it did",
				Next: "if no other run is going on, delete " + temp + " and try again", Err: err,
			}
		}
	}
}

func unwritten(path string, err error) error {
	return &problem.Problem{What: "the waiver cannot be written", Detail: path + ": " + err.Error(), Next: "see that the file and its folder can be written", Err: err}
}

// syncFolder makes a new name durable. Not every system can; the text itself is
// on disk by then.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
