package llmtest

import (
	"context"
	"sync"
	"time"
)

// Clock is a clock for tests. Sleeping takes no time and is recorded; timers
// fire when Elapse has let their time pass, and not by sleeping, which belongs
// to one call where timers belong to others.
type Clock struct {
	mu     sync.Mutex
	now    time.Time
	slept  []time.Duration
	timers map[*timer]bool
	block  chan struct{}
}

// NewClock gives a clock that stands at a fixed time.
func NewClock() *Clock {
	return &Clock{now: time.Date(2026, 11, 5, 12, 0, 0, 0, time.UTC), timers: map[*timer]bool{}}
}

// Now gives the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Block makes every sleep wait for its context's end.
func (c *Clock) Block() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.block = make(chan struct{})
}

// Sleep records the wait and lets its time pass at once.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	c.slept = append(c.slept, d)
	block := c.block
	if block == nil && d > 0 {
		c.now = c.now.Add(d)
	}
	c.mu.Unlock()
	if block != nil {
		<-ctx.Done()
	}
	return ctx.Err()
}

// Slept gives the waits so far.
func (c *Clock) Slept() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]time.Duration(nil), c.slept...)
}

// AfterFunc calls f once d has elapsed.
func (c *Clock) AfterFunc(d time.Duration, f func()) interface {
	Stop() bool
	Reset(d time.Duration) bool
} {
	t := &timer{c: c, left: d, f: f}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timers[t] = true
	return t
}

// Elapse lets time pass and fires the timers that are due.
func (c *Clock) Elapse(d time.Duration) {
	var due []func()
	c.mu.Lock()
	c.now = c.now.Add(d)
	for t := range c.timers {
		if t.left -= d; t.left <= 0 {
			delete(c.timers, t)
			due = append(due, t.f)
		}
	}
	c.mu.Unlock()
	for _, f := range due {
		f()
	}
}

type timer struct {
	c    *Clock
	left time.Duration
	f    func()
}

// Stop takes the timer off the clock.
func (t *timer) Stop() bool {
	t.c.mu.Lock()
	defer t.c.mu.Unlock()
	was := t.c.timers[t]
	delete(t.c.timers, t)
	return was
}

// Reset sets the timer anew.
func (t *timer) Reset(d time.Duration) bool {
	t.c.mu.Lock()
	defer t.c.mu.Unlock()
	was := t.c.timers[t]
	t.left, t.c.timers[t] = d, true
	return was
}
