package session

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/gofrs/flock"

	"archreview/agent"
	"archreview/internal/problem"
)

// Last is the ref of the session that was written to most recently.
const Last = "last"

const removedPrefix = ".removed-"

// Options say where sessions are.
type Options struct {
	Root string      // folder of all sessions; empty for the one in the user's state folder
	Kept func(n int) // called when entry n of a session is durable; may be nil, must not use the session
}

// Store is the folder of all sessions.
type Store struct {
	root string
	kept func(n int)
}

// Past is a session as it was read, without a lock.
type Past struct {
	ID, Dir string
	Entries []agent.Entry
	Notes   []string // what was wrong with the journal, in whole sentences
}

// Open names the folder of the sessions and touches nothing. The default
// depends on the environment at the time of the call; such calls must not run
// at the same time.
func Open(o Options) (*Store, error) {
	root := o.Root
	if root == "" {
		xdg.Reload()
		root = filepath.Join(xdg.StateHome, "archreview", "sessions")
	}
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, trouble("sessions have no place", err)
	}
	return &Store{root: abs, kept: o.Kept}, nil
}

// Root gives the folder of all sessions, which may not exist yet.
func (s *Store) Root() string { return s.root }

// Create begins a session, named after a time. The folder is there and locked
// when it returns.
func (s *Store) Create(now time.Time) (*Session, error) {
	if err := os.MkdirAll(s.root, folderMode); err != nil {
		return nil, trouble("a session cannot be kept", err)
	}
	s.sweep()
	for {
		out, err := s.begin(newID(now))
		if errors.Is(err, fs.ErrExist) {
			continue // another letter
		}
		if err != nil {
			return nil, trouble("a session cannot be kept", err)
		}
		return out, nil
	}
}

// Resume opens a session for writing. The ref is an id, the beginning or the
// end of just one id, or Last. Where another process has it open, the problem
// says which.
func (s *Store) Resume(ref string) (*Session, error) {
	id, err := s.resolve(ref)
	if err != nil {
		return nil, err
	}
	out, err := s.open(id)
	if err != nil {
		return nil, trouble("session "+id+" cannot be opened", err)
	}
	return out, nil
}

// Read gives what a session holds and changes nothing, whether or not a process
// has it open. A session without a usable entry is a problem.
func (s *Store) Read(ref string) (*Past, error) {
	id, err := s.resolve(ref)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(s.root, id)
	raw, err := slurp(filepath.Join(dir, journalName), nil)
	if err != nil {
		return nil, trouble("session "+id+" cannot be read", err)
	}
	j := scan(raw, true)
	out := &Past{ID: id, Dir: dir, Entries: entries(j.records)}
	if j.fault != nil {
		if j.fault.newer > 0 {
			return nil, tooNew(id, j.fault)
		}
		if !j.fault.torn || !live(dir) { // else the line is being written
			out.Notes = append(out.Notes, told(j, "it is left as it is"))
		}
	}
	if len(out.Entries) == 0 {
		return nil, hollow(id, out.Notes)
	}
	return out, nil
}

// Remove deletes a session and all that is in its folder. One that is open in a
// process is refused.
func (s *Store) Remove(ref string) error {
	id, err := s.resolve(ref)
	if err != nil {
		return err
	}
	s.sweep()
	dir := filepath.Join(s.root, id)
	lock, held, err := seize(dir)
	if err != nil {
		return trouble("session "+id+" cannot be removed", err)
	}
	if !held {
		return inUse(id, dir)
	}
	if err := discard(dir, lock); err != nil {
		return trouble("session "+id+" could not be removed", err)
	}
	return nil
}

// discard removes the folder of a session that this process has locked. It
// vanishes from the list at once; what is not deleted then is swept later.
func discard(dir string, lock *flock.Flock) error {
	hidden := filepath.Join(filepath.Dir(dir), removedPrefix+filepath.Base(dir)+"-"+random(tail))
	if runtime.GOOS == "windows" {
		release(dir, lock) // an open file would hold the folder there
	}
	if err := os.Rename(dir, hidden); err != nil {
		release(dir, lock)
		return err
	}
	_ = lock.Unlock()
	return errors.Join(syncDir(filepath.Dir(dir)), os.RemoveAll(hidden))
}

// sweep deletes what is left of removed sessions.
func (s *Store) sweep() {
	entries, err := os.ReadDir(s.root)
	if err != nil {
		return
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), removedPrefix) {
			_ = os.RemoveAll(filepath.Join(s.root, e.Name()))
		}
	}
}

// Size gives the number of sessions and the bytes of all their files; zeros
// where the folder cannot be read.
func (s *Store) Size() (n int, bytes int64) {
	ids, err := s.ids()
	if err != nil {
		return 0, 0
	}
	for _, id := range ids {
		bytes += weigh(filepath.Join(s.root, id))
	}
	return len(ids), bytes
}

// ids gives the names of all sessions, the newest first; none where the root
// does not exist.
func (s *Store) ids() ([]string, error) {
	info, err := os.Stat(s.root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && !info.IsDir() {
		return nil, &problem.Problem{What: "sessions cannot be read", Detail: s.root + " is no folder", Next: remedy(fs.ErrExist)}
	}
	var entries []os.DirEntry
	if err == nil {
		entries, err = os.ReadDir(s.root)
	}
	if err != nil {
		return nil, trouble("sessions cannot be read", err)
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() && idForm().MatchString(e.Name()) {
			out = append(out, e.Name())
		}
	}
	slices.Reverse(out)
	return out, nil
}

// resolve gives the id that a ref means.
func (s *Store) resolve(ref string) (string, error) {
	ids, err := s.ids()
	if err != nil {
		return "", err
	}
	if len(ids) == 0 {
		return "", none(s.root)
	}
	ref = strings.ToLower(strings.TrimSpace(ref))
	if ref == Last {
		return s.last(ids)
	}
	found := matches(ref, ids)
	switch {
	case len(found) == 0 || ref == "":
		return "", unknown(ref, ids)
	case len(found) > 1:
		return "", ambiguous(ref, found)
	}
	return found[0], nil
}

// last gives the session whose journal was written to last, passing over empty
// ones.
func (s *Store) last(ids []string) (string, error) {
	var best string
	var when time.Time
	for _, id := range ids {
		info, err := os.Lstat(filepath.Join(s.root, id, journalName))
		if err == nil && info.Size() > 0 && info.ModTime().After(when) {
			best, when = id, info.ModTime()
		}
	}
	if best == "" {
		return "", none(s.root)
	}
	return best, nil
}
