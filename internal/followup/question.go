package followup

import (
	"fmt"
	"slices"
	"strings"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/lazyregexp"
	"archreview/internal/phrase"
)

// longest is how much of a question is read, in runes.
const longest = 1000

// question is what is understood of a question.
type question struct {
	text     string
	terms    []term              // words that carry meaning, once each
	intents  map[string]bool     // kinds of question, areas ("area.<key>") and severities ("severity.<name>")
	free     []string            // stems of meaning outside what the intents account for
	concerns []*review.Concern   // named by id
	lost     []string            // ids of the form of a concern's that the review does not have
	items    []string            // ids of checklist items
	concepts map[string][]string // concept of the catalog to the stems by which it is named
}

// term is one word of a question.
type term struct {
	stem, word string
	like       []string // stems of its synonyms
	weight     float64  // less than 1 where it says little
}

// understand reads a question. The error means that the embedded data are
// broken.
func understand(b *brief.Brief, r *review.Review, text string) (*question, error) {
	k, err := knownIntents()
	if err != nil {
		return nil, err
	}
	q := &question{text: clip(oneLine(text), longest), intents: map[string]bool{}, concepts: map[string][]string{}}
	rest := q.named(b, r)
	spoken := q.intend(k, rest)
	for _, w := range words(rest) {
		s := stem(w)
		if k.stop[s] || slices.ContainsFunc(q.terms, func(t term) bool { return t.stem == s }) {
			continue
		}
		q.terms = append(q.terms, k.term(b, s, w))
		if !spoken[s] {
			q.free = append(q.free, s)
		}
	}
	return q, q.conceive(b, rest)
}

// intend finds the kinds of a question and gives the stems by which they are
// known.
func (q *question) intend(k *intents, text string) map[string]bool {
	tz := phrase.NewTokenizer(k.set)
	toks := tz.Tokens(text)
	spoken := map[string]bool{}
	for _, m := range tz.Find(toks) {
		q.intents[k.names[m.Phrase]] = true
		for i := m.Start; i < m.End; i++ {
			if k.set.Literal(m.Phrase, &toks[i]) {
				spoken[phrase.Stem(toks[i].Lower())] = true
			}
		}
	}
	return spoken
}

// idForm is the form of a concern's id.
var idForm = lazyregexp.New(`[a-z][a-z0-9]*(?:-[a-z0-9]+)*-[0-9a-f]{4}\b`)

// named takes ids of concerns and items out of the question and gives the
// rest of it.
func (q *question) named(b *brief.Brief, r *review.Review) string {
	var rest []string
	for w := range strings.FieldsSeq(q.text) {
		id := strings.ToLower(strings.Trim(w, "`'\"?!.,;:()[]"))
		if c := find(r, id); c != nil {
			q.concerns = append(q.concerns, c)
			continue
		}
		if hasItem(b, id) {
			q.items = append(q.items, id)
			continue
		}
		if idForm.FindString(id) == id && id != "" && !inDocuments(b, id) {
			q.lost = append(q.lost, id)
			continue
		}
		rest = append(rest, w)
	}
	return strings.Join(rest, " ")
}

func hasItem(b *brief.Brief, id string) bool {
	for i := range b.Catalog.Items {
		if b.Catalog.Items[i].ID == id {
			return true
		}
	}
	return false
}

func inDocuments(b *brief.Brief, word string) bool {
	return slices.ContainsFunc(b.Documents, func(d *document.Document) bool { return strings.Contains(strings.ToLower(d.Text), word) })
}

// conceive finds the concepts and technologies of which the question speaks.
func (q *question) conceive(b *brief.Brief, text string) error {
	d, err := document.Parse("q", "question", []byte("About "+text))
	if err != nil {
		return fmt.Errorf("reading the question: %w", err)
	}
	f := facts.Read(b.Facts.Lex, []facts.Source{{Doc: d}})
	for _, id := range concepts(b) {
		for _, m := range f.Mentions(id) {
			for h := range f.Hits(m.Phrase) {
				if h.Statement != m.Statement {
					continue
				}
				toks := f.Tokens(h.Statement)
				for _, t := range toks[min(h.Start, len(toks)):min(h.End, len(toks))] {
					q.concepts[id] = union(q.concepts[id], []string{phrase.Stem(t.Lower())})
				}
			}
		}
	}
	q.narrow()
	return nil
}

// narrow drops concepts that stand for nothing but the name of a technology:
// who asks for Kafka does not ask for every queue.
func (q *question) narrow() {
	var names []string
	for id, stems := range q.concepts {
		if strings.HasPrefix(id, "tech.") {
			names = union(names, stems)
		}
	}
	for id, stems := range q.concepts {
		if !strings.HasPrefix(id, "tech.") && !slices.ContainsFunc(stems, func(s string) bool { return !slices.Contains(names, s) }) {
			delete(q.concepts, id)
		}
	}
}

// concepts lists the ids of all concepts of the catalog, technologies included.
func concepts(b *brief.Brief) []string {
	out := make([]string, 0, len(b.Catalog.Concepts)+len(b.Catalog.Technologies))
	for i := range b.Catalog.Concepts {
		out = append(out, b.Catalog.Concepts[i].ID)
	}
	for i := range b.Catalog.Technologies {
		out = append(out, "tech."+b.Catalog.Technologies[i].ID)
	}
	return out
}

// only says whether an intent accounts for every word of meaning.
func (q *question) only(intent string) bool { return q.intents[intent] && len(q.free) == 0 }

// areas lists the areas of which the question speaks.
func (q *question) areas(r *review.Review) []*review.Area {
	var out []*review.Area
	for i := range r.Areas {
		if q.intents["area."+r.Areas[i].Key] {
			out = append(out, &r.Areas[i])
		}
	}
	return out
}

// severities lists the severities of which the question speaks; all where it
// speaks of none.
func (q *question) severities() []review.Severity {
	var out []review.Severity
	for _, s := range review.Severities() {
		if q.intents["severity."+string(s)] {
			out = append(out, s)
		}
	}
	if out == nil {
		return review.Severities()
	}
	return out
}
