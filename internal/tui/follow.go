package tui

import (
	"context"
	"errors"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/desk"
)

// followScreen is the thread of what followed the review: deep dives, guidance,
// questions and their answers, the newest at the bottom.
type followScreen struct {
	c             *common
	w             *desk.Work
	k             *reportKeys
	width, height int

	thread  []*exchange
	rows    []threadRow
	scroll  scroll
	sources []review.Evidence // of the whole thread
	source  int               // the chosen one

	field *field
	over  part // a layer; nil for none
	first *agent.FollowUp
	talk  *talk
	beat  int
	note  string
}

// newFollow opens the thread and asks for f; an empty f only opens it.
func newFollow(c *common, w *desk.Work, f agent.FollowUp) *followScreen {
	s := &followScreen{c: c, w: w, k: newReportKeys(c), field: newField(c, "ask about the design or its review")}
	for _, r := range w.Agent.Results() {
		s.thread = append(s.thread, &exchange{ask: r.FollowUp, result: &r})
	}
	if f.Kind != "" && (f.Kind != agent.Ask || f.Text != "") {
		s.first = &f
	}
	s.field.active = f.Kind == agent.Ask || f.Kind == ""
	return s
}

// begin renders what is there and asks for what the thread was opened for.
func (s *followScreen) begin() tea.Cmd {
	if s.first == nil {
		return s.want()
	}
	f := *s.first
	s.first = nil
	return tea.Batch(s.ask(f), s.want())
}

// ask begins a follow-up at the end of the thread.
func (s *followScreen) ask(f agent.FollowUp) tea.Cmd {
	if s.talk != nil {
		s.note = "one at a time; Esc stops what is under way"
		return nil
	}
	s.talk = newTalk(s.c, f)
	s.thread = append(s.thread, &exchange{ask: f, turn: s.talk.turn, open: true})
	s.note = ""
	s.lay()
	s.scroll.to(s.scroll.n)
	return tea.Batch(s.talk.start(s.w.Agent), beatAfter(s.c, s.talk.turn))
}

func (s *followScreen) resize(width, height int) {
	s.width, s.height = max(width, 1), max(height, 1)
	for _, x := range s.thread {
		x.forget()
	}
	s.lay()
	if s.over != nil {
		s.over.resize(s.width, s.height)
	}
}

// textWidth is the width of what is said in the thread.
func (s *followScreen) textWidth() int { return max(s.width-1, 20) }

func (s *followScreen) typing() bool {
	if s.over != nil {
		return s.over.typing()
	}
	return s.field.active
}

func (s *followScreen) bindings() []key.Binding {
	k := s.k
	switch {
	case s.over != nil:
		return s.over.bindings()
	case s.talk != nil:
		return []key.Binding{k.stop, bind("↑/↓", "scroll", "up", "down"), k.focus}
	case s.field.active:
		return []key.Binding{k.save, bind("Tab", "read the thread", "tab"), bind("↑/↓", "scroll", "up", "down"), bind("Esc", "back", "esc")}
	}
	return []key.Binding{bind("Tab", "ask", "tab"), k.evidence, k.sourceNext, k.sourceBack, k.once, k.export, k.copy, k.up, k.down, k.pageUp, k.pageDown, k.top, k.bottom, k.back}
}

func (s *followScreen) update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case saidMsg:
		cmd = s.said(msg)
	case pieceMsg:
		s.piece(msg)
	case bodyMsg:
		s.body(msg)
	case followedMsg:
		s.followed(msg)
	case beatMsg:
		if s.talk != nil && msg.turn == s.talk.turn {
			s.beat++
			cmd = beatAfter(s.c, msg.turn)
		}
	case layerMsg:
		if msg.layer == s.over {
			s.over = nil
			s.lay()
		}
	case tea.KeyMsg:
		s.note = ""
		if s.over != nil {
			cmd = s.over.update(msg)
		} else {
			cmd = s.press(msg)
		}
	case tea.MouseMsg:
		if s.over != nil {
			cmd = s.over.update(msg)
		} else {
			cmd = s.mouse(msg)
		}
	default:
		if s.over != nil {
			cmd = s.over.update(msg)
		}
	}
	return tea.Batch(cmd, s.begin())
}

// said takes what a model has said so far and listens on.
func (s *followScreen) said(msg saidMsg) tea.Cmd {
	if s.talk == nil || msg.turn != s.talk.turn {
		return nil
	}
	if x := s.ofTurn(msg.turn); x != nil {
		x.hear(msg.text)
	}
	return s.talk.listen()
}

// ofTurn gives the exchange of a turn of this screen, nil if there is none.
func (s *followScreen) ofTurn(turn int) *exchange {
	for _, x := range s.thread {
		if x.turn == turn && turn > 0 {
			return x
		}
	}
	return nil
}

// followed takes the end of a follow-up: a result, or why there is none.
func (s *followScreen) followed(msg followedMsg) {
	if s.talk == nil || msg.turn != s.talk.turn {
		return
	}
	stopped := s.talk.ctx.Err() != nil
	s.talk = nil
	x := s.ofTurn(msg.turn)
	if x == nil {
		return
	}
	x.open, x.result, x.err = false, msg.result, msg.err
	if msg.result == nil && (errors.Is(msg.err, context.Canceled) || msg.err == nil && stopped) {
		x.err = errStopped
	}
	if msg.result != nil {
		x.fresh = true
	}
	s.lay()
	s.scroll.to(s.scroll.n)
}

// errStopped stands in the thread where the user stopped an answer.
var errStopped = errors.New("stopped before it was done")

func (s *followScreen) press(msg tea.KeyMsg) tea.Cmd {
	switch msg.String() {
	case "esc":
		if s.talk != nil {
			s.stop()
			return nil
		}
		return send(backMsg{})
	case "ctrl+c":
		s.stop()
		return nil
	case "tab", "shift+tab":
		s.field.active = !s.field.active
		return nil
	}
	if key.Matches(msg, s.k.once) {
		return s.again()
	}
	if s.move(msg) {
		return nil
	}
	if s.field.active {
		return s.type_(msg)
	}
	if msg.Paste {
		return nil
	}
	return s.read(msg)
}

// title names the screen.
func (s *followScreen) title() string {
	if t, ok := s.over.(titled); ok {
		return t.title()
	}
	return "Follow-up"
}

// busy says whether an answer is under way.
func (s *followScreen) busy() bool { return s.talk != nil }

// unsaved says whether the user has written something that is not sent.
func (s *followScreen) unsaved() bool { return strings.TrimSpace(s.field.text()) != "" }

// stop ends what is under way.
func (s *followScreen) stop() {
	if s.talk != nil {
		s.talk.cancel()
		s.note = "stopping …"
	}
}

// move goes about in the thread; the arrows do so even while one types, since
// the field has one line.
func (s *followScreen) move(msg tea.KeyMsg) bool {
	switch name := msg.String(); {
	case name == "up" || name == "down" || name == "pgup" || name == "pgdown":
	case s.field.active || msg.Paste:
		return false
	}
	return moveScroll(&s.scroll, s.c.keys, msg)
}

// type_ takes a key for the question.
func (s *followScreen) type_(msg tea.KeyMsg) tea.Cmd {
	if msg.Type != tea.KeyEnter || msg.Paste {
		s.field.update(msg)
		return nil
	}
	text := strings.TrimSpace(s.field.text())
	if text == "" {
		return nil
	}
	if s.talk == nil {
		s.field.set("")
	}
	return s.ask(agent.FollowUp{Kind: agent.Ask, Text: text})
}

// read takes a key while the thread has the focus.
func (s *followScreen) read(msg tea.KeyMsg) tea.Cmd {
	k := s.k
	switch {
	case key.Matches(msg, k.back):
		return send(backMsg{})
	case key.Matches(msg, k.sourceNext):
		s.pick(s.source + 1)
	case key.Matches(msg, k.sourceBack):
		s.pick(s.source - 1)
	case key.Matches(msg, k.evidence, k.open):
		return s.openSource()
	case key.Matches(msg, k.again):
		return s.again()
	case key.Matches(msg, k.filter), key.Matches(msg, k.ask):
		s.field.active = true
	case key.Matches(msg, k.copy):
		if x := s.here(); x != nil && x.source != "" {
			return s.c.copied(x.source, "answer")
		}
		s.note = "there is nothing to copy yet"
	case key.Matches(msg, k.export):
		if x := s.here(); x != nil && x.result != nil && x.result.Dispute == nil && (x.result.DeepDive != nil || x.result.Guidance != nil || x.result.Reply != nil) {
			return s.cover(newExport(s.c, s.w, x.result))
		}
		s.note = "there is nothing to export here"
	}
	return nil
}

func (s *followScreen) cover(p part) tea.Cmd {
	s.over = p
	p.resize(s.width, s.height)
	if b, ok := p.(interface{ begin() tea.Cmd }); ok {
		return b.begin()
	}
	return nil
}

// again asks once more for what failed last.
func (s *followScreen) again() tea.Cmd {
	for i := len(s.thread) - 1; i >= 0; i-- {
		if x := s.thread[i]; x.err != nil && s.talk == nil {
			s.thread = append(s.thread[:i], s.thread[i+1:]...)
			return s.ask(x.ask)
		}
	}
	s.note = "nothing here has failed"
	return nil
}
