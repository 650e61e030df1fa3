package document

import (
	"context"
	"strings"

	"golang.org/x/net/html"
)

// isHTML knows a page by its first tag, and what is exported as a fragment of
// one by its having tags of blocks all over and no marks of Markdown.
func isHTML(in *input) bool {
	head := strings.ToLower(strings.TrimLeft(in.text[:min(len(in.text), 2048)], " \t\r\n\ufeff"))
	for strings.HasPrefix(head, "<?xml") || strings.HasPrefix(head, "<!--") {
		_, rest, ok := strings.Cut(head, ">")
		if !ok {
			return false
		}
		head = strings.TrimLeft(rest, " \t\r\n")
	}
	if strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") || strings.HasPrefix(head, "<head>") || strings.HasPrefix(head, "<body") {
		return true
	}
	name, _, ok := tag(head)
	if !ok || !isBlockTag(name) && !strings.HasPrefix(name, "ac:") {
		return false
	}
	sample := in.text[:min(len(in.text), 1<<16)]
	closed := 0
	for _, end := range [...]string{"</p>", "</li>", "</td>", "</h1>", "</h2>", "</h3>", "</pre>", "</ac:"} {
		closed += strings.Count(sample, end)
	}
	return closed >= 3 && closed*600 >= len(sample) && !hasMarks(sample)
}

// page renders HTML as it reads it, without a tree: tags that are missing or
// crossed cost nothing but their effect.
type page struct {
	rendering
	inline
	stack []container
	table *htmlTable
	inner int // tables that are open within a cell of it

	head    int // level of the heading that is open, or 0
	shift   int // levels by which headings stand below the title of the page
	titled  bool
	quiet   string
	depth   int // elements of the name in quiet that are open
	quietAt int // line of the source where it began
	pre     *preformatted
	title   string
	hidden  int
	line    int  // of the source
	term    bool // a term whose description follows is open
	confluence
}

// confluence is what is open of Confluence's storage format.
type confluence struct {
	macro  string // parameter that is being read
	lang   string // language of the code to come
	status string // of a task
	target string // title of the page that a link leads to
	linkAt int    // where the text of the link begins
}

// container is an open list, list item or quote.
type container struct {
	tag     string
	ordered bool
	next    int
	tasks   bool
}

// preformatted is text whose lines stay.
type preformatted struct {
	tag  string
	lang string
	text strings.Builder
	line int // of the source
}

const mostContainers = 512

func readHTML(_ context.Context, in *input) (*source, error) { return renderHTML(in.path, in.text) }

func renderHTML(path, text string) (*source, error) {
	p := page{line: 1}
	z := html.NewTokenizer(strings.NewReader(text))
	z.AllowCDATA(true)
	for !p.full {
		kind := z.Next()
		lines := strings.Count(string(z.Raw()), "\n")
		switch kind {
		case html.ErrorToken:
			p.finish()
			src, err := p.rendering.source(path, nameHTML)
			if src != nil {
				src.title = strings.Join(strings.Fields(p.title), " ")
			}
			return src, err
		case html.TextToken:
			p.words(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			p.start(&t, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := z.TagName()
			p.stop(string(name))
		}
		p.line += lines
	}
	return p.rendering.source(path, nameHTML)
}

// finish ends everything that is open at the end of the page.
func (p *page) finish() {
	if p.quiet != "" {
		p.note("A part of the page was left out", "the hidden element <"+p.quiet+"> from line "+itoa(p.quietAt)+" of the source on is never closed",
			"Look whether something that matters stands behind it.")
	}
	if p.pre != nil {
		p.endPre()
	}
	for p.table != nil {
		p.endTable()
	}
	p.flush()
	if p.hidden > 0 {
		p.note("Hidden text was left out", counted(p.hidden, "element")+" of the page cannot be seen by its readers",
			"Make the text visible if it belongs to the design.")
	}
}

// at sets the place of what is written next to the current line of the source.
func (p *page) at(line int) { p.here = "source line " + itoa(line) }

// words takes text.
func (p *page) words(text string) {
	switch {
	case p.quiet == "title":
		if len(p.title) < maxUnderline {
			p.title += text
		}
	case p.quiet != "":
	case p.pre != nil:
		if p.pre.text.Len()+len(text) <= MaxText {
			p.pre.text.WriteString(text)
		}
	case p.macro != "":
		p.parameter(text)
	default:
		if p.inline.empty() {
			p.at(p.line + strings.Count(text[:len(text)-len(strings.TrimLeft(text, " \t\r\n"))], "\n"))
		}
		p.inline.add(text)
	}
}

// flush ends the paragraph or heading that is open.
func (p *page) flush() {
	if p.table != nil {
		if p.table.open {
			p.inline.space = true
		}
		return
	}
	level := p.head
	p.head = 0
	text := p.inline.take()
	switch {
	case text == "":
	case level > 0:
		if p.shift == 0 && p.titled {
			p.shift = 1
			level--
		}
		p.rendering.heading(level+p.shift, strings.ReplaceAll(text, "\n", " "))
	default:
		p.rendering.paragraph(text)
	}
}

// block ends what stands before a block, in a table only the word.
func (p *page) block() {
	if p.table != nil {
		p.inline.join(" ")
		return
	}
	if t := string(p.inline.text); t == "[x]" || t == "[ ]" {
		return // its text is still to come
	}
	p.flush()
}

// leave closes the containers from the innermost up to one with the given tag,
// unless a barrier stands between.
func (p *page) leave(tag, barrier string) {
	for i := len(p.stack) - 1; i >= 0; i-- {
		switch t := p.stack[i].tag; {
		case t == tag:
			p.flush()
			for len(p.stack) > i {
				p.pop()
			}
			return
		case barrier != "" && strings.Contains(barrier, " "+t+" "):
			return
		}
	}
}

func (p *page) pop() {
	c := p.stack[len(p.stack)-1]
	p.stack = p.stack[:len(p.stack)-1]
	if c.tag == "li" || c.tag == "blockquote" {
		p.rendering.pop()
	}
}

func (p *page) enter(c container) {
	if len(p.stack) < mostContainers {
		p.stack = append(p.stack, c)
	}
}

// listItem opens an item of the innermost list, or of one that was left out.
func (p *page) listItem(checked string) {
	if p.table != nil {
		p.inline.join("; ")
		p.inline.add(checked)
		return
	}
	p.flush()
	p.leave("li", " ul ol blockquote ")
	marker := "-"
	if n := len(p.stack); n > 0 && p.stack[n-1].tag == "ul" {
		switch c := &p.stack[n-1]; {
		case c.ordered:
			marker = itoa(c.next) + "."
			c.next++
		case c.tasks && checked == "":
			checked = "[ ]"
		}
	}
	if len(p.stack) >= mostContainers {
		return
	}
	p.enter(container{tag: "li"})
	p.rendering.item(marker)
	if checked != "" {
		p.inline.add(checked + " ")
	}
}

// startPre begins text whose lines stay.
func (p *page) startPre(tag, lang string) {
	p.block()
	p.pre = &preformatted{tag: tag, lang: lang, line: p.line}
}

func (p *page) endPre() {
	pre := p.pre
	p.pre = nil
	text := strings.ReplaceAll(strings.TrimPrefix(pre.text.String(), "\n"), "\r", "")
	if p.table != nil {
		p.inline.join(" ")
		p.inline.add(text)
		return
	}
	first := pre.line + strings.Count(pre.text.String(), "\n") - strings.Count(text, "\n")
	p.at(pre.line)
	p.rendering.code(pre.lang, strings.Split(text, "\n"), func(i int) string { return "source line " + itoa(first+i) })
}
