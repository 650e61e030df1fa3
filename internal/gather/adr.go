package gather

import (
	"path"
	"path/filepath"
	"strings"

	"archreview/internal/document"
	"archreview/internal/lazyregexp"
)

var (
	numbered   = lazyregexp.New(`(?i)^(?:adr[-_ ]?)?0*(\d{1,5})[-_. ]`)
	statusLine = lazyregexp.New(`(?i)^[\s>*_\-|` + "`" + `]*status[\s*_` + "`" + `]*[:|=]\s*(.+)$`)
	gone       = lazyregexp.New(`(?i)^[\s*_~\["'` + "`" + `]*(superseded|superceded|replaced|deprecated|rejected|withdrawn|obsolete|retired|abandoned)\b`)
	replaces   = lazyregexp.New(`(?i)^[\s>*_\-|]*(?:supersedes|replaces)[\s*_]*:?\s+(.*)$`)
	adrNumber  = lazyregexp.New(`(?i)(?:adr[-_ ]?|\[)0*(\d{1,5})\b`)
	never      = lazyregexp.New(`^(?:rejected|withdrawn|abandoned)`)
	anyNumber  = lazyregexp.New(`\d{1,5}`)
)

// retire marks the decision records that hold no longer: by their own status,
// or because a later record of the same folder says that it takes their place.
func retire(docs []*document.Document) {
	type key struct{ dir, number string }
	records := map[key]*document.Document{}
	for _, d := range docs {
		if n := recordNumber(d); n != "" {
			records[key{path.Dir(filepath.ToSlash(d.Path)), n}] = d
		}
	}
	for _, d := range docs {
		if isRecord(d) {
			d.Retired = ownStatus(d)
		}
	}
	for _, d := range docs {
		if never.MatchString(d.Retired) {
			continue // what never held took nobody's place
		}
		for _, n := range replaced(d) {
			old := records[key{path.Dir(filepath.ToSlash(d.Path)), n}]
			if old != nil && old != d && old.Retired == "" {
				old.Retired = "superseded by " + filepath.Base(d.Path)
			}
		}
	}
}

// isRecord says whether a document is a decision record, by its place or name.
func isRecord(d *document.Document) bool {
	name := strings.ToLower(filepath.ToSlash(d.Path))
	for _, dir := range strings.Split(path.Dir(name), "/") {
		switch strings.NewReplacer("-", "", "_", "").Replace(dir) {
		case "adr", "adrs", "decisions", "decisionrecords", "architecturedecisions", "rfc", "rfcs":
			return true
		}
	}
	base := path.Base(name)
	return strings.HasPrefix(base, "adr") && numbered.MatchString(base)
}

// recordNumber gives the number of a decision record, without zeros in front.
func recordNumber(d *document.Document) string {
	if !isRecord(d) {
		return ""
	}
	if m := numbered.FindStringSubmatch(filepath.Base(d.Path)); m != nil {
		return m[1]
	}
	return ""
}

const statusLines = 60 // a record says what became of it at its top

// ownStatus gives the status of a record that holds no longer; empty for one
// that holds. The last status counts where several are listed.
func ownStatus(d *document.Document) string {
	status, below := "", false
	for n := 1; n <= d.LineCount() && n <= statusLines; n++ {
		line := strings.TrimSpace(d.LineText(n))
		title := strings.Trim(strings.ToLower(line), "#=:*_ ")
		switch m := statusLine.FindStringSubmatch(line); {
		case line == "" || strings.Trim(line, "-=~^") == "":
		case m != nil:
			status, below = m[1], false
		case title == "status":
			below = true
		case below && strings.HasPrefix(line, "#"):
			below = false
		case below && (status == "" || gone.MatchString(strings.TrimLeft(line, "-*> "))):
			status = strings.TrimLeft(line, "-*> ")
		}
	}
	if m := gone.FindStringSubmatch(status); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}

// replaced gives the numbers of the records whose place a record says to take.
func replaced(d *document.Document) []string {
	var out []string
	for n := 1; n <= d.LineCount() && n <= statusLines; n++ {
		m := replaces.FindStringSubmatch(d.LineText(n))
		if m == nil {
			continue
		}
		found := adrNumber.FindAllStringSubmatch(m[1], -1)
		for _, f := range found {
			out = append(out, f[1])
		}
		if len(found) == 0 && len(m[1]) < 12 {
			for _, x := range anyNumber.FindAllString(m[1], -1) {
				out = append(out, strings.TrimLeft(x, "0"))
			}
		}
	}
	return out
}
