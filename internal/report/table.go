package report

import (
	"strings"
	"unicode/utf8"
)

// tableWidth is the width up to which a table is padded, so that it can be
// read as plain text too.
const tableWidth = 120

// table gives rows of ready cells as a Markdown table. The header names the
// columns, separated by "|"; a name that ends in ":" is a column of numbers.
// Without rows there is no table.
func table(header string, rows [][]string) string {
	if len(rows) == 0 {
		return ""
	}
	names := strings.Split(header, "|")
	widths, right := make([]int, len(names)), make([]bool, len(names))
	for i, name := range names {
		names[i], right[i] = strings.CutSuffix(strings.TrimSpace(name), ":")
	}
	all := append([][]string{names}, rows...)
	total := 0
	for i := range names {
		widths[i] = 4
		for _, row := range all {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
		total += widths[i] + 3
	}
	if total > tableWidth {
		clear(widths)
	}
	var b strings.Builder
	for i, row := range all {
		writeRow(&b, row, widths, right)
		if i == 0 {
			writeRule(&b, widths, right)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func writeRow(b *strings.Builder, row []string, widths []int, right []bool) {
	for i, text := range row {
		padding := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(text)))
		if right[i] {
			text = padding + text
		} else {
			text += padding
		}
		b.WriteString("| " + text + " ")
	}
	b.WriteString("|\n")
}

func writeRule(b *strings.Builder, widths []int, right []bool) {
	for i, width := range widths {
		dashes := strings.Repeat("-", max(3, width-1))
		if right[i] {
			b.WriteString("| " + dashes + ": ")
		} else {
			b.WriteString("| :" + dashes + " ")
		}
	}
	b.WriteString("|\n")
}
