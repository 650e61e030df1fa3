package document

import (
	"strings"

	"golang.org/x/net/html"
)

// exportTag takes the tags of Confluence's storage format.
func (p *page) exportTag(t *html.Token, closed bool) bool {
	switch t.Data {
	case "ac:structured-macro", "ac:macro":
		p.block()
		p.lang = ""
		if name, _ := attr(t, "ac:name"); name == "mermaid" || name == "mermaid-macro" {
			p.lang = "mermaid"
		}
	case "ac:parameter":
		if !closed {
			if p.macro, _ = attr(t, "ac:name"); p.macro == "" {
				p.macro = "?"
			}
		}
	case "ac:plain-text-body":
		if !closed {
			p.startPre(t.Data, p.lang)
		}
	case "ac:task-list":
		p.block()
		p.enter(container{tag: "ul", tasks: true})
	case "ac:task":
		p.status = ""
	case "ac:task-status":
		if !closed {
			p.macro = t.Data
		}
	case "ac:task-body":
		box := "[ ]"
		if p.status == "complete" {
			box = "[x]"
		}
		p.listItem(box)
	case "ri:page":
		if title, ok := attr(t, "ri:content-title"); ok {
			p.target = title
		}
	case "ac:link":
		p.target = ""
		p.linkAt = len(p.inline.text)
	case "ac:rich-text-body", "ac:layout", "ac:layout-section", "ac:layout-cell":
		p.block()
	default:
		return false
	}
	return true
}

// parameter takes the text of a parameter of a macro.
func (p *page) parameter(text string) {
	text = strings.TrimSpace(text)
	switch p.macro {
	case "language":
		p.lang = text
	case "title":
		if p.table == nil {
			p.at(p.line)
			p.rendering.paragraph("**" + strings.Join(strings.Fields(text), " ") + "**")
		}
	case "ac:task-status":
		p.status = text
	}
}

// endExport takes the end tags of Confluence's storage format.
func (p *page) endExport(name string) bool {
	switch name {
	case "ac:parameter", "ac:task-status":
		p.macro = ""
	case "ac:task-body":
		if p.table == nil {
			p.flush()
			p.leave("li", " ul blockquote ")
		}
	case "ac:task-list":
		if p.table == nil {
			p.leave("ul", "")
		}
	case "ac:link":
		if p.target != "" && len(p.inline.text) <= p.linkAt {
			p.inline.add(p.target)
		}
		p.target = ""
	case "ac:structured-macro", "ac:macro", "ac:rich-text-body", "ac:layout-cell":
		p.block()
	default:
		return false
	}
	return true
}
