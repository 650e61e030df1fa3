package tui

import (
	"io"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"archreview/agent/review"
)

// styles are the roles that text can have on the screen. Without colour they
// differ by weight and reversal only; nothing is told by a style alone.
type styles struct {
	text    lipgloss.Style // ordinary
	strong  lipgloss.Style // what matters in a line
	faint   lipgloss.Style // what explains
	title   lipgloss.Style // of a screen or pane
	header  lipgloss.Style // the first row
	footer  lipgloss.Style // the last row
	key     lipgloss.Style // a key in the footer and in the help
	chosen  lipgloss.Style // the chosen row of the pane that has the focus
	resting lipgloss.Style // the chosen row of another pane
	accent  lipgloss.Style // what can be acted upon
	high    lipgloss.Style
	medium  lipgloss.Style
	low     lipgloss.Style
	good    lipgloss.Style // done, addressed
	bad     lipgloss.Style // failed
	busy    lipgloss.Style // under way
	quote   lipgloss.Style // words of a document
	mark    lipgloss.Style // the passage that is looked at
	match   lipgloss.Style // what a search found
	code    lipgloss.Style
	rule    lipgloss.Style // lines between panes
	frame   lipgloss.Style // border of a dialog
	input   lipgloss.Style // text of a field
	cursor  lipgloss.Style // in a field
	hint    lipgloss.Style // in an empty field
	notice  lipgloss.Style // a short word of success
	warning lipgloss.Style // what the user should know first
}

// palette is the colours from which the roles are made, as numbers of the 256.
type palette struct {
	text, faint, accent, red, yellow, blue, green, violet, band, bandText lipgloss.TerminalColor
}

func paletteFor(dark, color bool) palette {
	if !color {
		none := lipgloss.NoColor{}
		return palette{none, none, none, none, none, none, none, none, none, none}
	}
	c := func(onDark, onLight string) lipgloss.TerminalColor {
		if dark {
			return lipgloss.Color(onDark)
		}
		return lipgloss.Color(onLight)
	}
	return palette{
		text: lipgloss.NoColor{}, faint: c("246", "242"), accent: c("81", "25"), red: c("203", "124"), yellow: c("221", "130"),
		blue: c("110", "24"), green: c("114", "28"), violet: c("183", "91"), band: c("237", "254"), bandText: c("252", "236"),
	}
}

// newStyles makes the roles for a terminal. Without colour only weight and
// reversal are left.
func newStyles(out io.Writer, dark, color bool) *styles {
	r := lipgloss.NewRenderer(out)
	r.SetHasDarkBackground(dark)
	if !color {
		r.SetColorProfile(termenv.ANSI)
	}
	p := paletteFor(dark, color)
	base := func() lipgloss.Style { return r.NewStyle() }
	fg := func(c lipgloss.TerminalColor) lipgloss.Style { return base().Foreground(c) }
	band := base().Background(p.band).Foreground(p.bandText)
	s := &styles{
		text: base(), strong: base().Bold(true), faint: fg(p.faint), title: fg(p.accent).Bold(true),
		header: band.Bold(true), footer: band, key: band.Foreground(p.accent).Bold(true),
		chosen: base().Reverse(true), resting: base().Bold(true), accent: fg(p.accent),
		high: fg(p.red).Bold(true), medium: fg(p.yellow), low: fg(p.blue),
		good: fg(p.green), bad: fg(p.red).Bold(true), busy: fg(p.accent),
		quote: fg(p.violet), mark: base().Reverse(true), match: fg(p.yellow).Underline(true), code: fg(p.blue),
		rule: fg(p.faint), frame: fg(p.accent), input: base(), cursor: base(), hint: fg(p.faint),
		notice: band.Foreground(p.green), warning: fg(p.yellow),
	}
	if !color {
		s.header, s.footer, s.key = base().Reverse(true), base(), base().Bold(true)
		s.notice = base().Bold(true)
	}
	return s
}

// severity gives the role of a severity.
func (s *styles) severity(v review.Severity) lipgloss.Style {
	switch v {
	case review.High:
		return s.high
	case review.Medium:
		return s.medium
	case review.Low:
		return s.low
	}
	return s.text
}
