// Package dispute keeps the objections of readers, so that a concern that was
// examined and taken back does not return in the next review of the same text.
package dispute

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"archreview/agent/review"
	"archreview/internal/problem"
)

// Name is the name of the store below the program's folder for state.
const Name = "disputes.jsonl"

const (
	version   = 1
	mostBytes = 64 << 20
)

// record is one line of the store.
type record struct {
	V         int            `json:"v"`
	Concern   string         `json:"concern"`
	Rule      string         `json:"rule"`
	Quote     string         `json:"quote_sha256"` // of the main passage; "" for a pure absence
	Documents []source       `json:"documents"`
	Dispute   review.Dispute `json:"dispute"`
}

// source is a document of the review in which the objection was made.
type source struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// Store holds the objections of one file. It is not safe for concurrent use;
// several processes may add to one file.
type Store struct {
	path    string
	records []record
	skipped int
}

// Open reads a store; a missing file is an empty one. Lines that cannot be
// read, such as one that was cut off by a crash, are skipped. A file that
// cannot be read at all is a *problem.Problem.
func Open(path string) (*Store, error) {
	s := &Store{path: path}
	raw, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, &problem.Problem{What: "the objections of earlier reviews cannot be read", Detail: path + ": " + err.Error(), Next: "see that the file can be read, or move it away to begin anew", Err: err}
	}
	for line := range bytes.Lines(raw) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		var r record
		if json.Unmarshal(line, &r) != nil || !r.sound() {
			s.skipped++
			continue
		}
		s.records = append(s.records, r)
	}
	return s, nil
}

func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	if err == nil && len(raw) > mostBytes {
		err = fmt.Errorf("the file is larger than %d MB", mostBytes>>20)
	}
	return raw, err
}

// sound says whether a record is of this format and means something.
func (r *record) sound() bool {
	return r.V == version && r.Concern != "" && r.Concern == r.Dispute.Concern && slices.Contains(review.DisputeOutcomes(), r.Dispute.Outcome)
}

// Skipped gives the number of lines that were not understood.
func (s *Store) Skipped() int { return s.skipped }

// Add keeps an objection to a concern of a review of documents. It is on disk
// when Add returns nil; otherwise the error is a *problem.Problem.
func (s *Store) Add(c review.Concern, documents []review.Document, d review.Dispute) error {
	d.Concern = c.ID
	r := record{V: version, Concern: c.ID, Rule: c.Rule, Quote: passage(&c), Documents: []source{}, Dispute: d}
	for _, x := range documents {
		r.Documents = append(r.Documents, source{x.Path, x.SHA256})
	}
	if !r.sound() {
		return &problem.Problem{What: "the objection cannot be kept", Detail: fmt.Sprintf("%q is no outcome of an objection to %q", d.Outcome, c.ID), Next: "dispute a concern of the review by its id"}
	}
	line, err := json.Marshal(r)
	if err == nil {
		err = add(s.path, append(line, '\n'))
	}
	if err != nil {
		return &problem.Problem{What: "the objection cannot be kept", Detail: s.path + ": " + err.Error(), Next: "see that the file and its folder can be written", Err: err}
	}
	s.records = append(s.records, r)
	return nil
}

// add appends a line in one write, on a line of its own even behind one that
// was cut off.
func add(path string, line []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("closing: %w", cerr)
		}
	}()
	if torn(f) {
		line = append([]byte{'\n'}, line...)
	}
	if _, err := f.Write(line); err != nil {
		return fmt.Errorf("appending: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("writing to disk: %w", err)
	}
	return nil
}

// torn says whether the last line has no end.
func torn(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return false
	}
	var last [1]byte
	_, err = f.ReadAt(last[:], info.Size()-1)
	return err == nil && last[0] != '\n'
}

// Match gives the newest objection to a concern that still applies: it was made
// to the concern with this id and this main passage; to a concern without
// passages only where the documents are the same, word for word.
func (s *Store) Match(c review.Concern, documents []review.Document) (review.Dispute, bool) {
	quote := passage(&c)
	for _, r := range slices.Backward(s.records) {
		if r.Concern != c.ID || r.Quote != quote {
			continue
		}
		if quote == "" && !r.sameText(documents) {
			continue
		}
		return r.Dispute, true
	}
	return review.Dispute{}, false
}

// MatchAll gives the objections that apply to a review's concerns, by their
// ids.
func (s *Store) MatchAll(concerns []review.Concern, documents []review.Document) map[string]review.Dispute {
	out := map[string]review.Dispute{}
	for _, c := range concerns {
		if d, ok := s.Match(c, documents); ok {
			out[c.ID] = d
		}
	}
	return out
}

// sameText says whether documents have the contents that the objection was
// made about, whatever they are called and in whatever order they were given.
func (r *record) sameText(documents []review.Document) bool {
	var then, now []string
	for _, d := range r.Documents {
		then = append(then, d.SHA256)
	}
	for _, d := range documents {
		now = append(now, d.SHA256)
	}
	slices.Sort(then)
	slices.Sort(now)
	return len(now) > 0 && now[0] != "" && slices.Equal(then, now)
}

// passage hashes the words of a concern's main passage; lines may be broken
// anew and emphasis may change. "" for a concern without passages.
func passage(c *review.Concern) string {
	if len(c.Evidence) == 0 {
		return ""
	}
	words := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("*_`~\"'“”‘’«»„", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, c.Evidence[0].Quote)
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:])
}
