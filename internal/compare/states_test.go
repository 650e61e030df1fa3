package compare_test

import (
	"strings"
	"testing"

	"archreview/agent/review"
	"archreview/internal/compare"
	"archreview/internal/document"
)

const before = `# Orders

The shop keeps orders in PostgreSQL. Lists are paged with OFFSET.

## Backups

A dump is taken each night and copied to another account.

## Roles

Every clerk may see all orders of the house.
`

// hand makes a side by hand: areas by key with their concerns.
func hand(t *testing.T, body string, areas ...review.Area) compare.Side {
	t.Helper()
	d, err := document.Parse("d1", "design.md", []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := range areas {
		if areas[i].Status == "" {
			areas[i].Status = review.Reviewed
		}
	}
	return compare.Side{Label: "design.md", Documents: []*document.Document{d}, Review: &review.Review{
		Engine: review.Engine{Name: "checks"}, Outcome: review.Complete, Areas: areas,
		Documents: []review.Document{{ID: "d1", Path: "design.md", SHA256: d.SHA256}},
	}}
}

// on makes a concern that rests on a line of a text.
func on(id, rule string, severity review.Severity, body, quote string) review.Concern {
	c := review.Concern{ID: id, Rule: rule, Severity: severity, Kind: review.Antipattern, Title: "About " + rule, Sources: []string{"checks"}, Items: []string{"database." + rule}}
	if quote != "" {
		n := strings.Count(body[:strings.Index(body, quote)], "\n") + 1
		c.Evidence = []review.Evidence{{Document: "d1", StartLine: n, EndLine: n, Quote: quote}}
	}
	return c
}

func database(c ...review.Concern) review.Area { return review.Area{Key: "database", Concerns: c} }

func only(t *testing.T, c *review.Comparison) review.Change {
	t.Helper()
	if len(c.Concerns) != 1 {
		t.Fatalf("%d changes: %+v", len(c.Concerns), c.Concerns)
	}
	return c.Concerns[0]
}

func expect(t *testing.T, x review.Change, state review.ChangeState, note string) {
	t.Helper()
	if x.State != state || !strings.Contains(x.Note, note) || note == "" && x.Note != "" {
		t.Errorf("%s is %s, note %q; want %s, %q", x.ID, x.State, x.Note, state, note)
	}
}

const offset = "Lists are paged with OFFSET."

func TestStatesOfAMatchedConcern(t *testing.T) {
	shifted := strings.Replace(before, "# Orders\n", "# Orders\n\nA word before.\n", 1)
	reworded := strings.Replace(before, offset, "Lists are paged with OFFSET and LIMIT.", 1)
	elsewhere := strings.Replace(before, offset, "Lists are read by key.", 1) + "\nThe archive is paged with OFFSET, too.\n"
	old := hand(t, before, database(on("paging-1", "paging", "medium", before, offset)))
	for name, k := range map[string]struct {
		body, quote, id string
		severity        review.Severity
		state           review.ChangeState
		note            string
	}{
		"moved":     {shifted, offset, "paging-1", "medium", review.StillOpen, "moved from L3 to L5"},
		"graver":    {before, offset, "paging-1", "high", review.Changed, "severity was medium, now high"},
		"reworded":  {reworded, "Lists are paged with OFFSET and LIMIT.", "paging-2", "medium", review.Changed, "reworded"},
		"elsewhere": {elsewhere, "The archive is paged with OFFSET, too.", "paging-3", "medium", review.Changed, "now rests on L13"},
		"silent":    {strings.Replace(before, offset, "", 1), "", "paging", "medium", review.Changed, "no longer its ground"},
	} {
		t.Run(name, func(t *testing.T) {
			x := only(t, run(old, hand(t, k.body, database(on(k.id, "paging", k.severity, k.body, k.quote)))))
			expect(t, x, k.state, k.note)
			if touched := k.body != shifted && k.body != before; touched != (len(x.Edits) > 0) {
				t.Errorf("edits %+v", x.Edits)
			}
		})
	}
}

func TestAnotherContradictionIsNew(t *testing.T) {
	old, new := on("clash-1", "clash", "high", before, offset), on("clash-2", "clash", "high", before, "Every clerk may see all orders of the house.")
	old.Kind, new.Kind = review.Contradiction, review.Contradiction
	body := strings.Replace(before, offset, "Lists are read by key.", 1)
	new = on("clash-2", "clash", "high", body, "Every clerk may see all orders of the house.")
	new.Kind = review.Contradiction
	c := run(hand(t, before, database(old)), hand(t, body, database(new)))
	if n := byState(c); n[review.Fixed] != 1 || n[review.New] != 1 || !compare.NewHigh(c) {
		t.Errorf("states %v", n)
	}
}

func TestFixedByAnEdit(t *testing.T) {
	body := strings.Replace(before, offset, "Lists are paged by the key of their last row.", 1)
	x := only(t, run(hand(t, before, database(on("paging-1", "paging", "medium", before, offset))), hand(t, body, database())))
	expect(t, x, review.Fixed, "")
	if len(x.Edits) != 1 || x.Edits[0].Removed != offset || !strings.HasPrefix(x.Edits[0].Added, "Lists are paged by the key") || x.Edits[0].OldStart != 3 || x.Severity != "" {
		t.Errorf("%+v", x)
	}
}

// TestFixedOmission: what was missing is fixed by the new passage that provides
// it, and never by nothing at all.
func TestFixedOmission(t *testing.T) {
	const by = "A restore is rehearsed every month."
	body := before + "\n" + by + "\n"
	gap := on("restore", "restore", "high", before, "")
	gap.Kind = review.Omission
	done := database()
	done.Coverage = []review.Coverage{{Item: "database.restore", Status: review.Addressed, Evidence: on("", "", "", body, by).Evidence}}
	x := only(t, run(hand(t, before, database(gap)), hand(t, body, done)))
	expect(t, x, review.Fixed, "")
	if len(x.Evidence) != 1 || len(x.Edits) != 1 || x.Edits[0].Added != by {
		t.Errorf("%+v", x)
	}
	answered := hand(t, body, database())
	answered.Review.Brief.Answers = []review.Answer{{Key: "team", Answer: "nine", Source: review.FromUser}}
	expect(t, only(t, run(hand(t, before, database(gap)), answered)), review.Fixed, "answers that changed: team")
	expect(t, only(t, run(hand(t, before, database(gap)), hand(t, before, database()))), review.StillOpen, "did not change")
}

func TestWhatCouldNotBeSeenIsOpen(t *testing.T) {
	body := strings.Replace(before, "## Roles", "## Rights", 1)
	con := on("paging-1", "paging", "high", before, offset)
	byModel := con
	byModel.Sources = []string{"model"}
	old := hand(t, before, database(con))
	model := hand(t, before, database(byModel))
	model.Review.Engine.Name, model.Review.Engine.Model = "model", "m1"
	skipped := database()
	skipped.Status = review.Skipped
	partial := database()
	partial.Status = review.Partial
	unread := hand(t, body, database())
	unread.Review.Ledger = review.Ledger{LinesRead: 3, LinesTotal: 13}
	again := hand(t, body, database())
	again.Review.Engine = model.Review.Engine
	german := hand(t, strings.Repeat("Die Bestellungen werden in einer Datenbank gehalten und von den Mitarbeitern des Hauses gelesen. ", 9), database())
	for name, k := range map[string]struct {
		old, new compare.Side
		note     string
	}{
		"skipped":  {old, hand(t, body, skipped), "area database"},
		"partial":  {old, hand(t, body, partial), "area database"},
		"engine":   {model, hand(t, body, database()), "checks alone"},
		"unread":   {old, unread, "did not read all lines"},
		"rerun":    {model, again, "does not read twice alike"},
		"language": {old, german, "language"},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, only(t, run(k.old, k.new)), review.StillOpen, k.note)
			if name == "rerun" {
				return
			}
			c := run(k.new, k.old)
			expect(t, only(t, c), review.StillOpen, "old")
			if compare.NewLow(c) {
				t.Error("what the old review could not see counts as new")
			}
		})
	}
}

func TestWithdrawnIsNotFixed(t *testing.T) {
	body := strings.Replace(before, "## Roles", "## Rights", 1)
	con := on("paging-1", "paging", "high", before, offset)
	new := hand(t, body, database())
	new.Review.Withdrawn = []review.Withdrawn{{Title: con.Title, Reason: "the table has twelve rows.", Evidence: con.Evidence}}
	x := only(t, run(hand(t, before, database(con)), new))
	expect(t, x, review.Changed, "not repaired: the table has twelve rows")
	if x.Severity != "" {
		t.Errorf("severity %s", x.Severity)
	}
}

func TestMergedIsNotFixed(t *testing.T) {
	body := strings.Replace(before, "## Roles", "## Rights", 1)
	a, b := on("paging-1", "paging", "high", before, offset), on("slow-1", "slow", "high", before, "The shop keeps orders in PostgreSQL.")
	b.Kind, b.Items = review.Mismatch, a.Items
	both := b
	both.Evidence = append(append([]review.Evidence{}, b.Evidence...), a.Evidence...)
	c := run(hand(t, before, database(a, b)), hand(t, body, database(both)))
	if n := byState(c); n[review.StillOpen] != 2 {
		t.Errorf("states %v: %+v", n, c.Concerns)
	}
}

func TestNewAndRegressed(t *testing.T) {
	body := strings.Replace(before, "A dump is taken each night and copied to another account.", "Backups are on the list.", 1)
	gap := on("backup-1", "backup", "high", body, "Backups are on the list.")
	old := database()
	c := run(hand(t, before, old), hand(t, body, database(gap)))
	expect(t, only(t, c), review.New, "")
	if !compare.NewHigh(c) || !compare.NewLow(c) {
		t.Error("a new high concern does not count")
	}
	old.Coverage = []review.Coverage{{Item: "database.backup", Status: review.Addressed, Evidence: on("", "", "", before, "A dump is taken each night and copied to another account.").Evidence}}
	weak := database(gap)
	weak.Coverage = []review.Coverage{{Item: "database.backup", Status: review.Weak}, {Item: "database.other", Status: review.Weak}}
	c = run(hand(t, before, old), hand(t, body, weak))
	x := only(t, c)
	expect(t, x, review.Regressed, "addressed database.backup at L7")
	if len(x.Edits) != 1 || x.Edits[0].NewStart != 7 {
		t.Errorf("edits %+v", x.Edits)
	}
	if len(c.Items) != 1 || c.Items[0].Improved {
		t.Errorf("items %+v", c.Items)
	}
	gap.Waived = &review.Waiver{Owner: "ops"}
	if compare.NewLow(run(hand(t, before, old), hand(t, body, database(gap)))) {
		t.Error("a waived concern counts")
	}
}

func TestWithoutDocuments(t *testing.T) {
	body := strings.Replace(before, offset, "Lists are paged by key.", 1)
	old, new := hand(t, before, database(on("paging-1", "paging", "high", before, offset))), hand(t, body, database())
	new.Documents = nil
	c := run(old, new)
	expect(t, only(t, c), review.Fixed, "")
	if len(c.Concerns[0].Edits) != 0 || len(c.Notes) != 1 || !strings.Contains(c.Notes[0], "not at hand") {
		t.Errorf("%+v", c)
	}
	wrong := hand(t, body, database())
	wrong.Review.Documents[0].SHA256 = "other"
	if c := run(old, wrong); len(c.Notes) != 1 || !strings.Contains(c.Notes[0], "not at hand") {
		t.Errorf("a text that was not reviewed is used: %q", c.Notes)
	}
}

func TestDocumentsArePairedByName(t *testing.T) {
	side := func(bodies ...string) compare.Side {
		s := hand(t, before, database())
		s.Documents, s.Review.Documents = nil, nil
		for i, b := range bodies {
			name, text, _ := strings.Cut(b, ":")
			d, err := document.Parse("d"+string(rune('1'+i)), name, []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			s.Documents = append(s.Documents, d)
			s.Review.Documents = append(s.Review.Documents, review.Document{ID: d.ID, Path: name, SHA256: d.SHA256})
		}
		return s
	}
	c := run(side("a/one.md:The first text.", "a/two.md:The second text."), side("b/two.md:The second text.", "b/one.md:The first text."))
	if len(c.Notes) != 1 || !strings.Contains(c.Notes[0], "same in both") {
		t.Errorf("notes %q", c.Notes)
	}
	c = run(side("one.md:The first text."), side("one.md:The first text.", "three.md:A third text."))
	if len(c.Notes) != 1 || !strings.Contains(c.Notes[0], "three.md") {
		t.Errorf("notes %q", c.Notes)
	}
}
