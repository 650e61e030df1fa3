package tui

import (
	"strings"

	"archreview/agent/review"
)

// subject is what the detail of a concern is made of.
type subject struct {
	review   *review.Review
	concern  *review.Concern
	area     *review.Area
	accepted bool
	titles   map[string]string // of checklist items
	width    int
}

// composeConcern writes the detail of a concern.
func composeConcern(s subject) *detail {
	c := &composer{width: max(s.width, 8), several: len(s.review.Documents) > 1}
	x := s.concern
	c.title(x)
	c.text(oneLine(s.area.Letter+" "+s.area.Title)+" · "+oneLine(string(x.Kind))+" · "+oneLine(x.ID), roleDim)
	c.marks(&s)
	if refs := c.refs(x.Evidence); refs != "" {
		c.labelled("Where", refs, rolePlain)
	}
	if strings.TrimSpace(x.Why) != "" {
		c.head("Why")
		c.text(x.Why, rolePlain)
	}
	if len(x.Evidence) > 0 {
		c.head("Evidence")
		c.evidence(x.Evidence)
	}
	c.list("Searched", x.Searched)
	if strings.TrimSpace(x.Recommendation) != "" {
		c.head("Do")
		c.text(x.Recommendation, rolePlain)
	}
	c.list("Or", x.Alternatives)
	if strings.TrimSpace(x.Confirm) != "" {
		c.head("Check")
		c.text(x.Confirm, rolePlain)
	}
	c.blank()
	c.labelled("Effort", effortWords(x.Effort), rolePlain)
	c.labelled("Tools", strings.Join(x.Tools, "; "), rolePlain)
	c.labelled("Severity", x.SeverityTrace, rolePlain)
	c.labelled("Checklist", strings.Join(named(x.Items, s.titles), "; "), rolePlain)
	c.labelled("Rule", x.Rule, roleDim)
	c.labelled("Raised by", strings.Join(x.Sources, ", "), roleDim)
	c.list("References", x.References)
	return &c.detail
}

// title adds severity and title; the severity is never cut.
func (c *composer) title(x *review.Concern) {
	c.hanging(row{lead: severityWord(x.Severity) + " ", leadRole: severityRole(x.Severity), role: roleTitle}, x.Title, c.width)
}

// marks adds what readers said of the concern.
func (c *composer) marks(s *subject) {
	x := s.concern
	if s.accepted {
		c.text("Accepted: it will be seen to", roleMark)
	}
	if w := x.Waived; w != nil {
		c.text("Waived until "+oneLine(w.Until)+" by "+oneLine(w.Owner)+": "+oneLine(w.Reason), roleMark)
	}
	if d := x.Disputed; d != nil {
		c.text("Disputed: "+oneLine(d.Reason), roleMark)
		c.text("Answer ("+outcomeWords(d.Outcome)+"): "+oneLine(d.Answer), roleMark)
		c.evidence(d.Evidence)
	}
	c.blank()
}

// refs names the lines of all evidence once each.
func (c *composer) refs(list []review.Evidence) string {
	var out []string
	seen := map[string]bool{}
	for _, e := range list {
		if ref := c.ref(e); !seen[ref] {
			seen[ref] = true
			out = append(out, ref)
		}
	}
	return strings.Join(out, ", ")
}

func outcomeWords(o review.DisputeOutcome) string {
	switch o {
	case review.Recorded:
		return "not examined, the concern stands"
	case review.Upheld:
		return "examined, the concern stands"
	case review.Weakened:
		return "examined, the concern stands with less weight"
	case review.DisputeWithdrawn:
		return "examined, the concern is taken back"
	}
	return oneLine(string(o))
}

func effortWords(e review.Effort) string {
	switch e {
	case review.Small:
		return "S, up to two days"
	case review.Middle:
		return "M, about a week"
	case review.Large:
		return "L, more than a week"
	}
	return string(e)
}

// named gives ids with their titles, where they have one.
func named(ids []string, titles map[string]string) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		if t := titles[id]; t != "" {
			id = t + " (" + id + ")"
		}
		out = append(out, id)
	}
	return out
}

// composeArea writes what the review says of an area beside its concerns.
func composeArea(r *review.Review, a *review.Area, titles map[string]string, width int) *detail {
	c := &composer{width: max(width, 8), several: len(r.Documents) > 1}
	c.text(oneLine(a.Letter+" "+a.Title), roleTitle)
	c.text(areaStatusWords(a.Status), roleDim)
	if len(a.Strengths) > 0 {
		c.head("Strengths")
		for _, s := range a.Strengths {
			c.item("- ", s.Text, rolePlain)
			c.evidence(s.Evidence)
		}
	}
	for _, rec := range a.Recommendations {
		c.head("Recommendation")
		c.text(rec.Text, rolePlain)
		if strings.TrimSpace(rec.Example) != "" {
			c.blank()
			c.text(rec.Example, roleQuote)
		}
		c.list("Or", rec.Alternatives)
	}
	for _, status := range []review.CoverageStatus{review.Contradicted, review.Missing, review.Weak, review.Addressed} {
		var ids []string
		for _, v := range a.Coverage {
			if v.Status == status {
				ids = append(ids, v.Item)
			}
		}
		c.list("Checklist: "+string(status), named(ids, titles))
	}
	return &c.detail
}

// areaStatusWords says how far an area was reviewed.
func areaStatusWords(s review.AreaStatus) string {
	switch s {
	case review.Reviewed:
		return "reviewed"
	case review.Partial:
		return "reviewed in part"
	case review.Failed:
		return "the review of this area failed; what follows is what there is"
	case review.Skipped:
		return "not reviewed"
	}
	return oneLine(string(s))
}
