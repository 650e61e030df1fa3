// Package prompts holds every word that is sent to a language model: one
// Markdown template for each call and one typed struct for each template.
//
// All calls of a session share their beginning byte for byte: the system
// message, then the documents with the facts read from them. The brief and the
// call's own task come last, so that a provider's prefix cache serves every
// call after the first.
package prompts

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"text/template"
)

//go:embed templates/*.md
var files embed.FS

var parsed = sync.OnceValues(func() (*template.Template, error) {
	return template.New("").Option("missingkey=error").ParseFS(files, "templates/*.md")
})

// Prompt is the data of one template.
type Prompt interface {
	// template names the file under templates.
	template() string
}

// Render fills the template of a prompt. The text begins and ends without
// blank lines.
func Render(p Prompt) (string, error) {
	all, err := parsed()
	if err != nil {
		return "", fmt.Errorf("reading the prompt templates: %w", err)
	}
	var b strings.Builder
	if err := all.ExecuteTemplate(&b, p.template(), p); err != nil {
		return "", fmt.Errorf("filling the prompt %s: %w", p.template(), err)
	}
	return tidy(b.String()), nil
}

// Lens says where an area's faults usually hide, as part of one sentence; ""
// for an area that has none.
func Lens(area string) string {
	all, err := parsed()
	if err != nil || all.Lookup("lens."+area) == nil {
		return ""
	}
	var b strings.Builder
	if err := all.ExecuteTemplate(&b, "lens."+area, nil); err != nil {
		return ""
	}
	return b.String()
}

// Sum gives a hash of every word of the prompts, as hexadecimal digits.
func Sum() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(path)
		fmt.Fprintf(h, "%s %d\n%s", path, len(text), text)
		return err
	})
	return hex.EncodeToString(h.Sum(nil)), err
}

// tidy drops blank lines at both ends and doubled ones outside the documents,
// where conditions of a template leave them.
func tidy(s string) string {
	s = strings.Trim(s, "\n")
	for strings.Contains(s, "\n\n\n") {
		s = strings.ReplaceAll(s, "\n\n\n", "\n\n")
	}
	return s
}
