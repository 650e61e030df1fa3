package phrase

import "testing"

// findIn tokenises a text and finds the phrases of a set in it.
func findIn(s *Set, text string) []Match {
	z := NewTokenizer(s)
	return z.Find(z.Tokens(text))
}

func found(t *testing.T, src, text string) bool {
	t.Helper()
	b := NewBuilder(func(id string) ([]string, bool) {
		if id == "data.backup" {
			return []string{"base copy", "backup", "dump & restore"}, true
		}
		return nil, false
	})
	id, err := b.Add(src)
	if err != nil {
		t.Fatal(err)
	}
	s := b.Set()
	for _, m := range findIn(s, text) {
		if m.Phrase == id {
			return true
		}
	}
	return false
}

func TestFind(t *testing.T) {
	cases := []struct {
		src, text string
		want      bool
	}{
		{"retry", "The client retries twice.", true},
		{"dead letter", "a dead-letter queue", true},
		{"max_connections", "with max connections of 200", true},
		{"max_connections #", "`max_connections = 1500`", true},
		{"restore .. tested", "a restore was recently tested", true},
		{"restore .. tested", "a restore is on the list and will soon be tested", false},
		{"restore ... tested", "a restore is on the list and will soon be tested", true},
		{"queue|stream lag", "stream lag is watched", true},
		{"(queue depth|consumer lag) alarm", "a consumer-lag alarm", true},
		{"(hard )?timeout #duration", "timeout 30 s", true},
		{"(hard)? timeout #duration", "hard timeout 30 s", true},
		{"timeout #bytes", "timeout 30 s", false},
		{"idempot*", "idempotency", true},
		{"'RQ'", "tasks run in RQ", true},
		{"'RQ'", "see rq", false},
		{"@data.backup .. night", "a base copy each night", true},
		{"redis & celery & cache", "The cache and Celery share one Redis", true},
		{"redis & celery & cache", "Celery on Redis", false},
		{"lock owner", "the lock's owner", false},
		{"lock the owner", "lock the owner", true},
		{"copy of database", "copy of the database", true},
		{"create index & migration|revision", "revision 12 runs CREATE INDEX", true},
		{"(a b|a) c", "a b c", true},
	}
	for _, c := range cases {
		if got := found(t, c.src, c.text); got != c.want {
			t.Errorf("%q in %q: got %v, want %v", c.src, c.text, got, c.want)
		}
	}
}

func TestPhraseErrors(t *testing.T) {
	for _, src := range []string{"", "(a", "a (b", ".. a", "a ..", "@no.such", "#weight", "(a)?", "'", "a (b & c)"} {
		b := NewBuilder(func(string) ([]string, bool) { return nil, false })
		if _, err := b.Add(src); err == nil {
			t.Errorf("%q: no error", src)
		}
	}
}

func TestSynonymsMatchInLoosePhrasesOnly(t *testing.T) {
	b := NewBuilder(nil)
	if err := b.Synonyms([]string{"delete", "remove", "purge"}); err != nil {
		t.Fatal(err)
	}
	strict, err := b.Add("delete rows")
	if err != nil {
		t.Fatal(err)
	}
	loose, err := b.AddLoose("delete rows")
	if err != nil {
		t.Fatal(err)
	}
	and, err := b.AddLoose("delete & night")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Synonyms([]string{"purge", "clean"}); err == nil {
		t.Error("a word in two groups is no error")
	}
	s := b.Set()
	got := map[ID]bool{}
	for _, m := range findIn(s, "A job purges rows each night") {
		got[m.Phrase] = true
	}
	if got[strict] || !got[loose] || !got[and] {
		t.Errorf("strict %v, loose %v, and %v; want false, true, true", got[strict], got[loose], got[and])
	}
}

func TestDefinedPhrasesAreFoundWhereAskedFor(t *testing.T) {
	b := NewBuilder(nil)
	b.Ordinary("orders and orders and orders, and one lease")
	add := func(f func(string) (ID, error), src string) ID {
		t.Helper()
		id, err := f(src)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	single, both := add(b.Define, "retry"), add(b.Define, "orders & lease")
	sought := add(b.Add, "orders & lease & worker")
	if w := b.Weight(sought); w != b.Weight(add(b.Define, "worker")) {
		t.Errorf("a conjunction weighs %d, not what its rarest part does", w)
	}
	s := b.Set()
	z := NewTokenizer(s)
	toks := z.Tokens("A worker takes a lease on its orders and retries; the orders wait.")
	if got := z.Find(toks); len(got) != 1 || got[0].Phrase != sought || got[0].Start != 7 {
		t.Errorf("found %v; want the sought one only, at the first of its first part", got)
	}
	if got := s.At(single, toks); len(got) != 1 || toks[got[0].Start].Lower() != "retries" {
		t.Errorf("asked for one word: %v", got)
	}
	if got := s.At(both, toks); len(got) != 1 || got[0].Phrase != both {
		t.Errorf("asked for a conjunction: %v", got)
	}
	if got := s.At(both, z.Tokens("orders only")); got != nil {
		t.Errorf("half a conjunction: %v", got)
	}
}
