package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxTitle     = 80  // bytes of a heading that is recognised by its form alone
	maxUnderline = 160 // bytes of a heading that is recognised by the line below it
	maxTitleWord = 10
)

// heading ends whatever is open and begins a section. Inside a quote a heading
// is a quoted statement only.
func (r *reader) heading(level, start, end int) {
	r.flush()
	r.list().close()
	if start >= end {
		return
	}
	if r.inQuote {
		r.emit(Statement{Kind: Quoted, Block: r.nextBlock(), Start: start, End: end})
		return
	}
	line, _ := r.doc.LinesOf(start, end)
	parent := r.section
	for r.doc.Sections[parent].Level >= level {
		parent = r.doc.Sections[parent].Parent
	}
	r.section = len(r.doc.Sections)
	stop := cut(r.text, start, end)
	r.doc.Sections = append(r.doc.Sections, Section{
		ID: r.section, Level: level, Parent: parent, Line: line, Title: plainTitle(r.text[start:stop]),
	})
	_, struck := struckThrough(r.text[start:end])
	r.emit(Statement{Kind: Heading, Block: r.nextBlock(), Start: start, End: end, Struck: struck})
}

// plainTitle takes away emphasis around a whole title and joins its lines.
func plainTitle(title string) string {
	title = strings.Join(strings.Fields(title), " ")
	for len(title) > 2 && hasByte("*_~", title[0]) && title[len(title)-1] == title[0] {
		title = strings.TrimSpace(title[1 : len(title)-1])
	}
	return title
}

// atx recognises a heading with number signs: its level, and where its text
// begins and ends. The level is 0 for any other line.
func atx(content string) (level, start, end int) {
	for level < len(content) && content[level] == '#' {
		level++
	}
	if level == 0 || level > 6 || level < len(content) && !isBlank(content[level]) {
		return 0, 0, 0
	}
	start, end = trim(content, level, len(content))
	closing := end
	for closing > start && content[closing-1] == '#' {
		closing--
	}
	if closing == start || isBlank(content[closing-1]) {
		start, end = trim(content, start, closing)
	}
	if i := strings.LastIndex(content[start:end], "{#"); i > 0 && content[end-1] == '}' {
		start, end = trim(content, start, start+i)
	}
	return level, start, end
}

func (r *reader) atxHeading(w row) bool {
	level, start, end := atx(w.of(r.text))
	if level == 0 {
		return false
	}
	r.n++
	r.heading(level, w.start+start, w.start+end)
	return true
}

// underline takes a line that makes the paragraph above it a heading. A long
// paragraph, or a whole sentence above dashes, is rather followed by a rule.
func (r *reader) underline(w row) bool {
	content := w.of(r.text)
	p := r.para
	if !p.open || p.kind != Sentence || p.lines > 2 || p.end-p.start > maxUnderline || runLength(content) != len(content) {
		return false
	}
	level := 0
	switch c := content[0]; {
	case c == '=' && len(content) >= 2:
		level = 1
	case c == '-' && len(content) >= 3 && !hasByte(".;,", r.text[p.end-1]):
		level = 2
	case hasByte("~^\"", c) && p.lines == 1 && len(content) >= max(4, utf8.RuneCountInString(r.text[p.start:p.end])):
		level = 3 // reStructuredText
	}
	if level == 0 {
		return false
	}
	r.n++
	r.para = paragraph{}
	r.heading(level, p.start, p.end)
	return true
}

// isPlain tells whether a document does without Markdown's headings and code
// blocks, so that headings must be known by their form.
func isPlain(d *Document) bool {
	for n := range d.starts {
		line := strings.TrimRight(d.LineText(n+1), " \t")
		if line == "" {
			continue
		}
		if level, _, _ := atx(line); level > 0 {
			return false
		}
		if line[0] == '=' && len(line) >= 2 && runLength(line) == len(line) {
			return false
		}
		if _, ok := openFence(strings.TrimLeft(line, " ")); ok {
			return false
		}
	}
	return true
}

// plainHeading takes a line that is a heading by its form: alone between blank
// lines, short, and either numbered like "4.2 Backup" or all in capitals.
func (r *reader) plainHeading(w row) bool {
	if !r.plain || r.inQuote || r.para.open || w.end-w.start > maxTitle || !r.blankAt(w.n-1) || !r.blankAt(w.n+1) {
		return false
	}
	content := w.of(r.text)
	level := r.numbered(content, w.n)
	if level == 0 && inCapitals(content) {
		level = 1
	}
	if level == 0 {
		return false
	}
	r.n++
	r.heading(level, w.start, w.end)
	return true
}

// blankAt tells whether a line is blank or outside of the document.
func (r *reader) blankAt(n int) bool {
	return n < 0 || n >= len(r.doc.starts) || r.plainRow(n).empty()
}

// numbered gives the level of a numbered heading, or 0. A single number may as
// well begin an item of a list, so its neighbours are looked at.
func (r *reader) numbered(content string, n int) int {
	level, first, rest := headNumber(content)
	if level == 0 || !isTitle(rest) {
		return 0
	}
	if level == 1 {
		if l := r.list(); l.open && l.family == 'o' {
			return 0
		}
		for n++; r.blankAt(n) && n < len(r.doc.starts); n++ {
		}
		if n < len(r.doc.starts) {
			if l, next, _ := headNumber(r.plainRow(n).of(r.text)); l == 1 && next == first+1 {
				return 0
			}
		}
	}
	return level
}

// headNumber splits "4.2 Backup" into its depth, its first number and the rest.
func headNumber(content string) (level, first int, rest string) {
	p := 0
	for {
		from := p
		for p < len(content) && isDigit(content[p]) && p-from < 3 {
			if level == 0 {
				first = first*10 + int(content[p]-'0')
			}
			p++
		}
		if p > from {
			level++
		}
		if p >= len(content) || p == from || content[p] != '.' {
			break
		}
		p++
	}
	if level == 0 || level > 6 || p >= len(content) || !isBlank(content[p]) {
		return 0, 0, ""
	}
	return level, first, strings.TrimSpace(content[p:])
}

// isTitle holds for a few words that begin with a capital and end without a
// mark of punctuation.
func isTitle(text string) bool {
	c, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(c) && !hasByte(".,;:?!", text[len(text)-1]) &&
		!strings.Contains(text, ". ") && len(strings.Fields(text)) <= maxTitleWord
}

// inCapitals holds for a line of words in capitals that is more than an
// abbreviation or a remark such as TODO.
func inCapitals(content string) bool {
	letters, longest, word := 0, 0, 0
	for _, c := range content {
		switch {
		case unicode.IsUpper(c):
			letters++
			word++
			longest = max(longest, word)
			continue
		case unicode.IsLetter(c), c == '=' || c == '|' || c == '{' || c == '$' || c == '_':
			return false
		}
		word = 0
	}
	return letters >= 5 && longest >= 4 && letters*2 > len(content) &&
		!hasByte(".,;?!", content[len(content)-1]) && len(strings.Fields(content)) <= maxTitleWord
}
