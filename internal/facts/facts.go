package facts

import (
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
	hits     hits
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
	ends     []int32 // tokens before which a clause ends
}

type span struct {
	start, end int32
	ctx        int32 // index into the catalog's contexts
}

type section struct {
	source int
	id     int // in its document
	parent int // global; -1 for a root
	title  string
	status Status // colour of everything in it
	stmts  []int
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
	var wg sync.WaitGroup
	wg.Go(f.readMentions)
	wg.Go(f.readValues)
	wg.Wait()
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
		for h := range f.Hits(id) {
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
