// Package followup answers what a reader asks after a review, without a model:
// how one recommendation is carried out in this design, and what the documents
// and the review say to a question. It looks up and never guesses: where the
// documents tell nothing, it says so and names what was searched.
package followup

import (
	"slices"
	"strings"

	"archreview/agent/review"
	"archreview/internal/brief"
)

// source is the name of the embedded reviewer, as reviews have it.
const source = "checks"

// engine says who answers.
func engine(r *review.Review) review.Engine {
	return review.Engine{Name: source, Version: r.Engine.Version}
}

// known lists the concerns of a review in its order.
func known(r *review.Review) []*review.Concern {
	var out []*review.Concern
	for i := range r.Areas {
		for j := range r.Areas[i].Concerns {
			out = append(out, &r.Areas[i].Concerns[j])
		}
	}
	return out
}

// find gives the concern with an id, or nil.
func find(r *review.Review, id string) *review.Concern {
	for _, c := range known(r) {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// place names lines: "L12", "L12-L14", or "d2 L12" where there are several
// documents.
func place(b *brief.Brief, e review.Evidence) string {
	return e.InOneOf(len(b.Documents) > 1, " ", e.Ref())
}

// places names the lines of up to three pieces of evidence: " (L12, L40)"; ""
// without evidence.
func places(b *brief.Brief, evidence []review.Evidence) string {
	const most = 3
	var out []string
	for _, e := range evidence {
		if p := place(b, e); !slices.Contains(out, p) && len(out) < most {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, ", ") + ")"
}

// shares says whether two lists have an element in common.
func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// union gives the elements of both lists once each, in order.
func union(a, b []string) []string {
	var out []string
	for _, s := range slices.Concat(a, b) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
