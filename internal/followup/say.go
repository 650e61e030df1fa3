package followup

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"text/template"
)

//go:embed say.tmpl
var sayings string

var sayTemplates = sync.OnceValues(func() (*template.Template, error) {
	return template.New("").Option("missingkey=error").Funcs(template.FuncMap{
		"inline": inline, "ids": ids, "plural": plural, "sentence": sentence,
		"inc": func(i int) int { return i + 1 },
	}).Parse(sayings)
})

// say fills one of the texts that users read.
func say(id string, values any) string {
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

// ids gives ids in code font, separated by commas.
func ids(list []string) string {
	out := make([]string, len(list))
	for i, id := range list {
		out[i] = code(id)
	}
	return strings.Join(out, ", ")
}

// plural gives a number with its noun: "1 concern", "2 concerns".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// sentence gives a text with exactly one full stop at its end.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") {
		return s
	}
	return strings.TrimRight(s, ".;, ") + "."
}
