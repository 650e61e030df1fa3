// Package session keeps conversations on disk: one folder for each, with a
// journal that is only appended to, the files exported from it, and a lock. What
// was kept survives the end of the process in whatever way it comes.
package session

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/gofrs/flock"

	"archreview/agent"
	"archreview/internal/problem"
)

const (
	journalName = "journal.jsonl"
	tornName    = "journal.torn"
	exportsName = "exports"
)

var _ agent.Journal = (*Session)(nil)

// Session is one conversation that this process has open for writing. It may be
// used by several goroutines at once.
type Session struct {
	id, dir string
	lock    *flock.Flock
	past    []agent.Entry
	notes   []string
	kept    func(n int)
	fresh   bool // made by this process

	mu       sync.Mutex
	journal  file // nil once closed
	good     int64
	seq      int
	dirty    bool // bytes behind good may stand in the file
	exported bool
}

// file is what a session needs of its journal.
type file interface {
	WriteAt(b []byte, off int64) (int, error)
	Truncate(size int64) error
	Sync() error
	Close() error
}

// ID gives the name of the session: safe to show, to type and to sort.
func (s *Session) ID() string { return s.id }

// Dir gives the folder of the session.
func (s *Session) Dir() string { return s.dir }

// Past gives the entries that stood in the journal when it was opened.
func (s *Session) Past() []agent.Entry { return slices.Clone(s.past) }

// Notes tells in whole sentences what was wrong with the journal when it was
// opened; empty where nothing was.
func (s *Session) Notes() []string { return slices.Clone(s.notes) }

// Keep appends an entry to the journal. It is durable when Keep returns nil.
// After an error, which is a problem in three parts, the entry is not kept, all
// earlier ones are, and a later Keep may succeed.
func (s *Session) Keep(e agent.Entry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.journal == nil {
		return s.ended()
	}
	line, err := encode(s.seq+1, e)
	if err != nil {
		return unfit(err)
	}
	if err := fits(len(line), s.good); err != nil {
		return err
	}
	if err := s.write(line); err != nil {
		return trouble("session "+s.id+" could not be kept", fmt.Errorf("keeping entry %d (%s): %w", s.seq+1, e.Kind, err))
	}
	s.good += int64(len(line))
	s.seq++
	if s.kept != nil {
		s.kept(s.seq)
	}
	return nil
}

// fits refuses what could not be read again.
func fits(line int, good int64) error {
	switch {
	case line > mostLine:
		return &problem.Problem{What: "an entry is too large to be kept", Detail: fmt.Sprintf("it has %d bytes; %d are kept at most", line, mostLine),
			Next: "go on without it, or review less at once"}
	case good+int64(line) > mostJournal:
		return &problem.Problem{What: "the session is too large to go on", Detail: fmt.Sprintf("its journal would have %d bytes; %d are kept at most", good+int64(line), mostJournal),
			Next: "begin another session"}
	}
	return nil
}

// write puts a line behind the good part and takes back what it wrote when it
// fails.
func (s *Session) write(line []byte) error {
	if s.dirty {
		if err := s.cutBack(); err != nil {
			return err
		}
	}
	_, err := s.journal.WriteAt(line, s.good)
	if err == nil {
		err = s.journal.Sync()
	}
	if err != nil {
		s.dirty = true
		_ = s.cutBack() // tried again before the next write
	}
	return err
}

// cutBack removes what stands behind the good part.
func (s *Session) cutBack() error {
	if err := s.journal.Truncate(s.good); err != nil {
		return err
	}
	if err := s.journal.Sync(); err != nil {
		return err
	}
	s.dirty = false
	return nil
}

// Close ends the writing and lets other processes at the session. One that was
// made by this process and holds nothing is removed. Further calls do nothing.
func (s *Session) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.journal == nil {
		return nil
	}
	var err error
	if s.dirty {
		err = s.cutBack()
	}
	err = errors.Join(err, s.journal.Close())
	s.journal = nil
	if s.fresh && s.seq == 0 && !s.exported {
		err = errors.Join(err, discard(s.dir, s.lock))
	} else {
		release(s.dir, s.lock)
	}
	if err != nil {
		return trouble("session "+s.id+" could not be closed", err)
	}
	return nil
}

// begin makes the folder of a new session, which must not exist.
func (s *Store) begin(id string) (*Session, error) {
	dir := filepath.Join(s.root, id)
	if err := os.Mkdir(dir, folderMode); err != nil {
		return nil, err
	}
	lock, held, err := seize(dir)
	if err == nil && !held {
		err = inUse(id, dir)
	}
	var f *os.File
	if err == nil {
		f, err = os.OpenFile(filepath.Join(dir, journalName), os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	}
	if err == nil {
		err = errors.Join(f.Sync(), syncDir(dir), syncDir(s.root))
	}
	if err != nil {
		if f != nil {
			_ = f.Close()
		}
		_ = lock.Unlock()
		_ = os.RemoveAll(dir)
		return nil, err
	}
	sign(dir)
	return &Session{id: id, dir: dir, lock: lock, kept: s.kept, fresh: true, journal: f}, nil
}

// open opens a session for writing and mends its journal.
func (s *Store) open(id string) (*Session, error) {
	dir := filepath.Join(s.root, id)
	lock, held, err := seize(dir)
	if err != nil {
		return nil, err
	}
	if !held {
		return nil, inUse(id, dir)
	}
	sign(dir)
	out := &Session{id: id, dir: dir, lock: lock, kept: s.kept}
	if err := out.load(); err != nil {
		release(dir, lock)
		return nil, err
	}
	sweep(filepath.Join(dir, exportsName))
	return out, nil
}

// load reads the journal and cuts off what cannot be used, which is copied first.
func (s *Session) load() error {
	path := filepath.Join(s.dir, journalName)
	raw, err := slurp(path, nil)
	if err != nil {
		return err
	}
	j := scan(raw, true)
	if j.fault != nil && j.fault.newer > 0 {
		return tooNew(s.id, j.fault)
	}
	f, err := os.OpenFile(path, os.O_RDWR, fileMode)
	if err != nil {
		return err
	}
	s.journal, s.good, s.seq = f, j.good, len(j.records)
	if j.fault != nil {
		note, err := s.mend(raw, j)
		if err != nil {
			return errors.Join(err, f.Close())
		}
		s.notes = append(s.notes, note)
	}
	s.past = entries(j.records)
	return nil
}

func entries(records []record) []agent.Entry {
	out := make([]agent.Entry, len(records))
	for i, r := range records {
		out[i] = r.entry()
	}
	return out
}
