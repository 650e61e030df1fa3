package checks

import (
	"sort"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/gate"
)

// nearby is how many statements away a clause "in: nearby" may match.
const nearby = 2

// applyRule looks for the statements to which a rule applies. All of them make
// one proposal.
func applyRule(b *brief.Brief, r *checklists.Rule) (gate.Proposal, bool) {
	if !holds(b.Facts, r.Needs, r.Excludes) {
		return gate.Proposal{}, false
	}
	found := ruleStatements(b.Facts, r)
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
func ruleStatements(f *facts.Facts, r *checklists.Rule) []int {
	anchors := clauseStatements(f, &r.When[0], "affirmed")
	if len(anchors) == 0 {
		return nil
	}
	rest := statementsOf(f, r.When[1:])
	unless := statementsOf(f, r.Unless)
	var found []int
	for _, a := range anchors {
		if !isClaim(f, a) {
			continue
		}
		ev, ok := matchRest(f, r, rest, a)
		if !ok || suppressed(f, r.Unless, unless, a) {
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

func statementsOf(f *facts.Facts, clauses []checklists.Clause) [][]int {
	out := make([][]int, len(clauses))
	for i := range clauses {
		out[i] = clauseStatements(f, &clauses[i], "affirmed")
	}
	return out
}

// clauseStatements gives the statements that satisfy a clause, in order.
func clauseStatements(f *facts.Facts, c *checklists.Clause, status string) []int {
	if c.Status != "" {
		status = c.Status
	}
	seen := map[int]bool{}
	for _, src := range c.Any {
		id, ok := f.Lex.Loose(src)
		if !ok {
			continue
		}
		for _, h := range f.Hits(id) {
			if !seen[h.Statement] && statusFits(f.Status(h), status) {
				seen[h.Statement] = true
			}
		}
	}
	var out []int
	for st := range seen {
		if !hasAny(f, c.Not, st) && numberFits(f, c.Number, st) {
			out = append(out, st)
		}
	}
	sort.Ints(out)
	return out
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

func hasAny(f *facts.Facts, phrases []string, st int) bool {
	for _, src := range phrases {
		if id, ok := f.Lex.ID(src); ok && f.HitIn(id, st) {
			return true
		}
	}
	return false
}

// matchRest checks the further clauses of a rule against an anchor and gives
// the statements that satisfy them and belong to the evidence: those nearby,
// and, where two places disagree or a choice does not fit, also those anywhere
// else. What only sets the scene somewhere in the document is not quoted.
func matchRest(f *facts.Facts, r *checklists.Rule, stmts [][]int, anchor int) ([]int, bool) {
	far := r.Kind == string(review.Contradiction) || r.Kind == string(review.Mismatch)
	var ev []int
	for i := range stmts {
		in := r.When[i+1].In
		st, ok := inScope(f, in, "statement", stmts[i], anchor)
		if !ok {
			return nil, false
		}
		if f.Statements[st].Kind != document.Heading && (far || in != "document") {
			ev = append(ev, st)
		}
	}
	return ev, true
}

func suppressed(f *facts.Facts, clauses []checklists.Clause, stmts [][]int, anchor int) bool {
	for i := range clauses {
		if _, ok := inScope(f, clauses[i].In, "section", stmts[i], anchor); ok {
			return true
		}
	}
	return false
}

// inScope gives the statement of a sorted list that is nearest to the anchor
// within a scope.
func inScope(f *facts.Facts, scope, preset string, stmts []int, anchor int) (int, bool) {
	if scope == "" {
		scope = preset
	}
	best, dist := -1, 1<<30
	for _, st := range stmts {
		d := st - anchor
		if d < 0 {
			d = -d
		}
		if d >= dist || !reachable(f, scope, st, anchor, d) {
			continue
		}
		best, dist = st, d
	}
	return best, best >= 0
}

func reachable(f *facts.Facts, scope string, st, anchor, dist int) bool {
	switch scope {
	case "statement":
		return st == anchor
	case "nearby":
		return dist <= nearby && f.SameSection(st, anchor)
	case "section":
		return f.SameSection(st, anchor)
	}
	return true
}
