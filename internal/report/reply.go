package report

import (
	"io"
	"reflect"
	"slices"
	"strings"

	"archreview/agent/review"
)

// Reply writes the answer to a question in the named format, one of those of
// Write. The answer is Markdown of which paragraphs, lists, quotes, code and
// strong words are kept; whatever else it holds appears as text.
func Reply(w io.Writer, format string, r *review.Reply, o Options) error {
	return writeAs(w, format, r, func() error {
		v := replyView{view: followView(documentsOf(o.Documents, r.Evidence), nil, o), R: r}
		return v.render(w, "reply.tmpl", v)
	})
}

// ReplySchema gives the JSON Schema of a reply.
func ReplySchema() ([]byte, error) {
	return SchemaOf(review.ReplySchema, review.ReplySchema, reflect.TypeFor[review.Reply]())
}

// replyView is what the template of a reply sees.
type replyView struct {
	*view
	R *review.Reply
}

// Further lists the passages that the answer does not quote itself.
func (v replyView) Further() []review.Evidence {
	text := plainWords(v.R.Answer)
	var out []review.Evidence
	for _, e := range v.R.Evidence {
		const long = 60 // bytes that no other passage begins with
		quote := clipped(plainWords(e.Quote), long)
		if len(quote) < long {
			quote = `"` + quote + `"`
		}
		if !strings.Contains(text, quote) {
			out = append(out, e)
		}
	}
	return out
}

// Unnamed lists the concerns that the answer does not name itself.
func (v replyView) Unnamed() []string {
	return slices.DeleteFunc(slices.Clone(v.R.Concerns), func(id string) bool { return strings.Contains(v.R.Answer, "`"+id+"`") })
}

// plainWords drops what Markdown adds to text.
func plainWords(s string) string { return strings.ReplaceAll(oneLine(s), `\`, "") }

// clipped gives at most the first bytes of a text, whole runes only.
func clipped(s string, most int) string {
	return strings.ToValidUTF8(s[:min(most, len(s))], "")
}
