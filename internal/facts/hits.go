package facts

import (
	"iter"
	"sort"

	"archreview/internal/phrase"
)

// Hit is one place where a phrase of the catalog stands.
type Hit struct {
	Statement  int
	Start, End int // tokens of the view
	view       int
	phrase     phrase.ID
}

// place is a hit of a known phrase in eight bytes: a text of ten megabytes has
// millions of them.
type place struct {
	statement int32
	start     uint16
	length    uint16 // tokens, doubled; the lowest bit is the view
}

func placeOf(m phrase.Match, st, view int) place {
	return place{int32(st), uint16(m.Start), uint16((m.End-m.Start)<<1 | view)}
}

func (p place) hit(id phrase.ID) Hit {
	start := int(p.start)
	return Hit{int(p.statement), start, start + int(p.length>>1), int(p.length & 1), id}
}

// hits are the places of all phrases that are sought, by phrase and in order.
type hits struct {
	places []place
	from   []int32 // by phrase: its first place; one more at the end
}

func (h *hits) of(id phrase.ID) []place {
	if int(id)+1 >= len(h.from) {
		return nil
	}
	return h.places[h.from[id]:h.from[id+1]]
}

// in gives the places of a phrase in a statement.
func (h *hits) in(id phrase.ID, st int) []place {
	l := h.of(id)
	i := sort.Search(len(l), func(i int) bool { return int(l[i].statement) >= st })
	n := i
	for n < len(l) && int(l[n].statement) == st {
		n++
	}
	return l[i:n]
}

// finds are places in the order in which they were found.
type finds struct{ pieces [][]find }

type find struct {
	phrase phrase.ID
	place
}

func (f *finds) add(m phrase.Match, st, view int) {
	const piece = 4096
	n := len(f.pieces)
	if n == 0 || len(f.pieces[n-1]) == piece {
		f.pieces = append(f.pieces, make([]find, 0, piece))
		n++
	}
	f.pieces[n-1] = append(f.pieces[n-1], find{m.Phrase, placeOf(m, st, view)})
}

// collect orders what was found by phrase; within a phrase the order stays.
func collect(phrases int, found []finds) hits {
	h := hits{from: make([]int32, phrases+2)}
	n := 0
	each(found, func(x find) { h.from[x.phrase+2]++; n++ })
	for i := 2; i < len(h.from); i++ {
		h.from[i] += h.from[i-1]
	}
	h.places = make([]place, n)
	each(found, func(x find) {
		h.places[h.from[x.phrase+1]] = x.place
		h.from[x.phrase+1]++
	})
	h.from = h.from[:phrases+1]
	return h
}

func each(found []finds, do func(find)) {
	for _, f := range found {
		for _, piece := range f.pieces {
			for _, x := range piece {
				do(x)
			}
		}
	}
}

// Hits gives the places where a phrase of the catalog stands, in order. A
// phrase that is not sought is looked for now, in every statement.
func (f *Facts) Hits(id phrase.ID) iter.Seq[Hit] {
	return func(yield func(Hit) bool) {
		if f.Lex.set.Sought(id) {
			for _, p := range f.hits.of(id) {
				if !yield(p.hit(id)) {
					return
				}
			}
			return
		}
		for st := range f.Statements {
			for h := range f.HitsIn(id, st) {
				if !yield(h) {
					return
				}
			}
		}
	}
}

// HitsIn gives the places of a phrase in one statement.
func (f *Facts) HitsIn(id phrase.ID, st int) iter.Seq[Hit] {
	return func(yield func(Hit) bool) {
		if f.Lex.set.Sought(id) {
			for _, p := range f.hits.in(id, st) {
				if !yield(p.hit(id)) {
					return
				}
			}
			return
		}
		for vi := range f.Statements[st].views {
			for _, m := range f.Lex.set.At(id, f.Statements[st].views[vi].toks) {
				if !yield(Hit{st, m.Start, m.End, vi, id}) {
					return
				}
			}
		}
	}
}

// Stands says whether a phrase stands anywhere.
func (f *Facts) Stands(id phrase.ID) bool {
	for range f.Hits(id) {
		return true
	}
	return false
}

// HitIn says whether a phrase stands in a statement.
func (f *Facts) HitIn(id phrase.ID, st int) bool {
	for range f.HitsIn(id, st) {
		return true
	}
	return false
}
