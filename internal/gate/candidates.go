package gate

import (
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/document"
)

// Candidates gives the passages that may provide what is said to be missing:
// those that speak of one of the concepts in whatever way, that hold one of the
// words looked for, or that share two words with the title of a concept. They
// prove nothing; they are worth a second look.
func Candidates(b *brief.Brief, concepts, words []string) []review.Evidence {
	const most = 4
	score := map[int]int{}
	for _, c := range concepts {
		for _, m := range b.Facts.Mentions(c) {
			score[m.Statement] += 4
		}
		shared(b, titleWords(b.Facts.Lex.Title(c)), score)
	}
	for i := range b.Facts.Statements {
		text := strings.ToLower(b.Facts.Statements[i].Text)
		for _, w := range words {
			if w = strings.ToLower(strings.TrimSpace(w)); len(w) > 3 && strings.Contains(text, w) {
				score[i] += 3
			}
		}
	}
	var found []int
	for st, n := range score {
		if n > 0 && !b.Facts.IsAnswer(st) && b.Facts.Statements[st].Kind != document.Heading {
			found = append(found, st)
		}
	}
	sort.Slice(found, func(i, j int) bool {
		if score[found[i]] != score[found[j]] {
			return score[found[i]] > score[found[j]]
		}
		return found[i] < found[j]
	})
	var out []review.Evidence
	for _, st := range found[:min(most, len(found))] {
		out = append(out, b.Quote(st))
	}
	return out
}

// shared scores the statements that share at least two words with a title.
func shared(b *brief.Brief, words map[string]bool, score map[int]int) {
	if len(words) < 2 {
		return
	}
	for i := range b.Facts.Statements {
		seen := map[string]bool{}
		for _, t := range b.Facts.Tokens(i) {
			w := t.Lower()
			if w = w[:min(6, len(w))]; words[w] {
				seen[w] = true
			}
		}
		if len(seen) > 1 {
			score[i] += len(seen)
		}
	}
}
