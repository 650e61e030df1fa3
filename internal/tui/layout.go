package tui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"archreview/agent"
)

// Measures of the screens for which one column of text is read.
const (
	margin   = 2
	readable = 100 // columns that are still easy to read
)

// column gives the width of a column of text in a window.
func column(width int) int { return max(1, min(width-2*margin, readable)) }

// page collects the lines of a screen.
type page struct {
	lines []string
	width int // of its text
}

// newPage begins a page for a window of some width.
func newPage(width int) *page { return &page{width: column(width)} }

// gap adds an empty line, unless there is one already or nothing stands above.
func (p *page) gap() {
	if n := len(p.lines); n > 0 && p.lines[n-1] != "" {
		p.lines = append(p.lines, "")
	}
}

// text adds a paragraph of any origin.
func (p *page) text(style lipgloss.Style, text string) { p.hung(style, "", text) }

// hung adds a paragraph behind a short word; its further rows hang under the
// first.
func (p *page) hung(style lipgloss.Style, lead, text string) {
	indent := widthOf(lead)
	for i, row := range flow(text, max(p.width-indent, 1)) {
		if i > 0 {
			lead = strings.Repeat(" ", indent)
		}
		p.row(lead + style.Render(row))
	}
}

// row adds one line that is styled already.
func (p *page) row(line string) {
	p.lines = append(p.lines, strings.Repeat(" ", margin)+line)
}

// rows gives the page as rows of a window, from a row on.
func (p *page) rows(width, height, from int) []string {
	from = max(0, min(from, len(p.lines)-height))
	return box(p.lines[from:], width, height)
}

// window gives the rows that a scroll shows, and says where more follows.
func (p *page) window(c *common, width, height int, at *scroll) []string {
	at.resize(len(p.lines), height)
	rows := p.rows(width, height, at.top)
	if !at.atEnd() {
		rows[len(rows)-1] = fit(strings.Repeat(" ", margin)+c.styles.faint.Render("↓ more"), width)
	}
	return rows
}

// joined makes rows the view of a part.
func joined(rows []string) string { return strings.Join(rows, "\n") }

// thousands writes a number with separators: 41,200.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// counted writes a number with its noun: 1 call, 2 calls.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

// dollars writes an amount.
func dollars(usd float64) string { return fmt.Sprintf("$%.2f", usd) }

// spentText says what was spent: tokens, and dollars where prices are known.
func spentText(u agent.Usage, priced bool) string {
	if u.Calls == 0 && u.PromptTokens == 0 {
		return ""
	}
	text := thousands(u.PromptTokens+u.CompletionTokens) + " tokens"
	if priced {
		text += ", " + dollars(u.CostUSD)
	}
	return text
}

// seconds writes a time that has passed: 42 s, 3:05 min.
func seconds(d time.Duration) string {
	s := int(d.Seconds())
	if s < 60 {
		return fmt.Sprintf("%d s", s)
	}
	return fmt.Sprintf("%d:%02d min", s/60, s%60)
}

// spinner gives the sign of work under way.
func spinner(now time.Time) string {
	signs := []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}
	return signs[now.UnixMilli()/100%int64(len(signs))]
}
