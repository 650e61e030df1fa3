package facts

import (
	"math"
	"sort"
	"strings"

	"archreview/internal/document"
	"archreview/internal/phrase"
)

// readValues finds the named quantities: the number of the right dimension
// that each matched phrase of a slot is about.
func (f *Facts) readValues() {
	ids := make([]phrase.ID, 0, len(f.Lex.slots))
	for id := range f.Lex.slots {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
	for _, id := range ids {
		for _, ref := range f.Lex.slots[id] {
			for h := range f.Hits(id) {
				f.addValue(ref, h)
			}
		}
	}
	for s := range f.values {
		v := f.values[s]
		sort.SliceStable(v, func(i, j int) bool { return v[i].Statement < v[j].Statement })
		f.values[s] = distinct(v)
	}
}

func (f *Facts) addValue(ref slotRef, h Hit) {
	st := &f.Statements[h.Statement]
	if st.Kind == document.Heading || st.Kind == document.Set || f.excluded(ref, h.Statement) {
		return
	}
	toks := st.views[h.view].toks[h.Start:h.End]
	n := captured(toks, ref.dim)
	if n == nil || h.view == 0 && n == toks[0].Num && strings.Contains(between(st.Text, toks), ";") {
		return // nothing, or a number that belongs to the sentence before
	}
	if h.view > 0 && n == toks[0].Num && ended(&st.views[h.view], h.Start+1, h.End-1) {
		return // a number of the cell before
	}
	f.values[ref.slot.ID] = append(f.values[ref.slot.ID], Value{ref.slot.ID, *n, h.Statement, f.Status(h)})
}

// between gives the text between the first and the last token.
func between(text string, toks []phrase.Token) string {
	if len(toks) < 2 {
		return ""
	}
	return text[toks[0].End():toks[len(toks)-1].Start()]
}

// captured gives the number that a match is about: the one it ends with, else
// the one it begins with, else the first of the right dimension. A number at
// the beginning does not count when a further one stands between it and the
// word that names it: that one has a match of its own.
func captured(toks []phrase.Token, dim phrase.Dim) *phrase.Number {
	fits := func(t *phrase.Token) bool {
		return t.Num != nil && (dim == phrase.AnyDim || t.Num.Dim == dim)
	}
	if last := &toks[len(toks)-1]; fits(last) {
		return last.Num
	}
	for i := range toks {
		if !fits(&toks[i]) {
			continue
		}
		if i > 0 {
			return toks[i].Num
		}
		for k := 1; k < len(toks); k++ {
			if fits(&toks[k]) && dim != phrase.AnyDim {
				return nil
			}
		}
		return toks[i].Num
	}
	return nil
}

// excluded says whether a phrase that speaks against the slot stands in the
// statement.
func (f *Facts) excluded(ref slotRef, st int) bool {
	for _, src := range ref.slot.Not {
		if id, ok := f.Lex.ID(src); ok && f.HitIn(id, st) {
			return true
		}
	}
	return false
}

func distinct(v []Value) []Value {
	out := v[:0]
	for i, x := range v {
		dup := false
		for j := len(out) - 1; j >= 0 && out[j].Statement == x.Statement; j-- {
			if out[j].Number.Lo == x.Number.Lo && out[j].Number.Hi == x.Number.Hi {
				dup = true
				if x.Status == Affirmed {
					out[j] = x
				}
			}
		}
		if !dup {
			out = append(out, v[i])
		}
	}
	return out
}

// Values gives the affirmed values of a slot in documents and answers, in
// order.
func (f *Facts) Values(slot string) []Value {
	var out []Value
	for _, v := range f.values[slot] {
		if v.Status == Affirmed {
			out = append(out, v)
		}
	}
	return out
}

// Largest gives the affirmed value of a slot with the largest upper bound.
func (f *Facts) Largest(slot string) (Value, bool) {
	best, ok := Value{}, false
	for _, v := range f.Values(slot) {
		if !ok || v.Number.Hi > best.Number.Hi {
			best, ok = v, true
		}
	}
	return best, ok
}

// Smallest gives the affirmed value of a slot with the smallest lower bound.
func (f *Facts) Smallest(slot string) (Value, bool) {
	best, ok := Value{}, false
	for _, v := range f.Values(slot) {
		if !ok || v.Number.Lo < best.Number.Lo {
			best, ok = v, true
		}
	}
	return best, ok
}

// Numbers gives all quantities in a statement as it stands.
func (f *Facts) Numbers(st int) []phrase.Number {
	var out []phrase.Number
	for _, t := range f.Tokens(st) {
		if t.Num != nil {
			out = append(out, *t.Num)
		}
	}
	return out
}

// Close says whether two values are equal within a share of the larger one.
func Close(a, b, share float64) bool {
	return math.Abs(a-b) <= share*math.Max(math.Abs(a), math.Abs(b))
}
