package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"archreview/agent/review"

	"pgregory.net/rapid"
)

// written gives a review in a format.
func written(t interface{ Fatalf(string, ...any) }, format string, r *review.Review, o Options) string {
	var b bytes.Buffer
	if err := Write(&b, format, r, o); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.String()
}

// anyReview draws a review with ten areas: any outcome, number of concerns,
// waivers, passages, items and steps.
func anyReview(t *rapid.T) *review.Review {
	words := rapid.StringMatching(`[A-Za-z][a-z]{2,9}( [a-z]{2,9}){1,12}`)
	r := &review.Review{
		Schema: review.Schema, Created: "2027-02-01T10:00:00Z", Engine: review.Engine{Name: "checks", Version: "1.2.3"},
		Outcome:   rapid.SampledFrom([]review.Outcome{review.Complete, review.Incomplete}).Draw(t, "outcome"),
		Verdict:   rapid.SampledFrom([]review.Verdict{review.Ready, review.ReadyConditions, review.NotReady}).Draw(t, "verdict"),
		Documents: []review.Document{{ID: "d1", Path: "docs/design.md", Lines: 90, Words: 800}, {ID: "d2", Path: "deploy/values file.yaml", Lines: 20}},
		Ledger:    review.Ledger{LinesRead: 110, LinesTotal: 110},
	}
	n := 0
	for i, key := range strings.Fields("system database api security scalability observability deployment code dataflow resilience") {
		a := review.Area{Key: key, Letter: string(rune('A' + i)), Title: words.Draw(t, "area"), Status: review.Reviewed}
		for range rapid.IntRange(0, 6).Draw(t, "concerns") {
			n++
			a.Concerns = append(a.Concerns, anyConcern(t, n, words))
		}
		for j := range rapid.IntRange(0, 4).Draw(t, "items") {
			a.Coverage = append(a.Coverage, review.Coverage{Item: fmt.Sprintf("%s.item-%d", key, j), Status: rapid.SampledFrom(review.CoverageStatuses()).Draw(t, "status")})
		}
		r.Areas = append(r.Areas, a)
	}
	var titles []string
	for i := range rapid.IntRange(0, 25).Draw(t, "steps") {
		s := review.Step{Priority: rapid.SampledFrom([]review.Priority{review.Must, review.Should, review.Nice}).Draw(t, "priority"), Title: fmt.Sprintf("%s %d", words.Draw(t, "step"), i), Effort: review.Small}
		if i > 0 && rapid.Bool().Draw(t, "rests") {
			s.DependsOn = []string{rapid.SampledFrom(titles).Draw(t, "on")}
		}
		titles = append(titles, s.Title)
		r.NextSteps = append(r.NextSteps, s)
	}
	return r
}

func anyConcern(t *rapid.T, n int, words *rapid.Generator[string]) review.Concern {
	c := review.Concern{
		ID: fmt.Sprintf("concern-%d-a%02d", n, n), Severity: rapid.SampledFrom(review.Severities()).Draw(t, "severity"),
		Kind: rapid.SampledFrom(review.Kinds()).Draw(t, "kind"), Rule: fmt.Sprintf("rule.%d", rapid.IntRange(1, 9).Draw(t, "rule")),
		Title: words.Draw(t, "title"), Why: words.Draw(t, "why") + ". " + words.Draw(t, "more") + ".", Recommendation: words.Draw(t, "advice"), Effort: review.Middle,
	}
	for range rapid.IntRange(0, 3).Draw(t, "passages") {
		at := rapid.IntRange(1, 15).Draw(t, "line")
		c.Evidence = append(c.Evidence, review.Evidence{Document: rapid.SampledFrom([]string{"d1", "d2"}).Draw(t, "document"), StartLine: at, EndLine: at + rapid.IntRange(0, 2).Draw(t, "lines"), Quote: words.Draw(t, "quote")})
	}
	if rapid.IntRange(0, 4).Draw(t, "waived") == 0 {
		c.Waived = &review.Waiver{Owner: "platform", Reason: words.Draw(t, "reason"), Until: "2027-03-01"}
	}
	return c
}

// TestFormatsAgree writes one review in every format: each has the concerns,
// the counts and the waivers of the value, and says first that it is
// incomplete.
func TestFormatsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyReview(t)
		n := newView(r, Options{}).Counts()
		checkPage(t, r, n)
		checkSarif(t, r, n)
		checkAnnotations(t, r, n)
		checkSummary(t, r, n)
	})
}

func checkPage(t *rapid.T, r *review.Review, n counts) {
	page := written(t, "html", r, Options{})
	for _, a := range r.Areas {
		for _, c := range a.Concerns {
			_, card, _ := strings.Cut(page, ` id="concern-`+c.ID+`" `)
			card, _, _ = strings.Cut(card, "</article>")
			if card == "" || !strings.Contains(card, c.Title) {
				t.Fatalf("the page does not have %s", c.ID)
			}
			if strings.Contains(card, "Waived") != (c.Waived != nil) {
				t.Fatalf("%s: waived %v, but the page says otherwise", c.ID, c.Waived != nil)
			}
		}
	}
	for word, want := range map[string]int{"High": n.High, "Medium": n.Medium, "Low": n.Low} {
		if !regexp.MustCompile(fmt.Sprintf(`</span> %s</dt><dd>%d</dd>`, word, want)).MatchString(page) {
			t.Fatalf("the page does not count %d %s", want, word)
		}
	}
	gaps, verdict := strings.Index(page, "This review is incomplete</h2>"), strings.Index(page, `id="verdict-h"`)
	incomplete := r.Outcome == review.Incomplete
	if incomplete != (gaps >= 0) || gaps > verdict || incomplete != strings.Contains(page, "says about the rest is no clean bill") {
		t.Fatalf("outcome %s: gaps at %d, verdict at %d", r.Outcome, gaps, verdict)
	}
}

func checkSarif(t *rapid.T, r *review.Review, n counts) {
	var log sarifLog
	if err := json.Unmarshal([]byte(written(t, "sarif", r, Options{})), &log); err != nil {
		t.Fatalf("%v", err)
	}
	run := log.Runs[0]
	found := map[string]sarifResult{}
	got := counts{}
	for _, x := range run.Results {
		found[x.Fingerprints["archreviewConcern/v1"]] = x
		switch {
		case len(x.Suppressions) > 0:
			got.Waived++
		case x.Level == "error":
			got.High++
		case x.Level == "warning":
			got.Medium++
		default:
			got.Low++
		}
		if run.Tool.Driver.Rules[x.RuleIndex].ID != x.RuleID {
			t.Fatalf("the index of rule %s is wrong", x.RuleID)
		}
		if len(x.Locations) != 1 || x.Locations[0].Physical.Region.StartLine < 1 {
			t.Fatalf("%s stands nowhere", x.RuleID)
		}
	}
	if got != n {
		t.Fatalf("counts are %+v, of the value %+v", got, n)
	}
	for _, a := range r.Areas {
		for _, c := range a.Concerns {
			if x, ok := found[c.ID]; !ok || len(x.Suppressions) > 0 != (c.Waived != nil) {
				t.Fatalf("%s is missing, or wrongly suppressed", c.ID)
			}
		}
	}
	i := run.Invocations[0]
	if complete := r.Outcome == review.Complete; i.Successful != complete || complete != (len(i.Notifications) == 0) {
		t.Fatalf("outcome %s: invocation %+v", r.Outcome, i)
	}
}

func checkAnnotations(t *rapid.T, r *review.Review, n counts) {
	text := written(t, "github", r, Options{})
	incomplete := r.Outcome == review.Incomplete
	if strings.HasPrefix(text, "::error title=This review is incomplete::") != incomplete {
		t.Fatalf("outcome %s: %.60s", r.Outcome, text)
	}
	shown := map[string]int{}
	for l := range strings.Lines(text) {
		level, _, _ := strings.Cut(strings.TrimPrefix(l, "::"), " ")
		shown[level]++
	}
	total := n.Total() + n.Waived
	for level, got := range shown {
		if got > mostAnnotations {
			t.Fatalf("%d annotations of the level %s", got, level)
		}
	}
	all := shown["error"] + shown["warning"] + shown["notice"]
	if incomplete {
		all--
	}
	if m := regexp.MustCompile(`Not shown as annotations: (.*)\. The whole`).FindStringSubmatch(text); m != nil {
		all--
		for _, x := range regexp.MustCompile(`\d+`).FindAllString(m[1], -1) {
			var left int
			fmt.Sscan(x, &left)
			all += left
		}
	}
	if all != total {
		t.Fatalf("annotations account for %d concerns of %d\n%s", all, total, text)
	}
}

func checkSummary(t *rapid.T, r *review.Review, n counts) {
	text := written(t, "summary", r, Options{})
	if lines := strings.Count(text, "\n"); lines > 60 {
		t.Fatalf("the summary has %d lines", lines)
	}
	if n.Total() > 0 && !strings.Contains(text, fmt.Sprintf("%d high, %d medium, %d low", n.High, n.Medium, n.Low)) {
		t.Fatalf("the summary counts wrongly:\n%s", text)
	}
	gaps, verdict := strings.Index(text, "This review is incomplete"), strings.Index(text, "Verdict")
	if incomplete := r.Outcome == review.Incomplete; incomplete != (gaps >= 0) || gaps > verdict {
		t.Fatalf("outcome %s: gaps at %d, verdict at %d", r.Outcome, gaps, verdict)
	}
	told := strings.Count(text, "- **HIGH**") + strings.Count(text, "- **MEDIUM**")
	if want := min(mostConcerns, n.High+n.Medium); told != want {
		t.Fatalf("the summary tells %d concerns, wanted %d", told, want)
	}
}

// TestHostileTextInEveryField puts hostile texts into every string of a
// review, the words of the contract included, and writes all formats.
func TestHostileTextInEveryField(t *testing.T) {
	texts := append(hostile(), `"><script>alert(1)</script>`, `' onmouseover='alert(1)`, "javascript:alert(1)", "https://u:p@evil.test/x", "https://evil.test/\"><img src=x onerror=y>",
		"</style></script></title><svg onload=x>", "a\u202eb\u2066c\u200f", "\x1b]8;;http://x\x07", "data:text/html,<b>", "](1) {0}", "::error::x\n::stop-commands::y", "%0A::error::", "@all #1", "{{.}}", "--></pre>")
	base := load(t, "sample.json")
	for _, text := range texts {
		r := mapped(valueOf(base), func(string) string { return text }).Interface().(*review.Review)
		o := Options{Texts: map[string]string{text: text + "\n" + text}}
		checkTree(t, written(t, "html", r, o), text)
		for _, format := range []string{"html", "sarif", "summary", "github"} {
			if got := written(t, format, r, o); !isClean(got) {
				t.Errorf("%q: %s holds a dangerous character", text, format)
			}
		}
		for l := range strings.Lines(written(t, "github", r, o)) {
			if !strings.HasPrefix(l, "::error ") && !strings.HasPrefix(l, "::warning ") && !strings.HasPrefix(l, "::notice ") {
				t.Errorf("%q: a line of the annotations is %q", text, l)
			}
		}
		if !json.Valid([]byte(written(t, "sarif", r, o))) {
			t.Errorf("%q: no JSON", text)
		}
	}
}
