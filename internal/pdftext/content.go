package pdftext

import (
	"errors"

	"github.com/ledongthuc/pdf"
)

// Limits of a page.
const (
	mostGlyphs = 400_000
	mostForms  = 12 // forms within one another
	mostStates = 512
	mostLevels = 64 // levels of the tree of pages
)

var errGlyphs = errors.New("too many characters on a page")

// glyph is a character at its place on the page, in points from the lower left.
type glyph struct {
	x, y, width, size float64
	text              string
	mono, bold        bool
}

// page is what stands on a page.
type page struct {
	no     int
	glyphs []glyph
	lines  []textLine
	failed bool
}

// pages finds the pages of a file. Trees that lead back to themselves end at
// the limits.
func pages(file *pdf.Reader) ([]pdf.Value, error) {
	var all []pdf.Value
	seen := 0
	var walk func(v pdf.Value, level int) error
	walk = func(v pdf.Value, level int) error {
		kids := v.Key("Kids")
		if kids.Kind() != pdf.Array {
			if v.Kind() == pdf.Dict {
				all = append(all, v)
			}
			return nil
		}
		for i := range kids.Len() {
			if seen++; seen > 4*MaxPages || len(all) > MaxPages || level > mostLevels {
				return ErrLimit
			}
			if err := walk(kids.Index(i), level+1); err != nil {
				return err
			}
		}
		return nil
	}
	err := walk(file.Trailer().Key("Root").Key("Pages"), 0)
	return all, err
}

// readPage finds the glyphs of a page. A page that cannot be read is marked.
func readPage(v pdf.Value, no int) (p page) {
	c := canvas{page: &p}
	p.no = no
	defer func() {
		if recover() != nil {
			p.failed = true
		}
	}()
	if contents := v.Key("Contents"); !contents.IsNull() {
		c.draw(contents, inherited(v, "Resources"), identity(), 0)
	}
	return p
}

// inherited gives a value of a page or of a node above it.
func inherited(v pdf.Value, key string) pdf.Value {
	for range mostLevels {
		if found := v.Key(key); !found.IsNull() || v.IsNull() {
			return found
		}
		v = v.Key("Parent")
	}
	return pdf.Value{}
}

// matrix is an affine transformation: x' = a·x + c·y + e, y' = b·x + d·y + f.
type matrix struct{ a, b, c, d, e, f float64 }

func identity() matrix { return matrix{a: 1, d: 1} }

// then gives the transformation that does m first and n after it.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d,
		m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

// state is the state of the graphics as far as text depends on it.
type state struct {
	ctm                               matrix
	font                              *font
	size, char, word, scale, lead, up float64
}

// canvas interprets the content of a page.
type canvas struct {
	*page
	state
	resources pdf.Value
	fonts     map[string]*font
	saved     []state
	text      matrix // where the next glyph goes
	line      matrix // where the line began
	depth     int
}

// draw interprets one stream with the resources that belong to it.
func (c *canvas) draw(stream, resources pdf.Value, ctm matrix, depth int) {
	inner := canvas{page: c.page, resources: resources, fonts: map[string]*font{}, depth: depth}
	inner.ctm, inner.scale, inner.text, inner.line = ctm, 1, identity(), identity()
	pdf.Interpret(stream, func(stack *pdf.Stack, op string) {
		args := make([]pdf.Value, stack.Len())
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stack.Pop()
		}
		if len(c.glyphs) >= mostGlyphs {
			panic(errGlyphs) // the page counts as not read
		}
		inner.do(op, args)
	})
}

// number gives an argument as a number; 0 when it is missing.
func number(args []pdf.Value, i int) float64 {
	if i >= len(args) {
		return 0
	}
	return args[i].Float64()
}

func matrixOf(at func(i int) float64) matrix {
	return matrix{at(0), at(1), at(2), at(3), at(4), at(5)}
}

// do carries out one operator.
func (c *canvas) do(op string, args []pdf.Value) {
	switch op {
	case "q":
		if len(c.saved) < mostStates {
			c.saved = append(c.saved, c.state)
		}
	case "Q":
		if n := len(c.saved) - 1; n >= 0 {
			c.state, c.saved = c.saved[n], c.saved[:n]
		}
	case "cm":
		c.ctm = matrixOf(func(i int) float64 { return number(args, i) }).then(c.ctm)
	case "Do":
		if len(args) > 0 {
			c.form(args[0].Name())
		}
	case "BT":
		c.text, c.line = identity(), identity()
	case "Tf":
		if len(args) > 0 {
			c.setFont(args[0].Name())
		}
		c.size = number(args, 1)
	case "Tc":
		c.char = number(args, 0)
	case "Tw":
		c.word = number(args, 0)
	case "Tz":
		c.scale = number(args, 0) / 100
	case "TL":
		c.lead = number(args, 0)
	case "Ts":
		c.up = number(args, 0)
	case "Tm":
		c.line = matrixOf(func(i int) float64 { return number(args, i) })
		c.text = c.line
	case "Td":
		c.move(number(args, 0), number(args, 1))
	case "TD":
		c.lead = -number(args, 1)
		c.move(number(args, 0), number(args, 1))
	case "T*":
		c.move(0, -c.lead)
	case "Tj", "'", "\"", "TJ":
		c.shows(op, args)
	}
}

// shows carries out the operators that show text.
func (c *canvas) shows(op string, args []pdf.Value) {
	if op == "\"" {
		c.word, c.char = number(args, 0), number(args, 1)
	}
	if op == "'" || op == "\"" {
		c.move(0, -c.lead)
	}
	if len(args) == 0 {
		return
	}
	last := args[len(args)-1]
	if op != "TJ" {
		c.show(last.RawString())
		return
	}
	for i := range last.Len() {
		if v := last.Index(i); v.Kind() == pdf.String {
			c.show(v.RawString())
		} else {
			c.text = matrix{a: 1, d: 1, e: -v.Float64() / 1000 * c.size * c.scale}.then(c.text)
		}
	}
}

// move goes to a line relative to the beginning of the current one.
func (c *canvas) move(x, y float64) {
	c.line = matrix{a: 1, d: 1, e: x, f: y}.then(c.line)
	c.text = c.line
}

func (c *canvas) setFont(name string) {
	f := c.fonts[name]
	if f == nil {
		f = newFont(c.resources.Key("Font").Key(name))
		c.fonts[name] = f
	}
	c.font = f
}

// form draws a form, as which some programs write whole pages.
func (c *canvas) form(name string) {
	x := c.resources.Key("XObject").Key(name)
	if c.depth >= mostForms || x.Key("Subtype").Name() != "Form" {
		return
	}
	ctm := c.ctm
	if m := x.Key("Matrix"); m.Len() == 6 {
		ctm = matrixOf(func(i int) float64 { return m.Index(i).Float64() }).then(ctm)
	}
	resources := x.Key("Resources")
	if resources.IsNull() {
		resources = c.resources
	}
	c.draw(x, resources, ctm, c.depth+1)
}

// show adds the glyphs of a string and moves on behind them.
func (c *canvas) show(s string) {
	f := c.font
	if f == nil {
		return
	}
	step := 1
	if f.wide {
		step = 2
	}
	for i := 0; i+step <= len(s) && len(c.glyphs) < mostGlyphs; i += step {
		code := int(s[i])
		if f.wide {
			code = code<<8 | int(s[i+1])
		}
		text := f.decode(code)
		w := f.width(code) / 1000
		at := matrix{a: c.size * c.scale, d: c.size, f: c.up}.then(c.text).then(c.ctm)
		size := max(abs(at.d), abs(at.b))
		if text != "" {
			c.glyphs = append(c.glyphs, glyph{x: at.e, y: at.f, width: w * at.a, size: size, text: text, mono: f.mono, bold: f.bold})
		}
		move := w*c.size + c.char
		if step == 1 && s[i] == ' ' {
			move += c.word
		}
		c.text = matrix{a: 1, d: 1, e: move * c.scale}.then(c.text)
	}
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}
