package deepdive

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.yaml.in/yaml/v3"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/checks"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/gate"
	"archreview/internal/synthesis"
)

var update = flag.Bool("update", false, "rewrite golden files")

var lexicon = sync.OnceValues(facts.Builtin)

// reviewed reviews texts as one design.
func reviewed(t testing.TB, answers map[string]string, texts ...string) (*review.Review, *brief.Brief) {
	t.Helper()
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	var docs []*document.Document
	for i, text := range texts {
		d, err := document.Parse("d"+string(rune('1'+i)), "design.md", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	b, err := brief.New(brief.Options{Lexicon: lex, Documents: docs, Answers: answers})
	if err != nil {
		t.Fatal(err)
	}
	found := checks.Review(b)
	r, err := synthesis.Compose(synthesis.Input{Brief: b, Result: gate.Judge(b, found.Proposals), Coverage: found.Coverage})
	if err != nil {
		t.Fatal(err)
	}
	return r, b
}

func dive(t testing.TB, in Input) *review.DeepDive {
	t.Helper()
	d, err := Compose(in)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func read(t testing.TB, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// corpus gives all designs of the measuring corpus and the example.
func corpus(t testing.TB) map[string][2]string {
	t.Helper()
	out := map[string][2]string{"example": {read(t, "../../examples/design.md"), ""}}
	paths, err := filepath.Glob("../eval/testdata/corpus/*/*.md")
	if err != nil || len(paths) < 12 {
		t.Fatalf("%d designs: %v", len(paths), err)
	}
	for _, p := range paths {
		out[filepath.Base(filepath.Dir(p))+"/"+filepath.Base(p)] = [2]string{read(t, p), read(t, filepath.Join(filepath.Dir(p), "answers.yaml"))}
	}
	return out
}

func TestEveryDesignAndAreaComposes(t *testing.T) {
	for name, texts := range corpus(t) {
		t.Run(name, func(t *testing.T) {
			answers := map[string]string{}
			if err := yaml.Unmarshal([]byte(texts[1]), &answers); err != nil {
				t.Fatal(err)
			}
			r, b := reviewed(t, answers, texts[0])
			for _, a := range r.Areas {
				in := Input{Brief: b, Review: r, Area: a.Key}
				d := dive(t, in)
				sound(t, in, d)
				for _, c := range a.Concerns {
					in := Input{Brief: b, Review: r, Focus: c.ID}
					focused(t, &c, in, dive(t, in))
				}
			}
		})
	}
}

// sound checks what holds for every dive.
func sound(t *testing.T, in Input, d *review.DeepDive) {
	t.Helper()
	where := d.Area + " " + d.Focus
	ids := concernIDs(in.Review)
	quoted(t, in.Brief, where, d)
	named := slices.Clone(d.Added)
	for _, c := range d.Concerns {
		named = append(named, c.ID)
	}
	for _, s := range d.Scenarios {
		named = append(named, s.Concerns...)
		if len(s.Steps) == 0 || s.Effect == "" || s.Defence == "" {
			t.Errorf("%s: scenario %q has %d steps", where, s.Title, len(s.Steps))
		}
	}
	for _, it := range d.Items {
		named = append(named, it.Concerns...)
		if it.Question == "" || !strings.HasPrefix(it.Item, d.Area+".") {
			t.Errorf("%s: item %q is not of the area", where, it.Item)
		}
	}
	for _, id := range named {
		if !ids[id] {
			t.Errorf("%s: the review has no concern %s", where, id)
		}
	}
	affirmed(t, in.Brief, where, d)
	wellFormed(t, where, d.Target.Diagram)
	if d.Target.Text == "" || len(d.Items) == 0 {
		t.Errorf("%s: no target or no items", where)
	}
	bare := *d
	bare.Concerns, bare.Documents = []review.Concern{}, []review.Document{} // the review's own
	if raw, err := json.Marshal(bare); err != nil || strings.Contains(string(raw), "{{") || strings.Contains(string(raw), ":null") {
		t.Errorf("%s: an unfilled text or an empty list that is null", where)
	}
}

// affirmed checks that the documents or answers affirm what every shown
// scenario and move needs.
func affirmed(t *testing.T, b *brief.Brief, where string, d *review.DeepDive) {
	t.Helper()
	data, err := checklists.BuiltinDives()
	if err != nil {
		t.Fatal(err)
	}
	needs := map[string][]string{}
	for _, s := range data.Scenarios {
		needs[tidy(s.Title)] = s.Needs
	}
	for _, m := range data.Moves {
		needs[tidy(m.Change)] = m.Needs
	}
	shown := []string{}
	for _, s := range d.Scenarios {
		shown = append(shown, s.Title)
	}
	for _, m := range d.Migration {
		shown = append(shown, m.Change)
	}
	for _, name := range shown {
		for _, need := range needs[name] {
			ok := false
			for _, id := range strings.Split(need, "|") {
				ok = ok || b.Facts.Has(id) || slices.ContainsFunc(b.Facts.Mentions(id), func(m facts.Mention) bool { return m.Status == facts.Affirmed })
			}
			if !ok {
				t.Errorf("%s: %q is shown, but nothing affirms %s", where, name, need)
			}
		}
	}
}

func concernIDs(r *review.Review) map[string]bool {
	ids := map[string]bool{}
	for _, a := range r.Areas {
		for _, c := range a.Concerns {
			ids[c.ID] = true
		}
	}
	return ids
}

// quoted checks that every quote stands in its document, at its lines.
func quoted(t *testing.T, b *brief.Brief, where string, d *review.DeepDive) {
	t.Helper()
	var all []review.Evidence
	for _, o := range d.Today {
		if len(o.Evidence) == 0 || o.Text == "" {
			t.Errorf("%s: an observation without words or evidence: %q", where, o.Text)
		}
		all = append(all, o.Evidence...)
	}
	for _, s := range d.Scenarios {
		all = append(all, s.Evidence...)
	}
	for _, it := range d.Items {
		all = append(all, it.Evidence...)
	}
	for _, e := range all {
		ok := false
		for _, doc := range b.Documents {
			lines := strings.Split(doc.Text, "\n")
			if doc.ID == e.Document && e.StartLine >= 1 && e.EndLine <= len(lines) {
				ok = strings.Contains(strings.Join(lines[e.StartLine-1:e.EndLine], "\n"), e.Quote)
			}
		}
		if !ok || e.Quote == "" {
			t.Errorf("%s: not in the document at line %d: %q", where, e.StartLine, e.Quote)
		}
	}
}

// focused checks a dive into one concern.
func focused(t *testing.T, c *review.Concern, in Input, d *review.DeepDive) {
	t.Helper()
	sound(t, in, d)
	if d.Focus != c.ID || len(d.Concerns) != 1 || d.Concerns[0].ID != c.ID {
		t.Errorf("%s: the dive is not about it", c.ID)
	}
	if len(d.Migration) == 0 || d.Migration[0].Change != tidy(c.Recommendation) {
		t.Errorf("%s: the first move is not its recommendation", c.ID)
	}
	if len(d.Options) <= len(c.Alternatives) || d.Options[0].Summary != tidy(c.Recommendation) {
		t.Errorf("%s: its recommendation and alternatives are not among the options", c.ID)
	}
	if c.Confirm != "" && (len(d.Measures) == 0 || d.Measures[0].How != sentence(c.Confirm)) {
		t.Errorf("%s: the first measure does not confirm it", c.ID)
	}
}

func TestNothingIsShownThatDoesNotApply(t *testing.T) {
	r, b := reviewed(t, nil, "# Notes\n\nA small Flask page on SQLite lists the opening hours. One developer runs it.\n")
	for _, a := range r.Areas {
		d := dive(t, Input{Brief: b, Review: r, Area: a.Key})
		raw, err := json.Marshal([]any{d.Scenarios, d.Migration, d.Measures, d.Tests, d.Target})
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"broker", "queue and worker", "replica", "tenant's", "JWT", "GraphQL", "WebSocket", "cache entr", "event loop runs"} {
			if strings.Contains(string(raw), word) {
				t.Errorf("%s speaks of %q, which this design does not have", a.Key, word)
			}
		}
	}
}

func TestSlotsWithoutAValueAreLeftOut(t *testing.T) {
	const loop = "The API uses FastAPI and is reachable from the internet. Clients are browsers."
	for text, want := range map[string]bool{loop: false, loop + " At the peak it serves 1,200 requests per second.": true} {
		r, b := reviewed(t, nil, "# Design\n\n"+text+"\n")
		got := false
		for _, s := range dive(t, Input{Brief: b, Review: r, Area: "resilience"}).Scenarios {
			for _, step := range s.Steps {
				got = got || strings.Contains(step, "1,200/s (L3)")
			}
		}
		if got != want {
			t.Errorf("the step with the rate is there: %v, want %v, for %q", got, want, text)
		}
	}
}

func TestOptionsFollowTheTeam(t *testing.T) {
	const design = "# Design\n\nThe shop runs on Django and PostgreSQL. "
	first := func(team string) string {
		r, b := reviewed(t, nil, design+team+"\n")
		for _, o := range dive(t, Input{Brief: b, Review: r, Area: "observability"}).Options {
			if strings.Contains(o.Name, "log service") || strings.Contains(o.Name, "full index") {
				return o.Name
			}
		}
		return ""
	}
	if small, large := first("The team has 3 engineers."), first("The team has 40 engineers."); small == large || small == "" {
		t.Errorf("three and forty engineers get the same first option %q", small)
	}
}

func TestUnknownNamesAreProblems(t *testing.T) {
	r, b := reviewed(t, nil, "# Design\n\nA Flask page.\n")
	for _, in := range []Input{{Area: "kitchen"}, {Focus: "nothing-0000"}} {
		in.Brief, in.Review = b, r
		if _, err := Compose(in); err == nil {
			t.Errorf("%+v gives a dive", in.Area+in.Focus)
		}
	}
	r.Areas[0].Status = review.Skipped
	if _, err := Compose(Input{Brief: b, Review: r, Area: r.Areas[0].Key}); err == nil {
		t.Error("an area that was left out gives a dive")
	}
}

func TestGoldens(t *testing.T) {
	r, b := reviewed(t, nil, read(t, "../../examples/design.md"))
	for _, area := range []string{"database", "resilience"} {
		got, err := json.MarshalIndent(dive(t, Input{Brief: b, Review: r, Area: area}), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", area+".golden.json")
		if *update {
			if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if want := read(t, path); want != string(got)+"\n" {
			t.Errorf("%s differs from its golden file: look at it with go test ./internal/deepdive -update and git diff", area)
		}
	}
}

func BenchmarkCompose(b *testing.B) {
	r, br := reviewed(b, nil, read(b, "../../examples/design.md"))
	for i := range b.N {
		if _, err := Compose(Input{Brief: br, Review: r, Area: r.Areas[i%10].Key}); err != nil {
			b.Fatal(err)
		}
	}
}
