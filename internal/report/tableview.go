package report

import (
	"slices"
	"strings"
)

// Limits of tables on a terminal.
const (
	maxCells     = 4_000 // cells that are laid out here; larger tables are left to glamour
	maxCellLines = 5     // lines in one cell; beyond, the table is shown as records
	maxTableWord = 16    // letters of a word that a column must not break
)

// tableRows gives the cells of a block that is a table as a whole, header
// first, all rows of one length, and which columns are set to the right.
// Another block gives nothing.
func tableRows(block string) (rows [][]string, right []bool) {
	lines := strings.Split(strings.TrimSpace(block), "\n")
	if len(lines) < 2 || !strings.HasPrefix(lines[0], "|") || strings.Trim(lines[1], "|:- ") != "" {
		return nil, nil
	}
	for i, l := range lines {
		cells := splitCells(l)
		if i > 0 && len(cells) != len(rows[0]) {
			return nil, nil
		}
		if i != 1 {
			rows = append(rows, cells)
			continue
		}
		for _, rule := range cells {
			right = append(right, strings.HasSuffix(rule, ":") && !strings.HasPrefix(rule, ":"))
		}
	}
	return rows, right
}

// splitCells cuts a row at its pipes. A pipe after a backslash is text.
func splitCells(l string) []string {
	l = strings.TrimPrefix(strings.TrimSpace(l), "|")
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

// showTable shows a table within the width: as columns that leave words
// whole, or, where these would be too narrow to read, as records. A block
// that is no table gives nothing.
func (p *painter) showTable(block string, width, level int) string {
	rows, right := tableRows(block)
	if rows == nil || len(rows)*len(rows[0]) > maxCells || tooHeavy(block) {
		return ""
	}
	shown := make([][]string, len(rows))
	natural, word := make([]int, len(rows[0])), make([]int, len(rows[0]))
	for i, row := range rows {
		for j, text := range row {
			text = p.showCell(text)
			shown[i] = append(shown[i], text)
			natural[j] = max(natural[j], textWidth(text))
			for w := range strings.FieldsSeq(text) {
				word[j] = max(word[j], min(textWidth(w), maxTableWord))
			}
		}
	}
	widths := share(natural, width-2-3*(len(natural)-1))
	for j := range widths {
		if len(widths) > 2 && (widths[j] < word[j] || natural[j] > maxCellLines*widths[j]) {
			return p.showRecords(rows, width, level)
		}
		widths[j] = max(widths[j], 1)
	}
	return p.grid(shown, widths, right)
}

// showCell shows one cell on one line. A mark in front keeps its text from
// being anything else than text.
func (p *painter) showCell(text string) string {
	const mark = "¶"
	text = strings.ReplaceAll(text, `\|`, "|")
	if text == "" {
		return ""
	}
	shown, ok := p.render(limitWords(mark+" "+text), 0)
	if !ok {
		shown = text
	}
	before, after, found := strings.Cut(shown, mark)
	if found {
		shown = before + after
	}
	return strings.TrimSpace(sanitize(strings.ReplaceAll(strings.TrimSpace(shown), "\n", " "), p.options.Color))
}

// share gives the columns their widths: those that need less than their
// share of the room keep what they need, the others share the rest.
func share(natural []int, room int) []int {
	widths := make([]int, len(natural))
	order := make([]int, len(natural))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return natural[a] - natural[b] })
	for done, i := range order {
		widths[i] = max(0, min(natural[i], room/(len(order)-done)))
		room -= widths[i]
	}
	return widths
}

// grid draws the cells with lines between the columns and under the header.
func (p *painter) grid(shown [][]string, widths []int, right []bool) string {
	column, rule, cross := " │ ", "─", "─┼─"
	if p.options.Style == "notty" {
		column, rule, cross = " | ", "-", "-|-"
	}
	var b strings.Builder
	for i, row := range shown {
		cells, height := make([][]string, len(row)), 1
		for j, text := range row {
			folded := sanitize(fold(text, widths[j], 0), p.options.Color)
			cells[j] = strings.Split(folded, "\n")
			height = max(height, len(cells[j]))
		}
		for k := range height {
			line := ""
			for j := range cells {
				text := ""
				if k < len(cells[j]) {
					text = cells[j][k]
				}
				padding := strings.Repeat(" ", max(0, widths[j]-textWidth(text)))
				if right[j] {
					text = padding + text
				} else {
					text += padding
				}
				if j > 0 {
					line += column
				}
				line += text
			}
			b.WriteString(" " + strings.TrimRight(line, " ") + "\n")
		}
		if i == 0 {
			rules := make([]string, len(widths))
			for j, width := range widths {
				rules[j] = strings.Repeat(rule, width)
			}
			b.WriteString(" " + strings.Join(rules, cross) + "\n")
		}
	}
	return b.String()
}

// showRecords shows each row as its first cell and a list of the others, with
// the names of their columns.
func (p *painter) showRecords(rows [][]string, width, level int) string {
	var records []string
	for _, row := range rows[1:] {
		var b strings.Builder
		b.WriteString("**" + row[0] + "**\n")
		for i, text := range row[1:] {
			if text != "" {
				b.WriteString("- *" + rows[0][i+1] + ":* " + strings.ReplaceAll(text, `\|`, "|") + "\n")
			}
		}
		records = append(records, p.showNested(b.String(), width, level+1))
	}
	return join(records)
}
