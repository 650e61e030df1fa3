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
	"fmt"
	"sort"
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
	byStem   map[int32][]ID   // phrases whose first word may be this stem
	byExact  map[string][]ID  // phrases whose first word is exact
	byPrefix map[string][]ID  // by the first three letters
	byNumber []ID             // phrases that begin with a number
	ands     map[ID][]and     // conjunctions by their rarest part
}

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
	concepts func(id string) ([]string, bool)
	depth    int
}

// NewBuilder starts a Set. concepts resolves @id to its wordings.
func NewBuilder(concepts func(id string) ([]string, bool)) *Builder {
	return &Builder{
		set: &Set{
			stems:    map[string]int32{},
			groups:   map[string]int32{},
			byStem:   map[int32][]ID{},
			byExact:  map[string][]ID{},
			byPrefix: map[string][]ID{},
			ands:     map[ID][]and{},
		},
		known:    map[string]ID{},
		words:    map[string]int32{},
		concepts: concepts,
	}
}

// Synonyms declares words that stand for one another in loose phrases. It must
// come before the first loose phrase; a word belongs to one group at most.
func (b *Builder) Synonyms(words []string) error {
	n := int32(len(b.set.stems) + 1)
	b.set.stems["\x00"+words[0]] = n // a number that no word has
	for _, w := range words {
		st := english.Stem(strings.ToLower(w), true)
		if have, ok := b.set.groups[st]; ok && have != n {
			return fmt.Errorf("%q stands in two groups of synonyms", w)
		}
		b.set.groups[st] = n
	}
	return nil
}

// AddLoose compiles a phrase in which synonyms match, too. It differs from the
// same phrase added without.
func (b *Builder) AddLoose(src string) (ID, error) {
	key := "\x00" + src
	if id, ok := b.known[key]; ok {
		return id, nil
	}
	b.loose = true
	defer func() { b.loose = false }()
	var id ID
	var err error
	if parts := splitAnd(src); len(parts) > 1 {
		id, err = b.addAnd(parts, b.AddLoose)
	} else {
		id, err = b.addSeq(src)
	}
	if err != nil {
		return 0, fmt.Errorf("phrase %q: %w", src, err)
	}
	b.known[key] = id
	return id, nil
}

// Add compiles one phrase. The same source gives the same ID. Errors say what
// is wrong with the phrase and where.
func (b *Builder) Add(src string) (ID, error) {
	if id, ok := b.known[src]; ok {
		return id, nil
	}
	var id ID
	var err error
	if parts := splitAnd(src); len(parts) > 1 {
		id, err = b.addAnd(parts, b.Add)
	} else {
		id, err = b.addSeq(src)
	}
	if err != nil {
		return 0, fmt.Errorf("phrase %q: %w", src, err)
	}
	b.known[src] = id
	return id, nil
}

func (b *Builder) addAnd(parts []string, add func(string) (ID, error)) (ID, error) {
	ids := make([]ID, 0, len(parts))
	for _, p := range parts {
		id, err := add(strings.TrimSpace(p))
		if err != nil {
			return 0, err
		}
		ids = append(ids, id)
	}
	id := ID(len(b.set.phrases))
	b.set.phrases = append(b.set.phrases, nil)
	b.set.needs = append(b.set.needs, needs{})
	b.set.ands[ids[0]] = append(b.set.ands[ids[0]], and{id: id, parts: ids})
	return id, nil
}

func (b *Builder) addSeq(src string) (ID, error) {
	s, err := b.parse(src)
	if err != nil {
		return 0, err
	}
	id := ID(len(b.set.phrases))
	b.set.phrases = append(b.set.phrases, s)
	b.set.needs = append(b.set.needs, needsOf(s))
	var f firsts
	if f.add(s) {
		return 0, fmt.Errorf("every word is optional")
	}
	b.index(id, &f)
	return id, nil
}

func (b *Builder) index(id ID, f *firsts) {
	for st := range f.stems {
		b.set.byStem[st] = append(b.set.byStem[st], id)
	}
	for w := range f.exact {
		b.set.byExact[w] = append(b.set.byExact[w], id)
	}
	for p := range f.prefix {
		b.set.byPrefix[p] = append(b.set.byPrefix[p], id)
	}
	if f.number {
		b.set.byNumber = append(b.set.byNumber, id)
	}
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
	}
	b.words[word] = n
	return n
}

// Find reports every match in a tokenised statement, in order of position.
// Overlapping matches of one phrase are reported once per start.
func (z *Tokenizer) Find(toks []Token) []Match {
	s := z.set
	if z.words == nil {
		z.words = make(words, len(s.stems)/64+2)
	}
	z.words.mark(toks, true)
	defer z.words.mark(toks, false)
	var out []Match
	try := func(ids []ID, at int) {
		for _, id := range ids {
			if !s.needs[id].allow(z.words) {
				continue
			}
			if end, ok := matchSeq(s.phrases[id], nil, toks, at, true); ok {
				out = append(out, Match{id, at, end})
			}
		}
	}
	for i := range toks {
		t := &toks[i]
		if t.stem > 0 {
			try(s.byStem[t.stem], i)
		}
		if t.group > 0 {
			try(s.byStem[t.group], i)
		}
		if len(s.byExact) > 0 {
			try(s.byExact[t.Text], i)
		}
		if len(t.lower) >= 3 {
			try(s.byPrefix[t.lower[:3]], i)
		}
		if t.Num != nil {
			try(s.byNumber, i)
		}
	}
	return s.withAnds(out)
}

func (s *Set) withAnds(found []Match) []Match {
	if len(found) == 0 || len(s.ands) == 0 {
		return found
	}
	first := make(map[ID]Match, len(found))
	for _, m := range found {
		if _, ok := first[m.Phrase]; !ok {
			first[m.Phrase] = m
		}
	}
	var extra []Match
	for id := range first {
		for _, a := range s.ands[id] {
			if m, ok := joined(a, first); ok {
				extra = append(extra, m)
			}
		}
	}
	sort.Slice(extra, func(i, j int) bool { return extra[i].Phrase < extra[j].Phrase })
	return append(found, extra...)
}

// joined gives the match of a conjunction: the span of its first part.
func joined(a and, first map[ID]Match) (Match, bool) {
	for _, p := range a.parts {
		if _, ok := first[p]; !ok {
			return Match{}, false
		}
	}
	m := first[a.parts[0]]
	m.Phrase = a.id
	return m, true
}
