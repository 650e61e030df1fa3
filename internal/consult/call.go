package consult

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"sync/atomic"
)

// exchange is one conversation with the model: a task, and a repair of its
// answer if need be.
type exchange struct {
	name     string
	messages []Message
	schema   Schema
	expect   int
	tokens   int // of the prompt
	calls    int
}

// begin starts an exchange with what all calls share, followed by its own part.
func (s *Session) begin(name, tail string, schema Schema, expect int) *exchange {
	x := &exchange{name: name, schema: schema, expect: expect}
	x.messages = []Message{{Role: "system", Text: s.system}, {Role: "user", Text: s.prefix + "\n\n" + tail}}
	if s.capped() {
		x.tokens = s.sharedTokens() + s.o.Count(tail)
	}
	return x
}

// ask sends the exchange as it stands and adds the answer to it. It comes back
// at once when the context ends, whatever the model does.
func (s *Session) ask(ctx context.Context, x *exchange, delta func(string, bool)) (Reply, error) {
	if err := s.stopped(); err != nil {
		return Reply{}, err
	}
	need := s.need(x)
	if !s.reserve(need) {
		return Reply{}, errBudget
	}
	x.calls++
	name := fmt.Sprintf("%s#%d", x.name, x.calls)
	reply, err := s.chat(ctx, Request{Call: x.name, Messages: x.messages, Schema: x.schema, Expect: x.expect}, delta)
	s.settle(name, need, reply, x)
	if err != nil {
		if errors.Is(err, ErrFatal) {
			s.stop(err)
		}
		return reply, err
	}
	x.messages = append(x.messages[:len(x.messages):len(x.messages)], Message{Role: "assistant", Text: reply.Text})
	return reply, nil
}

// chat runs one call in a goroutine of its own; pieces that arrive after it was
// given up are ignored.
func (s *Session) chat(ctx context.Context, r Request, delta func(string, bool)) (Reply, error) {
	type answer struct {
		reply Reply
		err   error
	}
	if err := ctx.Err(); err != nil {
		return Reply{}, err
	}
	done := make(chan answer, 1)
	var over atomic.Bool
	pieces := make(chan func(), 64)
	go func() {
		reply, err := s.o.Model.Chat(ctx, r, func(text string, reset bool) {
			if over.Load() || delta == nil {
				return
			}
			select {
			case pieces <- func() { delta(text, reset) }:
			case <-ctx.Done():
			}
		})
		done <- answer{reply, err}
	}()
	for {
		select {
		case p := <-pieces:
			p()
		case a := <-done:
			for len(pieces) > 0 {
				(<-pieces)()
			}
			if a.err == nil && ctx.Err() != nil {
				return a.reply, ctx.Err()
			}
			return a.reply, a.err
		case <-ctx.Done():
			over.Store(true)
			return Reply{}, ctx.Err()
		}
	}
}

// repair asks once more, with what is wrong.
func (x *exchange) repair(text string) {
	x.messages = append(x.messages, Message{Role: "user", Text: text})
}

// stop ends the session: no further call can succeed.
func (s *Session) stop(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fatal == nil {
		s.fatal = err
	}
}

// stopped gives the error that ended the session.
func (s *Session) stopped() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fatal
}

// Fatal gives the error after which no further call was made, if any.
func (s *Session) Fatal() error { return s.stopped() }

// capped says whether tokens have to be counted at all.
func (s *Session) capped() bool { return s.o.MaxCost > 0 || s.o.Tokens > 0 }

// need estimates what the next call of an exchange costs.
func (s *Session) need(x *exchange) Usage {
	if !s.capped() {
		return Usage{}
	}
	u := Usage{Calls: 1, PromptTokens: x.tokens, CompletionTokens: x.expect}
	for _, m := range x.messages[2:] {
		u.PromptTokens += s.o.Count(m.Text)
	}
	return s.priced(u)
}

func (s *Session) priced(u Usage) Usage {
	usd, known := s.price(u)
	u.CostUSD, u.Unpriced = usd, !known
	return u
}

func (s *Session) price(u Usage) (float64, bool) {
	if s.o.Price == nil {
		return 0, false
	}
	return s.o.Price(u)
}

// reserve sets a call's estimate aside; false if a cap does not allow for it.
func (s *Session) reserve(need Usage) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	total := s.sum().Add(s.reserved).Add(need)
	if s.o.Tokens > 0 && total.Tokens() > s.o.Tokens || s.o.MaxCost > 0 && total.CostUSD > s.o.MaxCost {
		return false
	}
	s.reserved = s.reserved.Add(need)
	return true
}

// settle replaces an estimate by what the call cost. An endpoint that names no
// figures is charged the estimate.
func (s *Session) settle(name string, need Usage, r Reply, x *exchange) {
	s.mu.Lock()
	u := r.Usage
	if u.PromptTokens == 0 && r.Text != "" && !r.Known {
		for _, m := range x.messages {
			u.PromptTokens += s.o.Count(m.Text) + pictureTokens(m.Pictures)
		}
		u.CompletionTokens = s.o.Count(r.Text)
	}
	if r.Text != "" && !r.Known {
		u.Calls = max(u.Calls, 1)
	}
	if u.CostUSD == 0 && u.Tokens() > 0 {
		u = s.priced(u)
	}
	s.usage[name] = u
	s.reserved.PromptTokens -= need.PromptTokens
	s.reserved.CompletionTokens -= need.CompletionTokens
	s.reserved.CostUSD -= need.CostUSD
	if r.Model != "" {
		s.model = r.Model
	}
	sum := s.sum()
	s.mu.Unlock()
	s.tell(Event{Step: Spent, Usage: sum})
}

// sum adds the usages in a fixed order, so that rounding does not depend on
// which answer came first. The caller holds the lock.
func (s *Session) sum() Usage {
	names := make([]string, 0, len(s.usage))
	for n := range s.usage {
		names = append(names, n)
	}
	sort.Strings(names)
	var u Usage
	for _, n := range names {
		u = u.Add(s.usage[n])
	}
	return u
}

// sharedTokens counts what all calls share, once.
func (s *Session) sharedTokens() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.prefixed == 0 {
		s.prefixed = s.o.Count(s.system) + s.o.Count(s.prefix)
	}
	return s.prefixed
}
