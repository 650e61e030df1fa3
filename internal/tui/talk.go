package tui

import (
	"context"
	"strings"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
)

// frame is the time between two looks at what a model has said.
const frame = 33 * time.Millisecond

// talk is one follow-up on its way. Its methods may be called from any
// goroutine.
type talk struct {
	turn   int // stamps its messages, so that late ones are dropped
	ask    agent.FollowUp
	ctx    context.Context
	cancel context.CancelFunc
	more   chan struct{} // holds one token where there is unread text

	mu   sync.Mutex
	text strings.Builder
}

// Messages of a talk.
type (
	// saidMsg is what a model has said so far.
	saidMsg struct {
		turn int
		text string
	}
	// followedMsg is the end of a talk.
	followedMsg struct {
		turn   int
		ask    agent.FollowUp
		result *agent.Result
		err    error
	}
)

func newTalk(c *common, ask agent.FollowUp) *talk {
	t := &talk{turn: c.turn(), ask: ask, more: make(chan struct{}, 1)}
	t.ctx, t.cancel = context.WithCancel(c.ctx)
	return t
}

// start gives the commands that do the work and listen to it.
func (t *talk) start(a *agent.Agent) tea.Cmd {
	work := func() tea.Msg {
		defer t.cancel()
		r, err := a.Follow(t.ctx, t.ask, t.hear)
		return followedMsg{turn: t.turn, ask: t.ask, result: r, err: err}
	}
	return tea.Batch(work, t.listen())
}

// hear takes a piece of the answer; it never waits.
func (t *talk) hear(text string, reset bool) {
	t.mu.Lock()
	if reset {
		t.text.Reset()
	}
	t.text.WriteString(text)
	t.mu.Unlock()
	select {
	case t.more <- struct{}{}:
	default:
	}
}

// listen waits for more of the answer and gives all there is, at most some
// thirty times a second.
func (t *talk) listen() tea.Cmd {
	return func() tea.Msg {
		select {
		case <-t.more:
		case <-t.ctx.Done():
			return nil
		}
		pause := time.NewTimer(frame)
		defer pause.Stop()
		select {
		case <-pause.C:
		case <-t.ctx.Done():
			return nil
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		return saidMsg{turn: t.turn, text: t.text.String()}
	}
}
