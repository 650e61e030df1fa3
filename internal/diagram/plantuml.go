package diagram

import (
	"strings"

	"archreview/internal/lazyregexp"
)

var (
	umlKeyword = lazyregexp.New(`^(?:create\s+)?(abstract\s+class|abstract|actor|person|agent|artifact|boundary|card|circle|class|cloud|collections|component|control|database|entity|enum|file|folder|frame|hexagon|interface|node|object|package|participant|process|queue|rectangle|stack|state|storage|usecase|together|namespace|partition|box|map|json)\b\s*(.*)$`)
	umlAlias   = lazyregexp.New(`^("[^"]*"|\[[^\]]*\]|\([^)]*\)|:[^:]+:|[^\s"\[{(]+)(?:\s+as\s+("[^"]*"|\[[^\]]*\]|\([^)]*\)|[^\s"\[{(]+))?`)
	umlOneOf   = lazyregexp.New(`^(?:\[[^\]]+\]|\(\)\s*"[^"]+"|\(\)\s*\w+|:[^:]+:|\([^)]+\))(?:\s+as\s+(\S+))?\s*(?:<<.*>>)?\s*(?:#\S+)?$`)
)

// uml reads PlantUML, whatever the diagram shows.
type uml struct {
	b      *builder
	until  string // what ends a passage that is not read
	body   int    // braces open in a passage that is not read
	braces []bool // open braces: whether each is a boundary
	marks  map[Type]int
	wide   string // beginning of a label over several lines
	first  int    // line on which it begins
}

// plantUML reads the diagrams of a text.
func (b *builder) plantUML(text string) {
	u := &uml{b: b, marks: map[Type]int{}}
	for i, line := range strings.Split(text, "\n") {
		b.line = i + 1
		if line = strings.TrimSpace(line); !b.tooLong(line) && !u.skips(line) {
			u.read(line)
		}
	}
	b.d.Type = u.kind()
	if b.d.Type == Sequence {
		return
	}
	for i := range b.d.Edges {
		b.d.Edges[i].Reply = false
	}
}

// kind decides what the diagram shows.
func (u *uml) kind() Type {
	best := Components
	for _, t := range [...]Type{Components, Sequence, Context, Deployment, Classes, States, Entities} {
		if u.marks[t] > u.marks[best] {
			best = t
		}
	}
	return best
}

// skips passes over comments, notes, styles and bodies of classes.
func (u *uml) skips(line string) bool {
	lower := strings.ToLower(line)
	switch {
	case u.until != "":
		if strings.Contains(lower, u.until) {
			u.until = ""
		}
		return true
	case u.body > 0:
		u.body += strings.Count(line, "{") - strings.Count(line, "}")
		return true
	case line == "", line[0] == '\'', line[0] == '!' && !strings.HasPrefix(line, "!procedure"), line[0] == '@':
		return true
	case strings.HasPrefix(line, "/'"):
		if !strings.Contains(line, "'/") {
			u.until = "'/"
		}
		return true
	}
	word, _, _ := strings.Cut(strings.TrimLeft(lower, "/"), " ")
	switch word {
	case "!procedure", "!function":
		u.until = "!end"
	case "note", "hnote", "rnote":
		if !strings.Contains(line, ":") && !strings.Contains(line, `"`) {
			u.until = "end"
		}
	case "legend", "header", "footer", "<style>":
		u.until = "end"
		if word == "<style>" {
			u.until = "</style>"
		}
	case "skinparam":
		u.body = max(0, strings.Count(line, "{")-strings.Count(line, "}"))
	case "title":
		if !u.b.titled(line) {
			u.until = "end title"
		}
	case "alt", "loop", "group", "opt", "par", "activate", "deactivate", "autonumber", "return", "ref", "critical", "break", "destroy":
		u.marks[Sequence] += 5
	case "hide", "show", "scale", "else", "end", "left", "top", "caption", "mainframe", "sprite", "newpage", "center", "remove", "allowmixing", "allow_mixing", "layout_with_legend()":
	default:
		return false
	}
	return true
}

// read reads a line that may declare or connect.
func (u *uml) read(line string) {
	switch {
	case u.wide != "":
		u.wide += " " + line
		switch {
		case strings.Contains(line, "]"):
			last := u.b.line
			line, u.wide, u.b.line = u.wide, "", u.first
			u.read(line)
			u.b.line = last
		case len(u.wide) > 8*longestLabel: // it is never closed
			u.wide = ""
		}
		return
	case line == "}":
		if n := len(u.braces); n > 0 {
			if u.braces[n-1] {
				u.b.leave()
			}
			u.braces = u.braces[:n-1]
		}
		return
	case line == "{" || line == "--" || strings.HasPrefix(line, "==") || strings.HasPrefix(line, "..."):
		return
	}
	open := len(u.b.open) + u.b.over
	if m := macro.FindStringSubmatch(line); m != nil && u.b.c4Line(line) {
		u.marks[Context] += 5
		if len(u.b.open)+u.b.over > open {
			u.braces = append(u.braces, true)
		}
		return
	}
	if m := umlKeyword.FindStringSubmatch(line); m != nil && m[2] != "" && !startsArrow(m[2]) {
		u.declare(line, strings.Fields(m[1])[0], m[2])
		return
	}
	if u.connect(line) {
		return
	}
	if umlOneOf.MatchString(line) {
		u.end(line)
		u.marks[Components]++
		return
	}
	if m := stateSays.FindStringSubmatch(line); m != nil && u.marks[States] > 0 {
		u.b.node(m[1], m[2], "")
	}
}

// startsArrow holds for what follows a name, not a keyword: "node -> x".
func startsArrow(rest string) bool {
	return strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "<-") || strings.HasPrefix(rest, ".")
}

// declare reads "database "Orders" as db {" and its like.
func (u *uml) declare(line, keyword, rest string) {
	if strings.Contains(rest, "[") && !strings.Contains(rest, "]") && !strings.Contains(rest, `"[`) {
		u.wide, u.first = line, u.b.line
		return
	}
	opens := strings.HasSuffix(rest, "{")
	id, label := u.alias(strings.TrimSpace(strings.TrimSuffix(rest, "{")))
	if id == "" {
		id = keyword
	}
	kind, of := umlKind(keyword)
	u.marks[of]++
	if keyword == "node" || keyword == "artifact" {
		u.marks[of] += 2
	}
	bodied := of == Classes || keyword == "entity" || keyword == "map" || keyword == "json" || keyword == "object"
	switch {
	case opens && bodied && keyword != "namespace":
		if keyword == "entity" {
			u.marks[Entities] += 2
		}
		u.b.node(id, label, kind)
		u.body = 1
	case opens && (keyword == "together" || keyword == "box" || keyword == "partition"):
		u.braces = append(u.braces, false)
	case opens:
		u.b.enter(id, label)
		u.braces = append(u.braces, true)
	case keyword == "box" || keyword == "together" || keyword == "partition":
	default:
		u.b.node(id, label, kind)
	}
}

// alias takes name and label apart: "Label" as id, id as "Label", [Label] as id.
func (u *uml) alias(rest string) (id, label string) {
	m := umlAlias.FindStringSubmatch(rest)
	if m == nil {
		return "", ""
	}
	first, second := bare(m[1]), bare(m[2])
	switch {
	case second == "":
		id = first
		if at := strings.IndexByte(rest, '['); m[1][0] != '[' && at > 0 && strings.HasSuffix(rest, "]") {
			label = rest[at+1 : len(rest)-1]
		} else if first != m[1] {
			label = first
		}
	case strings.HasPrefix(m[2], `"`) && !strings.HasPrefix(m[1], `"`):
		id, label = first, second
	default:
		id, label = second, first
	}
	return id, label
}

// bare takes the brackets of a name off.
func bare(s string) string {
	if s = strings.TrimSpace(s); len(s) < 2 {
		return s
	}
	switch s[0] {
	case '[', '(', '"', ':':
		return strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

// umlKind gives the kind of node that a keyword declares, and the type of
// diagram it speaks for.
func umlKind(keyword string) (Kind, Type) {
	switch keyword {
	case "actor", "person":
		return Person, Components
	case "database", "storage":
		return Store, Components
	case "queue":
		return Queue, Components
	case "cloud":
		return External, Components
	case "node", "artifact":
		return "", Deployment
	case "participant", "boundary", "control", "collections":
		return "", Sequence
	case "class", "abstract", "interface", "enum", "object", "map", "json":
		return "", Classes
	case "state":
		return "", States
	case "entity":
		return Store, Entities
	}
	return "", Components
}

// end gives the ID of one end of an edge, which may declare a node.
func (u *uml) end(s string) string {
	s = strings.TrimSpace(s)
	if m := umlOneOf.FindStringSubmatch(s); m != nil && s != "" {
		kind := Kind("")
		text, _, _ := strings.Cut(s, " as ")
		if s[0] == ':' {
			kind = Person
		}
		id := bare(strings.TrimSpace(strings.TrimPrefix(text, "()")))
		if !strings.HasPrefix(text, "()") || strings.Contains(text, `"`) {
			label := id
			if m[1] != "" {
				id = m[1]
			}
			u.b.node(id, label, kind)
		}
		if m[1] != "" {
			id = m[1]
		}
		return id
	}
	if strings.HasPrefix(s, `"`) && strings.HasSuffix(s, `"`) {
		return bare(s)
	}
	if i := strings.IndexByte(s, '"'); i > 0 { // a cardinality behind the name
		s = strings.TrimSpace(s[:i])
	}
	if strings.HasPrefix(s, `"`) { // or before it
		if i := strings.IndexByte(s[1:], '"'); i >= 0 {
			s = strings.TrimSpace(s[i+2:])
		}
	}
	name, _, _ := strings.Cut(s, "::")
	name, _, _ = strings.Cut(name, " ")
	return strings.TrimRight(name, "+-*!")
}
