package diagram

import (
	"fmt"
	"strings"
)

// sheet makes nodes and edges of the cells of one page.
type sheet struct {
	cells []cell
	cut   bool
	loose int
	at    map[string]int    // cells by id
	words map[string]string // label of an edge that hangs on it as a cell
	holds map[string]bool   // cells that hold others
	taken map[string]int    // how often a label is in use
	name  map[string]string // label of each node by id
	p     page
}

func (s *sheet) page() *page {
	s.at, s.words, s.holds = map[string]int{}, map[string]string{}, map[string]bool{}
	s.taken, s.name = map[string]int{}, map[string]string{}
	for i := range s.cells {
		s.at[s.cells[i].id] = i
	}
	for i := range s.cells {
		c := &s.cells[i]
		j, ok := s.at[c.parent]
		switch {
		case !ok || c.edge:
		case s.cells[j].edge:
			s.words[c.parent] = strings.TrimSpace(s.words[c.parent] + " " + plain(c.value))
		case c.vertex && s.cells[j].vertex && !isText(c):
			s.holds[c.parent] = true
		}
	}
	for i := range s.cells {
		if c := &s.cells[i]; c.edge {
			s.edge(c)
		}
	}
	for i := range s.cells {
		if c := &s.cells[i]; c.vertex && s.name[c.id] == "" && s.drawn(c) {
			s.node(c.id)
		}
	}
	return &s.p
}

// isText holds for words that stand beside the drawing.
func isText(c *cell) bool {
	return strings.HasPrefix(c.style, "text;") || c.style == "text" || strings.Contains(c.style, "edgeLabel")
}

// drawn tells whether a cell without an edge is a node.
func (s *sheet) drawn(c *cell) bool {
	if j, ok := s.at[c.parent]; ok && s.cells[j].edge {
		return false
	}
	return !isText(c) && plain(c.value) != "" && !strings.Contains(c.style, "shape=note")
}

// node gives the label of the node that a cell stands for; "" if it is none.
func (s *sheet) node(id string) string {
	if name := s.name[id]; name != "" {
		return name
	}
	i, ok := s.at[id]
	if !ok || !s.cells[i].vertex {
		return ""
	}
	c := &s.cells[i]
	if len(s.p.nodes) >= MaxNodes {
		s.cut = true
		return ""
	}
	label := outlineLabel(c.value)
	if label == "" { // an icon whose words stand on the group around it, or nowhere
		if j, ok := s.at[c.parent]; ok && s.cells[j].vertex {
			label = outlineLabel(s.cells[j].value)
		}
		if label == "" {
			label = fmt.Sprint("unnamed box ", len(s.p.nodes)+1)
		}
	}
	kind := s.kind(c)
	if kind == Component {
		kind = KindOf(label)
	}
	s.taken[label]++
	if n := s.taken[label]; n > 1 {
		label = fmt.Sprintf("%s [%d]", label, n)
		s.taken[label]++
	}
	s.name[id] = label
	s.p.nodes = append(s.p.nodes, Node{ID: label, Label: label, Kind: kind})
	return label
}

// kind tells by its style what a cell stands for.
func (s *sheet) kind(c *cell) Kind {
	style := strings.ToLower(c.style)
	has := func(words string) bool {
		for _, w := range strings.Fields(words) {
			if strings.Contains(style, w) {
				return true
			}
		}
		return false
	}
	switch {
	case s.holds[c.id] && has("swimlane container=1 group aws4.group shape=mxgraph.aws4.group rounded dashed whitespace"):
		return Boundary
	case has("swimlane"):
		return Boundary
	case has("umlactor shape=actor actor; c4.person"):
		return Person
	case has("sqs sns kinesis pubsub servicebus event_hub queue msk"):
		return Queue
	case has("cylinder datastore database rds dynamodb s3 elasticache aurora cosmos sql_database cloud_sql redis"):
		return Store
	case has("shape=cloud ellipse;shape=cloud"):
		return External
	}
	return Component
}

// edge reads a line between two cells.
func (s *sheet) edge(c *cell) {
	if c.source == "" && c.target == "" {
		return // a line of the drawing, not a connection
	}
	from, to := s.node(s.through(c.source)), s.node(s.through(c.target))
	if from == "" || to == "" {
		s.loose++
		return
	}
	if len(s.p.edges) >= MaxEdges {
		s.cut = true
		return
	}
	label := outlineLabel(plain(c.value) + " " + s.words[c.id])
	start := strings.Contains(c.style, "startArrow=") && !strings.Contains(c.style, "startArrow=none")
	end := !strings.Contains(c.style, "endArrow=none")
	add := func(from, to string, directed bool) {
		s.p.edges = append(s.p.edges, Edge{From: from, To: to, Label: label, Directed: directed})
	}
	if start {
		add(to, from, true)
	}
	if end || !start {
		add(from, to, end)
	}
}

// through gives the node to which a line leads that ends at a part of it.
func (s *sheet) through(id string) string {
	for range 3 {
		i, ok := s.at[id]
		if !ok || plain(s.cells[i].value) != "" {
			return id
		}
		j, ok := s.at[s.cells[i].parent]
		if !ok || !s.cells[j].vertex || plain(s.cells[j].value) == "" {
			return id
		}
		id = s.cells[j].id
	}
	return id
}
