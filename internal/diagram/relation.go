package diagram

import (
	"strings"

	"archreview/internal/lazyregexp"
)

// members reads classes and entities, whose bodies in braces are left out.
type members struct {
	b        *builder
	relation func(line string) bool
	inside   bool
}

var (
	classOpen = lazyregexp.New("^(?:class|namespace|abstract class|interface|enum|object|entity)\\s+(`[^`]+`|\"[^\"]+\"|[^\\s\\[{:<]+)(?:\\[\"?([^\\]\"]*)\"?\\])?[^{]*(\\{)?")
	bodyOpen  = lazyregexp.New(`^("[^"]+"|[\w.-]+)(?:\["?([^\]"]*)"?\])?\s*\{`)
)

func (m *members) read(line string) {
	switch {
	case m.inside:
		m.inside = line != "}" && !strings.HasSuffix(line, "}")
	case line == "}":
		m.b.leave()
	case strings.HasPrefix(line, "note "), strings.HasPrefix(line, "direction "), strings.HasPrefix(line, "<<"),
		strings.HasPrefix(line, "style "), strings.HasPrefix(line, "classDef "), strings.HasPrefix(line, "link "), strings.HasPrefix(line, "click "):
	case m.relation(line):
	case strings.HasPrefix(line, "namespace "):
		name := strings.TrimRight(strings.TrimPrefix(line, "namespace "), " {")
		m.b.enter(name, "")
	case classOpen.MatchString(line):
		f := classOpen.FindStringSubmatch(line)
		m.b.node(unquoted(f[1]), f[2], m.kind())
		m.inside = f[3] != "" && !strings.HasSuffix(line, "}")
	case bodyOpen.MatchString(line):
		f := bodyOpen.FindStringSubmatch(line)
		m.b.node(unquoted(f[1]), f[2], m.kind())
		m.inside = !strings.HasSuffix(line, "}")
	case m.b.d.Type == Entities && !strings.ContainsAny(line, " :"):
		m.b.node(line, "", m.kind())
	}
}

// kind is that of all nodes: entities are tables.
func (m *members) kind() Kind {
	if m.b.d.Type == Entities {
		return Store
	}
	return Component
}

var (
	classLine  = lazyregexp.New("^(`[^`]+`|[^\\s\"<|*:]+?)\\s*(?:\"[^\"]*\")?\\s*(<\\|?|\\*|\\bo|\\(\\)|\\s[o])?(--|\\.\\.)(\\|?>|\\*|o\\s|\\(\\))?\\s*(?:\"[^\"]*\")?\\s*(`[^`]+`|[^\\s\":]+)\\s*(?::\\s*(.*))?$")
	entityLine = lazyregexp.New(`^("[^"]+"|[\w.-]+)\s+[|}][o|](?:--|\.\.)[o|][|{]\s+("[^"]+"|[\w.-]+)\s*(?::\s*(.*))?$`)
)

// classRelation reads a relation between classes. The whole points to its part,
// a class to what it inherits from.
func (b *builder) classRelation(line string) bool {
	m := classLine.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	left, right := strings.TrimSpace(m[2]), strings.TrimSpace(m[4])
	from, to := unquoted(m[1]), unquoted(m[5])
	switch {
	case left == "*" || left == "o": // the diamond stands at the whole
		b.link(from, to, m[6], true)
	case right == "*" || right == "o":
		b.link(to, from, m[6], true)
	default:
		b.pointed(from, to, m[6], strings.Contains(left, "<"), strings.Contains(right, ">"))
	}
	return true
}

// entityRelation reads a relation between tables, which has no direction.
func (b *builder) entityRelation(line string) bool {
	m := entityLine.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	for _, id := range m[1:3] {
		if n := b.named(unquoted(id)); n != nil {
			n.Kind = Store
		}
	}
	b.link(unquoted(m[1]), unquoted(m[2]), m[3], false)
	return true
}

var (
	macro     = lazyregexp.New(`^(\w+)\s*\((.*?)\)?\s*(\{)?\s*$`)
	macroName = lazyregexp.New(`^(Person|System|Container|Component)(Db|Queue)?(_Ext)?$`)
	relMacro  = lazyregexp.New(`^(?:Bi)?Rel(?:Index)?(?:_(?:U|D|L|R|Up|Down|Left|Right|Back|Neighbor|Back_Neighbor))?$`)
)

// c4 reads a line of a C4 diagram.
func (b *builder) c4(line string) { b.c4Line(line) }

// c4Line reads a macro, which Mermaid and PlantUML share, and tells whether the
// line was one.
func (b *builder) c4Line(line string) bool {
	if line == "}" {
		b.leave()
		return true
	}
	m := macro.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	name, args := m[1], macroArguments(m[2])
	arg := func(i int) string {
		if i < len(args) {
			return args[i]
		}
		return ""
	}
	switch {
	case relMacro.MatchString(name):
		if strings.HasPrefix(name, "RelIndex") && len(args) > 0 {
			args = args[1:]
		}
		from, to := arg(0), arg(1)
		if strings.Contains(name, "Back") {
			from, to = to, from
		}
		b.pointed(from, to, labelled(arg(2), arg(3)), strings.HasPrefix(name, "Bi"), true)
	case macroName.MatchString(name):
		b.c4Node(macroName.FindStringSubmatch(name), arg)
	case strings.HasSuffix(name, "Boundary"), name == "Deployment_Node", name == "Node", name == "Node_L", name == "Node_R":
		if m[3] != "" {
			b.enter(arg(0), arg(1))
			return true
		}
		b.node(arg(0), arg(1), Boundary)
	default:
		return false
	}
	if m[3] != "" {
		b.enter(arg(0), "")
	}
	return true
}

// c4Node declares a person, system, container or component.
func (b *builder) c4Node(m []string, arg func(int) string) {
	kind := Kind("")
	switch {
	case m[2] == "Db":
		kind = Store
	case m[2] == "Queue":
		kind = Queue
	case m[1] == "Person":
		kind = Person
	case m[3] != "":
		kind = External
	}
	n := b.node(arg(0), arg(1), kind)
	if n != nil && (m[1] == "Container" || m[1] == "Component") {
		n.Technology = plain(arg(2))
	}
}

// labelled joins what an edge says with the technology it names.
func labelled(label, technology string) string {
	if label == "" || technology == "" {
		return label + technology
	}
	return plain(label) + " [" + plain(technology) + "]"
}

// macroArguments splits the arguments of a macro; named ones are left out.
func macroArguments(s string) []string {
	var out []string
	for _, a := range outsideQuotes(s, ',') {
		if a = strings.TrimSpace(a); strings.HasPrefix(a, "$") {
			continue
		}
		out = append(out, unquoted(a))
	}
	return out
}
