package mcp

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"text/template"

	"go.yaml.in/yaml/v3"

	"archreview/internal/problem"
	"archreview/internal/report"
)

//go:embed data
var files embed.FS

// text gives an embedded text.
func text(name string) string {
	raw, err := files.ReadFile("data/" + name)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(raw))
}

// records reads a list in YAML into the form that the protocol has for it.
func records[T any](name string) ([]T, error) {
	raw, err := files.ReadFile("data/" + name)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	var loose []map[string]any
	if err := yaml.Unmarshal(raw, &loose); err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	plain, err := json.Marshal(loose)
	if err != nil {
		return nil, fmt.Errorf("converting %s: %w", name, err)
	}
	var out []T
	d := json.NewDecoder(bytes.NewReader(plain))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		return nil, fmt.Errorf("converting %s: %w", name, err)
	}
	return out, nil
}

var texts = sync.OnceValues(func() (*template.Template, error) {
	return template.New("").Option("missingkey=error").Funcs(template.FuncMap{"mark": mark}).ParseFS(files, "data/*.tmpl")
})

// values fill the blanks of a text.
type values map[string]any

// say fills one of the texts that clients read.
func say(id string, v any) string {
	all, err := texts()
	var b strings.Builder
	if err == nil {
		err = all.ExecuteTemplate(&b, id, v)
	}
	if err != nil {
		return fmt.Sprintf("%s (%v)", id, err)
	}
	return strings.TrimSpace(b.String())
}

// wrong is say for an error: headline | detail | next step. Bars in what fills
// the blanks are no such marks.
func wrong(id string, v values) *problem.Problem {
	const bar = "\x00"
	clean := values{}
	for k, x := range v {
		if s, ok := x.(string); ok {
			x = strings.ReplaceAll(clip(report.Clean(s), mostShown), "|", bar)
		}
		clean[k] = x
	}
	parts := strings.SplitN(say("err."+id, clean), " | ", 3)
	for len(parts) < 3 {
		parts = append(parts, "")
	}
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], bar, "|")
	}
	return &problem.Problem{What: parts[0], Detail: parts[1], Next: parts[2]}
}

// mark makes an untrusted text one line of Markdown that only shows itself.
func mark(v any) string {
	s := strings.Join(strings.Fields(report.Clean(fmt.Sprint(v))), " ")
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_[]<>#|~&!", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
