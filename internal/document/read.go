package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"syscall"

	"archreview/internal/pdftext"
	"archreview/internal/problem"
)

const (
	standardInput = "-"     // the path that stands for standard input
	stdinName     = "stdin" // how that is shown
)

// Opener reads documents. Its zero value reads every format with the tools of
// the system.
type Opener struct {
	// PDF takes the text out of a PDF; nil for a child of the running program.
	PDF func(ctx context.Context, raw []byte) (*pdftext.Text, error)
	// Pictures takes files that are pictures for documents, which somebody has
	// to look at. They are refused otherwise.
	Pictures bool
}

// Read reads a document from a file, or from in when the path is "-". It
// refuses what cannot be a document (a folder, a device, a binary file, more
// than MaxBytes) with a problem that says what to do instead.
func Read(id, path string, in io.Reader) (*Document, error) {
	return Opener{}.Read(context.Background(), id, path, in)
}

// Read does the same as the function, with the tools of the opener. When the
// context ends, so does the reading of a PDF.
func (o Opener) Read(ctx context.Context, id, path string, in io.Reader) (*Document, error) {
	if path == standardInput {
		return o.readStream(ctx, id, in)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, statProblem(path, err)
	}
	if err := checkFile(path, info); err != nil {
		return nil, err
	}
	// The path may by now name a pipe, on which an ordinary open would wait.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, readProblem(path, err)
	}
	defer file.Close() // nothing was written
	raw, err := readStable(path, file)
	if err != nil {
		return nil, err
	}
	return o.Parse(ctx, id, path, raw)
}

// statReader is a file as far as it is read here.
type statReader interface {
	io.Reader
	Stat() (fs.FileInfo, error)
}

// readStable reads a file that must be the same before and after.
func readStable(path string, file statReader) ([]byte, error) {
	before, err := file.Stat()
	if err != nil {
		return nil, readProblem(path, err)
	}
	if err := checkFile(path, before); err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(file, MaxBytes+1))
	if err != nil {
		return nil, readProblem(path, err)
	}
	after, err := file.Stat()
	if err != nil {
		return nil, readProblem(path, err)
	}
	if before.Size() != after.Size() || !before.ModTime().Equal(after.ModTime()) {
		return nil, refuse(quoted(path)+" changed while it was read", "its size or its time is no longer what it was when the reading began",
			"Wait until it is written, or give a copy of it.", nil)
	}
	return raw, nil
}

func (o Opener) readStream(ctx context.Context, id string, in io.Reader) (*Document, error) {
	if in == nil {
		return nil, refuse("No document on standard input", "nothing is connected to it",
			"Give the name of a file, or send the document through a pipe.", nil)
	}
	raw, err := io.ReadAll(io.LimitReader(in, MaxBytes+1))
	if err != nil {
		return nil, readProblem(stdinName, err)
	}
	return o.Parse(ctx, id, stdinName, raw)
}

// checkFile refuses everything but a regular file of a size that can be read.
func checkFile(path string, info fs.FileInfo) error {
	switch {
	case info.IsDir():
		next := "Name the files in it, one by one."
		if names := documentsIn(path); names != "" {
			next = "Name the documents in it: " + names + "."
		}
		return refuse(quoted(path)+" is a folder", "a document is a single file", next, nil)
	case !info.Mode().IsRegular():
		return refuse(quoted(path)+" is not a regular file", "it is "+fileType(info.Mode()),
			`Save its content to a file first, or send it to standard input and name the document "-".`, nil)
	case info.Size() > MaxBytes:
		return tooLarge(path, info.Size(), false)
	}
	return nil
}

func fileType(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "of an unknown type"
}

func statProblem(path string, err error) error {
	switch {
	case path == "":
		return refuse("No document was named", "the path is empty", "Give the name of a document.", err)
	case errors.Is(err, fs.ErrNotExist):
		next := "Check the path; it is taken from the current folder."
		if names := documentsIn(filepath.Dir(path)); names != "" {
			next = "Check the name. The same folder holds " + names + "."
		}
		return refuse("There is no file "+quoted(path), "the path does not exist", next, err)
	}
	return readProblem(path, err)
}

func readProblem(path string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return refuse("No permission to read "+quoted(path), "the system refuses access to the file",
			"Make the file readable for your user, or copy it to where it is.", err)
	}
	if errors.Is(err, syscall.ELOOP) {
		return refuse(quoted(path)+" cannot be followed", "its symbolic links lead back to themselves",
			"Name the file itself.", err)
	}
	detail := err.Error()
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		detail = pathErr.Err.Error()
	}
	return refuse("Could not read "+quoted(path), detail, "Check the path and try again.", err)
}

// tooLarge is the problem of a document over the limit. A stream is read only
// up to the limit, so its size is then known as a lower bound.
func tooLarge(path string, size int64, atLeast bool) error {
	amount := fmt.Sprintf("%.1f MiB", float64(size)/(1<<20))
	if atLeast {
		amount = "more than " + amount
	}
	return refuse(quoted(path)+" is too large to review",
		fmt.Sprintf("it has %s; the limit is %d MiB", amount, MaxBytes>>20),
		"Give the document itself without attachments, logs or data, or split it into several files.", nil)
}

// refuse makes the problem of a document that cannot be read.
func refuse(what, detail, next string, err error) error {
	return &problem.Problem{What: what, Detail: detail, Next: next, Code: problem.Usage, Err: err}
}

// quoted shows a path so that odd characters in it cannot reach a terminal.
func quoted(path string) string { return fmt.Sprintf("%q", path) }

const namesShown = 4 // files named in a hint

// documentsIn names a few of the documents in a folder, for a hint. It is
// empty when there is none or the folder cannot be read.
func documentsIn(dir string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "" // only a hint
	}
	var names []string
	for _, e := range entries {
		switch strings.ToLower(filepath.Ext(e.Name())) {
		case ".md", ".markdown", ".txt", ".rst", ".adoc", ".html", ".docx", ".pdf", ".ipynb", ".mmd", ".puml", ".dot", ".dsl", ".drawio":
			if e.Type().IsRegular() {
				names = append(names, quoted(e.Name()))
			}
		}
	}
	sort.Strings(names)
	if len(names) > namesShown {
		return strings.Join(names[:namesShown], ", ") + " and others"
	}
	return strings.Join(names, ", ")
}
