package facts

import (
	"os"
	"slices"
	"testing"

	"archreview/internal/document"
	"archreview/internal/phrase"
)

// What the index finds in one pass is what asking at every statement finds, for
// every phrase of the catalog; so it does not matter which of them are sought.
func TestHitsAreWhatAskingFinds(t *testing.T) {
	lex, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("../../examples/design.md")
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Parse("d1", "design.md", raw)
	if err != nil {
		t.Fatal(err)
	}
	f := Read(lex, []Source{{Doc: d}})
	sought, hits := 0, 0
	for id := range phrase.ID(lex.set.Len()) {
		if !lex.set.Sought(id) {
			continue
		}
		sought++
		var asked []Hit
		for st := range f.Statements {
			for vi, v := range f.Statements[st].views {
				for _, m := range lex.set.At(id, v.toks) {
					asked = append(asked, Hit{st, m.Start, m.End, vi, id})
				}
			}
		}
		found := slices.Collect(f.Hits(id))
		hits += len(found)
		if !slices.Equal(found, asked) {
			t.Fatalf("phrase %d: found %v, asked for %v", id, found, asked)
		}
	}
	if sought < 5000 || hits < 2000 {
		t.Errorf("%d phrases and %d hits are too few to say anything", sought, hits)
	}
}

// A portion has the hits of its statements at their new places, and those of
// answers behind them.
func TestPortionKeepsItsHits(t *testing.T) {
	lex, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	read := func(id, text string) *document.Document {
		d, err := document.Parse(id, id, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	f := Read(lex, []Source{
		{Doc: read("d1", "The API runs on FastAPI.\n\nCelery handles mail.\n\nRedis is the cache.")},
		{Doc: read("a1", "We use PostgreSQL and Redis."), Answer: "integrations"},
	})
	g := f.Portion(1, 3)
	where := func(concept string) []int {
		var out []int
		for _, m := range g.Mentions(concept) {
			if !slices.Contains(out, m.Statement) {
				out = append(out, m.Statement)
			}
		}
		return out
	}
	if got := where("tech.fastapi"); got != nil {
		t.Errorf("a statement outside of the portion is mentioned at %v", got)
	}
	if c, r, p := where("tech.celery"), where("tech.redis"), where("tech.postgresql"); !slices.Equal(c, []int{0}) || !slices.Equal(r, []int{1, 2}) || !slices.Equal(p, []int{2}) {
		t.Errorf("celery %v, redis %v, postgresql %v; want [0], [1 2], [2]", c, r, p)
	}
}
