package checklists

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

// diveSource loads the YAML files that the index of the deep dives is made from.
func diveSource(t testing.TB) *Dives {
	t.Helper()
	d, err := LoadDives(os.DirFS("data/deepdives"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDivesHoldTogether(t *testing.T) {
	if err := diveSource(t).Check(source(t)); err != nil {
		t.Error(err)
	}
}

func TestDiveIndexIsCurrent(t *testing.T) {
	raw := string(diveSource(t).WriteIndex())
	if *update {
		if err := os.WriteFile("deepdives.bin", []byte(raw), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if raw != diveIndex {
		t.Fatal("deepdives.bin is stale: run go generate ./checklists")
	}
}

func TestDiveIndexHoldsTheDives(t *testing.T) {
	want := diveSource(t)
	got := &Dives{}
	if err := decode(string(want.WriteIndex()), reflect.ValueOf(got).Elem()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.WriteIndex(), want.WriteIndex()) || got.Moves[3].Verify != want.Moves[3].Verify {
		t.Error("the deep dives are others after decoding")
	}
}

// TestEveryAreaIsDeep holds each area against the least that a dive promises.
func TestEveryAreaIsDeep(t *testing.T) {
	d := diveSource(t)
	counts := map[string]map[string]int{}
	groups := map[string]map[string]bool{}
	count := func(kind, id string) {
		a := areaOf(id)
		if counts[a] == nil {
			counts[a] = map[string]int{}
		}
		counts[a][kind]++
	}
	for _, r := range d.Scenarios {
		count("scenarios", r.ID)
	}
	for _, r := range d.Options {
		if groups[areaOf(r.ID)] == nil {
			groups[areaOf(r.ID)] = map[string]bool{}
		}
		groups[areaOf(r.ID)][r.Group] = true
	}
	for _, r := range d.Moves {
		count("moves", r.ID)
	}
	for _, r := range d.Measures {
		count("measures", r.ID)
	}
	for _, r := range d.Tests {
		count("tests", r.ID)
	}
	for _, r := range d.Parts {
		count("parts", r.ID)
	}
	least := map[string]int{"scenarios": 5, "moves": 8, "measures": 6, "tests": 6, "parts": 4}
	for _, a := range source(t).Areas {
		for kind, n := range least {
			if counts[a.Key][kind] < n {
				t.Errorf("%s has %d %s, want at least %d", a.Key, counts[a.Key][kind], kind, n)
			}
		}
		if len(groups[a.Key]) < 3 {
			t.Errorf("%s has %d groups of options, want at least 3", a.Key, len(groups[a.Key]))
		}
	}
}

const goodDive = `moves:
  - id: database.m-first
    items: [database.backup]
    needs: [database.dump]
    change: Do.
    verify: See.
    back: Undo.
    effort: S
  - id: database.m-second
    items: [database.backup]
    after: [database.m-first]
    change: Do.
    verify: See.
    back: Undo.
    effort: S
`

// TestDiveMistakesAreNamed gives one mistake at a time.
func TestDiveMistakesAreNamed(t *testing.T) {
	cat, err := Load(fstest.MapFS{"g.yaml": {Data: []byte(ground)}, "i.yaml": {Data: []byte(goodItem)}})
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, data string
		want       []string
	}{
		{"unknown key", strings.Replace(goodDive, "verify:", "verfy:", 1), []string{`unknown key "verfy"`, "nearest known one is verify"}},
		{"unknown item", strings.Replace(goodDive, "[database.backup]", "[database.backups]", 1), []string{`items names "database.backups"`, "database.backup"}},
		{"unknown need", strings.Replace(goodDive, "[database.dump]", "[database.dump|database.dumb]", 1), []string{`needs names "database.dumb"`, "database.dump"}},
		{"out of order", strings.Replace(strings.Replace(goodDive, "    after: [database.m-first]\n", "", 1), "needs: [database.dump]", "after: [database.m-second]", 1), []string{"stands behind it"}},
		{"foreign area", strings.Replace(goodDive, "id: database.m-first", "id: kitchen.m-first", 1), []string{"does not begin with an area"}},
		{"empty text", strings.Replace(goodDive, "back: Undo.", "back: ''", 1), []string{"back is empty"}},
		{"unknown slot", "scenarios:\n  - {id: database.s, items: [database.backup], title: T, trigger: T, steps: [a, 'at {{traffic.rote}}'], effect: E, defence: D}\n", []string{`a step names "traffic.rote"`}},
		{"edge without the part", "parts:\n  - {id: database.p, items: [database.backup], label: L, why: W, edges: [app > db]}\n", []string{"is no edge of the part"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d, err := LoadDives(fstest.MapFS{"d.yaml": {Data: []byte(c.data)}})
			if err == nil {
				err = d.Check(cat)
			}
			var de *DataError
			if !errors.As(err, &de) || de.Pos.File != "d.yaml" {
				t.Fatalf("got %v, want a mistake in d.yaml", err)
			}
			for _, w := range c.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%v does not say %q", err, w)
				}
			}
		})
	}
}

func TestReviewsDoNotReadTheDives(t *testing.T) {
	c, err := Load(fstest.MapFS{"g.yaml": {Data: []byte(ground)}, "deepdives/d.yaml": {Data: []byte("moves: 3\n")}})
	if err != nil || len(c.Areas) != 1 {
		t.Errorf("the catalog reads the deep dives: %v", err)
	}
}

func BenchmarkBuiltinDives(b *testing.B) {
	for range b.N {
		if _, err := BuiltinDives(); err != nil {
			b.Fatal(err)
		}
	}
}
