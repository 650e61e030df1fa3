package consult

import (
	"strings"

	"archreview/agent/review"
	"archreview/internal/lazyregexp"
)

// sentenceWords are words of which nearly every English sentence has one.
var sentenceWords = lazyregexp.New(`\b(?:the|is|are|was|be|of|and|with|each|every|after|only|from|by|has|have|that|this|at|when|to|for|on|in)\b`)

// vouches says whether a passage may speak for the design: it says something
// that the catalog knows, or is an English sentence that is not about the
// review. A passage that tries to steer the reviewer vouches for nothing, in
// whatever language or disguise.
func (s *Session) vouches(e review.Evidence) bool {
	text := seen(e.Quote)
	if s.inAttack(e) || marked(text) {
		return false
	}
	about := marks().about.MatchString(text)
	return s.speaksOfSystem(e) && !(about && strings.Count(text, " ") < 3) || !about && sentenceWords.MatchString(text)
}

// refutes says whether a passage may take a finding of the program back: as in
// a dispute it speaks of what the finding speaks of and states that something
// is there; and it does not speak of the review.
func (s *Session) refutes(c *review.Concern, e review.Evidence) bool {
	return s.vouches(e) && s.bears(c, e) && s.provided(c, e) && !marks().about.MatchString(seen(e.Quote))
}

// speaksOfSystem says whether the catalog knows a concept in a passage.
func (s *Session) speaksOfSystem(e review.Evidence) bool {
	for i := range s.b.Catalog.Concepts {
		for _, m := range s.b.Facts.Mentions(s.b.Catalog.Concepts[i].ID) {
			if s.within(m.Statement, e) {
				return true
			}
		}
	}
	return false
}
