package consult

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"text/template"

	"archreview/agent/review"
)

//go:embed say.tmpl
var sayings string

var sayTemplates = sync.OnceValues(func() (*template.Template, error) {
	return template.New("").Option("missingkey=error").Parse(sayings)
})

// say fills one of the texts that users read.
func say(id string, values map[string]any) string {
	all, err := sayTemplates()
	var b strings.Builder
	if err == nil {
		err = all.ExecuteTemplate(&b, id, values)
	}
	if err != nil {
		return fmt.Sprintf("%s (%v)", id, err)
	}
	return strings.TrimSpace(b.String())
}

// failure is say for an entry of the ledger: headline, detail and next step.
func failure(id string, values map[string]any) review.Failure {
	parts := strings.SplitN(say(id, values), " | ", 3)
	for len(parts) < 3 {
		parts = append(parts, "")
	}
	return review.Failure{What: parts[0], Detail: parts[1], Next: parts[2]}
}

// reason tells an error in one line.
func reason(err error) string {
	const most = 240
	return clip(strings.ReplaceAll(strings.Join(strings.Fields(err.Error()), " "), "|", "/"), most)
}
