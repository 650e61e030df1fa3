package agent

import (
	"archreview/internal/compare"
)

// Carry says what a review of o may take over from an earlier conversation
// about another version of the design: the answers of a model for areas that
// nothing changed for. It is nil where the earlier review was made otherwise: by
// another model, with other prompts or checklists, or without a model.
func Carry(o Options, past []Entry) (*Carried, error) {
	r, err := Recall(past)
	if err != nil {
		return nil, err
	}
	now, err := BasisOf(o)
	if err != nil {
		return nil, err
	}
	if r.Model == "" || r.Model != now.Model || r.Prompts != now.Prompts || r.Catalog != now.Catalog {
		return nil, nil
	}
	then, err := New(Options{Lexicon: o.Lexicon, Documents: r.Documents, Answers: r.Answers, Now: o.Now, Past: past})
	if err != nil {
		return nil, err
	}
	held := then.Last()
	if held == nil {
		return nil, nil
	}
	before, extra := then.settled()
	oldBrief, err := newBrief(before, extra)
	if err != nil {
		return nil, err
	}
	newBrief, err := newBrief(o, nil)
	if err != nil {
		return nil, err
	}
	touched := compare.TouchedAreas(oldBrief, newBrief, held)
	c := &Carried{Areas: map[string]bool{}, Past: past, Held: held}
	for _, a := range o.Lexicon.Catalog.Areas {
		if !touched[a.Key] {
			c.Areas[a.Key] = true
		}
	}
	return c, nil
}
