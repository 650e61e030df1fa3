package compare_test

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"testing"

	"archreview/internal/compare"
)

var update = flag.Bool("update", false, "rewrite the comparison from which the report's golden is made")

// TestWriteSample writes one comparison for the tests of the report, which do
// not follow every change of the checklists.
func TestWriteSample(t *testing.T) {
	if !*update {
		t.Skip("run with -update")
	}
	for _, k := range cases(t) {
		if k.Slug != "guild-chat" {
			continue
		}
		answers := maps.Clone(k.Answers)
		answers["timeline"] = "Global launch is moved by six weeks; two engineers of the platform team join."
		old, new := file(t, k.Design, k.Answers), file(t, k.Fixed, answers)
		old.Label, new.Label = "design.md", "fixed.md"
		old.Review.Documents[0].Path, new.Review.Documents[0].Path = "design.md", "fixed.md"
		new.Review.Engine.Version = "next"
		c := compare.Compare(old, new, compare.Options{Now: now, Carried: []string{"code", "api"}})
		raw, err := json.MarshalIndent(c, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("../report/testdata/comparison.json", append(raw, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
