package pdftext

import (
	"math"
	"sort"
	"strings"
)

const (
	spaceGap   = 0.17 // of the size: a gap that separates words
	segmentGap = 1.4  // a gap that separates columns
	sameLine   = 0.45 // distance of base lines on one line
	unknown    = "\uFFFD"
)

// textLine is a line of a page: runs of text with wide gaps between them.
type textLine struct {
	no         int // counted from 1 from the top of the page
	y, size    float64
	segments   []segment
	mono, bold bool
}

// segment is a run of text without a wide gap.
type segment struct {
	x, end float64
	text   string
}

// text gives the line with its gaps as blanks.
func (l *textLine) text() string {
	words := make([]string, len(l.segments))
	for i, s := range l.segments {
		words[i] = s.text
	}
	return strings.Join(words, " ")
}

func (l *textLine) x() float64 { return l.segments[0].x }

// layOut puts the glyphs of a page into lines.
func layOut(p page) page {
	glyphs := p.glyphs
	p.glyphs = nil
	kept := glyphs[:0]
	for _, g := range glyphs {
		if g.size > 0.5 && !math.IsNaN(g.x) && !math.IsNaN(g.y) && !math.IsInf(g.x, 0) && !math.IsInf(g.y, 0) {
			kept = append(kept, g)
		}
	}
	sort.SliceStable(kept, func(i, j int) bool { return kept[i].y > kept[j].y })
	for i := 0; i < len(kept); {
		j, y, size := i+1, kept[i].y, kept[i].size
		for j < len(kept) && y-kept[j].y < sameLine*max(size, kept[j].size) {
			if kept[j].size > size {
				y, size = kept[j].y, kept[j].size // the base line is that of the largest
			}
			j++
		}
		if l, ok := lineOf(kept[i:j], y, size); ok {
			p.lines = append(p.lines, l)
		}
		i = j
	}
	p.lines = columns(p.lines)
	for i := range p.lines {
		p.lines[i].no = i + 1
	}
	return p
}

// lineOf makes a line of glyphs on one base line.
func lineOf(glyphs []glyph, y, size float64) (textLine, bool) {
	sort.SliceStable(glyphs, func(i, j int) bool { return glyphs[i].x < glyphs[j].x })
	l := textLine{y: y, size: size, mono: true, bold: true}
	var b strings.Builder
	var last glyph
	space, begun := false, false
	from := 0.0
	cut := func() {
		if t := strings.TrimSpace(b.String()); t != "" {
			l.segments = append(l.segments, segment{x: from, end: last.x + last.width, text: t})
		}
		b.Reset()
	}
	for _, g := range glyphs {
		if strings.TrimSpace(g.text) == "" {
			space = true
			continue
		}
		if begun && g.text == last.text && abs(g.x-last.x) < 0.12*g.size && !space {
			continue // printed twice to look bold
		}
		gap := g.x - last.x - last.width
		switch {
		case !begun:
			from = g.x
		case gap > segmentGap*g.size:
			cut()
			from = g.x
		case space && gap > -0.5*g.size || gap > spaceGap*g.size:
			b.WriteByte(' ')
		}
		b.WriteString(g.text)
		l.mono, l.bold = l.mono && g.mono, l.bold && g.bold
		last, space, begun = g, false, true
	}
	cut()
	l.bullet()
	return l, len(l.segments) > 0
}

// bullet joins the mark of a list item with its text. A sign that the file does
// not explain is such a mark where a line begins with it.
func (l *textLine) bullet() {
	if len(l.segments) == 0 {
		return
	}
	if rest, ok := strings.CutPrefix(l.segments[0].text, unknown); ok && (rest == "" && len(l.segments) > 1 || strings.HasPrefix(rest, " ")) {
		l.segments[0].text = "•" + rest
	}
	if len(l.segments) > 1 && isMark(l.segments[0].text) {
		l.segments[1].text = l.segments[0].text + " " + l.segments[1].text
		l.segments[1].x = l.segments[0].x
		l.segments = l.segments[1:]
	}
}

// isMark recognises the mark of a list item that stands alone.
func isMark(s string) bool {
	switch s {
	case "•", "◦", "▪", "●", "‣", "·", "–", "-", "*", "○", "■":
		return true
	}
	digits := strings.TrimRight(s, ".)")
	if digits == "" || len(digits) > 2 || digits == s {
		return false
	}
	return strings.Trim(digits, "0123456789") == "" || len(digits) == 1
}

const (
	leastColumn = 22  // characters of a line in a column of prose, on average
	columnShare = 0.5 // of the lines that must have the gap
	leastLines  = 10
)

// columns brings the lines of a page with two columns of prose into the order in
// which they are read. Columns of tables are too narrow for that.
func columns(lines []textLine) []textLine {
	gutter, first := gutterOf(lines)
	if gutter == 0 {
		return lines
	}
	var head, left, right []textLine
	for i, l := range lines {
		if i < first {
			head = append(head, l)
			continue
		}
		a, b := l, l
		a.segments, b.segments = nil, nil
		for _, s := range l.segments {
			if s.x < gutter {
				a.segments = append(a.segments, s)
			} else {
				b.segments = append(b.segments, s)
			}
		}
		if len(a.segments) > 0 {
			left = append(left, a)
		}
		if len(b.segments) > 0 {
			right = append(right, b)
		}
	}
	return append(append(head, left...), right...)
}

// gutterOf gives where the right column begins and the first line that has it;
// 0 when the page has one column.
func gutterOf(lines []textLine) (x float64, first int) {
	count, chars, at, begin := 0, [2]int{}, map[int]int{}, -1
	for _, l := range lines {
		if len(l.segments) == 2 {
			at[int(l.segments[1].x/4)]++
		}
	}
	best, most := 0, 0
	for k, n := range at {
		if n+at[k+1] > most || n+at[k+1] == most && k < best {
			best, most = k, n+at[k+1]
		}
	}
	for i, l := range lines {
		if len(l.segments) != 2 {
			continue
		}
		if k := int(l.segments[1].x / 4); k != best && k != best+1 {
			continue
		}
		if begin < 0 {
			begin = i
		}
		count++
		for s := range 2 {
			chars[s] += len(l.segments[s].text)
		}
	}
	if count < leastLines || float64(count) < columnShare*float64(len(lines)) || min(chars[0], chars[1]) < leastColumn*count {
		return 0, 0
	}
	return float64(best*4) - 2, begin
}
