package document

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// attr gives an attribute of a tag; known tells whether it is there.
func attr(t *html.Token, key string) (value string, known bool) {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// has tells whether an attribute holds one of some words.
func has(t *html.Token, key string, words ...string) bool {
	value, _ := attr(t, key)
	for _, w := range strings.Fields(value) {
		for _, want := range words {
			if w == want {
				return true
			}
		}
	}
	return false
}

// start takes a tag that opens an element.
func (p *page) start(t *html.Token, closed bool) {
	name := t.Data
	switch {
	case p.quiet != "":
		if name == p.quiet && !closed && !isVoid(name) {
			p.depth++
		}
		return
	case p.pre != nil:
		p.inPre(t)
		return
	case isVoid(name):
	case isSilent(t):
		if !closed {
			p.quiet, p.depth, p.quietAt = name, 1, p.line
		}
		return
	case isHidden(t):
		p.hidden++
		if !closed {
			p.quiet, p.depth, p.quietAt = name, 1, p.line
		}
		return
	}
	if p.emphasis(name) || p.listTag(t) || p.tableTag(t) || p.exportTag(t, closed) {
		return
	}
	p.blockTag(t)
}

// emphasis takes tags within a line.
func (p *page) emphasis(name string) bool {
	text := markOf(name)
	if text == "" || p.head > 0 && text != "`" {
		return text != ""
	}
	p.inline.begin(text)
	return true
}

// markOf gives the mark of Markdown for a tag within a line.
func markOf(name string) string {
	switch name {
	case "strong", "b":
		return "**"
	case "em", "i":
		return "*"
	case "code", "kbd", "tt", "samp":
		return "`"
	case "del", "s", "strike":
		return "~~"
	}
	return ""
}

// listTag takes the tags of lists and quotes.
func (p *page) listTag(t *html.Token) bool {
	switch t.Data {
	case "ul", "ol", "menu":
		if p.table == nil {
			p.flush()
			start := 1
			if v, ok := attr(t, "start"); ok {
				if n, err := strconv.Atoi(v); err == nil && n >= 0 && n < 1e6 {
					start = n
				}
			}
			p.enter(container{tag: "ul", ordered: t.Data == "ol", next: start, tasks: has(t, "class", "inline-task-list", "task-list")})
		}
	case "li":
		checked := ""
		if has(t, "class", "checked") {
			checked = "[x]"
		}
		p.listItem(checked)
	case "dl":
		p.block()
		p.term = false
	case "dt":
		p.listItem("")
		p.term = true
	case "dd":
		if p.term && p.table == nil {
			p.inline.join(":")
			p.term = false
		} else {
			p.block()
		}
	case "blockquote":
		if p.table == nil && len(p.stack) < mostContainers {
			p.flush()
			p.enter(container{tag: "blockquote"})
			p.rendering.push("> ", "> ")
		}
	default:
		return false
	}
	return true
}

// blockTag takes the tags of headings, paragraphs and what is no text.
func (p *page) blockTag(t *html.Token) {
	switch t.Data {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		p.block()
		if p.table == nil {
			p.head = int(t.Data[1] - '0')
			if id, _ := attr(t, "id"); id == "title-heading" || has(t, "class", "page-title") {
				p.head, p.shift = 1, 0
				p.titled = true
			}
		}
	case "pre", "textarea", "listing", "xmp":
		lang := languageOf(t)
		p.startPre(t.Data, lang)
	case "br":
		if p.table != nil {
			p.inline.space = true
		} else {
			p.inline.lineBreak()
		}
	case "hr":
		p.block()
	case "img", "ac:image":
		src, _ := attr(t, "src")
		p.show(shownAs(0, src))
		if alt, _ := attr(t, "alt"); alt != "" && len(alt) < maxParen {
			p.inline.add("![" + alt + "]()")
		}
	case "input":
		if kind, _ := attr(t, "type"); kind == "checkbox" {
			box := "[ ]"
			if _, on := attr(t, "checked"); on {
				box = "[x]"
			}
			p.inline.add(box + " ")
		}
	case "a":
		p.inline.begin("") // only keeps the ends in step
	default:
		if isBlockTag(t.Data) || t.Data == "address" || t.Data == "fieldset" || t.Data == "form" {
			if has(t, "class", "checkbox-on") {
				p.inline.add("[x] ")
			} else if has(t, "class", "checkbox-off") {
				p.inline.add("[ ] ")
			} else {
				p.block()
			}
		}
	}
}

// inPre takes tags inside of preformatted text.
func (p *page) inPre(t *html.Token) {
	switch t.Data {
	case "br":
		p.pre.text.WriteByte('\n')
	case "code":
		if p.pre.lang == "" {
			p.pre.lang = languageOf(t)
		}
	}
}

// stop takes a tag that closes an element.
func (p *page) stop(name string) {
	switch {
	case p.quiet != "":
		if name == p.quiet {
			if p.depth--; p.depth == 0 {
				p.quiet = ""
			}
		}
		return
	case p.pre != nil:
		if name == p.pre.tag {
			p.endPre()
		}
		return
	case markOf(name) != "":
		if p.head == 0 || markOf(name) == "`" {
			p.inline.end()
		}
		return
	}
	switch name {
	case "a":
		p.inline.end()
	case "ul", "ol", "menu":
		if p.table == nil {
			p.leave("ul", "")
		}
	case "li", "blockquote":
		if p.table == nil {
			p.leave(name, " ul ")
		}
	case "dl", "dd":
		if p.table == nil {
			p.flush()
			p.leave("li", " ul blockquote ")
		}
	case "dt":
	case "td", "th":
		p.endCell()
	case "tr":
		p.endCell()
	case "table":
		p.endTable()
	default:
		if p.endExport(name) {
			return
		}
		if isBlockTag(name) {
			p.block()
		}
	}
}

func isVoid(name string) bool {
	switch name {
	case "br", "hr", "img", "input", "meta", "link", "col", "area", "base", "embed", "source", "track", "wbr":
		return true
	}
	return false
}

// isSilent holds for elements whose text is not part of what a page says.
func isSilent(t *html.Token) bool {
	switch t.Data {
	case "title", "script", "style", "template", "noscript", "iframe", "svg", "math", "select", "object", "nav", "button",
		"ac:task-id", "ac:task-uuid":
		return true
	}
	id, _ := attr(t, "id")
	return t.Data == "span" && has(t, "class", "icon") || id == "breadcrumb-section" || id == "footer" || id == "breadcrumbs" || has(t, "class", "toc-macro", "table_of_contents", "breadcrumb-section")
}

// isHidden holds for elements that no reader of the page sees.
func isHidden(t *html.Token) bool {
	if _, ok := attr(t, "hidden"); ok {
		return true
	}
	style, _ := attr(t, "style")
	style = strings.ToLower(strings.ReplaceAll(style, " ", ""))
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") || strings.Contains(style, "font-size:0")
}

// languageOf gives the language of a code element, as pages and exports name it.
func languageOf(t *html.Token) string {
	if l, ok := attr(t, "data-lang"); ok {
		return l
	}
	if l, ok := attr(t, "data-language"); ok {
		return l
	}
	if params, ok := attr(t, "data-syntaxhighlighter-params"); ok {
		for _, s := range strings.Split(params, ";") {
			if k, v, ok := strings.Cut(s, ":"); ok && strings.TrimSpace(k) == "brush" {
				return strings.TrimSpace(v)
			}
		}
	}
	class, _ := attr(t, "class")
	for _, c := range strings.Fields(class) {
		for _, prefix := range [...]string{"language-", "lang-", "highlight-source-"} {
			if l, ok := strings.CutPrefix(c, prefix); ok {
				return l
			}
		}
		if c == "mermaid" {
			return c
		}
	}
	return ""
}
