package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
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
	"archreview/internal/session"
	"archreview/internal/tokens"
)

// consultation is one review: of what, by whom, what is sent where, and what
// becomes of it.
type consultation struct {
	env      *Env
	o        *reviewOptions
	asks     bool // a model
	endpoint *endpoint
	client   *llm.Client  // nil in a replay and without a model
	most     atomic.Int64 // tokens of an answer
	masker   *redact.Masker
	masking  sync.Mutex // held while the masker works
	opts     agent.Options
	original []*document.Document
	witness  *witness
	recorder *recording.Recorder
	played   *recording.Manifest // of the recording that is replayed
	kept     *session.Session    // nil where nothing is kept
	marks    *marks
	log      *journalist      // nil for none
	notes    []string         // what the user should know first
	why      *problem.Problem // why the model did not review everything
}

// Bounds of an answer, thinking included, and of the search for the window.
const (
	mostAnswer    = 12_000
	usualWindow   = 128_000 // of models whose price is known and whose window is not
	windowTimeout = 5 * time.Second
)

// run is the one-shot review.
func (c *consultation) run(ctx context.Context) error {
	switch {
	case c.asks && c.o.model.estimate:
		return c.estimate()
	case c.asks && c.o.model.showPrompts:
		return c.showPrompts(ctx)
	}
	old, err := c.earlier()
	if err != nil {
		return err
	}
	if c.log, err = c.o.log.open(c.env); err != nil {
		return err
	}
	defer c.log.close()
	a, r, err := c.review(ctx)
	defer c.leave()
	if r == nil {
		return err
	}
	return c.finish(ctx, a, r, old)
}

// review makes the review and keeps it. Without a review the error says why.
func (c *consultation) review(ctx context.Context) (*agent.Agent, *review.Review, error) {
	keyless, err := c.ready(ctx)
	if err != nil {
		return nil, nil, err
	}
	c.keep()
	a, err := c.agent()
	if err != nil {
		return nil, nil, err
	}
	p := newProgress(c.env.Streams, c.o.quiet || c.o.log.verbose || keyless != nil, c.opts.Lexicon.Catalog)
	r, err := a.Review(ctx, func(e agent.Event) {
		c.log.event(e)
		p.show(e)
	})
	p.clear()
	if r == nil {
		err = c.unprepared(err)
	}
	return a, r, err
}

// ready makes the model ready to be asked, and says what is sent where. A
// problem comes back where the model cannot even be asked, and the embedded
// reviewer stands in.
func (c *consultation) ready(ctx context.Context) (*problem.Problem, error) {
	if !c.asks {
		return nil, nil
	}
	if c.client != nil {
		if p := c.endpoint.keyless(); p != nil {
			if c.o.model.engine == "model" {
				return nil, p
			}
			c.opts.Model = &witness{model: refusing{p}}
			c.witness = c.opts.Model.(*witness)
			return p, nil
		}
	}
	if !c.o.quiet {
		for _, n := range c.notices() {
			fmt.Fprintln(c.env.Streams.Err, "archreview: "+n)
		}
	}
	if c.o.model.record != "" && c.opts.Limits.Window == 0 { // a recording says for which window it was made
		c.opts.Limits.Window = c.window(ctx)
	}
	if err := c.tape(); err != nil {
		return nil, err
	}
	c.witness = &witness{model: c.log.watch(c.opts.Model)}
	c.opts.Model = c.witness
	return nil, nil
}

// agent opens the conversation. Where it cannot be kept, it is opened all the
// same, and the user is told.
func (c *consultation) agent() (*agent.Agent, error) {
	c.opts.Settle = c.settle
	if c.marks != nil {
		c.opts.Marks = c.marks
	}
	a, err := agent.New(c.opts)
	if errors.Is(err, agent.ErrUnkept) {
		c.lost(err)
		c.leave()
		c.opts.Journal = nil
		a, err = agent.New(c.opts)
	}
	return a, err
}

// mask replaces the secrets of documents and answers before anything else
// looks at them. Lines, and so places, stay.
func (c *consultation) mask() error {
	var err error
	if c.masker, err = redact.New(redact.Options{Emails: c.o.model.redactEmails}); err != nil {
		return err
	}
	docs := make([]*document.Document, len(c.original))
	free := c.free()
	for i, d := range c.original {
		if free[i] {
			docs[i] = d
			continue
		}
		text := c.masker.Mask(d.Text)
		if docs[i] = d; text == d.Text {
			continue
		}
		masked, err := d.Again(text)
		if err != nil {
			return err
		}
		docs[i] = masked
	}
	answers := make(map[string]string, len(c.opts.Answers))
	for k, v := range c.opts.Answers {
		answers[k] = c.masker.Mask(v)
	}
	c.opts.Documents, c.opts.Answers, c.opts.Mask = docs, answers, c.masked
	return nil
}

// free says which documents have nothing to mask. Most have not, and several
// are looked at side by side; placeholders are given in order.
func (c *consultation) free() []bool {
	out := make([]bool, len(c.original))
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, d := range c.original {
		slots <- struct{}{}
		wg.Go(func() {
			out[i] = c.masker.Free(d.Text)
			<-slots
		})
	}
	wg.Wait()
	return out
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
	if c.opts.Emails = m.redactEmails; c.client != nil {
		c.opts.Host = c.client.Host()
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
	if c.played != nil && m.window == 0 {
		c.opts.Limits.Window = c.played.Window
	}
	if c.bound(c.opts.Limits.Window); c.client != nil {
		c.opts.Model, c.opts.Window = veiled{bounded{c.client, &c.most}, c.masked}, c.window
	}
	return nil
}

// bounded is a client whose answers are bounded so that they leave room for the
// prompt.
type bounded struct {
	client *llm.Client
	most   *atomic.Int64
}

// Chat makes one call.
func (b bounded) Chat(ctx context.Context, r agent.Request, delta func(string, bool)) (agent.Reply, error) {
	return llm.Reviewer{Client: b.client, Most: int(b.most.Load())}.Chat(ctx, r, delta)
}

// bound sets the bound of answers for a window.
func (c *consultation) bound(window int) {
	most := mostAnswer
	if window > 0 {
		most = min(most, window/4)
	}
	c.most.Store(int64(most))
}

// notices say, before anything is sent, where the documents go.
func (c *consultation) notices() []string {
	if c.played != nil {
		return []string{say("replaying", values{"Dir": report.Clean(c.o.model.replay), "Created": report.Clean(c.played.Created), "Model": report.Clean(c.played.Model)})}
	}
	out := c.endpoint.notes()
	if c.client.Open() {
		out = append(out, say("open", values{"Host": c.client.Host()}))
	}
	return append(out, say("sending", c.facts()))
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
		"Masked": say("masked", values{"N": c.masker.Count()}), "Model": c.opts.Limits.Name, "Host": "", "Pictures": say("withPictures", values{"N": len(c.opts.Pictures)}),
	}
	if c.client != nil {
		v["Host"] = c.client.Host()
	} else if c.played != nil {
		v["Host"] = c.played.Host
	}
	return v
}

// window asks the endpoint for the model's window. What fails here is left to
// the review itself.
func (c *consultation) window(ctx context.Context) int {
	if c.client == nil {
		return 0
	}
	ctx, cancel := context.WithTimeout(ctx, windowTimeout)
	defer cancel()
	caps, err := c.client.Look(ctx)
	if err != nil {
		return 0
	}
	c.bound(caps.Window)
	return caps.Window
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
