// Package diagram reads diagrams that are written as text (Mermaid, PlantUML,
// Graphviz DOT, Structurizr DSL) or kept as XML (draw.io) as nodes and edges
// with the lines on which they stand.
//
// The readers are tolerant: what they do not understand they skip, a line at a
// time. They never fail on a broken diagram, read at most MaxInput bytes, keep
// at most MaxNodes nodes and MaxEdges edges, and take time linear in the length
// of the text. Names and labels are untrusted text, cleaned of markup only.
package diagram

import "strings"

// Limits of a diagram. What lies beyond them is left out, and Diagram.Cut says so.
const (
	MaxInput = 1 << 20 // bytes of a diagram that are read
	MaxNodes = 2000
	MaxEdges = 5000
	MaxDepth = 50 // boundaries within one another

	longestLine = 4000 // bytes of a line in a notation that is read by lines
)

// Notation is the language in which a diagram is written.
type Notation string

// The notations.
const (
	Mermaid     Notation = "Mermaid"
	PlantUML    Notation = "PlantUML"
	DOT         Notation = "Graphviz DOT"
	Structurizr Notation = "Structurizr DSL"
	DrawIO      Notation = "draw.io" // as the text that Outline makes of its XML
)

// Notations lists all notations.
func Notations() []Notation { return []Notation{Mermaid, PlantUML, DOT, Structurizr, DrawIO} }

// Type tells what a diagram shows.
type Type string

// The types of diagrams. The first four show the parts of a system.
const (
	Components Type = "components" // flowcharts, component diagrams and graphs
	Sequence   Type = "sequence"
	Context    Type = "c4"
	Deployment Type = "deployment"
	Classes    Type = "classes"
	States     Type = "states"
	Entities   Type = "entities"
)

// Architectural says that the nodes of such diagrams are parts of a system, not
// classes, states or tables.
func (t Type) Architectural() bool {
	return t == Components || t == Sequence || t == Context || t == Deployment
}

// Kind tells what a node stands for.
type Kind string

// The kinds of nodes.
const (
	Component Kind = "component"
	Store     Kind = "store"
	Queue     Kind = "queue"
	External  Kind = "external"
	Person    Kind = "person"
	Boundary  Kind = "boundary" // holds other nodes
)

// Node is one thing in a diagram.
type Node struct {
	ID         string // as the diagram's edges name it; unique in the diagram
	Label      string // what a reader sees, on one line; never empty
	Name       string // first line of the label
	Technology string // where the notation names it apart from the label
	Kind       Kind
	In         string // ID of the boundary around it; empty at the top
	Line       int    // counted from 1; where it gets its label, else where it is first named
	drawn      bool   // it is declared, not only named by an edge
}

// Edge is one connection.
type Edge struct {
	From, To string // IDs of nodes
	Label    string // on one line; may be empty
	Directed bool
	Reply    bool // in a sequence, the dashed answer to an earlier message
	Line     int  // counted from 1
}

// Diagram is a diagram that has been read.
type Diagram struct {
	Notation Notation
	Type     Type
	Title    string // may be empty
	Nodes    []Node // in the order in which they are first named
	Edges    []Edge // in the order of their lines
	Cut      bool   // it is larger than the limits, and this is only a part
}

// Node gives the node with an ID, nil where there is none.
func (d *Diagram) Node(id string) *Node {
	for i := range d.Nodes {
		if d.Nodes[i].ID == id {
			return &d.Nodes[i]
		}
	}
	return nil
}

// Parse reads a diagram. A text that is no diagram of the notation gives one
// without nodes.
func Parse(n Notation, text string) Diagram {
	b := &builder{at: map[string]int{}, edges: map[Edge]bool{}}
	b.d.Notation, b.d.Type = n, Components
	if len(text) > MaxInput {
		text = text[:MaxInput]
		b.d.Cut = true
	}
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	switch n {
	case Mermaid:
		b.mermaid(text)
	case PlantUML:
		b.plantUML(text)
	case DOT:
		b.dot(text)
	case Structurizr:
		b.structurizr(text)
	case DrawIO:
		b.outline(text)
	}
	return b.finish()
}

// tooLong holds for a line that is not read.
func (b *builder) tooLong(line string) bool {
	b.d.Cut = b.d.Cut || len(line) > longestLine
	return len(line) > longestLine
}

// builder gathers a diagram.
type builder struct {
	d     Diagram
	at    map[string]int // nodes by ID
	edges map[Edge]bool  // those there are, without lines
	open  []string       // IDs of the boundaries around what is read, innermost last
	over  int            // boundaries that are open beyond MaxDepth
	line  int            // that is read
}

// node declares a node, or tells more of one that is known. Label and kind may
// be empty.
func (b *builder) node(id, label string, kind Kind) *Node {
	n := b.named(id)
	if n == nil {
		return nil
	}
	name := firstLine(label)
	if label = plain(label); label != "" && (n.Label == "" || !n.drawn) {
		n.Label, n.Name, n.Line = label, name, b.line
	}
	if kind != "" && n.Kind == "" {
		n.Kind = kind
	}
	if !n.drawn && n.Label == "" {
		n.Line = b.line
	}
	n.drawn = true
	if n.In == "" && len(b.open) > 0 && b.open[len(b.open)-1] != id {
		n.In = b.open[len(b.open)-1]
	}
	return n
}

// named gives the node with an ID, a new one where there is none yet; nil where
// it has no name or there are too many.
func (b *builder) named(id string) *Node {
	id = clip(strings.Join(strings.Fields(id), " "))
	if id == "" {
		return nil
	}
	if i, ok := b.at[id]; ok {
		return &b.d.Nodes[i]
	}
	if len(b.d.Nodes) >= MaxNodes {
		b.d.Cut = true
		return nil
	}
	b.at[id] = len(b.d.Nodes)
	b.d.Nodes = append(b.d.Nodes, Node{ID: id, Line: b.line})
	return &b.d.Nodes[len(b.d.Nodes)-1]
}

// link adds an edge between two nodes, which need not be known yet. What stands
// twice with the same words is kept once.
func (b *builder) link(from, to, label string, directed bool) {
	f := b.named(from)
	if f == nil {
		return
	}
	id := f.ID
	t := b.named(to)
	if t == nil {
		return
	}
	e := Edge{From: id, To: t.ID, Label: plain(label), Directed: directed}
	if b.edges[e] {
		return
	}
	if len(b.d.Edges) >= MaxEdges {
		b.d.Cut = true
		return
	}
	b.edges[e] = true
	e.Line = b.line
	b.d.Edges = append(b.d.Edges, e)
}

// enter opens a boundary.
func (b *builder) enter(id, label string) {
	if len(b.open) >= MaxDepth {
		b.over++
		b.d.Cut = true
		return
	}
	if n := b.node(id, label, Boundary); n != nil {
		n.Kind = Boundary
		id = n.ID
	}
	b.open = append(b.open, id)
}

// leave closes the innermost boundary.
func (b *builder) leave() {
	switch {
	case b.over > 0:
		b.over--
	case len(b.open) > 0:
		b.open = b.open[:len(b.open)-1]
	}
}

// finish settles what is still open: labels, kinds and answers.
func (b *builder) finish() Diagram {
	for i := range b.d.Nodes {
		n := &b.d.Nodes[i]
		if n.Label == "" {
			n.Label = n.ID
		}
		if n.Name == "" {
			n.Name = n.Label
		}
		if n.Kind == "" || n.Kind == Component {
			n.Kind = KindOf(n.Label + " " + n.Technology)
		}
	}
	asked := map[[2]string]bool{}
	for i := range b.d.Edges {
		e := &b.d.Edges[i]
		e.Reply = e.Reply && asked[[2]string{e.To, e.From}]
		asked[[2]string{e.From, e.To}] = true
	}
	return b.d
}
