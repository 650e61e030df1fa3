package llm

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiter spreads calls over the requests and tokens per minute that the
// endpoint grants. It knows no limit until a response tells one.
type limiter struct {
	clock Clock
	most  time.Duration // longest hold that a header may ask for

	mu       sync.Mutex
	requests *rate.Limiter
	tokens   *rate.Limiter
	held     time.Time
}

// wait lets one call of the given size pass in its turn, or returns the
// context's error.
func (l *limiter) wait(ctx context.Context, size int) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		delay, undo := l.reserve(size)
		if delay <= 0 {
			return nil
		}
		err := l.clock.Sleep(ctx, delay)
		switch {
		case undo == nil && err == nil:
			// It was a hold; nothing is reserved yet.
		case err != nil && undo != nil:
			undo()
			return err
		default:
			return err
		}
	}
}

// reserve gives the delay of a call, and takes its part of the limits. undo is
// nil if only a hold is to be waited for.
func (l *limiter) reserve(size int) (delay time.Duration, undo func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	if d := l.held.Sub(now); d > 0 {
		return d, nil
	}
	var taken []*rate.Reservation
	for _, x := range []struct {
		lim *rate.Limiter
		n   int
	}{{l.requests, 1}, {l.tokens, size}} {
		if x.lim == nil {
			continue
		}
		r := x.lim.ReserveN(now, min(x.n, x.lim.Burst()))
		delay = max(delay, r.DelayFrom(now))
		taken = append(taken, r)
	}
	return min(delay, l.most), func() {
		for _, r := range taken {
			r.CancelAt(l.clock.Now())
		}
	}
}

// hold stops all calls until a time.
func (l *limiter) hold(until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.After(l.held) {
		l.held = until
	}
}

// heed learns from the headers of a response.
func (l *limiter) heed(h http.Header, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requests = l.learn(l.requests, h, "Requests", now)
	l.tokens = l.learn(l.tokens, h, "Tokens", now)
}

// learn sets a limit to what the endpoint says, and takes away what it has
// counted and this process has not: others may use the same key.
func (l *limiter) learn(lim *rate.Limiter, h http.Header, what string, now time.Time) *rate.Limiter {
	left, err := strconv.Atoi(h.Get("X-Ratelimit-Remaining-" + what))
	if err != nil {
		left = -1
	}
	if reset := span(h.Get("X-Ratelimit-Reset-" + what)); left == 0 && reset > 0 {
		if until := now.Add(min(reset, l.most)); until.After(l.held) {
			l.held = until
		}
	}
	limit, err := strconv.Atoi(h.Get("X-Ratelimit-Limit-" + what))
	if err != nil || limit <= 0 {
		return lim
	}
	if lim == nil || lim.Burst() != limit {
		lim = rate.NewLimiter(rate.Limit(float64(limit)/60), limit)
	}
	if over := int(lim.TokensAt(now)) - left; left >= 0 && over > 0 {
		lim.ReserveN(now, min(over, limit))
	}
	return lim
}
