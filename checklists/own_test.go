package checklists

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// builtin loads the built-in catalog.
func builtin(t *testing.T) *Catalog {
	t.Helper()
	c, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const ownItem = `items:
  - id: security.house-cipher
    kind: evaluate
    title: House cipher
    question: Is the house cipher used?
    why: The house rules ask for it.
    gap: The house cipher is not used
    shown_by: [security.house-cipher]
    impact: 2
    likelihood: 2
    recommendation: Use it.
    effort: S
    raises: Data is written as it is.
    quiet: All columns are sealed with the house cipher.
concepts:
  - id: security.house-cipher
    title: House cipher
    wordings: [house cipher]
`

func TestOwnRecordsAreLaidOverTheCatalog(t *testing.T) {
	base := builtin(t)
	before := base.Sum()
	replaced := strings.Replace(ownItem, "security.house-cipher\n    kind", "database.backup-recovery\n    kind", 1)
	off := "disable:\n  - {kind: items, id: " + base.Items[30].ID + ", because: the platform team has it}\n"
	c, changes, err := Extend(base, fstest.MapFS{"a.yaml": {Data: []byte(ownItem)}, "sub/off.yml": {Data: []byte(off)}}, "house")
	if err != nil {
		t.Fatal(err)
	}
	if len(changes.Added) != 2 || len(changes.Replaced) != 0 || len(changes.Disabled) != 1 || changes.Added[0].Pos != (Pos{"house/a.yaml", 2}) || changes.Disabled[0].Pos.File != "house/sub/off.yml" {
		t.Errorf("changes are %+v", changes)
	}
	if len(c.Items) != len(base.Items) || c.Items[len(c.Items)-1].ID != "security.house-cipher" {
		t.Errorf("%d items of %d", len(c.Items), len(base.Items))
	}
	c, changes, err = Extend(base, fstest.MapFS{"a.yaml": {Data: []byte(replaced)}}, "house")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(c.Items, func(i Item) bool { return i.ID == "database.backup-recovery" })
	if len(changes.Replaced) != 1 || c.Items[i].Title != "House cipher" || len(c.Items) != len(base.Items) || base.Items[i].Title == "House cipher" {
		t.Errorf("changes are %+v", changes)
	}
	if base.Sum() != before || c.Sum() == before {
		t.Error("the built-in catalog has changed, or its copy has not")
	}
}

// TestEveryRecordCanBeDisabled takes out all that may be, one kind after
// another; what is left holds together.
func TestEveryRecordCanBeDisabled(t *testing.T) {
	base := builtin(t)
	ids := map[string][]string{}
	for _, i := range base.Items {
		ids["items"] = append(ids["items"], i.ID)
	}
	for _, r := range base.Rules {
		ids["rules"] = append(ids["rules"], r.ID)
	}
	for _, q := range base.Calculations {
		ids["calculations"] = append(ids["calculations"], q.ID)
	}
	for _, p := range base.Patterns {
		ids["patterns"] = append(ids["patterns"], p.ID)
	}
	for kind, list := range ids {
		text := "disable:\n"
		for _, id := range list[:len(list)-1] {
			text += "  - {kind: " + kind + ", id: " + id + "}\n"
		}
		c, changes, err := Extend(base, fstest.MapFS{"a.yaml": {Data: []byte(text)}}, "house")
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		if len(changes.Disabled) != len(list)-1 {
			t.Errorf("%s: %d of %d are disabled", kind, len(changes.Disabled), len(list)-1)
		}
		if kind == "items" && len(changes.Silent) == 0 || len(c.Items) == 0 {
			t.Errorf("%s: %d items are left, %d rules are silent", kind, len(c.Items), len(changes.Silent))
		}
	}
}

func TestMistakesInOwnFolders(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"unknown key", strings.Replace(ownItem, "gap:", "gab:", 1), `house/a.yaml:7: unknown key "gab"`},
		{"unknown section", "item: []\n", "house/a.yaml:1: unknown key \"item\""},
		{"dangling", strings.Replace(ownItem, "[security.house-cipher]", "[security.home-cipher]", 1), `house/a.yaml:2: shown_by names "security.home-cipher"`},
		{"twice", ownItem + "  - id: security.house-cipher\n    title: x\n    wordings: [y]\n", "house/a.yaml:19: concepts \"security.house-cipher\" is defined twice; the first stands in house/a.yaml:16"},
		{"a new area", "areas:\n  - {key: kitchen, letter: K, title: Kitchen, scope: x}\n", "house/a.yaml:2: areas cannot be changed"},
		{"severity", "severity:\n  - {severity: high, from: 1, meaning: x}\n", "severity cannot be changed"},
		{"a new calculation", "calculations:\n  - {id: queue, title: x}\n", `house/a.yaml:2: there is no built-in record "queue" of calculations`},
		{"no id", "concepts:\n  - {title: x, wordings: [y]}\n", "house/a.yaml:2: a record of concepts has no id"},
		{"disable what is not there", "disable:\n  - {kind: items, id: database.backup-recovry}\n", `house/a.yaml:2: there is no built-in record "database.backup-recovry" of items; the nearest is database.backup-recovery`},
		{"disable a concept", "disable:\n  - {kind: concepts, id: database.backup}\n", "replace it with a record of the same id"},
		{"disable an unknown kind", "disable:\n  - {kind: thing, id: x}\n", `kind is "thing"`},
		{"disable twice", "disable:\n  - {kind: items, id: database.backup-recovery}\n  - {kind: items, id: database.backup-recovery}\n", "house/a.yaml:3: there is no built-in record"},
		{"disable own", ownItem + "disable:\n  - {kind: items, id: security.house-cipher}\n", "disabled and defined in the same folder"},
	}
	for _, c := range cases {
		_, _, err := Extend(builtin(t), fstest.MapFS{"a.yaml": {Data: []byte(c.text)}}, "house")
		var de *DataError
		if !errors.As(err, &de) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	all := strings.Replace(ownItem, "gap:", "gab:", 1) + "disable: 3\n"
	if _, _, err := Extend(builtin(t), fstest.MapFS{"a.yaml": {Data: []byte(all)}}, "house"); err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("two mistakes are told as %v", err)
	}
}

func TestFoldersThatWereNotMadeForThis(t *testing.T) {
	many := fstest.MapFS{}
	for i := range mostOwnFiles + 1 {
		many[strings.Repeat("x", i+1)+".yaml"] = &fstest.MapFile{Data: []byte("items: []\n")}
	}
	for want, fsys := range map[string]fstest.MapFS{
		"no YAML file":   {"readme.md": {Data: []byte("x")}},
		"too many files": many,
		"too large":      {"a.yaml": {Data: make([]byte, mostOwnBytes+1)}},
		"not a file":     {"a.yaml": {Mode: fs.ModeNamedPipe}},
		"deep dives":     {"deepdives/a.yaml": {Data: []byte("x")}, "b.yaml": {Data: []byte("items: []\n")}},
	} {
		if _, _, err := Extend(builtin(t), fsys, "house"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
