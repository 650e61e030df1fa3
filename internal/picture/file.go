package picture

import (
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// mostUp bounds the folders that are looked through for the root of a project.
const mostUp = 16

// Root gives the folder that pictures of a document may stand in: the root of
// the repository around it, else the document's own folder.
func Root(document string) string {
	dir, err := filepath.Abs(filepath.Dir(document))
	if err != nil {
		return filepath.Dir(document)
	}
	for at, n := dir, 0; n < mostUp; n++ {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		up := filepath.Dir(at)
		if up == at {
			break
		}
		at = up
	}
	return dir
}

// Local gives the path of a picture that a document names, relative to the
// document's folder. Errors, of the type *Error, say why it names no file that
// may be read: it is on the net, or has an address from the root on.
func Local(target string) (string, error) {
	target, _, _ = strings.Cut(target, "#")
	if scheme, _, ok := strings.Cut(target, ":"); ok && (strings.Contains(target, "://") || len(scheme) > 1 && !strings.ContainsAny(scheme, `/\.`)) || strings.HasPrefix(target, "//") {
		return "", unfit(nil, "not fetched: it is not a file beside the document")
	}
	target, _, _ = strings.Cut(target, "?")
	if plain, err := url.PathUnescape(target); err == nil {
		target = plain
	}
	target = filepath.FromSlash(strings.ReplaceAll(target, `\`, "/"))
	if target == "" || strings.ContainsRune(target, 0) || filepath.IsAbs(target) || strings.HasPrefix(target, string(filepath.Separator)) {
		return "", unfit(nil, "it is not a file beside the document")
	}
	return target, nil
}

// ReadFile reads the file of a picture that a document names. Nothing outside
// of root is read, by whatever way the name or a link leads there, and nothing
// but a regular file. Errors are of the type *Error.
func ReadFile(root, document, target string) ([]byte, error) {
	local, err := Local(target)
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(filepath.Dir(document))
	if err != nil {
		return nil, unfit(err, "its folder is not known")
	}
	rel, err := filepath.Rel(root, filepath.Join(dir, local))
	if err != nil || !filepath.IsLocal(rel) {
		return nil, unfit(err, "it stands outside of the folder of the documents")
	}
	r, err := os.OpenRoot(root)
	if err != nil {
		return nil, unfit(err, "its folder cannot be opened")
	}
	defer r.Close() // nothing was written
	return readIn(r, rel)
}

func readIn(r *os.Root, rel string) ([]byte, error) {
	// The name may be that of a pipe, on which an ordinary open would wait.
	f, err := r.OpenFile(rel, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, unfit(err, "there is no such file")
	case errors.Is(err, fs.ErrPermission):
		return nil, unfit(err, "no permission to read it")
	case err != nil:
		return nil, unfit(err, "it cannot be opened, or leads out of the folder of the documents")
	}
	defer f.Close() // nothing was written
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, unfit(err, "it is not a regular file")
	}
	raw, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err != nil {
		return nil, unfit(err, "it cannot be read")
	}
	return raw, nil
}
