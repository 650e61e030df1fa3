package facts

import (
	"flag"
	"os"
	"reflect"
	"testing"

	"archreview/checklists"
)

var update = flag.Bool("update", false, "rewrite generated files")

func TestIndexIsCurrent(t *testing.T) {
	c, err := checklists.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	want, err := Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	raw := string(want.writeIndex())
	if *update {
		if err := os.WriteFile("lexicon.bin", []byte(raw), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if raw != index {
		t.Fatal("lexicon.bin is stale: run go generate ./...")
	}
	got, err := withIndex(c, index)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.ids, want.ids) || !reflect.DeepEqual(got.concepts, want.concepts) || !reflect.DeepEqual(got.context, want.context) {
		t.Error("the index gives another lexicon than compiling does")
	}
}

func TestIndexOfAnotherCatalog(t *testing.T) {
	c := &checklists.Catalog{Concepts: []checklists.Concept{{ID: "x.y", Wordings: []string{"alpha", "beta"}}}}
	lex, err := Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	raw := string(lex.writeIndex())
	c.Concepts[0].Wordings = append(c.Concepts[0].Wordings, "gamma")
	if _, err := withIndex(c, raw); err == nil {
		t.Error("an index with too few phrases is accepted")
	}
	if _, err := withIndex(c, raw[:3]); err == nil {
		t.Error("a cut index is accepted")
	}
}
