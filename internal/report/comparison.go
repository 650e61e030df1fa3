package report

import (
	"embed"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"
	"text/template"

	"archreview/agent/review"
	"archreview/internal/problem"
)

//go:embed templates/comparison/*.tmpl
var comparisonFiles embed.FS

var comparisonTemplates = sync.OnceValues(func() (*template.Template, error) {
	empty := newComparisonView(&review.Comparison{}, Options{})
	return template.New("").Funcs(empty.funcs()).ParseFS(comparisonFiles, "templates/comparison/*.tmpl")
})

// Comparison writes a comparison in the named format, one of FollowFormats.
func Comparison(w io.Writer, format string, c *review.Comparison, o Options) error {
	switch format {
	case "markdown":
		return comparisonMarkdown(w, c, o)
	case "json":
		return writeJSON(w, c)
	}
	return &problem.Problem{
		What:   "The comparison cannot be written",
		Detail: "there is no format " + Clean(format),
		Next:   "Use one of: " + strings.Join(FollowFormats(), ", "),
	}
}

// ComparisonSchema gives the JSON Schema of a comparison.
// docs/comparison.schema.json is its output.
func ComparisonSchema() ([]byte, error) {
	return SchemaOf(review.ComparisonSchema, review.ComparisonSchema, reflect.TypeFor[review.Comparison]())
}

func comparisonMarkdown(w io.Writer, c *review.Comparison, o Options) error {
	parsed, err := comparisonTemplates()
	if err != nil {
		return fmt.Errorf("parse the templates of comparisons: %w", err)
	}
	t, err := parsed.Clone()
	if err != nil {
		return fmt.Errorf("copy the templates of comparisons: %w", err)
	}
	v := newComparisonView(c, o)
	var b strings.Builder
	if err := t.Funcs(v.funcs()).ExecuteTemplate(&b, "comparison", v); err != nil {
		return fmt.Errorf("write the comparison: %w", err)
	}
	_, err = io.WriteString(w, tidy(b.String()))
	return err
}

// funcs are the words of the templates; all but short are those of a review.
func (v *comparisonView) funcs() template.FuncMap {
	return template.FuncMap{
		"line": line, "mid": mid, "code": code, "table": table, "words": words,
		"item":  v.new.item, // after other text
		"short": short,      // after other text
	}
}

// SummaryLine tells a comparison in one line of plain text, such as "3 fixed,
// 1 new (1 HIGH), 12 open". Waived concerns are counted apart.
func SummaryLine(c *review.Comparison) string {
	var parts []string
	waived := 0
	for _, x := range c.Concerns {
		if x.Waived {
			waived++
		}
	}
	for _, state := range []review.ChangeState{review.Fixed, review.Regressed, review.New, review.Changed, review.StillOpen} {
		n, by := 0, map[review.Severity]int{}
		for _, x := range c.Concerns {
			if x.State == state && !x.Waived {
				n++
				by[x.Severity]++
			}
		}
		if n == 0 {
			continue
		}
		part := num(n) + " " + string(state)
		if state == review.New || state == review.Regressed {
			part += " (" + severities(by) + ")"
		}
		parts = append(parts, part)
	}
	if waived > 0 {
		parts = append(parts, num(waived)+" waived")
	}
	if len(parts) == 0 {
		return "no concern in either version"
	}
	return strings.Join(parts, ", ")
}

// severities gives counts from high to low: "1 HIGH, 2 LOW".
func severities(by map[review.Severity]int) string {
	var parts []string
	for _, s := range review.Severities() {
		if by[s] > 0 {
			parts = append(parts, num(by[s])+" "+strings.ToUpper(string(s)))
		}
	}
	return strings.Join(parts, ", ")
}
