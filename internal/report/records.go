package report

import (
	"strings"
	"unicode/utf8"
)

// maxCellLines is how many lines a cell of a table may need before the table
// is shown as records.
const maxCellLines = 5

// tableRecords gives a table that is too wide to read in the width as records
// of Markdown: for each row its first cell and a list of the others, with the
// names of their columns. A table that is fine gives nothing.
func tableRecords(block string, width int) []string {
	rows := tableRows(block)
	if len(rows) < 2 || tableLines(rows, width) <= maxCellLines {
		return nil
	}
	var records []string
	for _, row := range rows[1:] {
		record := "**" + row[0] + "**\n"
		for i, text := range row[1:] {
			if text != "" {
				record += "- *" + rows[0][i+1] + ":* " + text + "\n"
			}
		}
		records = append(records, record)
	}
	return records
}

// tableRows gives the cells of a block that is a table as a whole: header
// and rows of the same length. Otherwise it gives nothing.
func tableRows(block string) [][]string {
	lines := strings.Split(strings.TrimSpace(block), "\n")
	if len(lines) < 3 || !strings.HasPrefix(lines[0], "|") || strings.Trim(lines[1], "|:- ") != "" {
		return nil
	}
	var rows [][]string
	for i, l := range lines {
		cells := splitCells(l)
		if i == 1 {
			continue
		}
		if len(rows) > 0 && len(cells) != len(rows[0]) {
			return nil
		}
		rows = append(rows, cells)
	}
	return rows
}

// splitCells cuts a row at its pipes. A pipe after a backslash is text.
func splitCells(l string) []string {
	l = strings.TrimSpace(l)
	l = strings.TrimPrefix(l, "|")
	if !strings.HasSuffix(l, `\|`) {
		l = strings.TrimSuffix(l, "|")
	}
	var cells []string
	from := 0
	for i := range len(l) {
		if l[i] == '|' && byteAt(l, i-1) != '\\' {
			cells = append(cells, strings.TrimSpace(l[from:i]))
			from = i + 1
		}
	}
	return append(cells, strings.TrimSpace(l[from:]))
}

// tableLines estimates the lines that the tallest cell needs when the table
// has the width. Columns that need less than their share leave the rest.
func tableLines(rows [][]string, width int) int {
	natural := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, text := range row {
			natural[i] = max(natural[i], utf8.RuneCountInString(text))
		}
	}
	room, open := width-3*len(natural), len(natural)
	taken := make([]bool, len(natural))
	for again := true; again && open > 0; {
		again = false
		for i, n := range natural {
			if !taken[i] && n <= room/open {
				taken[i], again = true, true
				room -= n
				open--
				if open == 0 {
					return 1
				}
			}
		}
	}
	share, lines := max(1, room/open), 1
	for i, n := range natural {
		if !taken[i] {
			lines = max(lines, (n+share-1)/share)
		}
	}
	return lines
}
