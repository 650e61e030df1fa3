package report

import (
	"fmt"
	"io"
	"strings"

	"archreview/agent/review"
	"archreview/internal/lazyregexp"
)

// Limits of the summary, which together keep it within 60 lines.
const (
	mostGaps     = 6
	mostConcerns = 22
	mostMusts    = 9
	mostTitle    = 160 // runes of a title
	mostSentence = 240 // runes of a sentence
)

// Summary writes what a comment on a change has room for, as Markdown of at
// most 60 lines: what was not reviewed, the verdict, counts, the high and
// medium concerns with their lines, and the steps that must come first. Names
// in it call nobody, and numbers refer to nothing.
func Summary(w io.Writer, r *review.Review, o Options) error {
	c := comment{view: newView(harmless(r), o)}
	c.gather()
	return c.render(w, "comment", &c)
}

// comment is what the template of the summary sees: lines of Markdown.
type comment struct {
	*view
	Gaps         []string
	MoreGaps     int
	Concerns     []string
	MoreConcerns string
	Musts        []string
	MoreMusts    int
}

func (c *comment) gather() {
	gaps := c.leftOut()
	for _, g := range gaps[:min(mostGaps, len(gaps))] {
		c.Gaps = append(c.Gaps, still(cut(g, mostSentence)))
	}
	c.MoreGaps = len(gaps) - len(c.Gaps)
	var more counts
	for _, x := range c.all() {
		switch {
		case x.Waived != nil || x.Severity.Rank() < review.Medium.Rank():
		case len(c.Concerns) < mostConcerns:
			c.Concerns = append(c.Concerns, c.told(x))
		default:
			more.add([]review.Concern{x})
		}
	}
	if more.Total() > 0 {
		c.MoreConcerns = more.words()
	}
	for _, s := range c.NextSteps {
		switch {
		case s.Priority != review.Must:
		case len(c.Musts) < mostMusts:
			c.Musts = append(c.Musts, still(cut(oneLine(s.Title), mostTitle))+" ("+still(string(s.Effort))+")")
		default:
			c.MoreMusts++
		}
	}
}

// told tells a concern in one line.
func (c *comment) told(x review.Concern) string {
	out := "**" + strings.ToUpper(severityOf(x.Severity).Word) + "** " + still(cut(oneLine(x.Title), mostTitle))
	if len(x.Evidence) > 0 {
		out += " (" + c.ref(x.Evidence[0]) + ")"
	}
	if why := firstSentence(x.Why); why != "" {
		out = strings.TrimRight(out, ".") + ". " + still(cut(why, mostSentence))
	}
	return out + " " + code(x.ID)
}

// Name names the documents.
func (c *comment) Name() string { return still((&page{view: c.view}).Names()) }

// VerdictLine is the verdict in words.
func (c *comment) VerdictLine() string {
	what := "Verdict: "
	if !c.Finished() {
		what = "Verdict on what was reviewed: "
	}
	switch {
	case c.Verdict == review.NotReady:
		what += "not ready to build as written."
	case c.Verdict == review.ReadyConditions:
		what += "ready on conditions."
	case !c.Finished():
		what += "no objection so far. This is not a clean bill."
	default:
		what += "ready as written."
	}
	return "**" + what + "**"
}

// CountsLine counts the concerns.
func (c *comment) CountsLine() string {
	n := c.Counts()
	text := "No concern was found that the documents support."
	if n.Total() > 0 {
		text = fmt.Sprintf("%s: %s high, %s medium, %s low.", plural(n.Total(), "concern"), num(n.High), num(n.Medium), num(n.Low))
	}
	if n.Waived > 0 {
		text += " Waived by their owners and not counted: " + num(n.Waived) + "."
	}
	return text
}

// calling is text by which a code host would notify somebody or link
// something: @name, @org/team, #12, GH-12, owner/repo#12.
var calling = lazyregexp.New(`(^|[^A-Za-z0-9_` + "`" + `])(@[A-Za-z0-9][A-Za-z0-9/_-]*|(?:[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)?#[0-9]+|(?i:gh)-[0-9]+)`)

// still is mid for text that is shown by a code host: what would call somebody
// stands in code font, where it calls nobody.
func still(s string) string {
	s = oneLine(s)
	var plain, out strings.Builder
	flush := func() {
		text := strings.ReplaceAll(plain.String(), "`", "'")
		text = calling.ReplaceAllString(text, "$1`$2`")
		out.WriteString(text)
		plain.Reset()
	}
	for i := 0; i < len(s); {
		n := codeSpan(s[i:], false)
		if n == 0 {
			n = max(1, run(s[i:], '`'))
			plain.WriteString(s[i : i+n])
		} else {
			flush()
			out.WriteString(s[i : i+n])
		}
		i += n
	}
	flush()
	return mid(out.String())
}
