package llm

import (
	"context"
	"time"
)

// mostLearned bounds how often one call may be sent anew because the endpoint
// does not know a parameter; there are fewer parameters than this.
const mostLearned = 12

// Chat makes one call and gives the whole answer, or an *Error. onEvent may be
// nil; it is called in this goroutine, with the text as it comes. What an
// attempt told before it failed is made void by an event with Reset.
func (c *Client) Chat(ctx context.Context, req Request, onEvent func(Event)) (Reply, error) {
	k := &call{c: c, req: req, began: c.o.Clock.Now(), emit: onEvent}
	if onEvent == nil {
		k.emit = func(Event) {}
	}
	return k.run(ctx)
}

// call is one Chat: attempts until one succeeds or none will.
type call struct {
	c        *Client
	req      Request
	began    time.Time
	emit     func(Event)
	attempts int
	learned  int
	spent    bool // the further attempt that is made once
	usage    Usage
}

func (k *call) run(ctx context.Context) (Reply, error) {
	if pictured(k.req) && k.c.learn.blind() {
		return Reply{}, k.failed(unsighted())
	}
	for retries := 0; ; {
		a, e := k.attempt(ctx)
		if e == nil {
			return k.reply(a), nil
		}
		if k.c.learn.sightless(e, k.req) {
			return Reply{}, e
		}
		if k.learned < mostLearned {
			if what := k.c.learn.from(e, a.terms, k.req.Schema); what != "" {
				k.learned++
				k.c.logf(k.req.Label, "the endpoint does not know %s; going on without: %s", what, e.Message)
				k.void(a, e)
				continue
			}
		}
		wait := k.c.backoff(retries, e.RetryAfter)
		if e.once && !k.spent {
			k.spent, e.again = true, true
		}
		if !e.again || retries >= k.c.o.Retries || e.RetryAfter > k.c.o.MaxWait {
			return Reply{}, e
		}
		retries++
		k.c.logf(k.req.Label, "%v; again in %v (%d of %d)", e, wait.Round(time.Millisecond), retries, k.c.o.Retries)
		k.void(a, e)
		k.emit(Event{Wait: wait, Err: e})
		if e.Kind == KindRate {
			k.c.limit.hold(k.c.o.Clock.Now().Add(e.RetryAfter))
		}
		if err := k.c.o.Clock.Sleep(ctx, wait); err != nil {
			return Reply{}, k.failed(gaveUp(ctx))
		}
	}
}

// attempt waits for its turn and makes one request.
func (k *call) attempt(ctx context.Context) (*attempt, *Error) {
	a := &attempt{c: k.c, req: k.req, terms: k.c.learn.terms(k.req.Schema), emit: k.emit}
	if err := k.c.limit.wait(ctx, k.size()); err != nil {
		return a, k.failed(gaveUp(ctx))
	}
	k.attempts++
	e := a.run(ctx)
	k.usage.add(a.usage)
	if e != nil {
		return a, k.failed(e)
	}
	return a, nil
}

// size estimates the tokens of the call as endpoints do for their limits: four
// bytes each, and the bound of the answer.
func (k *call) size() int {
	n := 0
	for _, m := range k.req.Messages {
		n += len(m.Text) + 4*m.seen()
	}
	return n/4 + k.req.MaxTokens
}

func (k *call) failed(e *Error) *Error {
	e.Attempts, e.Usage = k.attempts, k.usage
	return k.c.finish(e)
}

// void takes back the text of a failed attempt.
func (k *call) void(a *attempt, e *Error) {
	if a.text.Len() > 0 {
		k.emit(Event{Reset: true, Err: e})
	}
}

func (k *call) reply(a *attempt) Reply {
	r := Reply{Text: a.text.String(), Usage: k.usage, Finish: k.c.clean(a.finish), Mode: a.terms.mode, Model: k.c.clean(a.model),
		Streamed: !a.x.whole, Attempts: k.attempts, Elapsed: k.c.o.Clock.Now().Sub(k.began)}
	if k.req.Schema != nil && r.Mode != ModeText && !isJSON(r.Text) {
		// Accepted and ignored: say the schema in words from now on.
		k.c.learn.down(ModeObject, "")
		k.c.logf(k.req.Label, "the endpoint ignores structured output by %s; going on without", r.Mode)
		r.Mode = ModeText
	}
	return r
}

// add sums up attempts. The sum's cost is known if every part's is.
func (u *Usage) add(v Usage) {
	known := u.CostKnown || !u.Known
	if v.Known {
		u.CostKnown = known && v.CostKnown
		u.Known = true
	}
	u.PromptTokens += v.PromptTokens
	u.CachedTokens += v.CachedTokens
	u.CompletionTokens += v.CompletionTokens
	u.ReasoningTokens += v.ReasoningTokens
	u.Untold += v.Untold
	u.CostUSD += v.CostUSD
	if u.Untold > 0 {
		u.CostKnown = false
	}
}

const (
	backoffBase = 500 * time.Millisecond
	backoffMost = 30 * time.Second
)

// backoff gives the wait before the next attempt: random up to a bound that
// doubles, so that concurrent calls do not meet again. What the endpoint asks
// for is waited in full, and a little more.
func (c *Client) backoff(retries int, asked time.Duration) time.Duration {
	bound := min(backoffBase<<min(retries, 10), backoffMost)
	if asked > 0 {
		return asked + time.Duration(c.o.Random()*float64(min(bound, asked/4)))
	}
	return time.Duration(c.o.Random() * float64(bound))
}
