package tui

import (
	"context"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// stream carries what long work tells to the screen. tell never waits, so that
// the work goes on while the program is suspended or gone.
type stream[E any] struct {
	turn   int
	ctx    context.Context
	cancel context.CancelFunc
	more   chan struct{} // holds one token where something is queued

	mu     sync.Mutex
	queued []E
}

// streamedMsg brings what a stream has queued, in order.
type streamedMsg[E any] struct {
	turn   int
	events []E
}

func newStream[E any](c *common) *stream[E] {
	s := &stream[E]{turn: c.turn(), more: make(chan struct{}, 1)}
	s.ctx, s.cancel = context.WithCancel(c.ctx)
	return s
}

// tell queues an event. It may be called from any goroutine.
func (s *stream[E]) tell(e E) {
	s.mu.Lock()
	s.queued = append(s.queued, e)
	s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default:
	}
}

// drain takes everything that is queued.
func (s *stream[E]) drain() []E {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.queued
	s.queued = nil
	return out
}

// listen waits for the next events and gives all there are in one message. It
// ends with the stream.
func (s *stream[E]) listen() tea.Cmd {
	return func() tea.Msg {
		select {
		case <-s.more:
			return streamedMsg[E]{turn: s.turn, events: s.drain()}
		case <-s.ctx.Done():
			return nil
		}
	}
}

// flight counts the commands that are under way.
type flight struct{ n atomic.Int64 }

// guarded runs a command so that a panic in it becomes a message, and counts
// it. Commands that it batches are guarded as well.
func (f *flight) guarded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		f.n.Add(1)
		defer f.n.Add(-1)
		defer func() {
			if v := recover(); v != nil {
				msg = panicMsg{value: v, stack: debug.Stack()}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = f.guarded(batch[i])
			}
		}
		return msg
	}
}

// land waits until no command but the one that waits is under way, at most for
// the given time.
func (f *flight) land(most time.Duration) { f.wait(1, most) }

// landed waits until no command is under way, at most for the given time.
func (f *flight) landed(most time.Duration) { f.wait(0, most) }

func (f *flight) wait(rest int64, most time.Duration) {
	const look = 5 * time.Millisecond
	for end := time.Now().Add(most); f.n.Load() > rest && time.Now().Before(end); {
		time.Sleep(look)
	}
}
