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
