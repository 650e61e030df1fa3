package tui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"archreview/internal/report"
)

// tabColumns is the room that a tab takes wherever text is shown.
const tabColumns = 4

// mostCluster is the most bytes that are taken for one character: without a
// limit a heap of combining marks would be a row of its own.
const mostCluster = 64

// span is a part of a line, in bytes.
type span struct{ start, end int }

// rowsOf cuts one line of text into rows of at most width columns, at blanks
// where there are any. The line is expected clean, without line breaks. There
// is always at least one row.
func rowsOf(s string, width int) []span {
	width = max(width, 1)
	var out []span
	start, column, cut, word := 0, 0, -1, false
	for i := 0; i < len(s); {
		n, w := unit(s[i:])
		if column+w > width && i > start {
			end := i
			if s[i] != ' ' && cut > start {
				end = cut
			}
			next := end
			for next < len(s) && s[next] == ' ' {
				next++
			}
			out = append(out, trimmed(s, start, end))
			start, i, column, cut, word = next, next, 0, -1, false
			continue
		}
		if s[i] != ' ' {
			word = true
		} else if word {
			cut = i + n
		}
		column += w
		i += n
	}
	if start < len(s) || len(out) == 0 {
		out = append(out, trimmed(s, start, len(s)))
	}
	return out
}

// trimmed is a span without the blanks at its end.
func trimmed(s string, start, end int) span {
	for end > start && s[end-1] == ' ' {
		end--
	}
	return span{start, end}
}

// unit gives the bytes and the columns of the character with which s begins.
func unit(s string) (size, columns int) {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		if s[0] == '\t' {
			return 1, tabColumns
		}
		return 1, 1
	}
	cluster, w := ansi.FirstGraphemeCluster(s[:min(len(s), 4*mostCluster)], ansi.GraphemeWidth)
	if len(cluster) > mostCluster {
		n := mostCluster
		for n > 1 && !utf8.RuneStart(s[n]) {
			n--
		}
		return n, max(w, 1)
	}
	return max(len(cluster), 1), w
}

// wrap cleans text of any origin and breaks it into rows; its own line breaks
// stay, its empty lines too.
func wrap(text string, width int) []string {
	var out []string
	for l := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		l = cleanLine(l)
		for _, r := range rowsOf(l, width) {
			out = append(out, expand(l[r.start:r.end]))
		}
	}
	return out
}

// flow is wrap for text whose line breaks mean nothing.
func flow(text string, width int) []string { return wrap(oneLine(text), width) }

// cleanLine makes one line of any origin safe for the screen; tabs stay.
func cleanLine(l string) string {
	if strings.IndexByte(l, '\t') < 0 {
		return report.Clean(l)
	}
	parts := strings.Split(l, "\t")
	for i := range parts {
		parts[i] = report.Clean(parts[i])
	}
	return strings.Join(parts, "\t")
}

// oneLine makes text of any origin one safe line without needless blanks.
func oneLine(s string) string { return strings.Join(strings.Fields(report.Clean(s)), " ") }

// expand turns tabs into blanks.
func expand(s string) string {
	return strings.ReplaceAll(s, "\t", strings.Repeat(" ", tabColumns))
}

// widthOf gives the columns of styled text on one line.
func widthOf(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// fit makes a styled line exactly as wide as asked for: cut with an ellipsis,
// or filled up with blanks.
func fit(s string, width int) string {
	if width <= 0 {
		return ""
	}
	w := widthOf(s)
	if w > width {
		s = ansi.Truncate(s, width, "…")
		w = widthOf(s)
	}
	if w < width {
		s += strings.Repeat(" ", width-w)
	}
	return s
}

// box makes lines exactly height rows of exactly width columns.
func box(lines []string, width, height int) []string {
	out := make([]string, 0, max(height, 0))
	for i := range height {
		if i < len(lines) {
			out = append(out, fit(lines[i], width))
		} else {
			out = append(out, strings.Repeat(" ", max(width, 0)))
		}
	}
	return out
}

// beside puts columns of equal height side by side with a rule between them.
func beside(rule string, columns ...[]string) []string {
	var out []string
	for i := range columns[0] {
		var b strings.Builder
		for j, c := range columns {
			if j > 0 {
				b.WriteString(rule)
			}
			if i < len(c) {
				b.WriteString(c[i])
			}
		}
		out = append(out, b.String())
	}
	return out
}
