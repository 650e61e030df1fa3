package synthesis

import (
	"fmt"
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/internal/gate"
)

// summary writes the executive summary from facts, strengths and concerns.
func (w *writer) summary(strengths map[string][]strength) review.Summary {
	cs := w.visible()
	s := review.Summary{Strengths: w.leading(strengths), Critical: []string{}}
	for _, c := range cs {
		if c.Severity == review.High {
			s.Critical = append(s.Critical, c.ID)
		}
	}
	parts := []string{w.ground(s.Strengths), w.troubles(cs), w.way(cs)}
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	s.Assessment = strings.Join(kept, "\n\n")
	s.Maturity = w.maturity()
	return s
}

// leading gives the weightiest strengths of the whole design, at most two of an
// area.
func (w *writer) leading(strengths map[string][]strength) []string {
	const most = 6
	var all []strength
	for _, a := range w.b.Catalog.Areas {
		all = append(all, strengths[a.Key][:min(2, len(strengths[a.Key]))]...)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].score > all[j].score })
	out := []string{}
	for _, st := range all[:min(len(all), most)] {
		out = append(out, st.title+" "+w.refs([]review.Evidence{w.b.Quote(st.stmt)}))
	}
	return out
}

// ground is the first paragraph: what the system is and what holds.
func (w *writer) ground(strengths []string) string {
	var stack []string
	for _, u := range w.uses() {
		if len(stack) < 5 {
			stack = append(stack, u.tech.Title)
		}
	}
	var good []string
	for _, s := range strengths[:min(4, len(strengths))] {
		good = append(good, w.clause(s))
	}
	return w.say("assessment.ground", map[string]string{
		"Stack": strings.Join(stack, ", "), "Team": w.team(), "Strengths": list(good),
	})
}

// team describes who builds the system, from documents or answers.
func (w *writer) team() string {
	v, ok := w.f.Team()
	if !ok {
		return ""
	}
	where := "answer: team"
	if !w.f.IsAnswer(v.Statement) {
		where = w.ref(w.b.Quote(v.Statement))
	}
	return fmt.Sprintf("a team of %s (%s)", count(int(v.Number.Hi)), where)
}

// troubles is the second paragraph: what has to change, the heaviest first.
func (w *writer) troubles(cs []*gate.Placed) string {
	bySeverity := map[review.Severity]int{}
	var leading, numbers, disagree []string
	for i, c := range cs {
		bySeverity[c.Severity]++
		switch {
		case c.Kind == review.Arithmetic && len(numbers) < 3:
			numbers = append(numbers, w.about(&c.Concern))
		case c.Kind == review.Contradiction && len(disagree) < 2:
			disagree = append(disagree, w.about(&c.Concern))
		case len(leading) < 4 && (c.Severity == review.High || i < 3):
			leading = append(leading, w.about(&c.Concern))
		}
	}
	if len(leading) == 0 && len(numbers) > 0 {
		leading, numbers = numbers, nil
	} else if len(leading) == 0 {
		leading, disagree = disagree, nil
	}
	return w.say("assessment.concerns", map[string]any{
		"Total": len(cs), "High": bySeverity[review.High], "HighText": upper(some(bySeverity[review.High], "concern")),
		"Leading": list(leading), "Numbers": list(numbers), "NumbersText": some(len(numbers), "place"),
		"Disagree": list(disagree), "Rest": w.rest(cs, bySeverity), "Waived": list(w.waived()),
	})
}

// waived gives the heaviest waived concerns as clauses.
func (w *writer) waived() []string {
	const most = 4
	var out []string
	for _, c := range w.standing() {
		if c.Waived != nil && len(out) < most {
			out = append(out, w.about(&c.Concern))
		}
	}
	return out
}

// rest says how many further concerns there are and where most of them lie.
func (w *writer) rest(cs []*gate.Placed, by map[review.Severity]int) string {
	n := by[review.Medium] + by[review.Low]
	if n == 0 || by[review.High] == 0 {
		return ""
	}
	perArea := map[string]int{}
	for _, c := range cs {
		perArea[placed(c, w.in.Areas)]++
	}
	var keys []string
	for k := range perArea {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		if perArea[keys[i]] != perArea[keys[j]] {
			return perArea[keys[i]] > perArea[keys[j]]
		}
		return keys[i] < keys[j]
	})
	return fmt.Sprintf("%s further (%d medium, %d low); most lie in %s.", upper(some(n, "concern")), by[review.Medium], by[review.Low], list(keys[:min(2, len(keys))]))
}

// way is the third paragraph: how much work it is, and what was assumed.
func (w *writer) way(cs []*gate.Placed) string {
	days := map[review.Priority]float64{}
	n := map[review.Priority]int{}
	for _, c := range cs {
		p := priority(c.Severity)
		n[p]++
		days[p] += effortDays(c.Effort)
	}
	var way string
	switch {
	case n[review.Must] > 0:
		way = fmt.Sprintf("The must-fix steps together are about %.0f engineer-days", days[review.Must])
		if n[review.Should] > 0 {
			way += fmt.Sprintf(", the should-fix steps %.0f more", days[review.Should])
		}
		way += "; the order under Next steps respects what rests on what."
	case n[review.Should] > 0:
		way = fmt.Sprintf("What should be settled is about %.0f engineer-days of work.", days[review.Should])
	}
	return w.say("assessment.way", map[string]any{"Total": len(cs), "Way": way, "Assumed": w.assumed()})
}

// effortDays gives the days that stand behind an effort: S up to two, M a week,
// L two weeks and more.
func effortDays(e review.Effort) float64 {
	switch e {
	case review.Large:
		return 12
	case review.Middle:
		return 5
	}
	return 1.5
}

// assumed names the questions that neither documents nor user answered.
func (w *writer) assumed() string {
	var keys []string
	for _, a := range w.b.Answers {
		if a.Source == review.FromAssumption {
			keys = append(keys, a.Key)
		}
	}
	if len(keys) == 0 {
		return ""
	}
	return fmt.Sprintf("Nobody has said anything about %s; what was assumed instead stands under How to read this and can change severities.", strings.Join(keys, ", "))
}

// maturity rates the document by the share of its applicable checklist items
// that it addresses.
func (w *writer) maturity() string {
	addressed, applicable := 0, 0
	for i, c := range w.in.Coverage {
		if !wanted(w.in.Areas, w.b.Catalog.Items[i].Area()) || c.Status == review.NotApplicable {
			continue
		}
		applicable++
		if c.Status == review.Addressed {
			addressed++
		}
	}
	id := "maturity.low"
	switch share := float64(addressed) / float64(max(applicable, 1)); {
	case share > 2.0/3:
		id = "maturity.high"
	case share > 1.0/3:
		id = "maturity.middle"
	}
	return w.say(id, map[string]any{"Addressed": addressed, "Applicable": applicable, "Open": w.open()})
}

// open says how many questions rest on assumptions.
func (w *writer) open() string {
	n := 0
	for _, a := range w.b.Answers {
		if a.Source == review.FromAssumption {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	verb := "rests"
	if n > 1 {
		verb = "rest"
	}
	return fmt.Sprintf("%s of the ten interview answers %s on assumptions", count(n), verb)
}
