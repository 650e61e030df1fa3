package diagram

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"archreview/internal/lazyregexp"
)

// Limits of a drawing in XML.
const (
	MaxXML      = 8 << 20 // bytes of one page, unpacked
	mostRatio   = 200     // unpacked bytes for one packed byte
	mostPages   = 100
	mostXMLDeep = 200
	mostCells   = 20_000 // of one page
)

var xmlHead = lazyregexp.New(`^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,400}-->\s*|<!DOCTYPE[^>]{0,200}>\s*)*<(mxfile|mxGraphModel)[\s>]`)

// IsXML tells whether a text is a drawing of draw.io.
func IsXML(text string) bool { return xmlHead.MatchString(text[:min(len(text), 4096)]) }

// Drawing is a draw.io file as text: one line for each node and each edge.
type Drawing struct {
	Text  string
	Pages []Page
	Cut   bool // more than the limits allow was drawn
	Loose int  // lines that are tied to nothing at one end, and were left out
}

// Page tells where a page begins in the text of a drawing.
type Page struct {
	Name string
	Line int // counted from 1
}

// Outline writes a draw.io file as text that Parse reads as DrawIO. Packed pages
// are unpacked. The error says what could not be read.
func Outline(text string) (*Drawing, error) {
	if len(text) > MaxXML {
		return nil, fmt.Errorf("the file has %d bytes, and %d are read", len(text), MaxXML)
	}
	pages, err := pagesOf(text)
	if err != nil {
		return nil, err
	}
	d := &Drawing{}
	var w strings.Builder
	for i := range pages {
		s := &sheet{cells: pages[i].cells}
		p := s.page()
		p.name = outlineLabel(pages[i].name)
		if p.name == "" && len(pages) > 1 {
			p.name = fmt.Sprint("page ", i+1)
		}
		d.Cut = d.Cut || s.cut || pages[i].cut
		d.Loose += s.loose
		d.Pages = append(d.Pages, Page{Name: p.name, Line: 1 + strings.Count(w.String(), "\n")})
		if w.Len() > MaxInput {
			d.Cut = true
			break
		}
		p.write(&w)
	}
	if d.Text = w.String(); len(d.Text) > MaxInput {
		d.Cut = true
		d.Text = d.Text[:1+strings.LastIndexByte(d.Text[:MaxInput], '\n')]
	}
	return d, nil
}

// cell is an element of a drawing as the file has it.
type cell struct {
	id, value, style, parent, source, target string
	edge, vertex                             bool
}

// cells are those of one page.
type cells struct {
	name  string
	cells []cell
	cut   bool
}

// pagesOf reads the pages of a file.
func pagesOf(text string) ([]cells, error) {
	var pages []cells
	spent := len(text)
	err := walk(text, func(e *xml.StartElement) error {
		if e.Name.Local == "diagram" {
			if len(pages) >= mostPages {
				return errors.New("the file has too many pages")
			}
			pages = append(pages, cells{name: attribute(e, "name")})
			return nil
		}
		if len(pages) == 0 {
			if e.Name.Local == "mxfile" {
				return nil
			}
			pages = append(pages, cells{})
		}
		pages[len(pages)-1].add(e)
		return nil
	}, func(packed string) error {
		if len(pages) == 0 {
			return nil
		}
		inner, err := unpack(packed)
		if err != nil {
			return fmt.Errorf("unpacking a page: %w", err)
		}
		if spent += len(inner); spent > MaxXML {
			return fmt.Errorf("the pages have more than %d bytes when they are unpacked", MaxXML)
		}
		p := &pages[len(pages)-1]
		return walk(inner, func(e *xml.StartElement) error {
			p.add(e)
			return nil
		}, func(string) error { return nil })
	})
	return pages, err
}

// walk goes through the elements of a text, without entities of its own, and
// through the longer texts between them.
func walk(text string, element func(*xml.StartElement) error, packed func(string) error) error {
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	const leastPacked = 16
	for depth := 0; ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading the XML: %w", err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > mostXMLDeep {
				return errors.New("the XML is nested too deep")
			}
			err = element(&t)
		case xml.EndElement:
			depth--
		case xml.CharData:
			if s := bytes.TrimSpace(t); len(s) >= leastPacked {
				err = packed(string(s))
			}
		}
		if err != nil {
			return err
		}
	}
}

// unpack reads what draw.io makes of a page: percent signs, raw deflate, base64.
func unpack(s string) (string, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		return "", fmt.Errorf("decoding base64: %w", err)
	}
	most := min(MaxXML, mostRatio*len(raw)+4096)
	r := flate.NewReader(bytes.NewReader(raw))
	out, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err != nil {
		return "", fmt.Errorf("inflating: %w", err)
	}
	if len(out) > most {
		return "", fmt.Errorf("it grows to more than %d bytes", most)
	}
	text, err := url.PathUnescape(string(out))
	if err != nil {
		return string(out), nil // not written with percent signs
	}
	return text, nil
}

func attribute(e *xml.StartElement, name string) string {
	for i := range e.Attr {
		if e.Attr[i].Name.Local == name {
			return e.Attr[i].Value
		}
	}
	return ""
}

// add takes one element of a page.
func (p *cells) add(e *xml.StartElement) {
	if len(p.cells) >= mostCells {
		p.cut = true
		return
	}
	switch e.Name.Local {
	case "UserObject", "object": // holds the label of the cell in it
		label := attribute(e, "label")
		p.cells = append(p.cells, cell{id: attribute(e, "id"), value: filled(label, e), parent: "\x00"})
	case "mxCell":
		c := cell{
			id: attribute(e, "id"), value: attribute(e, "value"), style: attribute(e, "style"), parent: attribute(e, "parent"),
			source: attribute(e, "source"), target: attribute(e, "target"), edge: attribute(e, "edge") == "1", vertex: attribute(e, "vertex") == "1",
		}
		if n := len(p.cells); c.id == "" && n > 0 && p.cells[n-1].parent == "\x00" {
			c.id, c.value = p.cells[n-1].id, p.cells[n-1].value
			p.cells[n-1] = c
			return
		}
		p.cells = append(p.cells, c)
	}
}

// filled puts the attributes of an object in the places that its label has for
// them, as in "%c4Name%".
func filled(label string, e *xml.StartElement) string {
	for i := range e.Attr {
		if name := e.Attr[i].Name.Local; name != "label" && strings.Contains(label, "%"+name+"%") && len(label) < 8*longestLabel {
			label = strings.ReplaceAll(label, "%"+name+"%", e.Attr[i].Value)
		}
	}
	return label
}
