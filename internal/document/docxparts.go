package document

import (
	"encoding/xml"
	"path"
	"strconv"
	"strings"
)

// style is what a named style of paragraphs means for reading.
type style struct {
	name    string // in lower case
	based   string
	outline int // level of heading from 1, or 0
	number  string
	level   int
}

const mostBased = 16 // styles that are based on one another

// readStyles reads the styles of paragraphs.
func (w *wordFile) readStyles() error {
	w.styles = map[string]style{}
	id, s := "", style{}
	return w.each("word/styles.xml", func(t *xml.StartElement) {
		switch t.Name.Local {
		case "style":
			id, s = value(t, "styleId"), style{}
		case "name":
			s.name = strings.ToLower(value(t, "val"))
			if level, ok := strings.CutPrefix(s.name, "heading "); ok && s.outline == 0 {
				s.outline, _ = strconv.Atoi(level) // 0 for none
			}
		case "basedOn":
			s.based = value(t, "val")
		case "outlineLvl":
			if n, err := strconv.Atoi(value(t, "val")); err == nil && n >= 0 && n < 9 {
				s.outline = n + 1
			}
		case "numId":
			s.number = value(t, "val")
		case "ilvl":
			s.level, _ = strconv.Atoi(value(t, "val")) // 0 for none
		default:
			return
		}
		if id != "" {
			w.styles[id] = s
		}
	})
}

// style gives a style with what it has from those it is based on. Where a file
// names none of that id, the id speaks for itself.
func (w *wordFile) style(id string) style {
	s, ok := w.styles[id]
	if !ok {
		s = style{name: strings.ToLower(id)}
		if level, ok := strings.CutPrefix(s.name, "heading"); ok {
			s.outline, _ = strconv.Atoi(strings.TrimSpace(level)) // 0 for none
		}
	}
	based := s.based
	for range mostBased {
		b, ok := w.styles[based]
		if !ok {
			break
		}
		if s.outline == 0 {
			s.outline = b.outline
		}
		if s.number == "" {
			s.number, s.level = b.number, b.level
		}
		s.name += "\x00" + b.name
		based = b.based
	}
	return s
}

// named tells whether the style, or one it is based on, has one of some names.
func (s style) named(names ...string) bool {
	for _, have := range strings.Split(s.name, "\x00") {
		for _, n := range names {
			if have == n {
				return true
			}
		}
	}
	return false
}

func (s style) isTitle() bool { return s.named("title") }

func (s style) isCode() bool {
	return s.named("source code", "code", "sourcecode", "code block", "html preformatted", "preformatted text", "plain text", "macro text", "codeblock", "listing")
}

func (s style) isQuote() bool { return s.named("quote", "intense quote", "block text", "quotations") }

// isContents holds for the lines of a table of contents, which repeat headings.
func (s style) isContents() bool {
	first, _, _ := strings.Cut(s.name, "\x00")
	return strings.HasPrefix(first, "toc ") || strings.HasPrefix(first, "contents ") || first == "table of figures"
}

// readNumbering reads which levels of which lists count.
func (w *wordFile) readNumbering() error {
	w.numbers = map[string]bool{}
	abstract := map[string]bool{}
	number, list, level := "", "", ""
	return w.each("word/numbering.xml", func(t *xml.StartElement) {
		switch t.Name.Local {
		case "abstractNum":
			list = value(t, "abstractNumId")
		case "lvl":
			level = value(t, "ilvl")
		case "numFmt":
			if v := value(t, "val"); v != "bullet" && v != "none" && len(abstract) < mostRows {
				abstract[list+"/"+level] = true
			}
		case "num":
			number = value(t, "numId")
		case "abstractNumId":
			for l := range 9 {
				if at := "/" + itoa(l); abstract[value(t, "val")+at] && len(w.numbers) < mostRows {
					w.numbers[number+at] = true
				}
			}
		}
	})
}

// readLinks reads where the links of the main part lead.
func (w *wordFile) readLinks() error {
	w.links, w.images = map[string]string{}, map[string]string{}
	main := w.main()
	return w.each(path.Dir(main)+"/_rels/"+path.Base(main)+".rels", func(t *xml.StartElement) {
		if to := value(t, "Target"); strings.HasSuffix(value(t, "Type"), "/hyperlink") && isLink(to) {
			w.links[value(t, "Id")] = to
		}
		if strings.HasSuffix(value(t, "Type"), "/image") && len(w.images) < mostMembers {
			w.images[value(t, "Id")] = within(main, t)
		}
	})
}

// isLink holds for the address of a page that can be shown.
func isLink(to string) bool {
	return (strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "http://")) && len(to) < 300 && !strings.ContainsAny(to, "()<>\"` \t\r\n|")
}

// readRemarks reads the comments of readers.
func (w *wordFile) readRemarks() error {
	var err error
	w.remarks, err = w.texts("word/comments.xml", "comment", "")
	return err
}

// readNotes reads footnotes and endnotes.
func (w *wordFile) readNotes() error {
	var err error
	if w.notes, err = w.texts("word/footnotes.xml", "footnote", "f"); err != nil {
		return err
	}
	more, err := w.texts("word/endnotes.xml", "endnote", "e")
	for k, v := range more {
		w.notes[k] = v
	}
	return err
}

// texts reads the texts of a part of small texts, by their ids.
func (w *wordFile) texts(part, element, prefix string) (map[string]string, error) {
	out := map[string]string{}
	id, author, in := "", "", false
	var text strings.Builder
	err := w.walk(part, func(t xml.Token) {
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case element:
				id, author = "", value(&t, "author")
				if kind := value(&t, "type"); kind == "" || kind == "normal" {
					id = prefix + value(&t, "id")
				}
				text.Reset()
			case "t":
				in = true
			case "p", "tab", "br":
				text.WriteByte(' ')
			}
		case xml.EndElement:
			switch t.Name.Local {
			case element:
				s := strings.Join(strings.Fields(text.String()), " ")
				if author != "" && s != "" {
					s = author + ": " + s
				}
				if id != "" && s != "" {
					out[id] = s
				}
			case "t":
				in = false
			}
		case xml.CharData:
			if in && text.Len() < MaxStatement {
				text.Write(t)
			}
		}
	})
	return out, err
}
