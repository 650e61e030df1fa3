package tui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
)

// threadRow is one row of the thread, ready to be drawn.
type threadRow struct {
	text   string
	x      *exchange
	source int // number of the evidence it names, from 1; 0 for none
}

// lay puts the thread into rows.
func (s *followScreen) lay() {
	s.rows, s.sources = nil, nil
	for i, x := range s.thread {
		if i > 0 {
			s.rows = append(s.rows, threadRow{x: x})
		}
		s.layOne(x)
	}
	s.source = max(0, min(s.source, len(s.sources)-1))
	s.scroll.resize(len(s.rows), s.threadRows())
}

// threadRows is the height of the thread.
func (s *followScreen) threadRows() int { return max(s.height-3, 1) }

func (s *followScreen) layOne(x *exchange) {
	add := func(lines ...string) {
		for _, l := range lines {
			s.rows = append(s.rows, threadRow{text: l, x: x})
		}
	}
	for _, l := range flow(s.heading(x.ask), s.textWidth()) {
		add(s.c.paint(roleTitle, l))
	}
	switch {
	case x.err != nil && x.result == nil:
		add(failureRows(s.c, x.err, s.textWidth())...)
		add(s.c.paint(roleDim, "Ctrl+R tries again."))
	case x.lines != nil:
		add(x.lines...)
		if x.err != nil {
			add(failureRows(s.c, x.err, s.textWidth())...)
		}
	default:
		add(x.stable...)
		add(x.tail...)
		if !x.open && len(x.stable)+len(x.tail) == 0 {
			add("…")
		}
	}
	list := sourcesOf(x.result)
	if len(list) == 0 || x.lines == nil {
		return
	}
	add(s.c.paint(roleLabel, "Sources"))
	several := len(s.w.Agent.Documents()) > 1
	for _, e := range list {
		s.sources = append(s.sources, e)
		s.rows = append(s.rows, threadRow{x: x, source: len(s.sources), text: s.c.paint(roleLabel, lineRef(e, several)) + ` "` + oneLine(e.Quote) + `"`})
	}
}

// heading names what was asked.
func (s *followScreen) heading(f agent.FollowUp) string {
	name := f.Concern
	r := s.w.Agent.Last()
	if r != nil {
		for _, a := range r.Areas {
			if f.Concern == "" && a.Key == f.Area {
				name = a.Letter + " " + a.Title
			}
			for _, c := range a.Concerns {
				if c.ID == f.Concern {
					name = severityWord(c.Severity) + " " + c.Title
				}
			}
		}
	}
	switch f.Kind {
	case agent.DeepDive:
		return "Deep dive: " + name
	case agent.Guide:
		return "How to do it: " + name
	case agent.Ask:
		return "You asked: " + f.Text
	case agent.Dispute:
		return "You disputed: " + name + ": " + f.Text
	case agent.Accept:
		return "You accepted: " + name
	case agent.Waive:
		return "You waived: " + name
	}
	return name
}

// place gives the rows of an exchange.
func (s *followScreen) place(x *exchange) (from, to int) {
	from = -1
	for i, r := range s.rows {
		if r.x == x && (r.text != "" || from >= 0) {
			if from < 0 {
				from = i
			}
			to = i + 1
		}
	}
	return max(from, 0), to
}

// here gives the exchange that stands lowest on the screen, nil if there is
// none.
func (s *followScreen) here() *exchange {
	_, to := s.scroll.window()
	if to <= 0 || to > len(s.rows) {
		return nil
	}
	return s.rows[to-1].x
}

// pick chooses a source and shows it.
func (s *followScreen) pick(i int) {
	if len(s.sources) == 0 {
		s.note = "there are no sources yet"
		return
	}
	s.source = max(0, min(i, len(s.sources)-1))
	for at, r := range s.rows {
		if r.source == s.source+1 {
			s.scroll.show(at, at+1)
		}
	}
}

// openSource shows the chosen source in its document.
func (s *followScreen) openSource() tea.Cmd {
	if s.source >= len(s.sources) {
		s.note = "there are no sources yet"
		return nil
	}
	return s.cover(newDocView(s.c, s.w.Agent.Documents(), s.sources[s.source]))
}

// mouse takes clicks on sources and the wheel.
func (s *followScreen) mouse(msg tea.MouseMsg) tea.Cmd {
	s.scroll.by(wheelOf(msg))
	if clicked(msg) {
		if msg.Y >= s.height-1 {
			s.field.active = true
			return nil
		}
		i := s.scroll.top + msg.Y - 1
		if msg.Y >= 1 && msg.Y <= s.threadRows() && i < len(s.rows) && s.rows[i].source > 0 {
			s.source = s.rows[i].source - 1
			return s.openSource()
		}
	}
	return nil
}

func (s *followScreen) view() string {
	if s.over != nil {
		return s.over.view()
	}
	head := s.c.paint(roleTitle, "Thread") + s.c.paint(roleDim, fmt.Sprintf(" · %d · %d%%", len(s.thread), s.scroll.share()))
	lines := []string{head}
	from, to := s.scroll.window()
	for _, r := range s.rows[from:to] {
		switch {
		case r.source == 0:
			lines = append(lines, r.text)
		case r.source == s.source+1 && !s.field.active:
			lines = append(lines, s.c.paint(roleChosen, "› ")+r.text)
		default:
			lines = append(lines, "  "+r.text)
		}
	}
	if len(s.thread) == 0 {
		lines = append(lines, "Nothing was asked yet.")
	}
	lines = box(lines, s.width, 1+s.threadRows())
	return joined(box(append(lines, s.stateRow(), s.fieldRow()), s.width, s.height))
}

// stateRow tells what is under way or what just happened.
func (s *followScreen) stateRow() string {
	switch {
	case s.note != "":
		return s.c.paint(roleMark, s.note)
	case s.talk != nil:
		return s.c.paint(roleMark, beatWord(s.beat)+" "+askedWords(s.talk.ask)+" …") + s.c.paint(roleDim, " Esc stops")
	case len(s.sources) > 0 && !s.field.active:
		return s.c.paint(roleDim, fmt.Sprintf("source %d of %d · o opens it", s.source+1, len(s.sources)))
	}
	return s.c.paint(roleDim, strings.Repeat("─", s.width))
}

func (s *followScreen) fieldRow() string {
	return s.c.paint(roleLabel, "?") + " " + s.field.view(max(s.width-2, 1))
}
