package facts

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"archreview/checklists"
	"archreview/internal/document"
	"archreview/internal/phrase"
)

// FuzzRead reads what any text asserts with the built-in lexicon. Whatever it
// finds stands in a statement that exists, is a number where it is called one,
// is found again by a second reading, and takes no more than its share of time
// however often the text is repeated.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"# Design\n\nBackups run nightly. There is no replica, but WAL archiving is planned.\n\n| What | State |\n|---|---|\n| Cache | TBD |\n",
		"## Alternatives considered\n\n- [ ] Kafka\n- ~~RabbitMQ~~\n\n## Open questions\n\nDo we need 200 connections per pod?\n",
		"```yaml\npool_size: 20\n```\n\nNot only retries, no later than 30 s, not yet idempotent.",
		"1,200 requests per second at 40 ms to 2 s; 99.95 % a month; USD 9,000.",
		"no no no not without never but no", "a|b|c\n-|-|-\nno||no\n",
	} {
		f.Add(s, uint8(1))
	}
	f.Add("no backup, no cache because ", uint8(50))
	lex, err := Builtin()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, times uint8) {
		if len(text)*int(times) > 64<<10 {
			return
		}
		d, err := document.Parse("d1", "x", []byte(strings.Repeat(text, int(times))))
		if err != nil {
			return
		}
		begun := time.Now()
		got := Read(lex, []Source{{Doc: d}})
		if took := time.Since(begun); took > 20*time.Second {
			t.Fatalf("%d bytes took %s", len(d.Text), took)
		}
		whole(t, got)
		again := Read(lex, []Source{{Doc: d}})
		if !reflect.DeepEqual(got.mentions, again.mentions) || !reflect.DeepEqual(got.values, again.values) || !reflect.DeepEqual(got.traits, again.traits) {
			t.Fatal("a second reading finds something else")
		}
	})
}

// whole checks the places and numbers of all that was found.
func whole(t *testing.T, f *Facts) {
	t.Helper()
	for id := range phrase.ID(f.Lex.set.Len()) {
		if !f.Lex.set.Sought(id) {
			continue
		}
		for h := range f.Hits(id) {
			if h.phrase != id || h.Statement < 0 || h.Statement >= len(f.Statements) {
				t.Fatalf("hit %+v of phrase %d among %d statements", h, id, len(f.Statements))
			}
			views := f.Statements[h.Statement].views
			if h.view >= len(views) || h.Start < 0 || h.End <= h.Start || h.End > len(views[h.view].toks) {
				t.Fatalf("hit %+v lies outside of %q", h, f.Statements[h.Statement].Text)
			}
		}
	}
	for concept, ms := range f.mentions {
		for _, m := range ms {
			if m.Concept != concept || m.Statement < 0 || m.Statement >= len(f.Statements) || m.Status >= Topic || m.Words < 1 {
				t.Fatalf("mention %+v of %s", m, concept)
			}
		}
	}
	for slot, vs := range f.values {
		for _, v := range vs {
			if v.Slot != slot || v.Statement < 0 || v.Statement >= len(f.Statements) || math.IsNaN(v.Number.Lo) || math.IsInf(v.Number.Hi, 0) || v.Number.Lo > v.Number.Hi || v.Number.Dim >= phrase.AnyDim {
				t.Fatalf("value %+v of %s", v, slot)
			}
		}
	}
	for id, x := range f.traits {
		if x.ID != id || x.Statement < -1 || x.Statement >= len(f.Statements) {
			t.Fatalf("trait %+v of %s", x, id)
		}
	}
}

// FuzzOwnChecklists lays any file over the built-in catalog and compiles what
// was taken: a folder of a user is refused with words or can be reviewed with.
func FuzzOwnChecklists(f *testing.F) {
	f.Add([]byte("concepts:\n  - id: x.y\n    title: Y\n    wordings: [\"(a|b) .. #duration\", \"@x.y\"]\n"))
	f.Add([]byte("synonyms:\n  - {id: s, words: [alpha, beta]}\n"))
	f.Add([]byte("context:\n  - {id: c, role: trigger, status: negated, direction: forward, phrases: [\"nope\"]}\n"))
	f.Add([]byte("disable:\n  - {kind: items, id: database.backup-recovery}\n"))
	base, err := checklists.Builtin()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, _, err := checklists.Extend(base, fstest.MapFS{"a.yaml": {Data: raw}}, "own")
		if err != nil {
			return
		}
		lex, err := Compile(c)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error without a word")
			}
			return
		}
		d, err := document.Parse("d1", "x", []byte("There is no backup for 30 s. Alpha."))
		if err != nil {
			t.Fatal(err)
		}
		whole(t, Read(lex, []Source{{Doc: d}}))
	})
}
