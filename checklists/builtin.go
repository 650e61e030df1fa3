package checklists

import (
	_ "embed"
	"fmt"
)

// The index is the catalog under data/ after loading and checking, in a form
// that is read in a few milliseconds where YAML would take a hundred. A test
// fails when it is stale.
//
//go:generate go test -run "TestIndexIsCurrent|TestDiveIndexIsCurrent" -update .

//go:embed catalog.bin
var index string

//go:embed catalog.sum
var indexSum string

// BuiltinSum gives what Sum gives for the built-in catalog, without computing it.
func BuiltinSum() string { return indexSum }

// Builtin gives the catalog that ships with the program.
func Builtin() (*Catalog, error) {
	c, err := readIndex(index)
	if err != nil {
		return nil, fmt.Errorf("reading the built-in checklists: %w", err)
	}
	return c, nil
}
