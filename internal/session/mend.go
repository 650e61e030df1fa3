package session

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// mend brings a journal back to its good part. No byte is cut off before a copy
// of it is durable.
func (s *Session) mend(raw []byte, j journal) (note string, err error) {
	var copied string
	if j.fault.torn {
		copied = tornName
		err = lay(filepath.Join(s.dir, copied), raw[j.good:])
	} else {
		copied = s.spare()
		err = store(filepath.Join(s.dir, copied), raw)
	}
	if err == nil {
		err = s.cutBack()
	}
	return told(j, "a copy is in "+copied), err
}

// spare gives a name for the copy of a damaged journal that is not taken.
func (s *Session) spare() string {
	for n := 1; ; n++ {
		name := fmt.Sprintf("journal.damaged-%d.jsonl", n)
		if missing(filepath.Join(s.dir, name)) {
			return name
		}
	}
}

// lay adds a torn line to the torn lines of earlier times.
func lay(path string, torn []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, fileMode)
	if err != nil {
		return err
	}
	_, err = f.Write(append(bytes.TrimSuffix(slices.Clone(torn), []byte{'\n'}), '\n'))
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close(), syncDir(filepath.Dir(path)))
}

// told is the note on a fault: where it is, what is used, and what becomes of
// the rest.
func told(j journal, rest string) string {
	if j.fault.torn {
		return fmt.Sprintf("The last line of the journal was not written whole (%s) and is not used; %s. Entries before it, all in use: %d.",
			j.fault, rest, len(j.records))
	}
	return fmt.Sprintf("The journal is damaged: %s. Entries before it, all in use: %d; lines from there on, not used: %d; %s.",
		j.fault, len(j.records), 1+j.fault.after, rest)
}
