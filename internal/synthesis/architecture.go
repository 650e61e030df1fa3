package synthesis

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"archreview/agent/review"
	"archreview/internal/diagram"
	"archreview/internal/document"
	"archreview/internal/facts"
)

const (
	fewestParts = 3  // with fewer there is no drawing
	mostParts   = 20 // those with most connections are drawn
	mostKnown   = 400
	mostShown   = 3 // pieces of evidence for one part or connection
)

// part is a part of the system on its way into the drawing.
type part struct {
	label string
	kind  diagram.Kind
	stmts []int // that show it, in the order in which they were found
	drawn bool  // in a diagram of the documents
	links int
}

// tie is a connection of two parts.
type tie struct {
	from, to int
	label    string
	directed bool
	stmts    []int
}

// plan gathers parts and ties.
type plan struct {
	w     *writer
	parts []part
	by    map[string]int // parts by the key of their name
	ties  []tie
	at    map[[2]int]int
	lines map[[2]int]int // statement by source and line
	techs map[string]string
}

// architecture draws the system as the documents show it.
func (w *writer) architecture() review.Architecture {
	p := &plan{w: w, by: map[string]int{}, at: map[[2]int]int{}, lines: map[[2]int]int{}}
	p.techs = w.technologyWords()
	p.index()
	p.drawings()
	p.tables()
	p.lists()
	p.technologies()
	p.sentences()
	return p.result()
}

// index finds the statements of diagrams by their lines.
func (p *plan) index() {
	f := p.w.f
	for i := range f.Statements {
		st := &f.Statements[i]
		if st.Kind == document.Edge || st.Kind == document.CodeLine {
			if at := [2]int{st.Source, st.Line}; p.lines[at] == 0 {
				p.lines[at] = i + 1
			}
		}
	}
}

// statement gives the statement on a line of a source; false where there is
// none that the document decides.
func (p *plan) statement(source, line int) (int, bool) {
	st := p.lines[[2]int{source, line}] - 1
	return st, st >= 0 && p.w.f.SectionStatus(st) == facts.Affirmed
}

// drawings takes over what the diagrams of the documents show.
func (p *plan) drawings() {
	for si, s := range p.w.f.Sources {
		if s.Answer != "" {
			continue
		}
		for i := range s.Doc.Drawings {
			if g := &s.Doc.Drawings[i]; g.Type.Architectural() {
				p.drawing(si, g)
			}
		}
	}
}

func (p *plan) drawing(source int, g *diagram.Diagram) {
	ids := map[string]int{}
	joined := map[string]bool{}
	for i := range g.Edges {
		joined[g.Edges[i].From], joined[g.Edges[i].To] = true, true
	}
	for i := range g.Nodes {
		n := &g.Nodes[i]
		st, ok := p.statement(source, n.Line)
		if !ok || n.Kind == diagram.Boundary && !joined[n.ID] {
			continue
		}
		label, kind := n.Label, n.Kind
		if n.Technology != "" && !strings.Contains(strings.ToLower(label), strings.ToLower(n.Technology)) {
			label += " (" + n.Technology + ")"
		}
		if kind == diagram.Boundary {
			kind = diagram.Component
		}
		if k := p.part(label, kind, st); k >= 0 {
			p.parts[k].drawn = true
			ids[n.ID] = k + 1
		}
	}
	for i := range g.Edges {
		e := &g.Edges[i]
		from, to := ids[e.From]-1, ids[e.To]-1
		if st, ok := p.statement(source, e.Line); ok && !e.Reply && from >= 0 && to >= 0 {
			p.tie(from, to, e.Label, e.Directed, st)
		}
	}
}

// part gives the part with a name, a new one if there is none yet; -1 where it
// has no name or there are too many.
func (p *plan) part(label string, kind diagram.Kind, st int) int {
	label = strings.Join(strings.Fields(label), " ")
	if kind == diagram.Store && diagram.KindOf(mainName(label)) == diagram.Queue { // drawn as a cylinder
		kind = diagram.Queue
	}
	key := p.key(label, kind)
	if key == "" {
		return -1
	}
	i, ok := p.by[key]
	if !ok {
		if len(p.parts) >= mostKnown {
			return -1
		}
		i = len(p.parts)
		p.by[key] = i
		p.parts = append(p.parts, part{label: label, kind: kind})
	}
	q := &p.parts[i]
	if q.kind == diagram.Component {
		q.kind = kind
	}
	if !slices.Contains(q.stmts, st) && len(q.stmts) < mostShown {
		q.stmts = append(q.stmts, st)
	}
	return i
}

// tie connects two parts, once in each direction.
func (p *plan) tie(from, to int, label string, directed bool, st int) {
	if from == to {
		return
	}
	if i, ok := p.at[[2]int{to, from}]; ok && (!directed || !p.ties[i-1].directed) {
		from, to = to, from
	}
	i, ok := p.at[[2]int{from, to}]
	if !ok {
		p.ties = append(p.ties, tie{from: from, to: to, label: label, directed: directed})
		i = len(p.ties)
		p.at[[2]int{from, to}] = i
		p.parts[from].links++
		p.parts[to].links++
	}
	t := &p.ties[i-1]
	if t.label == "" {
		t.label = label
	}
	t.directed = t.directed || directed
	if !slices.Contains(t.stmts, st) && len(t.stmts) < mostShown {
		t.stmts = append(t.stmts, st)
	}
}

// result writes the parts that fit into one drawing.
func (p *plan) result() review.Architecture {
	if len(p.parts) < fewestParts {
		return review.Architecture{}
	}
	order := make([]int, len(p.parts))
	for i := range order {
		order[i] = i
	}
	if len(order) > mostParts {
		rank := func(i int) int {
			if p.parts[i].drawn {
				return p.parts[i].links + 2
			}
			return p.parts[i].links
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank(b), rank(a)) })
		order = order[:mostParts]
		slices.Sort(order)
	}
	var a review.Architecture
	ids := map[int]string{}
	for _, i := range order {
		q := &p.parts[i]
		id := fmt.Sprint("n", len(a.Nodes)+1)
		ids[i] = id
		a.Nodes = append(a.Nodes, review.ArchitectureNode{ID: id, Label: q.label, Kind: string(q.kind), Evidence: p.evidence(q.stmts)})
	}
	for _, t := range p.ties {
		if ids[t.from] != "" && ids[t.to] != "" {
			a.Edges = append(a.Edges, review.ArchitectureEdge{From: ids[t.from], To: ids[t.to], Label: t.label, Directed: t.directed, Evidence: p.evidence(t.stmts)})
		}
	}
	a.Diagram = mermaid(&a)
	a.Notes = p.notes(len(p.parts)-len(order), len(a.Edges) == 0)
	return a
}

// notes say what is not drawn.
func (p *plan) notes(left int, untied bool) []string {
	var out []string
	if untied {
		out = append(out, p.w.say("architecture.untied", nil))
	}
	if left > 0 {
		out = append(out, p.w.say("architecture.more", map[string]any{"Left": some(left, "more part")}))
	}
	for _, d := range p.w.b.Documents {
		for _, n := range d.Notes {
			if n.What == document.PicturesUnread {
				out = append(out, p.w.say("architecture.pictures", map[string]any{"Document": d.Path, "Many": len(p.w.b.Documents) > 1}))
			}
		}
	}
	return out
}

func (p *plan) evidence(stmts []int) []review.Evidence {
	out := make([]review.Evidence, 0, len(stmts))
	for _, st := range stmts {
		out = append(out, p.w.b.Quote(st))
	}
	return out
}
