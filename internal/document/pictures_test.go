package document

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

const onePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

// found lists the pictures of a document: line, name, bytes inside.
func found(d *Document) string {
	var out []string
	for _, p := range d.Pictures {
		out = append(out, fmt.Sprintf("%d %s %t %d", p.Line, p.Name, p.Inside, len(p.Raw)))
	}
	return strings.Join(out, "; ")
}

func TestPicturesAreFound(t *testing.T) {
	size := base64.StdEncoding.DecodedLen(len(onePixel)) - 2
	for _, c := range []struct{ name, text, want string }{
		{"Markdown", "# T\n\nSee ![a](img/a.png \"title\") and\n![b](b_(1).jpg).\n\n<img alt=x src='c.webp'>\n", "3 img/a.png false 0; 4 b_(1).jpg false 0; 6 c.webp false 0"},
		{"data in Markdown", "# T\n\n![a](data:image/png;base64," + onePixel + ")\n", fmt.Sprintf("3 in the text true %d", size)},
		{"long data in Markdown", "# T\n\nx ![a](data:image/png;base64," + strings.Repeat("QUJD", 5000) + ") y.\n", "3 in the text true 15000"},
		{"broken data", "# T\n\n![a](data:image/png;base64,!!!) x\n", "3 in the text true 0"},
		{"reStructuredText", "T\n=\n\n.. image:: a.png\n   :alt: x\n\n.. figure:: b.png\n\n   The parts.\n\n.. note:: One.\n", "4 a.png false 0; 7 b.png false 0"},
		{"AsciiDoc", "= T\n:a: b\n\n== One\n\nimage::img/a.png[The parts]\n\nText here.\n", "6 img/a.png false 0"},
		{"HTML", "<!DOCTYPE html><html><body><h1>T</h1><p>Text.</p><img src=\"a.png\"><img src=\"data:image/png;base64," + onePixel + "\"></body></html>", fmt.Sprintf("3 a.png false 0; 3 in the text true %d", size)},
		{"notebook", `{"nbformat":4,"metadata":{},"cells":[{"cell_type":"markdown","source":["# T\n","![x](attachment:x.png) ![y](y.png)"],"attachments":{"x.png":{"image/png":"` + onePixel + `"}}},{"cell_type":"code","source":"plot()","outputs":[{"data":{"image/png":["` + onePixel + `\n"],"text/plain":"x"}}]}]}`,
			fmt.Sprintf("1 x.png true %d; 1 y.png false 0; 6 a result true %d", size, size)},
	} {
		d := parse(t, c.text)
		if got := found(d); got != c.want {
			t.Errorf("%s: %q, want %q in\n%s", c.name, got, c.want, d.Text[:min(len(d.Text), 400)])
		}
		again, err := d.Again(d.Text)
		if err != nil || found(again) != found(d) {
			t.Errorf("%s: read again it shows %q, %v", c.name, found(again), err)
		}
	}
}

func TestPicturesOfAWordDocument(t *testing.T) {
	show := func(id string) string {
		return `<w:p><w:r><w:t>Text.</w:t></w:r><w:r><w:drawing><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill><a:blip r:embed="` + id + `"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></w:drawing></w:r></w:p>`
	}
	rels := `<Relationships><Relationship Id="r1" Type="http://x/image" Target="media/image1.png"/><Relationship Id="r2" Type="http://x/image" Target="http://x/y.png" TargetMode="External"/><Relationship Id="r3" Type="http://x/image" Target="../../../etc/passwd"/></Relationships>`
	d, err := Parse("d1", "x.docx", packed(t, show("r1")+show("r2")+show("r3"), "word/_rels/document.xml.rels", rels, "word/media/image1.png", "pixels"))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Pictures) != 3 || d.Pictures[0].Name != "image1.png" || string(d.Pictures[0].Raw) != "pixels" || d.Pictures[0].Why != "" {
		t.Errorf("%+v", d.Pictures)
	}
	for _, p := range d.Pictures[1:] {
		if p.Raw != nil || p.Why == "" {
			t.Errorf("what is not in the package is no picture: %+v", p)
		}
	}
}

func TestSeenRenewsTheNote(t *testing.T) {
	d := parse(t, "# T\n\n![a](a.png) and ![b](b.png)\n")
	list := append([]Picture(nil), d.Pictures...)
	list[0].Reader, list[1].Why = "model", "there is no such file"
	note := d.Seen(list).Notes[0]
	if !strings.Contains(note.Detail, "1 picture: b.png (line 3; there is no such file)") || len(d.Notes) != 1 || !strings.Contains(d.Notes[0].Detail, "2 pictures") {
		t.Errorf("%+v; the document before has %+v", note, d.Notes)
	}
	list[1].Reader = "model"
	if notes := d.Seen(list).Notes; len(notes) != 0 {
		t.Errorf("nothing is unread, but noted is %+v", notes)
	}
}

// nasty are texts that a picture may hold to break out of the document.
func nasty() []string {
	return []string{`x"]; end --> y`, "```\n# Heading", "<!-- hidden", "--> shown", "a|b|c", "## not a heading", "[x](http://y)", "n1 --> n2", "\x1b[31mred", "\u202eabc", "| a | b |", "%% comment", "- item", "", "   "}
}

func TestWhatWasReadCannotBreakOut(t *testing.T) {
	r := Reading{Reader: "m", Texts: nasty()}
	for i, n := range nasty() {
		r.Nodes = append(r.Nodes, Node{Name: fmt.Sprintf("part%d ", i) + n, Store: i%2 == 0})
		r.Edges = append(r.Edges, Link{From: i, To: (i + 1) % len(nasty()), Label: n, Both: i%3 == 0})
	}
	r.Edges = append(r.Edges, Link{From: -1, To: 99})
	d, err := FromPicture("d9", "img/--> evil.png", "abc", r)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Drawings) != 1 || len(d.Drawings[0].Nodes) != len(r.Nodes) || len(d.Drawings[0].Edges) != len(nasty()) {
		t.Errorf("drawn are %d nodes and %d edges of %d and %d:\n%s", len(d.Drawings[0].Nodes), len(d.Drawings[0].Edges), len(r.Nodes), len(nasty()), d.Text)
	}
	if len(d.Sections) != 1 || strings.ContainsAny(d.Text, "\x1b\u202e") {
		t.Errorf("a text became a section or steers a terminal: %+v\n%s", d.Sections, d.Text)
	}
	items := 0
	for _, s := range d.Statements {
		if !isCode(&s) {
			items++
		}
	}
	if items < len(nasty())-2 {
		t.Errorf("%d of %d texts are statements:\n%s", items, len(nasty())-2, d.Text)
	}
}

func TestNothingReadIsNoDocument(t *testing.T) {
	if d, err := FromPicture("d1", "a.png", "", Reading{Reader: "m"}); d != nil || err != nil {
		t.Errorf("%+v, %v", d, err)
	}
}

func FuzzFromPicture(f *testing.F) {
	for _, n := range nasty() {
		f.Add("Gate", n, n)
	}
	f.Fuzz(func(t *testing.T, name, edge, text string) {
		d, err := FromPicture("d1", "a.png", "", Reading{Reader: "m", Nodes: []Node{{Name: "a" + name}, {Name: "b" + text, Store: true}}, Edges: []Link{{0, 1, edge, false}}, Texts: []string{text}})
		if err != nil {
			return // nothing that can be reviewed
		}
		if len(d.Sections) != 1 || len(d.Drawings) != 1 || len(d.Drawings[0].Nodes) != 2 || len(d.Drawings[0].Edges) != 1 {
			t.Fatalf("the drawing is another one:\n%s", d.Text)
		}
	})
}
