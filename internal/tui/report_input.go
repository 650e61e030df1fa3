package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/review"
)

// press takes a key while no layer and no field has it.
func (s *reportScreen) press(msg tea.KeyMsg) tea.Cmd {
	if s.x == nil {
		if key.Matches(msg, s.k.back) {
			return send(backMsg{})
		}
		return nil
	}
	if s.move(msg) || s.narrow(msg) {
		return nil
	}
	if cmd, ok := s.act(msg); ok {
		return cmd
	}
	return s.leave(msg)
}

// move goes about in the pane that has the focus.
func (s *reportScreen) move(msg tea.KeyMsg) bool {
	k := s.k
	page := max(1, s.body()-2)
	switch {
	case key.Matches(msg, k.up):
		s.by(-1)
	case key.Matches(msg, k.down):
		s.by(1)
	case key.Matches(msg, k.pageUp):
		s.by(-page)
	case key.Matches(msg, k.pageDown):
		s.by(page)
	case key.Matches(msg, k.top):
		s.by(-1 << 30)
	case key.Matches(msg, k.bottom):
		s.by(1 << 30)
	case key.Matches(msg, k.left):
		s.look(max(s.focus-1, paneAreas))
	case key.Matches(msg, k.right):
		s.look(min(s.focus+1, paneDetail))
	case key.Matches(msg, k.focusBack):
		s.look((s.focus + 2) % 3)
	case key.Matches(msg, k.focus):
		s.look((s.focus + 1) % 3)
	case key.Matches(msg, k.nextHigh):
		s.jump(1)
	case key.Matches(msg, k.previousHigh):
		s.jump(-1)
	case key.Matches(msg, k.sourceNext):
		s.pickSource(s.source + 1)
	case key.Matches(msg, k.sourceBack):
		s.pickSource(s.source - 1)
	default:
		return false
	}
	return true
}

// look moves the focus to a pane.
func (s *reportScreen) look(p pane) {
	if (p == paneAreas) != (s.focus == paneAreas) || s.about && p != paneDetail {
		s.rewind()
	}
	s.focus = p
	s.lay()
}

// by moves in the pane that has the focus.
func (s *reportScreen) by(d int) {
	switch s.focus {
	case paneAreas:
		s.areas.by(d)
		s.filter.area = s.areas.at - 1
		s.refilterHere()
	case paneList:
		s.list.by(d)
		s.rewind()
	case paneDetail:
		s.scroll.by(d)
	}
	s.lay()
}

// jump goes to the next HIGH concern, whatever its area.
func (s *reportScreen) jump(step int) {
	from := -1
	if s.list.at < len(s.shown) {
		from = s.shown[s.list.at]
	} else if step < 0 {
		from = 0
	}
	at := s.x.nextHigh(from, step, s.filter)
	if at < 0 {
		s.note = "no HIGH concern is listed"
		return
	}
	e := &s.x.entries[at]
	if s.filter.area >= 0 {
		s.filter.area = e.area
	}
	if s.focus == paneAreas {
		s.focus = paneList
	}
	s.refilter(e.concern.ID)
}

// pickSource chooses evidence in the detail and shows it.
func (s *reportScreen) pickSource(i int) {
	d := s.ready()
	if d == nil || len(d.sources) == 0 {
		return
	}
	s.source = max(0, min(i, len(d.sources)-1))
	s.lay()
	s.scroll.show(d.place(s.source))
}

// narrow changes the filter.
func (s *reportScreen) narrow(msg tea.KeyMsg) bool {
	k := s.k
	toggle := func(v review.Severity) { s.filter.hidden[v.Rank()] = !s.filter.hidden[v.Rank()] }
	switch {
	case key.Matches(msg, k.severity1):
		toggle(review.High)
	case key.Matches(msg, k.severity2):
		toggle(review.Medium)
	case key.Matches(msg, k.severity3):
		toggle(review.Low)
	case key.Matches(msg, k.filterKind):
		s.filter.kind = s.x.nextKind(s.filter.kind)
	case key.Matches(msg, k.filterArea):
		s.look(paneAreas)
	case key.Matches(msg, k.clearFilter):
		s.filter = everything()
	case key.Matches(msg, k.filter):
		s.asking = false
		s.field.start(s.filter.text)
		s.look(paneList)
	default:
		return false
	}
	s.refilterHere()
	return true
}

// act does something with the chosen concern or the review.
func (s *reportScreen) act(msg tea.KeyMsg) (tea.Cmd, bool) {
	k := s.k
	switch {
	case key.Matches(msg, k.open) && s.focus != paneDetail:
		s.look(s.focus + 1)
		return nil, true
	case key.Matches(msg, k.open), key.Matches(msg, k.evidence):
		return s.openSource(), true
	case key.Matches(msg, k.summary):
		return s.cover(newSections(s.c, s.w, s.x.review)), true
	case key.Matches(msg, k.change):
		return s.cover(newAnswers(s.c, s.x.review)), true
	case key.Matches(msg, k.changed):
		return s.compare(), true
	case key.Matches(msg, k.export):
		return s.cover(newExport(s.c, s.w, nil)), true
	case key.Matches(msg, k.ask):
		s.asking = true
		s.field.start("")
		s.lay()
		return nil, true
	case key.Matches(msg, k.about):
		if s.area() == nil {
			s.note = "choose an area or a concern first"
			return nil, true
		}
		s.look(paneDetail)
		s.rewind()
		s.about = true
		s.lay()
		return nil, true
	case key.Matches(msg, k.rerun):
		return send(rerunMsg{}), true
	case key.Matches(msg, k.deepDive):
		if a := s.area(); a != nil {
			return send(openFollowMsg{follow: agent.FollowUp{Kind: agent.DeepDive, Area: a.Key}}), true
		}
		s.note = "choose an area or a concern first"
		return nil, true
	}
	return s.actOn(msg)
}

// actOn does something with the chosen concern.
func (s *reportScreen) actOn(msg tea.KeyMsg) (tea.Cmd, bool) {
	k := s.k
	if !key.Matches(msg, k.diveIn, k.guide, k.accept, k.dispute, k.waive, k.copy) {
		return nil, false
	}
	e := s.current()
	if e == nil {
		s.note = "no concern is chosen"
		return nil, true
	}
	switch {
	case key.Matches(msg, k.copy):
		return copyConcern(s.c, s.w, s.x.review, e.concern.ID), true
	case key.Matches(msg, k.diveIn):
		return send(openFollowMsg{follow: agent.FollowUp{Kind: agent.DeepDive, Area: s.x.review.Areas[e.area].Key, Concern: e.concern.ID}}), true
	case key.Matches(msg, k.guide):
		return send(openFollowMsg{follow: agent.FollowUp{Kind: agent.Guide, Concern: e.concern.ID}}), true
	case s.talk != nil || s.partial:
		s.note = "possible when the work under way is done"
		return nil, true
	case key.Matches(msg, k.accept):
		return s.begin(agent.FollowUp{Kind: agent.Accept, Concern: e.concern.ID}), true
	case key.Matches(msg, k.dispute):
		return s.cover(newObjection(s.c, e.concern)), true
	}
	return s.cover(newWaive(s.c, e.concern, s.owner)), true
}

// area gives the area in question: the chosen one, else that of the concern.
func (s *reportScreen) area() *review.Area {
	if s.filter.area >= 0 {
		return &s.x.review.Areas[s.filter.area]
	}
	if e := s.current(); e != nil && s.focus != paneAreas {
		return &s.x.review.Areas[e.area]
	}
	return nil
}

// leave goes back: out of work under way, out of the detail, out of the screen.
func (s *reportScreen) leave(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.talk != nil && key.Matches(msg, s.k.stop):
		s.stop()
	case !key.Matches(msg, s.k.back):
	case s.focus != paneList:
		s.look(paneList)
	case s.filter.is():
		s.filter = everything()
		s.refilterHere()
	default:
		return send(backMsg{})
	}
	return nil
}

// openSource shows the chosen evidence in its document.
func (s *reportScreen) openSource() tea.Cmd {
	d := s.ready()
	if d == nil || s.source >= len(d.sources) {
		s.note = "there is no evidence to open"
		return nil
	}
	return s.cover(newDocView(s.c, s.w.Agent.Documents(), d.sources[s.source]))
}

// mouse takes clicks and the wheel.
func (s *reportScreen) mouse(msg tea.MouseMsg) tea.Cmd {
	if s.x == nil {
		return nil
	}
	p, row := s.at(msg.X, msg.Y)
	if row < 0 {
		return nil
	}
	switch {
	case wheelOf(msg) != 0:
		s.wheel(p, wheelOf(msg))
	case clicked(msg):
		return s.click(p, row)
	}
	return nil
}

func (s *reportScreen) wheel(p pane, d int) {
	switch p {
	case paneAreas:
		s.areas.wheel(d)
		s.filter.area = s.areas.at - 1
		s.refilterHere()
	case paneList:
		s.list.wheel(d)
		s.rewind()
	case paneDetail:
		s.scroll.by(d)
	}
	s.lay()
}

// click chooses a row; on evidence it opens the document.
func (s *reportScreen) click(p pane, row int) tea.Cmd {
	s.look(p)
	switch p {
	case paneAreas:
		if row += s.areas.top; row < s.areas.n {
			s.areas.choose(row)
			s.filter.area = row - 1
			s.refilterHere()
		}
	case paneList:
		if row += s.list.top; row < s.list.n {
			s.list.choose(row)
			s.rewind()
		}
	case paneDetail:
		d := s.ready()
		if row += s.scroll.top; d != nil && row < len(d.rows) && d.rows[row].source > 0 {
			s.source = d.rows[row].source - 1
			return s.openSource()
		}
	}
	s.lay()
	return nil
}
