package checks

import (
	"fmt"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// Verify runs the examples that items and rules carry: one that should raise
// them and one that should not. Each that does not behave as stated is a
// *checklists.DataError.
func Verify(lex *facts.Lexicon) []error {
	var errs []error
	for i := range lex.Catalog.Items {
		it := &lex.Catalog.Items[i]
		errs = append(errs, verifyItem(lex, it)...)
	}
	for i := range lex.Catalog.Rules {
		errs = append(errs, verifyRule(lex, i)...)
	}
	return errs
}

func verifyItem(lex *facts.Lexicon, it *checklists.Item) []error {
	var errs []error
	if s := itemStatus(lex, it, it.Raises); s == review.Addressed || s == review.NotApplicable {
		errs = append(errs, dataError(it.Pos, fmt.Sprintf("item %s: its example \"raises\" comes out as %s", it.ID, s),
			"write an excerpt in which the practice is absent, denied or put off, or make the wordings of its concepts narrower"))
	}
	if s := itemStatus(lex, it, it.Quiet); s != review.Addressed && s != review.NotApplicable {
		errs = append(errs, dataError(it.Pos, fmt.Sprintf("item %s: its example \"quiet\" comes out as %s", it.ID, s),
			"write an excerpt that shows the practice, or add its wording to one of the concepts in shown_by"))
	}
	return errs
}

func itemStatus(lex *facts.Lexicon, it *checklists.Item, excerpt string) review.CoverageStatus {
	f, err := excerptFacts(lex, excerpt)
	if err != nil {
		return review.Missing
	}
	return coverItem(f, it).status
}

func verifyRule(lex *facts.Lexicon, rule int) []error {
	r := &lex.Catalog.Rules[rule]
	var errs []error
	for _, c := range append(append([]checklists.Clause{}, r.When...), r.Unless...) {
		if c.Number == "" {
			continue
		}
		if _, err := parseCondition(c.Number); err != nil {
			errs = append(errs, dataError(r.Pos, fmt.Sprintf("rule %s: %v", r.ID, err), ""))
		}
	}
	if f, err := excerptFacts(lex, r.Raises); err != nil || len(ruleStatements(f, rule)) == 0 {
		errs = append(errs, dataError(r.Pos, fmt.Sprintf("rule %s does not fire on its example \"raises\"%s", r.ID, nearMiss(f, r)), "mend the phrases or the example"))
	}
	if f, err := excerptFacts(lex, r.Quiet); err == nil {
		if found := ruleStatements(f, rule); len(found) > 0 {
			errs = append(errs, dataError(r.Pos, fmt.Sprintf("rule %s fires on its example \"quiet\", at %q", r.ID, f.Statements[found[0]].Text), "add the repair to unless, or mend the example"))
		}
	}
	return errs
}

// nearMiss says which clauses of a rule found nothing.
func nearMiss(f *facts.Facts, r *checklists.Rule) string {
	if f == nil {
		return ""
	}
	s := ""
	for i := range r.When {
		n := len(newClause(f, &r.When[i], "").anywhere())
		s += fmt.Sprintf("; clause %d matches %d statement(s)", i+1, n)
	}
	for i := range r.Unless {
		if n := len(newClause(f, &r.Unless[i], "").anywhere()); n > 0 {
			s += fmt.Sprintf("; unless %d matches", i+1)
		}
	}
	return s
}

func excerptFacts(lex *facts.Lexicon, excerpt string) (*facts.Facts, error) {
	d, err := document.Parse("d1", "example", []byte(excerpt))
	if err != nil {
		return nil, err
	}
	return facts.Read(lex, []facts.Source{{Doc: d}}), nil
}

func dataError(pos checklists.Pos, what, write string) error {
	return &checklists.DataError{Pos: pos, What: what, Write: write}
}
