package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"archreview/agent"
	"archreview/internal/document"
	"archreview/internal/picture"
	"archreview/internal/problem"
)

// Values of --pictures.
const (
	picturesAuto  = "auto"
	picturesNever = "never"
)

// looks says whether a model would look at pictures. That there is something
// wrong with the model is told elsewhere.
func (o *reviewOptions) looks(env *Env) bool {
	if o.model.pictures == picturesNever {
		return false
	}
	e := env.endpoint(&o.model)
	m := o.model
	asks, err := m.consults(&e)
	return err == nil && asks
}

// opener reads the documents of a review: files that are pictures are documents
// where a model may look at them.
func (o *reviewOptions) opener(env *Env) document.Opener {
	return document.Opener{Pictures: o.looks(env)}
}

// checkPictures checks --pictures.
func (o *modelOptions) checkPictures() error {
	if o.pictures != "" && o.pictures != picturesAuto && o.pictures != picturesNever {
		return wrong("pictures", values{"Value": o.pictures}, problem.Usage)
	}
	return nil
}

// gallery is what the documents show, made fit to be sent.
type gallery struct {
	pictures []agent.Picture
	byHash   map[string]bool
}

// loadPictures loads the pictures that documents show, within limits. The
// documents come back with what is known of those that cannot be looked at.
func loadPictures(docs []*document.Document) ([]*document.Document, []agent.Picture) {
	g := gallery{byHash: map[string]bool{}}
	out := make([]*document.Document, len(docs))
	for i, d := range docs {
		if out[i] = d; len(d.Pictures) == 0 {
			continue
		}
		list := append([]document.Picture(nil), d.Pictures...)
		for j := range list {
			list[j].Why = g.load(d, j, &list[j])
			list[j].Raw = nil // what is sent is in the gallery
		}
		out[i] = d.Seen(list)
	}
	return out, g.pictures
}

// load adds one picture; the text says why it is left out.
func (g *gallery) load(d *document.Document, index int, p *document.Picture) string {
	if p.Why != "" || p.Inside && p.Raw == nil {
		return p.Why
	}
	if len(g.pictures) >= picture.MostPictures {
		return fmt.Sprintf("%d pictures are looked at already", picture.MostPictures)
	}
	raw := p.Raw
	if !p.Inside {
		var err error
		if raw, err = picture.ReadFile(picture.Root(d.Path), d.Path, p.Name); err != nil {
			return whyNot(err)
		}
	}
	made, err := picture.Prepare(raw)
	if err != nil {
		return whyNot(err)
	}
	if g.byHash[made.SHA256] {
		return "the same picture is looked at elsewhere"
	}
	g.byHash[made.SHA256] = true
	made.Document, made.Index = d.ID, index
	g.pictures = append(g.pictures, made)
	return ""
}

func whyNot(err error) string {
	var e *picture.Error
	if errors.As(err, &e) {
		return e.Why
	}
	return "it cannot be read"
}

// pending gives the documents as they will be if the model reads all pictures
// that are sent, for notes that are told before.
func pending(docs []*document.Document, pictures []agent.Picture) []*document.Document {
	out := append([]*document.Document(nil), docs...)
	for i, d := range docs {
		list := append([]document.Picture(nil), d.Pictures...)
		for _, p := range pictures {
			if p.Document == d.ID && p.Index < len(list) {
				list[p.Index].Reader = "pending"
			}
		}
		if len(list) > 0 {
			out[i] = d.Seen(list)
		}
	}
	return out
}

// show loads the pictures of the documents, where a model may look at them.
func (c *consultation) show() {
	if c.asks && c.o.model.pictures != picturesNever {
		c.original, c.opts.Pictures = loadPictures(c.original)
	}
}

// again loads the pictures of a conversation that goes on. Those that are gone
// or have changed stay known, since what was read from them is.
func again(known []agent.Picture, docs []*document.Document) []agent.Picture {
	_, now := loadPictures(docs)
	out := append([]agent.Picture(nil), known...)
	for i := range out {
		for _, p := range now {
			if p.SHA256 == out[i].SHA256 {
				out[i].Data = p.Data
			}
		}
	}
	return out
}

// masked replaces the secrets of a text. It may be called at any time.
func (c *consultation) masked(text string) string {
	c.masking.Lock()
	defer c.masking.Unlock()
	return c.masker.Mask(text)
}

// veiled is a model whose words about pictures are masked like a document, before
// anything keeps them: what stands in pixels could not be masked beforehand.
type veiled struct {
	model agent.Model
	mask  func(string) string
}

// Chat makes one call.
func (v veiled) Chat(ctx context.Context, r agent.Request, delta func(string, bool)) (agent.Reply, error) {
	if !strings.HasPrefix(r.Call, "picture:") {
		return v.model.Chat(ctx, r, delta)
	}
	reply, err := v.model.Chat(ctx, r, nil)
	if err != nil {
		return reply, err
	}
	reply.Text = maskJSON(reply.Text, v.mask)
	if delta != nil {
		delta(reply.Text, false)
	}
	return reply, nil
}

// maskJSON masks the strings of a text in JSON, and any other text as a whole.
func maskJSON(text string, mask func(string) string) string {
	var all any
	if json.Unmarshal([]byte(text), &all) != nil {
		return mask(text)
	}
	raw, err := json.Marshal(maskedIn(all, mask))
	if err != nil {
		return mask(text)
	}
	return string(raw)
}

func maskedIn(v any, mask func(string) string) any {
	switch v := v.(type) {
	case string:
		return mask(v)
	case []any:
		for i := range v {
			v[i] = maskedIn(v[i], mask)
		}
	case map[string]any:
		for k := range v {
			v[k] = maskedIn(v[k], mask)
		}
	}
	return v
}

// unmasked gives the documents as they were read, with what was read from
// pictures behind them.
func (c *consultation) unmasked(a *agent.Agent) []*document.Document {
	out := a.Documents()
	for i, d := range c.original {
		if i < len(out) && d.Format != document.PictureFile {
			out = append(append(append([]*document.Document(nil), out[:i]...), d), out[i+1:]...)
		}
	}
	return out
}
