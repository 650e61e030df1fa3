package tui

import (
	tea "github.com/charmbracelet/bubbletea"
)

// detailKey names a rendered detail.
type detailKey struct {
	review   int    // stamp of the review
	id       string // of a concern; "" for an area
	area     int
	width    int
	accepted bool
}

// detailMsg brings a rendered detail.
type detailMsg struct {
	key    detailKey
	detail *detail
}

// key names the detail that belongs on the screen, if any.
func (s *reportScreen) key() (detailKey, bool) {
	columns := s.columns()
	last := columns[len(columns)-1]
	if s.x == nil || last.pane != paneDetail {
		return detailKey{}, false
	}
	k := detailKey{review: s.stamp, width: max(last.width-sourceGutter-1, 8)}
	e := s.current()
	if s.filter.area >= 0 && (s.focus == paneAreas || s.about) {
		k.area = s.filter.area
		return k, true
	}
	if s.about && e != nil {
		k.area = e.area
		return k, true
	}
	if e == nil {
		return k, false
	}
	k.id, k.area, k.accepted = e.concern.ID, e.area, s.marked[e.concern.ID]
	return k, true
}

// ready gives the detail that belongs on the screen, nil until it is rendered.
func (s *reportScreen) ready() *detail {
	k, ok := s.key()
	if !ok {
		return nil
	}
	d, _ := s.details.get(k)
	return d
}

// want renders the detail that belongs on the screen, unless it is at hand.
func (s *reportScreen) want() tea.Cmd {
	k, ok := s.key()
	if !ok || s.pending[k] {
		return nil
	}
	if _, ok := s.details.get(k); ok {
		return nil
	}
	s.pending[k] = true
	r, titles := s.x.review, s.w.Titles
	area := &r.Areas[k.area]
	if k.id == "" {
		return func() tea.Msg { return detailMsg{k, composeArea(r, area, titles, k.width)} }
	}
	c := s.x.get(k.id)
	return func() tea.Msg {
		return detailMsg{k, composeConcern(subject{review: r, concern: c, area: area, accepted: k.accepted, titles: titles, width: k.width})}
	}
}
