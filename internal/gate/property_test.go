package gate

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
)

func example(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../examples/design.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// bare is a text without what a quote may differ in.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("*_`~\"'“”‘’«»„", r) {
			return -1
		}
		return r
	}, s)
}

// disturbed writes a text as a model may copy it: blanks and line ends changed,
// other quotation marks, emphasis left out.
func disturbed(t *rapid.T, s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			b.WriteString(rapid.SampledFrom([]string{" ", "\n", "  ", "\t", "\r\n", "\u00a0"}).Draw(t, "blank"))
		case r == '"' || r == '\'':
			b.WriteString(rapid.SampledFrom([]string{"\"", "“", "”", "’", "'", "„"}).Draw(t, "mark"))
		case strings.ContainsRune("*_`", r):
			b.WriteString(rapid.SampledFrom([]string{"", string(r)}).Draw(t, "emphasis"))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// TestQuotesAreLocated cuts passages out of a design and disturbs them: each is
// found, with the document's own words, at its own lines where it stands only
// once; and with one letter changed it is found only where it stands so.
func TestQuotesAreLocated(t *testing.T) {
	text := example(t)
	runes := []rune(text)
	b := newBrief(t, text)
	doc := b.Documents[0]
	whole := bare(text)
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, len(runes)-40).Draw(t, "from")
		cut := strings.Trim(string(runes[from:from+rapid.IntRange(20, 400).Draw(t, "length")%(len(runes)-from)]), " \n")
		if len(bare(cut)) < 12 {
			return
		}
		quote := disturbed(t, cut)
		start := strings.Index(text, cut)
		first, last := doc.LinesOf(start, start+len(cut))
		e, ok := Locate(b.Documents, Quote{Document: "d1", Text: quote, Line: first})
		switch {
		case !ok:
			t.Fatalf("%q is not found as %q", cut, quote)
		case bare(e.Quote) != bare(cut) || !strings.Contains(text, e.Quote):
			t.Fatalf("%q is found as %q", quote, e.Quote)
		case strings.Count(whole, bare(cut)) == 1 && (e.StartLine < first || e.EndLine > last):
			t.Fatalf("lines %d to %d are found at %d to %d", first, last, e.StartLine, e.EndLine)
		}
		letters := []rune(quote)
		at := rapid.IntRange(0, len(letters)-1).Draw(t, "letter")
		if strings.ContainsRune("*_`~\"'“”‘’«»„", letters[at]) || unicode.IsSpace(letters[at]) {
			return
		}
		letters[at] = rapid.SampledFrom([]rune("qXé9")).Draw(t, "other")
		if e, ok := Locate(b.Documents, Quote{Document: "d1", Text: string(letters), Line: first}); ok && bare(e.Quote) != bare(string(letters)) {
			t.Fatalf("%q is found as %q", string(letters), e.Quote)
		}
		if e, ok := Locate(b.Documents, Quote{Document: "d1", Text: string(letters)}); ok != strings.Contains(whole, bare(string(letters))) {
			t.Fatalf("%q: found %v, %+v", string(letters), ok, e)
		}
	})
}

// proposal draws one of the forms in which engines propose, over few passages,
// items and rules, so that many of them meet.
func proposal(t *rapid.T) Proposal {
	few := func(label string, from ...string) []string {
		return slices.Compact(slices.Sorted(slices.Values(rapid.SliceOfN(rapid.SampledFrom(from), 0, 2).Draw(t, label))))
	}
	p := Proposal{
		Kind:  rapid.SampledFrom([]review.Kind{review.Omission, review.Antipattern, review.Contradiction, review.Arithmetic, review.Mismatch}).Draw(t, "kind"),
		Areas: []string{rapid.SampledFrom([]string{"resilience", "database"}).Draw(t, "area")},
		Items: few("items", "resilience.retries", "database.type", "database.backup"),
		Title: rapid.SampledFrom([]string{"Retries never end", "Backups are missing", "Orders wait for ever"}).Draw(t, "title"),
		Why:   rapid.SampledFrom([]string{"a", "b"}).Draw(t, "why"),
	}
	for _, q := range few("quotes", repeats, keeps, "A dump is taken each night and copied to another account.", "Retries run every *five* seconds", "this stands nowhere") {
		p.Quotes = append(p.Quotes, Quote{Document: "d1", Text: q})
	}
	if len(p.Quotes) == 0 && p.Kind != review.Omission { // what is not there has no passage; all else has one
		p.Quotes = []Quote{{Document: "d1", Text: keeps}}
	}
	if p.Kind != review.Contradiction { // whose passages both stand
		p.Absent = few("absent", "api.limits", "database.backup")
	}
	p.Concepts = p.Absent
	p.Source = "checks"
	p.Rule = rapid.SampledFrom([]string{"resilience.a", "database.b", "x.c"}).Draw(t, "rule")
	if p.Distinct = rapid.Bool().Draw(t, "model"); p.Distinct {
		p.Source, p.Rule = "model", "model."+p.Areas[0]
	}
	p.Advice = checklists.Advice{Impact: rapid.IntRange(1, 3).Draw(t, "impact"), Likelihood: rapid.IntRange(1, 3).Draw(t, "likelihood"), Effort: "S",
		Recommendation: rapid.SampledFrom([]string{"Do.", "Do not."}).Draw(t, "recommendation"), Tools: few("tools", "x", "y")}
	return p
}

// TestMergeIsOrderFree judges the same proposals in another order, and all of
// them twice: the result is the same, and no two concerns share an id.
func TestMergeIsOrderFree(t *testing.T) {
	b := newBrief(t, design)
	rapid.Check(t, func(t *rapid.T) {
		ps := rapid.SliceOfN(rapid.Custom(proposal), 1, 8).Draw(t, "proposals")
		want := Judge(b, ps)
		if got := Judge(b, rapid.Permutation(ps).Draw(t, "order")); !reflect.DeepEqual(got, want) {
			t.Fatalf("another order gives another result:\n%s\n%s", told(got), told(want))
		}
		seen := map[string]bool{}
		for _, c := range want.Concerns {
			if seen[c.ID] {
				t.Fatalf("two concerns are called %s:\n%s", c.ID, told(want))
			}
			seen[c.ID] = true
		}
		if got := Judge(b, append(slices.Clone(ps), ps...)); !reflect.DeepEqual(got.Concerns, want.Concerns) {
			t.Fatalf("the same twice gives another result:\n%s\n%s", told(got), told(want))
		}
	})
}

func told(r Result) string {
	var out strings.Builder
	for _, c := range r.Concerns {
		fmt.Fprintf(&out, "%s %s %q %v %v %v\n", c.ID, c.Severity, c.Title, c.Items, c.Sources, c.Evidence)
	}
	return out.String() + fmt.Sprint(len(r.Withdrawn), " withdrawn")
}

// level is one of several answers, from the mildest to the hardest.
type level []string

// TestSeverityIsMonotone compares one system at two places on the same scales:
// more load, a stricter promise, more regulation or a later stage never makes
// any advice of the catalog weigh less.
func TestSeverityIsMonotone(t *testing.T) {
	lex, err := facts.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := document.Parse("d1", "design.md", []byte(design))
	if err != nil {
		t.Fatal(err)
	}
	scales := map[string]level{
		"scale":       {"About 5 requests per second.", "About 200 requests per second.", "About 2,000 requests per second and 4 TB of data."},
		"performance": {"", "Availability of 99.5 %.", "Availability of 99.95 %."},
		"compliance":  {"", "GDPR: personal data of customers in the EU.", "GDPR: personal data of customers in the EU. HIPAA: medical records of patients.", "GDPR: personal data of customers in the EU. HIPAA: medical records of patients. PCI DSS: card payments."},
		"stage":       {"An early prototype, not yet live.", "A pilot is live.", "Live in production since 2021."},
	}
	at := func(places map[string]int) *brief.Brief {
		answers := map[string]string{}
		for key, i := range places {
			answers[key] = scales[key][i]
		}
		b, err := brief.New(brief.Options{Lexicon: lex, Documents: []*document.Document{doc}, Answers: answers})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	all := advice(lex.Catalog)
	raised := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		low, high := map[string]int{}, map[string]int{}
		for _, key := range []string{"scale", "performance", "compliance", "stage"} {
			low[key] = rapid.IntRange(0, len(scales[key])-1).Draw(t, key)
			high[key] = rapid.IntRange(low[key], len(scales[key])-1).Draw(t, key+" raised")
		}
		x, y := at(low), at(high)
		for id, a := range all {
			was, _ := severity(x, a)
			is, trace := severity(y, a)
			if is.Rank() < was.Rank() {
				t.Fatalf("%s was %s at %v and is %s at %v: %s", id, was, low, is, high, trace)
			}
			if is.Rank() > was.Rank() {
				raised[id] = true
			}
		}
	})
	for _, trait := range []string{"high-traffic", "strict-availability", "personal-data", "eu-data", "health-data", "card-data"} {
		if !at(map[string]int{"scale": 2, "performance": 2, "compliance": 3, "stage": 2}).Facts.Has(trait) {
			t.Errorf("the hardest answers do not show %s", trait)
		}
	}
	if len(raised) < 15 {
		t.Errorf("only %d pieces of advice ever weighed more: the scales do not reach the catalog", len(raised))
	}
}

// advice gives all advice of a catalog by the id of its record.
func advice(c *checklists.Catalog) map[string]*checklists.Advice {
	out := map[string]*checklists.Advice{}
	for i := range c.Items {
		out[c.Items[i].ID] = &c.Items[i].Advice
	}
	for i := range c.Rules {
		out[c.Rules[i].ID] = &c.Rules[i].Advice
	}
	for i := range c.Calculations {
		out[c.Calculations[i].ID] = &c.Calculations[i].Advice
	}
	return out
}
