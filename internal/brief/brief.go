// Package brief gathers what a reviewer sees: the documents, their facts, and
// the answers and assumptions of the interview.
package brief

import (
	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// Brief is the only thing that reviewers see.
type Brief struct {
	Catalog   *checklists.Catalog
	Documents []*document.Document
	Facts     *facts.Facts
	Answers   []review.Answer // one for each interview question, in order
}

// Options are the ingredients of a brief.
type Options struct {
	Lexicon   *facts.Lexicon
	Documents []*document.Document
	Answers   map[string]string // by question key, as the user gave them
	Extra     []Extra           // answers to questions that are special to the design
}

// Extra is the user's answer to a question outside the ten.
type Extra struct {
	Key, Question, Answer string
}

// New reads documents and answers and settles every question: answered by the
// user, by the document with a quote, or assumed.
func New(o Options) (*Brief, error) {
	sources := make([]facts.Source, 0, len(o.Documents)+len(o.Answers))
	for _, d := range o.Documents {
		sources = append(sources, facts.Source{Doc: d})
	}
	given := make([]Extra, 0, len(o.Answers)+len(o.Extra))
	for i := range o.Lexicon.Catalog.Questions {
		key := o.Lexicon.Catalog.Questions[i].Key
		given = append(given, Extra{Key: key, Answer: o.Answers[key]})
	}
	for _, x := range append(given, o.Extra...) {
		if x.Answer == "" {
			continue
		}
		d, err := document.Parse("answer-"+x.Key, "answer: "+x.Key, []byte(x.Answer))
		if err != nil {
			return nil, err
		}
		sources = append(sources, facts.Source{Doc: d, Answer: x.Key})
	}
	b := &Brief{
		Catalog:   o.Lexicon.Catalog,
		Documents: o.Documents,
		Facts:     facts.Read(o.Lexicon, sources),
	}
	for i := range b.Catalog.Questions {
		b.Answers = append(b.Answers, b.settle(&b.Catalog.Questions[i], o.Answers))
	}
	for _, x := range o.Extra {
		if x.Answer != "" {
			b.Answers = append(b.Answers, review.Answer{Key: x.Key, Question: x.Question, Answer: x.Answer, Source: review.FromUser})
		}
	}
	return b, nil
}

// settle answers one question from the user, the documents or an assumption.
func (b *Brief) settle(q *checklists.Question, given map[string]string) review.Answer {
	a := review.Answer{Key: q.Key, Question: q.Question}
	quotes := b.answeredBy(q)
	switch {
	case given[q.Key] != "":
		a.Answer, a.Source = given[q.Key], review.FromUser
	case len(quotes) > 0:
		a.Source, a.Evidence = review.FromDocument, quotes
		a.Answer = quotes[0].Quote
		for _, e := range quotes[1:] {
			a.Answer += " … " + e.Quote
		}
	default:
		a.Source = review.FromAssumption
		a.Answer = q.Assumption
	}
	return a
}

const maxQuotes = 3

// answeredBy finds the statements of the documents that answer a question.
func (b *Brief) answeredBy(q *checklists.Question) []review.Evidence {
	var out []review.Evidence
	seen := map[int]bool{}
	for _, s := range q.Signals {
		id, ok := b.Facts.Lex.ID(s)
		if !ok {
			continue
		}
		for h := range b.Facts.Hits(id) {
			if seen[h.Statement] || b.Facts.IsAnswer(h.Statement) || b.Facts.Statements[h.Statement].Kind == document.Set || b.Facts.Status(h) != facts.Affirmed {
				continue
			}
			seen[h.Statement] = true
			if out = append(out, b.Quote(h.Statement)); len(out) == maxQuotes {
				return out
			}
		}
	}
	return out
}

// Quote gives a statement as evidence.
func (b *Brief) Quote(st int) review.Evidence {
	s := &b.Facts.Statements[st]
	return Evidence(b.Facts.Doc(st), s.Line, s.EndLine, s.Text)
}

// Evidence gives the text of some lines of a document, counted from 1, as
// evidence with its place in the original. All evidence is made here.
func Evidence(d *document.Document, first, last int, quote string) review.Evidence {
	return review.Evidence{Document: d.ID, StartLine: first, EndLine: last, Quote: quote, Place: d.PlaceOf(first, last)}
}

// Answer gives the settled answer to a question.
func (b *Brief) Answer(key string) (review.Answer, bool) {
	for _, a := range b.Answers {
		if a.Key == key {
			return a, true
		}
	}
	return review.Answer{}, false
}
