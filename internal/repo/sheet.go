package repo

import (
	"bytes"
	"path"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"archreview/internal/document"
)

// sheet is one file while it is read.
type sheet struct {
	rel       string
	lines     []string
	sets      []document.Setting
	live      bool      // named after production
	elsewhere bool      // named after another place than production
	deploys   bool      // says how the system is deployed
	broken    string    // why it could not be understood
	template  bool      // a template of Helm, read when all values are known
	partial   bool      // made of a template of which some lines are not known
	named     string    // component of manifests without a name of their own
	trees     []tree    // values of Helm
	schema    *ddl      // what its SQL says of tables; nil for none
	revision  *revision // the migration that it is; nil for none
}

// newSheet makes a sheet of a text; nil for what is no text.
func newSheet(rel, text string) *sheet {
	if bytes.IndexByte([]byte(text[:min(len(text), 8000)]), 0) >= 0 {
		return nil
	}
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "?")
	}
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\uFEFF"), "\r\n", "\n")
	s := &sheet{rel: rel, lines: strings.Split(text, "\n")}
	s.live, s.elsewhere = place(rel)
	return s
}

// place reads from a path whether a file is for production, or for another
// place.
func place(rel string) (live, elsewhere bool) {
	words := strings.FieldsFunc(strings.ToLower(rel), func(r rune) bool { return strings.ContainsRune("/._-", r) })
	for _, w := range words {
		switch w {
		case "prod", "production", "live":
			live = true
		case "dev", "develop", "development", "local", "test", "tests", "testing", "staging", "stage", "stg", "example", "examples", "sample", "samples", "demo",
			"override", "qa", "uat", "sandbox", "e2e", "fixtures", "testdata", "preview", "bench", "benchmark", "benchmarks", "devcontainer", "conftest", "mock", "mocks", "tutorial":
			elsewhere = true
		}
	}
	return live && !elsewhere, elsewhere
}

// set notes a setting. Subjects are lower case, products aside; the words may be
// empty.
func (s *sheet) set(line int, subject, measure, value, says string) {
	if line < 1 || line > len(s.lines) || len(s.sets) >= MaxSettings || value == "" {
		return
	}
	const most = 200
	if subject = strings.TrimSpace(subject); measure != Version {
		subject = strings.ToLower(subject)
	}
	if len(subject) > most || len(value) > most {
		return
	}
	x := document.Setting{Line: line, Subject: subject, Measure: measure, Value: value, Says: says, Live: s.live}
	if !slices.Contains(s.sets, x) {
		s.sets = append(s.sets, x)
	}
}

// say notes what a line says in words.
func (s *sheet) say(line int, says string) { s.set(line, "", Other, "true", says) }

// text gives the file, or its telling lines where it is long. The first lines
// of the file are numbered as they are.
func (s *sheet) text() string {
	sort.SliceStable(s.sets, func(i, j int) bool { return s.sets[i].Line < s.sets[j].Line })
	if len(s.lines) <= wholeLines && kindOf(s.rel) != python && kindOf(s.rel) != locked {
		return strings.Join(s.lines, "\n")
	}
	var b strings.Builder
	at := 1
	for _, x := range s.sets {
		if x.Line < at {
			continue
		}
		b.WriteString(strings.Repeat("\n", x.Line-at))
		b.WriteString(s.lines[x.Line-1])
		at = x.Line
		b.WriteByte('\n')
		at++
	}
	return b.String()
}

// home gives the name of the folder in which a file stands, as the name of a
// component; empty for the usual folders of configuration.
func (s *sheet) home() string {
	for dir := path.Dir(s.rel); dir != "."; dir = path.Dir(dir) {
		base := strings.ToLower(path.Base(dir))
		switch base {
		case "docker", "deploy", "deployment", "deployments", "k8s", "kubernetes", "helm", "charts", "chart", "infra", "infrastructure", "config", "conf", "settings", "base", "overlays", "manifests",
			"src", "app", "etc", "ops", "values", "environments", "envs", "prod", "production", "live", "terraform", "services", "apps", "backend", ".github", "workflows", "compose", "requirements", "templates":
			continue
		}
		return base
	}
	return ""
}
