package consult

import (
	"strings"

	"archreview/internal/lazyregexp"
)

// Limits of a diagram that a model draws.
const (
	mostDiagram      = 4000 // bytes
	mostDiagramLines = 60
)

var (
	flowHead    = lazyregexp.New(`^(?:flowchart|graph) (?:TB|TD|BT|RL|LR)$`)
	flowNode    = lazyregexp.New(`^[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*`)
	flowShape   = lazyregexp.New(`^(?:\[\[` + label + `\]\]|\[\(` + label + `\)\]|\(\[` + label + `\]\)|\(\(` + label + `\)\)|\{\{` + label + `\}\}|\[` + label + `\]|\(` + label + `\)|\{` + label + `\}|>` + label + `\])`)
	flowEdge    = lazyregexp.New(`^(?:<?(?:-{2,}|-\.+-|={2,})[>xo]|-{3,}|-\.+-|={3,}|-- ?` + words + ` ?-->|-- ?` + words + ` ?---|-\. ?` + words + ` ?\.->|== ?` + words + ` ?==>)(?:\|` + label + `\|)?`)
	flowOther   = lazyregexp.New(`^(?:direction (?:TB|TD|BT|RL|LR)|(?:classDef|class|style|linkStyle) [A-Za-z0-9_,:;#.\- ]+)$`)
	flowOpen    = lazyregexp.New(`^subgraph (?:[A-Za-z][\w-]*(?: ?\[` + label + `\])?|` + label + `)$`)
	flowClass   = lazyregexp.New(`^:::[A-Za-z]\w*`)
	callLine    = lazyregexp.New(`^` + actor + ` ?(?:<<)?-{1,2}(?:>>|>|x|\))[+-]? ?` + actor + ` ?: ?\S.*$`)
	callOther   = lazyregexp.New(`^(?:(?:participant|actor) ` + actor + `(?: as .+)?|(?:de)?activate ` + actor + `|autonumber|[Nn]ote (?:over|left of|right of) ` + actor + `(?:, ?` + actor + `)?: ?\S.*)$`)
	callOpen    = lazyregexp.New(`^(?:loop|alt|opt|par|critical|break|rect|box)(?: .*)?$`)
	callBetween = lazyregexp.New(`^(?:else|and|option)(?: .*)?$`)
	// active is what makes a viewer fetch, run or configure something.
	active = lazyregexp.New("(?i)<[a-z/!?]|%%\\{|```|https?:|www\\.|javascript:|data:|^\\s*(?:click|href|links?|callback) |&lt;")
)

const (
	label = `(?:"[^"]*"|[^\[\](){}|"<>]+)`
	words = `(?:"[^"]*"|[^-=.>|"<][^>|"<]*?)`
	actor = `[A-Za-z][A-Za-z0-9_ ]*?`
)

// mermaid gives a diagram in Mermaid if it is a flowchart or a sequence that a
// viewer can draw, of bounded size, and holds nothing that a viewer would load
// or run.
func mermaid(text string) (string, bool) {
	text = strings.TrimSpace(unfenced(strings.ReplaceAll(text, "<br/>", " ")))
	if text == "" || len(text) > mostDiagram {
		return "", false
	}
	list := lines(strings.Split(text, "\n"))
	if len(list) < 2 || len(list) > mostDiagramLines {
		return "", false
	}
	check := flowLine
	switch {
	case list[0] == "sequenceDiagram":
		check = sequenceLine
	case !flowHead.MatchString(strings.TrimSuffix(list[0], ";")):
		return "", false
	}
	depth, edges := 0, 0
	for _, l := range list[1:] {
		if active.MatchString(l) {
			return "", false
		}
		if strings.HasPrefix(l, "%%") {
			continue
		}
		d, e, ok := check(strings.TrimSpace(strings.TrimSuffix(l, ";")), depth)
		if depth += d; !ok || depth < 0 {
			return "", false
		}
		edges += e
	}
	return text, depth == 0 && edges > 0
}

// flowLine reads a line of a flowchart: how it changes the depth of subgraphs,
// how many edges it has, and whether it can be read.
func flowLine(l string, depth int) (int, int, bool) {
	switch {
	case l == "end":
		return -1, 0, depth > 0
	case flowOpen.MatchString(l):
		return 1, 0, true
	case flowOther.MatchString(l):
		return 0, 0, true
	}
	edges := 0
	for {
		id := flowNode.FindString(l)
		if id == "" || strings.EqualFold(id, "end") {
			return 0, 0, false
		}
		l = l[len(id):]
		l = l[len(flowShape.FindString(l)):]
		l = strings.TrimSpace(l[len(flowClass.FindString(l)):])
		if l == "" {
			return 0, edges, true
		}
		if rest, ok := strings.CutPrefix(l, "&"); ok {
			l = strings.TrimSpace(rest)
			continue
		}
		edge := flowEdge.FindString(l)
		if edge == "" {
			return 0, 0, false
		}
		edges++
		l = strings.TrimSpace(l[len(edge):])
	}
}

// sequenceLine is flowLine for a line of a sequence diagram.
func sequenceLine(l string, depth int) (int, int, bool) {
	switch {
	case l == "end":
		return -1, 0, depth > 0
	case callLine.MatchString(l):
		return 0, 1, true
	case callOther.MatchString(l):
		return 0, 0, true
	case callOpen.MatchString(l):
		return 1, 0, true
	}
	return 0, 0, callBetween.MatchString(l) && depth > 0
}

var fence = lazyregexp.New("(?s)^\\s*```[A-Za-z]*[ \t]*\n(.*?)\n?```\\s*$")

// unfenced takes a code fence off.
func unfenced(text string) string {
	if m := fence.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return text
}
