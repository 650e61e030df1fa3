package report

import (
	"io"
	"reflect"

	"archreview/agent/review"
)

// Guidance writes a guidance in the named format, one of those of Write.
func Guidance(w io.Writer, format string, g *review.Guidance, o Options) error {
	return writeAs(w, format, g, func() error {
		documents := documentsOf(o.Documents, g.Concern.Evidence)
		v := guidanceView{view: followView(documents, []review.Concern{g.Concern}, o), G: g}
		return v.render(w, "guidance.tmpl", v)
	})
}

// GuidanceSchema gives the JSON Schema of a guidance.
func GuidanceSchema() ([]byte, error) {
	return SchemaOf(review.GuidanceSchema, review.GuidanceSchema, reflect.TypeFor[review.Guidance]())
}

// guidanceView is what the template of a guidance sees.
type guidanceView struct {
	*view
	G *review.Guidance
}
