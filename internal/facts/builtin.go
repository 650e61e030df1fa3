package facts

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"

	"archreview/checklists"
	"archreview/internal/phrase"
)

// The index holds the phrases of the built-in catalog as compiled. A test fails
// when it is stale.
//
//go:generate go test -run TestIndexIsCurrent -update .

//go:embed lexicon.bin
var index []byte

// Builtin gives the lexicon of the built-in catalog.
func Builtin() (*Lexicon, error) {
	c, err := checklists.Builtin()
	if err != nil {
		return nil, err
	}
	return withIndex(c, index)
}

// writeIndex gives the compiled phrases of a lexicon in a form that is read
// fast: the ids in the order of the catalog, then the set.
func (l *Lexicon) writeIndex() []byte {
	b := binary.AppendUvarint(nil, uint64(len(l.order)))
	for _, id := range l.order {
		b = binary.AppendUvarint(b, uint64(id))
	}
	return l.set.Append(b)
}

// withIndex makes a lexicon from a catalog and its compiled phrases.
func withIndex(c *checklists.Catalog, raw []byte) (*Lexicon, error) {
	n, at := binary.Uvarint(raw)
	if at <= 0 || n > uint64(len(raw)) {
		return nil, errors.New("the phrase index is damaged")
	}
	k := newCompiler(c)
	k.known = make([]phrase.ID, n)
	for i := range k.known {
		id, w := binary.Uvarint(raw[at:])
		if w <= 0 {
			return nil, errors.New("the phrase index is damaged")
		}
		k.known[i] = phrase.ID(id)
		at += w
	}
	set, err := phrase.Decode(raw[at:])
	if err != nil {
		return nil, fmt.Errorf("reading the built-in phrases: %w", err)
	}
	k.all()
	if k.short || len(k.known) > 0 {
		return nil, errors.New("the phrase index does not belong to this catalog: run go generate ./...")
	}
	k.l.set = set
	return k.l, k.err()
}
