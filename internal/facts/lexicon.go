// Package facts reads what documents assert: concepts with a status, quantities
// with a unit and a name, and traits of the system, all with their statements.
package facts

import (
	"fmt"
	"strings"

	"archreview/checklists"
	"archreview/internal/phrase"
)

// Lexicon is a catalog compiled for reading. It is safe for concurrent use.
type Lexicon struct {
	Catalog *checklists.Catalog

	set      *phrase.Set
	order    []phrase.ID            // ids in the order in which the catalog names its phrases
	ids      map[string]phrase.ID   // phrase source to its id
	loose    map[string]phrase.ID   // the same for phrases of rules, in which synonyms match
	concepts map[phrase.ID][]string // concepts that a phrase shows
	slots    map[phrase.ID][]slotRef
	context  map[phrase.ID][]int // indexes into Catalog.Context
	drivers  []uint8             // by rule: the clause of "when" by which its statements are found
	implies  map[string][]string // concept to all it implies, itself first
	titles   map[string]string   // concept to its title
	sum      string              // of the catalog, where it is known
}

// Sum gives a hash of the catalog.
func (l *Lexicon) Sum() string {
	if l.sum != "" {
		return l.sum
	}
	return l.Catalog.Sum()
}

type slotRef struct {
	slot *checklists.Slot
	dim  phrase.Dim
}

// Compile prepares a catalog. The error names the record whose phrase cannot
// be read.
func Compile(c *checklists.Catalog) (*Lexicon, error) {
	k := newCompiler(c, 0)
	k.b = phrase.NewBuilder(k.wordings)
	k.all()
	k.l.set = k.b.Set()
	return k.l, k.err()
}

// newCompiler prepares an empty lexicon for a catalog with about so many
// phrases.
func newCompiler(c *checklists.Catalog, phrases int) *compiler {
	l := &Lexicon{
		Catalog:  c,
		ids:      make(map[string]phrase.ID, phrases),
		loose:    make(map[string]phrase.ID, phrases/2),
		concepts: make(map[phrase.ID][]string, phrases/2),
		slots:    map[phrase.ID][]slotRef{},
		context:  map[phrase.ID][]int{},
		implies:  map[string][]string{},
		titles:   map[string]string{},
	}
	k := &compiler{l: l, words: map[string][]string{}}
	for i := range c.Concepts {
		k.words[c.Concepts[i].ID] = c.Concepts[i].Wordings
		l.titles[c.Concepts[i].ID] = c.Concepts[i].Title
	}
	for i := range c.Technologies {
		id := "tech." + c.Technologies[i].ID
		k.words[id] = c.Technologies[i].Wordings
		l.titles[id] = c.Technologies[i].Title
	}
	return k
}

// ID gives the id of a phrase of the catalog; false if it has none.
func (l *Lexicon) ID(src string) (phrase.ID, bool) {
	id, ok := l.ids[src]
	return id, ok
}

// Loose gives the id of a phrase of a rule, in which synonyms match.
func (l *Lexicon) Loose(src string) (phrase.ID, bool) {
	id, ok := l.loose[src]
	return id, ok
}

// Title gives the title of a concept or technology ("tech.<id>").
func (l *Lexicon) Title(concept string) string {
	if t, ok := l.titles[concept]; ok {
		return t
	}
	return concept
}

// compiler walks through the phrases of a catalog. It compiles them, or, where
// known is given, takes their ids from an earlier compilation.
type compiler struct {
	l     *Lexicon
	b     *phrase.Builder
	words map[string][]string // wordings by concept
	known []phrase.ID
	short bool
	errs  []string
}

func (k *compiler) wordings(concept string) ([]string, bool) {
	w, ok := k.words[concept]
	return w, ok
}

func (k *compiler) err() error {
	if len(k.errs) == 0 {
		return nil
	}
	const most = 20
	more := ""
	if n := len(k.errs); n > most {
		more = fmt.Sprintf("\nand %d more", n-most)
		k.errs = k.errs[:most]
	}
	return fmt.Errorf("checklists: %s%s", strings.Join(k.errs, "\n"), more)
}

// add compiles phrases of which all places are of interest.
func (k *compiler) add(pos checklists.Pos, srcs []string, use func(phrase.ID)) {
	for _, s := range srcs {
		if id, ok := k.one(pos, s, (*phrase.Builder).Add); ok {
			k.l.ids[s] = id
			if use != nil {
				use(id)
			}
		}
	}
}

// define compiles phrases that are only asked for at one statement.
func (k *compiler) define(pos checklists.Pos, srcs []string) {
	for _, s := range srcs {
		if id, ok := k.one(pos, s, (*phrase.Builder).Define); ok {
			k.l.ids[s] = id
		}
	}
}

// loose compiles phrases of rules, in which synonyms match.
func (k *compiler) loose(pos checklists.Pos, srcs []string, add func(*phrase.Builder, string) (phrase.ID, error)) {
	for _, s := range srcs {
		if id, ok := k.one(pos, s, add); ok {
			k.l.loose[s] = id
		}
	}
}

// one adds one phrase and keeps what is wrong with it.
func (k *compiler) one(pos checklists.Pos, src string, add func(*phrase.Builder, string) (phrase.ID, error)) (phrase.ID, bool) {
	id, err := k.id(src, add)
	if err != nil {
		k.wrong(pos, err.Error(), "see the phrase language in docs/checklists.md")
		return 0, false
	}
	k.l.order = append(k.l.order, id)
	return id, true
}

func (k *compiler) wrong(pos checklists.Pos, what, write string) {
	k.errs = append(k.errs, (&checklists.DataError{Pos: pos, What: what, Write: write}).Error())
}

// id compiles a phrase or takes the next known id; short says that there was
// none left.
func (k *compiler) id(src string, add func(*phrase.Builder, string) (phrase.ID, error)) (phrase.ID, error) {
	if k.b != nil {
		return add(k.b, src)
	}
	if len(k.known) == 0 {
		k.short = true
		return 0, nil
	}
	id := k.known[0]
	k.known = k.known[1:]
	return id, nil
}

func (k *compiler) all() {
	c := k.l.Catalog
	if k.b != nil {
		k.ordinary()
	}
	for i := range c.Synonyms {
		if k.b == nil {
			break // the set knows them
		}
		if err := k.b.Synonyms(c.Synonyms[i].Words); err != nil {
			k.wrong(c.Synonyms[i].Pos, err.Error(), "leave it in one of them")
		}
	}
	for i := range c.Concepts {
		k.concept(c.Concepts[i].Pos, c.Concepts[i].ID, c.Concepts[i].Wordings)
	}
	for i := range c.Technologies {
		k.concept(c.Technologies[i].Pos, "tech."+c.Technologies[i].ID, c.Technologies[i].Wordings)
	}
	for i := range c.Traits {
		k.add(c.Traits[i].Pos, c.Traits[i].Wordings, nil)
	}
	for i := range c.Questions {
		k.add(c.Questions[i].Pos, c.Questions[i].Signals, nil)
	}
	for i := range c.Rules {
		k.rule(i)
	}
	for i := range c.Slots {
		k.slot(&c.Slots[i])
	}
	for i := range c.Context {
		x := &c.Context[i]
		k.add(x.Pos, x.Phrases, func(id phrase.ID) { k.l.context[id] = append(k.l.context[id], i) })
	}
	k.implications()
}

func (k *compiler) concept(pos checklists.Pos, id string, wordings []string) {
	k.add(pos, wordings, func(p phrase.ID) { k.l.concepts[p] = append(k.l.concepts[p], id) })
}

func (k *compiler) slot(s *checklists.Slot) {
	dim, ok := phrase.DimNamed(s.Dim)
	if !ok {
		k.errs = append(k.errs, (&checklists.DataError{Pos: s.Pos, What: fmt.Sprintf("dim is %q", s.Dim), Write: "write count, duration, bytes, rate, percent or money"}).Error())
	}
	k.add(s.Pos, s.Phrases, func(p phrase.ID) { k.l.slots[p] = append(k.l.slots[p], slotRef{s, dim}) })
	k.define(s.Pos, s.Not)
}

// implications closes "implies" over itself.
func (k *compiler) implications() {
	direct := map[string][]string{}
	for _, c := range k.l.Catalog.Concepts {
		direct[c.ID] = c.Implies
	}
	for id := range direct {
		seen := map[string]bool{id: true}
		list := []string{id}
		for i := 0; i < len(list); i++ {
			for _, n := range direct[list[i]] {
				if !seen[n] {
					seen[n] = true
					list = append(list, n)
				}
			}
		}
		k.l.implies[id] = list
	}
}
