package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/consult"
	"archreview/internal/document"
	"archreview/internal/llm"
	"archreview/internal/problem"
	"archreview/internal/recording"
	"archreview/internal/redact"
	"archreview/internal/report"
	"archreview/internal/tokens"
)

// consultation is one review by a model: what is sent where, and what becomes
// of the answers.
type consultation struct {
	env      *Env
	o        *reviewOptions
	endpoint *endpoint
	client   *llm.Client // nil in a replay
	masker   *redact.Masker
	opts     agent.Options
	original []*document.Document
	witness  *witness
	recorder *recording.Recorder
	played   *recording.Manifest // of the recording that is replayed
}

// Bounds of an answer, thinking included, and of the search for the window.
const (
	mostAnswer    = 12_000
	usualWindow   = 128_000 // of models whose price is known and whose window is not
	windowTimeout = 5 * time.Second
)

// runConsultation is the one-shot review by a model.
func runConsultation(ctx context.Context, env *Env, o *reviewOptions, e *endpoint, opts agent.Options) error {
	c := &consultation{env: env, o: o, endpoint: e, opts: opts, original: opts.Documents}
	if err := c.mask(); err != nil {
		return err
	}
	if err := c.connect(); err != nil {
		return err
	}
	switch {
	case o.model.estimate:
		return c.estimate()
	case o.model.showPrompts:
		return c.showPrompts(ctx)
	}
	if c.client != nil {
		if p := e.keyless(); p != nil {
			return c.withoutModel(ctx, p)
		}
	}
	c.announce()
	c.lookAtWindow(ctx)
	if err := c.tape(); err != nil {
		return err
	}
	c.witness = &witness{model: c.opts.Model}
	c.opts.Model = c.witness
	p := newProgress(env.Streams, o.quiet, opts.Lexicon.Catalog)
	c.opts.Progress = p.show
	r, err := agent.Review(ctx, c.opts)
	p.clear()
	if r == nil {
		return c.unprepared(err)
	}
	return c.finish(ctx, r, err)
}

// mask replaces the secrets of documents and answers before anything else
// looks at them. Lines, and so places, stay.
func (c *consultation) mask() error {
	var err error
	if c.masker, err = redact.New(redact.Options{Emails: c.o.model.redactEmails}); err != nil {
		return err
	}
	docs := make([]*document.Document, len(c.original))
	for i, d := range c.original {
		text := c.masker.Mask(d.Text)
		if docs[i] = d; text == d.Text {
			continue
		}
		masked, err := document.Parse(d.ID, d.Path, []byte(text))
		if err != nil {
			return err
		}
		masked.SHA256, masked.Words, masked.Notes = d.SHA256, d.Words, d.Notes
		docs[i] = masked
	}
	answers := make(map[string]string, len(c.opts.Answers))
	for k, v := range c.opts.Answers {
		answers[k] = c.masker.Mask(v)
	}
	c.opts.Documents, c.opts.Answers = docs, answers
	return nil
}

// connect makes the model and its limits. Nothing is sent.
func (c *consultation) connect() error {
	m := &c.o.model
	if m.replay != "" {
		played, err := recording.ReadManifest(m.replay)
		if err != nil {
			return err
		}
		c.played = played
	}
	name := c.endpoint.model.value
	if c.played != nil && (name == "" || m.model == "") {
		name = c.played.Model
	}
	prices, err := m.ownPrices()
	if err != nil {
		return err
	}
	if c.played == nil {
		if c.client, err = m.client(c.endpoint); err != nil {
			return err
		}
		name = c.client.Model()
	}
	counter := &tokens.Counter{}
	price, priced := llm.PriceOf(name, prices)
	if m.maxCost > 0 && !priced {
		return wrong("unpriced", values{"Model": name}, problem.Usage)
	}
	c.opts.Limits = agent.Limits{
		Parallel: m.parallel, Window: m.window, MaxCost: m.maxCost, MaxTokens: m.maxTokens, Name: name,
		Count: func(text string) int { n, _ := counter.Count(name, text); return n },
		Price: func(u agent.Usage) (float64, bool) {
			return price.Cost(u.PromptTokens, u.CachedTokens, u.CompletionTokens), priced
		},
	}
	if m.window == 0 && priced {
		c.opts.Limits.Window = usualWindow
	}
	c.bound()
	return nil
}

// bound makes the model with a bound of its answers that leaves room for the
// prompt.
func (c *consultation) bound() {
	if c.client == nil {
		return
	}
	most := mostAnswer
	if w := c.opts.Limits.Window; w > 0 {
		most = min(most, w/4)
	}
	c.opts.Model = llm.Reviewer{Client: c.client, Most: most}
}

// announce names, before anything is sent, where the documents go.
func (c *consultation) announce() {
	if c.o.quiet {
		return
	}
	w := c.env.Streams.Err
	if c.played != nil {
		fmt.Fprintln(w, say("replaying", values{"Dir": report.Clean(c.o.model.replay), "Created": report.Clean(c.played.Created), "Model": report.Clean(c.played.Model)}))
		return
	}
	for _, n := range c.endpoint.notes() {
		fmt.Fprintln(w, n)
	}
	if c.client.Open() {
		fmt.Fprintln(w, say("open", values{"Host": c.client.Host()}))
	}
	fmt.Fprintln(w, say("sending", c.facts()))
}

// facts are the blanks of what is said about documents and endpoint.
func (c *consultation) facts() values {
	var names []string
	size, words := 0, 0
	for i, d := range c.opts.Documents {
		names = append(names, report.Clean(filepath.Base(d.Path)))
		size += len(d.Text)
		words += c.original[i].Words
	}
	v := values{
		"Documents": counted(len(names), "document"), "Names": strings.Join(names, ", "), "Bytes": thousands(size), "Words": thousands(words),
		"Masked": say("masked", values{"N": c.masker.Count()}), "Model": c.opts.Limits.Name, "Host": "",
	}
	if c.client != nil {
		v["Host"] = c.client.Host()
	} else if c.played != nil {
		v["Host"] = c.played.Host
	}
	return v
}

// lookAtWindow asks the endpoint for the model's window where nothing is known
// of it. What fails here is left to the review itself.
func (c *consultation) lookAtWindow(ctx context.Context) {
	if c.played != nil {
		if c.o.model.window == 0 {
			c.opts.Limits.Window = c.played.Window
		}
		return
	}
	if c.opts.Limits.Window > 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, windowTimeout)
	defer cancel()
	if caps, err := c.client.Look(ctx); err == nil && caps.Window > 0 {
		c.opts.Limits.Window = caps.Window
		c.bound()
	}
}

// witness is a model that remembers the first failure of another one.
type witness struct {
	model agent.Model

	mu  sync.Mutex
	err error
}

// Chat passes a call on.
func (w *witness) Chat(ctx context.Context, r agent.Request, delta func(string, bool)) (agent.Reply, error) {
	reply, err := w.model.Chat(ctx, r, delta)
	if err != nil && ctx.Err() == nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.err == nil {
			w.err = err
		}
	}
	return reply, err
}

func (w *witness) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// unprepared is the error of a review that did not begin.
func (c *consultation) unprepared(err error) error {
	if errors.Is(err, consult.ErrUnpriced) {
		return wrong("unpriced", values{"Model": c.opts.Limits.Name}, problem.Usage)
	}
	return err
}

// explain puts a failed call into three parts, and names the variable in which
// the key of this very endpoint belongs.
func (c *consultation) explain(err error) *problem.Problem {
	p := llm.Problem(err)
	if kind, ok := llm.KindOf(err); ok && kind == llm.KindCredentials {
		p.Next = say("err.credentials", values{"Want": c.endpoint.want, "Model": c.opts.Limits.Name})
		if c.endpoint.keyFrom == "" {
			p.What = say("err.wantsKey", nil)
		}
	}
	return p
}

// failure is a problem as an entry of the ledger.
func asFailure(p *problem.Problem) review.Failure {
	return review.Failure{What: p.What, Detail: p.Detail, Next: p.Next}
}
