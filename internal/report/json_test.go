package report

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"archreview/agent/review"
	"archreview/internal/problem"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func jsonOf(t *testing.T, r *review.Review) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestJSONRoundTrip(t *testing.T) {
	for _, name := range []string{"sample.json", "clean.json"} {
		r := load(t, name)
		text := jsonOf(t, r)
		again, err := ReadJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(r, again) {
			t.Errorf("%s is another review after a round trip", name)
		}
		if !bytes.Equal(text, jsonOf(t, again)) {
			t.Errorf("%s is written differently the second time", name)
		}
	}
}

func TestJSONHasNoNullLists(t *testing.T) {
	r := &review.Review{Schema: review.Schema, Areas: []review.Area{{Concerns: []review.Concern{{Title: "a <b> & c"}}}}}
	text := string(jsonOf(t, r))
	if n := strings.Count(text, "null"); n != 2 || !strings.Contains(text, `"waived": null`) || !strings.Contains(text, `"disputed": null`) {
		t.Errorf("%d nulls in\n%s", n, text)
	}
	if !strings.Contains(text, "a <b> & c") {
		t.Error("HTML was escaped")
	}
	if r.Documents != nil || r.Areas[0].Concerns[0].Evidence != nil {
		t.Error("writing changed the review")
	}
}

func TestJSONCannotActOnATerminal(t *testing.T) {
	title := "a\x1b[2J\u009b\x7f\u202e\u2028\U000e0041é漢😀\xff"
	r := &review.Review{Schema: review.Schema, Brief: review.Brief{Answers: []review.Answer{{Key: title}}}}
	text := jsonOf(t, r)
	if !isClean(string(text)) {
		t.Errorf("raw controls in %q", text)
	}
	again, err := ReadJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := again.Brief.Answers[0].Key, strings.ToValidUTF8(title, "\uFFFD"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestReadJSONIsStrict(t *testing.T) {
	for in, want := range map[string]string{
		``:                        "EOF",
		`[]`:                      "array",
		`{}`:                      `schema is ""`,
		`{"schema":"other/v1"}`:   "other/v1",
		`{"schema":"x\u001b[2J"}`: "schema is",
		`{"schema":"` + review.Schema + `","extra":1}`: "extra",
		`{"schema":"` + review.Schema + `"} {}`:        "more text",
	} {
		_, err := ReadJSON(strings.NewReader(in))
		if err == nil || !strings.Contains(err.Error(), want) || problem.ExitCode(err) != problem.Usage {
			t.Errorf("%s: %v", in, err)
		} else if !isClean(err.Error()) {
			t.Errorf("%s: error is not clean: %q", in, err)
		}
	}
}

func TestSchemaIsCurrent(t *testing.T) {
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "../../docs/review.schema.json", string(text))
}

func TestSamplesFollowTheSchema(t *testing.T) {
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("review.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("review.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(text []byte) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(v)
	}
	for _, name := range []string{"sample.json", "clean.json"} {
		text := jsonOf(t, load(t, name))
		if err := validate(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for from, to := range map[string]string{
			`"outcome": "`:  `"outcome": "x`,
			`"schema": "`:   `"schema": "x`,
			`"usage": {`:    `"usage": {"more": 1,`,
			`"areas": [`:    `"areas": [1,`,
			`"created": "`:  `"other": "`,
			`"wall_ms": `:   `"wall_ms": 0.5`,
			`"patterns": [`: `"patterns": null, "x": [`,
		} {
			bad := strings.Replace(string(text), from, to, 1)
			if !json.Valid([]byte(bad)) {
				t.Fatalf("the test breaks the JSON at %s", from)
			}
			if validate([]byte(bad)) == nil {
				t.Errorf("%s: the schema accepts %s", name, to)
			}
		}
	}
}

// A review that was written before the contract knew the architecture is read as
// one without it, and reports leave the section out.
func TestOldReviewHasNoArchitecture(t *testing.T) {
	var fields map[string]any
	if err := json.Unmarshal(jsonOf(t, load(t, "sample.json")), &fields); err != nil {
		t.Fatal(err)
	}
	delete(fields, "architecture")
	old, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ReadJSON(bytes.NewReader(old))
	if err != nil {
		t.Fatal(err)
	}
	var md, page bytes.Buffer
	if err := Markdown(&md, r); err != nil {
		t.Fatal(err)
	}
	if err := HTML(&page, r, Options{}); err != nil {
		t.Fatal(err)
	}
	if len(r.Architecture.Nodes) != 0 || strings.Contains(md.String()+page.String(), "Architecture as understood") {
		t.Error("an architecture came from nowhere")
	}
}
