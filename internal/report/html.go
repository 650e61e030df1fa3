package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"

	"archreview/agent/review"
)

//go:embed templates/html
var htmlFiles embed.FS

// pageSource is the page before it is filled, with what its policy allows.
type pageSource struct {
	template *template.Template // never executed itself, so that it can be cloned
	style    template.CSS
	script   template.JS
	policy   string
}

// pageFiles parses the embedded page once. The functions of the templates are
// bound to a review when it is written.
var pageFiles = sync.OnceValues(func() (pageSource, error) {
	var s pageSource
	style, err := htmlFiles.ReadFile("templates/html/style.css")
	if err != nil {
		return s, fmt.Errorf("read the page's style: %w", err)
	}
	script, err := htmlFiles.ReadFile("templates/html/script.js")
	if err != nil {
		return s, fmt.Errorf("read the page's script: %w", err)
	}
	s.style, s.script = template.CSS(style), template.JS(script)
	s.policy = policy(style, script)
	empty := newPage(&review.Review{}, Options{})
	s.template, err = template.New("page").Funcs(empty.words()).ParseFS(htmlFiles, "templates/html/*.html")
	if err != nil {
		return s, fmt.Errorf("parse the page's templates: %w", err)
	}
	return s, nil
})

// policy is the content security policy of the page: it may load nothing at
// all, and run and show only the script and the style it came with.
func policy(style, script []byte) string {
	return strings.Join([]string{
		"default-src 'none'",
		"style-src '" + digest(style) + "'",
		"script-src '" + digest(script) + "'",
		"base-uri 'none'",
		"form-action 'none'",
	}, "; ")
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// HTML writes the whole review as one page that needs nothing else: no
// network, no script to be read, no other file. With Options.Texts it shows
// evidence among the lines around it.
func HTML(w io.Writer, r *review.Review, o Options) error {
	s, err := pageFiles()
	if err != nil {
		return err
	}
	t, err := s.template.Clone()
	if err != nil {
		return fmt.Errorf("copy the page's templates: %w", err)
	}
	p := newPage(harmless(r), o)
	p.Style, p.Script, p.Policy = s.style, s.script, s.policy
	var b bytes.Buffer
	if err := t.Funcs(p.words()).ExecuteTemplate(&b, "page.html", p); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	_, err = w.Write(withoutEmptyLines(b.Bytes()))
	return err
}

// withoutEmptyLines drops the empty lines that templates leave, outside of
// blocks where they count and of what the policy knows by its hash.
func withoutEmptyLines(page []byte) []byte {
	out := make([]byte, 0, len(page))
	kept := 0 // depth of elements whose lines count
	for line := range bytes.Lines(page) {
		kept += bytes.Count(line, []byte("<pre")) + bytes.Count(line, []byte("<style")) + bytes.Count(line, []byte("<script"))
		if kept > 0 || len(bytes.TrimSpace(line)) > 0 {
			out = append(out, line...)
		}
		kept -= bytes.Count(line, []byte("</pre")) + bytes.Count(line, []byte("</style")) + bytes.Count(line, []byte("</script"))
	}
	return out
}
