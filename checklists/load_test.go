package checklists

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

const goodItem = `items:
  - id: database.backup
    kind: feedback
    title: Backup
    question: How?
    why: Because.
    gap: No backup
    shown_by: [database.dump]
    impact: 3
    likelihood: 2
    recommendation: Do.
    effort: M
    raises: None.
    quiet: A dump.
`

const ground = `areas:
  - {key: database, letter: B, title: Database, scope: Data}
concepts:
  - id: database.dump
    title: Dump
    wordings: [dump]
`

// TestMistakesAreNamed gives one mistake at a time: the error names the file,
// the line and what to write instead.
func TestMistakesAreNamed(t *testing.T) {
	cases := []struct {
		name, items string
		line        int
		want        []string
	}{
		{"unknown key", strings.Replace(goodItem, "gap:", "gab:", 1), 7, []string{`unknown key "gab"`, "nearest known one is gap"}},
		{"unknown kind of record", strings.Replace(goodItem, "items:", "item:", 1), 1, []string{`unknown key "item"`, "nearest known one is items"}},
		{"duplicate id", goodItem + strings.TrimPrefix(goodItem, "items:\n"), 15, []string{"defined twice", "i.yaml:2"}},
		{"dangling reference", strings.Replace(goodItem, "database.dump", "database.dumb", 1), 2, []string{`shown_by names "database.dumb"`, "database.dump"}},
		{"value out of range", strings.Replace(goodItem, "impact: 3", "impact: 4", 1), 2, []string{"impact is 4", "write 1, 2 or 3"}},
		{"wrong type", strings.Replace(goodItem, "impact: 3", "impact: high", 1), 9, []string{"whole number"}},
		{"text for a list", strings.Replace(goodItem, "[database.dump]", "database.dump", 1), 8, []string{"a list was expected", "[database.dump]"}},
		{"unknown effort", strings.Replace(goodItem, "effort: M", "effort: XL", 1), 2, []string{"S, M, L"}},
		{"unknown area", strings.Replace(goodItem, "id: database.backup", "id: kitchen.backup", 1), 2, []string{"does not begin with an area"}},
		{"missing field", strings.Replace(goodItem, "    gap: No backup\n", "", 1), 2, []string{"gap is empty"}},
		{"broken YAML", "items:\n  - id: x\n    title: a: b\n", 3, []string{"not valid YAML"}},
		{"no mapping", "- a\n- b\n", 1, []string{"must be a mapping"}},
		{"no list", "items: 3\n", 1, []string{"items must be a list"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			cat, err := Load(fstest.MapFS{"g.yaml": {Data: []byte(ground)}, "i.yaml": {Data: []byte(c.items)}})
			if err == nil {
				err = cat.Check()
			}
			if err == nil {
				t.Fatal("no error")
			}
			var de *DataError
			if !errors.As(err, &de) || de.Pos.File != "i.yaml" || de.Pos.Line != c.line {
				t.Errorf("got %v, want a mistake in i.yaml:%d", err, c.line)
			}
			for _, w := range c.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%v does not say %q", err, w)
				}
			}
		})
	}
}

func TestGoodDataLoads(t *testing.T) {
	cat, err := Load(fstest.MapFS{"g.yaml": {Data: []byte(ground)}, "i.yaml": {Data: []byte(goodItem)}, "readme.md": {Data: []byte("not data")}})
	if err != nil {
		t.Fatal(err)
	}
	if err := cat.Check(); err != nil {
		t.Fatal(err)
	}
	if len(cat.Items) != 1 || cat.Items[0].Impact != 3 || cat.Items[0].Area() != "database" {
		t.Errorf("got %+v", cat.Items)
	}
}

// TestCounts holds the catalog against what it promises: the framework's
// bullets for each area and kind, and the least numbers of the rest.
func TestCounts(t *testing.T) {
	c := source(t)
	want := map[string][3]int{ // evaluate, feedback, python
		"system": {8, 6, 5}, "database": {9, 8, 4}, "api": {10, 8, 5}, "security": {11, 7, 5}, "scalability": {10, 7, 6},
		"observability": {9, 7, 5}, "deployment": {9, 7, 5}, "code": {8, 7, 6}, "dataflow": {7, 6, 0}, "resilience": {8, 7, 4},
	}
	got := map[string][3]int{}
	for _, i := range c.Items {
		n := got[i.Area()]
		switch i.Kind {
		case "evaluate":
			n[0]++
		case "feedback":
			n[1]++
		case "python":
			n[2]++
		}
		got[i.Area()] = n
	}
	for area, n := range want {
		if got[area] != n {
			t.Errorf("%s has %v items (evaluate, feedback, python), want %v", area, got[area], n)
		}
	}
	for what, n := range map[string][2]int{
		"areas": {len(c.Areas), 10}, "questions": {len(c.Questions), 10}, "concepts": {len(c.Concepts) + len(c.Technologies), 400},
		"technologies": {len(c.Technologies), 80}, "patterns": {len(c.Patterns), 24},
	} {
		if n[0] < n[1] {
			t.Errorf("%d %s, want at least %d", n[0], what, n[1])
		}
	}
	keys := []string{"scale", "performance", "compliance", "team", "stage", "integrations", "budget", "timeline", "constraints", "features"}
	for _, k := range keys {
		found := false
		for _, q := range c.Questions {
			found = found || q.Key == k
		}
		if !found {
			t.Errorf("no question %s", k)
		}
	}
}

func TestNearest(t *testing.T) {
	for word, want := range map[string]string{"recomendation": "recommendation", "titel": "title", "xyz": "why"} {
		if got := Nearest(word, []string{"recommendation", "title", "why"}); got != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
	if Nearest("a", nil) != "" {
		t.Error("nothing known gives something")
	}
}
