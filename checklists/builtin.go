package checklists

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed data
var data embed.FS

// Builtin loads the catalog that ships with the program.
func Builtin() (*Catalog, error) {
	sub, err := fs.Sub(data, "data")
	if err != nil {
		return nil, fmt.Errorf("reading the built-in checklists: %w", err)
	}
	c, err := Load(sub)
	if err != nil {
		return nil, err
	}
	return c, c.Check()
}
