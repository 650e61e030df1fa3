package agent

import (
	"strings"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/document"
)

// leastConcepts is how many concepts of the checklists a text must speak of to
// be taken for a design document.
const leastConcepts = 5

// doubts gives what the embedded reviewer could not judge: a text in another
// language, and one that is hardly about architecture. A review with doubts is
// incomplete, never a clean bill.
func doubts(b *brief.Brief) []review.Failure {
	var out []review.Failure
	for _, d := range b.Documents {
		if document.Language(d) != "en" {
			out = append(out, doubt(b, "doubt.language", d.Path))
		}
	}
	if len(out) == 0 && b.Facts.Distinct() < leastConcepts {
		out = append(out, doubt(b, "doubt.subject", b.Documents[0].Path))
	}
	return out
}

// doubt fills a text of the catalog: headline, detail and next step, divided
// by bars.
func doubt(b *brief.Brief, id, path string) review.Failure {
	f := review.Failure{What: id}
	for _, t := range b.Catalog.Texts {
		if t.ID != id {
			continue
		}
		parts := strings.SplitN(t.Say, "|", 3)
		for len(parts) < 3 {
			parts = append(parts, "")
		}
		f.What = path + ": " + strings.TrimSpace(parts[0])
		f.Detail, f.Next = strings.TrimSpace(parts[1]), strings.TrimSpace(parts[2])
	}
	return f
}
