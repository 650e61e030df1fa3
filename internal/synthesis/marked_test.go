package synthesis

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/checks"
	"archreview/internal/document"
	"archreview/internal/gate"
)

// judgedExample gives the example design with what passed the gate.
func judgedExample(t *testing.T) (*brief.Brief, checks.Result, gate.Result) {
	t.Helper()
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Parse("d1", "design.md", []byte(example(t)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := brief.New(brief.Options{Lexicon: lex, Documents: []*document.Document{d}})
	if err != nil {
		t.Fatal(err)
	}
	found := checks.Review(b)
	return b, found, gate.Judge(b, found.Proposals)
}

func composed(t *testing.T, b *brief.Brief, found checks.Result, r gate.Result) *review.Review {
	t.Helper()
	out, err := Compose(Input{Brief: b, Result: r, Coverage: found.Coverage})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// named gives every id in the fields that hold ids of concerns, wherever they
// stand in the review.
func named(r *review.Review) map[string][]string {
	out := map[string][]string{}
	var walk func(v reflect.Value, at string)
	walk = func(v reflect.Value, at string) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem(), at)
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), at)
			}
		case reflect.Struct:
			for i := range v.NumField() {
				name := v.Type().Field(i).Name
				if ids, ok := v.Field(i).Interface().([]string); ok && (name == "Concerns" || name == "Critical") {
					out[at+"."+name] = append(out[at+"."+name], ids...)
				} else if name == "Concern" && v.Field(i).Kind() == reflect.String {
					out[at+"."+name] = append(out[at+"."+name], v.Field(i).String())
				}
				walk(v.Field(i), at+"."+name)
			}
		}
	}
	walk(reflect.ValueOf(r), "")
	return out
}

func standing(r *review.Review) map[string]*review.Concern {
	out := map[string]*review.Concern{}
	for i := range r.Areas {
		for j := range r.Areas[i].Concerns {
			out[r.Areas[i].Concerns[j].ID] = &r.Areas[i].Concerns[j]
		}
	}
	return out
}

// With every concern taken back in turn, nothing names it any more.
func TestNothingNamesAConcernThatWasTakenBack(t *testing.T) {
	b, found, judged := judgedExample(t)
	for _, gone := range judged.Concerns {
		r := composed(t, b, found, gate.Mark(b, judged, nil, map[string]review.Dispute{gone.ID: {Outcome: review.DisputeWithdrawn, Reason: "It is not so."}}))
		stands := standing(r)
		if stands[gone.ID] != nil || len(stands) != len(judged.Concerns)-1 {
			t.Fatalf("%s: %d of %d stand", gone.ID, len(stands), len(judged.Concerns))
		}
		for at, ids := range named(r) {
			for _, id := range ids {
				if stands[id] == nil {
					t.Errorf("%s names %s, which does not stand", at, id)
				}
			}
		}
		for _, s := range r.NextSteps {
			if len(s.Concerns) == 0 {
				t.Errorf("step %q is for no concern", s.Title)
			}
		}
		raw, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(gone.ID, "-") && regexp.MustCompile(`[^a-z.-]`+regexp.QuoteMeta(gone.ID)+`[^a-z-]`).Match(raw) && len(gone.Evidence) > 0 {
			t.Errorf("%s is still named somewhere", gone.ID)
		}
		if !slices.ContainsFunc(r.Withdrawn, func(w review.Withdrawn) bool {
			return w.Title == gone.Title && strings.Contains(w.Reason, "It is not so.")
		}) {
			t.Errorf("%s is not listed as withdrawn", gone.ID)
		}
		for _, a := range r.Areas {
			for _, rec := range a.Recommendations {
				for _, it := range gone.Items {
					for _, x := range b.Catalog.Items {
						if x.ID == it && strings.HasPrefix(rec.Text, x.Title+":") && !inConcern(stands, it) {
							t.Errorf("what was taken back with %s is recommended again", gone.ID)
						}
					}
				}
			}
		}
	}
}

func inConcern(stands map[string]*review.Concern, item string) bool {
	for _, c := range stands {
		if slices.Contains(c.Items, item) {
			return true
		}
	}
	return false
}

// Waived concerns stand in their areas and ask for no work; the numbers in the
// summary are those of the others.
func TestWaivedConcernsStandAndAskForNothing(t *testing.T) {
	b, found, judged := judgedExample(t)
	all := map[string]review.Waiver{}
	for n := 0; n <= len(judged.Concerns); n++ {
		r := composed(t, b, found, gate.Mark(b, judged, all, nil))
		stands := standing(r)
		if len(stands) != len(judged.Concerns) {
			t.Fatalf("%d of %d stand", len(stands), len(judged.Concerns))
		}
		high, listed := 0, 0
		for id, c := range stands {
			_, waived := all[id]
			if (c.Waived != nil) != waived {
				t.Errorf("%s: waived %v", id, c.Waived)
			}
			if !waived {
				listed++
				if c.Severity == review.High {
					high++
				}
			}
		}
		for at, ids := range named(r) {
			for _, id := range ids {
				if stands[id] == nil || stands[id].Waived != nil && !strings.HasPrefix(at, ".SecurityChecklist") {
					t.Errorf("%s names %s", at, id)
				}
			}
		}
		if len(r.Summary.Critical) != high || len(r.NextSteps) != listed {
			t.Errorf("%d waived: %d critical for %d high, %d steps for %d", n, len(r.Summary.Critical), high, len(r.NextSteps), listed)
		}
		if high > 0 && !strings.Contains(r.Summary.Assessment, upper(some(high, "concern"))+" must be settled") {
			t.Errorf("%d waived: the summary does not speak of %d: %s", n, high, r.Summary.Assessment)
		}
		if n < len(judged.Concerns) {
			all[judged.Concerns[n].ID] = review.Waiver{Owner: "o", Reason: "r", Until: "2027-01-01"}
			continue
		}
		if strings.Contains(r.Summary.Assessment, "No concern passed") || !strings.Contains(r.Summary.Assessment, "waived by its owners") {
			t.Errorf("with all waived, the summary says %q", r.Summary.Assessment)
		}
	}
}
