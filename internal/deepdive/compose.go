// Package deepdive looks closer at one area of a review, or at one of its
// concerns, without a model: what the documents say of the area, how it fails,
// which ways there are, and in which steps to go. It speaks from records of the
// catalog that hold for this design and from the document's own words, and
// raises no concern of its own.
package deepdive

import (
	"fmt"
	"slices"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/facts"
	"archreview/internal/problem"
)

// Input is what a deep dive is composed from.
type Input struct {
	Brief  *brief.Brief
	Review *review.Review
	Area   string // key; may be empty where Focus is given
	Focus  string // id of a concern; "" for the whole area
}

// Compose writes the deep dive. Engine, created and usage are the caller's. A *problem.Problem says that the area or concern is not
// part of the review; any other error, that the built-in texts are broken.
func Compose(in Input) (*review.DeepDive, error) {
	d, err := checklists.BuiltinDives()
	if err != nil {
		return nil, err
	}
	w, err := newWriter(in, d)
	if err != nil {
		return nil, err
	}
	moves := w.moves()
	scenarios := w.scenarios()
	out := &review.DeepDive{
		Schema: review.DeepDiveSchema, Documents: in.Review.Documents,
		Area: w.area.Key, Letter: w.area.Letter, Title: w.area.Title, Status: w.area.Status,
		Today: w.today(), Items: w.items(), Concerns: w.shown(), Added: []string{},
		Scenarios: scenarios, Options: w.options(), Target: w.target(),
		Code: w.code(moves), Migration: w.steps(moves),
		Measures: w.measures(), Tests: w.tests(),
		Withdrawn: []review.Withdrawn{}, Failures: []review.Failure{},
	}
	if w.focus != nil {
		out.Focus = w.focus.ID
	}
	out.References = w.references()
	return out, w.err
}

// writer holds what every part of a deep dive needs.
type writer struct {
	b     *brief.Brief
	f     *facts.Facts
	d     *checklists.Dives
	area  *review.Area
	focus *review.Concern

	concerns []review.Concern // that touch the area, heaviest first
	state    map[string]review.CoverageStatus
	itemsOf  map[string]*checklists.Item
	weight   map[string]int // of an open item, by its state
	about    map[string][]string
	texts    map[string]string
	traits   map[string]string // titles
	proud    map[string]bool   // first words that are names
	refs     []string
	many     bool
	err      error
}

func newWriter(in Input, d *checklists.Dives) (*writer, error) {
	w := &writer{
		b: in.Brief, f: in.Brief.Facts, d: d, many: len(in.Brief.Documents) > 1,
		state: map[string]review.CoverageStatus{}, itemsOf: map[string]*checklists.Item{},
		weight: map[string]int{}, about: map[string][]string{}, texts: map[string]string{}, traits: map[string]string{}, proud: map[string]bool{},
	}
	for i := range in.Brief.Catalog.Items {
		w.itemsOf[in.Brief.Catalog.Items[i].ID] = &in.Brief.Catalog.Items[i]
	}
	for _, t := range in.Brief.Catalog.Traits {
		w.traits[t.ID] = t.Title
	}
	for _, t := range in.Brief.Catalog.Technologies {
		word, _, _ := strings.Cut(t.Title, " ")
		w.proud[word] = true
	}
	for _, t := range d.Phrases {
		w.texts[t.ID] = t.Say
	}
	if err := w.find(in); err != nil {
		return nil, err
	}
	w.weigh(in.Review)
	return w, nil
}

// find settles area and focus.
func (w *writer) find(in Input) error {
	key := in.Area
	if in.Focus != "" {
		for i := range in.Review.Areas {
			a := &in.Review.Areas[i]
			for j := range a.Concerns {
				if a.Concerns[j].ID == in.Focus {
					w.focus = &a.Concerns[j]
					if key == "" {
						key = a.Key
					}
				}
			}
		}
		if w.focus == nil {
			return &problem.Problem{What: "no deep dive", Detail: "the review has no concern " + in.Focus, Next: "name a concern by its id as the review shows it, or an area", Code: problem.Usage}
		}
	}
	for i := range in.Review.Areas {
		if in.Review.Areas[i].Key == key {
			w.area = &in.Review.Areas[i]
		}
	}
	if w.area == nil {
		return &problem.Problem{What: "no deep dive", Detail: fmt.Sprintf("there is no area %q", key), Next: "name one of the ten areas: " + keys(in.Review), Code: problem.Usage}
	}
	if w.area.Status == review.Skipped {
		return &problem.Problem{What: "no deep dive", Detail: "the area " + key + " is not part of this review", Next: "review the documents with this area, then ask again", Code: problem.Usage}
	}
	return nil
}

func keys(r *review.Review) string {
	s := ""
	for i, a := range r.Areas {
		if i > 0 {
			s += ", "
		}
		s += a.Key
	}
	return s
}

// Weights of an item by its state; a concern weighs more than any state.
const (
	ofMissing      = 1
	ofWeak         = 2
	ofContradicted = 3
	ofConcern      = 10 // times the rank of the severity
)

// weigh gathers the concerns that touch the area and weighs all open items.
func (w *writer) weigh(r *review.Review) {
	for i := range r.Areas {
		for _, c := range r.Areas[i].Coverage {
			w.state[c.Item] = c.Status
			switch c.Status {
			case review.Missing:
				w.weight[c.Item] = ofMissing
			case review.Weak:
				w.weight[c.Item] = ofWeak
			case review.Contradicted:
				w.weight[c.Item] = ofContradicted
			}
		}
	}
	if w.focus != nil {
		clear(w.weight)
		w.add(w.focus)
		return
	}
	for i := range r.Areas {
		for j := range r.Areas[i].Concerns {
			c := &r.Areas[i].Concerns[j]
			if r.Areas[i].Key == w.area.Key || slices.ContainsFunc(c.Items, w.own) {
				w.add(c)
			}
		}
	}
	slices.SortStableFunc(w.concerns, func(a, b review.Concern) int { return b.Severity.Rank() - a.Severity.Rank() })
}

// add counts a concern in: for the items it belongs to.
func (w *writer) add(c *review.Concern) {
	w.concerns = append(w.concerns, *c)
	for _, it := range c.Items {
		w.about[it] = append(w.about[it], c.ID)
	}
}

// own says whether an item belongs to the area.
func (w *writer) own(item string) bool {
	it := w.itemsOf[item]
	return it != nil && it.Area() == w.area.Key
}

// shown gives the concerns of the dive: the one in focus, else all that touch
// the area.
func (w *writer) shown() []review.Concern {
	if w.concerns == nil {
		return []review.Concern{}
	}
	return w.concerns
}

// items gives the state of every checklist item of the area.
func (w *writer) items() []review.ItemState {
	out := []review.ItemState{}
	for _, c := range w.area.Coverage {
		s := review.ItemState{Item: c.Item, Status: c.Status, Evidence: c.Evidence, Concerns: slices.Clone(w.about[c.Item])}
		if it := w.itemsOf[c.Item]; it != nil {
			s.Question = it.Question
		}
		if s.Concerns == nil {
			s.Concerns = []string{}
		}
		if s.Evidence == nil {
			s.Evidence = []review.Evidence{}
		}
		out = append(out, s)
	}
	return out
}

// cite keeps references for the end of the dive.
func (w *writer) cite(refs []string) {
	for _, r := range refs {
		if !slices.Contains(w.refs, r) {
			w.refs = append(w.refs, r)
		}
	}
}

// references gives what the concerns and the chosen records rest on.
func (w *writer) references() []string {
	chosen := w.refs
	w.refs = []string{}
	for i := range w.concerns {
		w.cite(w.concerns[i].References)
	}
	w.cite(chosen)
	if t := w.drawing(); t != nil {
		w.cite(t.References)
	}
	return w.refs
}
