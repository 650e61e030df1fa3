package agent

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"archreview/agent/review"
	"archreview/internal/document"
	"archreview/internal/pdftext"
)

// TestMain lets the test binary be the child that reads a PDF.
func TestMain(m *testing.M) {
	if args := os.Args[1:]; pdftext.IsChild(args) {
		os.Exit(pdftext.Child(args, os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// evidenceIn gives every piece of evidence in a value, wherever it stands.
func evidenceIn(v reflect.Value) []review.Evidence {
	if v.Type() == reflect.TypeFor[review.Evidence]() {
		return []review.Evidence{v.Interface().(review.Evidence)}
	}
	var out []review.Evidence
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			out = evidenceIn(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			out = append(out, evidenceIn(v.Field(i))...)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			out = append(out, evidenceIn(v.Index(i))...)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			out = append(out, evidenceIn(v.MapIndex(k))...)
		}
	}
	return out
}

// TestPlacesOfTheOriginal reviews documents that have no lines of their own: all
// evidence names its place in the original, and a conversation that goes on
// comes to the same review, places included.
func TestPlacesOfTheOriginal(t *testing.T) {
	for _, name := range []string{"design.pdf", "design.docx", "design.ipynb", "confluence.html", "design.rst", "design.md"} {
		t.Run(name, func(t *testing.T) {
			d, err := document.Read("d1", filepath.Join("../internal/document/testdata/samples", name), nil)
			if err != nil {
				t.Fatal(err)
			}
			whole := &tape{}
			o := options(t, design, nil)
			o.Documents, o.Journal = []*document.Document{d}, whole
			want := reviewed(t, begin(t, o))
			found := evidenceIn(reflect.ValueOf(want))
			if len(found) < 20 {
				t.Fatalf("only %d pieces of evidence", len(found))
			}
			for _, e := range found {
				if e.Place != d.PlaceOf(e.StartLine, e.EndLine) || d.Rendered() && e.Place == "" || !d.Rendered() && e.Place != "" {
					t.Errorf("lines %d to %d have the place %q", e.StartLine, e.EndLine, e.Place)
				}
			}
			r, err := Recall(whole.entries)
			if err != nil {
				t.Fatal(err)
			}
			o.Documents, o.Past, o.Journal = r.Documents, whole.entries, &tape{}
			if got := reviewed(t, begin(t, o)); jsonOf(t, got) != jsonOf(t, want) {
				t.Error("the review that goes on is another one")
			}
			if k := r.Documents[0]; k.Format != d.Format || k.Title != d.Title || !reflect.DeepEqual(k.Notes, d.Notes) || len(k.Statements) != len(d.Statements) || len(k.Drawings) != len(d.Drawings) {
				t.Errorf("kept as %s %q with %d statements and %d drawings, was %s %q with %d and %d", k.Format, k.Title, len(k.Statements), len(k.Drawings), d.Format, d.Title, len(d.Statements), len(d.Drawings))
			}
		})
	}
}

// TestJournalsWithoutPlacesAreRead goes on with a journal of a version that kept
// the text of a document alone.
func TestJournalsWithoutPlacesAreRead(t *testing.T) {
	whole := &tape{}
	o := options(t, design, nil)
	o.Journal = whole
	want := reviewed(t, begin(t, o))
	for i, e := range whole.entries {
		if e.Kind != KindDocument {
			continue
		}
		var fields map[string]any
		if err := json.Unmarshal(e.Data, &fields); err != nil {
			t.Fatal(err)
		}
		for _, later := range []string{"format", "title", "notes", "places"} {
			delete(fields, later)
		}
		raw, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		whole.entries[i].Data = raw
	}
	r, err := Recall(whole.entries)
	if err != nil {
		t.Fatal(err)
	}
	o.Documents, o.Past, o.Journal = r.Documents, whole.entries, &tape{}
	if got := reviewed(t, begin(t, o)); jsonOf(t, got) != jsonOf(t, want) {
		t.Error("the review that goes on is another one")
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
