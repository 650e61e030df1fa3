package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/desk"
	"archreview/internal/document"
	"archreview/internal/gather"
	"archreview/internal/problem"
	"archreview/internal/report"
	"archreview/internal/session"
)

// frontDesk is the desk at which front ends for people sit: it begins
// conversations with the flags of the command line.
type frontDesk struct {
	env  *Env
	o    *reviewOptions
	base agent.Options // lexicon, areas, answers and what else the flags say

	gathered []string // what was taken of folders and projects, and what was left out
}

var _ desk.Desk = (*frontDesk)(nil)

// Begin reads the sources and opens a conversation about them.
func (f *frontDesk) Begin(ctx context.Context, sources []desk.Source) (*desk.Work, error) {
	f.gathered = nil
	docs, err := f.read(ctx, sources)
	if err != nil {
		return nil, err
	}
	o := *f.o
	e := f.env.endpoint(&o.model)
	asks, err := o.model.consults(&e)
	if err != nil {
		return nil, err
	}
	opts := f.base
	opts.Documents = docs
	roomForLarge(docs)
	c := &consultation{env: f.env, o: &o, asks: asks, endpoint: &e, opts: opts, original: docs}
	c.show()
	if err := c.mask(); err != nil {
		return nil, err
	}
	for _, l := range f.gathered {
		c.notes = append(c.notes, report.Clean(l))
	}
	for _, d := range pending(c.original, c.opts.Pictures) {
		for _, n := range d.Notes {
			c.notes = append(c.notes, fmt.Sprintf("%s: %s: %s", report.Clean(d.Path), report.Clean(n.What), report.Clean(n.Detail)))
		}
	}
	if c.marks, err = newMarks(f.env, &o, opts.Areas, opts.Lexicon.Catalog); err != nil {
		return nil, err
	}
	c.quietly()
	c.keep()
	return c.work()
}

// newDesk makes the desk for the flags of a command.
func newDesk(env *Env, o *reviewOptions) (*frontDesk, error) {
	base, err := o.common(env)
	if err != nil {
		return nil, err
	}
	return &frontDesk{env: env, o: o, base: base}, nil
}

func (f *frontDesk) read(ctx context.Context, sources []desk.Source) ([]*document.Document, error) {
	if len(sources) == 0 {
		return nil, wrong("nothing", nil, problem.Usage)
	}
	var docs []*document.Document
	seen := map[string]bool{}
	for _, s := range sources {
		id := fmt.Sprintf("d%d", len(docs)+1)
		if s.Text == "" && !seen[s.Path] && gather.IsMany(s.Path) {
			seen[s.Path] = true
			many, err := f.many(ctx, len(docs)+1, s.Path)
			if err != nil {
				return nil, err
			}
			docs = append(docs, many...)
			continue
		}
		var d *document.Document
		var err error
		switch {
		case s.Text != "":
			d, err = document.Parse(id, s.Path, []byte(s.Text))
		case seen[s.Path]:
			continue
		default:
			seen[s.Path] = true
			d, err = f.o.opener(f.env).Read(ctx, id, s.Path, f.env.Streams.In)
		}
		if err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	return f.withProject(ctx, docs)
}

// engine says who will review.
func (f *frontDesk) engine() string {
	e := f.env.endpoint(&f.o.model)
	if asks, err := f.o.model.consults(&e); err != nil || !asks {
		return say("offline", nil)
	}
	return say("engine", values{"Model": report.Clean(e.model.value), "Host": hostOf(e.base.value)})
}

// Resume goes on with a kept conversation.
func (f *frontDesk) Resume(_ context.Context, id string) (*desk.Work, error) {
	c, err := f.resume(id)
	if err != nil {
		return nil, err
	}
	return c.work()
}

// resume opens a kept conversation with the engine that it was begun with,
// unless the flags name another one.
func (f *frontDesk) resume(id string) (*consultation, error) {
	store, err := openStore(f.env)
	if err != nil {
		return nil, err
	}
	kept, err := store.Resume(id)
	if err != nil {
		return nil, err
	}
	c, err := f.recall(kept)
	if err != nil {
		return nil, errors.Join(err, kept.Close())
	}
	return c, nil
}

func (f *frontDesk) recall(kept *session.Session) (*consultation, error) {
	r, err := agent.Recall(kept.Past())
	if err != nil {
		return nil, wrong("recall", values{"ID": kept.ID(), "Why": err.Error()}, problem.Usage)
	}
	o := *f.o
	o.model.continues(r)
	e := f.env.endpoint(&o.model)
	asks, err := o.model.consults(&e)
	if err != nil {
		return nil, err
	}
	opts := f.base
	opts.Documents, opts.Answers, opts.Areas, opts.Disable, opts.Past, opts.Journal = r.Documents, r.Answers, r.Areas, r.Disable, kept.Past(), kept
	if asks && o.model.pictures != picturesNever {
		opts.Pictures = again(r.Pictures, r.Documents)
	}
	roomForLarge(r.Documents)
	c := &consultation{env: f.env, o: &o, asks: asks, endpoint: &e, opts: opts, original: r.Documents, kept: kept, notes: kept.Notes()}
	if err := c.mask(); err != nil {
		return nil, err
	}
	if c.marks, err = newMarks(f.env, &o, opts.Areas, opts.Lexicon.Catalog); err != nil {
		return nil, err
	}
	c.quietly()
	now, err := agent.BasisOf(c.opts)
	if err != nil {
		return nil, err
	}
	if r.Engine == "model" && !asks {
		c.notes = append(c.notes, say("engineless", values{"Model": report.Clean(r.Model)}))
	} else {
		now.Window = r.Window
		for _, x := range r.Basis.Changes(now) {
			c.notes = append(c.notes, say("since", values{"What": report.Clean(x)}))
		}
	}
	c.notes = append(c.notes, c.edited(r)...)
	return c, nil
}

// continues takes the model of a kept conversation where the flags name none.
func (o *modelOptions) continues(r *agent.Recalled) {
	if r.Engine == "model" && o.model == "" && o.engine == "auto" {
		o.model = r.Model
	}
	if r.Emails {
		o.redactEmails = true
	}
	if o.maxCost == 0 {
		o.maxCost = r.MaxCost
	}
	if o.maxTokens == 0 {
		o.maxTokens = r.MaxTokens
	}
}

// edited tells which documents have changed on disk since they were read.
func (c *consultation) edited(r *agent.Recalled) []string {
	var out []string
	for _, d := range r.Basis.Documents {
		raw, err := os.ReadFile(d.Path)
		if err != nil {
			continue // pasted, piped, or another folder
		}
		if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != d.SHA256 {
			out = append(out, say("edited", values{"Path": report.Clean(d.Path)}))
		}
	}
	return out
}

// quietly makes the model ready without a word; what there is to say stands in
// the notes.
func (c *consultation) quietly() {
	if !c.asks {
		return
	}
	if err := c.connect(); err != nil {
		c.fallBack(err)
		return
	}
	if p := c.endpoint.keyless(); p != nil {
		c.fallBack(p)
		return
	}
	c.witness = &witness{model: c.opts.Model}
	c.opts.Model = c.witness
}

// fallBack leaves the review to the embedded reviewer, and says why.
func (c *consultation) fallBack(err error) {
	c.asks, c.client, c.opts.Model = false, nil, nil
	c.notes = append(c.notes, say("fallback", values{"Why": report.Clean(err.Error())}))
}

// Recent lists kept conversations.
func (f *frontDesk) Recent() ([]desk.Recent, error) {
	store, err := openStore(f.env)
	if err != nil {
		return nil, err
	}
	list, err := store.List()
	if err != nil {
		return nil, err
	}
	var out []desk.Recent
	for _, s := range list {
		r := desk.Recent{ID: s.ID, Updated: s.Updated, Title: s.Title, State: s.State, Engine: engineName(s.Engine, s.Model), Problem: s.Problem,
			Counts: review.Counts{High: s.High, Medium: s.Medium, Low: s.Low}}
		if s.Live {
			r.Problem = say("live", nil)
		}
		out = append(out, r)
	}
	return out, nil
}

func engineName(engine, model string) string {
	if engine == "model" && model != "" {
		return model
	}
	return say("embedded", nil)
}

// work opens the conversation for a front end.
func (c *consultation) work() (*desk.Work, error) {
	a, err := c.agent()
	if err != nil {
		c.leave()
		return nil, err
	}
	w := &desk.Work{
		Agent: a, ID: c.id(), Engine: say("offline", nil), Notes: c.notes, MaxCost: c.o.model.maxCost, MaxTokens: c.o.model.maxTokens,
		Titles: titles(c.opts.Lexicon.Catalog), Formats: report.Formats(),
		Export: func(format, path string, result *agent.Result) (string, error) {
			return c.export(a, format, path, result)
		},
		Close: func() error { c.leave(); return nil },
	}
	if c.asks && c.client != nil {
		w.Engine = say("engine", values{"Model": c.opts.Limits.Name, "Host": c.client.Host()})
		w.Host, w.Sends = c.client.Host(), strings.Join(c.notices(), "\n")
		_, w.Priced = c.opts.Limits.Price(agent.Usage{PromptTokens: 1})
	}
	return w, nil
}

// export writes the newest review, or a result, into a file.
func (c *consultation) export(a *agent.Agent, format, path string, result *agent.Result) (string, error) {
	name, data, err := c.rendered(a, format, result)
	if err != nil {
		return "", err
	}
	if path == "" {
		if c.kept == nil {
			return "", wrong("nowhere", nil, problem.Usage)
		}
		return c.kept.Export(name, data)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, name)
	}
	if old, err := os.ReadFile(path); err == nil && string(old) != string(data) {
		return "", wrong("exists", values{"Path": path}, problem.Usage)
	}
	return path, writeFile(path, data)
}
