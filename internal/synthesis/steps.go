package synthesis

import (
	"slices"
	"sort"

	"archreview/agent/review"
	"archreview/internal/gate"
)

// steps turns concerns into next steps: what blocks first, and within one
// priority what others rest on before what rests on them.
func (w *writer) steps() []review.Step {
	cs := w.visible()
	titles := w.stepTitles(cs)
	after := w.after(cs)
	var out []review.Step
	for _, i := range order(cs, after) {
		s := review.Step{Priority: priority(cs[i].Severity), Title: titles[i], Concerns: []string{cs[i].ID}, Effort: cs[i].Effort, DependsOn: []string{}}
		for _, j := range after[i] {
			s.DependsOn = append(s.DependsOn, titles[j])
		}
		out = append(out, s)
	}
	return out
}

// visible gives the concerns that stand in an area asked for and are not
// waived: those that ask for work.
func (w *writer) visible() []*gate.Placed {
	return slices.DeleteFunc(w.standing(), func(c *gate.Placed) bool { return c.Waived != nil })
}

// standing gives the concerns that stand in an area asked for, waived or not.
func (w *writer) standing() []*gate.Placed {
	var out []*gate.Placed
	for i := range w.in.Result.Concerns {
		if c := &w.in.Result.Concerns[i]; placed(c, w.in.Areas) != "" {
			out = append(out, c)
		}
	}
	return out
}

// stepTitles gives each concern the first sentence of its advice as a title;
// where two are alike, the concern's id tells them apart.
func (w *writer) stepTitles(cs []*gate.Placed) []string {
	seen := map[string]int{}
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = firstSentence(c.Recommendation)
		seen[out[i]]++
	}
	for i, c := range cs {
		if seen[out[i]] > 1 {
			out[i] += " (" + c.ID + ")"
		}
	}
	return out
}

func priority(s review.Severity) review.Priority {
	switch s {
	case review.High:
		return review.Must
	case review.Medium:
		return review.Should
	}
	return review.Nice
}

// after gives for each concern the concerns whose repair comes first, by the
// catalog's dependencies between items.
func (w *writer) after(cs []*gate.Placed) [][]int {
	out := make([][]int, len(cs))
	for _, d := range w.b.Catalog.Dependencies {
		for i, c := range cs {
			if !slices.Contains(c.Items, d.ID) {
				continue
			}
			for j, first := range cs {
				if i != j && intersects(first.Items, d.After) && !slices.Contains(out[i], j) && !reaches(out, j, i) {
					out[i] = append(out[i], j)
				}
			}
		}
	}
	for i := range out {
		sort.Ints(out[i])
	}
	return out
}

func intersects(a, b []string) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}

// reaches says whether to comes before from already, so that no circle forms.
func reaches(after [][]int, from, to int) bool {
	seen := map[int]bool{from: true}
	for next := []int{from}; len(next) > 0; {
		at := next[len(next)-1]
		next = next[:len(next)-1]
		if at == to {
			return true
		}
		for _, n := range after[at] {
			if !seen[n] {
				seen[n] = true
				next = append(next, n)
			}
		}
	}
	return false
}

// order sorts by severity, but brings forward what a heavier concern rests on.
func order(cs []*gate.Placed, after [][]int) []int {
	var out []int
	done := make([]bool, len(cs))
	var visit func(i int)
	visit = func(i int) {
		if done[i] {
			return
		}
		done[i] = true
		for _, j := range after[i] {
			visit(j)
		}
		out = append(out, i)
	}
	for i := range cs {
		visit(i)
	}
	return out
}
