package compare_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/compare"
	"archreview/internal/document"
)

const service = `# Parcels

## Store

The service keeps parcels in PostgreSQL. Nightly backups go to another account and restores are rehearsed every month.

## House

The canteen of the depot is open from six.
`

func TestTouchedAreas(t *testing.T) {
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	read := func(body string, answers map[string]string) *brief.Brief {
		d, err := document.Parse("d1", "design.md", []byte(body))
		if err != nil {
			t.Fatal(err)
		}
		b, err := brief.New(brief.Options{Lexicon: lex, Documents: []*document.Document{d}, Answers: answers})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	old := &review.Review{Engine: review.Engine{Name: "model", Model: "m1"}}
	for _, a := range lex.Catalog.Areas {
		old.Areas = append(old.Areas, review.Area{Key: a.Key, Status: review.Reviewed})
	}
	api := &old.Areas[2]
	api.Strengths = []review.Strength{{Evidence: []review.Evidence{{Document: "d1", StartLine: 9, EndLine: 9, Quote: "The canteen of the depot is open from six."}}}}
	swap := func(from, to string) string { return strings.Replace(service, from, to, 1) }
	all := len(lex.Catalog.Areas)
	for name, k := range map[string]struct {
		body    string
		answers map[string]string
		has     []string
		most    int
	}{
		"nothing":    {service, nil, nil, 0},
		"white":      {swap("## House", "\n\n## House"), nil, nil, 0},
		"section":    {swap("from six", "from seven"), nil, []string{"api"}, 1},
		"concept":    {swap("every month", "every week"), nil, []string{"database"}, all - 1},
		"technology": {swap("PostgreSQL", "MongoDB"), nil, []string{"code"}, all},
		"answer":     {service, map[string]string{"team": "Nine engineers."}, []string{"code", "api"}, all},
		"unknown":    {service + "\n## Hall\n\nThe sticker on the lid takes the colour of the first letter of the hall.\n", nil, []string{"code"}, all},
		"small":      {swap("# Parcels", "# Small parcels"), nil, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := compare.TouchedAreas(read(service, nil), read(k.body, k.answers), old)
			var touched []string
			for _, key := range slices.Sorted(maps.Keys(got)) {
				if got[key] {
					touched = append(touched, key)
				}
			}
			if len(touched) > k.most {
				t.Errorf("touches %v", touched)
			}
			for _, h := range k.has {
				if !got[h] {
					t.Errorf("touches %v, not %s", touched, h)
				}
			}
		})
	}
	old.Areas[0].Status = review.Failed
	if got := compare.TouchedAreas(read(service, nil), read(service, nil), old); !got[old.Areas[0].Key] || got[old.Areas[1].Key] {
		t.Errorf("a failed area: %v", got)
	}
	old.Engine.Name = "checks"
	if got := compare.TouchedAreas(read(service, nil), read(service, nil), old); !got[old.Areas[1].Key] {
		t.Error("an area that no model reviewed is not touched")
	}
}
