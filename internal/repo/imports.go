package repo

import (
	"path"
	"strings"

	"archreview/internal/lazyregexp"
)

var (
	importLine = lazyregexp.New(`^\s*import\s+(.+)$`)
	fromLine   = lazyregexp.New(`^\s*from\s+(\.*)([\w.]*)\s+import\s+(.+)$`)
	webMark    = lazyregexp.New(`\bAPIRouter\(|\bBlueprint\(|\(APIView\)|ViewSet\)|@(?:app|router|bp|blueprint)\.(?:get|post|put|patch|delete|route)\(`)
)

// imported is one import of a module, as it is written.
type imported struct {
	line  int
	level int      // dots in front: 0 for an absolute import
	from  string   // module
	names []string // imported from it; nil for "import x"
}

const mostImports = 1000 // of one module

// scanImports finds the imports that run when a module is loaded: not those in
// functions, in classes, under TYPE_CHECKING, or in texts.
func scanImports(lines []string) []imported {
	var out []imported
	quote, block := "", ""
	for i := 0; i < len(lines) && len(out) < mostImports; i++ {
		line := lines[i]
		if quote != "" {
			if strings.Contains(line, quote) {
				quote = ""
			}
			continue
		}
		if q := opens(line); q != "" {
			quote = q
			continue
		}
		t := strings.TrimSpace(line)
		if t == "" || t[0] == '#' {
			continue
		}
		if line[0] != ' ' && line[0] != '\t' {
			block = t
		} else if !runs(block) {
			continue
		}
		if !strings.HasPrefix(t, "import ") && !strings.HasPrefix(t, "from ") {
			continue
		}
		whole, n := statement(lines, i)
		out = append(out, parseImport(whole, i+1)...)
		i += n
	}
	return out
}

// opens gives the mark of a text over several lines that begins on a line and
// does not end there.
func opens(line string) string {
	for _, q := range []string{`"""`, "'''"} {
		if strings.Count(line, q)%2 == 1 {
			return q
		}
	}
	return ""
}

// runs says whether what stands indented below a line runs when the module is
// loaded.
func runs(block string) bool {
	if strings.Contains(block, "TYPE_CHECKING") {
		return false
	}
	for _, w := range []string{"if ", "else", "elif ", "try", "except", "with ", "finally"} {
		if strings.HasPrefix(block, w) {
			return true
		}
	}
	return false
}

// statement gives an import with the lines in its brackets, and their number.
func statement(lines []string, at int) (string, int) {
	out, n := uncommented(lines[at]), 0
	open := strings.Contains(out, "(") && !strings.Contains(out, ")")
	for (open || strings.HasSuffix(strings.TrimSpace(out), `\`)) && at+n+1 < len(lines) && n < 200 {
		n++
		next := uncommented(lines[at+n])
		out = strings.TrimSuffix(strings.TrimSpace(out), `\`) + " " + strings.TrimSpace(next)
		if strings.Contains(next, ")") {
			open = false
		}
	}
	return out, n
}

func parseImport(text string, line int) []imported {
	text, _, _ = strings.Cut(text, ";")
	if m := fromLine.FindStringSubmatch(text); m != nil {
		return []imported{{line: line, level: len(m[1]), from: m[2], names: importedNames(m[3])}}
	}
	var out []imported
	if m := importLine.FindStringSubmatch(text); m != nil {
		for _, n := range importedNames(m[1]) {
			out = append(out, imported{line: line, from: n})
		}
	}
	return out
}

// importedNames reads "a, b as c" in or without brackets.
func importedNames(s string) []string {
	var out []string
	for _, n := range strings.Split(strings.Trim(strings.TrimSpace(s), "()"), ",") {
		n, _, _ = strings.Cut(strings.TrimSpace(n), " as ")
		if n = strings.TrimSpace(n); n != "" && n != "*" {
			out = append(out, n)
		}
	}
	return out
}

// moduleOf gives the dotted name of a file from the top of the project.
func moduleOf(rel string) string {
	rel = strings.TrimSuffix(rel, ".py")
	if path.Base(rel) == "__init__" {
		rel = path.Dir(rel)
	}
	return strings.ReplaceAll(rel, "/", ".")
}
