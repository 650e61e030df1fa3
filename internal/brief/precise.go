package brief

import (
	"slices"
	"strings"

	"archreview/checklists"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// leastWords is how many words an answer without figures has at least, unless
// it speaks in the words that a document would use.
const leastWords = 3

// Precise says whether an answer to a question is exact enough for its
// purpose: it is one of the choices, says what a document would say, or has
// the figures that the question asks for.
func Precise(lex *facts.Lexicon, q *checklists.Question, answer string) bool {
	if q.FollowUp == "" || slices.Contains(q.Choices, answer) {
		return true
	}
	d, err := document.Parse("answer", "answer", []byte(answer))
	if err != nil {
		return true // too long or not text: nothing to ask more closely
	}
	f := facts.Read(lex, []facts.Source{{Doc: d}})
	for _, s := range q.Signals {
		if id, ok := lex.ID(s); ok && f.Stands(id) {
			return true
		}
	}
	for st := range f.Statements {
		for _, t := range f.Tokens(st) {
			if t.Num != nil {
				return true
			}
		}
	}
	return !q.Figures && len(strings.Fields(answer)) >= leastWords
}
