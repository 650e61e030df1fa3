package facts

import (
	"sort"
	"strings"

	"archreview/checklists"
	"archreview/internal/document"
	"archreview/internal/phrase"
)

// Status is how a document speaks of a thing. The method is ConText (Harkema,
// Dowling, Thornblade, Chapman 2009), itself built on NegEx (Chapman et al.
// 2001): triggers with a direction and a scope that a termination ends, with
// triggers of design documents in place of clinical ones.
type Status uint8

// Statuses.
const (
	Affirmed   Status = iota
	Negated           // "no", "without", "is not used"
	Planned           // "after launch", "in the backlog", "to be decided"
	Considered        // "we looked at", "rejected", an "Alternatives" section
	Questioned        // "?", "Open questions"
	Topic             // a heading names it
)

// String names the status.
func (s Status) String() string {
	return [...]string{"affirmed", "negated", "planned", "considered", "questioned", "topic"}[s]
}

// Deferred says that a thing is not there yet: planned, considered or
// questioned.
func (s Status) Deferred() bool { return s == Planned || s == Considered || s == Questioned }

func statusNamed(s string) Status {
	switch s {
	case "negated":
		return Negated
	case "planned":
		return Planned
	case "considered":
		return Considered
	case "questioned":
		return Questioned
	}
	return Affirmed
}

// Status computes how a hit is asserted. A trigger made of the phrase's own
// words does not count; one that stood in a gap of the phrase does.
func (f *Facts) Status(h Hit) Status {
	st := &f.Statements[h.Statement]
	if st.Kind == document.Heading || st.Kind == document.TableRow && len(st.Header) == 0 {
		return Topic
	}
	best := Affirmed
	v := &st.views[h.view]
	for _, t := range v.triggers {
		x := &f.Lex.Catalog.Context[t.ctx]
		overlaps := int(t.start) < h.End && h.Start < int(t.end)
		if x.Role != "trigger" || overlaps && f.own(v, t, h) || f.pseudo(v, t) {
			continue
		}
		// The cells of a row speak of one thing, whichever comes first.
		if overlaps || reaches(v, x, t, h) || st.Kind == document.TableRow && x.Status == "planned" {
			best = stronger(best, statusNamed(x.Status))
		}
	}
	if best != Negated && st.Struck {
		best = Negated
	}
	if best == Affirmed && st.Marker == "[ ]" {
		best = Planned
	}
	if best == Affirmed && asks(st) {
		best = Questioned
	}
	if sec := f.sections[st.Section].status; best == Affirmed && sec != Affirmed {
		best = sec
	}
	return best
}

// own says whether a trigger that overlaps a hit shares a written word with the
// hit's phrase.
func (f *Facts) own(v *view, t span, h Hit) bool {
	for i := max(int(t.start), h.Start); i < min(int(t.end), h.End); i++ {
		if f.Lex.set.Literal(h.phrase, &v.toks[i]) {
			return true
		}
	}
	return int(t.start) < h.Start || int(t.end) > h.End
}

// asks says whether a statement is a question.
func asks(st *Statement) bool {
	if st.Kind == document.CodeLine || st.Kind == document.Edge || st.Kind == document.Set {
		return false
	}
	return strings.HasSuffix(strings.TrimRight(st.Text, "*_)`\" "), "?")
}

// stronger decides between two triggers: what was rejected or asked is not
// planned, and what is negated is not there whatever else is said.
func stronger(a, b Status) Status {
	rank := [...]int{Affirmed: 0, Planned: 1, Questioned: 2, Considered: 3, Negated: 4, Topic: 0}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// pseudo says whether a trigger is only a part of a harmless phrase such as
// "not only" or "no later than", or of a longer trigger ("are not" in "are not
// yet").
func (f *Facts) pseudo(v *view, t span) bool {
	for _, p := range v.triggers {
		role := f.Lex.Catalog.Context[p.ctx].Role
		if p.start > t.start || t.end > p.end {
			continue
		}
		if role == "pseudo" || role == "trigger" && p.end-p.start > t.end-t.start && f.Lex.Catalog.Context[p.ctx].Status != f.Lex.Catalog.Context[t.ctx].Status {
			return true
		}
	}
	return false
}

// reaches says whether the scope of a trigger covers a hit.
func reaches(v *view, x *checklists.Context, t span, h Hit) bool {
	switch x.Direction {
	case "statement":
		return true
	case "backward":
		start := int(t.start)
		return start >= h.End && within(x.Scope, start-h.End) && !ended(v, h.End, start)
	default:
		end := int(t.end)
		return end <= h.Start && within(x.Scope, h.Start-end) && !ended(v, end, h.Start)
	}
}

func within(scope, distance int) bool { return scope == 0 || distance <= scope }

// ended says whether a clause ends between two tokens.
func ended(v *view, from, to int) bool {
	for _, e := range v.ends {
		if int(e) >= from && int(e) <= to {
			return true
		}
	}
	return false
}

// clauseEnds adds the tokens before which a clause ends: behind punctuation
// and before a conjunction that turns the sentence.
func clauseEnds(ends []int32, text string, toks []phrase.Token) []int32 {
	for i := range toks {
		switch toks[i].Lower() {
		case "but", "however", "although", "though", "whereas", "while", "except", "because", "since", "instead", "therefore", "so":
			ends = append(ends, int32(i))
			continue
		}
		if i > 0 && endsClause(text[toks[i-1].End():toks[i].Start()]) {
			ends = append(ends, int32(i))
		}
	}
	return ends
}

func endsClause(between string) bool {
	return strings.ContainsAny(between, ";:,.!?|\n") && !strings.Contains(between, "\n  ") && strings.TrimSpace(between) != "" ||
		strings.Contains(between, " - ") || strings.Contains(between, "–") || strings.Contains(between, "—") ||
		strings.Contains(between, "->") || strings.ContainsAny(between, "()")
}

// colour gives a section the status of its heading, or of its parent's.
func (f *Facts) colour(i int) {
	s := &f.sections[i]
	if s.parent >= 0 {
		s.status = f.sections[s.parent].status
	}
	for _, si := range s.stmts {
		st := &f.Statements[si]
		if st.Kind != document.Heading {
			continue
		}
		v := &st.views[0]
		for _, t := range v.triggers {
			if x := &f.Lex.Catalog.Context[t.ctx]; x.Role == "heading" && 2*int(t.end-t.start) > words(v.toks) {
				s.status = statusNamed(x.Status)
			}
		}
	}
}

// words counts the words of a heading, its number aside.
func words(toks []phrase.Token) int {
	n := 0
	for i := range toks {
		if toks[i].Num == nil {
			n++
		}
	}
	return n
}

// Reasoned says whether the document gives a reason in a statement or in the
// one that follows it in the same paragraph.
func (f *Facts) Reasoned(st int) bool {
	if f.gives(st) {
		return true
	}
	next := st + 1
	return next < len(f.Statements) && f.Statements[next].Section == f.Statements[st].Section &&
		f.Statements[next].Block == f.Statements[st].Block && f.gives(next)
}

func (f *Facts) gives(st int) bool {
	for _, t := range f.Statements[st].views[0].triggers {
		if f.Lex.Catalog.Context[t.ctx].Role == "reason" {
			return true
		}
	}
	return false
}

func sortMentions(m []Mention) {
	sort.SliceStable(m, func(i, j int) bool {
		if m[i].Statement != m[j].Statement {
			return m[i].Statement < m[j].Statement
		}
		return m[i].Phrase < m[j].Phrase
	})
}
