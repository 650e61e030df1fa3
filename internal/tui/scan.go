package tui

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Bounds of the search for documents.
const (
	deepest   = 6
	mostFiles = 2000
	mostSeen  = 100_000 // entries of folders
)

// found is one document that can be chosen.
type found struct {
	path    string // from the folder where the search began
	size    int64
	changed time.Time
}

// scan lists documents below a folder, nearest ones first. Hidden folders, and
// those of tools, are left out. note says what is not listed; "" if nothing.
func scan(ctx context.Context, dir string) (list []found, note string, err error) {
	seen := 0
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if path == dir {
				return err
			}
			return nil // a folder that cannot be read holds nothing to choose
		}
		if seen++; seen > mostSeen || len(list) >= mostFiles {
			note = "there are more; name others on the command line"
			return fs.SkipAll
		}
		rel, rerr := filepath.Rel(dir, path)
		if rerr != nil {
			return nil
		}
		if d.IsDir() {
			return enter(rel, d.Name())
		}
		if !isDocument(d.Name()) || !d.Type().IsRegular() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			list = append(list, found{path: rel, size: info.Size(), changed: info.ModTime()})
		}
		return nil
	})
	slices.SortFunc(list, nearer)
	return list, note, err
}

// nearer puts files of outer folders before those of inner ones.
func nearer(a, b found) int {
	if d := depth(a.path) - depth(b.path); d != 0 {
		return d
	}
	return strings.Compare(a.path, b.path)
}

func depth(path string) int { return strings.Count(path, string(os.PathSeparator)) }

// enter says whether the search goes into a folder.
func enter(rel, name string) error {
	tools := []string{"node_modules", "vendor", "venv", "env", "__pycache__", "site-packages", "dist", "build", "target"}
	if rel != "." && (strings.HasPrefix(name, ".") || slices.Contains(tools, name) || depth(rel) >= deepest) {
		return fs.SkipDir
	}
	return nil
}

// isDocument says whether a file name is one of a document that can be read.
func isDocument(name string) bool {
	endings := []string{".md", ".markdown", ".mdx", ".txt", ".text", ".rst", ".adoc", ".asciidoc", ".org", ".docx", ".pdf", ".html", ".htm", ".mmd", ".puml", ".dot", ".dsl", ".drawio"}
	return !strings.HasPrefix(name, ".") && slices.Contains(endings, strings.ToLower(filepath.Ext(name)))
}
