package phrase

import (
	"strings"

	"github.com/kljensen/snowball/english"
)

// Ordinary tells the builder which words are common, by ordinary text of the
// field. It decides what is looked for first, never what is found, and must
// come before the first phrase.
func (b *Builder) Ordinary(text string) {
	for _, t := range NewTokenizer(&Set{}).Tokens(text) {
		if t.Num != nil {
			b.dims[t.Num.Dim]++
			continue
		}
		b.common[english.Stem(t.w.lower, true)]++
	}
}

// Weight estimates how often a phrase stands in ordinary text, in no unit: the
// weight of the rarest of its elements.
func (b *Builder) Weight(id ID) int {
	if a, ok := b.set.whole[id]; ok {
		return b.Weight(b.key(a))
	}
	return b.weightOf(b.set.phrases[id])
}

// key gives the part of a conjunction that is rarest in ordinary text.
func (b *Builder) key(a and) ID {
	best := a.parts[0]
	least := b.Weight(best)
	for _, p := range a.parts[1:] {
		if w := b.Weight(p); w < least {
			best, least = p, w
		}
	}
	return best
}

// all is the weight of what stands everywhere, since nothing of it has to.
const all = 1 << 30

func (b *Builder) weightOf(s seq) int {
	least := all
	for i := range s {
		if w := b.elemWeight(&s[i]); w > 0 {
			least = min(least, w)
		}
	}
	return least
}

// elemWeight is 0 for what can be left out.
func (b *Builder) elemWeight(e *elem) int {
	switch e.kind {
	case kindWord:
		return b.weights[e.stem] + 1
	case kindWords:
		n := 0
		for _, st := range e.stems {
			n += b.weights[st] + 1
		}
		return n
	case kindExact:
		return b.common[english.Stem(strings.ToLower(e.text), true)] + 1
	case kindPrefix:
		n := 1
		for st, c := range b.common {
			if strings.HasPrefix(st, e.text) {
				n += c
			}
		}
		return n
	case kindNumber:
		n := 1
		for d := range AnyDim {
			if e.takes(d) {
				n += b.dims[d]
			}
		}
		return n
	case kindAlt:
		if e.optional {
			return 0
		}
		n := 0
		for _, a := range e.alts {
			w := b.weightOf(a)
			if w == all {
				return 0 // an alternative of which all can be left out
			}
			n += w
		}
		return n
	}
	return 0
}

// takes says whether a number of a dimension is one of the element's.
func (e *elem) takes(d Dim) bool { return d == e.dim || e.dim == AnyDim && d < Interval }

// keys are what can stand in a statement: a phrase with these keys needs at
// least one of them.
type keys struct {
	stems  map[int32]bool
	exact  map[string]bool
	prefix map[string]bool
	dims   uint16 // of a number, one bit for each
}

// pivot gives the keys of the rarest element of a sequence that cannot be left
// out, none where all can, and how many words may stand before it at most.
func (b *Builder) pivot(s seq) (keys, int) {
	var k keys
	best, least := -1, all
	for i := range s {
		if w := b.elemWeight(&s[i]); w > 0 && w < least {
			best, least = i, w
		}
	}
	if best < 0 {
		return k, 0
	}
	b.collect(&k, &s[best])
	return k, longest(s[:best+1]) - 1
}

// longest is how many words a sequence takes at most, determiners between them
// left out.
func longest(s seq) int {
	n := 0
	for i := range s {
		switch e := &s[i]; e.kind {
		case kindGap:
			n += int(e.gap)
		case kindAlt:
			most := 0
			for _, a := range e.alts {
				most = max(most, longest(a))
			}
			n += most
		default:
			n++
		}
	}
	return n
}

// collect adds the keys of an element.
func (b *Builder) collect(k *keys, e *elem) {
	switch e.kind {
	case kindWord:
		k.stems = put(k.stems, e.stem)
	case kindWords:
		for _, st := range e.stems {
			k.stems = put(k.stems, st)
		}
	case kindExact:
		k.exact = put(k.exact, e.text)
	case kindPrefix:
		k.prefix = put(k.prefix, e.text)
	case kindNumber:
		for d := range AnyDim {
			if e.takes(d) {
				k.dims |= 1 << d
			}
		}
	case kindAlt:
		for _, a := range e.alts {
			p, _ := b.pivot(a)
			for st := range p.stems {
				k.stems = put(k.stems, st)
			}
			for w := range p.exact {
				k.exact = put(k.exact, w)
			}
			for w := range p.prefix {
				k.prefix = put(k.prefix, w)
			}
			k.dims |= p.dims
		}
	}
}

func put[K comparable](m map[K]bool, k K) map[K]bool {
	if m == nil {
		m = map[K]bool{}
	}
	m[k] = true
	return m
}
