package followup

import (
	"os"
	"strings"
	"sync"
	"testing"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/checks"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/gate"
	"archreview/internal/synthesis"
)

// reviewed is a brief with its review.
type reviewed struct {
	b *brief.Brief
	r *review.Review
}

// reviewOf reviews documents with the embedded reviewer, as the agent does.
func reviewOf(t testing.TB, answers map[string]string, texts ...string) reviewed {
	t.Helper()
	lex, err := facts.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	o := brief.Options{Lexicon: lex, Answers: answers}
	for i, text := range texts {
		id := "d" + string(rune('1'+i))
		d, err := document.Parse(id, id+".md", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		o.Documents = append(o.Documents, d)
	}
	b, err := brief.New(o)
	if err != nil {
		t.Fatal(err)
	}
	found := checks.Review(b)
	r, err := synthesis.Compose(synthesis.Input{Brief: b, Result: gate.Judge(b, found.Proposals), Coverage: found.Coverage})
	if err != nil {
		t.Fatal(err)
	}
	r.Engine = review.Engine{Name: checks.Source, Version: "test"}
	r.Outcome, r.Verdict = gate.Outcome(r), review.NotReady
	for _, d := range o.Documents {
		r.Ledger.LinesRead += d.LineCount()
		r.Ledger.LinesTotal += d.LineCount()
	}
	return reviewed{b, r}
}

// example is the review of the example document, made once.
var example = sync.OnceValues(func() (reviewed, error) {
	text, err := os.ReadFile("../../examples/design.md")
	if err != nil {
		return reviewed{}, err
	}
	return reviewOf(&testing.T{}, map[string]string{
		"team":  "Seven people: four back-end developers, two mobile developers and one platform engineer. Nobody is on call at night.",
		"stage": "The code is about half written and nothing is live yet.",
	}, string(text)), nil
})

func sample(t testing.TB) reviewed {
	t.Helper()
	x, err := example()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// stands says whether a quote is the exact text of its lines.
func stands(b *brief.Brief, e review.Evidence) bool {
	for _, d := range b.Documents {
		if d.ID != e.Document {
			continue
		}
		lines := strings.Split(d.Text, "\n")
		if e.StartLine < 1 || e.EndLine > len(lines) || e.StartLine > e.EndLine {
			return false
		}
		return e.Quote != "" && strings.Contains(strings.Join(lines[e.StartLine-1:e.EndLine], "\n"), e.Quote)
	}
	return false
}
