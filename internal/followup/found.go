package followup

import (
	"slices"
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// search looks a question up and answers with what was found.
func (a *asking) search() {
	x := newIndex(a.b)
	found := x.search(a.q)
	items := a.itemsFor(x)
	concerns, spot := a.concernsFor(x, items)
	answers := a.answersFor(x)
	stack, shown := a.stackFor()
	quotes := a.settled()
	if a.q.intents["uses"] {
		quotes = append(quotes, a.quote(shown, mostQuotes)...)
	}
	if len(quotes) == 0 {
		quotes = a.passages(told(found))
	}
	enough := len(quotes)+len(answers)+len(stack) > 0 || spot
	values := map[string]any{
		"Quotes": quotes, "Concerns": a.rows(concerns), "Items": items, "Answers": answers, "Stack": stack, "Enough": enough,
		"Words": a.words(), "Ideas": a.titles(), "Statements": len(x.stmts), "Documents": len(a.b.Documents), "Near": "",
	}
	if n, ok := near(found); ok && len(quotes) == 0 {
		values["Near"] = a.quote([]review.Evidence{a.b.Quote(n.statement)}, 1)[0]
	}
	a.say(enough, "found", values)
	switch {
	case a.q.intents["judge"]:
		a.reply.Needs = say("needs-judgement", nil)
	case !enough:
		a.reply.Needs = say("needs-telling", nil)
	}
}

// passages gives what was found as quotes.
func (a *asking) passages(found []passage) []string {
	var out []string
	for _, p := range found {
		out = append(out, marked(p.status)+a.quote([]review.Evidence{a.b.Quote(p.statement)}, 1)[0])
	}
	return out
}

// marked says how the documents speak of what a quote names, where they do not
// simply state it.
func marked(s facts.Status) string {
	if s == facts.Affirmed || s == facts.Topic {
		return ""
	}
	return "*" + s.String() + "*: "
}

// words gives the words that were looked for.
func (a *asking) words() []string {
	var out []string
	for _, t := range a.q.terms {
		out = append(out, t.word)
	}
	return out
}

// titles gives the titles of the concepts that were looked for.
func (a *asking) titles() []string {
	var out []string
	for _, id := range concepts(a.b) {
		if len(a.q.concepts[id]) > 0 {
			out = append(out, a.b.Facts.Lex.Title(id))
		}
	}
	return out
}

// itemsFor gives the checklist items that the question is about: those shown
// by a concept that it names, and those whose title or question holds its
// words.
func (a *asking) itemsFor(x *index) []stated {
	const most, asked, least = 4, 0.6, 0.7
	type scored struct {
		item  string
		share float64
	}
	var list []scored
	for i := range a.b.Catalog.Items {
		it := &a.b.Catalog.Items[i]
		share := x.holds(a.q, it.Title)
		if len(a.q.terms) > 1 {
			share = max(share, 0.8*x.holds(a.q, it.Title+" "+it.Question))
		}
		if held := a.covers(x, it.ShownBy); held >= asked {
			share = max(share, held) + held
		}
		if share >= least {
			list = append(list, scored{it.ID, share})
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].share > list[j].share })
	var out []stated
	for _, s := range list {
		if one, _, ok := a.state(s.item); ok && len(out) < most && one.Status != "not applicable" {
			out = append(out, one)
		}
	}
	return out
}

// covers says how much of the question's weight the concepts among those given
// stand for.
func (a *asking) covers(x *index, list []string) float64 {
	var stems []string
	for _, id := range list {
		if !strings.HasPrefix(id, "tech.") {
			stems = union(stems, a.q.concepts[id])
		}
	}
	sum := 0.0
	for _, t := range a.q.terms {
		if slices.Contains(stems, t.stem) {
			sum += x.rarity(t)
		}
	}
	return sum / max(x.weight(a.q), 1e-9)
}

// concernsFor gives the ids of the concerns that the question touches, the
// closest first, and says whether the first is so close that it answers.
func (a *asking) concernsFor(x *index, items []stated) ([]string, bool) {
	const most, asked, behind = 4, 0.4, 0.6
	var about []string
	for _, s := range items {
		about = append(about, s.ID)
	}
	type scored struct {
		id          string
		share, head float64
	}
	var list []scored
	for _, c := range known(a.r) {
		quotes := ""
		for _, e := range c.Evidence {
			quotes += " " + e.Quote
		}
		head := max(x.holds(a.q, c.Title+" "+strings.ReplaceAll(c.Rule, "-", " ")), 0.8*x.holds(a.q, quotes))
		score := head + 0.3*x.holds(a.q, c.Why+" "+c.Recommendation)
		if shares(c.Items, about) {
			score += 0.2
		}
		// What is said to be missing has no passage in which words could be found.
		if slices.Contains(about, c.Rule) {
			score, head = score+0.5, max(head, enough)
		}
		if head >= asked {
			list = append(list, scored{c.ID, score, head})
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].share > list[j].share })
	var out []string
	for _, s := range list[:min(most, len(list))] {
		if s.share >= behind*list[0].share {
			out = append(out, s.id)
		}
	}
	return out, len(list) > 0 && list[0].head >= enough
}

// interviewed is an answer of the interview that speaks of the question.
type interviewed struct{ Key, Answer, Source string }

// answersFor gives the answers and assumptions that hold enough of the
// question. Answers quoted from the documents are found there.
func (a *asking) answersFor(x *index) []interviewed {
	const most = 2
	var out []interviewed
	for _, w := range a.r.Brief.Answers {
		if w.Source == review.FromDocument || len(out) == most {
			continue
		}
		if x.holds(a.q, w.Answer) >= enough || len(a.q.terms) == 1 && x.holds(a.q, w.Key) >= enough {
			source := "your answer"
			if w.Source == review.FromAssumption {
				source = "assumed"
			}
			out = append(out, interviewed{w.Key, clip(oneLine(w.Answer), quoteLimit), source})
		}
	}
	return out
}

// technology is an entry of the review's stack.
type technology struct{ Name, Verdict, Assessment, Places string }

// settled gives the passages by which the documents answer the interview
// question that is asked by its name, such as "the budget".
func (a *asking) settled() []string {
	var out []string
	for _, w := range a.r.Brief.Answers {
		if w.Source == review.FromDocument && len(a.q.terms) == 1 && slices.Contains(stems(w.Key), a.q.terms[0].stem) {
			out = append(out, a.quote(w.Evidence, mostQuotes)...)
		}
	}
	return out
}

// stackFor gives the assessments of the technologies that the question names,
// or of the kind it asks for, and the passages that name them.
func (a *asking) stackFor() ([]technology, []review.Evidence) {
	const most = 5
	var shown []review.Evidence
	var out []technology
	for _, t := range a.r.Stack {
		for i := range a.b.Catalog.Technologies {
			c := &a.b.Catalog.Technologies[i]
			if c.Title != t.Technology || len(out) == most {
				continue
			}
			if len(a.q.concepts["tech."+c.ID]) > 0 || a.q.intents["uses"] && (len(a.q.free) == 0 && len(a.q.areas(a.r)) == 0 || a.ofKind(c.Category)) {
				out = append(out, technology{t.Technology, t.Verdict, t.Assessment, places(a.b, t.Evidence)})
				shown = append(shown, t.Evidence[:min(1, len(t.Evidence))]...)
			}
		}
	}
	return out, shown
}

// ofKind says whether the question asks for technologies of a category.
func (a *asking) ofKind(category string) bool {
	for _, t := range a.q.terms {
		for w := range strings.FieldsSeq(category) {
			if phrase.Stem(w) == t.stem {
				return true
			}
		}
	}
	return false
}
