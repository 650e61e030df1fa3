package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
)

// Sizes of the window.
const (
	leastWidth, leastHeight = 60, 16 // for which the screens are made
	tinyWidth, tinyHeight   = 40, 8  // below, nothing but a word is shown
)

// View draws header, part, footer and what lies over them. Every row is as wide
// as the window.
func (p *program) View() (text string) {
	defer func() {
		if v := recover(); v != nil {
			p.lost(v)
			text = ""
		}
	}()
	return joined(p.rows())
}

func (p *program) rows() []string {
	if p.width <= 0 || p.height <= 0 {
		return nil
	}
	if p.width < tinyWidth || p.height < tinyHeight {
		return box([]string{fmt.Sprintf("%d×%d is too small", p.width, p.height), fmt.Sprintf("needs %d×%d", leastWidth, leastHeight)}, p.width, p.height)
	}
	body := box(strings.Split(p.top().view(), "\n"), p.width, p.height-2)
	if p.layer != nil {
		body = over(body, p.layer.draw(p.width, p.height-2), p.width)
	}
	rows := append([]string{p.header()}, body...)
	return append(rows, p.footer())
}

// header says where one is, who reviews, and what was spent.
func (p *program) header() string {
	left := " archreview · " + p.name()
	var right []string
	if p.work != nil {
		right = append(right, oneLine(p.work.Engine))
		if p.work.ID != "" {
			right = append(right, oneLine(p.work.ID))
		}
		if s := spentText(p.spent, p.work.Priced); s != "" {
			right = append(right, s)
		}
	} else {
		right = append(right, oneLine(p.o.Engine))
	}
	// The engine gives way first, then the id; what was spent stays.
	for len(right) > 1 && widthOf(left)+widthOf(strings.Join(right, " · "))+3 > p.width {
		right = right[1:]
	}
	end := strings.Join(right, " · ") + " "
	if end == " " || widthOf(left)+widthOf(end)+2 > p.width {
		end = ""
	}
	return p.c.styles.header.Render(fit(left, p.width-widthOf(end)) + end)
}

// name names the part that is shown.
func (p *program) name() string {
	if t, ok := p.top().(titled); ok {
		return t.title()
	}
	return "archreview"
}

// footer shows a notice, or the most useful keys.
func (p *program) footer() string {
	s := p.c.styles
	switch {
	case p.notice != "":
		return s.notice.Render(fit(" "+p.notice, p.width))
	case p.opening != nil:
		const room = 14
		text := " " + spinner(p.c.now()) + " " + p.opening.what + " …"
		return s.footer.Render(fit(text, p.width-room)) + p.pairs(room, nil, label(p.c.keys.back, "stop"))
	case p.layer != nil:
		return p.pairs(p.width, p.layer.bindings())
	case p.top().typing():
		return p.pairs(p.width, p.top().bindings(), bind("f1", "help", "f1"))
	}
	return p.pairs(p.width, p.top().bindings(), p.c.keys.help, p.c.keys.quit)
}

// pairs lays keys out in a row: the last ones always, of the others as many as
// fit, at most seven together.
func (p *program) pairs(width int, list []key.Binding, always ...key.Binding) string {
	const most = 7
	s := p.c.styles
	cell := func(b key.Binding) string {
		h := b.Help()
		return s.footer.Render(" ") + s.key.Render(h.Key) + s.footer.Render(" "+h.Desc+"  ")
	}
	end := ""
	for _, b := range always {
		end += cell(b)
	}
	out, n := "", len(always)
	for _, b := range list {
		h := b.Help()
		if n < most && b.Enabled() && h.Key != "" && h.Desc != "" && widthOf(out)+widthOf(cell(b))+widthOf(end) <= width {
			out += cell(b)
			n++
		}
	}
	out += end
	if widthOf(out) > width {
		return fit(out, width)
	}
	return out + s.footer.Render(strings.Repeat(" ", width-widthOf(out)))
}
