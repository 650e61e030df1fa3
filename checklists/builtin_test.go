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
	want := source(t)
	raw := string(want.WriteIndex())
	if *update {
		if err := os.WriteFile("catalog.bin", []byte(raw), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("catalog.sum", []byte(want.Sum()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if raw != index || want.Sum() != BuiltinSum() {
		t.Fatal("catalog.bin is stale: run go generate ./checklists")
	}
}

func TestIndexHoldsTheCatalog(t *testing.T) {
	want := source(t)
	got, err := readIndex(string(want.WriteIndex()))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.WriteIndex(), want.WriteIndex()) || len(got.Rules) != len(want.Rules) || got.Items[7].Advice.Impact != want.Items[7].Advice.Impact {
		t.Error("the catalog is another one after decoding")
	}
}

func TestDamagedIndexes(t *testing.T) {
	c := &Catalog{Areas: []Area{{Key: "database", Letter: "B"}}, Severity: []SeverityRule{{Severity: "high", From: 8}}}
	raw := string(c.WriteIndex())
	for n := range raw {
		if _, err := readIndex(raw[:n]); err == nil {
			t.Fatalf("%d of %d bytes are read without an error", n, len(raw))
		}
	}
	if _, err := readIndex(raw + "x"); err == nil {
		t.Error("a longer index is read without an error")
	}
}
