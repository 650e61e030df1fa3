package phrase

import "sort"

// Find reports every match of the phrases that are sought in a tokenised
// statement, in order of position. Overlapping matches of one phrase are
// reported once per start.
func (z *Tokenizer) Find(toks []Token) []Match {
	s := z.set
	if z.words == nil {
		z.words = make(words, len(s.stems)/64+2)
	}
	z.words.mark(toks, true)
	defer z.words.mark(toks, false)
	out := z.found[:0]
	for i := range toks {
		from := len(out)
		out = z.try(out, toks[i].w.phrases, toks, i)
		if toks[i].Num == nil {
			continue
		}
		words := len(out)
		for _, m := range z.try(out, s.byNumber, toks, i)[words:] {
			if !standsIn(out[from:words], m.Phrase) { // it may begin with the word as well
				out = append(out, m)
			}
		}
	}
	z.found = s.withAnds(out, toks)
	return z.found
}

// try adds the matches of some phrases that begin at a token.
func (z *Tokenizer) try(out []Match, ids []ID, toks []Token, at int) []Match {
	s := z.set
	for _, id := range ids {
		if !s.needs[id].allow(z.words) {
			continue
		}
		if end, ok := matchSeq(s.phrases[id], nil, toks, at, true); ok {
			out = append(out, Match{id, at, end})
		}
	}
	return out
}

// withAnds adds the conjunctions whose key was found and whose other parts
// stand in the statement, too, and takes out what nobody sought.
func (s *Set) withAnds(found []Match, toks []Token) []Match {
	var extra []Match
	keep := found[:0]
	for i, m := range found {
		if ands := s.ands[m.Phrase]; len(ands) > 0 && !standsIn(found[:i], m.Phrase) {
			for _, a := range ands {
				if j, ok := s.joined(a, m, toks); ok {
					extra = append(extra, j)
				}
			}
		}
	}
	for _, m := range found {
		if s.sought[m.Phrase] {
			keep = append(keep, m)
		}
	}
	sort.Slice(extra, func(i, j int) bool { return extra[i].Phrase < extra[j].Phrase })
	return append(keep, extra...)
}

func standsIn(found []Match, id ID) bool {
	for i := range found {
		if found[i].Phrase == id {
			return true
		}
	}
	return false
}

// joined gives the match of a conjunction, one part of which is known to
// stand: the span of its first part.
func (s *Set) joined(a and, known Match, toks []Token) (Match, bool) {
	var first Match
	for i, p := range a.parts {
		m, ok := known, true
		if p != known.Phrase {
			m, ok = s.first(p, toks)
		}
		if !ok {
			return Match{}, false
		}
		if i == 0 {
			first = m
		}
	}
	first.Phrase = a.id
	return first, true
}

// first gives the first match of a phrase that is no conjunction.
func (s *Set) first(id ID, toks []Token) (Match, bool) {
	for at := range toks {
		if end, ok := matchSeq(s.phrases[id], nil, toks, at, true); ok {
			return Match{id, at, end}, true
		}
	}
	return Match{}, false
}

// At reports the matches of one phrase, sought or not, in a tokenised
// statement: what Find would report of it.
func (s *Set) At(id ID, toks []Token) []Match {
	if a, ok := s.whole[id]; ok {
		m, ok := s.first(a.parts[0], toks)
		if !ok {
			return nil
		}
		if m, ok = s.joined(a, m, toks); !ok {
			return nil
		}
		return []Match{m}
	}
	var out []Match
	for at := range toks {
		if end, ok := matchSeq(s.phrases[id], nil, toks, at, true); ok {
			out = append(out, Match{id, at, end})
		}
	}
	return out
}

// Sought says whether Find reports a phrase.
func (s *Set) Sought(id ID) bool { return s.sought[id] }
