package document

import "strings"

const commentOpen, commentClose = "<!--", "-->"

// rule takes a line that only separates: a thematic break or the ruler of a
// drawn table.
func (r *reader) rule(w row, matched int) bool {
	if !isRule(w.of(r.text)) {
		return false
	}
	r.leaveItems(matched)
	r.n++
	return true
}

func isRule(content string) bool {
	if !hasByte("-*_=+|", content[0]) {
		return false
	}
	if content[0] == '+' || content[0] == '|' {
		return len(content) >= 3 && isDelimiter(content)
	}
	marks := 0
	for i := 0; i < len(content); i++ {
		switch c := content[i]; {
		case c == content[0]:
			marks++
		case !isBlank(c):
			return false
		}
	}
	return marks >= 3
}

// comment takes HTML comments that begin a line, over all their lines, and
// reads on behind them. A comment that is never closed is ordinary text.
func (r *reader) comment(w row) bool {
	if !strings.HasPrefix(w.of(r.text), commentOpen) || r.commentless {
		return false
	}
	rest, taken := w, false
	for strings.HasPrefix(rest.of(r.text), commentOpen) {
		i := strings.Index(r.text[rest.start+len(commentOpen):], commentClose)
		if i < 0 {
			r.commentless = true
			r.note("An HTML comment is never closed", "it begins at line "+itoa(rest.n+1)+" and was read as ordinary text",
				`Close it with "-->" if it is not meant to be reviewed.`)
			break
		}
		taken = true
		p := rest.start + len(commentOpen) + i + len(commentClose)
		rest.n = r.doc.lineAt(p-1) - 1
		rest.start, rest.end = trim(r.text, p, r.doc.lineEnd(rest.n))
	}
	if !taken {
		return false
	}
	r.flush()
	r.n = rest.n
	if rest.empty() {
		r.n++
		return true
	}
	r.dispatch(rest, 1)
	return true
}

// tagLine takes a line of nothing but HTML tags, such as "<details>".
func (r *reader) tagLine(w row, matched int) bool {
	content := w.of(r.text)
	if content[0] != '<' || content[len(content)-1] != '>' {
		return false
	}
	for content != "" {
		name, rest, ok := tag(content)
		if !ok || !isBlockTag(name) && !isInlineTag(name) {
			return false
		}
		content = strings.TrimLeft(rest, " \t")
	}
	r.flush()
	if matched == 0 {
		r.list().items = r.list().items[:0]
	}
	r.n++
	return true
}

// tag splits a text that begins with an HTML tag behind that tag.
func tag(content string) (name, rest string, ok bool) {
	if content == "" || content[0] != '<' {
		return "", content, false
	}
	end := strings.IndexByte(content, '>')
	if end < 0 {
		return "", content, false
	}
	name = strings.TrimPrefix(content[1:end], "/")
	if i := strings.IndexAny(name, " \t/"); i >= 0 {
		name = name[:i]
	}
	return strings.ToLower(name), content[end+1:], true
}

// beginsTagBlock tells whether a line begins with a tag that ends a paragraph.
func beginsTagBlock(content string) bool {
	if len(content) < 3 || content[0] != '<' {
		return false
	}
	name, _, ok := tag(content[:min(len(content), 100)])
	return ok && isBlockTag(name)
}

func isBlockTag(name string) bool {
	switch name {
	case "p", "div", "details", "summary", "table", "thead", "tbody", "tr", "td", "th", "ul", "ol", "li", "dl", "dt", "dd",
		"h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "section", "article", "aside", "header", "footer", "nav", "main",
		"blockquote", "pre", "center", "figure", "figcaption", "html", "head", "body", "colgroup", "col":
		return true
	}
	return false
}

func isInlineTag(name string) bool {
	switch name {
	case "a", "b", "i", "em", "strong", "img", "span", "sub", "sup", "code", "small", "font", "picture", "source", "kbd":
		return true
	}
	return false
}
