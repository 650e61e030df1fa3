package phrase

// needs are the most telling conditions of a phrase: of each list, at least one
// stem must be in the statement. An empty list is no condition. They rule out
// most candidates before any is matched.
type needs [3][]int32

// words marks which stems a statement has, one bit for each.
type words []uint64

func (w words) has(stem int32) bool { return w[stem>>6]&(1<<(stem&63)) != 0 }

func (w words) hasAny(stems []int32) bool {
	for _, st := range stems {
		if w.has(st) {
			return true
		}
	}
	return false
}

// mark sets or clears the bits of a statement's words.
func (w words) mark(toks []Token, on bool) {
	for i := range toks {
		for _, st := range [2]int32{toks[i].w.stem, toks[i].w.group} {
			if on {
				w[st>>6] |= 1 << (st & 63)
			} else {
				w[st>>6] = 0
			}
		}
	}
}

// allow says whether a statement with these words may hold the phrase.
func (n *needs) allow(w words) bool {
	for _, stems := range n {
		if len(stems) > 0 && !w.hasAny(stems) {
			return false
		}
	}
	return true
}

// may says the same of the shortest condition alone, without marked words.
func (n *needs) may(toks []Token) bool {
	if len(n[0]) == 0 {
		return true
	}
	for i := range toks {
		w := toks[i].w
		for _, st := range n[0] {
			if w.stem == st || w.group > 0 && w.group == st {
				return true
			}
		}
	}
	return false
}

// needsOf finds the shortest conditions among the elements, the shortest first.
func (s *Set) needsOf(q seq) needs {
	const longest = 24 // stems; a longer list takes more time than it saves
	var n needs
	for i := range q {
		c := s.condition(&q[i])
		if len(c) > longest {
			continue
		}
		for k := range n {
			if len(c) == 0 {
				break
			}
			if len(n[k]) == 0 || len(c) < len(n[k]) {
				c, n[k] = n[k], c
			}
		}
	}
	return n
}

// condition gives the stems of which an element needs at least one; none if it
// can do without any.
func (s *Set) condition(e *elem) []int32 {
	switch e.kind {
	case kindWord:
		return s.alone(e.stem)
	case kindWords:
		return e.stems
	case kindAlt:
		if e.optional {
			return nil
		}
		var all []int32
		for _, a := range e.alts {
			c := s.shortest(a)
			if len(c) == 0 {
				return nil
			}
			all = append(all, c...)
		}
		return all
	}
	return nil
}

// shortest gives the shortest condition of a sequence.
func (s *Set) shortest(q seq) []int32 {
	var best []int32
	for i := range q {
		if c := s.condition(&q[i]); len(c) > 0 && (best == nil || len(c) < len(best)) {
			best = c
		}
	}
	return best
}

// alone gives a stem as a list.
func (s *Set) alone(stem int32) []int32 {
	for n := len(s.numbers); n <= int(stem); n++ {
		s.numbers = append(s.numbers, int32(n))
	}
	return s.numbers[stem : stem+1 : stem+1]
}
