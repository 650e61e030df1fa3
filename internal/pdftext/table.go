package pdftext

import "strings"

const (
	mostColumns = 12
	tableGap    = 3.2 // of the size: a distance of lines that ends a table
)

// tableEnd gives the line behind a table that begins at a line, or the line
// itself: at least two lines with columns at the same places.
func tableEnd(lines []textLine, i int) int {
	first := &lines[i]
	n := len(first.segments)
	if n < 2 || n > mostColumns {
		return i
	}
	end, rows := i+1, 1
	for end < len(lines) && fits(first, &lines[end]) && near(&lines[end-1], &lines[end]) {
		l := &lines[end]
		if len(l.segments) == 1 && column(first, l.segments[0].x) == 0 && !wraps(first, lines, end) {
			break
		}
		if len(l.segments) > 1 {
			rows++
		}
		end++
	}
	if rows < 2 {
		return i
	}
	return end
}

func near(above, l *textLine) bool {
	return above.y > l.y && above.y-l.y < tableGap*max(l.size, above.size)
}

// wraps tells whether a line with text in the first column only goes on with the
// cell above: it stays within the column, closer to it than rows are.
func wraps(first *textLine, lines []textLine, i int) bool {
	l := &lines[i]
	if l.segments[0].end >= first.segments[1].x {
		return false
	}
	return lines[i-1].y-l.y < 1.4*l.size && i+1 < len(lines) && near(l, &lines[i+1]) && fits(first, &lines[i+1]) && len(lines[i+1].segments) > 1
}

// column gives the column of a table in which a place lies.
func column(first *textLine, x float64) int {
	at := 0
	for i, s := range first.segments {
		if x >= s.x-1.5*first.size {
			at = i
		}
	}
	return at
}

// fits tells whether each segment of a line lies in a column of its own.
func fits(first, l *textLine) bool {
	if len(l.segments) > len(first.segments) || l.segments[0].x < first.segments[0].x-first.size {
		return false
	}
	last := -1
	for _, s := range l.segments {
		at := column(first, s.x)
		if at <= last {
			return false
		}
		last = at
	}
	return true
}

// tableLines writes a table. A line that leaves the first column empty goes on
// with the row above it.
func tableLines(lines []textLine) []Line {
	first := &lines[0]
	var rows [][]string
	var at []int
	for i := range lines {
		l := &lines[i]
		begins := i == 0 || column(first, l.segments[0].x) == 0 && len(l.segments) > 1
		if begins {
			rows, at = append(rows, make([]string, len(first.segments))), append(at, l.no)
		}
		row := rows[len(rows)-1]
		for _, s := range l.segments {
			k := column(first, s.x)
			row[k] = strings.TrimSpace(row[k] + " " + strings.ReplaceAll(s.text, "|", `\|`))
		}
	}
	var out []Line
	for i, row := range rows {
		out = append(out, Line{Line: at[i], Text: "| " + strings.Join(row, " | ") + " |"})
		if i == 0 {
			out = append(out, Line{Line: at[i], Text: "|" + strings.Repeat("---|", len(row))})
		}
	}
	return out
}
