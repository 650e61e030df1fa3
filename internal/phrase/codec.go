package phrase

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// errIndex says that bytes are no set written by Append.
var errIndex = errors.New("the phrase index is damaged")

// Append writes the set in a compact form that Decode reads in a fraction of
// the time that compiling takes.
func (s *Set) Append(b []byte) []byte {
	w := writer{b: b}
	words := make([]string, len(s.stems)+1)
	for st, n := range s.stems {
		words[n] = st
	}
	w.strings(words)
	grouped := slices.Sorted(maps.Keys(s.groups))
	w.strings(grouped)
	for _, st := range grouped {
		w.int(int(s.groups[st]))
	}
	var n slabs
	for _, p := range s.phrases {
		n.count(p)
	}
	w.int(n.elems)
	w.int(n.branches)
	w.int(n.seqs)
	w.int(n.stems)
	w.int(len(s.phrases))
	for i, p := range s.phrases {
		w.seq(p)
		sought := 0
		if s.sought[i] {
			sought = 1
		}
		w.int(sought)
		w.int(int(s.before[i]))
	}
	w.int(len(words))
	for n := range words {
		w.ids(s.tried(int32(n)))
	}
	w.index(s.byExact)
	w.index(s.byPrefix)
	for _, ids := range s.byDim {
		w.ids(ids)
	}
	w.ands(s)
	return w.b
}

// slabs counts what lies below the phrases of a set.
type slabs struct{ elems, branches, seqs, stems int }

func (n *slabs) count(s seq) {
	n.elems += len(s)
	for i := range s {
		if s[i].branch == nil {
			continue
		}
		n.branches++
		n.stems += len(s[i].stems)
		n.seqs += len(s[i].alts)
		for _, a := range s[i].alts {
			n.count(a)
		}
	}
}

type writer struct{ b []byte }

func (w *writer) int(n int) { w.b = binary.AppendUvarint(w.b, uint64(n)) }

func (w *writer) string(s string) {
	w.int(len(s))
	w.b = append(w.b, s...)
}

func (w *writer) strings(l []string) {
	w.int(len(l))
	for _, s := range l {
		w.string(s)
	}
}

func (w *writer) ids(l []ID) {
	w.int(len(l))
	for _, id := range l {
		w.int(int(id))
	}
}

func (w *writer) index(m map[string][]ID) {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	w.int(len(keys))
	for _, k := range keys {
		w.string(k)
		w.ids(m[k])
	}
}

// ands writes all conjunctions, and which of them are sought by which part.
func (w *writer) ands(s *Set) {
	ids := slices.Sorted(maps.Keys(s.whole))
	w.int(len(ids))
	for _, id := range ids {
		w.int(int(id))
		w.ids(s.whole[id].parts)
	}
	keys := slices.Sorted(maps.Keys(s.ands))
	w.int(len(keys))
	for _, k := range keys {
		w.int(int(k))
		w.int(len(s.ands[k]))
		for _, a := range s.ands[k] {
			w.int(int(a.id))
		}
	}
}

func (w *writer) seq(s seq) {
	w.int(len(s))
	for i := range s {
		e := &s[i]
		optional := 0
		if e.optional {
			optional = 1
		}
		w.b = append(w.b, byte(e.kind), byte(e.dim), e.gap, byte(optional))
		switch e.kind {
		case kindWord:
			w.int(int(e.stem))
		case kindWords:
			w.int(len(e.stems))
			for _, st := range e.stems {
				w.int(int(st))
			}
		case kindExact, kindPrefix:
			w.string(e.text)
		case kindAlt:
			w.int(len(e.alts))
			for _, a := range e.alts {
				w.seq(a)
			}
		}
	}
}

// Decode reads a set that Append wrote. The set keeps parts of the text.
func Decode(text string) (set *Set, err error) {
	defer func() {
		if recover() != nil { // an index out of range: the text ends too soon
			set, err = nil, errIndex
		}
	}()
	r := &reader{text: text}
	words := r.strings()
	grouped := r.strings()
	s := &Set{groups: make(map[string]int32, len(grouped)), stems: make(map[string]int32, len(words))}
	for n := 1; n < len(words); n++ {
		s.stems[words[n]] = int32(n)
	}
	for _, st := range grouped {
		s.groups[st] = int32(r.int())
	}
	r.elems = make([]elem, r.int())
	r.branches = make([]branch, r.int())
	r.seqs = make([]seq, r.int())
	r.stems = make([]int32, r.int())
	s.phrases = make([]seq, r.int())
	s.needs = make([]needs, len(s.phrases))
	s.sought = make([]bool, len(s.phrases))
	s.before = make([]uint16, len(s.phrases))
	for i := range s.phrases {
		s.phrases[i] = r.seq()
		s.needs[i] = s.needsOf(s.phrases[i])
		s.sought[i] = r.int() == 1
		s.before[i] = uint16(r.int())
	}
	s.byStem = make([][]ID, r.int())
	for n := range s.byStem {
		s.byStem[n] = r.ids()
	}
	s.byExact, s.byPrefix = r.index(), r.index()
	for d := range s.byDim {
		s.byDim[d] = r.ids()
	}
	r.ands(s)
	if r.at != len(text) {
		return nil, errIndex
	}
	return s, nil
}

// reader decodes; slabs of elements and sequences keep the number of
// allocations small.
type reader struct {
	text     string
	at       int
	elems    []elem
	branches []branch
	seqs     []seq
	stems    []int32
}

// int reads an unsigned varint as encoding/binary writes it.
func (r *reader) int() int {
	v, shift := 0, 0
	for {
		c := r.text[r.at]
		r.at++
		v |= int(c&0x7f) << shift
		if c < 0x80 {
			break
		}
		shift += 7
		if shift > 35 {
			panic(errIndex)
		}
	}
	if v > len(r.text)*8+1<<20 {
		panic(errIndex)
	}
	return v
}

func (r *reader) string() string {
	n := r.int()
	s := r.text[r.at : r.at+n]
	r.at += n
	return s
}

func (r *reader) strings() []string {
	out := make([]string, r.int())
	for i := range out {
		out[i] = r.string()
	}
	return out
}

func (r *reader) ids() []ID {
	n := r.int()
	if n == 0 {
		return nil
	}
	out := make([]ID, n)
	for i := range out {
		out[i] = ID(r.int())
	}
	return out
}

func (r *reader) ands(s *Set) {
	n := r.int()
	s.whole = make(map[ID]and, n)
	for range n {
		id := ID(r.int())
		s.whole[id] = and{id: id, parts: r.ids()}
	}
	n = r.int()
	s.ands = make(map[ID][]and, n)
	for range n {
		k := ID(r.int())
		list := make([]and, r.int())
		for i := range list {
			list[i] = s.whole[ID(r.int())]
		}
		s.ands[k] = list
	}
}

func (r *reader) index() map[string][]ID {
	n := r.int()
	m := make(map[string][]ID, n)
	for range n {
		k := r.string()
		m[k] = r.ids()
	}
	return m
}

func (r *reader) seq() seq {
	n := r.int()
	if n == 0 {
		return nil
	}
	s := seq(r.elems[:n:n])
	r.elems = r.elems[n:]
	for i := range s {
		e := &s[i]
		h := r.text[r.at : r.at+4]
		e.kind, e.dim, e.gap, e.optional = elemKind(h[0]), Dim(h[1]), h[2], h[3] == 1
		r.at += 4
		switch e.kind {
		case kindWords, kindExact, kindPrefix, kindAlt:
			e.branch = &r.branches[0]
			r.branches = r.branches[1:]
		}
		switch e.kind {
		case kindWord:
			e.stem = int32(r.int())
		case kindWords:
			k := r.int()
			e.stems = r.stems[:k:k]
			r.stems = r.stems[k:]
			for j := range e.stems {
				e.stems[j] = int32(r.int())
			}
		case kindExact, kindPrefix:
			e.text = r.string()
		case kindAlt:
			k := r.int()
			e.alts = r.seqs[:k:k]
			r.seqs = r.seqs[k:]
			for j := range e.alts {
				e.alts[j] = r.seq()
			}
		}
	}
	return s
}
