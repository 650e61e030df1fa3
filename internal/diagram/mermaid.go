package diagram

import (
	"strings"

	"archreview/internal/lazyregexp"
)

// mermaid reads a Mermaid diagram of any of the types that show parts.
func (b *builder) mermaid(text string) {
	lines := strings.Split(text, "\n")
	n, head := b.mermaidBegins(lines)
	if n < 0 {
		return
	}
	word, _, _ := strings.Cut(strings.TrimRight(head, "; "), " ")
	var read func(string)
	switch {
	case strings.HasPrefix(word, "flowchart"), strings.HasPrefix(word, "graph"):
		b.flowchart(lines, n)
		return
	case word == "sequenceDiagram":
		b.d.Type, read = Sequence, b.message
	case strings.HasPrefix(word, "classDiagram"):
		b.d.Type = Classes
		read = (&members{b: b, relation: b.classRelation}).read
	case strings.HasPrefix(word, "stateDiagram"):
		b.d.Type, read = States, b.state
	case word == "erDiagram":
		b.d.Type = Entities
		read = (&members{b: b, relation: b.entityRelation}).read
	case strings.HasPrefix(word, "C4"):
		b.d.Type = Context
		if word == "C4Deployment" {
			b.d.Type = Deployment
		}
		read = b.c4
	case strings.HasPrefix(word, "architecture"):
		b.d.Type, read = Deployment, b.service
	default:
		if strings.Contains(head, "--") { // an excerpt of a flowchart
			b.flowchart(lines, -1)
		}
		return
	}
	for i := n + 1; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		if line == "" || strings.HasPrefix(line, "%%") || b.tooLong(line) || b.titled(line) {
			continue
		}
		b.line = i + 1
		read(strings.TrimRight(line, "; "))
	}
}

// mermaidBegins finds the line that says which type of diagram follows, behind
// front matter and comments.
func (b *builder) mermaidBegins(lines []string) (n int, head string) {
	matter := false
	for i, l := range lines {
		l = strings.TrimSpace(l)
		switch {
		case l == "---":
			matter = !matter
		case matter:
			b.titled(l)
		case l == "" || strings.HasPrefix(l, "%%"):
		default:
			return i, l
		}
	}
	return -1, ""
}

// titled takes the title of a diagram.
func (b *builder) titled(line string) bool {
	rest, ok := strings.CutPrefix(line, "title")
	if !ok || rest == "" || rest[0] != ' ' && rest[0] != ':' {
		return false
	}
	b.d.Title = plain(strings.TrimLeft(rest, " :"))
	return true
}

var (
	messageArrow = lazyregexp.New(`^(.+?)\s*(<<)?(--?)(?:>>|>|\\\\|//)\s*[+-]?\s*(.+)$`)
	messageOther = lazyregexp.New(`^(.+?)\s*(--?)(?:x|\))\s*[+-]?\s*(.+)$`)
	participant  = lazyregexp.New(`^(?:create\s+)?(participant|actor)\s+(\S.*?)(?:\s+as\s+(.+))?$`)
	typedOne     = lazyregexp.New(`^(\S+?)\s*@\{(.*)\}$`)
)

// message reads a line of a Mermaid sequence.
func (b *builder) message(line string) {
	if m := participant.FindStringSubmatch(line); m != nil {
		kind := Kind("")
		if m[1] == "actor" {
			kind = Person
		}
		id, label := m[2], m[3]
		if t := typedOne.FindStringSubmatch(id); t != nil { // participant X@{ "type": "database" }
			id = t[1]
			kind = sequenceKind(t[2])
		}
		b.node(id, label, kind)
		return
	}
	word, _, _ := strings.Cut(strings.ToLower(line), " ")
	switch word {
	case "note", "loop", "alt", "else", "opt", "par", "and", "critical", "option", "break", "rect", "box", "end",
		"activate", "deactivate", "autonumber", "destroy", "link", "links", "acctitle:", "accdescr:":
		return
	}
	head, label, _ := strings.Cut(line, ":")
	m := messageArrow.FindStringSubmatch(head)
	if m == nil {
		if o := messageOther.FindStringSubmatch(head); o != nil {
			m = []string{o[0], o[1], "", o[2], o[3]}
		}
	}
	if m == nil {
		return
	}
	from, to := strings.TrimSpace(m[1]), strings.TrimSpace(m[4])
	before := len(b.d.Edges)
	b.link(from, to, label, true)
	for i := before; i < len(b.d.Edges); i++ {
		b.d.Edges[i].Reply = m[3] == "--"
	}
	if m[2] != "" {
		b.link(to, from, label, true)
	}
}

// sequenceKind gives the kind that a participant is typed with.
func sequenceKind(s string) Kind {
	switch s = strings.ToLower(s); {
	case strings.Contains(s, "database"):
		return Store
	case strings.Contains(s, "queue"):
		return Queue
	case strings.Contains(s, "actor"):
		return Person
	}
	return ""
}

var (
	stateMove  = lazyregexp.New(`^(\[\*\]|[^\s:]+)\s*-->\s*(\[\*\]|[^\s:]+)\s*(?::\s*(.*))?$`)
	stateNamed = lazyregexp.New(`^state\s+"([^"]*)"\s+as\s+([^\s{]+)\s*(\{)?$`)
	stateOpen  = lazyregexp.New(`^state\s+([^\s{]+)\s*(\{|<<.*>>)?$`)
	stateSays  = lazyregexp.New(`^([^\s:]+)\s*:\s*(.+)$`)
)

// state reads a line of a state diagram. Where it begins and ends is no state.
func (b *builder) state(line string) {
	switch {
	case line == "}":
		b.leave()
	case strings.HasPrefix(line, "note "), strings.HasPrefix(line, "direction "), strings.HasPrefix(line, "classDef "):
	case stateNamed.MatchString(line):
		m := stateNamed.FindStringSubmatch(line)
		if m[3] != "" {
			b.enter(m[2], m[1])
			return
		}
		b.node(m[2], m[1], "")
	case stateOpen.MatchString(line):
		m := stateOpen.FindStringSubmatch(line)
		if m[2] == "{" {
			b.enter(m[1], "")
			return
		}
		b.node(m[1], "", "")
	case stateMove.MatchString(line):
		m := stateMove.FindStringSubmatch(line)
		if m[1] != "[*]" && m[2] != "[*]" {
			b.link(m[1], m[2], m[3], true)
		}
	case stateSays.MatchString(line):
		m := stateSays.FindStringSubmatch(line)
		b.node(m[1], m[2], "")
	}
}

var (
	serviceLine = lazyregexp.New(`^(service|group|junction)\s+([\w-]+)\s*(?:\(([^)]*)\))?\s*(?:\[([^\]]*)\])?(?:\s+in\s+([\w-]+))?$`)
	serviceLink = lazyregexp.New(`^([\w-]+)(?:\{group\})?\s*:\s*[LRTB]\s*(<)?--(?:\[[^\]]*\]-)?(>)?\s*[LRTB]\s*:\s*([\w-]+)(?:\{group\})?$`)
)

// service reads a line of an architecture diagram.
func (b *builder) service(line string) {
	if m := serviceLine.FindStringSubmatch(line); m != nil {
		kind := Kind("")
		switch {
		case m[1] == "group":
			kind = Boundary
		case strings.Contains(m[3], "database") || strings.Contains(m[3], "disk"):
			kind = Store
		case m[3] == "internet" || m[3] == "cloud":
			kind = External
		}
		if n := b.node(m[2], m[4], kind); n != nil {
			n.In = m[5]
		}
		return
	}
	if m := serviceLink.FindStringSubmatch(line); m != nil {
		b.pointed(m[1], m[4], "", m[2] != "", m[3] != "")
	}
}

// pointed adds an edge with heads at none, one or both of its ends.
func (b *builder) pointed(left, right, label string, atLeft, atRight bool) {
	if atLeft {
		b.link(right, left, label, true)
	}
	if atRight || !atLeft {
		b.link(left, right, label, atRight)
	}
}
