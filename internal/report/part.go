package report

import (
	"fmt"
	"io"
	"strings"

	"archreview/agent/review"
	"archreview/internal/problem"
)

// Part is one section of a review, to be read by itself.
type Part struct {
	Name  string // for Section
	Title string // in words
}

// Parts lists the sections of a review in the order of the report; the
// findings, which are read concern by concern, are not among them.
func Parts() []Part {
	return []Part{
		{"summary", "Executive summary"},
		{"reading", "What the review was told"},
		{"patterns", "Patterns that fit"},
		{"stack", "Technology stack"},
		{"roadmap", "Scalability roadmap"},
		{"security", "Security checklist"},
		{"steps", "Next steps"},
		{"coverage", "Coverage of the checklist"},
		{"withdrawn", "Looked for and not raised"},
		{"sources", "Tools and references"},
		{"about", "About this review"},
	}
}

// Section writes one of Parts as Markdown; nothing where the review has none.
// The summary comes with what is not part of the review and with the verdict.
func Section(w io.Writer, name string, r *review.Review, o Options) error {
	for _, p := range Parts() {
		if p.Name != name {
			continue
		}
		v := newView(r, o)
		names := []string{name}
		if name == "summary" {
			names = []string{"gaps", "verdict", "picture", name}
		}
		for _, n := range names {
			if err := v.render(w, n, v); err != nil {
				return err
			}
			if _, err := io.WriteString(w, "\n"); err != nil {
				return fmt.Errorf("write the section %s: %w", name, err)
			}
		}
		return nil
	}
	return &problem.Problem{What: "The section cannot be shown", Detail: "a review has no section " + Clean(name), Next: "Name one of the sections of the report."}
}

// Concern writes one concern of a review as Markdown, as it stands in the
// report. An id that the review does not have writes nothing.
func Concern(w io.Writer, r *review.Review, id string, o Options) error {
	v := newView(r, o)
	c := v.concerns[id]
	if c == nil {
		return nil
	}
	var b strings.Builder
	if err := v.render(&b, "concern", *c); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}
