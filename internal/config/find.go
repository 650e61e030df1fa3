package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Name is the name of a project's file.
const Name = ".archreview.yaml"

// UserPath gives the place of the user's file; "" where the environment tells
// of no home.
func UserPath(getenv func(string) string) string {
	dir := getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) {
		dir = ""
	}
	if at := home(getenv); dir == "" && at != "" {
		dir = filepath.Join(at, ".config")
		if runtime.GOOS == "darwin" {
			dir = filepath.Join(at, "Library", "Application Support")
		}
	}
	if own := getenv("LOCALAPPDATA"); dir == "" && runtime.GOOS == "windows" {
		dir = own
	}
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "archreview", "config.yaml")
}

func home(getenv func(string) string) string {
	if at := getenv("HOME"); filepath.IsAbs(at) && runtime.GOOS != "windows" {
		return at
	}
	return ""
}

// ProjectPath gives the place of the project's file for a working folder: where
// it is, or the root of the repository, where it would be made.
func ProjectPath(dir string) string {
	path, _ := find(dir)
	return path
}

// find looks for the project's file in a folder and in those above it, up to
// the root of the repository. Outside of a repository only the folder itself
// counts.
func find(dir string) (path, root string) {
	start, err := filepath.Abs(dir)
	if err != nil {
		start = filepath.Clean(dir)
	}
	root = start
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
		if _, err := os.Lstat(path); err == nil || at == root {
			return path, root
		}
	}
}

// within says whether a path lies in a folder or is the folder, links followed
// as far as both exist.
func within(path, folder string) bool {
	rel, err := filepath.Rel(real(folder), real(path))
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) && !filepath.IsAbs(rel)
}

// real follows the links of a path; what does not exist keeps its name below
// the folder that does.
func real(path string) string {
	if p, err := filepath.EvalSymlinks(path); err == nil {
		return p
	}
	dir := filepath.Dir(path)
	if dir == path {
		return path
	}
	return filepath.Join(real(dir), filepath.Base(path))
}

// shown gives a path as it is best read from the working folder.
func shown(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(here, path); err == nil && !strings.HasPrefix(rel, "..") {
		return rel
	}
	return path
}
