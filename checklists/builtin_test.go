package checklists

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "rewrite generated files")

// source loads the YAML files that the index is made from.
func source(t testing.TB) *Catalog {
	t.Helper()
	c, err := Load(os.DirFS("data"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDataHoldsTogether(t *testing.T) {
	if err := source(t).Check(); err != nil {
		t.Error(err)
	}
}

func TestIndexIsCurrent(t *testing.T) {
	var b bytes.Buffer
	if err := source(t).WriteIndex(&b); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("catalog.gob", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(b.Bytes(), index) {
		t.Error("catalog.gob is stale: run go generate ./checklists")
	}
}
