package document

import (
	"fmt"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineStarts gives the offset of every line. A line end at the very end of the
// text begins no further line.
func lineStarts(text string) []int {
	starts := make([]int, 1, 1+strings.Count(text, "\n"))
	for p := 0; ; {
		i := strings.IndexByte(text[p:], '\n')
		if i < 0 || p+i+1 == len(text) {
			return starts
		}
		p += i + 1
		starts = append(starts, p)
	}
}

// LineCount gives the number of lines, the same as in the original.
func (d *Document) LineCount() int { return len(d.starts) }

// LineText gives line n, counted from 1, without its line end. It is empty for
// a line that does not exist.
func (d *Document) LineText(n int) string {
	if n < 1 || n > len(d.starts) {
		return ""
	}
	return d.Text[d.starts[n-1]:d.lineEnd(n-1)]
}

// lineEnd gives the offset behind the last byte of the line with index n.
func (d *Document) lineEnd(n int) int {
	if n+1 < len(d.starts) {
		return d.starts[n+1] - 1
	}
	return len(strings.TrimSuffix(d.Text, "\n"))
}

// LinesOf gives the first and the last line, counted from 1, of the bytes from
// start up to, not including, end.
func (d *Document) LinesOf(start, end int) (first, last int) {
	first = d.lineAt(start)
	if end-1 <= start {
		return first, first
	}
	return first, d.lineAt(end - 1)
}

// lineAt gives the line, counted from 1, that holds the byte at an offset.
// Offsets outside the text count as its first or last byte.
func (d *Document) lineAt(offset int) int {
	n := sort.Search(len(d.starts), func(i int) bool { return d.starts[i] > offset })
	return max(n, 1)
}

// trim narrows a range of the text to leave out white space at both ends.
func trim(text string, start, end int) (int, int) {
	for start < end {
		r, size := rune(text[start]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[start:end])
		}
		if !unicode.IsSpace(r) {
			break
		}
		start += size
	}
	for start < end {
		r, size := rune(text[end-1]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeLastRuneInString(text[start:end])
		}
		if !unicode.IsSpace(r) {
			break
		}
		end -= size
	}
	return start, end
}

// places collects the lines at which something was met: how often, and the
// first few lines.
type places struct {
	count int
	lines []int
}

const placesShown = 5 // lines named in a note

func (p *places) add(line int) {
	p.count++
	if len(p.lines) <= placesShown && (len(p.lines) == 0 || p.lines[len(p.lines)-1] != line) {
		p.lines = append(p.lines, line)
	}
}

// String names the lines: "line 4", "lines 4, 7 and 9", "lines 4, 7, 9, 12, 15 and more".
func (p *places) String() string {
	shown := p.lines[:min(len(p.lines), placesShown)]
	words := make([]string, len(shown))
	for i, n := range shown {
		words[i] = fmt.Sprint(n)
	}
	switch {
	case len(p.lines) > placesShown:
		return "lines " + strings.Join(words, ", ") + " and more"
	case len(words) == 0:
		return "no line"
	case len(words) == 1:
		return "line " + words[0]
	}
	last := len(words) - 1
	return "lines " + strings.Join(words[:last], ", ") + " and " + words[last]
}

// counted gives a number with its noun: "1 place", "3 places".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
