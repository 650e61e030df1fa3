package plain

import (
	"slices"
	"strconv"
	"strings"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/problem"
	"archreview/internal/report"
)

// placed is a concern with the area in which it stands.
type placed struct {
	*review.Concern
	area *review.Area
}

// standing gives the concerns of a review that are wanted, grave ones first
// and otherwise in the order of the report.
func standing(r *review.Review, want func(*review.Area, *review.Concern) bool) []placed {
	var out []placed
	for _, severity := range review.Severities() {
		for i := range r.Areas {
			for j := range r.Areas[i].Concerns {
				if c := &r.Areas[i].Concerns[j]; c.Severity == severity && want(&r.Areas[i], c) {
					out = append(out, placed{c, &r.Areas[i]})
				}
			}
		}
	}
	return out
}

// concern finds the concern that is meant by its id, the beginning of one, or
// its number in the last list.
func (s *session) concern(want string) (placed, error) {
	all := standing(s.work.Agent.Last(), func(*review.Area, *review.Concern) bool { return true })
	want = strings.Trim(want, "`.,:")
	id := want
	if n, err := strconv.Atoi(want); err == nil && n >= 1 && n <= len(s.listed) {
		id = s.listed[n-1]
	}
	var begin []placed
	var ids []string
	for _, c := range all {
		if c.ID == id {
			return c, nil
		}
		ids = append(ids, c.ID)
		if id != "" && strings.HasPrefix(c.ID, id) {
			begin = append(begin, c)
		}
	}
	if len(begin) == 1 {
		return begin[0], nil
	}
	p := &problem.Problem{What: "the review has no concern " + clipped(want, 60), Detail: "a concern is named by its id, or by its number in the last list", Next: "list shows them"}
	if near := nearest(want, ids); near != "" {
		p.Next = "the nearest is " + near + "; list shows them"
	}
	return placed{}, p
}

// mostGuess is how long a word may be for which the nearest known one is
// looked for.
const mostGuess = 60

func nearest(word string, known []string) string {
	if word == "" || len(word) > mostGuess {
		return ""
	}
	return checklists.Nearest(strings.ToLower(word), known)
}

// area finds an area by its key, its letter or its title; nil if there is none.
func (s *session) area(want string) *review.Area {
	r := s.work.Agent.Last()
	for i := range r.Areas {
		a := &r.Areas[i]
		if strings.EqualFold(want, a.Key) || strings.EqualFold(want, a.Letter) || strings.EqualFold(want, a.Title) {
			return a
		}
	}
	return nil
}

// noArea is the error for an area that does not exist.
func (s *session) noArea(want string) error {
	var keys []string
	for _, a := range s.work.Agent.Last().Areas {
		keys = append(keys, a.Key)
	}
	p := &problem.Problem{What: "there is no area " + clipped(want, 60), Detail: "the areas are " + strings.Join(keys, ", "), Next: "name one of them, or its letter A to J"}
	if near := nearest(want, keys); near != "" {
		p.Next = "the nearest is " + near
	}
	return p
}

// accepted lists the concerns that the user has accepted.
func (s *session) accepted() []string {
	var out []string
	for _, r := range s.work.Agent.Results() {
		if r.FollowUp.Kind == agent.Accept {
			out = append(out, r.FollowUp.Concern)
		}
	}
	return out
}

// list shows the concerns that are asked for, numbered.
func (s *session) list(want string) {
	area := s.area(want)
	low := strings.ToLower(want)
	severity := slices.Contains(review.Severities(), review.Severity(low))
	found := standing(s.work.Agent.Last(), func(a *review.Area, c *review.Concern) bool {
		switch {
		case want == "":
			return true
		case severity:
			return string(c.Severity) == low
		case area != nil:
			return a == area
		}
		return strings.Contains(strings.ToLower(strings.Join([]string{c.ID, c.Title, c.Why, c.Recommendation}, " ")), low)
	})
	s.number(found)
	s.say("listed", values{"Count": len(found), "Want": clipped(want, 60)})
}

// number shows concerns as a numbered list; their numbers then name them.
func (s *session) number(list []placed) {
	if len(list) > 0 {
		s.listed = nil
	}
	accepted := s.accepted()
	for i, c := range list {
		s.listed = append(s.listed, c.ID)
		s.out.item(strconv.Itoa(i+1)+". ", saying("listed.one", values{
			"Severity": strings.ToUpper(string(c.Severity)), "ID": c.ID, "Title": c.Title, "Area": c.area.Title,
			"Accepted": slices.Contains(accepted, c.ID), "Waived": c.Waived != nil, "Disputed": c.Disputed != nil,
		}))
	}
}

// showConcern shows one concern in full.
func (s *session) showConcern(c placed) {
	var b strings.Builder
	err := report.Concern(&b, s.work.Agent.Last(), c.ID, s.options())
	s.markdown(b.String(), err)
	if slices.Contains(s.accepted(), c.ID) {
		s.say("accepted.before", nil)
	}
}

// next shows the next high concern that was not shown yet.
func (s *session) next() {
	high := standing(s.work.Agent.Last(), func(_ *review.Area, c *review.Concern) bool { return c.Severity == review.High && c.Waived == nil })
	for i, c := range high {
		if !s.shown[c.ID] {
			s.shown[c.ID] = true
			s.say("next", values{"Number": i + 1, "All": len(high)})
			s.showConcern(c)
			return
		}
	}
	clear(s.shown)
	s.say("next.none", values{"All": len(high)})
}

// showArea tells how one area stands.
func (s *session) showArea(a *review.Area) {
	s.out.blank()
	s.say("area", values{"Letter": a.Letter, "Title": a.Title, "Status": string(a.Status)})
	if len(a.Strengths) > 0 {
		s.out.line("Strengths:")
	}
	for _, x := range a.Strengths {
		s.out.item("- ", oneLine(x.Text))
	}
	var list []placed
	for i := range a.Concerns {
		list = append(list, placed{&a.Concerns[i], a})
	}
	slices.SortStableFunc(list, func(x, y placed) int { return y.Severity.Rank() - x.Severity.Rank() })
	s.say("area.concerns", values{"Count": len(list), "Reviewed": a.Status == review.Reviewed})
	s.number(list)
	if len(a.Recommendations) > 0 {
		s.out.line("Recommendations:")
	}
	for _, x := range a.Recommendations {
		s.out.item("- ", oneLine(x.Text))
	}
	s.covered(a)
	s.out.blank()
}

// covered lists the checklist items of an area that are open.
func (s *session) covered(a *review.Area) {
	n := map[review.CoverageStatus]int{}
	for _, c := range a.Coverage {
		n[c.Status]++
	}
	s.say("area.checklist", values{"Addressed": n[review.Addressed], "Weak": n[review.Weak], "Contradicted": n[review.Contradicted],
		"Missing": n[review.Missing], "NotApplicable": n[review.NotApplicable]})
	for _, status := range []review.CoverageStatus{review.Contradicted, review.Missing, review.Weak} {
		var names []string
		for _, c := range a.Coverage {
			if c.Status == status {
				names = append(names, s.title(c.Item))
			}
		}
		if len(names) > 0 {
			s.out.item("  "+string(status)+": ", oneLine(strings.Join(names, "; ")))
		}
	}
}
