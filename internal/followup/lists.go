package followup

import (
	"slices"

	"archreview/agent/review"
)

// counts tells how many concerns there are.
func (a *asking) counts() {
	list := a.asked()
	areas := a.q.areas(a.r)
	var titles []string
	for _, area := range areas {
		titles = append(titles, area.Title)
	}
	waived := 0
	bySeverity := map[string]int{}
	for _, id := range list {
		bySeverity[string(find(a.r, id).Severity)]++
	}
	for _, c := range known(a.r) {
		if c.Waived != nil {
			waived++
		}
	}
	a.say(true, "counts", map[string]any{
		"N": len(list), "By": bySeverity, "One": a.oneSeverity(), "Areas": titles, "Waived": waived,
		"Concerns": a.rows(list), "More": max(0, len(list)-mostListed),
	})
}

// oneSeverity names the severity that the question asks for, if it is one.
func (a *asking) oneSeverity() string {
	if s := a.q.severities(); len(s) == 1 {
		return string(s[0])
	}
	return ""
}

// unread tells what was not read or not reviewed.
func (a *asking) unread() {
	l := a.r.Ledger
	var open []review.Area
	for _, area := range a.r.Areas {
		if area.Status != review.Reviewed {
			open = append(open, area)
		}
	}
	notes := map[string][]string{}
	for _, d := range a.b.Documents {
		for _, n := range d.Notes {
			notes[d.ID] = append(notes[d.ID], n.What+": "+n.Detail)
		}
	}
	a.say(true, "unread", map[string]any{"L": l, "Lines": max(0, l.LinesTotal-l.LinesRead), "Open": open, "Notes": notes, "Documents": a.b.Documents})
}

// withdrawn tells what was proposed and not raised.
func (a *asking) withdrawn() {
	type entry struct{ Title, Reason, Places string }
	var list []entry
	for _, w := range a.r.Withdrawn[:min(mostListed, len(a.r.Withdrawn))] {
		list = append(list, entry{w.Title, w.Reason, places(a.b, w.Evidence)})
	}
	a.say(true, "withdrawn", map[string]any{"List": list, "More": len(a.r.Withdrawn) - len(list)})
}

// assumed tells what nobody said and the review assumes.
func (a *asking) assumed() {
	type entry struct{ Key, Answer, Consequence string }
	var list []entry
	for _, x := range a.r.Brief.Answers {
		if x.Source != review.FromAssumption {
			continue
		}
		e := entry{Key: x.Key, Answer: x.Answer}
		for _, q := range a.b.Catalog.Questions {
			if q.Key == x.Key {
				e.Consequence = q.Consequence
			}
		}
		list = append(list, e)
	}
	a.say(true, "assumed", map[string]any{"List": list, "All": len(a.r.Brief.Answers)})
}

// missing tells on which items the documents are silent: those that are a
// concern first, the others by area.
func (a *asking) missing() {
	type group struct {
		Title string
		Items []stated
	}
	areas := a.q.areas(a.r)
	var concerns []string
	var groups []group
	n := 0
	for i := range a.r.Areas {
		area := &a.r.Areas[i]
		if len(areas) > 0 && !slices.Contains(areas, area) {
			continue
		}
		for _, c := range area.Concerns {
			if c.Kind == review.Omission && c.Waived == nil {
				concerns = append(concerns, c.ID)
			}
		}
		silent := slices.DeleteFunc(a.gaps(area), func(s stated) bool { return len(s.Concerns) > 0 })
		if n += len(silent); len(silent) > 0 {
			groups = append(groups, group{area.Title, silent})
		}
	}
	a.say(true, "missing", map[string]any{"Concerns": a.rows(concerns), "Groups": groups, "N": n, "Full": len(areas) > 0})
}

// first tells the next steps in their order.
func (a *asking) first() {
	type entry struct {
		Priority, Title, Effort string
		Concerns, After         []string
	}
	wanted := a.asked()
	some := len(a.q.areas(a.r)) > 0
	var list []entry
	for _, p := range []review.Priority{review.Must, review.Should, review.Nice} {
		for _, s := range a.r.NextSteps {
			if s.Priority != p || some && !shares(s.Concerns, wanted) {
				continue
			}
			list = append(list, entry{string(s.Priority), s.Title, string(s.Effort), s.Concerns, s.DependsOn})
		}
	}
	const most = 5
	shown := list[:min(most, len(list))]
	for _, e := range shown {
		a.speak(e.Concerns...)
	}
	a.say(true, "first", map[string]any{"List": shown, "More": len(list) - len(shown)})
}

// verdict tells whether the design is ready.
func (a *asking) verdict() {
	a.say(true, "verdict", map[string]any{"R": a.r, "Concerns": a.rows(a.r.Summary.Critical)})
}

// strengths tells what is done well.
func (a *asking) strengths() {
	areas := a.q.areas(a.r)
	var list []string
	for i := range a.r.Areas {
		area := &a.r.Areas[i]
		if len(areas) > 0 && !slices.Contains(areas, area) {
			continue
		}
		for _, s := range area.Strengths {
			if len(list) < mostListed {
				list = append(list, oneLine(s.Text)+places(a.b, s.Evidence))
			}
		}
	}
	a.say(true, "strengths", map[string]any{"List": list})
}
