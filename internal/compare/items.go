package compare

import (
	"strings"

	"archreview/agent/review"
)

// standing orders the states of an item; 0 for one that does not apply.
func standing(s review.CoverageStatus) int {
	switch s {
	case review.Contradicted:
		return 1
	case review.Missing:
		return 2
	case review.Weak:
		return 3
	case review.Addressed:
		return 4
	}
	return 0
}

// items gives the checklist items whose state changed, in the order of the
// checklist. One that applies now and did not, or the reverse, has neither
// improved nor fallen.
func (m *matcher) items() []review.ItemChange {
	out := []review.ItemChange{}
	for i := range m.new.Review.Areas {
		for _, is := range m.new.Review.Areas[i].Coverage {
			was := m.old.coverage[is.Item]
			if was == nil || was.Status == is.Status {
				continue
			}
			a, b := standing(was.Status), standing(is.Status)
			out = append(out, review.ItemChange{
				Item: is.Item, Old: was.Status, New: is.Status,
				Improved: a > 0 && b > a, Evidence: is.Evidence,
			})
		}
	}
	return out
}

// answerChanges gives the interview answers whose words changed, or that
// somebody gave in place of an assumption.
func answerChanges(old, new *review.Review) []review.AnswerChange {
	was := map[string]review.Answer{}
	for _, a := range old.Brief.Answers {
		was[a.Key] = a
	}
	out := []review.AnswerChange{}
	add := func(key string, a, b review.Answer) {
		if plain(a.Answer) == plain(b.Answer) && (a.Source == review.FromAssumption) == (b.Source == review.FromAssumption) {
			return
		}
		out = append(out, review.AnswerChange{
			Key: key, Old: strings.TrimSpace(a.Answer), New: strings.TrimSpace(b.Answer), OldSource: a.Source, NewSource: b.Source,
		})
	}
	for _, b := range new.Brief.Answers {
		add(b.Key, was[b.Key], b)
		delete(was, b.Key)
	}
	for _, a := range old.Brief.Answers {
		if _, left := was[a.Key]; left {
			add(a.Key, a, review.Answer{})
		}
	}
	return out
}
