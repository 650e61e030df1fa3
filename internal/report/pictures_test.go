package report

import (
	"bytes"
	"strings"
	"testing"

	"archreview/agent/review"
)

// TestReportsSayWhoReadThePictures checks that a picture that nobody has read
// and the words of a model can be told from the rest, in each format for people.
func TestReportsSayWhoReadThePictures(t *testing.T) {
	r := load(t, "sample.json")
	r.Ledger.Pictures = []review.Picture{
		{Document: "d1", Line: 7, Name: "seen<b>.png", Reader: "model-x"},
		{Document: "d1", Line: 9, Name: "unseen`.png", Why: "there is no such file"},
	}
	for _, format := range []string{"markdown", "html", "sarif", "json"} {
		var b bytes.Buffer
		if err := Write(&b, format, r, Options{}); err != nil {
			t.Fatal(err)
		}
		out := b.String()
		if !strings.Contains(out, "there is no such file") {
			t.Errorf("%s does not say why a picture was not read", format)
		}
		if format != "sarif" && !strings.Contains(out, "model-x") {
			t.Errorf("%s does not say who read a picture", format)
		}
		if format == "html" && strings.Contains(out, "seen<b>") {
			t.Error("the name of a picture is a tag of the page")
		}
	}
}
