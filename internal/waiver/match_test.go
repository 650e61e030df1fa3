package waiver

import (
	"strings"
	"testing"
	"time"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/problem"
)

func catalog() *checklists.Catalog {
	return &checklists.Catalog{
		Areas:        []checklists.Area{{Key: "database"}, {Key: "security"}},
		Items:        []checklists.Item{{ID: "database.backup"}, {ID: "security.tokens"}},
		Rules:        []checklists.Rule{{ID: "rule.slow-index", Areas: []string{"database", "performance"}}},
		Calculations: []checklists.Calculation{{ID: "calc.pool", Areas: []string{"database"}}},
	}
}

func TestMatch(t *testing.T) {
	const past, soon, later, far = "2027-05-09", "2027-05-24", "2027-05-25", "2028-06-01"
	today := time.Date(2027, 5, 10, 22, 0, 0, 0, time.FixedZone("", -8*3600))
	raised := func(id, doc string) review.Concern {
		c := review.Concern{ID: id}
		if doc != "" {
			c.Evidence = []review.Evidence{{Document: doc, Quote: "q"}}
		}
		return c
	}
	documents := []review.Document{{ID: "d1", Path: "docs/design.md"}, {ID: "d2", Path: `C:\docs\api.md`}}
	found := []review.Concern{raised("pool-3f2a", "d1"), raised("backup", "")}
	cases := []struct {
		name                                      string
		e                                         Entry
		areas, disabled                           []string
		waived, expired, orphaned, unseen, s, far bool
	}{
		{name: "holds", e: Entry{Concern: "pool-3f2a", Until: later}, waived: true},
		{name: "last day", e: Entry{Concern: "pool-3f2a", Until: "2027-05-10"}, waived: true, s: true},
		{name: "ends soon", e: Entry{Concern: "pool-3f2a", Until: soon}, waived: true, s: true},
		{name: "ends far ahead", e: Entry{Concern: "pool-3f2a", Until: far}, waived: true, far: true},
		{name: "ended", e: Entry{Concern: "pool-3f2a", Until: past}, expired: true},
		{name: "base name", e: Entry{Concern: "pool-3f2a", Until: later, Document: "design.md"}, waived: true},
		{name: "end of the path", e: Entry{Concern: "pool-3f2a", Until: later, Document: "./docs/design.md"}, waived: true},
		{name: "part of a name", e: Entry{Concern: "pool-3f2a", Until: later, Document: "sign.md"}},
		{name: "document not reviewed", e: Entry{Concern: "pool-3f2a", Until: past, Document: "other.md"}},
		{name: "concern of another document", e: Entry{Concern: "pool-3f2a", Until: later, Document: "api.md"}, orphaned: true},
		{name: "absence belongs to all", e: Entry{Concern: "backup", Until: later, Document: "docs/api.md"}, waived: true},
		{name: "gone", e: Entry{Concern: "pool-0000", Until: later}, orphaned: true},
		{name: "gone and ended", e: Entry{Concern: "pool-0000", Until: past}, orphaned: true},
		{name: "mistyped", e: Entry{Concern: "pol-3f2a", Until: later}, orphaned: true},
		{name: "mistyped, areas limited", e: Entry{Concern: "pol-3f2a", Until: later}, areas: []string{"database"}},
		{name: "area left out", e: Entry{Concern: "pool-0000", Until: later}, areas: []string{"security"}},
		{name: "second area of a rule", e: Entry{Concern: "slow-index-0000", Until: later}, areas: []string{"performance"}, orphaned: true},
		{name: "rule disabled", e: Entry{Concern: "slow-index-0000", Until: later}, disabled: []string{"rule.slow-index"}},
		{name: "item without passage", e: Entry{Concern: "tokens", Until: later}, orphaned: true},
		{name: "item without passage, left out", e: Entry{Concern: "tokens", Until: later}, areas: []string{"database"}},
		{name: "perhaps a model's", e: Entry{Concern: "tokens-12ab", Until: later}, unseen: true},
		{name: "a model's under an area", e: Entry{Concern: "database-12ab", Until: later}, unseen: true},
		{name: "steering text", e: Entry{Concern: "injection-12ab", Until: later}, unseen: true},
	}
	for _, c := range cases {
		c.e.Owner, c.e.Reason = "o", "r"
		f := File{Path: "w.yaml", Entries: []Entry{c.e}}
		r := f.Match(Reviewed{Concerns: found, Documents: documents, Areas: c.areas, Disabled: c.disabled, Catalog: catalog()}, today)
		w, ok := r.Waived[c.e.Concern]
		if ok != c.waived || ok && w != (review.Waiver{Owner: "o", Reason: "r", Until: c.e.Until}) || len(r.Expired) > 0 != c.expired ||
			len(r.Orphaned) > 0 != c.orphaned || len(r.Unseen) > 0 != c.unseen || len(r.Soon) > 0 != c.s || len(r.Far) > 0 != c.far {
			t.Errorf("%s: %+v", c.name, r)
		}
		if p := r.Problem(); (p != nil) != (c.expired || c.orphaned) {
			t.Errorf("%s: problem %v", c.name, p)
		}
	}
}

func TestAWaiverOfTheDocumentStandsBesideAnEndedOneOfAll(t *testing.T) {
	f := File{Entries: []Entry{{Concern: "pool-3f2a", Until: "2027-01-01"}, {Concern: "pool-3f2a", Until: "2027-12-31", Document: "design.md"}}}
	r := f.Match(Reviewed{
		Concerns:  []review.Concern{{ID: "pool-3f2a", Evidence: []review.Evidence{{Document: "d1"}}}},
		Documents: []review.Document{{ID: "d1", Path: "design.md"}}, Catalog: catalog(),
	}, time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC))
	if len(r.Waived) != 1 || len(r.Expired) != 0 {
		t.Errorf("got %+v", r)
	}
}

func TestProblem(t *testing.T) {
	r := Result{Path: "w.yaml", Expired: []Entry{{Concern: "a", Until: "2027-01-01", Owner: "Payments", Line: 4}}}
	for i := range 9 {
		r.Orphaned = append(r.Orphaned, Entry{Concern: "b", Line: 10 + i})
	}
	p := r.Problem()
	if p == nil || p.Code != problem.Concerns || p.Next == "" || p.What != "1 waiver has expired, 9 waivers name no concern of this review" {
		t.Fatalf("got %+v", p)
	}
	for _, s := range []string{"w.yaml:4: a ended on 2027-01-01 (owner: Payments)", "w.yaml:10: b", "and 2 more"} {
		if !strings.Contains(p.Detail, s) {
			t.Errorf("%q does not say %q", p.Detail, s)
		}
	}
	if (&Result{}).Problem() != nil {
		t.Error("a problem without a cause")
	}
}

// The built-in catalog's names must be told apart as could supposes.
func TestBuiltinNames(t *testing.T) {
	c, err := checklists.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	r := Reviewed{Catalog: c}
	for _, it := range c.Items {
		if r.could(last(it.ID)) != certain || r.could(last(it.ID)+"-0a1b") != perhaps {
			t.Errorf("%s: %v %v", it.ID, r.could(last(it.ID)), r.could(last(it.ID)+"-0a1b"))
		}
	}
	for _, x := range c.Calculations {
		if _, model, _ := r.origin(last(x.ID)); !model && r.could(last(x.ID)+"-0a1b") != certain {
			t.Errorf("%s is not certain", x.ID)
		}
	}
}
