package report

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"archreview/agent/review"
)

// view is what the templates see: the review and what follows from it.
type view struct {
	*review.Review
	titles   map[string]string
	concerns map[string]*review.Concern
	between  string // id of a document and a line
}

func newView(r *review.Review, o Options) *view {
	v := &view{Review: r, titles: o.Titles, concerns: map[string]*review.Concern{}, between: ":"}
	for i := range r.Areas {
		for j := range r.Areas[i].Concerns {
			c := &r.Areas[i].Concerns[j]
			v.concerns[c.ID] = c
		}
	}
	return v
}

// Several says that there is more than one document.
func (v *view) Several() bool { return len(v.Documents) > 1 }

// AnyRendered says that lines of a document are not those of its file.
func (v *view) AnyRendered() bool {
	return slices.ContainsFunc(v.Documents, func(d review.Document) bool { return d.Rendered })
}

// Name names the reviewed documents for the title.
func (v *view) Name() string {
	var names []string
	for _, d := range v.Documents {
		name := path.Base(strings.ReplaceAll(oneLine(d.Path), `\`, "/"))
		if d.Path == "-" || d.Path == "" {
			name = "standard input"
		}
		names = append(names, mid(name))
	}
	switch n := len(names); {
	case n > 3:
		return fmt.Sprintf("%s and %d more documents", names[0], n-1)
	case n > 1:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	case n == 1:
		return names[0]
	}
	return "no document"
}

// Unseen lists the pictures that nobody has read.
func (v *view) Unseen() []review.Picture { return v.pictures(false) }

// Looked lists the pictures that a model has read.
func (v *view) Looked() []review.Picture { return v.pictures(true) }

func (v *view) pictures(read bool) []review.Picture {
	var out []review.Picture
	for _, p := range v.Ledger.Pictures {
		if (p.Reader != "") == read {
			out = append(out, p)
		}
	}
	return out
}

// Unread is the number of lines that were not read.
func (v *view) Unread() int { return max(0, v.Ledger.LinesTotal-v.Ledger.LinesRead) }

// Open lists the areas that were not reviewed, or only in part.
func (v *view) Open() []review.Area {
	var open []review.Area
	for _, a := range v.Areas {
		if a.Status != review.Reviewed {
			open = append(open, a)
		}
	}
	return open
}

// Finished says that the review is complete in its own words.
func (v *view) Finished() bool { return v.Outcome == review.Complete }

// counts are concerns by severity; waived ones are counted apart.
type counts struct{ High, Medium, Low, Waived int }

// Total is the number of concerns that count.
func (c counts) Total() int { return c.High + c.Medium + c.Low }

func (c *counts) add(concerns []review.Concern) {
	for _, concern := range concerns {
		switch {
		case concern.Waived != nil:
			c.Waived++
		case concern.Severity == review.High:
			c.High++
		case concern.Severity == review.Medium:
			c.Medium++
		default:
			c.Low++
		}
	}
}

// Counts counts the concerns of all areas.
func (v *view) Counts() counts {
	var c counts
	for _, a := range v.Areas {
		c.add(a.Concerns)
	}
	return c
}

// barLimit is the longest bar of the picture, in marks.
const barLimit = 24

// Picture gives the rows of the table of severities by area.
func (v *view) Picture() [][]string {
	var rows [][]string
	for _, a := range v.Areas {
		var c counts
		c.add(a.Concerns)
		bar := strings.Repeat("#", c.High) + strings.Repeat("=", c.Medium) + strings.Repeat("-", c.Low)
		if len(bar) > barLimit {
			bar = bar[:barLimit] + "+"
		}
		picture := cellCode(bar)
		if a.Status != review.Reviewed {
			picture = strings.TrimSpace(picture + " " + status(a.Status))
		}
		rows = append(rows, []string{cell(a.Letter + " " + a.Title), count(c.High), count(c.Medium), count(c.Low), picture})
	}
	all := v.Counts()
	return append(rows, []string{"All", count(all.High), count(all.Medium), count(all.Low), ""})
}

// count leaves zero empty, so that the eye finds the numbers.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return num(n)
}

// status says in words how far an area was reviewed.
func status(s review.AreaStatus) string {
	switch s {
	case review.Partial:
		return "reviewed in part"
	case review.Failed:
		return "review failed"
	case review.Skipped:
		return "not reviewed"
	}
	return cell(string(s))
}

// StatusWords is status for the templates.
func (v *view) StatusWords(a review.Area) string { return status(a.Status) }

// Known lists the answers that somebody gave.
func (v *view) Known() []review.Answer { return v.answers(false) }

// Assumed lists the assumptions.
func (v *view) Assumed() []review.Answer { return v.answers(true) }

func (v *view) answers(assumed bool) []review.Answer {
	var out []review.Answer
	for _, a := range v.Brief.Answers {
		if (a.Source == review.FromAssumption) == assumed {
			out = append(out, a)
		}
	}
	return out
}
