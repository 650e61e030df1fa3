// Package recording keeps the answers of a model in a folder and gives them
// again, so that a review can be repeated byte for byte without the model. What
// is stored is what was received; secrets are masked before either.
package recording

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"archreview/agent"
	"archreview/internal/problem"
)

// Format names the version of the manifest.
const Format = "archreview/recording/v1"

const (
	manifestName = "manifest.json"
	callsName    = "calls"
)

// Manifest says of what a recording was made, by what, and when.
type Manifest struct {
	Format string `json:"format"`
	agent.Basis
	Created  string `json:"created"` // of the report
	WallMS   int64  `json:"wall_ms"`
	Finished bool   `json:"finished"`
}

// ReadManifest reads the manifest of a recording.
func ReadManifest(dir string) (*Manifest, error) {
	raw, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return nil, &problem.Problem{What: "there is no recording to replay", Detail: err.Error(), Next: "name the folder that --record wrote", Err: err}
	}
	var m Manifest
	if err := json.Unmarshal(raw, &m); err != nil || m.Format != Format {
		return nil, &problem.Problem{What: "the recording cannot be read", Detail: filepath.Join(dir, manifestName) + " is no manifest of the form " + Format,
			Next: "record again with --record", Err: err}
	}
	return &m, nil
}

// write stores the manifest.
func (m *Manifest) write(dir string) error {
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return store(filepath.Join(dir, manifestName), append(raw, '\n'))
}

// store writes a file whole or not at all, readable by its owner only.
func store(path string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// prepare makes the folder of a recording. One that holds anything is refused:
// two recordings in one folder could not be told apart.
func prepare(dir string) error {
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		return &problem.Problem{What: "the folder for the recording is not empty", Detail: dir + " holds " + entries[0].Name(),
			Next: "name a folder that is empty or does not exist"}
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = os.MkdirAll(filepath.Join(dir, callsName), 0o700)
	}
	if err != nil {
		return &problem.Problem{What: "the recording cannot be written", Detail: err.Error(), Next: "name a folder that can be written with --record", Err: err}
	}
	return nil
}
