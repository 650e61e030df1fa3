package phrase

import "strings"

// tail is what still has to match behind a sequence.
type tail struct {
	s    seq
	next *tail
}

// matchSeq matches a sequence and then its tail, beginning at a token, and
// gives the token after the match. At the start of a phrase no determiner is
// skipped.
func matchSeq(s seq, after *tail, toks []Token, at int, start bool) (int, bool) {
	if len(s) == 0 {
		if after == nil {
			return at, true
		}
		return matchSeq(after.s, after.next, toks, at, start)
	}
	e := &s[0]
	switch e.kind {
	case kindGap:
		for words := uint8(0); words <= e.gap && at <= len(toks); at++ {
			if end, ok := matchSeq(s[1:], after, toks, at, false); ok {
				return end, true
			}
			if at < len(toks) && !toks[at].w.skip {
				words++ // determiners are no distance
			}
		}
		return 0, false
	case kindAlt:
		rest := after
		if len(s) > 1 {
			rest = &tail{s[1:], after}
		}
		for _, a := range e.alts {
			if len(a) > 0 && !mayBegin(&a[0], toks, at, start) {
				continue
			}
			if end, ok := matchSeq(a, rest, toks, at, start); ok {
				return end, true
			}
		}
		if e.optional {
			return matchSeq(s[1:], after, toks, at, start)
		}
		return 0, false
	}
	if !start {
		for at < len(toks) && toks[at].w.skip && !one(e, &toks[at]) {
			at++
		}
	}
	if at >= len(toks) || !one(e, &toks[at]) {
		return 0, false
	}
	return matchSeq(s[1:], after, toks, at+1, false)
}

// mayBegin says, at little cost, whether an element may match from a token on.
func mayBegin(e *elem, toks []Token, at int, start bool) bool {
	if e.kind > kindNumber {
		return true
	}
	return at < len(toks) && (one(e, &toks[at]) || !start && toks[at].w.skip)
}

// one says whether a single element matches a token.
func one(e *elem, t *Token) bool {
	switch e.kind {
	case kindWord:
		return t.w.stem == e.stem || t.w.group > 0 && t.w.group == e.stem
	case kindWords:
		for _, st := range e.stems {
			if t.w.stem == st || t.w.group > 0 && t.w.group == st {
				return true
			}
		}
		return false
	case kindExact:
		return t.w.text == e.text
	case kindPrefix:
		return strings.HasPrefix(t.w.lower, e.text)
	case kindNumber:
		return t.Num != nil && e.takes(t.Num.Dim)
	}
	return false
}

// Literal says whether a word of the text is one of the written words of a
// phrase, and not merely something that stood in a gap.
func (s *Set) Literal(id ID, t *Token) bool {
	if p := s.phrases[id]; p != nil {
		return p.literal(t)
	}
	if a, ok := s.whole[id]; ok {
		return s.phrases[a.parts[0]].literal(t)
	}
	return false
}

func (s seq) literal(t *Token) bool {
	for i := range s {
		e := &s[i]
		if e.kind != kindAlt {
			if one(e, t) {
				return true
			}
			continue
		}
		for _, a := range e.alts {
			if a.literal(t) {
				return true
			}
		}
	}
	return false
}
