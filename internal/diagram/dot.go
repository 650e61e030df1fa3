package diagram

import "strings"

// dot reads a graph of Graphviz.
func (b *builder) dot(text string) {
	d := &dotReader{b: b, t: lexed(text, "{}[]=;,:", true)}
	for d.p < len(d.t) && !d.t[d.p].is("{") {
		if d.t[d.p].is("digraph") {
			d.directed = true
		}
		d.p++
	}
	d.p++
	for d.p < len(d.t) {
		d.statement(0)
	}
}

// dotReader walks through the tokens of a graph.
type dotReader struct {
	b        *builder
	t        []token
	p        int
	directed bool
}

// at gives the token at an offset from here; an empty one behind the end.
func (d *dotReader) at(offset int) *token {
	if d.p+offset >= len(d.t) {
		return &token{}
	}
	return &d.t[d.p+offset]
}

// statement reads one statement and always moves on.
func (d *dotReader) statement(depth int) {
	t := d.at(0)
	switch {
	case t.is("}"), t.is(";"), t.is(","), t.is("]"):
		d.p++
		return
	case t.is("[") || t.is("="):
		d.p++
		return
	case (t.is("node") || t.is("edge") || t.is("graph")) && d.at(1).is("["):
		d.p++
		attributes := d.attributes()
		if t.is("graph") && attributes["label"] != "" {
			d.title(depth, attributes["label"])
		}
		return
	case d.at(1).is("="):
		if t.is("label") {
			d.title(depth, d.at(2).text)
		}
		d.p = min(d.p+3, len(d.t))
		return
	}
	d.chain(depth)
}

// title gives a label to the subgraph that is read, or to the diagram.
func (d *dotReader) title(depth int, label string) {
	if n := len(d.b.open); depth > 0 && n > 0 {
		if node := d.b.named(d.b.open[n-1]); node != nil {
			node.Label = plain(label)
			node.Line = d.at(0).line
		}
		return
	}
	if depth == 0 {
		d.b.d.Title = plain(label)
	}
}

// chain reads nodes and the edges between them.
func (d *dotReader) chain(depth int) {
	var ends [][]string
	var lines []int
	start := d.p
	for d.p < len(d.t) {
		ends = append(ends, d.end(depth))
		if t := d.at(0); t.is("->") || t.is("--") {
			lines = append(lines, t.line)
			d.p++
			if t.is("--") && d.at(0).is(">") {
				d.p++
			}
			continue
		}
		break
	}
	if d.p == start {
		d.p++
		return
	}
	attributes := d.attributes()
	if len(ends) == 1 {
		if len(ends[0]) == 1 && !d.t[start].is("{") && !d.t[start].is("subgraph") {
			d.declare(ends[0][0], d.t[start].line, attributes)
		}
		return
	}
	for i := 0; i+1 < len(ends); i++ {
		d.edges(ends[i], ends[i+1], lines[i], attributes)
	}
}

func (d *dotReader) edges(from, to []string, line int, attributes map[string]string) {
	const most = 50
	label := attributes["label"]
	if label == "" {
		label = attributes["xlabel"]
	}
	left, right := false, d.directed
	switch attributes["dir"] {
	case "back":
		left, right = true, false
	case "both":
		left, right = true, true
	case "none":
		left, right = false, false
	case "forward":
		right = true
	}
	if attributes["style"] == "invis" {
		return
	}
	d.b.line = line
	for _, f := range from[:min(most, len(from))] {
		for _, t := range to[:min(most, len(to))] {
			d.b.pointed(f, t, label, left, right)
		}
	}
}

// declare reads what the attributes tell of a node.
func (d *dotReader) declare(id string, line int, attributes map[string]string) {
	kind := Kind("")
	switch shape := strings.ToLower(attributes["shape"]); {
	case shape == "cylinder":
		kind = Store
	case shape == "cds" || shape == "queue":
		kind = Queue
	case shape == "person" || shape == "actor":
		kind = Person
	}
	label := attributes["label"]
	if strings.HasPrefix(attributes["shape"], "record") || attributes["shape"] == "Mrecord" {
		label = strings.NewReplacer("|", " ", "{", "", "}", "").Replace(label)
	}
	if label == `\N` {
		label = ""
	}
	d.b.line = line
	d.b.node(id, label, kind)
}

// end reads one end of an edge: a node with its port, or a subgraph.
func (d *dotReader) end(depth int) []string {
	t := d.at(0)
	if t.is("subgraph") || t.is("{") {
		return d.subgraph(depth)
	}
	if t.text == "" && !t.quoted || !t.quoted && strings.Contains("}[];,=:", t.text) || t.is("->") || t.is("--") {
		return nil
	}
	d.p++
	d.b.line = t.line
	id := t.text
	for range 2 { // port and compass point
		if d.at(0).is(":") {
			d.p = min(d.p+2, len(d.t))
		}
	}
	n := d.b.named(id)
	if n == nil {
		return nil
	}
	if k := len(d.b.open); n.In == "" && k > 0 {
		n.In = d.b.open[k-1]
	}
	return []string{n.ID}
}

// subgraph reads a group of statements and gives the nodes in it. Only a
// cluster is a boundary.
func (d *dotReader) subgraph(depth int) []string {
	name := ""
	if d.at(0).is("subgraph") {
		d.p++
		if t := d.at(0); !t.is("{") {
			name = t.text
			d.p++
		}
	}
	if !d.at(0).is("{") {
		return nil
	}
	d.b.line = d.at(0).line
	d.p++
	if depth >= MaxDepth {
		d.b.d.Cut = true
		d.over()
		return nil
	}
	cluster := strings.HasPrefix(strings.ToLower(name), "cluster")
	if cluster {
		d.b.enter(name, "")
	}
	first := d.p
	for d.p < len(d.t) && !d.at(0).is("}") {
		d.statement(depth + 1)
	}
	last := min(d.p, len(d.t))
	d.p++
	if cluster {
		d.b.leave()
	}
	return d.within(first, last)
}

// within lists the nodes that a group names.
func (d *dotReader) within(first, last int) []string {
	const most = 50
	var out []string
	for i := first; i < last && len(out) < most; i++ {
		if _, ok := d.b.at[d.t[i].text]; ok && (i == first || !d.t[i-1].is("=")) {
			out = append(out, d.t[i].text)
		}
	}
	return out
}

// over passes over a group that is nested too deep.
func (d *dotReader) over() {
	for depth := 1; d.p < len(d.t) && depth > 0; d.p++ {
		switch {
		case d.at(0).is("{"):
			depth++
		case d.at(0).is("}"):
			depth--
		}
	}
}

// attributes reads "[a=b, c=d]", several times over.
func (d *dotReader) attributes() map[string]string {
	out := map[string]string{}
	for d.at(0).is("[") {
		d.p++
		for d.p < len(d.t) && !d.at(0).is("]") && !d.at(0).is("{") && !d.at(0).is("}") {
			if d.at(1).is("=") {
				out[strings.ToLower(d.at(0).text)] = d.at(2).text
				d.p = min(d.p+3, len(d.t))
				continue
			}
			d.p++
		}
		if d.at(0).is("]") {
			d.p++
		}
	}
	return out
}
