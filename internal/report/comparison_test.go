package report

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"archreview/agent/review"
	"archreview/internal/problem"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	gmhtml "github.com/yuin/goldmark/renderer/html"
)

func comparisonSample(t *testing.T) *review.Comparison {
	t.Helper()
	f, err := os.Open("testdata/comparison.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	var c review.Comparison
	if err := d.Decode(&c); err != nil {
		t.Fatal(err)
	}
	return &c
}

func comparisonText(t *testing.T, format string, c *review.Comparison) string {
	t.Helper()
	var b bytes.Buffer
	if err := Comparison(&b, format, c, Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestComparisonGolden(t *testing.T) {
	golden(t, "testdata/comparison.golden.md", comparisonText(t, "markdown", comparisonSample(t)))
}

// TestComparisonTellsAll holds the Markdown against the value.
func TestComparisonTellsAll(t *testing.T) {
	c := comparisonSample(t)
	text := comparisonText(t, "markdown", c)
	for _, x := range c.Concerns {
		if !strings.Contains(text, "`"+x.ID+"`: "+mid(x.Title)) {
			t.Errorf("%s is missing", x.ID)
		}
		if x.Note != "" && !strings.Contains(text, mid(x.Note)) {
			t.Errorf("the note of %s is missing: %s", x.ID, x.Note)
		}
	}
	for _, i := range c.Items {
		if !strings.Contains(text, "`"+i.Item+"`") {
			t.Errorf("item %s is missing", i.Item)
		}
	}
	for _, want := range append(append([]string{}, c.Notes...), c.Carried...) {
		if !strings.Contains(text, mid(want)) {
			t.Errorf("%q is missing", want)
		}
	}
	before := -1
	for _, head := range []string{"## Regressed", "## New", "## Changed", "## Fixed", "## Still open", "## Coverage", "## Answers", "## Carried over"} {
		at := strings.Index(text, head)
		if at <= before {
			t.Errorf("%s stands at %d, after %d", head, at, before)
		}
		before = at
	}
}

func TestComparisonCannotBeSteered(t *testing.T) {
	bad := "# head\n\n- \x1b[2J<script>alert(1)</script> [a](http://x) \u202e `"
	e := []review.Evidence{{Document: "d1`|", StartLine: 1, EndLine: 1, Quote: bad}}
	one := func(s review.ChangeState) review.Change {
		return review.Change{
			State: s, Area: bad, ID: bad, OldID: bad, Rule: bad, Title: bad, Severity: review.Severity(bad), OldSeverity: "high",
			Evidence: e, OldEvidence: e, Note: bad, Edits: []review.Edit{{Document: bad, OldStart: 1, NewStart: 1, Removed: bad, Added: bad}},
		}
	}
	c := &review.Comparison{Carried: []string{bad}, Notes: []string{bad}, Answers: []review.AnswerChange{{Key: bad, Old: bad, New: bad}}}
	c.Items = []review.ItemChange{{Item: bad, Old: review.CoverageStatus(bad), New: "weak"}}
	c.Old = review.Version{Label: bad, Created: bad, Verdict: review.Verdict(bad), Documents: []review.Document{{ID: "d1"}, {ID: "d2"}}}
	for _, s := range review.ChangeStates() {
		c.Concerns = append(c.Concerns, one(s))
	}
	text := comparisonText(t, "markdown", c)
	if !isClean(text) {
		t.Error("control characters pass")
	}
	var html bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(gmhtml.WithUnsafe())).Convert([]byte(text), &html); err != nil {
		t.Fatal(err)
	}
	if h := html.String(); strings.Contains(h, "<script") || strings.Count(h, "<h1") != 1 || strings.Contains(h, `">a</a>`) {
		t.Errorf("acts:\n%s", h)
	}
	if !isClean(comparisonText(t, "json", c)) {
		t.Error("control characters pass in JSON")
	}
}

func TestComparisonJSON(t *testing.T) {
	if text := comparisonText(t, "json", &review.Comparison{Concerns: []review.Change{{}}}); strings.Contains(text, "null") {
		t.Errorf("null in\n%s", text)
	}
	err := Comparison(&bytes.Buffer{}, "pdf", &review.Comparison{}, Options{})
	if problem.ExitCode(err) != problem.Usage {
		t.Errorf("unknown format: %v", err)
	}
}

func TestComparisonFollowsItsSchema(t *testing.T) {
	text, err := ComparisonSchema()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "../../docs/comparison.schema.json", string(text))
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("comparison.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("comparison.json")
	if err != nil {
		t.Fatal(err)
	}
	good := comparisonText(t, "json", comparisonSample(t))
	for name, k := range map[string]struct {
		text string
		ok   bool
	}{
		"sample": {good, true},
		"state":  {strings.Replace(good, `"state": "fixed"`, `"state": "mended"`, 1), false},
		"schema": {strings.Replace(good, review.ComparisonSchema, "other", 1), false},
		"field":  {strings.Replace(good, `"notes": [`, `"more": 1, "notes": [`, 1), false},
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(k.text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); (err == nil) != k.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSummaryLine(t *testing.T) {
	of := func(s review.ChangeState, severity review.Severity, waived bool) review.Change {
		return review.Change{State: s, Severity: severity, Waived: waived}
	}
	for want, all := range map[string][]review.Change{
		"no concern in either version":                nil,
		"1 fixed, 2 new (1 HIGH, 1 LOW), 1 open":      {of("open", "low", false), of("new", "low", false), of("new", "high", false), of("fixed", "", false)},
		"1 regressed (1 MEDIUM), 1 changed, 1 waived": {of("regressed", "medium", false), of("changed", "", false), of("new", "high", true)},
	} {
		if got := SummaryLine(&review.Comparison{Concerns: all}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
