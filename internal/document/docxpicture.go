package document

import (
	"encoding/xml"
	"io"
	"path"
	"strings"

	"archreview/internal/picture"
)

// mostMedia bounds the bytes of pictures that are taken out of one package.
const mostMedia = 4 * picture.MaxFile

// drawn adds the picture of a drawing. Where its file stands is known from the
// tag within it that names a part.
func (b *wordBody) drawn() {
	b.pictured = true
	b.show(Picture{Name: "a drawing", Inside: true, Why: "it is not a picture of a kind that can be decoded"})
}

// blip takes the tag that names the part of the picture that is open.
func (b *wordBody) blip(t *xml.StartElement) {
	if !b.pictured || t.Name.Local != "blip" || len(b.pics) == 0 {
		return
	}
	p := &b.pics[len(b.pics)-1]
	part := b.images[value(t, "embed")]
	if part == "" {
		return
	}
	b.pictured = false
	p.Name, p.Why = path.Base(part), ""
	if p.Raw = b.media(part); p.Raw == nil {
		p.Why = "it is missing, damaged or too large"
	}
}

// media gives a part that is a picture; nil where it cannot be had within the
// limits.
func (w *wordFile) media(part string) []byte {
	in, err := w.open(part)
	if err != nil || in == nil {
		return nil
	}
	defer in.in.Close() // nothing was written
	raw, err := io.ReadAll(io.LimitReader(in, picture.MaxFile+1))
	if w.taken += len(raw); err != nil || len(raw) == 0 || len(raw) > picture.MaxFile || w.taken > mostMedia {
		return nil
	}
	return raw
}

// within gives the name of a part by a target relative to the main part; empty
// for what is not in the package.
func within(main string, t *xml.StartElement) string {
	to := value(t, "Target")
	if value(t, "TargetMode") == "External" || to == "" {
		return ""
	}
	if strings.HasPrefix(to, "/") {
		return strings.TrimPrefix(path.Clean(to), "/")
	}
	return path.Join(path.Dir(main), to)
}
