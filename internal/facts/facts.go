package facts

import (
	"runtime"
	"sync"

	"archreview/internal/document"
	"archreview/internal/phrase"
)

// Source is one text to read: a document, or the user's answer to a question.
type Source struct {
	Doc    *document.Document
	Answer string // key of the interview question; "" for a document
}

// Facts is what a set of texts asserts.
type Facts struct {
	Lex        *Lexicon
	Sources    []Source
	Statements []Statement

	sections []section
	hits     map[phrase.ID][]Hit
	mentions map[string][]Mention
	values   map[string][]Value
	traits   map[string]Trait
}

// Statement is a statement with its words and its place.
type Statement struct {
	*document.Statement
	Index   int
	Source  int // index into Facts.Sources
	Section int // index over the sections of all sources

	views []view
}

// view is one reading of a statement as a row of words: as it stands, and for
// table rows also with the column heads before each cell.
type view struct {
	toks     []phrase.Token
	triggers []span
	ends     []int // tokens before which a clause ends
}

type span struct {
	start, end int
	ctx        int // index into the catalog's contexts
}

type section struct {
	source int
	id     int // in its document
	parent int // global; -1 for a root
	title  string
	status Status // colour of everything in it
	stmts  []int
}

// Hit is one place where a phrase of the catalog stands.
type Hit struct {
	Statement  int
	Start, End int // tokens of the view
	view       int
	phrase     phrase.ID
}

// Mention is one place where a concept is asserted.
type Mention struct {
	Concept   string
	Statement int
	Status    Status
	Reasoned  bool // the document gives a reason for it
	Phrase    phrase.ID
	Words     int // words of the text that matched
}

// Value is a named quantity.
type Value struct {
	Slot      string
	Number    phrase.Number
	Statement int
	Status    Status
}

// Trait says that a property of the system holds, and which statement shows
// it; Statement is -1 where it is the default.
type Trait struct {
	ID        string
	Statement int
}

// Read reads the sources.
func Read(lex *Lexicon, sources []Source) *Facts {
	f := &Facts{
		Lex:      lex,
		Sources:  sources,
		hits:     map[phrase.ID][]Hit{},
		mentions: map[string][]Mention{},
		values:   map[string][]Value{},
		traits:   map[string]Trait{},
	}
	for si := range sources {
		f.addSource(si)
	}
	f.readStatements()
	for i := range f.sections {
		f.colour(i)
	}
	f.readMentions()
	f.readValues()
	f.readTraits()
	return f
}

// addSource takes over the sections and statements of a source. A document
// that is retired decides nothing any more: none of its statements counts.
func (f *Facts) addSource(si int) {
	doc := f.Sources[si].Doc
	if doc.Retired != "" {
		return
	}
	base := len(f.sections)
	for i, s := range doc.Sections {
		parent := -1
		if i > 0 {
			parent = base + s.Parent
		}
		f.sections = append(f.sections, section{source: si, id: i, parent: parent, title: s.Title})
	}
	for i := range doc.Statements {
		st := Statement{Statement: &doc.Statements[i], Index: len(f.Statements), Source: si, Section: base + doc.Statements[i].Section}
		f.Statements = append(f.Statements, st)
		sec := &f.sections[st.Section]
		sec.stmts = append(sec.stmts, st.Index)
	}
}

// readStatements tokenises all statements and finds the catalog's phrases in
// them, side by side in a few portions; the hits come together in the order of
// the statements.
func (f *Facts) readStatements() {
	const least = 200 // statements for which a portion of its own pays
	n := min(runtime.GOMAXPROCS(0), len(f.Statements)/least+1)
	found := make([][]Hit, n)
	var wg sync.WaitGroup
	for p := range n {
		from, to := p*len(f.Statements)/n, (p+1)*len(f.Statements)/n
		wg.Go(func() {
			tz := phrase.NewTokenizer(f.Lex.set)
			for i := from; i < to; i++ {
				f.tokenize(tz, &f.Statements[i])
				found[p] = f.findAll(tz, found[p], &f.Statements[i])
			}
		})
	}
	wg.Wait()
	for _, hits := range found {
		for _, h := range hits {
			f.hits[h.phrase] = append(f.hits[h.phrase], h)
		}
	}
}

// tokenize fills the views of a statement.
func (f *Facts) tokenize(tz *phrase.Tokenizer, st *Statement) {
	if st.Kind == document.Set { // not prose: only what it says in words counts
		said := st.Says()
		v := view{toks: tz.Tokens(said)}
		v.ends = clauseEnds(said, v.toks)
		st.views = []view{{}, v}
		return
	}
	st.views = []view{{toks: tz.Tokens(st.Text)}}
	st.views[0].ends = clauseEnds(st.Text, st.views[0].toks)
	if len(st.Header) == 0 || len(st.Cells) == 0 {
		return
	}
	text := headed(st.Statement)
	v := view{toks: tz.Tokens(text)}
	v.ends = clauseEnds(text, v.toks)
	st.views = append(st.views, v)
}

// headed writes a table row with the column heads before its cells.
func headed(st *document.Statement) string {
	var b []byte
	for i, c := range st.Cells {
		if i < len(st.Header) {
			b = append(b, st.Header[i]...)
			b = append(b, ' ')
		}
		b = append(b, c.Text...)
		b = append(b, " ; "...)
	}
	return string(b)
}

// findAll matches the catalog's phrases in every view of a statement and adds
// the hits to those found so far.
func (f *Facts) findAll(tz *phrase.Tokenizer, hits []Hit, st *Statement) []Hit {
	for vi := range st.views {
		v := &st.views[vi]
		for _, m := range tz.Find(v.toks) {
			for _, x := range f.Lex.context[m.Phrase] {
				v.triggers = append(v.triggers, span{m.Start, m.End, x})
			}
			hits = append(hits, Hit{st.Index, m.Start, m.End, vi, m.Phrase})
		}
	}
	return hits
}

// Hits gives the places where a phrase of the catalog stands, in order.
func (f *Facts) Hits(id phrase.ID) []Hit { return f.hits[id] }

// Mentions gives the places where a concept is spoken of, in order.
func (f *Facts) Mentions(concept string) []Mention { return f.mentions[concept] }

// IsAnswer says whether a statement stems from an answer, not from a document.
func (f *Facts) IsAnswer(st int) bool { return f.Sources[f.Statements[st].Source].Answer != "" }

// Doc gives the document in which a statement stands.
func (f *Facts) Doc(st int) *document.Document { return f.Sources[f.Statements[st].Source].Doc }

// SectionStatements gives the statements directly in the section of st.
func (f *Facts) SectionStatements(st int) []int {
	return f.sections[f.Statements[st].Section].stmts
}

// SameSection says whether two statements stand in one section.
func (f *Facts) SameSection(a, b int) bool {
	return f.Statements[a].Section == f.Statements[b].Section
}

// Tokens gives the words of a statement as it stands.
func (f *Facts) Tokens(st int) []phrase.Token { return f.Statements[st].views[0].toks }

// readMentions turns phrase hits into concept mentions.
func (f *Facts) readMentions() {
	for id, concepts := range f.Lex.concepts {
		for _, h := range f.hits[id] {
			status := f.Status(h)
			if status == Topic {
				continue
			}
			for _, c := range concepts {
				for _, shown := range f.shown(c) {
					f.mentions[shown] = append(f.mentions[shown], Mention{shown, h.Statement, status, f.Reasoned(h.Statement), id, h.End - h.Start})
				}
			}
		}
	}
	for c := range f.mentions {
		sortMentions(f.mentions[c])
	}
}

// shown gives a concept and all it implies.
func (f *Facts) shown(concept string) []string {
	if l, ok := f.Lex.implies[concept]; ok {
		return l
	}
	return []string{concept}
}

// Distinct counts the concepts of which the documents, answers aside, speak at
// all: a measure of how much of a text the catalog understands.
func (f *Facts) Distinct() int {
	n := 0
	for _, ms := range f.mentions {
		for _, m := range ms {
			if !f.IsAnswer(m.Statement) {
				n++
				break
			}
		}
	}
	return n
}
