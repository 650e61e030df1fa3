package phrase

import (
	"cmp"
	"slices"
	"sort"
)

// Find reports every match of the phrases that are sought in a tokenised
// statement, in order of position, then of phrases; conjunctions come last.
// Overlapping matches of one phrase are reported once per start.
func (z *Tokenizer) Find(toks []Token) []Match {
	s := z.set
	if z.words == nil {
		z.words = make(words, len(s.stems)/64+2)
		z.tried = make([]trial, len(s.phrases))
	}
	z.words.mark(toks, true)
	defer z.words.mark(toks, false)
	z.statement++
	z.found = z.found[:0]
	for i := range toks {
		for _, ids := range toks[i].w.phrases {
			z.try(ids, toks, i)
		}
		if n := toks[i].Num; n != nil && n.Dim < AnyDim {
			z.try(s.byDim[n.Dim], toks, i)
		}
	}
	slices.SortFunc(z.found, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Phrase, b.Phrase))
	})
	z.found = s.withAnds(z.found, toks)
	return z.found
}

// trial says where a phrase was tried last.
type trial struct {
	statement uint32
	next      int32 // the first token at which it was not tried yet
}

// try finds the matches of phrases whose pivot may stand at a token: they begin
// there or a few words before it.
func (z *Tokenizer) try(ids []ID, toks []Token, at int) {
	s := z.set
	for _, id := range ids {
		if !s.needs[id].allow(z.words) {
			continue
		}
		from := at
		for words := s.before[id]; words > 0 && from > 0; {
			from--
			if !toks[from].w.skip {
				words-- // determiners are no distance
			}
		}
		t := &z.tried[id]
		if t.statement == z.statement {
			from = max(from, int(t.next))
		}
		*t = trial{z.statement, int32(at + 1)}
		for ; from <= at; from++ {
			if end, ok := matchSeq(s.phrases[id], nil, toks, from, true); ok {
				z.found = append(z.found, Match{id, from, end})
			}
		}
	}
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
	if !s.needs[id].may(toks) {
		return Match{}, false
	}
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
	if !s.needs[id].may(toks) {
		return nil
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
