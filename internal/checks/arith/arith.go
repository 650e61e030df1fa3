// Package arith recomputes the figures of a design: connections against the
// database's limit, load against capacity, volumes against disks, intervals
// against promises, sums against ceilings. A calculator speaks only when every
// input stands in the documents and the result misses its limit by a clear
// margin; its working names each figure with its line. It never fills in a
// default. All prose lives in the catalog's calculations.
package arith

import (
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/gate"
	"archreview/internal/phrase"
)

// source is the name under which the embedded reviewer proposes.
const source = "checks"

// margin is the factor by which a limit must be missed where the inputs are
// averages or estimates.
const margin = 1.2

// mostQuotes bounds the quotes of one proposal.
const mostQuotes = 6

// desk is where one review's figures are computed.
type desk struct {
	b      *brief.Brief
	f      *facts.Facts
	texts  map[string]*checklists.Calculation
	found  []gate.Proposal
	topic  map[int]map[string]bool  // memo of topics
	byDim  map[phrase.Dim][]figure  // memo of figures
	bySlot map[string][]facts.Value // memo of values
	parts  []component              // memo of components
	z      *phrase.Tokenizer        // for cells, and texts that are altered
}

// inputs are the values that a calculation's templates may name.
type inputs map[string]any

// Calculate runs every calculator over a brief.
func Calculate(b *brief.Brief) []gate.Proposal {
	k := &desk{b: b, f: b.Facts, texts: map[string]*checklists.Calculation{}, topic: map[int]map[string]bool{},
		byDim: map[phrase.Dim][]figure{}, bySlot: map[string][]facts.Value{}, z: phrase.NewTokenizer(&phrase.Set{})}
	for i := range b.Catalog.Calculations {
		c := &b.Catalog.Calculations[i]
		k.texts[c.ID] = c
	}
	for _, family := range families() {
		family(k)
	}
	sort.SliceStable(k.found, func(i, j int) bool { return k.found[i].Rule < k.found[j].Rule })
	return k.found
}

func families() []func(*desk) {
	return []func(*desk){
		connections, queueing, throughput, bursts, storage, recovery, scaling, availability,
		retries, timeouts, costs, leases, caches, retention, memory, stated, schedules, limits,
		loads, capacities, lifetimes, spaces, sums, budgets,
	}
}

// raise proposes a concern with the texts of a calculation, unless the catalog
// does not have it (an organisation may have disabled it).
func (k *desk) raise(id string, in inputs, stmts ...int) {
	c, ok := k.texts[id]
	if !ok {
		return
	}
	w := &writer{f: k.f, in: in}
	p := gate.Proposal{
		Rule: id, Source: source, Kind: review.Kind(c.Kind), Areas: c.Areas, Items: c.Items,
		Title: w.write(c.Title), Why: w.write(c.Why), Advice: c.Advice, Quotes: k.quotes(stmts),
	}
	p.Advice.Recommendation = w.write(c.Recommendation)
	p.Advice.Confirm = w.write(c.Confirm)
	p.Working = w.lines(c.Working)
	if w.err != nil || len(p.Quotes) == 0 {
		return
	}
	k.found = append(k.found, p)
}

// quotes gives the statements of the inputs as quotes, without doubles;
// statements of answers cannot be quoted from a document.
func (k *desk) quotes(stmts []int) []gate.Quote {
	var out []gate.Quote
	seen := map[int]bool{}
	for _, st := range stmts {
		if st < 0 || seen[st] || k.f.IsAnswer(st) || len(out) == mostQuotes {
			continue
		}
		seen[st] = true
		s := &k.f.Statements[st]
		out = append(out, gate.Quote{Document: k.f.Doc(st).ID, Text: s.Text, Offset: s.Start})
	}
	return out
}

// values gives the affirmed values of several slots, in order of their place.
func (k *desk) values(slots ...string) []facts.Value {
	key := strings.Join(slots, " ")
	if v, ok := k.bySlot[key]; ok {
		return v
	}
	var out []facts.Value
	for _, s := range slots {
		out = append(out, k.f.Values(s)...)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Statement < out[j].Statement })
	k.bySlot[key] = out
	return out
}

// How far two statements are apart.
const (
	sameStatement = iota
	sameBlock
	sameSection
	sameChapter // one section is the parent of the other, or both have one parent
	sameDocument
	elsewhere
)

// apart ranks the distance of two statements.
func (k *desk) apart(a, b int) int {
	x, y := &k.f.Statements[a], &k.f.Statements[b]
	switch {
	case a == b:
		return sameStatement
	case x.Source != y.Source:
		return elsewhere
	case x.Section == y.Section && x.Block == y.Block:
		return sameBlock
	case x.Section == y.Section:
		return sameSection
	}
	p, q := k.parent(x), k.parent(y)
	if p > 0 && p == q || p == y.Statement.Section || q == x.Statement.Section {
		return sameChapter
	}
	return sameDocument
}

// parent gives the section around a statement's section; 0 for the root and
// for the document's title, which relate nothing.
func (k *desk) parent(s *facts.Statement) int {
	d := k.f.Sources[s.Source].Doc
	p := d.Sections[s.Statement.Section].Parent
	if p <= 0 || d.Sections[p].Level <= 1 {
		return -1
	}
	return p
}

// near gives the value of the slots that stands nearest to a statement, within
// a distance.
func (k *desk) near(to, within int, slots ...string) (facts.Value, bool) {
	best, rank, gap := facts.Value{}, within+1, 0
	for _, v := range k.values(slots...) {
		r, g := k.apart(v.Statement, to), abs(v.Statement-to)
		if r < rank || r == rank && rank <= within && g < gap {
			best, rank, gap = v, r, g
		}
	}
	return best, rank <= within
}

// largest gives the value with the largest upper bound; false for none.
func largest(v []facts.Value) (facts.Value, bool) {
	best, ok := facts.Value{}, false
	for _, x := range v {
		if !ok || x.Number.Hi > best.Number.Hi {
			best, ok = x, true
		}
	}
	return best, ok
}

// says gives the first statement within a distance that affirms a concept.
func (k *desk) says(concept string, to, within int) (int, bool) {
	for _, m := range k.f.Mentions(concept) {
		if m.Status == facts.Affirmed && k.apart(m.Statement, to) <= within {
			return m.Statement, true
		}
	}
	return 0, false
}

// anywhere says whether a concept is affirmed in any source.
func (k *desk) anywhere(concept string) bool {
	for _, m := range k.f.Mentions(concept) {
		if m.Status == facts.Affirmed {
			return true
		}
	}
	return false
}

// isText says whether a statement can carry a claim of its own.
func (k *desk) isText(st int) bool {
	kind := k.f.Statements[st].Kind
	return kind != document.Heading && kind != document.Edge && kind != document.Set
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
