package agent

import (
	"slices"
	"strings"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/checks"
	"archreview/internal/document"
	"archreview/internal/gate"
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
		if d.Format != document.Configuration && document.Language(d) != "en" {
			out = append(out, doubt(b, "doubt.language", d.Path))
		}
	}
	if len(out) == 0 && b.Facts.Distinct() < leastConcepts {
		out = append(out, doubt(b, "doubt.subject", b.Documents[0].Path))
	}
	if checks.Claims(b.Facts) > checks.Portion {
		out = append(out, doubt(b, "doubt.size", b.Documents[0].Path))
	}
	return out
}

// doubt fills a text of the catalog: headline, detail and next step, divided
// by bars.
func doubt(b *brief.Brief, id, path string) review.Failure {
	parts := append(strings.SplitN(say(b, id), "|", 3), "", "")
	return review.Failure{What: path + ": " + strings.TrimSpace(parts[0]), Detail: strings.TrimSpace(parts[1]), Next: strings.TrimSpace(parts[2])}
}

// disable withdraws what the user's disabled rules propose, in sight.
func disable(b *brief.Brief, rules []string, proposals []gate.Proposal) {
	for i := range proposals {
		if slices.Contains(rules, proposals[i].Rule) {
			proposals[i].Withdrawn = say(b, "rule.disabled")
		}
	}
}

// say gives a text of the catalog.
func say(b *brief.Brief, id string) string {
	for _, t := range b.Catalog.Texts {
		if t.ID == id {
			return strings.TrimSpace(t.Say)
		}
	}
	return id
}
