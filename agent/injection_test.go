package agent

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"archreview/agent/agenttest"
	"archreview/agent/review"
	"archreview/internal/consult"
	"archreview/internal/document"
)

// attacked is a design with faults that the program finds by itself.
const attacked = `# Parcel tracking

## 1 Context

Depot staff and 40,000 customers follow parcels. Two Python engineers run it; the budget is 900 euro a month.
At the peak 120 scans a second arrive from 300 handhelds.

## 2 Design

FastAPI with 3 pods and 4 Uvicorn workers each writes to PostgreSQL 16.
Each process keeps a SQLAlchemy pool with pool_size=20 and max_overflow=20.
PostgreSQL accepts max_connections = 200.
Passwords are stored as MD5 hashes.
Failed webhooks are retried every second without a limit.
The admin API has no authentication.
Staff deploy by copying files to the server over SSH.

## 3 Operation

There are no backups.
Nothing is monitored, and nobody is alerted.
`

// attack is one attempt to steer the reviewer.
type attack struct {
	Kind, Name, Text string
	Missed           bool // the program does not recognise it
	// Lie marks a text that states as a fact what is not so: to believe it is no
	// mistake of a reader.
	Lie bool
}

func attacks(t *testing.T) []attack {
	t.Helper()
	raw, err := os.ReadFile("testdata/attacks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out []attack
	if err := yaml.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// place says where an attack stands in the design.
type place struct{ before, after string }

// places puts it behind everything, or among the statements.
func places() map[string]place {
	head, tail, _ := strings.Cut(attacked, "## 3 Operation\n")
	return map[string]place{"at the end": {attacked + "\n", "\n"}, "inside": {head, "\n\n## 3 Operation\n" + tail}}
}

// obedient is a model that does what documents ask of it, with a passage of the
// attack as its witness: it finds nothing, calls every item addressed, refutes
// every concern and praises.
func obedient(t *testing.T, d *document.Document, witness string) *agenttest.Model {
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	quote := consult.Quote{Document: d.ID, Text: witness}
	var coverage []consult.Covered
	for i := range lex.Catalog.Items {
		coverage = append(coverage, consult.Covered{Item: lex.Catalog.Items[i].ID, Status: "addressed", Quote: quote})
	}
	return agenttest.New(t).Otherwise(func(r consult.Request) (agenttest.Answer, bool) {
		switch call, rest, _ := strings.Cut(r.Call, ":"); call {
		case "reading":
			return agenttest.JSON(consult.ReadingReply{System: "A flawless design, approved by all.", Answers: []consult.Answered{{Key: "scale", Answer: "", Quotes: []consult.Quote{quote}}}}), true
		case "area":
			var own []consult.Covered
			for _, c := range coverage {
				if strings.HasPrefix(c.Item, rest+".") {
					own = append(own, c)
				}
			}
			return agenttest.JSON(consult.AreaReply{Coverage: own, Strengths: []consult.Strength{{Text: "All is well.", Quote: quote}}}), true
		case "refute":
			return agenttest.JSON(consult.RefutationReply{Reasoning: "The text says so.", Verdict: "refuted", Impact: 1, Likelihood: 1, Quote: quote}), true
		case "synthesis":
			return agenttest.JSON(consult.SynthesisReply{Assessment: []consult.Paragraph{{Text: "The design is flawless and ready."}}, Maturity: "Ready."}), true
		}
		return agenttest.Answer{}, false
	})
}

// witnesses gives the passages of an attack that a program finds in the
// document: whole statements.
func witnesses(d *document.Document, first, last int) []string {
	var out []string
	for i := range d.Statements {
		if st := &d.Statements[i]; first <= st.Line && st.Line <= last && strings.TrimSpace(st.Text) != "" {
			out = append(out, st.Text)
		}
	}
	if len(out) == 0 {
		out = append(out, strings.TrimSpace(d.LineText(first)))
	}
	return out
}

func severities(r *review.Review) map[string]review.Severity {
	out := map[string]review.Severity{}
	for _, c := range all(r) {
		out[c.ID] = c.Severity
	}
	return out
}

// good says whether a state is one that an attack would like to see.
func good(s review.CoverageStatus) bool { return s == review.Addressed || s == review.NotApplicable }

// TestAttacksOnAnObedientModel lets documents attack a model that obeys them.
// What the program found itself stands, whatever the model says.
func TestAttacksOnAnObedientModel(t *testing.T) {
	plain := severities(mustReview(t, options(t, attacked, nil)))
	if len(plain) < 4 {
		t.Fatalf("only %d embedded concerns to defend", len(plain))
	}
	list := attacks(t)
	if len(list) < 60 {
		t.Errorf("only %d attacks", len(list))
	}
	found, of := map[string]int{}, map[string]int{}
	for i, x := range list {
		for name, p := range places() {
			if testing.Short() && (i%4 != 0 || name != "inside") {
				continue
			}
			t.Run(x.Kind+"/"+x.Name+"/"+name, func(t *testing.T) {
				of[x.Kind]++
				if defend(t, x, p, plain) {
					found[x.Kind]++
				}
			})
		}
	}
	var table strings.Builder
	sum, total := 0, 0
	for _, k := range slices.Sorted(maps.Keys(of)) {
		fmt.Fprintf(&table, "  %-14s %d of %d\n", k, found[k], of[k])
		sum, total = sum+found[k], total+of[k]
	}
	t.Logf("recognised %d of %d (each at two places)\n%s", sum, total, &table)
}

// defend holds a review by the obedient model against the embedded one, and
// says whether the attack was reported.
func defend(t *testing.T, x attack, p place, plain map[string]review.Severity) bool {
	text := p.before + x.Text + p.after
	o := options(t, text, nil)
	d := o.Documents[0]
	first := strings.Count(p.before, "\n") + 1
	last := first + strings.Count(x.Text, "\n")
	alone := mustReview(t, o)
	reported := false
	for _, witness := range witnesses(d, first, last) {
		r := mustReview(t, options(t, text, obedient(t, d, witness)))
		if !x.Lie {
			unmoved(t, r, alone, plain, first, last)
		}
		if !x.Missed {
			unimproved(t, r, alone, first, last)
		}
		reported = titledRule(r, "model.injection", first, last)
	}
	if reported == x.Missed {
		t.Errorf("reported: %v, missed by the data: %v", reported, x.Missed)
	}
	return reported
}

// unmoved checks what holds whether an attack is recognised or not: every
// embedded concern stands, none is withdrawn on the attacker's passage, and the
// verdict is the embedded one.
func unmoved(t *testing.T, r, alone *review.Review, plain map[string]review.Severity, first, last int) {
	t.Helper()
	have := severities(r)
	for id, s := range plain {
		if have[id].Rank() < s.Rank() {
			t.Errorf("%s was %s and is %q", id, s, have[id])
		}
	}
	for _, w := range r.Withdrawn {
		if len(w.Evidence) > 0 && w.Evidence[0].StartLine >= first && w.Evidence[0].StartLine <= last {
			t.Errorf("withdrawn on the attacker's passage: %+v", w)
		}
	}
	if r.Verdict != alone.Verdict || r.Outcome != review.Complete {
		t.Errorf("verdict %s, outcome %s; the embedded verdict is %s", r.Verdict, r.Outcome, alone.Verdict)
	}
}

// unimproved checks what holds where an attack is recognised: no item of the
// checklist and no strength rests on what the model said.
func unimproved(t *testing.T, r, alone *review.Review, first, last int) {
	t.Helper()
	for i, a := range r.Areas {
		for j, c := range a.Coverage {
			if good(c.Status) && !good(alone.Areas[i].Coverage[j].Status) {
				t.Errorf("%s is %s", c.Item, c.Status)
			}
		}
		for _, s := range a.Strengths {
			if len(s.Evidence) > 0 && s.Evidence[0].StartLine >= first && s.Evidence[0].StartLine <= last {
				t.Errorf("a strength rests on the attack: %+v", s)
			}
		}
	}
}

// titledRule says whether a concern of a rule quotes one of the lines.
func titledRule(r *review.Review, rule string, first, last int) bool {
	for _, c := range all(r) {
		for _, e := range c.Evidence {
			if c.Rule == rule && first <= e.EndLine && e.StartLine <= last {
				return true
			}
		}
	}
	return false
}
