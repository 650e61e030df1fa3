package eval

import (
	"context"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/document"
)

// Keywords is the baseline: a checker that raises every checklist item none of
// whose title words stands in the document. It reads nothing else.
func Keywords(c *checklists.Catalog) Engine {
	return func(_ context.Context, docs []*document.Document, _ map[string]string) (*review.Review, error) {
		var text strings.Builder
		for _, d := range docs {
			text.WriteString(strings.ToLower(d.Text))
		}
		r := &review.Review{}
		for _, a := range c.Areas {
			area := review.Area{Key: a.Key}
			for i := range c.Items {
				if it := &c.Items[i]; it.Area() == a.Key && !mentions(text.String(), it.Title) {
					area.Concerns = append(area.Concerns, review.Concern{Severity: keywordSeverity(it), Rule: it.ID, Title: it.Gap, Why: it.Why, Recommendation: it.Recommendation})
				}
			}
			r.Areas = append(r.Areas, area)
		}
		return r, nil
	}
}

func keywordSeverity(it *checklists.Item) review.Severity {
	switch it.Impact {
	case 3:
		return review.High
	case 2:
		return review.Medium
	}
	return review.Low
}

// mentions says whether a long word of the title stands in the text.
func mentions(text, title string) bool {
	for _, w := range strings.Fields(strings.ToLower(title)) {
		if w = strings.Trim(w, ",().:"); len(w) > 4 && strings.Contains(text, w) {
			return true
		}
	}
	return false
}
