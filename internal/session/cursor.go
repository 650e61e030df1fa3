package session

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// cursor reads JSON once from left to right and decodes only what is asked
// for. It finds no mistakes in what it skips; bad is set where it cannot go on,
// and stays set.
type cursor struct {
	b   []byte
	i   int
	bad bool
}

// peek gives the next byte that is no space, 0 at the end.
func (c *cursor) peek() byte {
	for !c.bad && c.i < len(c.b) {
		switch b := c.b[c.i]; b {
		case ' ', '\t', '\n', '\r':
			c.i++
		default:
			return b
		}
	}
	return 0
}

// take consumes one byte, which must be b.
func (c *cursor) take(b byte) {
	if c.peek() != b {
		c.bad = true
		return
	}
	c.i++
}

// object visits the members of an object. A value that visit does not consume
// is skipped, and so is a value that is no object.
func (c *cursor) object(visit func(key string)) {
	c.each('{', '}', func() {
		key := c.text()
		c.take(':')
		c.value(func() { visit(key) })
	})
}

// array visits the items of an array in the same manner.
func (c *cursor) array(visit func()) {
	c.each('[', ']', func() { c.value(visit) })
}

func (c *cursor) each(open, end byte, item func()) {
	if c.peek() != open {
		c.skip()
		return
	}
	c.take(open)
	if c.peek() == end {
		c.i++
		return
	}
	for !c.bad {
		item()
		if c.peek() == end {
			c.i++
			return
		}
		c.take(',')
	}
}

// value lets visit consume one value, or skips it.
func (c *cursor) value(visit func()) {
	if c.peek() == 0 {
		c.bad = true
	}
	if c.bad {
		return
	}
	start := c.i
	visit()
	if c.i == start {
		c.skip()
	}
}

// text gives a string; "" for every other value.
func (c *cursor) text() string {
	raw := c.raw()
	if len(raw) < 2 || raw[0] != '"' {
		return ""
	}
	if inner := raw[1 : len(raw)-1]; bytes.IndexByte(inner, '\\') < 0 {
		return string(inner)
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		c.bad = true
	}
	return s
}

// number gives a whole number; -1 for every other value.
func (c *cursor) number() int {
	n, err := strconv.Atoi(string(c.raw()))
	if err != nil {
		return -1
	}
	return n
}

// raw gives the bytes of the next value.
func (c *cursor) raw() []byte {
	c.peek()
	start := c.i
	c.skip()
	if c.bad {
		return nil
	}
	return c.b[start:c.i]
}

// skip consumes one value of any kind.
func (c *cursor) skip() {
	switch c.peek() {
	case '"':
		c.skipString()
	case '{', '[':
		c.skipNested()
	case 0, ',', ':', '}', ']':
		c.bad = true
	default:
		for c.i < len(c.b) && bytes.IndexByte([]byte(",:]}{[\" \t\r\n"), c.b[c.i]) < 0 {
			c.i++
		}
	}
}

func (c *cursor) skipString() {
	for at := c.i + 1; ; {
		n := bytes.IndexByte(c.b[at:], '"')
		if n < 0 {
			c.bad = true
			return
		}
		at += n
		slashes := 0
		for c.b[at-1-slashes] == '\\' {
			slashes++
		}
		at++
		if slashes%2 == 0 {
			c.i = at
			return
		}
	}
}

func (c *cursor) skipNested() {
	for depth := 0; c.i < len(c.b); {
		switch c.b[c.i] {
		case '"':
			if c.skipString(); c.bad {
				return
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		c.i++
		if depth == 0 {
			return
		}
	}
	c.bad = true
}
