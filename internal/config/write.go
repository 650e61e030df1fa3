package config

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"archreview/internal/problem"
)

//go:embed data/project.yaml data/user.yaml
var examples embed.FS

// Init writes a file with all keys in comments: that of the user, or that of
// the project. A file that is there is left alone, and is a problem.
func Init(path string, kind Kind) error {
	name := "data/project.yaml"
	if kind == User {
		name = "data/user.yaml"
	}
	raw, err := examples.ReadFile(name)
	if err != nil {
		return fmt.Errorf("reading the example of a configuration: %w", err)
	}
	fail := func(err error) error {
		return &problem.Problem{What: "the configuration cannot be written", Detail: err.Error(), Next: "see that the folder can be written", Err: err}
	}
	const folderMode, fileMode = 0o700, 0o644
	if kind == User {
		if err := os.MkdirAll(filepath.Dir(path), folderMode); err != nil {
			return fail(err)
		}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if errors.Is(err, fs.ErrExist) {
		return &problem.Problem{What: "there is a configuration already", Detail: shown(path), Next: "edit it, or move it away first", Err: err}
	}
	if err != nil {
		return fail(err)
	}
	_, err = f.Write(raw)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fail(err)
	}
	return nil
}
