package facts

import (
	"os"
	"testing"

	"archreview/checklists"
	"archreview/internal/document"
)

// lexicon compiles the real context phrases with a few concepts of our own.
func lexicon(t *testing.T, concepts ...checklists.Concept) *Lexicon {
	t.Helper()
	c, err := checklists.Load(os.DirFS("../../checklists/data"))
	if err != nil {
		t.Fatal(err)
	}
	lex, err := Compile(&checklists.Catalog{Context: c.Context, Concepts: concepts})
	if err != nil {
		t.Fatal(err)
	}
	return lex
}

func read(t *testing.T, lex *Lexicon, text string) *Facts {
	t.Helper()
	d, err := document.Parse("d1", "test", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return Read(lex, []Source{{Doc: d}})
}

func TestStatusOfSentences(t *testing.T) {
	lex := lexicon(t, checklists.Concept{ID: "x.backup", Wordings: []string{"backup", "restore .. rehearsed", "no dump"}})
	cases := []struct {
		text string
		want Status
	}{
		{"Backups are copied to another account every night.", Affirmed},
		{"A restore is rehearsed on the first Monday.", Affirmed},
		{"There is no backup of the cache.", Negated},
		{"The cache has no backup.", Negated},
		{"We do not take backups of the cache.", Negated},
		{"Backups are not needed.", Negated},
		{"Backups were switched off in spring.", Negated},
		{"Not only backups, but also logs are copied.", Affirmed},
		{"Backups are taken no later than midnight.", Affirmed},
		{"The cache is lost on restart, but backups of the database are taken.", Affirmed},
		{"No cache is used; backups are taken nightly.", Affirmed},
		{"Nobody watches the replica, so backups are checked.", Affirmed},
		{"Backups: to be decided.", Planned},
		{"Backups will be decided after launch.", Planned},
		{"Backups come later.", Planned},
		{"Backups are in the backlog of the platform team.", Planned},
		{"Backups: TBD", Planned},
		{"We plan to take backups.", Planned},
		{"There are not yet any backups.", Planned},
		{"We looked at managed backups.", Considered},
		{"A managed backup was considered and rejected.", Considered},
		{"Like any database, it could use a backup.", Considered},
		{"Do we need backups?", Questioned},
		{"Are backups taken?", Questioned},
		{"We should ask: should we take backups", Questioned},
		{"A restore is never rehearsed.", Negated}, // in a gap of "restore .. rehearsed"
		{"There is no dump.", Affirmed},            // the phrase holds its own "no"
		{"- [ ] backup of the database", Planned},
		{"- [x] backup of the database", Affirmed},
		{"~~Backups are taken weekly.~~", Negated},
		{"## Open questions\n\nBackups every hour.", Questioned},
		{"## Out of scope\n\nBackups of the archive.", Considered},
		{"## Alternatives considered\n\n### Object storage\n\nBackups to another cloud.", Considered},
		{"## Future work\n\nBackups to another cloud.", Planned},
		{"## Order history and questions of taste\n\nBackups to another cloud.", Affirmed},
		{"| What | State |\n|---|---|\n| Backup | nightly |", Affirmed},
		{"| What | State |\n|---|---|\n| Backup | TBD |", Planned},
		{"| What | Planned for |\n|---|---|\n| Backup | Q3 |", Planned},
	}
	for _, c := range cases {
		m := read(t, lex, c.text).Mentions("x.backup")
		if len(m) == 0 {
			t.Errorf("%q: not found", c.text)
			continue
		}
		got := m[len(m)-1].Status
		for _, x := range m {
			got = stronger(got, x.Status)
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestHeadingsNameTopicsOnly(t *testing.T) {
	lex := lexicon(t, checklists.Concept{ID: "x.backup", Wordings: []string{"backup"}})
	if m := read(t, lex, "## Backup\n\nSee the operations manual.").Mentions("x.backup"); len(m) != 0 {
		t.Errorf("a heading counts as a mention: %+v", m)
	}
}

func TestReasons(t *testing.T) {
	lex := lexicon(t, checklists.Concept{ID: "x.cache", Wordings: []string{"cache"}})
	for text, want := range map[string]bool{
		"There is no cache, because the database idles at 14 %.":  true,
		"There is no cache. At our scale the database is enough.": true,
		"There is no cache.": false,
		"There is no cache.\n\nThe mail is sent because users ask.": false,
		"We use no cache on purpose.":                               true,
	} {
		m := read(t, lex, text).Mentions("x.cache")
		if len(m) == 0 || m[0].Reasoned != want {
			t.Errorf("%q: %+v, want reasoned %v", text, m, want)
		}
	}
}

func TestImpliedConcepts(t *testing.T) {
	lex := lexicon(t,
		checklists.Concept{ID: "x.pitr", Wordings: []string{"wal archiving"}, Implies: []string{"x.backup"}},
		checklists.Concept{ID: "x.backup", Wordings: []string{"backup"}, Implies: []string{"x.care"}},
		checklists.Concept{ID: "x.care", Wordings: []string{"care is taken"}})
	f := read(t, lex, "WAL archiving runs.")
	for _, id := range []string{"x.pitr", "x.backup", "x.care"} {
		if len(f.Mentions(id)) != 1 {
			t.Errorf("%s has %d mentions, want 1", id, len(f.Mentions(id)))
		}
	}
}
