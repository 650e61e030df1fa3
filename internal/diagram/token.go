package diagram

import "strings"

// token is a word, a quoted text or a mark of a notation that does not care for
// lines.
type token struct {
	text   string
	quoted bool
	line   int  // counted from 1
	first  bool // on its line
}

// is tells whether the token is a mark or a bare word.
func (t *token) is(mark string) bool { return !t.quoted && t.text == mark }

// lexer cuts a text into tokens.
type lexer struct {
	s     string
	p     int
	line  int
	marks string // bytes that are tokens of their own
	html  bool   // labels in angle brackets are quoted text
	first bool
}

// lexed gives the tokens of a text. Comments ("//", "#" at the start of a line,
// "/* */") are left out; "->" and "--" are marks.
func lexed(s, marks string, html bool) []token {
	l := lexer{s: s, line: 1, marks: marks, html: html, first: true}
	var out []token
	for {
		t, ok := l.next()
		if !ok {
			return out
		}
		out = append(out, t)
	}
}

func (l *lexer) next() (token, bool) {
	l.skip()
	if l.p >= len(l.s) {
		return token{}, false
	}
	t := token{line: l.line, first: l.first}
	l.first = false
	rest := l.s[l.p:]
	switch c := rest[0]; {
	case c == '"':
		t.quoted = true
		t.text = l.quotedText()
	case c == '<' && l.html:
		t.quoted = true
		t.text = l.markup()
	case strings.HasPrefix(rest, "->"), strings.HasPrefix(rest, "--"):
		t.text = rest[:2]
		l.p += 2
	case strings.IndexByte(l.marks, c) >= 0:
		t.text = rest[:1]
		l.p++
	default:
		t.text = l.word()
	}
	return t, true
}

// skip passes over white space and comments.
func (l *lexer) skip() {
	for l.p < len(l.s) {
		rest := l.s[l.p:]
		switch c := rest[0]; {
		case c == '\n':
			l.line++
			l.first = true
			l.p++
		case c == ' ' || c == '\t' || c == '\r' || c == '\\' && len(rest) > 1 && rest[1] == '\n':
			l.p++
		case strings.HasPrefix(rest, "//"), c == '#' && l.first:
			end := strings.IndexByte(rest, '\n')
			if end < 0 {
				end = len(rest)
			}
			l.p += end
		case strings.HasPrefix(rest, "/*"):
			size := len(rest)
			if end := strings.Index(rest[2:], "*/"); end >= 0 {
				size = end + 4
			}
			l.line += strings.Count(rest[:size], "\n")
			l.p += size
		default:
			return
		}
	}
}

func (l *lexer) quotedText() string {
	from := l.p + 1
	for l.p++; l.p < len(l.s) && l.s[l.p] != '"'; l.p++ {
		switch l.s[l.p] {
		case '\\':
			if l.p+1 < len(l.s) && l.s[l.p+1] != '\n' {
				l.p++
			}
		case '\n':
			l.line++
		}
	}
	text := l.s[from:min(l.p, len(l.s))]
	l.p = min(l.p+1, len(l.s))
	return text
}

// markup reads a label in angle brackets that nest.
func (l *lexer) markup() string {
	from, depth := l.p+1, 0
	for ; l.p < len(l.s); l.p++ {
		switch l.s[l.p] {
		case '<':
			depth++
		case '>':
			if depth--; depth == 0 {
				text := l.s[from:l.p]
				l.p++
				return text
			}
		case '\n':
			l.line++
		}
	}
	return l.s[min(from, len(l.s)):]
}

func (l *lexer) word() string {
	from := l.p
	for l.p < len(l.s) {
		c := l.s[l.p]
		rest := l.s[l.p:]
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '"' || strings.IndexByte(l.marks, c) >= 0 ||
			l.p > from && (strings.HasPrefix(rest, "->") || strings.HasPrefix(rest, "--")) {
			break
		}
		l.p++
	}
	if l.p == from {
		l.p++
	}
	return l.s[from:l.p]
}
