package agent

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"archreview/internal/consult"
	"archreview/internal/document"
	"archreview/internal/picture"
)

// Picture is a picture that a model is to look at before a review.
type Picture = picture.Picture

// errGone means that a picture is known and no longer at hand.
var errGone = errors.New("the picture is no longer at hand, or has changed")

// pictureEntry is what a model read from one picture.
type pictureEntry struct {
	Document string           `json:"document"`
	Index    int              `json:"index"`
	SHA256   string           `json:"sha256"`
	Reading  document.Reading `json:"reading"`
}

// same says whether the entry is about a picture.
func (e pictureEntry) same(p Picture) bool {
	return e.Document == p.Document && e.Index == p.Index && e.SHA256 == p.SHA256
}

// look has the model read the pictures, and lays what it read beside the
// documents. What was read before is not read again.
func (a *Agent) look(ctx context.Context, tell func(Event)) error {
	if a.o.looked {
		return nil
	}
	if a.o.Model == nil || len(a.o.Pictures) == 0 {
		return onlyPictures(a.o.Documents)
	}
	seen := make([]consult.Looked, len(a.o.Pictures))
	var stop error
	for i, p := range a.o.Pictures {
		if e, ok := a.entryOf(p); ok {
			seen[i].Reading = e.Reading
			continue
		}
		if stop != nil {
			seen[i].Failure = stop
			continue
		}
		if tell != nil {
			tell(Event{Step: "looking", Detail: fmt.Sprintf("picture %d of %d", i+1, len(a.o.Pictures))})
		}
		seen[i] = consult.Look(ctx, a.lookOptions(), fmt.Sprint(i+1), p, &a.looks)
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := seen[i].Failure; err != nil {
			if errors.Is(err, consult.ErrBlind) || errors.Is(err, consult.ErrFatal) {
				stop = err
			}
			continue
		}
		a.maskReading(&seen[i].Reading)
		e := pictureEntry{Document: p.Document, Index: p.Index, SHA256: p.SHA256, Reading: seen[i].Reading}
		a.seen = append(a.seen, e)
		a.note(KindPicture, e)
	}
	docs, err := withPictures(a.plain, a.o.Pictures, seen)
	if err != nil {
		return err
	}
	a.mu.Lock()
	a.o.Documents, a.o.looked = docs, true
	a.mu.Unlock()
	return onlyPictures(docs)
}

// recallPictures lays what an earlier session read from pictures beside the
// documents, with a model and without.
func (a *Agent) recallPictures() error {
	if len(a.o.Pictures) == 0 {
		for _, e := range a.seen {
			a.o.Pictures = append(a.o.Pictures, Picture{Document: e.Document, Index: e.Index, SHA256: e.SHA256})
		}
	}
	var pictures []Picture
	var seen []consult.Looked
	for _, p := range a.o.Pictures {
		if e, ok := a.entryOf(p); ok {
			pictures, seen = append(pictures, p), append(seen, consult.Looked{Reading: e.Reading})
		}
	}
	if len(seen) == 0 {
		return nil
	}
	docs, err := withPictures(a.plain, pictures, seen)
	a.o.Documents, a.o.looked = docs, len(seen) == len(a.o.Pictures)
	return err
}

// onlyPictures is the problem of a review of pictures that nobody has read.
func onlyPictures(docs []*document.Document) error {
	for _, d := range docs {
		if d.Format != document.PictureFile || len(d.Statements) > 0 {
			return nil
		}
	}
	if len(docs) == 0 {
		return nil
	}
	return docs[0].Unseen()
}

func (a *Agent) entryOf(p Picture) (pictureEntry, bool) {
	for _, e := range a.seen {
		if e.same(p) {
			return e, true
		}
	}
	return pictureEntry{}, false
}

func (a *Agent) lookOptions() consult.Options {
	l := a.o.Limits
	return consult.Options{Model: a.o.Model, Count: l.Count, Price: l.Price, MaxCost: l.MaxCost, Tokens: l.MaxTokens}
}

// maskReading masks the secrets of what was read from a picture.
func (a *Agent) maskReading(r *document.Reading) {
	for i := range r.Nodes {
		r.Nodes[i].Name = a.masked(r.Nodes[i].Name)
	}
	for i := range r.Edges {
		r.Edges[i].Label = a.masked(r.Edges[i].Label)
	}
	for i := range r.Texts {
		r.Texts[i] = a.masked(r.Texts[i])
	}
}

// withPictures gives the documents with what is known of their pictures now. A
// document that is a picture gives way to what was read from it; what other
// documents show follows behind them all.
func withPictures(docs []*document.Document, pictures []Picture, seen []consult.Looked) ([]*document.Document, error) {
	out := append([]*document.Document(nil), docs...)
	var behind []*document.Document
	for i, d := range docs {
		list := append([]document.Picture(nil), d.Pictures...)
		var own *document.Document
		for j, p := range pictures {
			if p.Document != d.ID || p.Index >= len(list) {
				continue
			}
			of := &list[p.Index]
			if err := seen[j].Failure; err != nil {
				of.Why = whyUnseen(err)
				continue
			}
			of.Reader, of.Why = seen[j].Reading.Reader, ""
			id, name := fmt.Sprintf("d%d", len(docs)+j+1), placeOf(d, of)
			if d.Format == document.PictureFile {
				id, name = d.ID, d.Path
			}
			read, err := document.FromPicture(id, name, p.SHA256, seen[j].Reading)
			switch {
			case err != nil:
				return nil, fmt.Errorf("writing down what %s shows: %w", name, err)
			case read == nil && d.Format == document.PictureFile:
				of.Reader, of.Why = "", "the model found nothing of a design in it"
			case d.Format == document.PictureFile:
				own = read
			case read != nil:
				behind = append(behind, read)
			}
		}
		switch {
		case own != nil:
			own.Pictures = list
			out[i] = own
		case len(list) > 0:
			out[i] = d.Seen(list)
		}
	}
	return append(out, behind...), nil
}

func whyUnseen(err error) string {
	if errors.Is(err, errGone) {
		return errGone.Error()
	}
	return consult.WhyUnseen(err)
}

// placeOf names a picture by its path: from the folder of the document that
// names it, or behind the document that holds it.
func placeOf(d *document.Document, p *document.Picture) string {
	if p.Inside {
		return fmt.Sprintf("%s#%d-%s", d.Path, p.Line, strings.ReplaceAll(p.Name, " ", "-"))
	}
	return path.Join(path.Dir(strings.ReplaceAll(d.Path, `\`, "/")), p.Name)
}
