package llm

import (
	"context"
	"sync"
	"time"
)

// watch ends an attempt that makes no progress, through its context.
type watch struct {
	mu      sync.Mutex
	cancel  context.CancelCauseFunc
	total   Timer
	idle    Timer
	first   time.Duration
	stall   time.Duration
	begun   bool
	stopped bool
}

// ending is how long a stream may go on after the reason for its end was given.
const ending = 5 * time.Second

func newWatch(o *Options, cancel context.CancelCauseFunc) *watch {
	w := &watch{cancel: cancel, first: o.FirstByte, stall: o.Stall}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.total = o.Clock.AfterFunc(o.Timeout, func() { cancel(errTooLong) })
	w.idle = o.Clock.AfterFunc(o.FirstByte, w.fire)
	return w
}

func (w *watch) fire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.begun {
		w.cancel(errStalled)
	} else {
		w.cancel(errNoAnswer)
	}
}

// alive is called whenever bytes arrive. Headers and comments that keep the
// connection alive count as such, not as the beginning of an answer: models
// that think are silent for long.
func (w *watch) alive() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped {
		return
	}
	if w.begun {
		w.idle.Reset(w.stall)
	} else {
		w.idle.Reset(w.first)
	}
}

// begin is called with the first text or thought of an answer.
func (w *watch) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.begun {
		w.begun = true
		w.idle.Reset(w.stall)
	}
}

// end shortens the patience: only usage and the end mark may still come.
func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.begun, w.stall = true, min(w.stall, ending)
	w.idle.Reset(w.stall)
}

func (w *watch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	w.total.Stop()
	w.idle.Stop()
}
