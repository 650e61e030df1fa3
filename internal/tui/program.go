package tui

import (
	"context"
	"runtime/debug"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/internal/desk"
)

// program is the one model: it routes messages to parts and holds what they
// share. It does no work of its own; commands do.
type program struct {
	c      *common
	o      Options
	flight flight
	end    context.CancelFunc
	send   func(tea.Msg) // from outside of Update; nil in tests

	width, height int
	stack         []part // the last one is shown
	layer         layer  // over it; nil for none
	notice        string
	opening       *opening // a conversation that is being opened

	work      *desk.Work
	interview *interview
	reviewing *reviewing
	report    *reportScreen
	spent     agent.Usage

	compare bool  // show what the next review changes
	asked   bool  // whether to stop and quit
	leaving bool  // the program ends
	failure error // why, where it was not the user
}

// newProgram makes the program with its first screen.
func newProgram(c *common, o Options, end context.CancelFunc) *program {
	p := &program{c: c, o: o, end: end}
	p.stack = []part{newStart(c, o.Desk)}
	return p
}

// Init reads the kept conversations, and begins where the command line says so.
func (p *program) Init() tea.Cmd {
	first := []tea.Cmd{p.stack[0].(*start).begin()}
	switch {
	case p.o.Resume != "":
		first = append(first, send(resumeMsg{id: p.o.Resume}))
	case len(p.o.Documents) > 0:
		var list []desk.Source
		for _, d := range p.o.Documents {
			list = append(list, desk.Source{Path: d})
		}
		first = append(first, send(beginMsg{sources: list}))
	}
	return p.flight.guarded(tea.Batch(first...))
}

// Update takes one message. A panic in it ends the program in good order.
func (p *program) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	defer func() {
		if v := recover(); v != nil {
			cmd = p.broken(panicMsg{value: v, stack: debug.Stack()})
		}
	}()
	cmd = p.flight.guarded(p.route(msg))
	p.pay()
	return p, cmd
}

func (p *program) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.resize(msg.Width, msg.Height)
		return p.all(resizedMsg{})
	case tea.KeyMsg:
		return p.pressEach(msg)
	case tea.MouseMsg:
		return p.mouse(msg)
	case panicMsg:
		return p.broken(msg)
	case signalMsg:
		return p.signalled(msg)
	case quitMsg:
		return p.quit()
	case tea.ResumeMsg:
		return tea.ClearScreen
	}
	if cmd, taken := p.flow(msg); taken {
		return cmd
	}
	return p.all(msg)
}

// pressEach takes keys that came at once, as letters typed quickly do, one by
// one. A paste stays whole.
func (p *program) pressEach(k tea.KeyMsg) tea.Cmd {
	if k.Type != tea.KeyRunes || k.Paste || len(k.Runes) < 2 || p.layer == nil && p.top().typing() {
		return p.press(k)
	}
	var cmds []tea.Cmd
	for _, r := range k.Runes {
		one := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: k.Alt}
		if r == ' ' {
			one.Type = tea.KeySpace
		}
		cmds = append(cmds, p.press(one))
	}
	return tea.Batch(cmds...)
}

// press takes a key: first what works everywhere, then what lies over the
// screen, then the screen.
func (p *program) press(k tea.KeyMsg) tea.Cmd {
	p.notice = ""
	keys := p.c.keys
	switch {
	case key.Matches(k, keys.interrupt):
		return p.interrupted()
	case key.Matches(k, keys.suspend):
		return tea.Suspend
	case key.Matches(k, keys.redraw):
		return tea.ClearScreen
	case p.layer != nil:
		at := p.layer
		cmd, done := p.layer.update(k)
		if done && p.layer == at {
			p.layer, p.asked = nil, false
		}
		return cmd
	case p.opening != nil:
		if key.Matches(k, keys.back) {
			p.opening.cancel()
		}
		return nil
	case k.Paste:
		return p.top().update(k)
	case key.Matches(k, keys.help) && (!p.top().typing() || k.Type == tea.KeyF1):
		p.layer = newHelp(p.c, p.name(), p.top().bindings())
		return nil
	case key.Matches(k, keys.quit) && !p.top().typing():
		return p.wantsOut()
	}
	return p.top().update(k)
}

// mouse gives the mouse to the part that is shown, with rows counted from its
// first one.
func (p *program) mouse(m tea.MouseMsg) tea.Cmd {
	if d, ok := p.layer.(interface{ wheel(d int) }); ok {
		if n := wheelOf(m); n != 0 {
			d.wheel(n)
		}
		return nil
	}
	if p.layer != nil || p.opening != nil {
		return nil
	}
	m.Y--
	return p.top().update(m)
}

// wheelOf gives the rows that a turn of the wheel asks for.
func wheelOf(m tea.MouseMsg) int {
	const rows = 3
	switch m.Button {
	case tea.MouseButtonWheelUp:
		return -rows
	case tea.MouseButtonWheelDown:
		return rows
	}
	return 0
}

// clicked says whether the left button was pressed.
func clicked(m tea.MouseMsg) bool {
	return m.Button == tea.MouseButtonLeft && m.Action == tea.MouseActionPress
}

// all gives a message to every part, shown or not.
func (p *program) all(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, x := range p.parts() {
		cmds = append(cmds, x.update(msg))
	}
	return tea.Batch(cmds...)
}

// parts lists every part that lives, each once.
func (p *program) parts() []part {
	out := slices.Clone(p.stack)
	add := func(x part, there bool) {
		if there && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	add(p.interview, p.interview != nil)
	add(p.reviewing, p.reviewing != nil)
	add(p.report, p.report != nil)
	return out
}

func (p *program) top() part { return p.stack[len(p.stack)-1] }

// show puts a part on top; it stands in the stack only once.
func (p *program) show(x part) tea.Cmd {
	p.stack = append(slices.DeleteFunc(p.stack, func(y part) bool { return x == y }), x)
	x.resize(p.body())
	p.layer, p.asked = nil, false
	var cmd tea.Cmd
	if s, ok := x.(starter); ok {
		cmd = s.begin()
	}
	return tea.Batch(cmd, x.update(resizedMsg{}))
}

// body gives the size of a part.
func (p *program) body() (width, height int) { return max(p.width, 1), max(p.height-2, 1) }

func (p *program) resize(width, height int) {
	p.width, p.height = width, height
	for _, x := range p.parts() {
		x.resize(p.body())
	}
}
