package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent/review"
	"archreview/internal/desk"
	"archreview/internal/report"
)

// sections shows the parts of a review beside its concerns: the summary,
// patterns, the stack and so on, as rendered Markdown.
type sections struct {
	c             *common
	w             *desk.Work
	k             *reportKeys
	r             *review.Review
	parts         []report.Part
	at            picks
	shelf         *shelf[sectionKey, []string]
	pending       map[sectionKey]bool
	scroll        scroll
	width, height int
}

// sectionKey names a rendered section.
type sectionKey struct {
	name  string
	width int
}

// sectionMsg brings a rendered section.
type sectionMsg struct {
	key   sectionKey
	lines []string
}

func newSections(c *common, w *desk.Work, r *review.Review) *sections {
	s := &sections{c: c, w: w, k: newReportKeys(c), r: r, parts: report.Parts(), shelf: newShelf[sectionKey, []string](32), pending: map[sectionKey]bool{}}
	s.at.resize(len(s.parts), len(s.parts))
	return s
}

// sideWidth is the width of the list of sections; none on narrow screens.
func (s *sections) sideWidth() int {
	if s.width < twoPanes {
		return 0
	}
	return 30
}

func (s *sections) key() sectionKey {
	width := s.width
	if side := s.sideWidth(); side > 0 {
		width -= side + 1
	}
	return sectionKey{s.parts[s.at.at].Name, max(width, 20)}
}

func (s *sections) begin() tea.Cmd { return s.want() }

// want renders the chosen section, unless it is at hand.
func (s *sections) want() tea.Cmd {
	k := s.key()
	if _, ok := s.shelf.get(k); ok || s.pending[k] {
		return nil
	}
	s.pending[k] = true
	r, o, show := s.r, report.Options{Titles: s.w.Titles}, s.c.terminal(k.width)
	return func() tea.Msg {
		var b strings.Builder
		if err := report.Section(&b, k.name, r, o); err != nil {
			return sectionMsg{k, wrap(err.Error(), k.width)}
		}
		if strings.TrimSpace(b.String()) == "" {
			return sectionMsg{k, []string{" The review has nothing to say here."}}
		}
		return sectionMsg{k, markdown(b.String(), show)}
	}
}

func (s *sections) resize(width, height int) {
	s.width, s.height = width, height
	s.at.resize(len(s.parts), max(height-1, 1))
	s.lay()
}

func (s *sections) lay() {
	lines, _ := s.shelf.get(s.key())
	s.scroll.resize(len(lines), max(s.height-1, 1))
}

func (s *sections) title() string { return "Summary" }

func (s *sections) typing() bool { return false }

func (s *sections) bindings() []key.Binding {
	k := s.k
	return []key.Binding{k.back, k.choose, k.focus, k.up, k.down, k.pageUp, k.pageDown, k.top, k.bottom}
}

func (s *sections) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case sectionMsg:
		delete(s.pending, msg.key)
		s.shelf.put(msg.key, msg.lines)
		s.lay()
	case tea.KeyMsg:
		if cmd := s.press(msg); cmd != nil {
			return cmd
		}
	case tea.MouseMsg:
		s.mouse(msg)
	}
	return s.want()
}

func (s *sections) press(msg tea.KeyMsg) tea.Cmd {
	k := s.k
	switch {
	case key.Matches(msg, k.back), key.Matches(msg, k.summary):
		return closing(s)
	case key.Matches(msg, k.right, k.focus):
		s.turn(1)
	case key.Matches(msg, k.left, k.focusBack):
		s.turn(-1)
	default:
		moveScroll(&s.scroll, s.c.keys, msg)
	}
	return nil
}

// turn goes to another section, round at the ends.
func (s *sections) turn(d int) {
	s.at.choose((s.at.at + d + len(s.parts)) % len(s.parts))
	s.scroll.top = 0
	s.lay()
}

func (s *sections) mouse(msg tea.MouseMsg) {
	s.scroll.by(wheelOf(msg))
	if clicked(msg) && msg.X < s.sideWidth() && msg.Y > 0 {
		if i := s.at.top + msg.Y - 1; i < len(s.parts) {
			s.turn(i - s.at.at)
		}
	}
}

func (s *sections) view() string {
	head := s.c.paint(roleTitle, s.parts[s.at.at].Title) + s.c.paint(roleDim, fmt.Sprintf(" · %d of %d, ←/→ for the others · %d%%", s.at.at+1, len(s.parts), s.scroll.share()))
	lines, ok := s.shelf.get(s.key())
	if !ok {
		lines = []string{" …"}
	}
	from, to := s.scroll.window()
	text := lines[min(from, len(lines)):min(max(to, 1), len(lines))]
	rows := max(s.height-1, 1)
	side := s.sideWidth()
	if side == 0 {
		return joined(box(append([]string{head}, text...), s.width, s.height))
	}
	var names []string
	first, last := s.at.window()
	for i := first; i < last; i++ {
		name := "  " + s.parts[i].Title
		if i == s.at.at {
			name = s.c.paint(roleChosen, "› "+s.parts[i].Title)
		}
		names = append(names, name)
	}
	body := beside(s.c.paint(roleDim, "│"), box(names, side, rows), box(text, s.width-side-1, rows))
	return joined(box(append([]string{head}, body...), s.width, s.height))
}
