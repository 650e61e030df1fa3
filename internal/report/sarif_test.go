package report

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"archreview/agent/review"

	_ "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif" // for its schema
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"
)

// publishedSchema is the schema of SARIF 2.1.0 as it was published. The module
// of a library carries it, as a constant that it keeps to itself.
func publishedSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "pkg/report/v210/sarif/schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	ast.Inspect(f, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			text, _ = strconv.Unquote(l.Value)
		}
		return true
	})
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if id := doc.(map[string]any)["id"]; id != sarifSchema {
		t.Fatalf("the schema is %v", id)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(sarifSchema, doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile(sarifSchema)
}

func checkAgainstSchema(t interface{ Fatalf(string, ...any) }, schema *jsonschema.Schema, text string) {
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err == nil {
		err = schema.Validate(v)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

func TestSarifFollowsThePublishedSchema(t *testing.T) {
	schema := publishedSchema(t)
	bad := strings.Replace(written(t, "sarif", small(), Options{}), `"ruleId"`, `"ruleNumber"`, 1)
	if v, err := jsonschema.UnmarshalJSON(strings.NewReader(bad)); err != nil || schema.Validate(v) == nil {
		t.Fatalf("the schema accepts anything, %v", err)
	}
	for _, name := range []string{"sample.json", "clean.json"} {
		checkAgainstSchema(t, schema, written(t, "sarif", load(t, name), Options{}))
	}
	rapid.Check(t, func(t *rapid.T) {
		r := anyReview(t)
		o := Options{}
		if rapid.Bool().Draw(t, "compared") {
			o.Comparison = anyComparison(t, r)
		}
		checkAgainstSchema(t, schema, written(t, "sarif", r, o))
	})
	base := load(t, "sample.json")
	for _, text := range hostile() {
		checkAgainstSchema(t, schema, written(t, "sarif", mapped(valueOf(base), func(string) string { return text }).Interface().(*review.Review), Options{}))
	}
}

// anyComparison draws what became of an earlier review.
func anyComparison(t *rapid.T, r *review.Review) *review.Comparison {
	c := &review.Comparison{Old: review.Version{Documents: []review.Document{{ID: "d1", Path: "docs/design.md"}}}}
	for _, a := range r.Areas {
		for _, x := range a.Concerns {
			state := rapid.SampledFrom([]review.ChangeState{review.New, review.Regressed, review.Changed, review.StillOpen}).Draw(t, "state")
			c.Concerns = append(c.Concerns, review.Change{ID: x.ID, State: state})
		}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "fixed") {
		id := "gone-" + string(rune('a'+i))
		c.Concerns = append(c.Concerns, review.Change{ID: id, OldID: id, State: review.Fixed, Rule: "rule.gone", Title: "Was wrong", Area: "api", OldSeverity: review.High,
			OldEvidence: []review.Evidence{{Document: "d1", StartLine: 3, EndLine: 4, Quote: "wrong"}}})
	}
	return c
}

// resultsOf gives the results of a log by the id of their concern.
func resultsOf(t *testing.T, r *review.Review, o Options) (sarifRun, map[string]sarifResult) {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal([]byte(written(t, "sarif", r, o)), &log); err != nil {
		t.Fatal(err)
	}
	out := map[string]sarifResult{}
	for _, x := range log.Runs[0].Results {
		out[x.Fingerprints["archreviewConcern/v1"]] = x
	}
	return log.Runs[0], out
}

func small() *review.Review {
	return &review.Review{
		Outcome: review.Complete, Created: "2027-02-01T10:00:00+01:00",
		Documents: []review.Document{{ID: "d1", Path: "docs/a b.md", SHA256: "00ff"}, {ID: "d2", Path: "x.md"}},
		Areas: []review.Area{{Key: "api", Letter: "C", Title: "API", Status: review.Reviewed, Concerns: []review.Concern{
			{ID: "first", Severity: review.High, Kind: review.Antipattern, Rule: "api.first", Title: "One thing", Why: "Because. And so on.", Recommendation: "Do it.",
				Evidence: []review.Evidence{{Document: "d2", StartLine: 7, EndLine: 9, Quote: "seven"}, {Document: "d1", StartLine: 2, EndLine: 2, Quote: "two"}}},
			{ID: "second", Severity: review.Medium, Kind: review.Omission, Rule: "api.second", Title: "Not said", Waived: &review.Waiver{Owner: "platform", Reason: "later", Until: "2027-03-01"}},
			{ID: "third", Severity: review.Low, Kind: review.Omission, Rule: "api.second", Title: "Also not said"},
		}}},
	}
}

func TestSarifPlaces(t *testing.T) {
	_, results := resultsOf(t, small(), Options{})
	first := results["first"]
	main := first.Locations[0].Physical
	if main.File.URI != "x.md" || *main.File.Index != 1 || main.Region.StartLine != 7 || main.Region.EndLine != 9 || main.Region.Snippet.Text != "seven" {
		t.Errorf("the main place is %+v", main)
	}
	related := first.Related[0]
	if len(first.Related) != 1 || related.ID != 1 || related.Physical.File.URI != "docs/a%20b.md" || related.Physical.Region.StartLine != 2 {
		t.Errorf("further places are %+v", first.Related)
	}
	if want := "One thing.\n\nBecause. And so on.\n\nDo: Do it."; first.Message.Text != want {
		t.Errorf("the message is %q", first.Message.Text)
	}
	silent := results["third"]
	if p := silent.Locations[0].Physical; p.File.URI != "docs/a%20b.md" || p.Region.StartLine != 1 || p.Region.Snippet != nil {
		t.Errorf("without a passage it stands at %+v", p)
	}
	if !strings.Contains(silent.Message.Text, "No passage") || strings.Contains(first.Message.Text, "No passage") {
		t.Errorf("messages: %q, %q", silent.Message.Text, first.Message.Text)
	}
}

func TestSarifRulesAndSuppressions(t *testing.T) {
	run, results := resultsOf(t, small(), Options{Titles: map[string]string{"api.second": "Limits of callers"}})
	rules := run.Tool.Driver.Rules
	if len(rules) != 2 || rules[0].Name != "ApiFirst" || rules[0].Short.Text != "First" || rules[1].Short.Text != "Limits of callers" {
		t.Errorf("rules: %+v", rules)
	}
	if rules[1].Configuration.Level != "warning" || rules[1].Properties["kind"] != "omission" || rules[1].Properties["area"] != "api" {
		t.Errorf("rule: %+v", rules[1])
	}
	s := results["second"].Suppressions
	if len(s) != 1 || s[0] != (sarifSuppression{"external", "accepted", "later (accepted by platform until 2027-03-01)"}) {
		t.Errorf("suppressions: %+v", s)
	}
	if len(results["first"].Suppressions) > 0 || results["first"].Baseline != "" {
		t.Errorf("first: %+v", results["first"])
	}
	if i := run.Invocations[0]; !i.Successful || i.End != "2027-02-01T09:00:00Z" {
		t.Errorf("invocation: %+v", i)
	}
	if a := run.Artifacts[0]; a.Location.URI != "docs/a%20b.md" || a.Hashes["sha-256"] != "00ff" {
		t.Errorf("artifact: %+v", a)
	}
}

func TestSarifSaysWhatWasLeftOut(t *testing.T) {
	r := small()
	r.Outcome = review.Incomplete
	r.Areas[0].Status = review.Failed
	r.Ledger = review.Ledger{LinesRead: 8, LinesTotal: 9, Failures: []review.Failure{{What: "No answer", Detail: "time ran out", Next: "try again"}}}
	run, _ := resultsOf(t, r, Options{})
	var texts []string
	for _, n := range run.Invocations[0].Notifications {
		texts = append(texts, n.Level+" "+n.Message.Text)
	}
	want := []string{"error No answer: time ran out. Next: try again", "error Area C, API: review failed", "error 1 line of 9 not read"}
	if run.Invocations[0].Successful || !reflect.DeepEqual(texts, want) {
		t.Errorf("%v, %q", run.Invocations[0].Successful, texts)
	}
}

func TestSarifAgainstAnEarlierReview(t *testing.T) {
	c := &review.Comparison{
		Old: review.Version{Documents: []review.Document{{ID: "d1", Path: "old.md"}}},
		Concerns: []review.Change{
			{ID: "first", State: review.StillOpen}, {ID: "second", State: review.Changed}, {ID: "third", State: review.Regressed},
			{ID: "gone", OldID: "gone-before", State: review.Fixed, Rule: "api.gone", Title: "Was wrong", OldSeverity: review.High, OldEvidence: []review.Evidence{{Document: "d1", StartLine: 3, EndLine: 3, Quote: "q"}}},
		},
	}
	run, results := resultsOf(t, small(), Options{Comparison: c})
	for id, want := range map[string]string{"first": "unchanged", "second": "updated", "third": "new", "gone-before": "absent"} {
		if results[id].Baseline != want {
			t.Errorf("%s is %q", id, results[id].Baseline)
		}
	}
	gone := results["gone-before"]
	if gone.Kind != "pass" || gone.Level != "none" || gone.Locations[0].Physical.File.URI != "old.md" || run.Tool.Driver.Rules[gone.RuleIndex].ID != "api.gone" {
		t.Errorf("gone: %+v", gone)
	}
	if c.Concerns[0].ID != "first" || len(run.Results) != 4 {
		t.Errorf("%d results", len(run.Results))
	}
}

func TestFileURIs(t *testing.T) {
	for in, want := range map[string]string{
		"docs/design.md": "docs/design.md", "./a b/ü#?.md": "a%20b/%C3%BC%23%3F.md", "-": "stdin", "": "stdin", `docs\x.md`: "docs/x.md",
		"/srv/a b.md": "file:///srv/a%20b.md", `C:\docs\x.md`: "file:///C:/docs/x.md", "../up.md": "../up.md", "a:b.md": "./a:b.md", "//host/x": "file:///host/x", "100%.md": "100%25.md",
		"javascript:alert(1)": "./javascript:alert%281%29",
	} {
		if got := fileURI(in); got != want {
			t.Errorf("%q: %q, wanted %q", in, got, want)
		}
	}
}

func TestTextOfMessagesIsLiteral(t *testing.T) {
	if got, want := literal("[a](1) and [b](http://x) {0} {name}"), "[a] (1) and [b] (http://x) { 0 } {name}"; got != want {
		t.Errorf("%q", got)
	}
}

func TestFirstSentences(t *testing.T) {
	for in, want := range map[string]string{
		"One. Two.": "One.", "In v1.2 it is. So.": "In v1.2 it is.", "See e.g. That one. More": "See e.g. That one.", "no stop": "no stop", "Why? Because.": "Why?",
		"One\nline. Two": "One line.", "First\n\nSecond.": "First", "Sum is wrong\nWorking:\n1 + 1. Two": "Sum is wrong", "maxmemory is. maxmemory holds. Then": "maxmemory is. maxmemory holds.",
	} {
		if got := firstSentence(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
