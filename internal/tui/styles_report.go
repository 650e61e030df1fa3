package tui

import (
	"github.com/charmbracelet/lipgloss"

	"archreview/internal/report"
)

// Roles that only whole screens use.
const (
	roleChosen  role = roleLow + 1 + iota // the chosen row of a list
	rolePassage                           // a marked passage of a document
)

// style gives the style of a role.
func (s *styles) style(r role) lipgloss.Style {
	switch r {
	case roleTitle:
		return s.strong
	case roleLabel:
		return s.title
	case roleDim:
		return s.faint
	case roleQuote:
		return s.quote
	case roleMark:
		return s.warning
	case roleHigh:
		return s.high
	case roleMedium:
		return s.medium
	case roleLow:
		return s.low
	case roleChosen:
		return s.strong
	case rolePassage:
		return s.mark
	}
	return s.text
}

// paint gives text of one line the style of a role.
func (c *common) paint(r role, text string) string {
	if text == "" || r == rolePlain {
		return text
	}
	return c.styles.style(r).Inline(true).Render(text)
}

// paintRows draws rows of a detail, with the mark of the chosen evidence.
func (c *common) paintRows(rows []row, chosen int) []string {
	out := make([]string, 0, len(rows))
	for _, r := range rows {
		gutter := "  "
		if r.source > 0 && r.source == chosen {
			gutter = c.paint(roleChosen, "› ")
		}
		out = append(out, gutter+c.paint(r.leadRole, r.lead)+c.paint(r.role, r.text))
	}
	return out
}

// terminal says how Markdown is shown at a width.
func (c *common) terminal(width int) report.TerminalOptions {
	o := report.TerminalOptions{Width: width, Style: "notty", Color: c.color}
	switch {
	case c.color && c.dark:
		o.Style = "dark"
	case c.color:
		o.Style = "light"
	}
	return o
}
