package diagram

import (
	"strings"
	"sync"
)

// Marks of an outline: "API (component)", "API -> PostgreSQL : reads",
// "API -- PostgreSQL", "Diagram: Overview".
const (
	outlineTitle = "Diagram: "
	outlineTo    = " -> "
	outlineWith  = " -- "
	outlineSays  = " : "
)

// outline reads the text that Outline writes, one node or edge a line.
func (b *builder) outline(text string) {
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		b.line = i + 1
		switch {
		case line == "":
		case strings.HasPrefix(line, outlineTitle):
			if b.d.Title == "" {
				b.d.Title = plain(line[len(outlineTitle):])
			}
		case !b.tooLong(line):
			b.outlined(line)
		}
	}
}

func (b *builder) outlined(line string) {
	for _, mark := range [...]string{outlineTo, outlineWith} {
		if from, rest, ok := strings.Cut(line, mark); ok {
			to, label, _ := strings.Cut(rest, outlineSays)
			b.link(from, to, label, mark == outlineTo)
			return
		}
	}
	if at := strings.LastIndex(line, " ("); at > 0 && strings.HasSuffix(line, ")") {
		kind := Kind(line[at+2 : len(line)-1])
		switch kind {
		case Component, Store, Queue, External, Person, Boundary:
			if n := b.node(line[:at], line[:at], kind); n != nil {
				n.Kind = kind
			}
		}
	}
}

// page is one page of a drawing before it is written as an outline.
type page struct {
	name  string
	nodes []Node
	edges []Edge
}

// write writes the page, nodes before edges. Boxes without an edge and without
// words are left out.
func (p *page) write(w *strings.Builder) {
	if p.name != "" {
		w.WriteString(outlineTitle + p.name + "\n")
	}
	labels := map[string]string{}
	for i := range p.nodes {
		n := &p.nodes[i]
		labels[n.ID] = n.Label
		w.WriteString(n.Label + " (" + string(n.Kind) + ")\n")
	}
	for i := range p.edges {
		e := &p.edges[i]
		mark := outlineTo
		if !e.Directed {
			mark = outlineWith
		}
		w.WriteString(labels[e.From] + mark + labels[e.To])
		if e.Label != "" {
			w.WriteString(outlineSays + e.Label)
		}
		w.WriteByte('\n')
	}
}

// marks takes the place of marks of an outline in labels.
var marks = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer("->", "→", "--", "–", " : ", ": ")
})

// outlineLabel gives a label in which no mark of an outline stands.
func outlineLabel(s string) string {
	s = marks().Replace(plain(s))
	return strings.Join(strings.Fields(s), " ")
}
