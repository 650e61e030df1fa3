package consult

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// shape is one form of answer under test.
type shape struct {
	name string
	read func(t *testing.T, text string)
}

// shaped gives the test of one form: what is read from any text keeps to the
// schema that the model was given, is fit for a terminal, and is read from its
// own JSON as the same again.
func shaped[T any](f *testing.F, name string) shape {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(SchemaOf[T](name).JSON))
	if err != nil {
		f.Fatal(err)
	}
	k := jsonschema.NewCompiler()
	if err := k.AddResource("s.json", doc); err != nil {
		f.Fatal(err)
	}
	schema, err := k.Compile("s.json")
	if err != nil {
		f.Fatal(err)
	}
	return shape{name, func(t *testing.T, text string) {
		got, entries, err := decode[T](text)
		for _, l := range entries {
			if len(l.flaws) == 0 {
				t.Fatalf("%s: entry %d is lost for no reason", name, l.index)
			}
		}
		if err != nil {
			if err.Error() == "" {
				t.Fatalf("%s: an error without a word", name)
			}
			return
		}
		raw, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		quiet(t, reflect.ValueOf(got))
		again, more, err := decode[T](string(raw))
		if err != nil || len(more) > 0 || !reflect.DeepEqual(again, got) {
			t.Fatalf("%s: read again: %v %v\n%+v\n%+v", name, err, more, got, again)
		}
	}}
}

// quiet demands that no text in a value can steer a terminal.
func quiet(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			quiet(t, v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			quiet(t, v.Index(i))
		}
	case reflect.String:
		if strings.ContainsFunc(v.String(), func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0x202a && r <= 0x202e }) {
			t.Fatalf("%q", v.String())
		}
	}
}

// FuzzAnswer reads any text as each of the answers that a model may give.
func FuzzAnswer(f *testing.F) {
	shapes := []shape{shaped[AreaReply](f, "area"), shaped[ReadingReply](f, "reading"), shaped[RefutationReply](f, "refutation"), shaped[SynthesisReply](f, "synthesis"),
		shaped[FindingsReply](f, "findings"), shaped[DesignReply](f, "design"), shaped[AskReply](f, "answer"), shaped[GuidanceReply](f, "guidance"), shaped[DisputeReply](f, "dispute"), shaped[VagueReply](f, "vague")}
	q := Quote{"d1", 1, "abc"}
	for i, v := range []any{example(), ReadingReply{System: "s", Answers: []Answered{{"team", "a", []Quote{q}}}, Open: []Open{{"k", "n"}}}, RefutationReply{Quote: q, Verdict: "weaker", Impact: 1, Likelihood: 2},
		SynthesisReply{Assessment: []Paragraph{{"t", []string{"a"}}}, Strengths: []string{"s"}, Stages: []Growth{{"a", "b", "c", "d", "e"}}}, FindingsReply{Today: []Strength{{"a", q}}, Concerns: example().Concerns},
		DesignReply{Options: []Way{{Name: "n", Effort: "S"}}, Target: Goal{"t", "d"}, Migration: []Released{{"c", "v", "b", "L"}}}, AskReply{Quotes: []Quote{q}, Answer: "a"},
		GuidanceReply{Steps: []Released{{"c", "v", "b", "M"}}}, DisputeReply{Quote: q, Verdict: "misread", Impact: 1, Likelihood: 2}, VagueReply{}} {
		raw, err := json.Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), string(raw))
		f.Add(uint8(i), "Sure {here}:\n```json\n"+strings.TrimSuffix(string(raw), "}")+",}\n```")
	}
	f.Add(uint8(2), `{"quote":{"document":1,"line":"3","text":true},"verdict":" REFUTED","impact":"2.0","likelihood":1e0}`)
	f.Add(uint8(0), `{"concerns":null}{"concerns":"none"}`)
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		shapes[int(which)%len(shapes)].read(t, text)
	})
}

// FuzzScanner cuts an answer into pieces: the objects found in them are those
// found in the whole, and each is a part of it.
func FuzzScanner(f *testing.F) {
	raw, err := json.Marshal(example())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(raw), []byte{1, 7, 200})
	f.Add("{x} ```{\"a\":[{\"concerns\":1}],\"concerns\":[{\"a\":\"}\\\"{\"},{}]", []byte{2})
	f.Fuzz(func(t *testing.T, text string, cuts []byte) {
		in := func(cuts []byte) []string {
			var got []string
			s := &scanner{list: "concerns", emit: func(raw []byte) { got = append(got, string(raw)) }}
			rest := text
			for i := 0; rest != ""; i++ {
				n := len(rest)
				if len(cuts) > 0 {
					n = min(n, 1+int(cuts[i%len(cuts)]))
				}
				s.add(rest[:n])
				rest = rest[n:]
			}
			return got
		}
		whole := in(nil)
		if pieces := in(cuts); !reflect.DeepEqual(pieces, whole) {
			t.Fatalf("%q in pieces, %q in one", pieces, whole)
		}
		for _, o := range whole {
			if o[0] != '{' || o[len(o)-1] != '}' || !strings.Contains(text, o) {
				t.Fatalf("%q is no object of %q", o, text)
			}
			one[Concern]([]byte(o))
		}
	})
}

// FuzzWorking recomputes any line of a working.
func FuzzWorking(f *testing.F) {
	for _, s := range []string{"60 pods x 4 workers x (10 + 10) = 4,800 (L178)", "1,500 / (4 x 20) = 18.75", "3 x 4 = 12 = 6 + 6", "100 GB / 50 MB/s = 2,000 s", "1 / 0 = 0", "((((1", "- - 1 = = 2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if got := wrongSum(line); got != "" && !strings.Contains(line, "=") {
			t.Fatalf("%q has no equation, but: %s", line, got)
		}
	})
}
