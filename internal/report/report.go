// Package report writes a review: as Markdown, as JSON with its schema, and
// Markdown on a terminal. Every format is written from the one Review value.
// Text of documents and of models is data here: it can change neither the
// structure of a report nor the state of a terminal.
package report

import (
	"io"
	"strings"

	"archreview/agent/review"
	"archreview/internal/problem"
)

// Options are what a format may use beside the review itself.
type Options struct {
	// Titles gives readable titles for ids of checklist items; it may be nil.
	Titles map[string]string
	// Documents are those of the review, for guidances and replies, which do not
	// carry them; it may be nil.
	Documents []review.Document
	// Texts are the texts of the documents by their ids, for formats that show
	// evidence among the lines around it; it may be nil.
	Texts map[string]string
	// Comparison says what became of an earlier review, for formats that tell
	// new concerns from known ones; it may be nil.
	Comparison *review.Comparison
}

// format is one way to write a review.
type format struct {
	name  string
	write func(io.Writer, *review.Review, Options) error
}

// formats lists what can be written. A new format is one line here.
func formats() []format {
	return []format{
		{"markdown", markdown},
		{"json", func(w io.Writer, r *review.Review, _ Options) error { return JSON(w, r) }},
		{"html", HTML},
		{"sarif", SARIF},
		{"summary", Summary},
		{"github", GitHub},
	}
}

// Formats lists the names that Write knows.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// Write writes the review in the named format.
func Write(w io.Writer, name string, r *review.Review, o Options) error {
	for _, f := range formats() {
		if f.name == name {
			return f.write(w, r, o)
		}
	}
	return unknownFormat(name, Formats())
}

// FollowFormats lists the formats of comparisons and of what follows a review.
func FollowFormats() []string { return []string{"markdown", "json"} }

func unknownFormat(name string, known []string) error {
	return &problem.Problem{
		What:   "The report cannot be written",
		Detail: "there is no format " + Clean(name),
		Next:   "Use one of: " + strings.Join(known, ", "),
	}
}
