package followup

import (
	"math"
	"slices"
	"sort"
	"strings"

	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// The weights of the search. They are those of Okapi BM25 for short texts
// (Robertson and Zaragoza 2009), with a floor: a passage is an answer only if
// it holds enough of the meaning of the question.
const (
	saturation = 1.2  // k1
	lengths    = 0.4  // b
	likeWeight = 0.7  // of a synonym
	nearWeight = 0.45 // of a word in a title, a column head or a sentence beside the passage
	ideaWeight = 0.85 // of a concept in other words
	enough     = 0.6  // share of the question's weight for an answer
	nearby     = 0.3  // share for the nearest passage
)

// index is what the documents say, for searching.
type index struct {
	b       *brief.Brief
	stmts   []int             // statements of documents
	words   []map[string]int  // stems of each with how often
	around  []map[string]bool // stems of titles, heads and neighbours around each
	lengths []int
	average float64
	df      map[string]int
}

// newIndex reads all statements of the documents; answers are left out.
func newIndex(b *brief.Brief) *index {
	x := &index{b: b, df: map[string]int{}}
	total := 0
	blocks := blocks(b)
	for st := range b.Facts.Statements {
		if b.Facts.IsAnswer(st) {
			continue
		}
		s := &b.Facts.Statements[st]
		words := map[string]int{}
		n := 0
		for _, w := range stems(s.Text) {
			words[w]++
			n++
		}
		around := map[string]bool{}
		near := append(b.Facts.Doc(st).SectionTitles(s.Statement.Section), s.Header...)
		for _, w := range stems(strings.Join(append(near, blocks[blockOf(b, st)]...), " ")) {
			around[w] = true
		}
		for w := range words {
			x.df[w]++
		}
		x.stmts, x.words, x.around = append(x.stmts, st), append(x.words, words), append(x.around, around)
		x.lengths = append(x.lengths, n)
		total += n
	}
	x.average = max(1, float64(total)/float64(max(1, len(x.stmts))))
	return x
}

// block names a paragraph, list or code block of a document.
type block struct{ source, number int }

func blockOf(b *brief.Brief, st int) block {
	s := &b.Facts.Statements[st]
	return block{s.Source, s.Block}
}

// blocks gathers the texts of each block, which lend their words to one another.
// The rows of a table speak of different things.
func blocks(b *brief.Brief) map[block][]string {
	const most = 12
	out := map[block][]string{}
	for st := range b.Facts.Statements {
		s := &b.Facts.Statements[st]
		if key := blockOf(b, st); s.Kind != document.TableRow && s.Kind != document.Edge && len(out[key]) < most {
			out[key] = append(out[key], s.Text)
		}
	}
	return out
}

// rarity is the weight of a word: the fewer statements have it, the more it
// tells. A word that none has counts like one that some have: it may be said in
// other words.
func (x *index) rarity(t term) float64 {
	const some = 3
	n := float64(x.df[t.stem])
	if n == 0 {
		n = some
	}
	return t.weight * math.Log(1+(float64(len(x.stmts))-n+0.5)/(n+0.5))
}

// weight is that of a whole question.
func (x *index) weight(q *question) float64 {
	sum := 0.0
	for _, t := range q.terms {
		sum += x.rarity(t)
	}
	return sum
}

// passage is a statement that answers, or comes near.
type passage struct {
	statement int
	score     float64
	share     float64      // of the question's weight that it holds
	status    facts.Status // of the concept by which it was found
}

// search gives the passages in which something of the question stands, the
// best first.
func (x *index) search(q *question) []passage {
	ideas := x.ideas(q)
	weight := x.weight(q)
	var out []passage
	for i, st := range x.stmts {
		s := &x.b.Facts.Statements[st]
		if s.Kind == document.Heading || s.Kind == document.TableRow && len(s.Header) == 0 {
			continue
		}
		p := passage{statement: st, status: facts.Affirmed}
		held := 0.0
		for _, t := range q.terms {
			share, times := x.held(i, t, ideas[st])
			held += share * x.rarity(t)
			f := share * float64(times)
			norm := saturation * (1 - lengths + lengths*float64(x.lengths[i])/x.average)
			p.score += x.rarity(t) * f * (saturation + 1) / (f + norm)
		}
		if held == 0 {
			continue
		}
		p.share = held / weight
		if idea := ideas[st]; idea != nil {
			p.status = idea.status
		}
		out = append(out, p)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].rank() > out[j].rank() })
	return out
}

// rank orders passages: how much of the question they hold counts beside the
// score.
func (p *passage) rank() float64 { return p.score * p.share }

// held says how much of a word of the question a statement holds, from 0 to 1,
// and how often.
func (x *index) held(i int, t term, idea *idea) (float64, int) {
	if n := x.words[i][t.stem]; n > 0 {
		return 1, n
	}
	if idea != nil && slices.Contains(idea.stems, t.stem) {
		return ideaWeight, 1
	}
	for _, l := range t.like {
		if n := x.words[i][l]; n > 0 {
			return likeWeight, n
		}
	}
	if x.around[i][t.stem] {
		return nearWeight, 1
	}
	for _, l := range t.like {
		if x.around[i][l] {
			return nearWeight * likeWeight, 1
		}
	}
	return 0, 0
}

// idea is the presence of concepts of the question in a statement.
type idea struct {
	stems  []string // words of the question for which they stand
	status facts.Status
}

// ideas finds the statements that speak of the question's concepts.
func (x *index) ideas(q *question) map[int]*idea {
	out := map[int]*idea{}
	for _, id := range concepts(x.b) {
		stems := q.concepts[id]
		if len(stems) == 0 {
			continue
		}
		for _, m := range x.b.Facts.Mentions(id) {
			if have := out[m.Statement]; have != nil {
				have.stems = union(have.stems, stems)
				continue
			}
			out[m.Statement] = &idea{stems: stems, status: m.Status}
		}
	}
	return out
}

// told gives the passages that answer: those with enough of the question, and
// not far behind the best.
func told(found []passage) []passage {
	const most, behind = 4, 0.45
	var out []passage
	for _, p := range found {
		if p.share >= enough && len(out) < most && (len(out) == 0 || p.rank() >= behind*out[0].rank()) {
			out = append(out, p)
		}
	}
	return out
}

// near gives the passage that comes nearest where none answers.
func near(found []passage) (passage, bool) {
	for _, p := range found {
		if p.share >= nearby {
			return p, true
		}
	}
	return passage{}, false
}

// holds says how much of the question's weight a text holds, from 0 to 1.
func (x *index) holds(q *question, text string) float64 {
	have := map[string]bool{}
	for _, w := range stems(text) {
		have[w] = true
	}
	sum := 0.0
	for _, t := range q.terms {
		switch {
		case have[t.stem]:
			sum += x.rarity(t)
		case slices.ContainsFunc(t.like, func(l string) bool { return have[l] }):
			sum += likeWeight * x.rarity(t)
		}
	}
	return sum / max(x.weight(q), 1e-9)
}
