package checks

import (
	"slices"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/gate"
)

// applyRule looks for the statements to which a rule applies. All of them make
// one proposal.
func applyRule(b *brief.Brief, i int) (gate.Proposal, bool) {
	r := &b.Catalog.Rules[i]
	if !holds(b.Facts, r.Needs, r.Excludes) {
		return gate.Proposal{}, false
	}
	found := ruleStatements(b.Facts, i)
	if len(found) == 0 {
		return gate.Proposal{}, false
	}
	return gate.Proposal{
		Rule: r.ID, Source: Source, Kind: review.Kind(r.Kind), Areas: r.Areas, Items: r.Items,
		Title: r.Title, Why: r.Why, Advice: r.Advice, Quotes: quotes(b, found),
	}, true
}

// ruleStatements gives the statements by which a rule holds, its needs aside:
// each anchor followed by the statements of the further clauses.
func ruleStatements(f *facts.Facts, rule int) []int {
	r := &f.Lex.Catalog.Rules[rule]
	driver := f.Lex.Driver(rule)
	clauses := make([]*clause, 0, len(r.When)+len(r.Unless))
	for i := range r.When {
		clauses = append(clauses, newClause(f, &r.When[i], "statement"))
	}
	for i := range r.Unless {
		clauses = append(clauses, newClause(f, &r.Unless[i], "section"))
	}
	when, unless := clauses[:len(r.When)], clauses[len(r.When):]
	var found []int
	for _, a := range when[driver].anywhere() {
		if !isClaim(f, a) || driver != 0 && !when[0].fits(a) {
			continue
		}
		ev, ok := matchRest(f, r, when[1:], a)
		if !ok || slices.ContainsFunc(unless, func(c *clause) bool { _, near := c.nearest(a); return near }) {
			continue
		}
		found = append(append(found, a), ev...)
	}
	return found
}

// isClaim says whether a statement of a document can carry a concern.
func isClaim(f *facts.Facts, st int) bool {
	k := f.Statements[st].Kind
	return !f.IsAnswer(st) && k != document.Heading && k != document.Set
}

func statusFits(s facts.Status, want string) bool {
	switch want {
	case "negated":
		return s == facts.Negated
	case "deferred":
		return s.Deferred()
	case "any":
		return true
	}
	return s == facts.Affirmed || s == facts.Topic
}

// matchRest checks the further clauses of a rule against an anchor and gives
// the statements that satisfy them and belong to the evidence: those nearby,
// and, where two places disagree or a choice does not fit, also those anywhere
// else. What only sets the scene somewhere in the document is not quoted.
func matchRest(f *facts.Facts, r *checklists.Rule, rest []*clause, anchor int) ([]int, bool) {
	far := r.Kind == string(review.Contradiction) || r.Kind == string(review.Mismatch)
	var ev []int
	for _, c := range rest {
		st, ok := c.nearest(anchor)
		if !ok {
			return nil, false
		}
		if f.Statements[st].Kind != document.Heading && (far || !facts.Anywhere(c.Clause)) {
			ev = append(ev, st)
		}
	}
	return ev, true
}
