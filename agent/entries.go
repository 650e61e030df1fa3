package agent

import (
	"encoding/json"
	"fmt"
	"time"

	"archreview/agent/review"
	"archreview/internal/consult"
	"archreview/internal/document"
)

// Contents of the entries of a journal; docs/sessions.md describes them.
type (
	beginEntry struct {
		Basis
		Engine  string            `json:"engine"` // checks or model
		Created string            `json:"created"`
		Given   map[string]string `json:"answers"` // beforehand
	}
	documentEntry struct {
		ID     string `json:"id"`
		Path   string `json:"path"`
		SHA256 string `json:"sha256"` // of the document as it was read
		Words  int    `json:"words"`
		Text   string `json:"text"` // secrets masked

		Format   string             `json:"format,omitempty"` // in which it was written
		Title    string             `json:"title,omitempty"`
		Notes    []document.Note    `json:"notes,omitempty"`  // on its reading
		Places   []document.Place   `json:"places,omitempty"` // where lines of the text stand in the original
		Retired  string             `json:"retired,omitempty"`
		Settings []document.Setting `json:"settings,omitempty"` // of a configuration file
		Pictures []document.Picture `json:"pictures,omitempty"` // that it shows, without their bytes
	}
	areaEntry struct {
		Key       string            `json:"key"`
		Status    review.AreaStatus `json:"status"`
		Proposals int               `json:"proposals"`
		Failure   *review.Failure   `json:"failure"`
	}
	reviewEntry struct {
		Review      *review.Review `json:"review"`
		Interrupted bool           `json:"interrupted"`
	}
	windowEntry struct {
		Tokens int `json:"tokens"`
	}
	forgetEntry struct {
		Area string `json:"area"`
	}
	readingEntry struct {
		Answers   []review.Answer   `json:"answers"`
		Questions []consult.Special `json:"questions"`
		Failure   *review.Failure   `json:"failure"`
	}
)

// begin gives what the conversation begins with.
func (a *Agent) begin() (*beginEntry, error) {
	b, err := BasisOf(a.o)
	if err != nil {
		return nil, err
	}
	engine := "checks"
	if a.o.Model != nil {
		engine = consult.Source
	}
	return &beginEntry{Basis: *b, Engine: engine, Created: a.o.Now().UTC().Format(time.RFC3339), Given: a.o.Answers}, nil
}

// Recalled is what a kept conversation began with.
type Recalled struct {
	Basis
	Engine    string // checks or model
	Created   string // RFC 3339
	Answers   map[string]string
	Documents []*document.Document
}

// Recall tells what a conversation began with, so that it can go on: its
// documents stand in it as they were read, with secrets masked.
func Recall(past []Entry) (*Recalled, error) {
	var r *Recalled
	for _, e := range past {
		switch e.Kind {
		case KindBegin:
			var b beginEntry
			if err := decodeEntry(e, &b); err != nil {
				return nil, err
			}
			r = &Recalled{Basis: b.Basis, Engine: b.Engine, Created: b.Created, Answers: b.Given}
		case KindDocument:
			var t documentEntry
			if err := decodeEntry(e, &t); err != nil {
				return nil, err
			}
			d, err := t.document()
			if err != nil {
				return nil, fmt.Errorf("reading the kept document %s: %w", t.Path, err)
			}
			if r != nil {
				r.Documents = append(r.Documents, d)
			}
		}
	}
	if r == nil || len(r.Documents) == 0 || len(r.Documents) < len(r.Basis.Documents) {
		return nil, ErrNothing
	}
	return r, nil
}

// document reads the kept document again.
func (t *documentEntry) document() (*document.Document, error) {
	if len(t.Settings) > 0 {
		d := document.Configured(t.ID, t.Path, t.Text, t.Settings)
		d.SHA256, d.Words = t.SHA256, t.Words
		return d, nil
	}
	d, err := t.text()
	if err != nil {
		return nil, err
	}
	if len(t.Pictures) > 0 {
		d = d.Seen(t.Pictures)
	}
	d.SHA256, d.Words, d.Retired = t.SHA256, t.Words, t.Retired
	return d, nil
}

// text reads the kept text in the format in which it was written. Journals of
// earlier versions do not name it; their texts are read as what they look like.
func (t *documentEntry) text() (*document.Document, error) {
	switch {
	case t.isPicture():
		return document.File(t.ID, t.Path, nil), nil
	case t.Format == "":
		return document.Parse(t.ID, t.Path, []byte(t.Text))
	}
	return document.Restore(&document.Document{ID: t.ID, Path: t.Path, Text: t.Text, Format: t.Format, Title: t.Title, Notes: t.Notes, Places: t.Places})
}

// kept gives what is kept of a document.
func kept(d *document.Document) documentEntry {
	return documentEntry{
		ID: d.ID, Path: d.Path, SHA256: d.SHA256, Words: d.Words, Text: d.Text, Retired: d.Retired, Settings: d.Settings(), Pictures: d.Pictures,
		Format: d.Format, Title: d.Title, Notes: d.Notes, Places: d.Places,
	}
}

// isPicture says whether the kept document is a picture as a whole.
func (t *documentEntry) isPicture() bool {
	return t.Words == 0 && len(t.Pictures) == 1 && t.Pictures[0].Inside && t.Text == document.File(t.ID, t.Path, nil).Text
}

func decodeEntry(e Entry, into any) error {
	if err := json.Unmarshal(e.Data, into); err != nil {
		return fmt.Errorf("reading a kept entry of the kind %s: %w", e.Kind, err)
	}
	return nil
}

// restore brings the conversation to where its entries end.
func (a *Agent) restore(past []Entry) error {
	for _, e := range past {
		if err := a.restoreOne(e); err != nil {
			return err
		}
	}
	return nil
}

func (a *Agent) restoreOne(e Entry) error {
	switch e.Kind {
	case KindAnswer:
		var g Given
		if err := decodeEntry(e, &g); err != nil {
			return err
		}
		a.put(g)
	case KindPicture:
		var p pictureEntry
		if err := decodeEntry(e, &p); err != nil {
			return err
		}
		a.seen = append(a.seen, p)
	case KindWindow:
		var w windowEntry
		if err := decodeEntry(e, &w); err != nil {
			return err
		}
		a.o.Limits.Window, a.o.Window = w.Tokens, nil
	case KindCall:
		var k callEntry
		if err := decodeEntry(e, &k); err != nil {
			return err
		}
		if a.memory != nil {
			a.memory.know(k)
		}
	case KindForget:
		var f forgetEntry
		if err := decodeEntry(e, &f); err != nil {
			return err
		}
		if a.memory != nil {
			a.memory.forget(f.Area)
		}
	case KindReview:
		var r reviewEntry
		if err := decodeEntry(e, &r); err != nil {
			return err
		}
		a.reviews = append(a.reviews, r.Review)
	case KindFollowUp:
		var r Result
		if err := decodeEntry(e, &r); err != nil {
			return err
		}
		a.results = append(a.results, r)
		a.apply(r)
	}
	return nil
}
