package report

import "archreview/agent/review"

// tie is a connection of the drawing with the labels of both ends.
type tie struct {
	From, To, Arrow, Label string
	Evidence               []review.Evidence
}

// Ties names the connections of the architecture for reading. An end that the
// drawing does not have shows its id.
func (v *view) Ties() []tie {
	labels := map[string]string{}
	for _, n := range v.Architecture.Nodes {
		labels[n.ID] = n.Label
	}
	label := func(id string) string {
		if l := labels[id]; l != "" {
			return l
		}
		return id
	}
	var out []tie
	for _, e := range v.Architecture.Edges {
		t := tie{From: label(e.From), To: label(e.To), Arrow: "→", Label: e.Label, Evidence: e.Evidence}
		if !e.Directed {
			t.Arrow = "–"
		}
		out = append(out, t)
	}
	return out
}
