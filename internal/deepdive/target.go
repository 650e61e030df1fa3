package deepdive

import (
	"slices"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
)

const (
	mostParts = 5 // that the target adds
	mostOwn   = 9 // nodes of the design itself
)

// drawing gives the record of the area's target; nil without one.
func (w *writer) drawing() *checklists.DiveTarget {
	for i := range w.d.Targets {
		if w.d.Targets[i].ID == w.area.Key {
			return &w.d.Targets[i]
		}
	}
	return nil
}

// target gives the recommended design: what to add and why, drawn beside what
// the documents have.
func (w *writer) target() review.Target {
	t := w.drawing()
	if t == nil {
		return review.Target{}
	}
	picks := w.choose(len(w.d.Parts), func(i int) (string, *checklists.Condition) {
		return w.d.Parts[i].ID, &w.d.Parts[i].Condition
	}, false)
	var parts []*checklists.DivePart
	for _, p := range first(picks, mostParts) {
		parts = append(parts, &w.d.Parts[p.index])
	}
	g := w.graph(t, parts)
	return review.Target{Text: w.aim(t, parts, g.drawn), Diagram: g.mermaid()}
}

// aim writes the text of the target.
func (w *writer) aim(t *checklists.DiveTarget, parts []*checklists.DivePart, drawn bool) string {
	const most = 4
	var open []string
	for i := range w.concerns {
		if c := &w.concerns[i]; c.Waived == nil && len(open) < most {
			open = append(open, w.lower(strings.TrimRight(tidy(c.Title), "."))+w.lines(c.Evidence))
		}
	}
	v := map[string]any{"Title": w.area.Title, "Open": strings.Join(open, "; "), "Parts": len(parts), "Drawn": drawn, "More": len(w.concerns) > len(open), "Focus": w.focus != nil}
	var out []string
	switch {
	case len(open) > 0:
		out = append(out, w.say("target.open", v))
	case len(parts) == 0:
		out = append(out, w.say("target.clean", v), sentence(t.Clean))
	default:
		out = append(out, w.say("target.quiet", v))
	}
	for _, p := range parts {
		out = append(out, tidy(p.Label)+": "+sentence(p.Why))
	}
	return strings.Join(append(out, w.say("target.drawing", v)), "\n\n")
}

// graph draws the design's own parts and the additions.
func (w *writer) graph(t *checklists.DiveTarget, parts []*checklists.DivePart) *graph {
	g := w.fromDrawing()
	if len(g.nodes) < 3 {
		g = w.fromFacts(nil)
	}
	var needed []string // by the additions
	for _, p := range parts {
		for _, e := range p.Edges {
			from, to, _ := strings.Cut(e, " > ")
			needed = append(needed, from, to)
		}
	}
	w.complete(g, needed)
	g.prune(append(needed, t.Roles...), mostOwn)
	for _, p := range parts {
		g.attach(tidy(p.Label), p.Edges)
	}
	return g
}

// complete adds roles that are wanted, that the documents name and that the
// drawing lacks.
func (w *writer) complete(g *graph, wanted []string) {
	have := w.fromFacts(wanted)
	for _, n := range have.nodes {
		if g.role(n.roles[0]) >= 0 || g.drawn && !n.named {
			continue // a drawing of the documents leaves out what they do not name on purpose
		}
		g.nodes = append(g.nodes, n)
		for i := range w.d.Roles {
			w.join(g, &w.d.Roles[i], n.roles[0])
		}
	}
}

// join draws the usual edges between a role and a new node, where both stand.
func (w *writer) join(g *graph, r *checklists.DiveRole, added string) {
	for _, to := range r.To {
		if r.ID == added || to == added {
			g.edge(g.role(r.ID), g.role(to), false)
		}
	}
}

// fromFacts gives the roles that technologies and traits show; only those in
// the list, if there is one. The application itself always stands.
func (w *writer) fromFacts(only []string) *graph {
	g := &graph{}
	for i := range w.d.Roles {
		r := &w.d.Roles[i]
		if only != nil && !slices.Contains(only, r.ID) {
			continue
		}
		names := w.players(r)
		if len(names) == 0 && r.ID != appRole && len(w.held(r.Traits)) == 0 {
			continue
		}
		label := r.Label
		if len(names) > 0 {
			label += ": " + strings.Join(names, ", ")
		}
		g.nodes = append(g.nodes, node{roles: []string{r.ID}, label: label, shape: r.Shape, named: len(names) > 0})
	}
	for i := range w.d.Roles {
		for _, to := range w.d.Roles[i].To {
			g.edge(g.role(w.d.Roles[i].ID), g.role(to), false)
		}
	}
	return g
}

// players names up to two technologies of the documents that play a role.
func (w *writer) players(r *checklists.DiveRole) []string {
	var out []string
	for i := range w.b.Catalog.Technologies {
		t := &w.b.Catalog.Technologies[i]
		if !slices.Contains(r.Categories, t.Category) || len(out) == 2 {
			continue
		}
		if st, ok := w.holds("tech." + t.ID); ok && !w.f.IsAnswer(st) {
			out = append(out, t.Title)
		}
	}
	return out
}
