package plain

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"text/template"

	"archreview/internal/report"
)

//go:embed text/*
var textFiles embed.FS

var texts = sync.OnceValues(func() (*template.Template, error) {
	words := template.FuncMap{"num": thousands, "count": counted}
	return template.New("").Funcs(words).Option("missingkey=error").ParseFS(textFiles, "text/*.tmpl")
})

// values fill the blanks of a text. Strings among them are made harmless, and
// one line each, before they are filled in.
type values map[string]any

// saying fills one of the texts that users read.
func saying(id string, v values) string {
	safe := values{}
	for k, x := range v {
		switch x := x.(type) {
		case string:
			safe[k] = oneLine(x)
		case []string:
			list := slices.Clone(x)
			for i := range list {
				list[i] = oneLine(list[i])
			}
			safe[k] = list
		default:
			safe[k] = x
		}
	}
	all, err := texts()
	var b strings.Builder
	if err == nil {
		err = all.ExecuteTemplate(&b, id, safe)
	}
	if err != nil {
		return fmt.Sprintf("%s (%v)", id, err)
	}
	return strings.TrimRight(b.String(), "\n")
}

// say prints one of the texts.
func (s *session) say(id string, v values) {
	if text := saying(id, v); text != "" {
		s.out.text(text)
	}
}

// oneLine makes text of any origin one safe line without needless blanks.
func oneLine(s string) string { return strings.Join(strings.Fields(report.Clean(s)), " ") }

// clipped is oneLine with at most so many characters.
func clipped(s string, most int) string {
	s = oneLine(s)
	if r := []rune(s); len(r) > most {
		return strings.TrimRight(string(r[:most]), " ") + " …"
	}
	return s
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
