package consult

import (
	"bytes"
	"encoding/json"
	"math/rand"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func example() AreaReply {
	q := Quote{Document: "d1", Line: 3, Text: "a {quote} with \"marks\" and [brackets]"}
	return AreaReply{
		Coverage:  []Covered{{Item: "api.x", Status: "weak", Quote: q}},
		Strengths: []Strength{{Text: "good", Quote: q}},
		Concerns: []Concern{{
			Kind: "omission", Items: []string{"api.x"}, Quotes: []Quote{q}, Missing: []string{"y"}, Mechanism: "m", Title: "t\ttab\nline  two",
			Impact: Factor{"r", 2}, Likelihood: Factor{"r", 3}, Recommendation: "do", Effort: "S",
			Working: []string{}, Alternatives: []string{}, Tools: []string{}, References: []string{},
		}, {
			Kind: "arithmetic", Items: []string{}, Quotes: []Quote{q}, Missing: []string{}, Mechanism: "m2", Title: "second",
			Impact: Factor{"r", 1}, Likelihood: Factor{"r", 1}, Recommendation: "do", Effort: "M",
			Working: []string{"1 + 1 = 2"}, Alternatives: []string{}, Tools: []string{}, References: []string{},
		}},
		Recommendations: []Advice{{Text: "x", Example: "def f():\n    return  1\n", Alternatives: []string{}, Quote: q}},
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestSchemasAgreeWithShapes validates filled shapes against their schemas, and
// demands strictness everywhere.
func TestSchemasAgreeWithShapes(t *testing.T) {
	q := Quote{"d1", 1, "abc"}
	for name, c := range map[string]struct {
		schema Schema
		value  any
	}{
		"area":       {SchemaOf[AreaReply]("area"), example()},
		"reading":    {SchemaOf[ReadingReply]("reading"), ReadingReply{Facts: []Strength{{"a", q}}, Answers: []Answered{{"team", "a", []Quote{q}}}, Open: []Open{{"k", "n"}}, Questions: []Special{{"q", "w"}}}},
		"refutation": {SchemaOf[RefutationReply]("refutation"), RefutationReply{Quote: q, Verdict: "weaker", Impact: 1, Likelihood: 2}},
		"synthesis":  {SchemaOf[SynthesisReply]("synthesis"), SynthesisReply{Assessment: []Paragraph{{"t", []string{"a"}}}, Strengths: []string{"s"}, Stages: []Growth{{"a", "b", "c", "d", "e"}}, Stack: []Part{{"p", "keep", "a", q}}}},
		"findings": {SchemaOf[FindingsReply]("findings"), FindingsReply{Today: []Strength{{"a", q}}, Concerns: example().Concerns,
			Scenarios: []Failing{{Title: "t", Quote: q, Steps: []string{"s"}, Concerns: []string{"c"}}}}},
		"design": {SchemaOf[DesignReply]("design"), DesignReply{Options: []Way{{Name: "n", Gains: []string{"g"}, Costs: []string{"c"}, Effort: "S"}}, Target: Goal{"t", "d"}, Code: []Example{{"t", "l", "c", "n"}},
			Migration: []Released{{"c", "v", "b", "L"}}, Measures: []Gauge{{"w", "h", "t"}}, Tests: []string{"t"}, References: []string{"r"}}},
		"answer":   {SchemaOf[AskReply]("answer"), AskReply{Quotes: []Quote{q}, Concerns: []string{"c"}, Told: "true"}},
		"guidance": {SchemaOf[GuidanceReply]("guidance"), GuidanceReply{Steps: []Released{{"c", "v", "b", "M"}}, Code: []Example{{"t", "l", "c", "n"}}, Risks: []string{"r"}, References: []string{"r"}}},
		"dispute":  {SchemaOf[DisputeReply]("dispute"), DisputeReply{Quote: q, Verdict: "misread", Impact: 1, Likelihood: 2}},
		"vague":    {SchemaOf[VagueReply]("vague"), VagueReply{}},
	} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(c.schema.JSON))
		if err != nil {
			t.Fatal(err)
		}
		k := jsonschema.NewCompiler()
		if err := k.AddResource("s.json", doc); err != nil {
			t.Fatal(err)
		}
		s, err := k.Compile("s.json")
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text(t, c.value)))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		strict(t, name, doc)
	}
}

// strict demands that every object requires all its properties and no other.
func strict(t *testing.T, path string, v any) {
	t.Helper()
	m, ok := v.(map[string]any)
	if !ok {
		return
	}
	if m["type"] == "object" {
		props, _ := m["properties"].(map[string]any)
		required, _ := m["required"].([]any)
		if m["additionalProperties"] != false || len(required) != len(props) {
			t.Errorf("%s is not strict", path)
		}
		for k, p := range props {
			strict(t, path+"."+k, p)
		}
	}
	strict(t, path+"[]", m["items"])
}

func TestDecode(t *testing.T) {
	good := text(t, example())
	for name, in := range map[string]string{
		"plain":             good,
		"fenced":            "```json\n" + good + "\n```",
		"text around":       "Sure {here}: " + good + " Anything else {?}",
		"thought before":    "<think>{\"concerns\": []} maybe {not}</think>\n" + good,
		"trailing comma":    strings.Replace(good, `"title":"second"`, `"title":"second",`, 1)[:0] + strings.TrimSuffix(good, "}") + ",}",
		"raw line breaks":   strings.ReplaceAll(good, `\n`, "\n"),
		"more fields":       strings.Replace(good, `"concerns":`, `"notes":{"a":[1]},"concerns":`, 1),
		"capitals, strings": strings.Replace(strings.Replace(good, `"omission"`, `" Omission"`, 1), `"value":2`, `"value":"2"`, 1),
	} {
		got, lost, err := decode[AreaReply](in)
		if err != nil || len(lost) > 0 {
			t.Errorf("%s: %v %v", name, err, lost)
		} else if !reflect.DeepEqual(got, example()) {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	for name, in := range map[string]string{
		"empty": "", "prose": "no JSON here", "array": "[1,2]", "cut": good[:len(good)/2], "another object": `{"findings":[]}`, "a list that is none": `{"concerns":"none found"}`,
	} {
		if _, _, err := decode[AreaReply](in); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	one := strings.Replace(good, `"effort":"M"`, `"effort":"huge"`, 1)
	got, lost, err := decode[AreaReply](one)
	if err != nil || len(got.Concerns) != 1 || len(lost) != 1 || lost[0].title != "second" || !strings.Contains(lost[0].flaws[0], "concerns[1].effort is \"huge\"; allowed are S, M, L") {
		t.Errorf("one bad entry: %v %+v", err, lost)
	}
	if _, lost, _ := decode[AreaReply](strings.Replace(good, `"value":3`, `"value":5`, 1)); len(lost) != 1 {
		t.Error("a factor of 5 passes")
	}
}

// TestScannerFindsObjectsAsTheyClose cuts an answer into random pieces.
func TestScannerFindsObjectsAsTheyClose(t *testing.T) {
	good := text(t, example())
	rnd := rand.New(rand.NewSource(1))
	for _, in := range []string{good, "Well {look}:\n```json\n" + good + "\n```\n{\"concerns\":[", "{x} {" + good[1:]} {
		for range 50 {
			var got []string
			s := &scanner{list: "concerns", emit: func(raw []byte) { got = append(got, string(raw)) }}
			closed := 0
			for at := 0; at < len(in); {
				n := min(1+rnd.Intn(20), len(in)-at)
				s.add(in[at : at+n])
				at += n
				if closed == 0 && len(got) > 0 {
					closed = at
				}
			}
			if len(got) != 2 || closed > strings.Index(in, `"second"`) {
				t.Fatalf("%d objects, the first one after %d bytes", len(got), closed)
			}
			for i, raw := range got {
				c, ok := one[Concern]([]byte(raw))
				if !ok || !reflect.DeepEqual(c, example().Concerns[i]) {
					t.Fatalf("object %d: %s", i, raw)
				}
			}
		}
	}
}

func TestWrongSum(t *testing.T) {
	for _, s := range []string{
		"60 pods x 4 workers x (10 + 10) = 4,800 (L178, L185; the RFC has 60 x 20 = 1,200)",
		"+ 240 seatalloc + 160 Celery = 5,200 (L144)", "1,500 / (4 x 20) = 18.75, the limit falls at the 19th pod",
		"1,200 holds/s x 0.018 s = 22", "possible 1 / 0.018 s = 55.6 holds/s (L77)", "1,200/s x 60 % = 720 holds/s",
		"190 million / 2 million x 4 s = 380 s", "100 GB / 50 MB/s = 2,000 s", "8 h x 60 = 480 minutes", "at most 100 / 65 = 1.54 x per round: 8, 13",
		"120 scans/s × 300 s = 36,000", "3 x 4 = 12 = 6 + 6", "no numbers at all", "99.9 % of 30 days = 43 min", "10 - 15 s of 5 = 3", "2 + 2 ~ 5", "720 - 55.6 = 664",
	} {
		if got := wrongSum(s); got != "" {
			t.Errorf("%q: %s", s, got)
		}
	}
	for _, s := range []string{"60 x 20 = 4,800 (L185)", "120 scans/s x 300 s = 200,000 scans", "1,500 / (4 x 20) = 37", "(10 + 10) * 3 = 75", "5 x 5 = 25 = 20 + 9"} {
		if wrongSum(s) == "" {
			t.Errorf("%q passes", s)
		}
	}
}

func TestAnswersCannotSteerATerminal(t *testing.T) {
	r := example()
	r.Concerns[0].Title = "a\x1b[31m red\u202e\x07 \ttab\n  two"
	got, _, err := decode[AreaReply](text(t, r))
	if err != nil || got.Concerns[0].Title != "a[31m red \ttab\n  two" {
		t.Errorf("%q %v", got.Concerns[0].Title, err)
	}
}

func TestReferencesLoseAddresses(t *testing.T) {
	got := references([]string{"PostgreSQL manual - https://example.org/made/up", "https://x.y", "SRE book, chapter 22"})
	if !reflect.DeepEqual(got, []string{"PostgreSQL manual", "SRE book, chapter 22"}) {
		t.Errorf("got %q", got)
	}
}
