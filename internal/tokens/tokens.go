// Package tokens counts the tokens of a text as a model would, offline and in
// time linear in the text. The vocabularies are loaded at the first count that
// needs them and never before: AtMost and Fits settle most questions without.
package tokens

import (
	"crypto/sha256"
	"sync"
)

// Counter counts tokens and remembers what it counted. It is safe for
// concurrent use. The zero value is ready.
type Counter struct {
	mu   sync.Mutex
	seen map[key]count
}

type key struct {
	encoding encoding
	sum      [sha256.Size]byte
}

type count struct {
	n     int
	whole bool // no run of the text had to be cut
}

// most bounds the memory of a Counter to about six megabytes.
const most = 1 << 16

// Count gives the number of tokens that text has for a model. exact is false
// where the model's own vocabulary is not known, and the number then carries a
// safety margin; and where an overlong run of one kind of character had to be
// counted in pieces, which is off by less than one percent.
func (c *Counter) Count(model, text string) (n int, exact bool) {
	v := vocabularyOf(model)
	got, err := c.count(v.encoding, text)
	if err != nil {
		return AtMost(text), false
	}
	if v.margin > 0 {
		return got.n + (got.n*v.margin+99)/100, false
	}
	return got.n, got.whole
}

// Fits tells whether text has at most budget tokens for a model. It counts only
// where the cheap bounds leave the question open.
func (c *Counter) Fits(model, text string, budget int) bool {
	if bound := AtMost(text); bound+bound*vocabularyOf(model).margin/100 <= budget {
		return true
	}
	if len(text) > budget*longestToken {
		return false
	}
	n, _ := c.Count(model, text)
	return n <= budget
}

// longestToken is the length of the longest token of both vocabularies in
// bytes, a run of blanks; no text has fewer tokens than its length over it.
const longestToken = 128

func (c *Counter) count(e encoding, text string) (count, error) {
	k := key{e, sha256.Sum256([]byte(text))}
	c.mu.Lock()
	got, ok := c.seen[k]
	c.mu.Unlock()
	if ok {
		return got, nil
	}
	got, err := e.count(text)
	if err != nil {
		return got, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil || len(c.seen) >= most {
		c.seen = map[key]count{}
	}
	c.seen[k] = got
	return got, nil
}
