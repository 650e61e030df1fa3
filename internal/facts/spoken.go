package facts

import "archreview/internal/document"

// Spoken tells how a statement speaks of what stands between two byte offsets of
// its text, as Status does of a phrase.
func (f *Facts) Spoken(st, from, to int) Status {
	s := &f.Statements[st]
	if s.Kind == document.Heading || s.Kind == document.Set {
		return Topic
	}
	v := &s.views[0]
	h := Hit{Statement: st, Start: len(v.toks), End: 0}
	for i := range v.toks {
		if v.toks[i].End() > from && v.toks[i].Start() < to {
			h.Start, h.End = min(h.Start, i), i+1
		}
	}
	best := f.sections[s.Section].status
	if s.Struck {
		best = Negated
	}
	if best == Affirmed && (s.Marker == "[ ]" || asks(s)) {
		best = Planned
	}
	for _, t := range v.triggers {
		x := &f.Lex.Catalog.Context[t.ctx]
		if x.Role != "trigger" || f.pseudo(v, t) {
			continue
		}
		if int(t.start) < h.End && h.Start < int(t.end) || reaches(v, x, t, h) {
			best = stronger(best, statusNamed(x.Status))
		}
	}
	return best
}

// SectionStatus tells how the section of a statement speaks of what it holds:
// "Alternatives" and "Open questions" colour everything below them.
func (f *Facts) SectionStatus(st int) Status { return f.sections[f.Statements[st].Section].status }
