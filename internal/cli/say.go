package cli

import (
	"embed"
	"fmt"
	"strings"
	"sync"
	"text/template"

	"archreview/internal/problem"
)

//go:embed text/*.tmpl
var textFiles embed.FS

var texts = sync.OnceValues(func() (*template.Template, error) {
	return template.New("").Option("missingkey=error").ParseFS(textFiles, "text/*.tmpl")
})

// values fill the blanks of a text.
type values map[string]any

// say fills one of the texts that users read.
func say(id string, v values) string {
	all, err := texts()
	var b strings.Builder
	if err == nil {
		err = all.ExecuteTemplate(&b, id, v)
	}
	if err != nil {
		return fmt.Sprintf("%s (%v)", id, err)
	}
	return b.String()
}

// wrong is say for an error: headline | detail | next step.
func wrong(id string, v values, code int) *problem.Problem {
	parts := strings.SplitN(say("err."+id, v), " | ", 3)
	for len(parts) < 3 {
		parts = append(parts, "")
	}
	return &problem.Problem{What: parts[0], Detail: parts[1], Next: parts[2], Code: code}
}

// counted gives a number with its noun, and commas between thousands.
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return thousands(n) + " " + noun
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for at := len(s) - 3; at > 0 && s[at-1] != '-'; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
