package phrase

import (
	"strings"

	"github.com/kljensen/snowball/english"
)

// Ordinary tells the builder which words are common, by ordinary text of the
// field. It decides what is looked for first, never what is found, and must
// come before the first phrase.
func (b *Builder) Ordinary(text string) {
	for _, w := range splitWords(text) {
		if beginsNumber(w) {
			b.common["#"]++
			continue
		}
		b.common[english.Stem(strings.ToLower(w), true)]++
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

func (b *Builder) weightOf(s seq) int {
	least := 1 << 30
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
		return b.common["#"] + 1
	case kindAlt:
		if e.optional {
			return 0
		}
		n := 0
		for _, a := range e.alts {
			n += b.weightOf(a)
		}
		return n
	}
	return 0
}
