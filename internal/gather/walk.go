// Package gather finds files in folders: the design documents that a folder or
// a pattern names, and the files of a project. It honours .gitignore, follows
// no symbolic link, opens no device, stops at stated limits, and says what it
// left out and why.
package gather

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"syscall"

	"archreview/internal/problem"
)

// Limits of a walk.
const (
	MaxFiles = 20_000   // files looked at in one folder
	MaxDepth = 40       // folders within folders
	MaxAll   = 64 << 20 // bytes read in all
	maxLeft  = 400      // files left out that are remembered by name
)

// File is a file that was found.
type File struct {
	Path string // as it can be opened
	Rel  string // below the root, with slashes
	Size int64  // in bytes
}

// Left is a file or folder that was left out, and why.
type Left struct {
	Path, Why string
}

// Found is what a walk found.
type Found struct {
	Files []File
	Left  []Left
	Full  bool // the walk ended at MaxFiles

	unnamed int // left out beside those in Left
}

// LeftOut gives the number of files and folders left out.
func (f *Found) LeftOut() int { return len(f.Left) + f.unnamed }

// Leave notes that something was left out.
func (f *Found) Leave(name, why string) {
	if len(f.Left) < maxLeft {
		f.Left = append(f.Left, Left{name, why})
		return
	}
	f.unnamed++
}

// Select decides about a file or folder: whether it is taken, and, where a
// reader should know, why not. A folder that is not taken is not entered.
type Select func(rel string, dir bool) (take bool, why string)

// Walk finds the files below a folder, in the order of their names, numbers by
// value. It fails only where the folder itself cannot be read.
func Walk(ctx context.Context, root string, pick Select) (*Found, error) {
	info, err := os.Stat(root)
	if err != nil {
		return nil, unreadable(root, err)
	}
	if !info.IsDir() {
		return nil, &problem.Problem{What: fmt.Sprintf("%q is not a folder", root), Detail: "files are gathered from a folder", Next: "Name the folder that holds them.", Code: problem.Usage}
	}
	w := walker{ctx: ctx, root: root, pick: pick, found: &Found{}}
	if err := w.enter("", outerRules(root), 0); err != nil {
		return nil, unreadable(root, err)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return w.found, nil
}

type walker struct {
	ctx   context.Context
	root  string
	pick  Select
	found *Found
	seen  int
}

// enter reads one folder and those below it.
func (w *walker) enter(dir string, above rules, depth int) error {
	entries, err := os.ReadDir(filepath.Join(w.root, filepath.FromSlash(dir)))
	if err != nil {
		return err
	}
	sort.Slice(entries, func(i, j int) bool { return Before(entries[i].Name(), entries[j].Name()) })
	ignored := above.within(w.root, dir)
	for _, e := range entries {
		if w.ctx.Err() != nil || w.found.Full {
			return nil
		}
		rel := path.Join(dir, e.Name())
		if e.Name() == ".git" {
			continue
		}
		if ignored.match(rel, e.IsDir()) {
			w.found.Leave(rel, "ignored by .gitignore")
			continue
		}
		w.entry(rel, e, ignored, depth)
	}
	return nil
}

// entry takes or leaves one entry of a folder.
func (w *walker) entry(rel string, e fs.DirEntry, ignored rules, depth int) {
	take, why := w.pick(rel, e.IsDir())
	switch {
	case !take && why == "":
	case !take:
		w.found.Leave(rel, why)
	case e.Type()&fs.ModeSymlink != 0:
		w.found.Leave(rel, "a symbolic link, which is not followed")
	case e.IsDir() && depth >= MaxDepth:
		w.found.Leave(rel, fmt.Sprintf("more than %d folders deep", MaxDepth))
	case e.IsDir():
		if err := w.enter(rel, ignored, depth+1); err != nil {
			w.found.Leave(rel, "the folder cannot be read")
		}
	case !e.Type().IsRegular():
		w.found.Leave(rel, "not a regular file")
	default:
		w.file(rel, e)
	}
	if !e.IsDir() {
		if w.seen++; w.seen >= MaxFiles {
			w.found.Full = true
		}
	}
}

func (w *walker) file(rel string, e fs.DirEntry) {
	info, err := e.Info()
	if err != nil {
		w.found.Leave(rel, "it vanished while the folder was read")
		return
	}
	w.found.Files = append(w.found.Files, File{Path: filepath.Join(w.root, filepath.FromSlash(rel)), Rel: rel, Size: info.Size()})
}

// Reasons for which a file is left out while it is read.
var (
	errKind    = errors.New("not a regular file")
	errLarge   = errors.New("too large")
	errChanged = errors.New("it changed while it was read")
)

// Read gives the content of a file that has at most a number of bytes and does
// not change meanwhile. The error says in words why it was left out.
func Read(name string, most int64) ([]byte, error) {
	named, err := os.Lstat(name)
	if err != nil {
		return nil, errors.New(reason(err))
	}
	if !named.Mode().IsRegular() {
		return nil, errKind
	}
	// The name may by now be that of a pipe, on which an ordinary open would wait.
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, errors.New(reason(err))
	}
	defer f.Close() // nothing was written
	before, err := f.Stat()
	switch {
	case err != nil:
		return nil, errors.New(reason(err))
	case !os.SameFile(named, before):
		return nil, errChanged
	case before.Size() > most:
		return nil, fmt.Errorf("%w: more than %d KiB", errLarge, most>>10)
	}
	raw, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, errors.New(reason(err))
	}
	after, err := f.Stat()
	if err != nil || int64(len(raw)) != before.Size() || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		return nil, errChanged
	}
	return raw, nil
}

// reason puts a failure of the system in a few words.
func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "no permission to read it"
	case errors.Is(err, fs.ErrNotExist):
		return "it vanished while the folder was read"
	case errors.Is(err, syscall.ELOOP):
		return "a symbolic link, which is not followed"
	}
	return "it cannot be read"
}

func unreadable(root string, err error) error {
	p := &problem.Problem{What: fmt.Sprintf("The folder %q cannot be read", root), Detail: reason(err), Next: "Check the path; it is taken from the current folder.", Code: problem.Usage, Err: err}
	if errors.Is(err, fs.ErrNotExist) {
		p.What, p.Detail = fmt.Sprintf("There is no folder %q", root), "the path does not exist"
	}
	return p
}

// Before orders names as people count: "2-x" before "10-x", case aside.
func Before(a, b string) bool {
	x, y := strings.ToLower(a), strings.ToLower(b)
	for x != "" && y != "" {
		m, n := digits(x), digits(y)
		if m == 0 || n == 0 {
			if x[0] != y[0] {
				return x[0] < y[0]
			}
			x, y = x[1:], y[1:]
			continue
		}
		p, q := strings.TrimLeft(x[:m], "0"), strings.TrimLeft(y[:n], "0")
		if len(p) != len(q) {
			return len(p) < len(q)
		}
		if p != q {
			return p < q
		}
		x, y = x[m:], y[n:]
	}
	if x == "" && y == "" {
		return a < b
	}
	return x == ""
}

// digits gives how many digits a text begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
