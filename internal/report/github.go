package report

import (
	"fmt"
	"io"
	"maps"
	"path"
	"strings"

	"archreview/agent/review"
)

// mostAnnotations is how many annotations of one level a code host shows for
// one step of a workflow.
const mostAnnotations = 10

// GitHub writes commands of a workflow that put the concerns beside the lines
// of the documents: first what was not reviewed, then at most ten of each
// level, the gravest first; the rest is counted. Nothing in the review can end
// a command or begin another one.
func GitHub(w io.Writer, r *review.Review, o Options) error {
	g := annotations{view: newView(harmless(r), o), shown: map[string]int{}}
	g.gaps()
	g.concerns()
	_, err := io.WriteString(w, g.b.String())
	if err != nil {
		return fmt.Errorf("write the annotations: %w", err)
	}
	return nil
}

// annotations are the commands of one review.
type annotations struct {
	*view
	b     strings.Builder
	shown map[string]int // by level
}

// gaps says what was not reviewed, in one annotation.
func (g *annotations) gaps() {
	gaps := g.leftOut()
	if len(gaps) == 0 {
		return
	}
	if g.Finished() {
		g.put("notice", []string{annotationProperty("title", "Not part of this review")}, strings.Join(gaps, "\n"))
		return
	}
	g.put("error", []string{annotationProperty("title", "This review is incomplete")}, "Not read or not reviewed:\n"+strings.Join(gaps, "\n"))
}

// concerns annotates the concerns, the gravest of all areas first.
func (g *annotations) concerns() {
	var left counts
	all := g.all()
	room := g.room(all)
	for _, c := range all {
		level := annotationLevel(c)
		if g.shown[level] >= room[level] {
			left.add([]review.Concern{c})
			continue
		}
		g.concern(level, c)
	}
	if left == (counts{}) {
		return
	}
	g.put("notice", []string{annotationProperty("title", "Not all concerns are shown")}, "Not shown as annotations: "+left.words()+". The whole review has them.")
}

// room gives how many annotations of each level may be there. Where something
// is left out, the last notice says so.
func (g *annotations) room(all []review.Concern) map[string]int {
	wanted := map[string]int{}
	maps.Copy(wanted, g.shown)
	for _, c := range all {
		wanted[annotationLevel(c)]++
	}
	room := map[string]int{"error": mostAnnotations, "warning": mostAnnotations, "notice": mostAnnotations}
	for _, n := range wanted {
		if n > mostAnnotations {
			room["notice"] = mostAnnotations - 1
		}
	}
	return room
}

// all lists the concerns of all areas by weight, waived ones last.
func (v *view) all() []review.Concern {
	var whole review.Area
	for _, a := range v.Areas {
		whole.Concerns = append(whole.Concerns, a.Concerns...)
	}
	return v.Standing(whole)
}

// words counts in words: "2 high, 1 low and 1 waived".
func (c counts) words() string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{c.High, "high"}, {c.Medium, "medium"}, {c.Low, "low"}, {c.Waived, "waived"}} {
		if p.n > 0 {
			parts = append(parts, num(p.n)+" "+p.word)
		}
	}
	if n := len(parts); n > 1 {
		return strings.Join(parts[:n-1], ", ") + " and " + parts[n-1]
	}
	return strings.Join(parts, "")
}

// annotationLevel gives the level of a concern; what its owner has accepted is
// only noticed.
func annotationLevel(c review.Concern) string {
	switch {
	case c.Waived != nil:
		return "notice"
	case c.Severity == review.High:
		return "error"
	case c.Severity == review.Medium:
		return "warning"
	}
	return "notice"
}

func (g *annotations) concern(level string, c review.Concern) {
	title := strings.ToUpper(severityOf(c.Severity).Word) + ": " + oneLine(c.Title)
	if c.Waived != nil {
		title = "WAIVED, " + title
	}
	text := firstSentence(c.Why)
	if len(c.Evidence) > 0 && c.Evidence[0].Place != "" {
		text = strings.TrimSpace("At " + g.plainRef(c.Evidence[0]) + ". " + text)
	}
	if c.Recommendation != "" {
		text = strings.TrimSpace(text + "\nDo: " + oneLine(c.Recommendation))
	}
	if c.Waived != nil {
		text = strings.TrimSpace(text + "\nWaived: " + waiverWords(*c.Waived))
	}
	text = strings.TrimSpace(text + "\n[" + oneLine(c.ID) + "]")
	g.put(level, append(g.place(c.Evidence), annotationProperty("title", title)), text)
}

// place gives the properties that name the file and the lines; without a
// passage it is the first line of the first document.
func (g *annotations) place(evidence []review.Evidence) []string {
	for _, e := range evidence {
		for _, d := range g.Documents {
			if d.ID == e.Document && (d.Rendered || e.Place != "") {
				return []string{annotationProperty("file", filePath(d.Path))} // its lines are not those of the file
			}
			if d.ID == e.Document {
				from := max(1, e.StartLine)
				return []string{annotationProperty("file", filePath(d.Path)), fmt.Sprintf("line=%d", from), fmt.Sprintf("endLine=%d", max(from, e.EndLine))}
			}
		}
	}
	if len(g.Documents) == 0 {
		return nil
	}
	file := annotationProperty("file", filePath(g.Documents[0].Path))
	if g.Documents[0].Rendered {
		return []string{file}
	}
	return []string{file, "line=1"}
}

// put writes one command.
func (g *annotations) put(level string, properties []string, text string) {
	g.shown[level]++
	fmt.Fprintf(&g.b, "::%s %s::%s\n", level, strings.Join(properties, ","), commandData(text))
}

// filePath gives a path with forward slashes, as a repository has it.
func filePath(p string) string { return path.Clean(strings.ReplaceAll(oneLine(p), `\`, "/")) }

// annotationProperty gives one property of a command.
func annotationProperty(name, value string) string {
	return name + "=" + strings.NewReplacer(":", "%3A", ",", "%2C").Replace(commandData(value))
}

// commandData escapes what would end the text of a command.
func commandData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}
