package agent

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"sync"
)

// callEntry is the answer to one call, as the journal has it.
type callEntry struct {
	Call    string `json:"call"`
	Request string `json:"request_sha256"`
	Reply   Reply  `json:"reply"`
}

// memory is a model that remembers every answer: what was asked before is not
// asked again. Failures are not remembered.
type memory struct {
	model Model
	keep  func(callEntry)

	mu      sync.Mutex
	known   map[string]callEntry // by request
	carried map[string][]Reply
	paid    Usage
}

func newMemory(m Model, keep func(callEntry)) *memory {
	return &memory{model: m, keep: keep, known: map[string]callEntry{}, carried: map[string][]Reply{}}
}

// requestSum names a request by what is sent.
func requestSum(r Request) string {
	h := sha256.New()
	enc := json.NewEncoder(h)
	_ = enc.Encode(string(r.Schema.JSON)) // a hash takes everything
	_ = enc.Encode(r.Messages)
	return hex.EncodeToString(h.Sum(nil))
}

// Chat gives the answer that is known, or asks and keeps the answer before it
// gives it.
func (m *memory) Chat(ctx context.Context, r Request, delta func(text string, reset bool)) (Reply, error) {
	sum := requestSum(r)
	if reply, ok := m.recall(r.Call, sum); ok {
		if delta != nil {
			delta(reply.Text, false)
		}
		return reply, ctx.Err()
	}
	if gone(r) {
		return Reply{}, errGone
	}
	reply, err := m.model.Chat(ctx, r, delta)
	if err != nil {
		return reply, err
	}
	k := callEntry{Call: r.Call, Request: sum, Reply: reply}
	m.know(k)
	m.keep(k)
	return reply, nil
}

func (m *memory) recall(call, sum string) (Reply, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k, ok := m.known[sum]; ok {
		return k.Reply, true
	}
	name := carriedName(call)
	if list := m.carried[name]; len(list) > 0 {
		m.carried[name] = list[1:]
		return list[0], true
	}
	return Reply{}, false
}

func (m *memory) know(k callEntry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.known[k.Request] = k
	m.paid = m.paid.Add(k.Reply.Usage)
}

// gone says whether a request shows a picture that is no longer at hand.
func gone(r Request) bool {
	for _, m := range r.Messages {
		for _, p := range m.Pictures {
			if p.Data == nil {
				return true
			}
		}
	}
	return false
}

// has says whether a call of that name was answered.
func (m *memory) has(call string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, k := range m.known {
		if k.Call == call {
			return true
		}
	}
	return false
}

// spent adds up what all answers have cost, those that were forgotten included.
func (m *memory) spent() Usage {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.paid
}

// forget drops the answers for an area.
func (m *memory) forget(area string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for sum, k := range m.known {
		if areaOf(k.Call) == area {
			delete(m.known, sum)
		}
	}
}

// carry takes over the answers for areas that nothing changed for, with what
// was said when their concerns were cross-examined.
func (m *memory) carry(c *Carried) {
	if c == nil {
		return
	}
	held := map[string]bool{}
	if c.Held != nil {
		for _, a := range c.Held.Areas {
			for _, x := range a.Concerns {
				held[x.ID] = c.Areas[a.Key]
			}
		}
	}
	for _, e := range c.Past {
		var k callEntry
		if e.Kind != KindCall || json.Unmarshal(e.Data, &k) != nil {
			continue
		}
		name := carriedName(k.Call)
		if c.Areas[areaOf(k.Call)] || held[strings.TrimPrefix(name, "refute:")] {
			k.Reply.Known, k.Reply.Usage = true, Usage{}
			m.carried[name] = append(m.carried[name], k.Reply)
		}
	}
}

// areaOf gives the area of a call named "area:database" or "area:database:2".
func areaOf(call string) string {
	rest, ok := strings.CutPrefix(call, "area:")
	if !ok {
		return ""
	}
	key, _, _ := strings.Cut(rest, ":")
	return key
}

// carriedName names a call by what it is about: "refute:03:some-id" is
// "refute:some-id", since the number depends on the other concerns.
func carriedName(call string) string {
	rest, ok := strings.CutPrefix(call, "refute:")
	if !ok {
		return call
	}
	_, id, _ := strings.Cut(rest, ":")
	return "refute:" + id
}
