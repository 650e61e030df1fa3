package session

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// journal is what a journal's bytes say: the records up to the first line that
// cannot be used.
type journal struct {
	records []record
	good    int64 // bytes of those records
	fault   *fault
}

// fault is the first line that cannot be used.
type fault struct {
	line   int    // counted from 1
	reason string // as a predicate: "does not match its sum"
	torn   bool   // it is the last one: a write that was cut off
	newer  int    // its version, where this program is too old for it
	after  int    // lines behind it
}

func (f *fault) String() string { return fmt.Sprintf("line %d %s", f.line, f.reason) }

// scan reads the bytes of a journal. The records keep parts of raw.
func scan(raw []byte, thorough bool) journal {
	var j journal
	for line := 1; j.good < int64(len(raw)); line++ {
		rest := raw[j.good:]
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			j.fault = &fault{line: line, reason: "has no end", torn: true}
			return j
		}
		r, reason := decode(rest[:end], thorough)
		switch {
		case reason != "":
		case r.version > version:
			j.fault = &fault{line: line, reason: fmt.Sprintf("has version %d", r.version), newer: r.version}
			return j
		case r.seq != line:
			reason = fmt.Sprintf("has number %d", r.seq)
		}
		if reason != "" {
			after := rest[end+1:]
			j.fault = &fault{line: line, reason: reason, torn: len(after) == 0, after: lines(after)}
			return j
		}
		j.records = append(j.records, r)
		j.good += int64(end + 1)
	}
	return j
}

// lines counts lines, an unfinished one included.
func lines(b []byte) int {
	n := bytes.Count(b, []byte{'\n'})
	if len(b) > 0 && b[len(b)-1] != '\n' {
		n++
	}
	return n
}

// slurp reads a journal into buf, which grows where it is too small. What is
// not a plain file, or is absurdly large, is refused.
func slurp(path string, buf []byte) ([]byte, error) {
	// A pipe in the journal's place would block when opened.
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no plain file", path)
	}
	if info.Size() > mostJournal {
		return nil, fmt.Errorf("%s has %d bytes; %d are read at most", path, info.Size(), mostJournal)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if int64(cap(buf)) < info.Size() {
		buf = make([]byte, info.Size())
	}
	n, err := io.ReadFull(f, buf[:info.Size()])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return buf[:n], nil
}
