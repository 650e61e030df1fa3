package synthesis

import (
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// mostStrengths is how many strengths an area shows.
const mostStrengths = 3

// strength is a decision that the documents affirm.
type strength struct {
	area  string
	title string
	stmt  int
	score int
}

// strengths gives the best decisions of every area: affirmed, not touched by a
// concern, the ones with a reason or a measurement first. A statement serves
// once.
func (w *writer) strengths() map[string][]strength {
	touched := w.touched()
	best := map[int]strength{}
	for i := range w.b.Catalog.Items {
		it := &w.b.Catalog.Items[i]
		if !wanted(w.in.Areas, it.Area()) || w.in.Coverage[i].Status != review.Addressed {
			continue
		}
		for _, concept := range it.ShownBy {
			for _, m := range w.f.Mentions(concept) {
				if touched[m.Statement] {
					continue
				}
				s, ok := w.strength(it, &m)
				if ok && s.score > best[m.Statement].score {
					best[m.Statement] = s
				}
			}
		}
	}
	return w.pick(best)
}

// strength weighs one mention. Only full statements count: a code line or a
// bare table cell shows a fact, not a decision.
func (w *writer) strength(it *checklists.Item, m *facts.Mention) (strength, bool) {
	st := &w.f.Statements[m.Statement]
	long := len(st.Text)
	if m.Status != facts.Affirmed && !(m.Status == facts.Negated && m.Reasoned) || w.f.IsAnswer(m.Statement) || long < 40 || long > 600 {
		return strength{}, false
	}
	if st.Kind != document.Sentence && st.Kind != document.ListItem && st.Kind != document.TableRow {
		return strength{}, false
	}
	score := 2 * it.Impact
	if it.Kind == "python" {
		score--
	}
	if m.Reasoned {
		score += 2
	}
	if len(w.f.Numbers(m.Statement)) > 0 {
		score++
	}
	if st.Kind == document.TableRow {
		score--
	}
	return strength{it.Area(), w.f.Lex.Title(m.Concept), m.Statement, score}, true
}

func (w *writer) pick(best map[int]strength) map[string][]strength {
	const least = 5
	all := make([]strength, 0, len(best))
	for _, s := range best {
		all = append(all, s)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].score != all[j].score {
			return all[i].score > all[j].score
		}
		return all[i].stmt < all[j].stmt
	})
	out := map[string][]strength{}
	titles := map[string]bool{}
	for _, s := range all {
		if s.score < least || len(out[s.area]) == mostStrengths || titles[s.title] {
			continue
		}
		titles[s.title] = true
		out[s.area] = append(out[s.area], s)
	}
	return out
}

// show gives strengths as the report has them: what it is, and the words that
// show it.
func (w *writer) show(list []strength) []review.Strength {
	const most = 180
	out := []review.Strength{}
	for _, s := range list {
		e := w.b.Quote(s.stmt)
		out = append(out, review.Strength{Text: s.title + ": \"" + shorten(e.Quote, most) + "\"", Evidence: []review.Evidence{e}})
	}
	return out
}

// shorten cuts a text at a word.
func shorten(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= most {
		return s
	}
	cut := strings.LastIndexByte(s[:most], ' ')
	if cut < most/2 {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s[:cut] + " …"
}

// touched gives the statements that stand as evidence of a concern.
func (w *writer) touched() map[int]bool {
	quoted := map[string]bool{}
	for i := range w.in.Result.Concerns {
		for _, e := range w.in.Result.Concerns[i].Evidence {
			quoted[e.Document+"\x00"+e.Quote] = true
		}
	}
	out := map[int]bool{}
	for i := range w.f.Statements {
		if !w.f.IsAnswer(i) && quoted[w.f.Doc(i).ID+"\x00"+w.f.Statements[i].Text] {
			out[i] = true
		}
	}
	return out
}
