package document

import "strings"

// inline collects the text of one paragraph, heading or cell with its marks:
// emphasis, code, strike-through. White space is joined.
type inline struct {
	text  []byte
	space bool   // white space stands before what comes next
	marks []mark // open ones, from the outermost
	over  int    // marks that are open beyond those kept
}

type mark struct {
	text string
	at   int // where it was written, or -1: only when something follows
}

// add adds text.
func (l *inline) add(s string) {
	for p := 0; p < len(s); {
		switch c := s[p]; {
		case isBlank(c) || c == '\r' || c == '\f':
			l.space = true
			p++
			continue
		case strings.HasPrefix(s[p:], "\u00a0"):
			l.space = true
			p += len("\u00a0")
			continue
		}
		q := p + 1
		for q < len(s) && !isBlank(s[q]) && s[q] != '\r' && s[q] != '\f' && !strings.HasPrefix(s[q:], "\u00a0") {
			q++
		}
		l.word(s[p:q])
		p = q
	}
}

func (l *inline) word(w string) {
	if n := len(l.text); l.space && n > 0 && l.text[n-1] != '\n' && l.text[n-1] != ' ' {
		l.text = append(l.text, ' ')
	}
	l.space = false
	for i := range l.marks {
		if l.marks[i].at < 0 {
			l.marks[i].at = len(l.text)
			l.text = append(l.text, l.marks[i].text...)
		}
	}
	l.text = append(l.text, w...)
}

// lineBreak ends the line.
func (l *inline) lineBreak() {
	if len(l.text) > 0 {
		l.text = append(l.text, '\n')
	}
	l.space = false
}

// join begins another block in the same cell.
func (l *inline) join(by string) {
	if n := len(l.text); n > 0 && !hasByte(".;:!?\n", l.text[n-1]) {
		l.text = append(l.text, strings.TrimRight(by, " ")...)
	}
	l.space = true
}

// begin opens a mark. One that is open already is not doubled.
func (l *inline) begin(text string) {
	if len(l.marks) >= maxOpen {
		l.over++
		return
	}
	for _, m := range l.marks {
		if m.text == text {
			l.marks = append(l.marks, mark{text: "", at: 0})
			return
		}
	}
	l.marks = append(l.marks, mark{text: text, at: -1})
}

// end closes the innermost mark.
func (l *inline) end() {
	if l.over > 0 {
		l.over--
		return
	}
	n := len(l.marks) - 1
	if n < 0 {
		return
	}
	m := l.marks[n]
	l.marks = l.marks[:n]
	if m.at < 0 || m.text == "" {
		return
	}
	if m.text == "`" && strings.IndexByte(string(l.text[m.at+1:]), '`') >= 0 {
		l.text = append(l.text[:m.at], l.text[m.at+1:]...)
		return
	}
	l.text = append(l.text, m.text...)
}

// empty tells whether there is no text yet.
func (l *inline) empty() bool { return len(l.text) == 0 }

// take gives the text and begins anew. Marks that are open go on in what
// follows.
func (l *inline) take() string {
	open := make([]mark, len(l.marks))
	for i := len(l.marks) - 1; i >= 0; i-- {
		open[i] = mark{text: l.marks[i].text, at: -1}
		if l.marks[i].text == "" {
			open[i].at = 0
		}
	}
	over := l.over
	for l.over = 0; len(l.marks) > 0; {
		l.end()
	}
	text := strings.TrimSpace(string(l.text))
	*l = inline{marks: open, over: over}
	return text
}
