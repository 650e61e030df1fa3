package deepdive

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"archreview/checklists"
	"archreview/internal/diagram"
)

// Roles of which the code knows: the application, to which all others relate,
// and its clients.
const (
	appRole    = "app"
	clientRole = "client"
)

// node is a component in the drawing.
type node struct {
	roles []string // of the catalog; none if it is not known
	label string
	shape string // box, store or round
	added bool
	named bool // the documents name a technology for it
}

type edge struct {
	from, to int
	added    bool
}

// graph is a drawing of components.
type graph struct {
	nodes []node
	edges []edge
	drawn bool // after a drawing of the documents
}

// role gives the first node that plays a role, or -1.
func (g *graph) role(id string) int {
	return slices.IndexFunc(g.nodes, func(n node) bool { return slices.Contains(n.roles, id) && !n.added })
}

// edge adds an edge between two nodes, once.
func (g *graph) edge(from, to int, added bool) {
	if from < 0 || to < 0 || from == to {
		return
	}
	for _, e := range g.edges {
		if e.from == from && e.to == to {
			return
		}
	}
	g.edges = append(g.edges, edge{from, to, added})
}

// attach adds a recommended part, at the roles it belongs to; at the
// application where none of them is drawn.
func (g *graph) attach(label string, edges []string) {
	self := len(g.nodes)
	g.nodes = append(g.nodes, node{label: label, shape: "box", added: true})
	joined := false
	for _, e := range edges {
		from, to, _ := strings.Cut(e, " > ")
		a, b := g.role(from), g.role(to)
		if from == "self" {
			a = self
		}
		if to == "self" {
			b = self
		}
		if a >= 0 && b >= 0 {
			g.edge(a, b, true)
			joined = true
		}
	}
	if !joined {
		g.edge(max(0, g.role(appRole)), self, true)
	}
}

// prune keeps the nodes whose roles are wanted, then those with most edges.
func (g *graph) prune(wanted []string, most int) {
	degree := make([]int, len(g.nodes))
	for _, e := range g.edges {
		degree[e.from]++
		degree[e.to]++
	}
	order := make([]int, len(g.nodes))
	for i := range order {
		order[i] = i
		switch roles := g.nodes[i].roles; {
		case slices.Contains(roles, appRole):
			degree[i] += 200
		case slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(wanted, r) }):
			degree[i] += 100
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return degree[b] - degree[a] })
	keep := first(order, most)
	slices.Sort(keep)
	at := map[int]int{}
	out := graph{drawn: g.drawn}
	for i, n := range keep {
		at[n] = i
		out.nodes = append(out.nodes, g.nodes[n])
	}
	for _, e := range g.edges {
		from, ok := at[e.from]
		to, ok2 := at[e.to]
		if ok && ok2 {
			out.edges = append(out.edges, edge{from, to, e.added})
		}
	}
	*g = out
}

// mermaid writes the graph. What is added is dashed.
func (g *graph) mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	for i, n := range g.nodes {
		open, end := "[", "]"
		switch n.shape {
		case "store":
			open, end = "[(", ")]"
		case "round":
			open, end = "([", "])"
		}
		fmt.Fprintf(&b, "  %s%s\"%s\"%s", g.name(i), open, escape(n.label), end)
		if n.added {
			b.WriteString(":::new")
		}
		b.WriteByte('\n')
	}
	for _, e := range g.edges {
		arrow := "-->"
		if e.added {
			arrow = "-.->"
		}
		fmt.Fprintf(&b, "  %s %s %s\n", g.name(e.from), arrow, g.name(e.to))
	}
	if slices.ContainsFunc(g.nodes, func(n node) bool { return n.added }) {
		b.WriteString("  classDef new stroke-dasharray: 5 5\n")
	}
	return b.String()
}

func (g *graph) name(i int) string {
	if g.nodes[i].added {
		return fmt.Sprintf("add%d", i+1)
	}
	return fmt.Sprintf("n%d", i+1)
}

// escape makes a label of a document harmless within a quoted label: marks that
// Mermaid or HTML would read become entity codes, control characters go.
func escape(s string) string {
	const most = 48
	var b strings.Builder
	n := 0
	for _, r := range tidy(s) {
		if n++; n > most {
			b.WriteString("…")
			break
		}
		switch {
		case strings.ContainsRune("\"#<>&`\\;{}[]|", r):
			fmt.Fprintf(&b, "#%d;", r)
		case unicode.IsControl(r) || unicode.In(r, unicode.Cf):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// fromDrawing takes over the drawings of the documents that show components.
func (w *writer) fromDrawing() *graph {
	g := &graph{drawn: true}
	for i := range w.f.Sources {
		s := &w.f.Sources[i]
		if s.Answer != "" || s.Doc.Retired != "" {
			continue
		}
		for j := range s.Doc.Drawings {
			if d := &s.Doc.Drawings[j]; d.Type.Architectural() && d.Type != diagram.Sequence {
				w.take(g, d)
			}
		}
	}
	if g.role(appRole) < 0 && len(g.nodes) > 0 {
		b := g.busiest()
		g.nodes[b].roles = append(g.nodes[b].roles, appRole)
	}
	return g
}

// take adds the nodes and edges of a drawing. Boundaries only hold others.
func (w *writer) take(g *graph, d *diagram.Diagram) {
	at := map[string]int{}
	for i := range d.Nodes {
		x := &d.Nodes[i]
		if x.Kind == diagram.Boundary {
			continue
		}
		n := node{label: x.Label, shape: "box"}
		switch x.Kind {
		case diagram.Store:
			n.shape = "store"
		case diagram.Person, diagram.External:
			n.shape = "round"
		}
		n.roles = w.rolesOf(&n)
		at[x.ID] = len(g.nodes)
		g.nodes = append(g.nodes, n)
	}
	for _, e := range d.Edges {
		from, ok := at[e.From]
		to, ok2 := at[e.To]
		if ok && ok2 && !e.Reply {
			g.edge(from, to, false)
		}
	}
}

// busiest gives the box with most edges.
func (g *graph) busiest() int {
	degree := make([]int, len(g.nodes))
	for _, e := range g.edges {
		degree[e.from]++
		degree[e.to]++
	}
	best := 0
	for i := range g.nodes {
		if g.nodes[i].shape == "box" && (degree[i] > degree[best] || g.nodes[best].shape != "box") {
			best = i
		}
	}
	return best
}

// rolesOf tells by the words of a label which roles a node plays. A client is
// what plays no other role.
func (w *writer) rolesOf(n *node) []string {
	words := strings.FieldsFunc(strings.ToLower(n.label), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	var roles, clients []string
	for i := range w.d.Roles {
		switch r := &w.d.Roles[i]; {
		case !plays(r, words):
		case r.ID == clientRole:
			clients = append(clients, r.ID)
		default:
			roles = append(roles, r.ID)
		}
	}
	if len(roles) == 0 {
		return clients
	}
	return roles
}

func plays(r *checklists.DiveRole, words []string) bool {
	return slices.ContainsFunc(r.Words, func(word string) bool { return slices.Contains(words, word) })
}
