package synthesis

import (
	"fmt"
	"strings"
	"unicode"

	"archreview/agent/review"
	"archreview/internal/diagram"
)

// mermaid writes the drawing as a flowchart.
func mermaid(a *review.Architecture) string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	for _, n := range a.Nodes {
		open, end := "[", "]"
		switch diagram.Kind(n.Kind) {
		case diagram.Store:
			open, end = "[(", ")]"
		case diagram.Queue:
			open, end = "{{", "}}"
		case diagram.External:
			open, end = "[[", "]]"
		case diagram.Person:
			open, end = "([", "])"
		}
		fmt.Fprintf(&b, "  %s%s\"%s\"%s\n", n.ID, open, drawable(n.Label), end)
	}
	for _, e := range a.Edges {
		arrow := "-->"
		if !e.Directed {
			arrow = "---"
		}
		if label := drawable(e.Label); label != "" {
			arrow += "|\"" + label + "\"|"
		}
		fmt.Fprintf(&b, "  %s %s %s\n", e.From, arrow, e.To)
	}
	return b.String()
}

// drawable makes a label harmless within quotes: what Mermaid, Markdown or HTML
// would read becomes a code, control characters go, long ones are cut.
func drawable(s string) string {
	const most = 60
	var b strings.Builder
	n := 0
	for _, r := range strings.Join(strings.Fields(s), " ") {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf) {
			continue
		}
		if n++; n > most {
			b.WriteString("…")
			break
		}
		if strings.ContainsRune("\"#<>&`\\;{}[]|%", r) {
			fmt.Fprintf(&b, "#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
