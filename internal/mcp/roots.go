//lint:file-ignore SA1019 Roots are deprecated in the newest version of the protocol, and they are what editors speak.

package mcp

import (
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"archreview/internal/document"
)

// errAskRoots means that the client has to be asked for its roots first.
var errAskRoots = errors.New("the roots of the client are not known yet")

// rootsKey names the question for roots within a call.
const rootsKey = "roots"

// askRoots is the question for the roots of the client.
func askRoots() sdk.InputRequestMap { return sdk.InputRequestMap{rootsKey: &sdk.ListRootsParams{}} }

// roots gives the folders under which files may be read, without symbolic
// links: those that the user has set, else those of the client, else the folder
// of the server.
func (c *call) roots() ([]string, error) {
	if c.known != nil {
		return c.known, nil
	}
	if set := c.s.o.Roots; len(set) > 0 {
		return c.settle(set, realDir)
	}
	p := c.session.InitializeParams()
	if p == nil || p.Capabilities == nil || p.Capabilities.RootsV2 == nil {
		return c.fallback()
	}
	given, ok := c.replies[rootsKey]
	if !ok {
		return nil, errAskRoots
	}
	list, ok := given.(*sdk.ListRootsResult)
	if !ok || list == nil {
		return nil, wrong("roots", values{"Why": "the answer has another form"})
	}
	var uris []string
	for _, r := range list.Roots {
		if r != nil {
			uris = append(uris, r.URI)
		}
	}
	if len(uris) == 0 {
		return c.fallback()
	}
	return c.settle(uris, rootDir)
}

// settle resolves the names of roots. Those that are no folders are left out,
// as long as one is left.
func (c *call) settle(names []string, resolve func(string) (string, error)) ([]string, error) {
	var out, unfit []string
	for _, n := range names {
		dir, err := resolve(n)
		if err != nil {
			unfit = append(unfit, n)
			continue
		}
		out = append(out, dir)
	}
	if len(out) == 0 {
		return nil, wrong("rootless", values{"Why": strings.Join(unfit, ", ")})
	}
	c.known = out
	return out, nil
}

// fallback takes the folder of the server for the only root. Some editors start
// servers in "/" or in the home folder; neither is a project.
func (c *call) fallback() ([]string, error) {
	dir, err := realDir(c.s.o.Dir)
	if err != nil {
		return nil, wrong("nowhere", values{"Dir": c.s.o.Dir})
	}
	home, err := os.UserHomeDir()
	if err == nil {
		home, err = realDir(home)
	}
	if dir == filepath.Dir(dir) || err == nil && dir == home {
		return nil, wrong("nowhere", values{"Dir": dir})
	}
	c.known = []string{dir}
	return c.known, nil
}

func rootDir(uri string) (string, error) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Host != "" && u.Host != "localhost" || u.Path == "" {
		return "", errors.New("no folder on this machine")
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/")
	}
	return realDir(filepath.FromSlash(path))
}

func realDir(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(real)
	if err == nil && !info.IsDir() {
		err = errors.New(path + " is no folder")
	}
	return real, err
}

// within says whether a path without symbolic links lies under a root, and how
// it is reached from there.
func within(root, path string) (string, bool) {
	rel, err := filepath.Rel(root, path)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return rel, true
}

// place finds a file by a path that a client named: the path without symbolic
// links, and the root under which it lies.
func (c *call) place(path string) (real, root string, err error) {
	roots, err := c.roots()
	if err != nil {
		return "", "", err
	}
	if path == "" || strings.ContainsRune(path, 0) {
		return "", "", wrong("path", values{"Why": "it is empty or holds a zero byte"})
	}
	candidates := []string{path}
	if !filepath.IsAbs(path) {
		candidates = nil
		for _, r := range roots {
			candidates = append(candidates, filepath.Join(r, path))
		}
	}
	outside := false
	for _, p := range candidates {
		real, err := filepath.EvalSymlinks(p)
		if err != nil {
			// What is not under a root is not told apart from what is not there.
			outside = outside || !anyWithin(roots, filepath.Clean(p))
			continue
		}
		for _, r := range roots {
			if _, ok := within(r, real); ok {
				return real, r, nil
			}
		}
		outside = true
	}
	v := values{"Path": path, "Roots": strings.Join(roots, ", ")}
	if outside {
		return "", "", wrong("outside", v)
	}
	return "", "", errors.Join(fs.ErrNotExist, wrong("notFound", v))
}

func anyWithin(roots []string, path string) bool {
	for _, r := range roots {
		if _, ok := within(r, path); ok {
			return true
		}
	}
	return false
}

// file is a file of the workspace as it was read.
type file struct {
	path string // without symbolic links
	raw  []byte
}

// read reads a file under the roots. It is opened from its root downwards, so
// that a link which appears after the check leads nowhere.
func (c *call) read(path string) (*file, error) {
	real, root, err := c.place(path)
	if err != nil {
		return nil, err
	}
	unread := func(err error) error { return wrong("unread", values{"Path": path, "Why": err.Error()}) }
	info, err := os.Lstat(real)
	if err != nil {
		return nil, unread(err)
	}
	if !info.Mode().IsRegular() {
		return nil, wrong("notFile", values{"Path": path})
	}
	dir, err := os.OpenRoot(root)
	if err != nil {
		return nil, unread(err)
	}
	defer dir.Close() // nothing was written
	rel, _ := within(root, real)
	f, err := dir.Open(rel)
	if err != nil {
		return nil, unread(err)
	}
	defer f.Close() // nothing was written
	raw, err := io.ReadAll(io.LimitReader(f, document.MaxBytes+1))
	if err != nil {
		return nil, unread(err)
	}
	return &file{path: real, raw: raw}, nil
}
