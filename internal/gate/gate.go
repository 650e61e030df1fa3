package gate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
)

// Result is what passed the gate and what did not.
type Result struct {
	Concerns  []Placed
	Withdrawn []review.Withdrawn
	Settled   []string // checklist items of concerns that an objection took back
}

// Placed is a concern with the areas in which it may stand, the natural one
// first, and the patterns that help.
type Placed struct {
	review.Concern
	Areas    []string
	Patterns []string

	advice  checklists.Advice // what the severity was computed from
	reasons Reasons
}

// Group is a concern with the proposals that make it up, as indexes of what
// was judged.
type Group struct {
	Placed
	From []int
}

// Judge passes proposals through the gate. The order of the proposals does not
// matter.
func Judge(b *brief.Brief, proposals []Proposal) Result {
	groups, withdrawn := Groups(b, proposals)
	r := Result{Withdrawn: withdrawn}
	for i := range groups {
		r.Concerns = append(r.Concerns, groups[i].Placed)
	}
	return r
}

// Groups is Judge for those who need to know which proposals a concern is made
// of.
func Groups(b *brief.Brief, proposals []Proposal) ([]Group, []review.Withdrawn) {
	order := make([]int, len(proposals))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return before(&proposals[order[i]], &proposals[order[j]]) })
	var passed []candidate
	var withdrawn []review.Withdrawn
	for _, i := range order {
		c, reason := examine(b, &proposals[i])
		c.from = []int{i}
		if reason != "" {
			withdrawn = append(withdrawn, review.Withdrawn{Title: proposals[i].Title, Reason: reason, Evidence: c.evidence})
			continue
		}
		passed = append(passed, c)
	}
	var groups []Group
	for _, c := range merge(passed) {
		sort.Ints(c.from)
		groups = append(groups, Group{c.concern(b), c.from})
	}
	sort.SliceStable(groups, func(i, j int) bool { return heavier(b, &groups[i].Placed, &groups[j].Placed) })
	tellApart(groups)
	return groups, withdrawn
}

// tellApart gives concerns that would share an id, different ones about one
// passage, one that holds their title too: what is said of one must not hold
// for the other. The heaviest keeps its own.
func tellApart(groups []Group) {
	seen := map[string]bool{}
	for i := range groups {
		c := &groups[i].Concern
		for n := 0; seen[c.ID]; n++ {
			sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", c.Rule, c.Title, n))
			c.ID += "-" + hex.EncodeToString(sum[:2])
		}
		seen[c.ID] = true
	}
}

// before orders proposals by rule, engine and first quote, then by weight and
// last by all that they hold, so that the same proposals give the same result
// in whatever order they arrive.
func before(a, b *Proposal) bool {
	if a.Rule != b.Rule {
		return a.Rule < b.Rule
	}
	if a.Source != b.Source {
		return a.Source < b.Source
	}
	if x, y := firstQuote(a), firstQuote(b); x != y {
		return x < y
	}
	if x, y := a.Advice.Impact+a.Advice.Likelihood, b.Advice.Impact+b.Advice.Likelihood; x != y {
		return x > y
	}
	if a.Title != b.Title {
		return a.Title < b.Title
	}
	return fmt.Sprintf("%+v", *a) < fmt.Sprintf("%+v", *b)
}

func firstQuote(p *Proposal) string {
	if len(p.Quotes) == 0 {
		return ""
	}
	return p.Quotes[0].Text
}

// heavier orders concerns: severity, score, then place in the documents.
func heavier(b *brief.Brief, x, y *Placed) bool {
	if x.Severity.Rank() != y.Severity.Rank() {
		return x.Severity.Rank() > y.Severity.Rank()
	}
	xl, yl := firstLine(&x.Concern), firstLine(&y.Concern)
	if xl != yl {
		return xl < yl
	}
	return x.ID < y.ID
}

// firstLine gives the place of a concern's main evidence; concerns without one
// come last.
func firstLine(c *review.Concern) int {
	if len(c.Evidence) == 0 {
		return 1 << 30
	}
	doc := 0
	for _, r := range c.Evidence[0].Document {
		if r >= '0' && r <= '9' {
			doc = doc*10 + int(r-'0')
		}
	}
	return doc<<24 + c.Evidence[0].StartLine
}

// candidate is a proposal whose evidence has been examined.
type candidate struct {
	Proposal
	id       string // fingerprint, where it does not follow from rule and evidence
	evidence []review.Evidence
	searched []string
	sources  []string
	from     []int // indexes of the proposals judged
}

// examine locates the quotes of a proposal and tries to refute it. A reason
// says why it is withdrawn.
func examine(b *brief.Brief, p *Proposal) (candidate, string) {
	c := candidate{Proposal: *p, sources: []string{p.Source}}
	if p.Withdrawn != "" {
		c.evidence = located(b, p.Quotes)
		return c, p.Withdrawn
	}
	c.evidence = located(b, p.Quotes)
	if len(c.evidence) == 0 && (len(p.Absent) == 0 || p.Distinct) {
		return c, "no quote of it stands in the documents"
	}
	if len(c.evidence) == 0 || p.Distinct && p.Kind == review.Omission {
		if ev := refuted(b, p.Absent); len(ev) > 0 {
			c.evidence = ev
			return c, "refuted: the documents provide it"
		}
		c.searched = append(search(b, p.Absent), p.Searched...)
	}
	return c, ""
}

func located(b *brief.Brief, quotes []Quote) []review.Evidence {
	out := []review.Evidence{}
	for _, q := range quotes {
		if e, ok := Locate(b.Documents, q); ok {
			out = append(out, e)
		}
	}
	return out
}

func (c *candidate) concern(b *brief.Brief) Placed {
	sev, trace := severityWith(b, &c.Advice, c.Reasons)
	con := review.Concern{
		ID: c.name(), Severity: sev, Kind: c.Kind, Rule: c.Rule,
		Title: c.Title, Why: c.Why, Evidence: c.evidence, Searched: c.searched,
		Recommendation: strings.TrimSpace(c.Advice.Recommendation),
		Alternatives:   c.Advice.Alternatives, Tools: c.Advice.Tools, References: c.Advice.References,
		Effort: review.Effort(c.Advice.Effort), Confirm: c.Advice.Confirm,
		Items: c.Items, Sources: c.sources, SeverityTrace: trace,
	}
	if len(c.Working) > 0 {
		con.Why = strings.TrimSpace(con.Why) + "\nWorking:\n" + strings.Join(c.Working, "\n")
	}
	return Placed{Concern: con, Areas: c.Areas, Patterns: c.Advice.Patterns, advice: c.Advice, reasons: c.Reasons}
}
