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
var index string

// Builtin gives the lexicon of the built-in catalog.
func Builtin() (*Lexicon, error) {
	c, err := checklists.Builtin()
	if err != nil {
		return nil, err
	}
	l, err := withIndex(c, index)
	if err != nil {
		return nil, err
	}
	l.sum = checklists.BuiltinSum()
	return l, nil
}

// writeIndex gives the compiled phrases of a lexicon in a form that is read
// fast: the ids in the order of the catalog, the drivers of its rules, then the
// set.
func (l *Lexicon) writeIndex() []byte {
	b := binary.AppendUvarint(nil, uint64(len(l.order)))
	for _, id := range l.order {
		b = binary.AppendUvarint(b, uint64(id))
	}
	b = binary.AppendUvarint(b, uint64(len(l.drivers)))
	b = append(b, l.drivers...)
	return l.set.Append(b)
}

// withIndex makes a lexicon from a catalog and its compiled phrases.
func withIndex(c *checklists.Catalog, raw string) (*Lexicon, error) {
	n, at := varint(raw, 0)
	if at <= 0 || n > len(raw) {
		return nil, errDamaged
	}
	k := newCompiler(c, n)
	k.known = make([]phrase.ID, n)
	for i := range k.known {
		var id int
		if id, at = varint(raw, at); at < 0 {
			return nil, errDamaged
		}
		k.known[i] = phrase.ID(id)
	}
	if n, at = varint(raw, at); at <= 0 || n != len(c.Rules) || n > len(raw)-at {
		return nil, errDamaged
	}
	k.l.drivers = []uint8(raw[at : at+n])
	set, err := phrase.Decode(raw[at+n:])
	if err != nil {
		return nil, fmt.Errorf("reading the built-in phrases: %w", err)
	}
	k.all()
	if k.short || len(k.known) > 0 {
		return nil, errors.New("the phrase index does not belong to this catalog: go generate makes it anew")
	}
	k.l.set = set
	return k.l, k.err()
}

var errDamaged = errors.New("the phrase index is damaged")

// varint reads an unsigned varint and gives the place behind it; -1 at the end
// of the text.
func varint(s string, at int) (int, int) {
	v, shift := 0, 0
	for ; at < len(s) && shift <= 35; at++ {
		v |= int(s[at]&0x7f) << shift
		if s[at] < 0x80 {
			return v, at + 1
		}
		shift += 7
	}
	return 0, -1
}
