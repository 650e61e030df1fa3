package document

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"archreview/internal/picture"
)

// notebookOutput is a result of code, as far as it may be a picture.
type notebookOutput struct {
	Data map[string]json.RawMessage `json:"data"` // by media type
}

// pictureTypes lists the media types of pictures that can be decoded, best
// first.
func pictureTypes() []string { return []string{"image/png", "image/jpeg", "image/webp", "image/gif"} }

// results shows the pictures among the results of a cell.
func (r *rendering) results(c *notebookCell) {
	for _, raw := range c.Outputs {
		var o notebookOutput
		if json.Unmarshal(raw, &o) != nil {
			continue
		}
		if p, ok := encoded(o.Data); ok {
			p.Name = "a result"
			r.show(p)
		}
	}
}

// encoded gives the picture of a bundle of media types.
func encoded(bundle map[string]json.RawMessage) (Picture, bool) {
	for _, kind := range pictureTypes() {
		var data joined
		if raw, ok := bundle[kind]; ok && len(raw) <= 2*picture.MaxFile && json.Unmarshal(raw, &data) == nil {
			p := Picture{Inside: true, Raw: decoded(string(data))}
			if p.Raw == nil {
				p.Why = "it cannot be decoded"
			}
			return p, true
		}
	}
	return Picture{}, false
}

// attached shows the attachments of a cell and the pictures that its text names,
// which are those of Markdown.
func (r *rendering) attached(c *notebookCell) {
	for _, name := range slices.Sorted(maps.Keys(c.Attachments)) {
		if p, ok := encoded(c.Attachments[name]); ok {
			p.Name, _ = clean(clipName(name))
			r.show(p)
		}
	}
	text := string(c.Source)
	for {
		at := strings.Index(text, "![")
		if at < 0 {
			return
		}
		text = text[at+2:]
		near := text[:min(len(text), 500)]
		if end := strings.Index(near, "]("); end >= 0 {
			if to := destination(text[end+2:]); to != "" && !strings.HasPrefix(to, "attachment:") {
				r.show(shownAs(0, to))
			}
		}
	}
}
