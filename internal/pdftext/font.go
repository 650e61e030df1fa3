package pdftext

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/ledongthuc/pdf"
)

const (
	mostCodes  = 70_000  // characters that a font may explain
	mostCMap   = 4 << 20 // bytes of the table that explains them
	usualWidth = 556     // thousandths of the size, where a font says nothing
)

// font is a font as far as text depends on it.
type font struct {
	wide       bool // codes have two bytes
	mono, bold bool
	unicode    map[int]string
	simple     [256]string // of codes with one byte
	first      int
	widths     []float64
	missing    float64
	latin      bool // one of the fonts that every reader has
	serif      bool
}

// widthRange is the width of a run of codes.
type widthRange struct {
	from, to int
	width    float64
}

func newFont(v pdf.Value) *font {
	f := &font{missing: usualWidth}
	name := strings.ToLower(v.Key("BaseFont").Name())
	f.bold = strings.Contains(name, "bold") || strings.Contains(name, "black") || strings.HasPrefix(afterPlus(name), "cmbx")
	f.mono = strings.Contains(name, "mono") || strings.Contains(name, "courier") || strings.Contains(name, "consol") || strings.HasPrefix(afterPlus(name), "cmtt")
	f.serif = strings.Contains(name, "times")
	f.unicode = readUnicode(v.Key("ToUnicode"))
	if v.Key("Subtype").Name() == "Type0" {
		f.wide = true
		f.readWide(v.Key("DescendantFonts").Index(0))
		return f
	}
	f.first = int(v.Key("FirstChar").Int64())
	if w := v.Key("Widths"); w.Kind() == pdf.Array {
		f.widths = make([]float64, min(w.Len(), 256))
		for i := range f.widths {
			f.widths[i] = w.Index(i).Float64()
		}
		if v.Key("Subtype").Name() == "Type3" {
			f.scale(v.Key("FontMatrix"))
		}
		f.missing = v.Key("FontDescriptor").Key("MissingWidth").Float64()
	} else {
		f.latin = true
	}
	library := pdf.Font{V: v}
	encoder := library.Encoder()
	for i := range f.simple {
		f.simple[i] = spelled(encoder.Decode(string([]byte{byte(i)})))
	}
	return f
}

// scale turns widths of a font with units of its own into thousandths.
func (f *font) scale(m pdf.Value) {
	if by := m.Index(0).Float64() * 1000; by > 0 {
		for i := range f.widths {
			f.widths[i] *= by
		}
	}
}

func afterPlus(name string) string {
	if _, rest, ok := strings.Cut(name, "+"); ok {
		return rest
	}
	return name
}

// readWide reads the widths of a font whose codes have two bytes.
func (f *font) readWide(v pdf.Value) {
	f.missing = 1000
	if d := v.Key("DW"); !d.IsNull() {
		f.missing = d.Float64()
	}
	var ranges []widthRange
	w := v.Key("W")
	for i := 0; i+1 < w.Len() && len(ranges) < mostCodes; {
		from := int(w.Index(i).Int64())
		next := w.Index(i + 1)
		if next.Kind() == pdf.Array {
			for j := range min(next.Len(), mostCodes) {
				ranges = append(ranges, widthRange{from + j, from + j, next.Index(j).Float64()})
			}
			i += 2
			continue
		}
		ranges = append(ranges, widthRange{from, int(next.Int64()), w.Index(i + 2).Float64()})
		i += 3
	}
	f.widths = make([]float64, 1<<16)
	for code := range f.widths {
		f.widths[code] = f.missing
	}
	for _, r := range ranges {
		for code := max(r.from, 0); code <= min(r.to, len(f.widths)-1); code++ {
			f.widths[code] = r.width
		}
	}
}

// width gives the width of a glyph in thousandths of the size.
func (f *font) width(code int) float64 {
	switch {
	case f.latin && f.mono:
		return 600
	case f.latin:
		return f.latinWidth(code)
	}
	if i := code - f.first; i >= 0 && i < len(f.widths) {
		return f.widths[i]
	}
	return f.missing
}

// latinWidth gives the width of a character in the fonts that every reader has,
// of which files need not say it.
func (f *font) latinWidth(code int) float64 {
	if code < ' ' || code > '~' {
		return usualWidth
	}
	if f.serif {
		return float64(serifWidths()[code-' '])
	}
	if f.bold {
		return float64(boldWidths()[code-' '])
	}
	return float64(plainWidths()[code-' '])
}

// plainWidths are those of Helvetica, from the blank to the tilde.
func plainWidths() [95]int16 {
	return [...]int16{
		278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
		556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
		611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
		667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
		222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
	}
}

// boldWidths are those of Helvetica-Bold.
func boldWidths() [95]int16 {
	return [...]int16{
		278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
		556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
		611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
		667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
		278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
	}
}

// serifWidths are those of Times-Roman.
func serifWidths() [95]int16 {
	return [...]int16{
		250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
		500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
		556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
		722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
		278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
	}
}

// decode gives the text of a code, or U+FFFD where the file does not explain it.
func (f *font) decode(code int) string {
	if t, ok := f.unicode[code]; ok {
		return t
	}
	if f.wide {
		return unknown
	}
	if t := f.simple[code&0xff]; t != "" && t[0] >= ' ' {
		return t
	}
	return ""
}

// spelled writes ligatures with their letters.
func spelled(s string) string {
	switch s {
	case "\ufb00":
		return "ff"
	case "\ufb01":
		return "fi"
	case "\ufb02":
		return "fl"
	case "\ufb03":
		return "ffi"
	case "\ufb04":
		return "ffl"
	case "\u00ad":
		return "-"
	}
	return strings.ToValidUTF8(s, unknown)
}

// readUnicode reads the table that gives the text of each code.
func readUnicode(v pdf.Value) map[int]string {
	if v.Kind() != pdf.Stream {
		return nil
	}
	r := v.Reader()
	defer r.Close() // nothing was written
	raw, err := io.ReadAll(io.LimitReader(r, mostCMap))
	if err != nil {
		return nil // the codes themselves may do
	}
	table := map[int]string{}
	for len(raw) > 0 && len(table) < mostCodes {
		i := bytes.Index(raw, []byte("beginbf"))
		if i < 0 {
			break
		}
		raw = raw[i+len("beginbf"):]
		end := bytes.Index(raw, []byte("endbf"))
		if end < 0 {
			end = len(raw)
		}
		if bytes.HasPrefix(raw, []byte("char")) {
			readChars(table, hexes(raw[:end]))
		} else {
			readRanges(table, raw[:end])
		}
		raw = raw[end:]
	}
	return table
}

// hexes gives the strings in angle brackets, and the brackets of lists.
func hexes(raw []byte) (out []string) {
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '[', ']':
			out = append(out, string(raw[i]))
		case '<':
			end := bytes.IndexByte(raw[i:], '>')
			if end < 0 {
				return out
			}
			out = append(out, string(bytes.Join(bytes.Fields(raw[i+1:i+end]), nil)))
			i += end
		}
	}
	return out
}

func readChars(table map[int]string, all []string) {
	for i := 0; i+1 < len(all) && len(table) < mostCodes; i += 2 {
		if code, ok := codeOf(all[i]); ok {
			table[code] = wideText(all[i+1])
		}
	}
}

func readRanges(table map[int]string, raw []byte) {
	all := hexes(raw)
	for i := 0; i+2 < len(all); {
		from, ok1 := codeOf(all[i])
		to, ok2 := codeOf(all[i+1])
		if !ok1 || !ok2 {
			return
		}
		i += 2
		if all[i] != "[" {
			text := []rune(wideText(all[i]))
			for code := from; code <= to && len(text) > 0 && len(table) < mostCodes; code++ {
				table[code] = spelled(string(text))
				text[len(text)-1]++
			}
			i++
			continue
		}
		for i++; i < len(all) && all[i] != "]"; i++ {
			if from <= to && len(table) < mostCodes {
				table[from] = wideText(all[i])
			}
			from++
		}
		i++
	}
}

func codeOf(hex string) (int, bool) {
	n, err := strconv.ParseUint(hex, 16, 32)
	return int(n), err == nil && n <= 0xffff
}

// wideText reads text in UTF-16, written as hexadecimal digits.
func wideText(hex string) string {
	var units []uint16
	for ; len(hex) >= 4 && len(units) < 16; hex = hex[4:] {
		n, err := strconv.ParseUint(hex[:4], 16, 16)
		if err != nil {
			return unknown
		}
		units = append(units, uint16(n))
	}
	if len(units) == 0 && hex != "" {
		n, err := strconv.ParseUint(hex, 16, 16)
		if err != nil {
			return unknown
		}
		units = append(units, uint16(n))
	}
	return spelled(string(utf16.Decode(units)))
}
