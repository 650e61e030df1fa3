package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent/review"
	"archreview/internal/desk"
	"archreview/internal/document"
)

// reader shows a detail of any making on the whole screen, with a title, and
// opens its evidence.
type reader struct {
	c             *common
	k             *reportKeys
	name          string
	docs          []*document.Document
	compose       func(width int) *detail // is quick: a few hundred rows
	detail        *detail
	scroll        scroll
	source        int
	over          *docView
	width, height int
}

// newVerdict shows what came of an objection. The concern may be gone from the
// review by now.
func newVerdict(c *common, w *desk.Work, x *review.Concern, d *review.Dispute) *reader {
	several := len(w.Agent.Documents()) > 1
	return &reader{c: c, k: newReportKeys(c), name: "Answer to your objection", docs: w.Agent.Documents(), compose: func(width int) *detail {
		m := &composer{width: width, several: several}
		if x != nil {
			m.title(x)
		}
		m.blank()
		m.labelled("Outcome", outcomeWords(d.Outcome), roleMark)
		m.head("You said")
		m.text(d.Reason, rolePlain)
		if strings.TrimSpace(d.Answer) != "" {
			m.head("Answer")
			m.text(d.Answer, rolePlain)
		}
		if len(d.Evidence) > 0 {
			m.head("It rests on")
			m.evidence(d.Evidence)
		}
		return &m.detail
	}}
}

func (r *reader) resize(width, height int) {
	r.width, r.height = width, height
	r.detail = r.compose(max(width-sourceGutter-1, 8))
	r.scroll.resize(len(r.detail.rows), max(height-1, 1))
	if r.over != nil {
		r.over.resize(width, height)
	}
}

func (r *reader) title() string { return r.name }

func (r *reader) typing() bool { return r.over != nil && r.over.typing() }

func (r *reader) bindings() []key.Binding {
	if r.over != nil {
		return r.over.bindings()
	}
	k := r.k
	out := []key.Binding{k.back, k.up, k.down, k.pageUp, k.pageDown}
	if r.detail != nil && len(r.detail.sources) > 0 {
		out = append(out, k.evidence, k.sourceNext, k.sourceBack)
	}
	return out
}

func (r *reader) update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(layerMsg); ok && r.over != nil && m.layer == r.over {
		r.over = nil
		return nil
	}
	if r.over != nil {
		return r.over.update(msg)
	}
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		if m, is := msg.(tea.MouseMsg); is {
			r.scroll.by(wheelOf(m))
		}
		return nil
	}
	switch {
	case key.Matches(k, r.k.back):
		return closing(r)
	case key.Matches(k, r.k.sourceNext):
		r.pick(r.source + 1)
	case key.Matches(k, r.k.sourceBack):
		r.pick(r.source - 1)
	case key.Matches(k, r.k.evidence, r.k.open):
		return r.openSource()
	default:
		moveScroll(&r.scroll, r.c.keys, k)
	}
	return nil
}

func (r *reader) pick(i int) {
	r.source = max(0, min(i, len(r.detail.sources)-1))
	r.scroll.show(r.detail.place(r.source))
}

func (r *reader) openSource() tea.Cmd {
	if r.source >= len(r.detail.sources) {
		return nil
	}
	r.over = newDocView(r.c, r.docs, r.detail.sources[r.source])
	r.over.resize(r.width, r.height)
	return r.over.begin()
}

func (r *reader) view() string {
	if r.over != nil {
		return r.over.view()
	}
	if r.detail == nil {
		return ""
	}
	from, to := r.scroll.window()
	lines := append([]string{r.c.paint(roleTitle, r.name) + r.c.paint(roleDim, fmt.Sprintf(" · %d%%", r.scroll.share()))}, r.c.paintRows(r.detail.rows[from:to], r.source+1)...)
	return joined(box(lines, r.width, r.height))
}
