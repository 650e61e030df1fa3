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

// tableLines writes a table. Its first row is its head if it looks like one;
// else the head is empty, so that no row is read as what the others are about.
func tableLines(lines []textLine) []Line {
	first := &lines[0]
	begins := rowsByDistance(lines)
	if begins == nil {
		begins = rowsByFirstColumn(lines)
	}
	var rows [][]string
	var at []int
	for i := range lines {
		if begins[i] {
			rows, at = append(rows, make([]string, len(first.segments))), append(at, lines[i].no)
		}
		row := rows[len(rows)-1]
		for _, s := range lines[i].segments {
			k := column(first, s.x)
			row[k] = strings.TrimSpace(row[k] + " " + strings.ReplaceAll(s.text, "|", `\|`))
		}
	}
	if !isHead(first, rows) {
		rows, at = append([][]string{make([]string, len(first.segments))}, rows...), append([]int{at[0]}, at...)
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

// isHead tells whether the first row of a table names its columns: it is bold,
// or it has no figure where rows below it have some.
func isHead(first *textLine, rows [][]string) bool {
	if first.bold {
		return true
	}
	for i, row := range rows {
		if strings.ContainsAny(strings.Join(row, ""), "0123456789") {
			return i > 0
		}
	}
	return true
}

// rowsByFirstColumn lets a row begin with each line that has text in the first
// column and in another one.
func rowsByFirstColumn(lines []textLine) []bool {
	begins := make([]bool, len(lines))
	for i := range lines {
		begins[i] = i == 0 || column(&lines[0], lines[i].segments[0].x) == 0 && len(lines[i].segments) > 1
	}
	return begins
}

// rowsByDistance lets a row begin behind each wider gap: cells of several lines
// may stand at any height beside one another, but rows stand apart. It gives
// nothing where rows do not: where no cell goes on, where the gaps are all
// alike, or where a row would be without text in its first column.
func rowsByDistance(lines []textLine) []bool {
	const apart = 1.5 // distance of lines that belong to two rows, in sizes
	begins := make([]bool, len(lines))
	wrapped, held := false, false // a row has several lines; this row has a first column
	for i := range lines {
		begins[i] = i == 0 || lines[i-1].y-lines[i].y > apart*lines[i].size
		if begins[i] {
			if i > 0 && !held {
				return nil
			}
			held = false
		} else {
			wrapped = true
		}
		held = held || column(&lines[0], lines[i].segments[0].x) == 0
	}
	if rows := count(begins); !wrapped || !held || rows < 2 || rows == len(lines) {
		return nil
	}
	return begins
}

func count(marks []bool) int {
	n := 0
	for _, m := range marks {
		if m {
			n++
		}
	}
	return n
}
