// Package recording keeps the answers of a model in a folder and gives them
// again, so that a review can be repeated byte for byte without the model. What
// is stored is what was received; secrets are masked before either.
package recording

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"archreview/internal/problem"
)

// Format names the version of the manifest.
const Format = "archreview/recording/v1"

const (
	manifestName = "manifest.json"
	callsName    = "calls"
)

// Document identifies one reviewed document.
type Document struct {
	ID     string `json:"id"`
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// Manifest says of what a recording was made, by what, and when.
type Manifest struct {
	Format    string     `json:"format"`
	Version   string     `json:"version"` // of the program
	Model     string     `json:"model"`
	Host      string     `json:"host"`
	Prompts   string     `json:"prompts_sha256"`
	Catalog   string     `json:"catalog_sha256"`
	Documents []Document `json:"documents"`
	Answers   string     `json:"answers_sha256"`
	Areas     []string   `json:"areas"` // empty for all ten
	Window    int        `json:"window"`
	MaxCost   float64    `json:"max_cost"`
	MaxTokens int        `json:"max_tokens"`
	Emails    bool       `json:"emails_masked"`
	Created   string     `json:"created"` // of the report
	WallMS    int64      `json:"wall_ms"`
	Finished  bool       `json:"finished"`
}

// Changes tells in words what differs between the manifest of a recording and
// that of a run that wants to replay it. Another version of the program is no
// difference: whatever it asks otherwise is not in the recording.
func (m *Manifest) Changes(now *Manifest) []string {
	var out []string
	add := func(same bool, format string, args ...any) {
		if !same {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	add(len(m.Documents) == len(now.Documents), "%d document(s) were recorded, %d are given", len(m.Documents), len(now.Documents))
	for i := range min(len(m.Documents), len(now.Documents)) {
		a, b := m.Documents[i], now.Documents[i]
		add(a.SHA256 == b.SHA256, "document %s (%s) has other content", b.ID, b.Path)
		add(a.SHA256 != b.SHA256 || a.Path == b.Path, "document %s was called %s and is now %s", b.ID, a.Path, b.Path)
	}
	add(m.Answers == now.Answers, "the answers are others")
	add(strings.Join(m.Areas, ",") == strings.Join(now.Areas, ","), "the areas were %s and are now %s", areas(m.Areas), areas(now.Areas))
	add(m.Model == now.Model, "the model was %s and is now %s", m.Model, now.Model)
	add(m.Prompts == now.Prompts, "the prompts have changed")
	add(m.Catalog == now.Catalog, "the checklists have changed")
	add(m.MaxCost == now.MaxCost, "the cap on cost was %g and is now %g", m.MaxCost, now.MaxCost)
	add(m.MaxTokens == now.MaxTokens, "the cap on tokens was %d and is now %d", m.MaxTokens, now.MaxTokens)
	add(m.Window == now.Window, "the window was %d and is now %d", m.Window, now.Window)
	add(m.Emails == now.Emails, "e-mail addresses were masked: %t, now %t", m.Emails, now.Emails)
	return out
}

func areas(list []string) string {
	if len(list) == 0 {
		return "all"
	}
	return strings.Join(list, ", ")
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
