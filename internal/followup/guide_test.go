package followup

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/problem"
)

// idOf gives the id of the concern that a rule raised.
func idOf(t testing.TB, r *review.Review, rule string) string {
	t.Helper()
	for _, c := range known(r) {
		if c.Rule == rule {
			return c.ID
		}
	}
	t.Fatalf("no concern of %s", rule)
	return ""
}

func TestGuideThroughEveryConcern(t *testing.T) {
	x := sample(t)
	for _, c := range known(x.r) {
		g, err := Guide(x.b, x.r, "`"+c.ID+"`")
		if err != nil {
			t.Fatal(err)
		}
		if g.Schema != review.GuidanceSchema || g.Engine.Name != "checks" || g.Concern.ID != c.ID {
			t.Errorf("%s: schema %q, engine %q, concern %q", c.ID, g.Schema, g.Engine.Name, g.Concern.ID)
		}
		if !strings.HasPrefix(g.Approach, sentence(c.Recommendation)) {
			t.Errorf("%s: the approach does not begin with the recommendation: %s", c.ID, g.Approach)
		}
		for _, a := range c.Alternatives {
			if !strings.Contains(g.Approach, strings.TrimRight(a, ".")) {
				t.Errorf("%s: the approach leaves out %q", c.ID, a)
			}
		}
		if len(g.Steps) < 2 || !strings.Contains(g.Steps[0].Change, strings.TrimRight(c.Confirm, ".")) || g.Steps[0].Back == "" {
			t.Errorf("%s: the first step is no look: %+v", c.ID, g.Steps)
		}
		for _, s := range g.Steps {
			if s.Change == "" || s.Verify == "" || !slices.Contains([]review.Effort{review.Small, review.Middle, review.Large}, s.Effort) {
				t.Errorf("%s: step %+v", c.ID, s)
			}
		}
		if !strings.Contains(g.DoneWhen, strings.TrimRight(c.Confirm, ".")) || len(g.References) < len(c.References) {
			t.Errorf("%s: done when %q, %d references", c.ID, g.DoneWhen, len(g.References))
		}
		if all := g.Approach + g.DoneWhen + strings.Join(g.Risks, ""); strings.Contains(all, "template:") || strings.Contains(all, "no value") {
			t.Errorf("%s: a text is broken: %s", c.ID, all)
		}
	}
}

// TestGuideShowsTheCodeOfThePattern: the pattern that the review ties to the
// concern comes with its example and its references.
func TestGuideShowsTheCodeOfThePattern(t *testing.T) {
	x := sample(t)
	id := idOf(t, x.r, "resilience.retry-fixed-or-immediate")
	g, err := Guide(x.b, x.r, id)
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Code) == 0 || g.Code[0].Title != "Retry with jitter and a budget" || g.Code[0].Language != "python" || !strings.Contains(g.Code[0].Code, "def ") {
		t.Fatalf("code is %+v", g.Code)
	}
	for _, p := range x.b.Catalog.Patterns {
		if p.Title != g.Code[0].Title {
			continue
		}
		for _, r := range p.References {
			_, address, _ := strings.Cut(r, " - ")
			if n := strings.Count(strings.Join(g.References, "\n")+"\n", address+"\n"); n != 1 {
				t.Errorf("%s stands %d times in %q", address, n, g.References)
			}
		}
	}
	if !slices.ContainsFunc(g.Risks, func(s string) bool { return strings.HasPrefix(s, "tenacity would be new here") }) {
		t.Errorf("no trap of the tool among %q", g.Risks)
	}
}

// TestGuideNamesWhatTouchesIt: concerns at the same lines are a risk for one
// another.
func TestGuideNamesWhatTouchesIt(t *testing.T) {
	x := sample(t)
	evicting, single := idOf(t, x.r, "caching.evicting-broker"), idOf(t, x.r, "resilience.single-instance-of-critical-part")
	for _, pair := range [][2]string{{evicting, single}, {single, evicting}} {
		g, err := Guide(x.b, x.r, pair[0])
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(g.Risks, func(s string) bool { return strings.HasPrefix(s, pair[1]+" rests on the same lines (L34") }) {
			t.Errorf("%s: risks are %q", pair[0], g.Risks)
		}
	}
}

// TestGuideKeepsTheOrderOfTheSteps: what must come first stands in the
// approach, with the reason; what waits is named as well.
func TestGuideKeepsTheOrderOfTheSteps(t *testing.T) {
	x := sample(t)
	r := *x.r
	retry, rate := idOf(t, x.r, "resilience.retry-fixed-or-immediate"), idOf(t, x.r, "api.rate-limiting")
	r.NextSteps = []review.Step{
		{Title: "First this", Concerns: []string{rate}},
		{Title: "Then that", Concerns: []string{retry}, DependsOn: []string{"First this"}},
	}
	later, err := Guide(x.b, &r, retry)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(later.Approach, "\n\nFirst comes "+rate+": ") {
		t.Errorf("approach is %s", later.Approach)
	}
	sooner, err := Guide(x.b, &r, rate)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(sooner.Risks, func(s string) bool { return strings.HasPrefix(s, retry+" waits for this") }) {
		t.Errorf("risks are %q", sooner.Risks)
	}
}

func TestGuideRefusesUnknownConcerns(t *testing.T) {
	x := sample(t)
	_, err := Guide(x.b, x.r, "rpo-interval-0000\x1b[2J")
	var p *problem.Problem
	if !errors.As(err, &p) || problem.ExitCode(err) != problem.Usage {
		t.Fatalf("error is %v", err)
	}
	if !strings.Contains(p.Next, "rpo-interval-a726") || strings.Contains(p.Detail, "\x1b") {
		t.Errorf("problem is %+v", p)
	}
	if _, err := Guide(x.b, &review.Review{}, "x"); err == nil {
		t.Error("a review without concerns has one")
	}
}

// catalogDives are moves, options and measures for one item.
func catalogDives() *checklists.Dives {
	about := func(needs, unless []string) checklists.Condition {
		return checklists.Condition{Items: []string{"database.backup-recovery"}, Needs: needs, Unless: unless}
	}
	return &checklists.Dives{
		Moves: []checklists.DiveMove{
			{ID: "database.archive", Condition: about([]string{"tech.postgresql|tech.mysql"}, nil), Change: "Archive the write-ahead log continuously", Verify: "A restore shows a row written a minute before", Back: "Stop it", Effort: "S", Examples: []string{"database.age"}, References: []string{"Own - https://a.b"}},
			{ID: "database.rehearse", Condition: about(nil, nil), Change: "Rehearse the restore with its time measured", Verify: "The time of the restore is written down", Back: "Nothing to take back", Effort: "M"},
			{ID: "database.other", Condition: about(nil, nil), Change: "Paint the office", Verify: "It is blue", Back: "Paint it white", Effort: "S"},
			{ID: "database.mongo", Condition: about([]string{"tech.mongodb"}, nil), Change: "Archive the write-ahead log of MongoDB and rehearse the restore", Verify: "x", Back: "x", Effort: "S"},
			{ID: "database.silent", Condition: about(nil, []string{"tech.postgresql"}), Change: "Archive the log and rehearse the restore of another database", Verify: "x", Back: "x", Effort: "S"},
		},
		Options:  []checklists.DiveOption{{ID: "database.managed", Condition: about(nil, nil), Name: "The provider's own", Summary: "Continuous log shipping by the provider, with a rehearsed restore", When: "the database is managed"}},
		Measures: []checklists.DiveMeasure{{ID: "database.age", Condition: about(nil, nil), What: "Age of the newest row after a restore", How: "A weekly restore of the latest copy", Target: "below 15 min"}},
		Examples: []checklists.DiveExample{{ID: "database.age", Title: "The age of the archive", Code: "def age(): ...", Note: "Run it."}},
	}
}

// TestGuideUsesTheCatalogsMoves: those that fit the design and the concern, in
// their order.
func TestGuideUsesTheCatalogsMoves(t *testing.T) {
	x := sample(t)
	g := guideWith(x.b, x.r, find(x.r, idOf(t, x.r, "resilience.rpo-interval")), catalogDives())
	var changes []string
	for _, s := range g.Steps {
		changes = append(changes, s.Change)
	}
	n := len(changes)
	if n < 3 || changes[n-2] != "Archive the write-ahead log continuously." || changes[n-1] != "Rehearse the restore with its time measured." || g.Steps[n-2].Back != "Stop it." {
		t.Errorf("steps are %q", changes)
	}
	for what, ok := range map[string]bool{
		"option":    strings.Contains(g.Approach, "The provider's own: Continuous log shipping by the provider, with a rehearsed restore. Right where: the database is managed."),
		"measure":   strings.Contains(g.DoneWhen, "Target: below 15 min."),
		"example":   len(g.Code) == 1 && g.Code[0].Title == "The age of the archive",
		"reference": slices.Contains(g.References, "Own - https://a.b"),
	} {
		if !ok {
			t.Errorf("the %s is missing in %+v", what, g)
		}
	}
	other := guideWith(x.b, x.r, find(x.r, idOf(t, x.r, "api.rate-limiting")), catalogDives())
	if strings.Contains(other.Approach, "provider's own") || strings.Contains(other.DoneWhen, "Target") || len(other.Steps) != 2 {
		t.Errorf("records for other items are used: %+v", other)
	}
}

// TestGuideSaysLittleWhereLittleIsKnown: a concern of a model without data.
func TestGuideSaysLittleWhereLittleIsKnown(t *testing.T) {
	x := sample(t)
	r := &review.Review{Areas: []review.Area{{Key: "system", Concerns: []review.Concern{{ID: "bare-0000", Title: "Something", Effort: review.Small}}}}}
	g, err := Guide(x.b, r, "bare-0000")
	if err != nil {
		t.Fatal(err)
	}
	if g.Approach != "" || len(g.Steps)+len(g.Code)+len(g.Risks)+len(g.References) != 0 || g.DoneWhen != "" {
		t.Errorf("padding: %+v", g)
	}
}
