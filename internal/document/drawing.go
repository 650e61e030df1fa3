package document

import (
	"context"
	"encoding/xml"
	"strings"

	"archreview/internal/diagram"
	"archreview/internal/lazyregexp"
)

// isDrawing knows a file that is a diagram as a whole.
func isDrawing(in *input) bool {
	_, ok := diagram.Detect(in.text)
	return ok || diagram.IsXML(in.text)
}

// readDrawing reads such a file. One in XML becomes text with a line for each
// node and edge.
func readDrawing(_ context.Context, in *input) (*source, error) {
	if n, ok := diagram.Detect(in.text); ok {
		return &source{format: string(n), syntax: inDiagram, text: in.text}, nil
	}
	o, err := diagram.Outline(in.text)
	if err != nil {
		return nil, refuse(quoted(in.path)+" is a draw.io drawing that cannot be read", err.Error(),
			"Open it in draw.io and save it again uncompressed, or describe it as a Mermaid diagram.", err)
	}
	src := &source{format: string(diagram.DrawIO), syntax: inDiagram, text: o.Text}
	for _, p := range o.Pages {
		src.places = append(src.places, Place{Line: p.Line, Label: pageLabel(p.Name)})
	}
	if o.Loose > 0 {
		src.notes = append(src.notes, Note{"Connections that lead nowhere were left out", counted(o.Loose, "line") + " of the drawing tied to a box at one end only",
			"Tie both ends to boxes if they matter."})
	}
	if o.Cut {
		src.notes = append(src.notes, cutNote("the drawing"))
	}
	return src, nil
}

// pageLabel names a page of a drawing on one line, within measure.
func pageLabel(name string) string {
	const most = 60 // characters
	name, _ = clean(name)
	name = strings.Join(strings.Fields(name), " ")
	if r := []rune(name); len(r) > most {
		name = strings.TrimSpace(string(r[:most])) + "…"
	}
	return strings.TrimSpace("page " + name)
}

func cutNote(what string) Note {
	return Note{"A diagram was read in part", what + " is larger than is read", "Split it into several diagrams."}
}

// isSVG knows a picture that is written as text.
func isSVG(in *input) bool {
	return svgStart.MatchString(in.text[:min(len(in.text), 4096)])
}

var svgStart = lazyregexp.New(`^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,400}-->\s*|<!DOCTYPE[^>]{0,200}>\s*)*<svg[\s>]`)

// readSVG reads the drawing that draw.io puts into the pictures it exports. Any
// other is refused: what its shapes mean would be a guess.
func readSVG(ctx context.Context, in *input) (*source, error) {
	if inner := drawingIn(in.text); diagram.IsXML(inner) {
		return readDrawing(ctx, &input{path: in.path, text: inner})
	}
	return nil, refuse(quoted(in.path)+" is not a document that can be read", "it is an SVG picture without a draw.io drawing in it", describeIt, nil)
}

// drawingIn gives the attribute of the outermost element in which draw.io keeps
// the drawing of a picture; empty where there is none.
func drawingIn(text string) string {
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		t, err := d.RawToken()
		if err != nil {
			return ""
		}
		if root, ok := t.(xml.StartElement); ok {
			return value(&root, "content")
		}
	}
}

// readDiagram reads a text that is a diagram as a whole.
func (r *reader) readDiagram() {
	lang := diagram.Fence(diagram.Notation(r.doc.Format))
	block := r.nextBlock()
	for ; r.n < len(r.doc.starts); r.n++ {
		r.code(r.plainRow(r.n), lang, block)
	}
}

// umlBlock takes a PlantUML diagram that stands in the text without a fence.
func (r *reader) umlBlock(w row, matched int) bool {
	if !diagram.Starts(w.of(r.text)) {
		return false
	}
	r.leaveItems(matched)
	block := r.nextBlock()
	for ; r.n < len(r.doc.starts); r.n++ {
		line := r.row(r.n)
		r.code(line, diagram.Fence(diagram.PlantUML), block)
		if diagram.Ends(line.of(r.text)) {
			r.n++
			return true
		}
	}
	return true
}

const mostDrawings = 200 // of one document

// draw reads the diagrams in the code blocks of a document that is read
// otherwise.
func (d *Document) draw() {
	for i := 0; i < len(d.Statements); {
		j := i + 1
		for j < len(d.Statements) && isCode(&d.Statements[j]) && d.Statements[j].Block == d.Statements[i].Block {
			j++
		}
		if isCode(&d.Statements[i]) && len(d.Drawings) < mostDrawings {
			d.drawBlock(d.Statements[i:j])
		}
		i = j
	}
	for i := range d.Drawings {
		if d.Drawings[i].Cut {
			d.Notes = append(d.Notes, cutNote("one of the diagrams"))
			break
		}
	}
}

func isCode(s *Statement) bool { return s.Kind == CodeLine || s.Kind == Edge }

// drawBlock reads the lines of one block as a diagram, if they are one, and
// marks those that connect.
func (d *Document) drawBlock(block []Statement) {
	first := block[0].Line
	lines := make([]string, block[len(block)-1].Line-first+1)
	for i := range block {
		lines[block[i].Line-first] += block[i].Text
	}
	text := strings.Join(lines, "\n")
	n, ok := diagram.Fenced(block[0].Lang)
	if !ok {
		switch block[0].Lang {
		case "", "text", "txt", "plain":
			n, ok = diagram.Detect(text)
		}
	}
	if !ok {
		return
	}
	g := diagram.Parse(n, text)
	if len(g.Nodes) == 0 {
		return
	}
	for i := range g.Nodes {
		g.Nodes[i].Line += first - 1
	}
	edges := map[int]bool{}
	for i := range g.Edges {
		g.Edges[i].Line += first - 1
		edges[g.Edges[i].Line] = true
	}
	for i := range block {
		if edges[block[i].Line] {
			block[i].Kind = Edge
		}
	}
	d.Drawings = append(d.Drawings, g)
}
