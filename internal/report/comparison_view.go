package report

import (
	"path"
	"strings"
	"unicode/utf8"

	"archreview/agent/review"
)

// comparisonView is what the templates of comparisons see.
type comparisonView struct {
	*review.Comparison
	old, new *view // know the documents of their side
}

func newComparisonView(c *review.Comparison, o Options) *comparisonView {
	return &comparisonView{
		Comparison: c,
		old:        newView(&review.Review{Documents: c.Old.Documents}, o),
		new:        newView(&review.Review{Documents: c.New.Documents}, o),
	}
}

// change is a concern as a comparison shows it.
type change struct {
	review.Change
	v *comparisonView
}

// In lists the concerns in one state, in the order of the comparison.
func (v *comparisonView) In(state string) []change {
	var out []change
	for _, c := range v.Concerns {
		if string(c.State) == state {
			out = append(out, change{c, v})
		}
	}
	return out
}

// Name names both versions for the title.
func (v *comparisonView) Name() string {
	from, to := baseName(v.Old.Label), baseName(v.New.Label)
	if from == to {
		from, to = v.Old.Label, v.New.Label
	}
	return mid(from) + " to " + mid(to)
}

func baseName(p string) string { return path.Base(strings.ReplaceAll(oneLine(p), `\`, "/")) }

// Verdicts says how the verdict moved.
func (v *comparisonView) Verdicts() string {
	was, is := verdict(v.Old), verdict(v.New)
	if was == is {
		return "Verdict: still " + is + "."
	}
	return "Verdict: " + is + ", after " + was + "."
}

// verdict gives a verdict in words.
func verdict(s review.Version) string {
	words := mid(strings.ReplaceAll(string(s.Verdict), "-", " "))
	if s.Outcome == review.Incomplete {
		words += " (incomplete review)"
	}
	return words
}

// Tally counts the concerns by state.
func (v *comparisonView) Tally() string { return mid(SummaryLine(v.Comparison)) }

// Weight names the severity in both versions: HIGH, or MEDIUM, was HIGH.
func (c change) Weight() string {
	now, was := strings.ToUpper(mid(string(c.Severity))), strings.ToUpper(mid(string(c.OldSeverity)))
	weight := now
	switch {
	case now == "":
		weight = was
	case was != "" && was != now:
		weight = now + " (was " + was + ")"
	}
	if c.Waived {
		weight = "WAIVED, " + weight
	}
	return "**" + weight + "**"
}

// Details are the lines below a concern: what it rests on, what changed, by
// which words it was repaired.
func (c change) Details() []string {
	var out []string
	add := func(lines ...string) {
		for _, l := range lines {
			if l != "" {
				out = append(out, l)
			}
		}
	}
	was, is := said(c.v.old, c.OldEvidence), said(c.v.new, c.Evidence)
	switch {
	case c.State == review.Fixed:
		add(c.repairs()...)
		if len(out) == 0 && is != "" {
			add("now " + is)
		}
	case c.State == review.Changed:
		if was != "" && was != is {
			add("was " + was)
		}
		if is != "" {
			add("now " + is)
		}
	case is != "":
		add(is)
	default:
		add(c.repairs()...)
	}
	if c.Note != "" {
		add(line(c.Note))
	}
	return out
}

// said quotes the first of the passages after its lines.
func said(v *view, evidence []review.Evidence) string {
	if len(evidence) == 0 {
		return ""
	}
	return v.ref(evidence[0]) + `: "` + short(evidence[0].Quote) + `"`
}

// Where names the lines of the main passage that the note does not name.
func (c change) Where() string {
	if len(c.Evidence) == 0 {
		return ""
	}
	return strings.TrimRight(c.v.new.refs(c.Note, c.Evidence[:1]), " ")
}

// mostRepairs is how many edits a change shows; the JSON has all.
const mostRepairs = 2

// repairs tells the edits: the words that went and those that came.
func (c change) repairs() []string {
	var out []string
	for _, e := range c.Edits[:min(mostRepairs, len(c.Edits))] {
		out = append(out, c.v.told(e))
	}
	if more := len(c.Edits) - len(out); more > 0 {
		out = append(out, "and "+plural(more, "more edit"))
	}
	return out
}

// told tells one edit.
func (v *comparisonView) told(e review.Edit) string {
	old := v.old.ref(review.Evidence{Document: e.Document, StartLine: e.OldStart, EndLine: e.OldEnd, Place: e.OldPlace})
	new := v.new.ref(review.Evidence{Document: e.Document, StartLine: e.NewStart, EndLine: e.NewEnd, Place: e.NewPlace})
	switch {
	case e.NewStart == 0:
		return old + `: "` + short(e.Removed) + `" is gone`
	case e.OldStart == 0:
		return new + `: "` + short(e.Added) + `" was added`
	}
	return old + `: "` + short(e.Removed) + `" became ` + new + `: "` + short(e.Added) + `"`
}

// movement is the items that went from one state to another.
type movement struct {
	Label string
	Ids   []string
}

// Movements groups the items whose state changed: those that fell first, then
// those that improved, then those that apply now or no longer.
func (v *comparisonView) Movements() []movement {
	var groups [3][]movement
	for _, i := range v.Items {
		rank, label := 0, "Fell from "
		switch {
		case i.Old == review.NotApplicable || i.New == review.NotApplicable:
			rank, label = 2, "Neither better nor worse, from "
		case i.Improved:
			rank, label = 1, "Improved from "
		}
		label += coverageWords(i.Old) + " to " + coverageWords(i.New)
		at := -1
		for n := range groups[rank] {
			if groups[rank][n].Label == label {
				at = n
			}
		}
		if at < 0 {
			at = len(groups[rank])
			groups[rank] = append(groups[rank], movement{Label: label})
		}
		groups[rank][at].Ids = append(groups[rank][at].Ids, i.Item)
	}
	return append(append(groups[0], groups[1]...), groups[2]...)
}

func coverageWords(s review.CoverageStatus) string {
	return mid(strings.ReplaceAll(string(s), "_", " "))
}

// Versions are the rows of the table of the two sides.
func (v *comparisonView) Versions() [][]string {
	row := func(s review.Version) []string {
		by := s.Engine.Name
		if s.Engine.Model != "" {
			by = s.Engine.Model
		}
		return []string{cell(s.Label), cell(s.Created), cell(by), cell(string(s.Outcome)), count(s.Counts.High), count(s.Counts.Medium), count(s.Counts.Low)}
	}
	return [][]string{row(v.Old), row(v.New)}
}

// short gives untrusted text after other text, cut at a word.
func short(s string) string {
	const most = 180
	s = oneLine(s)
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most])
		if at := strings.LastIndexByte(s, ' '); at > most/2 {
			s = s[:at]
		}
		s = strings.TrimRight(s, " …") + " …"
	}
	return escape(s, false)
}
