package tui

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent/review"
	"archreview/internal/desk"
)

// recentMsg brings the kept conversations.
type recentMsg struct {
	list []desk.Recent
	err  error
}

// way is one way to begin.
type way struct{ name, what string }

func ways() []way {
	return []way{
		{"Choose files", "design documents: Markdown, plain text, reStructuredText …"},
		{"Paste text", "a document from the clipboard, of any length"},
		{"Describe it", "no document yet: tell about the system in your own words"},
	}
}

// start is the first screen: how to begin, and what can be gone on with.
type start struct {
	c             *common
	desk          desk.Desk
	engine        string
	width, height int
	recent        []desk.Recent
	failed        string
	loaded        bool
	at            picks // ways first, then recent conversations
	over          part  // files or a text; nil for none
}

func newStart(c *common, d desk.Desk) *start {
	s := &start{c: c, desk: d, engine: c.engine}
	s.at.resize(len(ways()), 1)
	return s
}

// begin reads the kept conversations.
func (s *start) begin() tea.Cmd {
	d := s.desk
	return func() tea.Msg {
		list, err := d.Recent()
		return recentMsg{list: list, err: err}
	}
}

func (s *start) title() string {
	if t, ok := s.over.(titled); ok {
		return t.title()
	}
	return "Start"
}

func (s *start) typing() bool { return s.over != nil && s.over.typing() }

func (s *start) unsaved() bool {
	h, ok := s.over.(holder)
	return ok && h.unsaved()
}

func (s *start) resize(width, height int) {
	s.width, s.height = width, height
	if s.over != nil {
		s.over.resize(width, height)
	}
}

func (s *start) bindings() []key.Binding {
	if s.over != nil {
		return s.over.bindings()
	}
	k := s.c.keys
	return []key.Binding{k.open, k.up, k.down}
}

func (s *start) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case recentMsg:
		s.recent, s.loaded, s.failed = msg.list, true, ""
		if msg.err != nil {
			s.failed = msg.err.Error()
		}
		s.at.resize(len(ways())+len(s.recent), s.at.height)
		return nil
	case closedMsg:
		s.over = nil
		return nil
	}
	if s.over != nil {
		return s.over.update(msg)
	}
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case tea.MouseMsg:
		return s.mouse(msg)
	}
	return nil
}

func (s *start) press(k tea.KeyMsg) tea.Cmd {
	switch {
	case k.Paste:
		cmd := s.take(1)
		return tea.Batch(cmd, s.over.update(k))
	case key.Matches(k, s.c.keys.open):
		return s.take(s.at.at)
	case key.Matches(k, s.c.keys.up, s.c.keys.down, s.c.keys.pageUp, s.c.keys.pageDown, s.c.keys.top, s.c.keys.bottom):
		movePicks(&s.at, s.c.keys, k)
	}
	return nil
}

// movePicks takes the keys that move the choice in a list.
func movePicks(p *picks, keys *keyMap, k tea.KeyMsg) bool {
	switch {
	case key.Matches(k, keys.up):
		p.by(-1)
	case key.Matches(k, keys.down):
		p.by(1)
	case key.Matches(k, keys.pageUp):
		p.by(1 - p.height)
	case key.Matches(k, keys.pageDown):
		p.by(p.height - 1)
	case key.Matches(k, keys.top):
		p.choose(0)
	case key.Matches(k, keys.bottom):
		p.choose(p.n - 1)
	default:
		return false
	}
	return true
}

func (s *start) mouse(m tea.MouseMsg) tea.Cmd {
	if d := wheelOf(m); d != 0 {
		s.at.by(d / 3)
		return nil
	}
	if !clicked(m) {
		return nil
	}
	_, places := s.lay()
	for i, row := range places {
		if row == m.Y {
			if s.at.at == i {
				return s.take(i)
			}
			s.at.choose(i)
		}
	}
	return nil
}

// take acts on an entry.
func (s *start) take(i int) tea.Cmd {
	switch {
	case i == 0:
		s.over = newFiles(s.c)
	case i == 1:
		s.over = newWords(s.c, pasted)
	case i == 2:
		s.over = newWords(s.c, described)
	default:
		r := s.recent[i-len(ways())]
		if r.Problem != "" {
			return send(noticeMsg{text: "cannot be gone on with: " + r.Problem})
		}
		return send(resumeMsg{id: r.ID})
	}
	s.over.resize(s.width, s.height)
	if b, ok := s.over.(starter); ok {
		return b.begin()
	}
	return nil
}

// lay gives the lines of the screen, and the row of every entry that is drawn,
// -1 for the others.
func (s *start) lay() (p *page, places []int) {
	p = newPage(s.width)
	places = make([]int, s.at.n)
	for i := range places {
		places[i] = -1
	}
	roomy := s.height >= 24
	p.row("")
	p.row(s.c.styles.title.Render("What is to be reviewed?"))
	if roomy {
		p.row("")
	}
	for i, w := range ways() {
		places[i] = len(p.lines)
		p.row(s.mark(i, fit(w.name, 14)) + "  " + s.c.styles.faint.Render(w.what))
	}
	p.row("")
	p.row(s.c.styles.title.Render("Go on with"))
	if roomy {
		p.row("")
	}
	foot := 2
	room := max(1, s.height-len(p.lines)-foot)
	chosen := s.at.at - len(ways())
	from := max(0, min(chosen-room/2, len(s.recent)-room))
	for i := from; i < min(len(s.recent), from+room); i++ {
		places[len(ways())+i] = len(p.lines)
		p.row(s.recentRow(i))
	}
	switch {
	case s.failed != "":
		p.hung(s.c.styles.warning, "  ", "kept conversations cannot be listed: "+s.failed)
	case len(s.recent) == 0 && s.loaded:
		p.row("  " + s.c.styles.faint.Render("nothing is kept yet"))
	}
	for len(p.lines) < s.height-1 {
		p.row("")
	}
	p.row(s.c.styles.faint.Render(fit(s.promise(), p.width)))
	return p, places
}

// promise says who will review and that nothing is sent yet.
func (s *start) promise() string {
	if s.engine == "" {
		return "Nothing leaves this machine before you have seen what is sent where."
	}
	return "Reviewed by: " + oneLine(s.engine) + ". Nothing is sent before you go on."
}

func (s *start) view() string {
	if s.over != nil {
		return s.over.view()
	}
	p, _ := s.lay()
	return joined(p.rows(s.width, s.height, 0))
}

// mark shows whether an entry is the chosen one.
func (s *start) mark(i int, text string) string {
	if i == s.at.at {
		return s.c.styles.accent.Render("› ") + s.c.styles.chosen.Render(text)
	}
	return "  " + text
}

// stateText says how far a kept conversation is.
func stateText(r desk.Recent) string {
	if r.Problem != "" {
		return "cannot be resumed"
	}
	text := oneLine(r.State)
	if r.Counts != (review.Counts{}) {
		text += ", " + countsText(r.Counts)
	}
	return text
}

func (s *start) recentRow(i int) string {
	const most, when = 40, 14
	state := 0
	for _, r := range s.recent {
		state = max(state, min(most, widthOf(stateText(r))))
	}
	r := s.recent[i]
	width := column(s.width) - 2
	state = min(state, width/3)
	name := max(10, width-when-state-4)
	row := fit(oneLine(r.Title), name) + "  " + fit(ago(s.c.now(), r.Updated), when) + "  " + fit(stateText(r), state)
	return s.mark(len(ways())+i, strings.TrimRight(fit(row, width), " "))
}

// countsText writes numbers of concerns: 3 high, 5 medium, 1 low.
func countsText(n review.Counts) string {
	var parts []string
	for _, x := range []struct {
		n    int
		word string
	}{{n.High, "high"}, {n.Medium, "medium"}, {n.Low, "low"}} {
		if x.n > 0 {
			parts = append(parts, thousands(x.n)+" "+x.word)
		}
	}
	return strings.Join(parts, ", ")
}

// ago says how long ago something was.
func ago(now, then time.Time) string {
	switch d := now.Sub(then); {
	case then.IsZero():
		return ""
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return counted(int(d.Minutes()), "minute") + " ago"
	case d < 24*time.Hour:
		return counted(int(d.Hours()), "hour") + " ago"
	case d < 14*24*time.Hour:
		return counted(int(d.Hours()/24), "day") + " ago"
	}
	return then.Format("2 Jan 2006")
}
