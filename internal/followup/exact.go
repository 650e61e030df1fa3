package followup

import (
	"slices"

	"archreview/agent/review"
)

// Limits of lists in an answer; what is left out is counted.
const (
	mostAsked  = 3  // concerns named in one question
	mostQuotes = 4  // quotes of one concern
	mostListed = 12 // entries of a list
)

// exact answers the kinds of questions that need no search. It gives false
// where the question is of none of them.
func (a *asking) exact() bool {
	for _, kind := range []struct {
		intent string
		answer func()
	}{
		{"count", a.counts}, {"unread", a.unread}, {"withdrawn", a.withdrawn}, {"assumed", a.assumed}, {"missing", a.missing},
		{"first", a.first}, {"verdict", a.verdict}, {"strengths", a.strengths},
	} {
		if a.q.only(kind.intent) && (kind.intent != "count" || a.q.intents["review"]) {
			kind.answer()
			return true
		}
	}
	if len(a.q.free) > 0 || a.q.intents["uses"] || a.q.intents["judge"] {
		return false
	}
	areas := a.q.areas(a.r)
	for _, area := range areas {
		a.area(area)
	}
	if len(areas) == 0 && a.q.intents["review"] {
		a.counts()
		return true
	}
	return len(areas) > 0
}

// aboutConcerns tells why the concerns that the question names stand.
func (a *asking) aboutConcerns() {
	for _, c := range a.q.concerns[:min(mostAsked, len(a.q.concerns))] {
		mechanism, working := because(c.Why)
		a.speak(c.ID)
		a.say(true, "concern", map[string]any{
			"C": c, "Why": mechanism, "Working": working, "Quotes": a.quote(c.Evidence, mostQuotes), "Do": sentence(c.Recommendation), "Check": sentence(c.Confirm),
		})
	}
}

// stated is the state of a checklist item in words.
type stated struct {
	ID, Title, Question, Status string
	Places                      string
	Concerns                    []string
}

// state gives the state of a checklist item; false where the review did not
// look at it.
func (a *asking) state(id string) (stated, []review.Evidence, bool) {
	for i := range a.r.Areas {
		for _, c := range a.r.Areas[i].Coverage {
			if c.Item != id {
				continue
			}
			s := stated{ID: id, Status: string(c.Status), Places: places(a.b, c.Evidence), Concerns: a.concernsOf(id)}
			if c.Status == review.NotApplicable {
				s.Status = "not applicable"
			}
			for j := range a.b.Catalog.Items {
				if it := &a.b.Catalog.Items[j]; it.ID == id {
					s.Title, s.Question = it.Title, it.Question
				}
			}
			return s, c.Evidence, true
		}
	}
	return stated{ID: id}, nil, false
}

// concernsOf gives the ids of the concerns about an item.
func (a *asking) concernsOf(item string) []string {
	var out []string
	for _, c := range known(a.r) {
		if slices.Contains(c.Items, item) {
			out = append(out, c.ID)
		}
	}
	return out
}

// aboutItems tells the state of the checklist items that the question names.
func (a *asking) aboutItems() {
	for _, id := range a.q.items[:min(mostAsked, len(a.q.items))] {
		s, evidence, ok := a.state(id)
		if !ok {
			a.say(false, "item-not-reviewed", s)
			continue
		}
		a.speak(s.Concerns...)
		a.say(true, "item", map[string]any{"S": s, "Quotes": a.quote(evidence, mostQuotes), "Concerns": a.rows(s.Concerns)})
	}
}

// row is a concern as one line of a list.
type row struct{ ID, Severity, Title, Places string }

// rows gives concerns as lines and takes them into the reply.
func (a *asking) rows(list []string) []row {
	var out []row
	for _, id := range list[:min(mostListed, len(list))] {
		if c := find(a.r, id); c != nil {
			severity := string(c.Severity)
			if c.Waived != nil {
				severity += ", waived"
			}
			out = append(out, row{id, severity, c.Title, places(a.b, c.Evidence)})
			a.speak(id)
		}
	}
	return out
}

// asked gives the ids of the concerns of the areas and severities of which the
// question speaks, grave ones first, waived ones left out.
func (a *asking) asked() []string {
	var out []string
	areas := a.q.areas(a.r)
	for _, s := range a.q.severities() {
		for i := range a.r.Areas {
			if area := &a.r.Areas[i]; len(areas) == 0 || slices.Contains(areas, area) {
				for _, c := range area.Concerns {
					if c.Severity == s && c.Waived == nil {
						out = append(out, c.ID)
					}
				}
			}
		}
	}
	return out
}

// area tells how an area stands.
func (a *asking) area(area *review.Area) {
	counts := map[review.CoverageStatus]int{}
	for _, c := range area.Coverage {
		counts[c.Status]++
	}
	var concerns, strengths []string
	for _, c := range area.Concerns {
		concerns = append(concerns, c.ID)
	}
	for _, s := range area.Strengths[:min(mostQuotes, len(area.Strengths))] {
		strengths = append(strengths, oneLine(s.Text)+places(a.b, s.Evidence))
	}
	a.say(area.Status != review.Skipped && area.Status != review.Failed, "area", map[string]any{
		"A": area, "Concerns": a.rows(concerns), "More": max(0, len(concerns)-mostListed), "Strengths": strengths,
		"Addressed": counts[review.Addressed], "Open": len(area.Coverage) - counts[review.Addressed] - counts[review.NotApplicable],
		"Missing": a.gaps(area)[:min(mostListed, len(a.gaps(area)))],
	})
}

// gaps lists the items of an area on which the documents are silent.
func (a *asking) gaps(area *review.Area) []stated {
	var out []stated
	for _, c := range area.Coverage {
		if c.Status == review.Missing {
			s, _, _ := a.state(c.Item)
			out = append(out, s)
		}
	}
	return out
}
