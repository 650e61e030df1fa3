package cli

import (
	"path/filepath"
	"time"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/dispute"
	"archreview/internal/waiver"
)

// marks are the waivers of the user's repository and the disputes of the user,
// as the conversation wants them.
type marks struct {
	path     string // of the waiver file, if the user names one
	areas    []string
	disabled []string
	catalog  *checklists.Catalog
	now      func() time.Time
	state    string // folder of the program's state

	result waiver.Result // of the last review
	unread error         // why earlier objections are not known
}

// Find gives the waivers and disputes that hold today.
func (m *marks) Find(concerns []review.Concern, docs []review.Document) (map[string]review.Waiver, map[string]review.Dispute, error) {
	file, err := m.file()
	if err != nil {
		return nil, nil, err
	}
	m.result = file.Match(waiver.Reviewed{Concerns: concerns, Documents: docs, Areas: m.areas, Disabled: m.disabled, Catalog: m.catalog}, m.now())
	store, err := dispute.Open(m.disputes())
	if err != nil {
		m.unread = err // a review does not fail for want of old objections; told says so
		return m.result.Waived, nil, nil
	}
	return m.result.Waived, store.MatchAll(concerns, docs), nil
}

func (m *marks) file() (*waiver.File, error) {
	if m.path != "" {
		return waiver.Load(m.path)
	}
	return waiver.Default(".")
}

// Waive writes a waiver into the file of the repository.
func (m *marks) Waive(c review.Concern, w review.Waiver) error {
	return m.add(c, w, "", false)
}

func (m *marks) add(c review.Concern, w review.Waiver, document string, replace bool) error {
	path := m.path
	if path == "" {
		path, _ = waiver.Find(".")
	}
	until, err := waiver.ParseUntil(w.Until, m.now())
	if err != nil {
		return err
	}
	e := waiver.Entry{Concern: c.ID, Title: c.Title, Owner: w.Owner, Reason: w.Reason, Until: until, Document: document}
	if replace {
		return waiver.Replace(path, e)
	}
	return waiver.Add(path, e)
}

// Dispute keeps what came of an objection.
func (m *marks) Dispute(c review.Concern, docs []review.Document, d review.Dispute) error {
	store, err := dispute.Open(m.disputes())
	if err != nil {
		return err
	}
	return store.Add(c, docs, d)
}

func (m *marks) disputes() string { return filepath.Join(m.state, dispute.Name) }

// newMarks makes the marks of a review.
func newMarks(env *Env, o *reviewOptions, areas []string, c *checklists.Catalog) (*marks, error) {
	store, err := openStore(env)
	if err != nil {
		return nil, err
	}
	return &marks{path: o.waivers, areas: areas, disabled: o.disable, catalog: c, now: env.Now, state: filepath.Dir(store.Root())}, nil
}
