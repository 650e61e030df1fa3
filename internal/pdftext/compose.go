package pdftext

import (
	"math"
	"sort"
	"strings"
	"unicode"
)

const (
	headingSize = 1.12 // of the body: the size from which a line is a heading
	longTitle   = 110  // bytes
	mostHeads   = 3    // levels of headings by their size
	blockGap    = 1.35 // of the usual leading: a gap between paragraphs
)

// composer writes the lines of all pages as Markdown.
type composer struct {
	out    Text
	body   float64   // size of most of the text
	sizes  []float64 // of headings, the largest first
	lead   float64   // usual distance of lines
	levels []float64 // where marks of list items begin, from the left
	prev   textLine
	open   bool // a paragraph is open
}

// compose puts the pages together.
func compose(pages []page) (*Text, error) {
	c := composer{}
	c.out.Pages = len(pages)
	for i := range pages {
		p := &pages[i]
		switch {
		case p.failed:
			c.out.Failed = append(c.out.Failed, p.no)
		case letters(p.lines) < 3:
			c.out.Empty = append(c.out.Empty, p.no)
		}
		for j := range p.lines {
			c.out.Unknown += strings.Count(p.lines[j].text(), unknown)
		}
	}
	if len(pages) == 0 || len(c.out.Empty) == len(pages) {
		return nil, ErrNoText
	}
	if len(c.out.Empty)+len(c.out.Failed) == len(pages) {
		return nil, ErrDamaged
	}
	c.out.Repeated = dropRepeated(pages)
	c.measure(pages)
	for i := range pages {
		c.page(&pages[i])
	}
	c.out.judge()
	return &c.out, nil
}

// letters counts letters and digits.
func letters(lines []textLine) (n int) {
	for i := range lines {
		for _, r := range lines[i].text() {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				n++
			}
		}
	}
	return n
}

// dropRepeated takes away lines at the top and the bottom of pages that are the
// same on most of them, numbers aside.
func dropRepeated(pages []page) (dropped int) {
	const least, deep = 3, 2
	if len(pages) < least {
		return 0
	}
	edge := func(p *page, i int) bool { return i < deep || i >= len(p.lines)-deep }
	long := func(p *page) bool { return len(p.lines) > 2*deep+1 }
	count := map[string]int{}
	for i := range pages {
		seen := map[string]bool{}
		for j := range pages[i].lines {
			if k := withoutNumbers(pages[i].lines[j].text()); long(&pages[i]) && edge(&pages[i], j) && !seen[k] {
				seen[k] = true
				count[k]++
			}
		}
	}
	for i := range pages {
		p := &pages[i]
		var kept []textLine
		for j, l := range p.lines {
			if n := count[withoutNumbers(l.text())]; edge(p, j) && n >= least && 2*n >= len(pages) {
				dropped++
				continue
			}
			kept = append(kept, l)
		}
		p.lines = kept
	}
	return dropped
}

// withoutNumbers writes one mark for each number, so that page 9 is like page 10.
func withoutNumbers(s string) string {
	var b strings.Builder
	number := false
	for _, r := range s {
		digit := unicode.IsDigit(r)
		switch {
		case !digit:
			b.WriteRune(r)
		case !number:
			b.WriteByte('#')
		}
		number = digit
	}
	return b.String()
}

// measure finds the size of most of the text, the usual distance of lines and
// the sizes of headings.
func (c *composer) measure(pages []page) {
	chars, leads := map[float64]int{}, map[float64]int{}
	for i := range pages {
		var last *textLine
		for j := range pages[i].lines {
			l := &pages[i].lines[j]
			chars[rounded(l.size)] += len(l.text())
			if last != nil && last.y > l.y && abs(last.size-l.size) < 0.3 && last.y-l.y < 3*l.size {
				leads[rounded((last.y-l.y)/l.size*4)/4]++
			}
			last = l
		}
	}
	c.body = most(chars)
	if c.lead = most(leads); c.lead == 0 {
		c.lead = 1.2
	}
	for size := range chars {
		if size > c.body*headingSize {
			c.sizes = append(c.sizes, size)
		}
	}
	sort.Sort(sort.Reverse(sort.Float64Slice(c.sizes)))
}

func rounded(x float64) float64 { return math.Round(x*2) / 2 }

// most gives the key with the highest count, the smaller one of two.
func most(counts map[float64]int) (best float64) {
	n := 0
	for k, v := range counts {
		if v > n || v == n && k < best {
			best, n = k, v
		}
	}
	return best
}

// page writes the lines of one page.
func (c *composer) page(p *page) {
	if len(p.lines) == 0 {
		return
	}
	if c.open && !continues(c.prev.text(), p.lines[0].text()) {
		c.blank()
	}
	c.prev = textLine{}
	c.levels = nil
	for i := 0; i < len(p.lines); {
		i = c.block(p, i)
	}
}

// continues tells whether a paragraph goes on across the border of pages.
func continues(before, after string) bool {
	if before == "" || strings.ContainsAny(before[len(before)-1:], ".!?:;") {
		return false
	}
	return unicode.IsLower([]rune(after)[0])
}

// block writes a heading, a table, a block of code or a line of text, and gives
// the line behind it.
func (c *composer) block(p *page, i int) int {
	l := &p.lines[i]
	if level := c.heading(p, i); level > 0 {
		return c.title(p, i, level)
	}
	if end := tableEnd(p.lines, i); end > i {
		c.blank()
		for _, row := range tableLines(p.lines[i:end]) {
			c.put(p.no, row)
		}
		c.prev, c.open = textLine{}, false
		c.blank()
		return end
	}
	if l.mono && len(l.segments) > 0 && !isMark(strings.SplitN(l.text(), " ", 2)[0]) {
		return c.code(p, i)
	}
	if c.prev.segments != nil && (c.prev.y-l.y > c.lead*blockGap*l.size || l.y > c.prev.y+l.size || abs(c.prev.size-l.size) > 1) {
		c.blank()
	}
	c.put(p.no, Line{Line: l.no, Text: c.indent(l) + guarded(l.text())})
	c.prev, c.open = *l, true
	return i + 1
}

// heading gives the level of a line as a heading, or 0: larger than the text, or
// bold and alone.
func (c *composer) heading(p *page, i int) int {
	l := &p.lines[i]
	text := l.text()
	if len(text) > longTitle || len(l.segments) > 2 || l.mono || !unicode.IsLetter([]rune(text)[0]) && !unicode.IsDigit([]rune(text)[0]) {
		return 0
	}
	for level, size := range c.sizes {
		if rounded(l.size) == size {
			return min(level, mostHeads-1) + 1
		}
	}
	last := text[len(text)-1]
	alone := (i == 0 || p.lines[i-1].y-l.y > c.lead*blockGap*l.size || c.prev.segments == nil) && (i+1 >= len(p.lines) || !p.lines[i+1].bold)
	if l.bold && alone && len(l.segments) == 1 && last != '.' && last != ',' && last != ';' && last != ':' && l.size >= c.body*0.95 {
		return min(len(c.sizes), mostHeads) + 1
	}
	return 0
}

// title writes a heading with the lines it runs on to.
func (c *composer) title(p *page, i, level int) int {
	l := &p.lines[i]
	text := l.text()
	end := i + 1
	for end < len(p.lines) && rounded(p.lines[end].size) == rounded(l.size) && l.size > c.body*headingSize &&
		p.lines[end-1].y-p.lines[end].y < 1.5*l.size && len(text) < longTitle && c.heading(p, end) == level {
		text += " " + p.lines[end].text()
		end++
	}
	c.blank()
	c.put(p.no, Line{Line: l.no, Text: strings.Repeat("#", level) + " " + text})
	c.blank()
	c.prev, c.open = textLine{}, false
	return end
}

// code writes the lines in a font of fixed width that follow one another.
func (c *composer) code(p *page, i int) int {
	end, left := i, p.lines[i].x()
	for end < len(p.lines) && p.lines[end].mono {
		left = min(left, p.lines[end].x())
		end++
	}
	c.blank()
	c.put(0, Line{Text: "```"})
	for ; i < end; i++ {
		l := &p.lines[i]
		n := int(math.Round((l.x() - left) / (0.6 * l.size)))
		c.put(p.no, Line{Line: l.no, Text: strings.Repeat(" ", min(max(n, 0), 40)) + strings.ReplaceAll(l.text(), "```", "'''")})
	}
	c.put(0, Line{Text: "```"})
	c.blank()
	c.prev, c.open = textLine{}, false
	return end
}

// indent gives the blanks before a list item by how far it is moved in.
func (c *composer) indent(l *textLine) string {
	first, _, _ := strings.Cut(l.text(), " ")
	if !isMark(first) {
		return ""
	}
	for len(c.levels) > 0 && c.levels[len(c.levels)-1] > l.x()+0.4*l.size {
		c.levels = c.levels[:len(c.levels)-1]
	}
	if n := len(c.levels); n == 0 || c.levels[n-1] < l.x()-0.4*l.size {
		c.levels = append(c.levels, l.x())
	}
	return strings.Repeat("  ", min(len(c.levels)-1, 3))
}

// put adds a line.
func (c *composer) put(page int, l Line) {
	l.Page = page
	c.out.Lines = append(c.out.Lines, l)
}

// blank separates blocks.
func (c *composer) blank() {
	if n := len(c.out.Lines); n > 0 && c.out.Lines[n-1].Text != "" {
		c.put(0, Line{})
	}
	c.open = false
}

// guarded keeps a line of text from being taken for something else.
func guarded(s string) string {
	if strings.HasPrefix(s, "```") || strings.HasPrefix(s, "~~~") || strings.HasPrefix(s, "#") || strings.HasPrefix(s, "<") {
		return `\` + s
	}
	return s
}

const (
	gluedWord  = 11.0 // letters of a word, on average, from which spaces must be missing
	leastWords = 30
	longWord   = 28   // letters of a word that is hardly one
	longShare  = 0.04 // of the words that may be so long
)

// judge finds out whether words are glued together.
func (t *Text) judge() {
	words, chars, long := 0, 0, 0
	code := false
	for _, l := range t.Lines {
		if l.Text == "```" {
			code = !code
		}
		if code {
			continue
		}
		for _, w := range strings.FieldsFunc(l.Text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			words++
			n := len([]rune(w))
			chars += n
			if n > longWord {
				long++
			}
		}
	}
	if words == 0 {
		return
	}
	t.MeanWord = float64(chars) / float64(words)
	t.Glued = words >= leastWords && (t.MeanWord > gluedWord || float64(long) > longShare*float64(words)) ||
		words < leastWords && t.MeanWord > longWord
}

// fromPages makes a text of pages that another program has written, with blanks
// for gaps.
func fromPages(pages []string) *Text {
	if n := len(pages); n > 1 && strings.TrimSpace(pages[n-1]) == "" {
		pages = pages[:n-1]
	}
	t := &Text{Pages: len(pages)}
	for i, p := range pages {
		found := false
		for n, l := range strings.Split(p, "\n") {
			l = strings.TrimRight(strings.ReplaceAll(l, "\r", ""), " ")
			t.Unknown += strings.Count(l, "\uFFFD")
			if found = found || l != ""; l == "" {
				t.Lines = append(t.Lines, Line{})
				continue
			}
			t.Lines = append(t.Lines, Line{Page: i + 1, Line: n + 1, Text: guarded(l)})
		}
		if !found {
			t.Empty = append(t.Empty, i+1)
		}
	}
	t.judge()
	return t
}
