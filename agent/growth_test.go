package agent

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"archreview/agent/agenttest"
	"archreview/checklists"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// BenchmarkGrowthOfRules reviews 100 KB with 1 to 10 times the concepts and
// rules that the catalog has.
func BenchmarkGrowthOfRules(b *testing.B) {
	doc := grownDocument(b)
	for _, times := range []int{1, 2, 5, 10} {
		b.Run(fmt.Sprintf("%dx", times), func(b *testing.B) {
			c := grownCatalog(b, times)
			start := time.Now()
			lex, err := facts.Compile(c)
			if err != nil {
				b.Fatal(err)
			}
			compiled := time.Since(start)
			for b.Loop() {
				benchReview(b, Options{Lexicon: lex, Documents: []*document.Document{doc}})
			}
			b.ReportMetric(float64(compiled.Milliseconds()), "compile-ms")
			b.ReportMetric(float64(len(c.Rules)), "rules")
			b.ReportMetric(float64(phrasesOf(c)), "phrases")
		})
	}
}

// BenchmarkGrowthOfAreas reviews 100 KB in 1 to all ten areas.
func BenchmarkGrowthOfAreas(b *testing.B) {
	lex, err := lexicon()
	if err != nil {
		b.Fatal(err)
	}
	doc := grownDocument(b)
	var keys []string
	for _, a := range lex.Catalog.Areas {
		keys = append(keys, a.Key)
	}
	for _, n := range []int{1, 2, 5, 10} {
		b.Run(fmt.Sprintf("%d", n), func(b *testing.B) {
			for b.Loop() {
				benchReview(b, Options{Lexicon: lex, Documents: []*document.Document{doc}, Areas: keys[:n]})
			}
		})
	}
}

func benchReview(b *testing.B, o Options) {
	b.Helper()
	o.Now = func() time.Time { return time.Unix(0, 0) }
	if _, err := Review(b.Context(), o); err != nil {
		b.Fatal(err)
	}
}

func grownDocument(b *testing.B) *document.Document {
	b.Helper()
	doc, err := document.Parse("D1", "design.md", []byte(agenttest.Prose(b, "..", 100_000)))
	if err != nil {
		b.Fatal(err)
	}
	return doc
}

// phraseWord finds the words of a phrase, with the marks of those that do not
// stand for themselves.
var phraseWord = regexp.MustCompile(`@[\w.-]+|#\w*|'[^']*'|[a-z]{3,}\*?`)

// grownCatalog gives the catalog with its concepts and rules several times. In
// each copy every word is another one of the catalog that is about as frequent
// there, so that the copies begin and match as often as the originals do, but
// are not the same.
func grownCatalog(t testing.TB, times int) *checklists.Catalog {
	t.Helper()
	base, err := checklists.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	every(base, func(p string) string {
		for _, w := range phraseWord.FindAllString(p, -1) {
			if isPlain(w) {
				count[w]++
			}
		}
		return p
	})
	words := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
	rank := map[string]int{}
	for i, w := range words {
		rank[w] = i
	}
	grown := *base
	grown.Concepts, grown.Rules = slices.Clone(base.Concepts), slices.Clone(base.Rules)
	for n := 1; n < times; n++ {
		other := func(p string) string {
			return phraseWord.ReplaceAllStringFunc(p, func(w string) string {
				if !isPlain(w) {
					return w
				}
				block := rank[w] / 16 * 16
				return words[block+(rank[w]-block+n)%min(16, len(words)-block)]
			})
		}
		for _, c := range base.Concepts {
			c.ID, c.Implies = fmt.Sprintf("%s-%d", c.ID, n), nil
			c.Wordings = changed(c.Wordings, other)
			grown.Concepts = append(grown.Concepts, c)
		}
		for _, r := range base.Rules {
			r.ID = fmt.Sprintf("%s-%d", r.ID, n)
			r.When, r.Unless = clauses(r.When, other), clauses(r.Unless, other)
			grown.Rules = append(grown.Rules, r)
		}
	}
	return &grown
}

// isPlain tells words from references, kinds of numbers and beginnings.
func isPlain(w string) bool {
	return w[0] >= 'a' && w[0] <= 'z' && w[len(w)-1] != '*'
}

func every(c *checklists.Catalog, f func(string) string) {
	for _, k := range c.Concepts {
		changed(k.Wordings, f)
	}
	for _, r := range c.Rules {
		clauses(r.When, f)
		clauses(r.Unless, f)
	}
}

func phrasesOf(c *checklists.Catalog) (n int) {
	every(c, func(p string) string { n++; return p })
	return n
}

func changed(phrases []string, f func(string) string) []string {
	out := make([]string, len(phrases))
	for i, p := range phrases {
		out[i] = f(p)
	}
	return out
}

func clauses(list []checklists.Clause, f func(string) string) []checklists.Clause {
	out := slices.Clone(list)
	for i := range out {
		out[i].Any, out[i].Not = changed(out[i].Any, f), changed(out[i].Not, f)
	}
	return out
}
