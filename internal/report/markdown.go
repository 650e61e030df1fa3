package report

import (
	"embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"text/template"

	"archreview/agent/review"
)

//go:embed templates/*.tmpl
var templateFiles embed.FS

// templates parses the embedded templates once. Their functions are bound to
// a review when it is written; the ones given here only lend their names.
var templates = sync.OnceValues(func() (*template.Template, error) {
	empty := newView(&review.Review{}, Options{})
	return template.New("report").Funcs(empty.funcs()).ParseFS(templateFiles, "templates/*.tmpl")
})

// Markdown writes the whole review as Markdown.
func Markdown(w io.Writer, r *review.Review) error { return markdown(w, r, Options{}) }

func markdown(w io.Writer, r *review.Review, o Options) error {
	v := newView(r, o)
	return v.render(w, "report.tmpl", v)
}

// render writes one template with the words of the view.
func (v *view) render(w io.Writer, name string, data any) error {
	parsed, err := templates()
	if err != nil {
		return fmt.Errorf("parse the report's templates: %w", err)
	}
	t, err := parsed.Clone()
	if err != nil {
		return fmt.Errorf("copy the report's templates: %w", err)
	}
	var b strings.Builder
	if err := t.Funcs(v.funcs()).ExecuteTemplate(&b, name, data); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	_, err = io.WriteString(w, tidy(b.String()))
	return err
}

// funcs are the words of the templates. A template never prints a string of
// the review without one of them: each gives Markdown that is safe where its
// comment says.
func (v *view) funcs() template.FuncMap {
	return template.FuncMap{
		"line":       line,       // at the start of a line
		"mid":        mid,        // after other text
		"paragraphs": paragraphs, // between empty lines
		"code":       code,       // after other text
		"fence":      fence,      // between empty lines
		"example":    example,    // between empty lines
		"answer":     answer,     // between empty lines, takes Markdown
		"table":      table,      // between empty lines, takes ready cells
		"quote":      v.quote,    // after other text
		"refs":       v.refs,     // after other text, with a space before it
		"ids":        codes,      // after other text
		"list":       list,       // after other text
		"item":       v.item,     // after other text
		"concern":    v.concern,  // after other text
		"words":      words,      // after other text
		"num":        num,
		"inc":        func(i int) int { return i + 1 },
		"plural":     plural,
		"upper":      strings.ToUpper,
		"has":        slices.Contains[[]string],
		"same":       func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) },
	}
}

// quoteLimit is the length in runes after which a quote is cut; the JSON has
// all of it.
const quoteLimit = 400

// quote gives a quote in quotation marks with the lines on which it stands.
func (v *view) quote(e review.Evidence) string {
	text := oneLine(e.Quote)
	if runes := []rune(text); len(runes) > quoteLimit {
		text = string(runes[:quoteLimit])
		if at := strings.LastIndexByte(text, ' '); at > quoteLimit/2 {
			text = text[:at]
		}
		text += " …"
	}
	return `"` + escape(text, false) + `" (` + v.ref(e) + `)`
}

// ref names lines: L12, L12-L14, or d2:L12 where there are several documents;
// what answers a question about a review writes d2 L12. Where lines are not
// those of the file it names the place in the original: p. 3 line 12.
func (v *view) ref(e review.Evidence) string { return escape(v.plainRef(e), false) }

// plainRef is ref for what is not Markdown.
func (v *view) plainRef(e review.Evidence) string {
	e.Document, e.Place = documentID(e.Document), oneLine(e.Place)
	return e.InOneOf(v.Several(), v.between, e.Ref())
}

// documentID keeps of an id only what can stand anywhere, also in a table.
func documentID(id string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (wordAt(string(r), 0) || r == '-') {
			return r
		}
		return -1
	}, id)
}

// refs names the lines of all evidence once each, as " (L12, L40)". Lines
// that the text before them names already are left out.
func (v *view) refs(text string, evidence []review.Evidence) string {
	named := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,;.()", r) })
	var names []string
	for _, e := range evidence {
		known := slices.Contains(named, v.plainRef(e)) || e.Place != "" && namesPlace(text, v.plainRef(e))
		if name := v.ref(e); !known && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " (" + strings.Join(names, ", ") + ")"
}

// namesPlace says that a text holds a place, and not only the beginning of one.
func namesPlace(text, place string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], place)
		if i < 0 {
			return false
		}
		if at += i + len(place); !wordAt(text, at) && byteAt(text, at) != '-' {
			return true
		}
	}
}

// item gives the title of a checklist item with its id, or the id alone.
func (v *view) item(id string) string {
	if title := v.titles[id]; title != "" {
		return mid(title) + " (" + code(id) + ")"
	}
	return code(id)
}

// concern gives a concern's id with its title and severity, where it is known.
func (v *view) concern(id string) string {
	c := v.concerns[id]
	if c == nil {
		return code(id)
	}
	return code(id) + ": " + mid(c.Title) + " (" + mid(string(c.Severity)) + ")"
}

// codes gives ids in code font, separated by commas.
func codes(ids []string) string { return joined(ids, ", ", code) }

// list gives strings separated by semicolons.
func list(texts []string) string { return joined(texts, "; ", mid) }

// words gives strings separated by commas.
func words(texts []string) string { return joined(texts, ", ", mid) }

func joined(texts []string, separator string, as func(string) string) string {
	out := make([]string, 0, len(texts))
	for _, text := range texts {
		out = append(out, as(text))
	}
	return strings.Join(out, separator)
}

// num gives a number with commas between thousands.
func num(n any) string {
	s := fmt.Sprint(n)
	for at := len(s) - 3; at > 0 && s[at-1] != '-'; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// plural gives a number with its noun: "1 concern", "2 concerns".
func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return num(n) + " " + noun
}
