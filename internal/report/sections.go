package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"archreview/agent/review"
)

// DocumentRows are the rows of the table of documents.
func (v *view) DocumentRows() [][]string {
	var rows [][]string
	for _, d := range v.Documents {
		rows = append(rows, []string{cell(d.ID), cellCode(d.Path), num(d.Lines), num(d.Words), cellCode(d.SHA256[:min(12, len(d.SHA256))])})
	}
	return rows
}

// Standing lists the concerns of an area, highest first; waived ones last.
func (v *view) Standing(a review.Area) []review.Concern {
	concerns := slices.Clone(a.Concerns)
	slices.SortStableFunc(concerns, func(x, y review.Concern) int {
		return weight(y) - weight(x)
	})
	return concerns
}

func weight(c review.Concern) int {
	if c.Waived != nil {
		return c.Severity.Rank()
	}
	return 10 + c.Severity.Rank()
}

// Covered counts the checklist items of all areas.
func (v *view) Covered() int {
	n := 0
	for _, a := range v.Areas {
		n += len(a.Coverage)
	}
	return n
}

// CoverageRows are the rows of the table of coverage: counts by status.
func (v *view) CoverageRows() [][]string {
	var rows [][]string
	var sums [5]int
	for _, a := range v.Areas {
		row := []string{cell(a.Letter + " " + a.Key)}
		for i, s := range review.CoverageStatuses() {
			n := len(v.Items(a, string(s)))
			sums[i] += n
			row = append(row, count(n))
		}
		rows = append(rows, row)
	}
	all := []string{"All"}
	for _, n := range sums {
		all = append(all, count(n))
	}
	return append(rows, all)
}

// Items lists the ids of an area's checklist items with one status.
func (v *view) Items(a review.Area, status string) []string {
	var ids []string
	for _, c := range a.Coverage {
		if string(c.Status) == status {
			ids = append(ids, c.Item)
		}
	}
	return ids
}

// itemList is the items of one area that share a status.
type itemList struct {
	Label string
	Ids   []string
}

// ItemList gives the items of one area with the status.
func (v *view) ItemList(a review.Area, status string) itemList {
	return itemList{Label: status, Ids: v.Items(a, status)}
}

// Gaps says that an area has items that are not settled.
func (v *view) Gaps(a review.Area) bool {
	return slices.ContainsFunc(a.Coverage, func(c review.Coverage) bool {
		return c.Status != review.Addressed && c.Status != review.NotApplicable
	})
}

// StackRows are the rows of the table of technologies.
func (v *view) StackRows() [][]string {
	var rows [][]string
	for _, t := range v.Stack {
		rows = append(rows, []string{cell(t.Technology) + v.refs(t.Technology, t.Evidence), cell(t.Verdict), cell(t.Assessment)})
	}
	return rows
}

// LimitRows are the rows of the table of limits.
func (v *view) LimitRows() [][]string {
	var rows [][]string
	for _, l := range v.Roadmap.Limits {
		rows = append(rows, []string{cell(l.Station), cell(l.Today), cell(l.After), cell(l.Needed)})
	}
	return rows
}

// StageRows are the rows of the table of stages.
func (v *view) StageRows() [][]string {
	var rows [][]string
	for _, s := range v.Roadmap.Stages {
		rows = append(rows, []string{cell(s.Name), cell(s.Trigger), cell(s.Change), cell(s.Migration), cell(s.Cost)})
	}
	return rows
}

// Roads says that there is anything to say about growth.
func (v *view) Roads() bool {
	r := v.Roadmap
	return r.Assumptions != "" || r.NotNeeded != "" || len(r.Limits) > 0 || len(r.Stages) > 0
}

// group is one group of the security checklist.
type group struct {
	Name    string
	Entries []review.ChecklistEntry
}

// SecurityGroups gives the security checklist by groups, in their order.
func (v *view) SecurityGroups() []group {
	var groups []group
	for _, e := range v.SecurityChecklist {
		i := slices.IndexFunc(groups, func(g group) bool { return g.Name == e.Group })
		if i < 0 {
			i = len(groups)
			groups = append(groups, group{Name: e.Group})
		}
		groups[i].Entries = append(groups[i].Entries, e)
	}
	return groups
}

// numbered is a next step with its number and what comes before it.
type numbered struct {
	review.Step
	Number int
	After  string
}

// stage is all steps of one priority.
type stage struct {
	Priority review.Priority
	Steps    []numbered
}

// Steps numbers the next steps through all priorities, must first.
func (v *view) Steps() []stage {
	var stages []stage
	numbers := map[string]int{}
	n := 0
	for _, p := range []review.Priority{review.Must, review.Should, review.Nice} {
		one := stage{Priority: p}
		for _, s := range v.NextSteps {
			if s.Priority == p {
				n++
				numbers[s.Title] = n
				one.Steps = append(one.Steps, numbered{Step: s, Number: n})
			}
		}
		if len(one.Steps) > 0 {
			stages = append(stages, one)
		}
	}
	for _, stage := range stages {
		for i := range stage.Steps {
			stage.Steps[i].After = after(stage.Steps[i].DependsOn, numbers)
		}
	}
	return stages
}

// after names the steps that come first: by number, or by title when a title
// is no step of this review.
func after(titles []string, numbers map[string]int) string {
	var known []int
	var names []string
	for _, title := range titles {
		if n := numbers[title]; n > 0 {
			known = append(known, n)
		} else {
			names = append(names, `"`+mid(title)+`"`)
		}
	}
	slices.Sort(known)
	for i := len(known) - 1; i >= 0; i-- {
		names = slices.Insert(names, 0, fmt.Sprint(known[i]))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Took is the time from start to result, rounded for reading.
func (v *view) Took() string {
	d := time.Duration(v.Usage.WallMS) * time.Millisecond
	switch {
	case d == 0:
		return ""
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// Cost is the price of the calls in words. A price that is not known is no
// price of zero.
func (v *view) Cost() string {
	switch usd := v.Usage.CostUSD; {
	case usd <= 0:
		return "cost not known"
	case usd < 0.01:
		return "less than 0.01 US dollars"
	default:
		return fmt.Sprintf("%.2f US dollars", usd)
	}
}
