package tui

import (
	"context"
	"errors"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"archreview/internal/problem"
)

// layer is drawn over the screen, as a box.
type layer interface {
	update(k tea.KeyMsg) (cmd tea.Cmd, done bool)
	// draw gives the rows of the box, at most so wide and high.
	draw(width, height int) []string
	bindings() []key.Binding
}

// choice is one way on from a dialog.
type choice struct {
	key key.Binding
	msg tea.Msg // nil to close the dialog only
}

// dialog says something and asks for one key.
type dialog struct {
	c       *common
	title   string
	style   lipgloss.Style
	body    []paragraph
	choices []choice
	scroll  scroll
}

// paragraph is text of any origin in a role.
type paragraph struct {
	style lipgloss.Style
	text  string
}

// newDialog makes a dialog; its first choice is taken by its keys, esc closes
// every dialog.
func newDialog(c *common, title string, body []paragraph, choices ...choice) *dialog {
	return &dialog{c: c, title: title, style: c.styles.title, body: body, choices: append(choices, choice{key: label(c.keys.back, "back")})}
}

// problemDialog shows an error in its three parts, nil for one that needs no
// words. again, which may be nil, is sent to try once more.
func problemDialog(c *common, err error, again tea.Msg) *dialog {
	if err == nil || errors.Is(err, context.Canceled) {
		return nil
	}
	p := &problem.Problem{What: "That did not work", Detail: err.Error()}
	var known *problem.Problem
	if errors.As(err, &known) && known.What != "" {
		p = known
	}
	body := []paragraph{{c.styles.text, p.Detail}, {c.styles.accent, p.Next}}
	var choices []choice
	if again != nil {
		choices = append(choices, choice{key: label(c.keys.open, "try again"), msg: again})
	}
	d := newDialog(c, p.What, body, choices...)
	d.style = c.styles.bad
	return d
}

func (d *dialog) bindings() []key.Binding {
	var out []key.Binding
	for _, c := range d.choices {
		out = append(out, c.key)
	}
	if !d.scroll.atEnd() || d.scroll.top > 0 {
		out = append(out, d.c.keys.up, d.c.keys.down)
	}
	return out
}

func (d *dialog) update(k tea.KeyMsg) (tea.Cmd, bool) {
	for _, c := range d.choices {
		if key.Matches(k, c.key) {
			if c.msg == nil {
				return nil, true
			}
			return send(c.msg), true
		}
	}
	moveScroll(&d.scroll, d.c.keys, k)
	return nil, false
}

// moveScroll takes the keys that move a text.
func moveScroll(s *scroll, keys *keyMap, k tea.KeyMsg) bool {
	switch {
	case key.Matches(k, keys.up):
		s.by(-1)
	case key.Matches(k, keys.down):
		s.by(1)
	case key.Matches(k, keys.pageUp):
		s.by(1 - s.height)
	case key.Matches(k, keys.pageDown):
		s.by(s.height - 1)
	case key.Matches(k, keys.top):
		s.to(0)
	case key.Matches(k, keys.bottom):
		s.to(s.n)
	default:
		return false
	}
	return true
}

func (d *dialog) draw(width, height int) []string {
	inner := max(1, min(width-6, 76))
	var lines []string
	for _, p := range d.body {
		if strings.TrimSpace(p.text) == "" {
			continue
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		for _, r := range wrap(p.text, inner) {
			lines = append(lines, p.style.Render(r))
		}
	}
	var ways []string
	for _, c := range d.choices {
		ways = append(ways, d.c.styles.strong.Render(c.key.Help().Key)+" "+c.key.Help().Desc)
	}
	return framed(d.c.styles, d.style.Render(d.title), lines, strings.Join(ways, "   "), &d.scroll, inner, height)
}

// framed draws a box around lines of which only as many are shown as fit.
func framed(s *styles, title string, lines []string, foot string, at *scroll, inner, height int) []string {
	room := max(1, min(len(lines), height-6))
	at.resize(len(lines), room)
	from, to := at.window()
	rows := []string{title, ""}
	rows = append(rows, lines[from:to]...)
	more := ""
	if at.n > at.height {
		more = s.faint.Render("↑↓ more")
	}
	rows = append(rows, more, foot)
	side := s.frame.Render("│")
	out := []string{s.frame.Render("╭" + strings.Repeat("─", inner+2) + "╮")}
	for _, r := range rows {
		out = append(out, side+" "+fit(r, inner)+" "+side)
	}
	return append(out, s.frame.Render("╰"+strings.Repeat("─", inner+2)+"╯"))
}

// over lays a box over the middle of rows that are width columns wide.
func over(rows, box []string, width int) []string {
	if len(box) == 0 {
		return rows
	}
	w := min(widthOf(box[0]), width)
	left, top := (width-w)/2, max(0, (len(rows)-len(box))/2)
	for i, b := range box {
		if at := top + i; at < len(rows) {
			line := fit(rows[at], width)
			rows[at] = fit(ansi.Cut(line, 0, left), left) + fit(b, w) + fit(ansi.Cut(line, left+w, width), width-left-w)
		}
	}
	return rows
}
