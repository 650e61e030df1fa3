// Package synthesis turns what passed the gate into the whole review, without
// a model: summary, strengths, patterns, stack, roadmap, security checklist and
// next steps. It speaks only of concerns that passed the gate and of what the
// documents say.
package synthesis

import (
	"slices"
	"strings"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/gate"
)

// Input is what a review is composed from.
type Input struct {
	Brief    *brief.Brief
	Result   gate.Result
	Coverage []review.Coverage // in the catalog's order
	Areas    []string          // keys of the areas asked for; empty for all
}

// Compose writes the review. Created, engine, documents and usage are the
// caller's. An error means that a text of the catalog is broken.
func Compose(in Input) (*review.Review, error) {
	in.Coverage = marked(in)
	w := newWriter(in)
	r := &review.Review{Schema: review.Schema, Withdrawn: in.Result.Withdrawn}
	r.Brief.Answers = in.Brief.Answers
	strengths := w.strengths()
	r.Areas = w.areas(strengths)
	r.Summary = w.summary(strengths)
	r.Architecture = w.architecture()
	r.Patterns = w.patterns()
	r.Stack = w.stack()
	r.Roadmap = w.roadmap()
	r.SecurityChecklist = w.checklist()
	r.NextSteps = w.steps()
	r.Tools, r.References = w.resources()
	return r, w.err
}

// marked gives the coverage after the gate: an item under a concern that stands
// is weak, and contradicted where the concern is a contradiction.
func marked(in Input) []review.Coverage {
	out := slices.Clone(in.Coverage)
	at := map[string]int{}
	for i := range out {
		at[out[i].Item] = i
	}
	for i := range in.Result.Concerns {
		c := &in.Result.Concerns[i]
		for _, item := range c.Items {
			j, ok := at[item]
			if !ok || len(c.Evidence) == 0 {
				continue
			}
			out[j].Status = review.Weak
			if c.Kind == review.Contradiction {
				out[j].Status = review.Contradicted
			}
			out[j].Evidence = c.Evidence[:min(2, len(c.Evidence))]
		}
	}
	return out
}

// areas places strengths, concerns, recommendations and coverage in the ten
// areas.
func (w *writer) areas(strengths map[string][]strength) []review.Area {
	var out []review.Area
	for _, a := range w.b.Catalog.Areas {
		area := review.Area{Key: a.Key, Letter: a.Letter, Title: a.Title, Status: review.Reviewed}
		if !wanted(w.in.Areas, a.Key) {
			area.Status = review.Skipped
			out = append(out, area)
			continue
		}
		for i := range w.in.Result.Concerns {
			if placed(&w.in.Result.Concerns[i], w.in.Areas) == a.Key {
				area.Concerns = append(area.Concerns, w.in.Result.Concerns[i].Concern)
			}
		}
		for i, c := range w.in.Coverage {
			if w.b.Catalog.Items[i].Area() == a.Key {
				area.Coverage = append(area.Coverage, c)
			}
		}
		area.Strengths = w.show(strengths[a.Key])
		area.Recommendations = w.recommendations(a.Key)
		out = append(out, area)
	}
	return out
}

// resources gathers the tools and references that the concerns name.
func (w *writer) resources() (tools, references []string) {
	for _, c := range w.visible() {
		for _, t := range c.Tools {
			if !slices.Contains(tools, t) {
				tools = append(tools, t)
			}
		}
		for _, r := range c.References {
			if !slices.ContainsFunc(references, func(known string) bool { return address(known) == address(r) }) {
				references = append(references, r)
			}
		}
	}
	return tools, references
}

// address gives the address of a reference, which may stand behind several
// titles; the whole where it has none.
func address(reference string) string {
	if _, url, ok := strings.Cut(reference, " - http"); ok {
		return url
	}
	return reference
}

// wanted says whether an area was asked for.
func wanted(areas []string, key string) bool {
	return len(areas) == 0 || slices.Contains(areas, key)
}

// placed gives the area in which a concern stands: the most natural of those
// asked for, or "".
func placed(c *gate.Placed, asked []string) string {
	for _, a := range c.Areas {
		if wanted(asked, a) {
			return a
		}
	}
	return ""
}
