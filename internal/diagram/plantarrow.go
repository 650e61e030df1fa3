package diagram

import (
	"strings"

	"archreview/internal/lazyregexp"
)

// umlArrow matches what may be an arrow of PlantUML: left head, line, style and
// direction, line, right head.
var umlArrow = lazyregexp.New(`(<\|?|<<|[*o+#^x]|\}[o|]|\|[o|]|\\\\?|//?)?(-+|\.+|=+|~+)(\[[^\[\]]{0,60}\])?(left|right|up|down|le|ri|do|l|r|u|d)?(\[[^\[\]]{0,60}\])?([-.=~]*)(\|?>>?|[*o+#^x]|[o|]\{|[o|]\||\\\\?|//?)?`)

// connect reads an edge.
func (u *uml) connect(line string) bool {
	masked, message := maskUML(line)
	head := masked[:message]
	a, ok := findArrow(head)
	if !ok {
		return false
	}
	left, right := strings.TrimSpace(line[:a.from]), strings.TrimSpace(line[a.to:message])
	if left == "" || right == "" || left == "[" || right == "]" { // from or to outside
		return true
	}
	label := strings.TrimSpace(strings.TrimPrefix(line[message:], ":"))
	u.weigh(left, right, &a)
	from, to := u.end(left), u.end(right)
	if from == "" || to == "" || from == "[*]" || to == "[*]" || left == "[*]" || right == "[*]" {
		return true
	}
	if a.whole == 'r' {
		from, to = to, from
	}
	before := len(u.b.d.Edges)
	if a.whole != 0 {
		u.b.link(from, to, label, true)
	} else {
		u.b.pointed(from, to, label, a.left, a.right)
	}
	for i := before; i < len(u.b.d.Edges); i++ {
		u.b.d.Edges[i].Reply = a.dashed
	}
	return true
}

// weigh notes what an edge tells about the type of the diagram.
func (u *uml) weigh(left, right string, a *plantArrow) {
	switch {
	case left == "[*]" || right == "[*]":
		u.marks[States] += 4
	case strings.HasPrefix(left, "[") || strings.HasPrefix(right, "["):
		u.marks[Components] += 2
	case a.crow:
		u.marks[Entities] += 3
	case a.whole != 0 || a.inherits:
		u.marks[Classes] += 2
	case a.short:
		u.marks[Sequence]++
	}
}

// plantArrow is an arrow with its place in the line.
type plantArrow struct {
	from, to    int
	left, right bool // heads
	whole       byte // 'l' or 'r' where a diamond stands at that end
	dashed      bool // as an answer in a sequence
	short       bool // a single dash, as in a sequence
	inherits    bool
	crow        bool // marks of an entity relation
}

// findArrow finds the arrow of a line: the first one with white space or a
// closing mark around it that is surely one.
func findArrow(head string) (plantArrow, bool) {
	const most = 40 // that look like arrows and are none
	for _, m := range umlArrow.FindAllStringSubmatchIndex(head, most) {
		if a, ok := arrowOf(head, m); ok {
			return a, true
		}
	}
	return plantArrow{}, false
}

func arrowOf(head string, m []int) (plantArrow, bool) {
	part := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return head[m[2*i]:m[2*i+1]]
	}
	left, line, right := part(1), part(2)+part(6), part(7)
	a := plantArrow{from: m[0], to: m[1]}
	if left != "" && strings.Contains("ox+*#^", left) && wordByte(head, m[0]-1) { // the end of a name
		left, a.from = "", m[4]
	}
	if part(4) != "" && part(6) == "" { // the beginning of one
		a.to, right = m[8], ""
	}
	if right == "o" || right == "x" {
		if wordByte(head, a.to) {
			right, a.to = "", m[14]
		}
	}
	spaced := (a.from == 0 || head[a.from-1] == ' ') && (a.to >= len(head) || head[a.to] == ' ')
	if len(line) < 2 && left == "" && right == "" && !(spaced && strings.ContainsAny(line, "-.")) || line[0] == '.' && !spaced && left == "" && right == "" {
		return a, false
	}
	a.left = strings.ContainsAny(left, `<\/`)
	a.right = strings.ContainsAny(right, `>\/`) || right == "x"
	a.inherits = strings.Contains(left+right, "|>") || strings.Contains(left+right, "<|")
	a.crow = strings.ContainsAny(left+right, "{}") || len(left) == 2 && left[0] == '|' || len(right) == 2 && right[1] == '|'
	a.dashed = strings.HasPrefix(line, "--") || line[0] == '.'
	a.short = line == "-"
	switch {
	case left == "*" || left == "o" && !a.right:
		a.whole = 'l'
	case right == "*" || right == "o" && !a.left && !a.short:
		a.whole = 'r'
	}
	if right == "o" && a.short {
		a.right = true
	}
	return a, true
}

var actorEnd = lazyregexp.New(`(?:^|\s):[^:]+:(?:\s|$)`)

// maskUML blanks out quoted and bracketed text, and gives the place of the
// colon before the message, or the length.
func maskUML(line string) (masked string, message int) {
	bare := []byte(line)
	for _, m := range actorEnd.FindAllStringIndex(line, -1) {
		for i := m[0]; i < m[1]; i++ {
			if bare[i] != ' ' {
				bare[i] = '_'
			}
		}
	}
	closing, last := byte(0), strings.LastIndexByte(line, ']')
	message = len(line)
	for i := 0; i < len(bare); i++ {
		c := bare[i]
		switch {
		case closing != 0:
			bare[i] = '_'
			if c == closing {
				closing = 0
			}
		case c == '"':
			closing, bare[i] = '"', '_'
		case c == '[' && (i == 0 || strings.IndexByte("-.=~<>", bare[i-1]) < 0) && i < last:
			closing, bare[i] = ']', '_'
		case c == '(':
			closing, bare[i] = ')', '_'
		case c == ':' && i+1 < len(bare) && bare[i+1] == ':':
			bare[i], bare[i+1] = '_', '_'
		case c == ':':
			message = i
			return string(bare), message
		}
	}
	return string(bare), message
}
