package phrase

import "math/bits"

// A sieve tells cheaply that a phrase cannot match a statement: the phrase
// needs words that the statement does not have. Words are hashed into a small
// set of bits, so it may let a phrase pass that does not match, never the
// other way round.
type sieve [4]uint64

const sieveBits = 256

func (v *sieve) add(stem int32) {
	h := uint32(stem) * 2654435761 >> 24 // Knuth's multiplicative hash, 8 bits
	v[h>>6] |= 1 << (h & 63)
}

func (v *sieve) meets(o *sieve) bool {
	return v[0]&o[0]|v[1]&o[1]|v[2]&o[2]|v[3]&o[3] != 0
}

func (v *sieve) union(o *sieve) {
	for i := range v {
		v[i] |= o[i]
	}
}

func (v *sieve) count() int {
	n := 0
	for _, w := range v {
		n += bits.OnesCount64(w)
	}
	return n
}

// needs are the two most telling conditions of a phrase: of each, at least one
// word must be in the statement. An empty sieve is no condition.
type needs [2]sieve

// allow says whether a statement with these words may hold the phrase.
func (n *needs) allow(words *sieve) bool {
	return (n[0] == sieve{} || n[0].meets(words)) && (n[1] == sieve{} || n[1].meets(words))
}

// needsOf finds the most telling conditions among the elements behind the
// first, which the index has matched already.
func needsOf(s seq) needs {
	var n needs
	least := [2]int{sieveBits, sieveBits}
	for i := range s {
		if i == 0 {
			continue
		}
		v, ok := condition(&s[i])
		if !ok {
			continue
		}
		c := v.count()
		switch {
		case c < least[0]:
			n[1], least[1] = n[0], least[0]
			n[0], least[0] = v, c
		case c < least[1]:
			n[1], least[1] = v, c
		}
	}
	return n
}

// condition gives the words of which an element needs at least one; false if
// it can do without any.
func condition(e *elem) (sieve, bool) {
	var v sieve
	switch e.kind {
	case kindWord:
		v.add(e.stem)
		return v, true
	case kindWords:
		for _, st := range e.stems {
			v.add(st)
		}
		return v, true
	case kindAlt:
		if e.optional {
			return v, false
		}
		for _, a := range e.alts {
			best, ok := tightest(a)
			if !ok {
				return v, false
			}
			v.union(&best)
		}
		return v, true
	}
	return v, false
}

// tightest gives the most telling condition of a sequence.
func tightest(s seq) (sieve, bool) {
	var best sieve
	least, found := sieveBits+1, false
	for i := range s {
		if v, ok := condition(&s[i]); ok && v.count() < least {
			best, least, found = v, v.count(), true
		}
	}
	return best, found
}

// wordsOf gives the words of a statement as a sieve.
func wordsOf(toks []Token) sieve {
	var v sieve
	for i := range toks {
		if toks[i].stem > 0 {
			v.add(toks[i].stem)
		}
		if toks[i].group > 0 {
			v.add(toks[i].group)
		}
	}
	return v
}
