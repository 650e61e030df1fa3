// Package waiver reads and writes the file in which owners accept concerns of
// a review for a time, and says which of its entries hold for a review.
package waiver

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"archreview/internal/lazyregexp"
	"archreview/internal/problem"
)

// Name is the name of the file in a user's repository.
const Name = ".archreview-waivers.yaml"

// Version is the version of the format that is read and written.
const Version = "1"

const (
	mostBytes = 1 << 20
	mostID    = 200
	mostText  = 2000 // runes of a title, owner, reason or document
	day       = time.DateOnly
)

// Entry is one waiver as the file has it. Texts are single lines.
type Entry struct {
	Concern  string // id of the concern
	Title    string // for readers, not compared
	Owner    string
	Reason   string
	Until    string // last day on which it holds, YYYY-MM-DD
	Document string // base name or end of a path; "" for every document
	Line     int    // of the file, counted from 1; 0 where it was not read from one
}

// File is a waiver file that was read; the zero File has no waivers.
type File struct {
	Path    string
	Entries []Entry
}

// Load reads a waiver file. A file that is missing, too large or not written
// after the format is a *problem.Problem that names file and line.
func Load(path string) (*File, error) {
	raw, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &problem.Problem{What: "the waivers cannot be read", Detail: "there is no file " + path, Next: "name an existing file, or create one with archreview waive", Err: err}
	}
	if err != nil {
		return nil, err
	}
	p, err := parse(path, raw)
	if err != nil {
		return nil, err
	}
	return p.file, nil
}

// Default reads the waiver file that Find gives for a folder. Where there is
// none, it gives a File without waivers.
func Default(dir string) (*File, error) {
	path, ok := Find(dir)
	if !ok {
		return &File{Path: path}, nil
	}
	return Load(path)
}

// Find looks for the waiver file in a folder and upwards to the root of its
// repository, a folder with .git, and no further; outside a repository in the
// folder alone. Without a file it gives the path at which one belongs.
func Find(dir string) (path string, ok bool) {
	start, err := filepath.Abs(dir)
	if err != nil {
		start = filepath.Clean(dir)
	}
	root := start
	for at := start; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			root = at
			break
		}
		if filepath.Dir(at) == at {
			break
		}
	}
	for at := start; ; at = filepath.Dir(at) {
		path = filepath.Join(at, Name)
		if _, err := os.Lstat(path); err == nil {
			return path, true
		}
		if at == root {
			return path, false
		}
	}
}

// read gives the bytes of a waiver file; a missing one is fs.ErrNotExist.
func read(path string) ([]byte, error) {
	unread := func(detail, next string, err error) error {
		return &problem.Problem{What: "the waivers cannot be read", Detail: path + ": " + detail, Next: next, Err: err}
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the waivers: %w", err)
	}
	if err == nil && !info.Mode().IsRegular() {
		return nil, unread("this is not a file", "name the file with the waivers", nil)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, unread(err.Error(), "see that the file can be read", err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	if err != nil {
		return nil, unread(err.Error(), "see that the file can be read", err)
	}
	if len(raw) > mostBytes {
		return nil, unread("the file is larger than 1 MB", "name the file with the waivers, or remove entries that have ended", nil)
	}
	if !utf8.Valid(raw) {
		return nil, unread("the file is not UTF-8", "save it as UTF-8", nil)
	}
	return raw, nil
}

// idForm is what an id of a concern looks like.
var idForm = lazyregexp.New(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// flaw says what is wrong with an entry and what to write instead; "" for
// nothing. key names the field.
func (e *Entry) flaw() (key, what, next string) {
	for _, f := range []struct{ key, text, next string }{
		{"concern", e.Concern, "write the id of the concern as the report shows it"},
		{"owner", e.Owner, "name the person or team that accepts the risk"},
		{"reason", e.Reason, "say why the risk is acceptable until then"},
		{"until", e.Until, "write the last day on which the waiver holds, such as 2027-03-31"},
		{"title", e.Title, "shorten it, and write it without control characters"},
		{"document", e.Document, "shorten it, and write it without control characters"},
	} {
		optional := f.key == "title" || f.key == "document"
		switch {
		case f.text == "" && !optional:
			return f.key, f.key + " is missing or empty", f.next
		case utf8.RuneCountInString(f.text) > mostText:
			return f.key, fmt.Sprintf("%s is longer than %d characters", f.key, mostText), "shorten it"
		case !utf8.ValidString(f.text) || strings.ContainsFunc(f.text, unicode.IsControl):
			return f.key, f.key + " has control characters", "write it without them"
		}
	}
	if len(e.Concern) > mostID || !idForm.MatchString(e.Concern) {
		return "concern", fmt.Sprintf("%q is no id of a concern", shorten(e.Concern)), "write the id of the concern as the report shows it"
	}
	if _, err := time.Parse(day, e.Until); err != nil {
		return "until", fmt.Sprintf("%q is no date", shorten(e.Until)), "write the last day on which the waiver holds, such as 2027-03-31"
	}
	return "", "", ""
}

// same says whether two entries are about the same concern of the same
// document.
func (e *Entry) same(o *Entry) bool { return e.Concern == o.Concern && e.Document == o.Document }

// oneLine makes a single line of a text.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// shorten cuts what is shown of a text that was not understood.
func shorten(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
