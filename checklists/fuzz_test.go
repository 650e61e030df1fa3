package checklists

import (
	"errors"
	"testing"
	"testing/fstest"
)

// FuzzOwn lays any file over the built-in catalog: it is refused with one place
// and one piece of advice for each mistake, or what comes of it holds together.
// The built-in catalog never changes.
func FuzzOwn(f *testing.F) {
	for _, s := range []string{ownItem, "disable:\n  - {kind: items, id: database.backup-recovery}\n", "items: 3\n", "- a\n", "a: &a [*a]\n", "items:\n  - &x {id: y, <<: *x}\n", "? [a]\n: b\n",
		"concepts:\n  - {id: !!binary eA==, title: [], wordings: ~}\n", "items: []\n---\nitems: []\n", "severity: []\n", "\xff\xfe", "rules:\n- {id: a}\n- {id: a}\n"} {
		f.Add([]byte(s))
	}
	base, err := Builtin()
	if err != nil {
		f.Fatal(err)
	}
	before := base.Sum()
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, changes, err := Extend(base, fstest.MapFS{"a.yaml": {Data: raw}}, "house")
		if err == nil {
			if err := c.Check(); err != nil {
				t.Fatalf("taken, but: %v", err)
			}
			if len(changes.Added)+len(changes.Replaced)+len(changes.Disabled) == 0 && c.Sum() != before {
				t.Fatal("no change is told, but the catalog is another one")
			}
		}
		var one *DataError
		if err != nil && (!errors.As(err, &one) || one.Pos.File == "" || one.What == "") {
			t.Fatalf("not a mistake with a place: %v", err)
		}
		if base.Sum() != before {
			t.Fatal("the built-in catalog has changed")
		}
	})
}
