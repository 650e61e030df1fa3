package eval

import (
	"context"
	"testing"
	"time"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// floors are the least figures over the corpus in testdata; they lie a little
// below what was measured, so that they fall only with the reviewer.
// docs/benchmark.md has the figures themselves and what they are worth.
func floors() struct{ recall, useful, alarms, twin float64 } {
	return struct{ recall, useful, alarms, twin float64 }{recall: 0.65, useful: 0.60, alarms: 0.08, twin: 0.15}
}

func TestFiguresDoNotFall(t *testing.T) {
	cases, err := LoadCorpus("testdata/corpus")
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 6 {
		t.Fatalf("%d cases, want at least 6", len(cases))
	}
	lex, err := facts.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	checks := func(ctx context.Context, docs []*document.Document, answers map[string]string) (*review.Review, error) {
		return agent.Review(ctx, agent.Options{Lexicon: lex, Documents: docs, Answers: answers, Now: func() time.Time { return time.Unix(0, 0) }})
	}
	got, err := Run(context.Background(), "checks", checks, cases)
	if err != nil {
		t.Fatal(err)
	}
	base, err := Run(context.Background(), "keywords", Keywords(lex.Catalog), cases)
	if err != nil {
		t.Fatal(err)
	}
	want, s, b := floors(), &got.Total, &base.Total
	recall, useful, alarms, twin := s.Flaws["all"].Value(), s.Useful.Value(), s.Sound.Value(), s.Twin.Value()
	t.Logf("recall %.2f (keywords %.2f), concerns that hit %.2f (%.2f), false alarms %.2f (%.2f), after repair %.2f (%.2f)",
		recall, b.Flaws["all"].Value(), useful, b.Useful.Value(), alarms, b.Sound.Value(), twin, b.Twin.Value())
	if recall < want.recall || useful < want.useful || alarms > want.alarms || twin > want.twin {
		t.Errorf("a figure fell below its floor: %+v", want)
	}
	if s.Exact.Part != s.Exact.Whole || s.Exact.Whole == 0 {
		t.Errorf("%d of %d quotes are exact", s.Exact.Part, s.Exact.Whole)
	}
	if recall <= b.Flaws["all"].Value() {
		t.Error("the reviewer finds no more than a keyword checker")
	}
}
