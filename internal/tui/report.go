package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/desk"
)

// pane is one of the three panes of the report.
type pane int

// Panes, from left to right.
const (
	paneAreas pane = iota
	paneList
	paneDetail
)

// reportScreen is the report: areas, concerns and the detail of one of them,
// with layers over them.
type reportScreen struct {
	c             *common
	w             *desk.Work
	k             *reportKeys
	width, height int

	x       *index // nil before there is a review
	stamp   int    // of the review that is shown
	before  *review.Review
	partial bool // areas are still under way
	marked  map[string]bool

	filter filter
	shown  []int // entries that pass
	list   picks
	areas  picks // the first one stands for all
	focus  pane

	details *shelf[detailKey, *detail]
	pending map[detailKey]bool
	scroll  scroll // of the detail
	source  int    // chosen evidence
	about   bool   // the detail tells of the area, not of a concern

	over   part // a layer; nil for none
	field  *field
	asking bool // the field takes a question, not a filter
	note   string
	talk   *talk
	beat   int
	owner  string // of the last waiver
}

// newReport shows the newest review of a conversation.
func newReport(c *common, w *desk.Work) *reportScreen {
	s := &reportScreen{
		c: c, w: w, k: newReportKeys(c), filter: everything(), focus: paneList,
		details: newShelf[detailKey, *detail](64), pending: map[detailKey]bool{}, field: newField(c, ""),
	}
	s.before = w.Agent.Before()
	s.take(w.Agent.Last(), false)
	return s
}

// take shows a review and stays at the same concern where it still has it.
func (s *reportScreen) take(r *review.Review, partial bool) {
	if r == nil {
		return
	}
	id := ""
	if e := s.current(); e != nil {
		id = e.concern.ID
	}
	s.x = newIndex(r)
	s.stamp++
	s.partial = partial
	s.marked = map[string]bool{}
	for _, x := range s.w.Agent.Results() {
		if x.FollowUp.Kind == agent.Accept {
			s.marked[x.FollowUp.Concern] = true
		}
	}
	s.forget()
	s.refilter(id)
}

// forget drops rendered details.
func (s *reportScreen) forget() {
	s.details.clear()
	clear(s.pending)
}

// refilter lists what passes the filter, with the choice on a concern if it is
// listed.
func (s *reportScreen) refilter(id string) {
	s.shown = s.x.apply(s.filter)
	at := min(s.list.at, max(len(s.shown)-1, 0))
	for i, e := range s.shown {
		if s.x.entries[e].concern.ID == id {
			at = i
		}
	}
	s.list.n = len(s.shown)
	s.list.choose(at)
	s.areas.n = len(s.x.review.Areas) + 1
	s.areas.choose(s.filter.area + 1)
	s.rewind()
	s.lay()
}

// rewind goes to the top of the detail.
func (s *reportScreen) rewind() { s.scroll.top, s.source, s.about = 0, 0, false }

// current gives the chosen entry, nil where nothing is listed.
func (s *reportScreen) current() *entry {
	if s.x == nil || s.list.at >= len(s.shown) {
		return nil
	}
	return &s.x.entries[s.shown[s.list.at]]
}

// resize takes the size of the screen.
func (s *reportScreen) resize(width, height int) {
	s.width, s.height = max(width, 1), max(height, 1)
	s.forget()
	s.lay()
	if s.over != nil {
		s.over.resize(s.width, s.height)
	}
}

// cover puts a layer over the report.
func (s *reportScreen) cover(p part) tea.Cmd {
	s.over = p
	p.resize(max(s.width, 1), max(s.height, 1))
	if b, ok := p.(interface{ begin() tea.Cmd }); ok {
		return b.begin()
	}
	return nil
}

// typing says whether letters go into a text field.
func (s *reportScreen) typing() bool {
	if s.over != nil {
		return s.over.typing()
	}
	return s.field.active
}

// bindings lists the keys that work now.
func (s *reportScreen) bindings() []key.Binding {
	k := s.k
	switch {
	case s.over != nil:
		return s.over.bindings()
	case s.field.active:
		return []key.Binding{k.save, k.back}
	case s.talk != nil:
		return []key.Binding{k.stop, k.up, k.down, k.focus}
	case s.focus == paneDetail:
		return []key.Binding{k.evidence, k.sourceNext, k.nextHigh, k.guide, k.dispute, k.waive, k.ask, k.sourceBack, k.up, k.down, k.left, k.accept, k.copy, k.deepDive, k.diveIn, k.export, k.summary, k.back}
	}
	return []key.Binding{
		k.open, k.nextHigh, k.filter, k.summary, k.deepDive, k.ask, k.export, k.previousHigh, k.severity1, k.severity2, k.severity3, k.filterKind, k.clearFilter, k.focus,
		k.accept, k.dispute, k.waive, k.guide, k.diveIn, k.about, k.change, k.changed, k.copy, k.up, k.down, k.left, k.right, k.pageUp, k.pageDown, k.top, k.bottom, k.evidence,
	}
}

// update takes a message.
func (s *reportScreen) update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case reviewMsg:
		cmd = s.arrive(msg)
	case detailMsg:
		delete(s.pending, msg.key)
		s.details.put(msg.key, msg.detail)
		s.lay()
	case followedMsg:
		cmd = s.followed(msg)
	case beatMsg:
		cmd = s.tick(msg)
	case partialMsg:
		s.take(msg.review, msg.review != s.w.Agent.Last())
	case showReportMsg:
		s.open(msg)
	case layerMsg:
		if msg.layer == s.over {
			cmd = s.settle(msg)
		} else if s.over != nil {
			cmd = s.over.update(msg)
		}
	default:
		switch {
		case s.over != nil:
			cmd = s.over.update(msg)
		default:
			cmd = s.input(msg)
		}
	}
	return tea.Batch(cmd, s.want())
}

// open shows what stands so far, at an area.
func (s *reportScreen) open(msg showReportMsg) {
	s.take(msg.review, msg.review != s.w.Agent.Last())
	if s.x == nil || msg.area == "" {
		return
	}
	for i, a := range s.x.review.Areas {
		if a.Key == msg.area {
			s.filter = everything()
			s.filter.area = i
			s.refilterHere()
		}
	}
}

// title names the screen.
func (s *reportScreen) title() string {
	if t, ok := s.over.(titled); ok {
		return t.title()
	}
	return "Report"
}

// busy says whether a mark is under way.
func (s *reportScreen) busy() bool { return s.talk != nil }

// stop ends what is under way.
func (s *reportScreen) stop() {
	if s.talk != nil {
		s.talk.cancel()
		s.note = "stopping …"
	}
}

// unsaved says whether the user has written something that is not sent.
func (s *reportScreen) unsaved() bool {
	h, ok := s.over.(holder)
	return ok && h.unsaved()
}

// arrive shows a review that has just been made, or what stands while areas are
// still under way; after a change of answers, what became of the concerns.
func (s *reportScreen) arrive(msg reviewMsg) tea.Cmd {
	if msg.r == nil {
		return nil
	}
	s.before = msg.before
	s.take(msg.r, false)
	if msg.before == nil || s.partial || msg.before == msg.r {
		return nil
	}
	return s.cover(newChanges(s.c, s.w, msg.before, msg.r))
}

// input takes keys and the mouse.
func (s *reportScreen) input(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		s.note = ""
		if s.field.active {
			return s.type_(msg)
		}
		if msg.Paste {
			return nil
		}
		return s.press(msg)
	case tea.MouseMsg:
		return s.mouse(msg)
	}
	return nil
}

// type_ takes a key for the field: a filter acts at once, a question when it is
// sent.
func (s *reportScreen) type_(msg tea.KeyMsg) tea.Cmd {
	switch {
	case msg.Type == tea.KeyEsc:
		if !s.asking {
			s.filter.text = ""
			s.refilterHere()
		}
		s.field.stop()
	case msg.Type == tea.KeyEnter:
		text := strings.TrimSpace(s.field.text())
		s.field.stop()
		if s.asking && text != "" {
			return send(openFollowMsg{follow: agent.FollowUp{Kind: agent.Ask, Text: text}})
		}
	default:
		s.field.update(msg)
		if !s.asking {
			s.filter.text = s.field.text()
			s.refilterHere()
		}
	}
	s.lay()
	return nil
}

// refilterHere is refilter with the choice where it is.
func (s *reportScreen) refilterHere() {
	if s.x == nil {
		return
	}
	id := ""
	if e := s.current(); e != nil {
		id = e.concern.ID
	}
	s.refilter(id)
}
