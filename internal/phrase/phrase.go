// Package phrase finds phrases in text by word stems. A phrase is written in a
// small language made for checklists:
//
//	point in time recovery      words that follow one another, on Porter2 stems
//	retry|retries               one-word alternatives
//	(dead letter|dlq)           alternatives of several words; (x)? is optional
//	a .. b    a ... b           up to 3, up to 8 words may stand between
//	idempot*                    prefix of a word, not stemmed
//	'RQ'                        exact, case-sensitive
//	#  #duration #money         a number, of one dimension; #interval ("nightly",
//	                            a cron line), #window ("02:00 to 03:00") and
//	                            #clock are not matched by # alone
//	@database.backup            any wording of a concept
//	a & b                       both in one statement, in any order
//
// Text and phrases are split at everything that is neither letter nor digit,
// so "dead-letter" equals "dead letter" and "pool_size=10" equals "pool size 10".
// Articles and determiners in the text are skipped between words.
package phrase

import (
	"errors"
	"fmt"
	"strings"

	"github.com/kljensen/snowball/english"
)

// ID names a phrase of a Set.
type ID int32

// Match is one place where a phrase was found: tokens [Start, End).
type Match struct {
	Phrase     ID
	Start, End int
}

// Set is a compiled set of phrases. It is safe for concurrent use.
type Set struct {
	stems    map[string]int32 // stem to its number
	groups   map[string]int32 // stem to the number of its group of synonyms
	phrases  []seq            // by ID; empty for conjunctions
	needs    []needs          // by ID
	numbers  []int32          // 0, 1, 2 …: lists of one stem are parts of it
	before   []uint16         // by ID: words that may stand in a match before the one by which it is tried
	sought   []bool           // by ID: reported by Find; the others only where they are asked for
	whole    map[ID]and       // conjunctions by their own id
	byStem   [][]ID           // by number of a stem: phrases that are tried where it stands
	byExact  map[string][]ID  // where this word stands exactly so
	byPrefix map[string][]ID  // where a word begins so
	byDim    [AnyDim][]ID     // where a number of a dimension stands
	ands     map[ID][]and     // conjunctions that are sought, by their most telling part
}

// and is a conjunction. Find looks for one of its parts, the key, and asks for
// the others only where that stands.
type and struct {
	id    ID
	parts []ID
}

// Builder collects phrases into a Set.
type Builder struct {
	set      *Set
	known    map[string]ID
	words    map[string]int32 // lower-case word to the number of its stem
	loose    bool             // synonyms match in the phrase being compiled
	common   map[string]int   // how often a stem stands in ordinary text
	dims     [AnyDim]int      // how often a number of a dimension does
	weights  map[int32]int    // the same by number of a stem or group
	indexed  map[ID]bool      // phrases that are in the index
	concepts func(id string) ([]string, bool)
	depth    int
}

// NewBuilder starts a Set. concepts resolves @id to its wordings.
func NewBuilder(concepts func(id string) ([]string, bool)) *Builder {
	return &Builder{
		set: &Set{
			stems:    map[string]int32{},
			groups:   map[string]int32{},
			byExact:  map[string][]ID{},
			byPrefix: map[string][]ID{},
			ands:     map[ID][]and{},
			whole:    map[ID]and{},
		},
		common:   map[string]int{},
		weights:  map[int32]int{},
		known:    map[string]ID{},
		indexed:  map[ID]bool{},
		words:    map[string]int32{},
		concepts: concepts,
	}
}

// Synonyms declares words that stand for one another in loose phrases. It must
// come before the first loose phrase; a word belongs to one group at most.
func (b *Builder) Synonyms(words []string) error {
	if len(words) == 0 {
		return errors.New("a group of synonyms has no words")
	}
	n := int32(len(b.set.stems) + 1)
	b.set.stems["\x00"+words[0]] = n // a number that no word has
	for _, w := range words {
		st := english.Stem(strings.ToLower(w), true)
		if have, ok := b.set.groups[st]; ok && have != n {
			return fmt.Errorf("%q stands in two groups of synonyms", w)
		}
		b.set.groups[st] = n
		b.weights[n] += b.common[st]
	}
	return nil
}

// Add compiles one phrase that Find reports. The same source gives the same
// ID. Errors say what is wrong with the phrase and where.
func (b *Builder) Add(src string) (ID, error) { return b.sought(src, false) }

// AddLoose compiles a phrase in which synonyms match, too. It differs from the
// same phrase added without.
func (b *Builder) AddLoose(src string) (ID, error) { return b.sought(src, true) }

// Define compiles a phrase that Find does not report, unless it is added as
// well: it is only looked for where one asks for it.
func (b *Builder) Define(src string) (ID, error) { return b.compile(src, false) }

// DefineLoose does the same for a phrase in which synonyms match.
func (b *Builder) DefineLoose(src string) (ID, error) { return b.compile(src, true) }

func (b *Builder) sought(src string, loose bool) (ID, error) {
	id, err := b.compile(src, loose)
	if err != nil || b.set.sought[id] {
		return id, err
	}
	b.set.sought[id] = true
	key := id
	if a, ok := b.set.whole[id]; ok {
		key = b.key(a)
		b.set.ands[key] = append(b.set.ands[key], a)
	}
	if !b.indexed[key] {
		b.indexed[key] = true
		b.index(key)
	}
	return id, nil
}

// compile reads a phrase, once for each source.
func (b *Builder) compile(src string, loose bool) (ID, error) {
	known := src
	if loose {
		known = "\x00" + src
	}
	if id, ok := b.known[known]; ok {
		return id, nil
	}
	b.loose = loose
	defer func() { b.loose = false }()
	var id ID
	var err error
	if parts := splitAnd(src); len(parts) > 1 {
		id, err = b.addAnd(parts, loose)
	} else {
		id, err = b.addSeq(src)
	}
	if err != nil {
		return 0, fmt.Errorf("phrase %q: %w", src, err)
	}
	b.known[known] = id
	return id, nil
}

func (b *Builder) addAnd(parts []string, loose bool) (ID, error) {
	ids := make([]ID, 0, len(parts))
	for _, p := range parts {
		id, err := b.compile(strings.TrimSpace(p), loose)
		if err != nil {
			return 0, err
		}
		ids = append(ids, id)
	}
	id := b.put(nil, needs{})
	b.set.whole[id] = and{id: id, parts: ids}
	return id, nil
}

func (b *Builder) addSeq(src string) (ID, error) {
	s, err := b.parse(src)
	if err != nil {
		return 0, err
	}
	if b.weightOf(s) == all {
		return 0, fmt.Errorf("every word is optional")
	}
	return b.put(s, b.set.needsOf(s)), nil
}

// put gives a compiled phrase its id.
func (b *Builder) put(s seq, n needs) ID {
	id := ID(len(b.set.phrases))
	b.set.phrases = append(b.set.phrases, s)
	b.set.needs = append(b.set.needs, n)
	b.set.sought = append(b.set.sought, false)
	b.set.before = append(b.set.before, 0)
	return id
}

// index makes a phrase tried where the rarest thing stands that it cannot do
// without.
func (b *Builder) index(id ID) {
	k, before := b.pivot(b.set.phrases[id])
	b.set.before[id] = uint16(before)
	for st := range k.stems {
		for len(b.set.byStem) <= int(st) {
			b.set.byStem = append(b.set.byStem, nil)
		}
		b.set.byStem[st] = append(b.set.byStem[st], id)
	}
	for w := range k.exact {
		b.set.byExact[w] = append(b.set.byExact[w], id)
	}
	for p := range k.prefix {
		b.set.byPrefix[p] = append(b.set.byPrefix[p], id)
	}
	for d := range b.set.byDim {
		if k.dims&(1<<d) != 0 {
			b.set.byDim[d] = append(b.set.byDim[d], id)
		}
	}
}

// tried gives the phrases that are tried where a stem stands.
func (s *Set) tried(stem int32) []ID {
	if int(stem) < len(s.byStem) {
		return s.byStem[stem]
	}
	return nil
}

// Set gives the compiled set; the builder must not be used afterwards.
func (b *Builder) Set() *Set { return b.set }

// Len is the number of phrases, conjunctions included.
func (s *Set) Len() int { return len(s.phrases) }

// stem interns the stem of a lower-case word while building.
func (b *Builder) stem(word string) int32 {
	if b.loose {
		if n, ok := b.set.groups[english.Stem(word, true)]; ok {
			return n
		}
	}
	if n, ok := b.words[word]; ok {
		return n
	}
	st := english.Stem(word, true)
	n, ok := b.set.stems[st]
	if !ok {
		n = int32(len(b.set.stems) + 1)
		b.set.stems[st] = n
		b.weights[n] = b.common[st]
	}
	b.words[word] = n
	return n
}
