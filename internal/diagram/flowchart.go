package diagram

import (
	"strings"
	"unicode/utf8"
)

const mostJoined = 20 // lines that one quoted label may run over

// flowchart reads a Mermaid flowchart whose head stands on line n (from 0); -1
// where it has none.
func (b *builder) flowchart(lines []string, n int) {
	if n >= 0 {
		if _, rest, ok := strings.Cut(lines[n], ";"); ok { // "graph LR; A-->B"
			lines[n] = rest
			n--
		}
	}
	for i := n + 1; i < len(lines); i++ {
		b.line = i + 1
		line := strings.TrimSpace(lines[i])
		if strings.HasPrefix(line, "%%") {
			continue
		}
		for k := 0; k < mostJoined && i+1 < len(lines) && len(line) < longestLine && strings.Count(line, `"`)%2 == 1; k++ {
			i++
			line += " " + strings.TrimSpace(lines[i])
		}
		if b.tooLong(line) {
			continue
		}
		for _, part := range outsideQuotes(line, ';') {
			b.flowLine(strings.TrimSpace(part))
		}
	}
}

// outsideQuotes splits a line at a mark that stands outside of quotes and
// brackets.
func outsideQuotes(line string, mark byte) []string {
	if strings.IndexByte(line, mark) < 0 {
		return []string{line}
	}
	var out []string
	from, quoted, depth := 0, false, 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '(' || c == '{':
			depth++
		case c == ']' || c == ')' || c == '}':
			depth = max(0, depth-1)
		case c == mark && depth == 0:
			out = append(out, line[from:i])
			from = i + 1
		}
	}
	return append(out, line[from:])
}

// flowLine reads one statement of a flowchart.
func (b *builder) flowLine(line string) {
	word, rest, _ := strings.Cut(line, " ")
	switch strings.ToLower(word) {
	case "", "style", "classdef", "class", "click", "linkstyle", "direction", "acctitle:", "accdescr:", "accdescr":
		return
	case "end":
		b.leave()
		return
	case "subgraph":
		b.subgraph(strings.TrimSpace(rest))
		return
	}
	s := &flow{b: b, s: line}
	from := s.group()
	for len(from) > 0 {
		l, ok := s.link()
		if !ok {
			return
		}
		to := s.group()
		if !l.hidden {
			for _, f := range from {
				for _, t := range to {
					b.pointed(f, t, l.label, l.left, l.right)
				}
			}
		}
		from = to
	}
}

// subgraph opens a boundary: "id[title]", "id", or a title of several words.
func (b *builder) subgraph(rest string) {
	id, label := rest, ""
	if i := strings.IndexByte(rest, '['); i > 0 && strings.HasSuffix(rest, "]") {
		id, label = strings.TrimSpace(rest[:i]), rest[i+1:len(rest)-1]
	} else if plainly := unquoted(rest); plainly != rest {
		id = plainly
	}
	if id == "" {
		id = "subgraph"
	}
	b.enter(id, label)
}

// flow walks along one statement of a flowchart.
type flow struct {
	b *builder
	s string
	p int
}

func (f *flow) blanks() {
	for f.p < len(f.s) && (f.s[f.p] == ' ' || f.s[f.p] == '\t') {
		f.p++
	}
}

// group reads the nodes on one side of a link, joined with "&".
func (f *flow) group() []string {
	const most = 50
	var ids []string
	for len(ids) < most {
		id := f.node()
		if id == "" {
			return ids
		}
		ids = append(ids, id)
		f.blanks()
		if f.p >= len(f.s) || f.s[f.p] != '&' {
			return ids
		}
		f.p++
	}
	return ids
}

// node reads one node: its name, its shape with the label, and its class.
func (f *flow) node() string {
	f.blanks()
	id := f.name()
	if id == "" {
		return ""
	}
	label, kind := f.shape()
	f.b.node(id, label, kind)
	if strings.HasPrefix(f.s[f.p:], ":::") {
		f.p += 3
		f.name()
	}
	return id
}

// name reads the name of a node. A dash or dot belongs to it between letters.
func (f *flow) name() string {
	from := f.p
	for f.p < len(f.s) {
		c := f.s[f.p]
		switch {
		case c == ' ' || c == '\t' || strings.IndexByte("[](){}<>&|\"=~@", c) >= 0, strings.HasPrefix(f.s[f.p:], ":::"):
			return f.s[from:f.p]
		case (c == '-' || c == '.') && (f.p == from || !wordByte(f.s, f.p+1) || !wordByte(f.s, f.p-1)):
			return f.s[from:f.p]
		}
		f.p++
	}
	return f.s[from:f.p]
}

func wordByte(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	c := s[i]
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c >= utf8.RuneSelf
}

// shape reads the brackets behind a name.
func (f *flow) shape() (label string, kind Kind) {
	rest := f.s[f.p:]
	if strings.HasPrefix(rest, "@{") {
		return f.attributes()
	}
	if rest == "" || strings.IndexByte("[({>", rest[0]) < 0 {
		return "", ""
	}
	size := f.closing(rest)
	text := rest[:size]
	f.p += size
	if strings.HasPrefix(text, "[(") {
		kind = Store
	}
	text = strings.TrimLeft(text, "[({>")
	text = strings.TrimRight(text, "])}")
	return strings.Trim(strings.TrimSpace(text), `/\`), kind
}

// closing gives the length of a bracketed text.
func (f *flow) closing(s string) int {
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '(' || c == '{' || c == '>' && i == 0:
			depth++
		case c == ']' || c == ')' || c == '}':
			if depth--; depth <= 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// attributes reads "@{ shape: cyl, label: "Text" }".
func (f *flow) attributes() (label string, kind Kind) {
	size := f.closing(f.s[f.p:])
	body := strings.Trim(f.s[f.p:f.p+size], "@{} ")
	f.p += size
	for _, part := range outsideQuotes(body, ',') {
		key, value, _ := strings.Cut(part, ":")
		value = unquoted(strings.TrimSpace(value))
		switch strings.TrimSpace(key) {
		case "label":
			label = value
		case "shape":
			switch value {
			case "cyl", "cylinder", "database", "db", "lin-cyl", "disk", "lined-cylinder":
				kind = Store
			case "das", "h-cyl", "horizontal-cylinder":
				kind = Queue
			}
		}
	}
	return label, kind
}

// flowLink is a link between nodes.
type flowLink struct {
	label       string
	left, right bool // heads
	hidden      bool
}

// link reads a link with its label.
func (f *flow) link() (l flowLink, ok bool) {
	f.blanks()
	near := f.s[f.p:min(len(f.s), f.p+longestLabel)]
	if at := strings.IndexByte(near, '@'); at > 0 && wordOnly(near[:at]) { // the name of an edge
		f.p += at + 1
	}
	if f.p < len(f.s) && strings.IndexByte("<xo", f.s[f.p]) >= 0 && f.dash(f.p+1) {
		l.left = true
		f.p++
	}
	if !f.dash(f.p) {
		return l, false
	}
	size := f.run()
	mark := f.s[f.p-size : f.p]
	l.hidden = strings.HasPrefix(mark, "~")
	l.right = f.head()
	if !l.right && size == 2 && !l.hidden {
		if !f.text(&l) {
			return l, false
		}
	}
	f.blanks()
	if f.p < len(f.s) && f.s[f.p] == '|' {
		if end := strings.IndexByte(f.s[f.p+1:], '|'); end >= 0 {
			l.label = f.s[f.p+1 : f.p+1+end]
			f.p += end + 2
		}
	}
	return l, true
}

func wordOnly(s string) bool {
	for i := range len(s) {
		if !wordByte(s, i) {
			return false
		}
	}
	return true
}

// dash tells whether a link begins at an offset.
func (f *flow) dash(at int) bool {
	if at >= len(f.s) {
		return false
	}
	for _, begin := range [...]string{"--", "-.", "==", "~~~"} {
		if strings.HasPrefix(f.s[at:], begin) {
			return true
		}
	}
	return false
}

// run reads the line of a link.
func (f *flow) run() int {
	from := f.p
	for f.p < len(f.s) && strings.IndexByte("-.=~", f.s[f.p]) >= 0 {
		f.p++
	}
	return f.p - from
}

// head reads the head of a link.
func (f *flow) head() bool {
	if f.p >= len(f.s) {
		return false
	}
	switch c := f.s[f.p]; {
	case c == '>', (c == 'x' || c == 'o') && !wordByte(f.s, f.p+1):
		f.p++
		return true
	}
	return false
}

// text reads the label that stands within a link: "-- text -->".
func (f *flow) text(l *flowLink) bool {
	from := f.p
	for f.p < len(f.s) {
		if f.s[f.p] == '"' {
			if end := strings.IndexByte(f.s[f.p+1:], '"'); end >= 0 {
				f.p += end + 2
				continue
			}
		}
		if f.dash(f.p) || strings.HasPrefix(f.s[f.p:], ".-") {
			l.label = f.s[from:f.p]
			f.run()
			l.right = f.head()
			return true
		}
		f.p++
	}
	return false
}
