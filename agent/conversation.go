package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/consult"
	"archreview/internal/document"
)

// ErrBusy means that the conversation is at work on something else.
var ErrBusy = errors.New("the conversation is at work on something else")

// Agent is one conversation about one design: the interview, reviews, and what
// follows them. What it comes to is kept in its journal as soon as it is there,
// so that a conversation which ends at any moment goes on where it was and no
// call of a model is made twice.
//
// Its methods may be called from any goroutine. Interview, Review and Follow
// work one at a time; while one of them works the others give ErrBusy.
type Agent struct {
	o      Options
	memory *memory // nil without a model

	working sync.Mutex // held while something long is under way
	keeping sync.Mutex // held while an entry is kept
	masking sync.Mutex // held while a text is masked

	mu      sync.Mutex
	given   map[string]Given
	probed  map[string]bool // questions that were asked more closely
	reading *consult.Reading
	reviews []*review.Review          // finished ones, oldest first
	results []Result                  // of follow-ups, oldest first
	said    map[string]review.Dispute // objections in this conversation, by concern
	waived  map[string]review.Waiver
	cancel  map[string]context.CancelFunc // of the areas under way
	plain   []*document.Document          // the documents without what was read from pictures
	seen    []pictureEntry                // what was read from pictures
	looks   consult.Looks                 // and what that cost
	unkept  error                         // why the last entry could not be kept
}

// New begins a conversation, or goes on with the one that o.Past tells of. The
// documents are expected without secrets, since they are kept. An error that
// wraps ErrUnkept means that the journal takes nothing.
func New(o Options) (*Agent, error) {
	a := &Agent{o: o, plain: o.Documents, given: map[string]Given{}, probed: map[string]bool{}, said: map[string]review.Dispute{}, waived: map[string]review.Waiver{}, cancel: map[string]context.CancelFunc{}}
	if o.Model != nil {
		a.memory = newMemory(o.Model, func(k callEntry) { a.note(KindCall, k) })
		a.memory.carry(o.Carried)
		a.o.Model = a.memory
	}
	if len(o.Past) > 0 {
		if err := a.restore(o.Past); err != nil {
			return nil, err
		}
		return a, a.recallPictures()
	}
	return a, a.open()
}

// masked gives a text of the user without its secrets.
func (a *Agent) masked(text string) string {
	if a.o.Mask == nil {
		return text
	}
	a.masking.Lock()
	defer a.masking.Unlock()
	return a.o.Mask(text)
}

// ErrUnkept is wrapped by errors of a journal that takes no entries.
var ErrUnkept = errors.New("the conversation cannot be kept")

// open keeps what the conversation begins with.
func (a *Agent) open() error {
	if a.o.Journal == nil {
		return nil
	}
	b, err := a.begin()
	if err != nil {
		return err
	}
	if err := a.keep(KindBegin, b); err != nil {
		return fmt.Errorf("%w: %w", ErrUnkept, err)
	}
	for _, d := range a.o.Documents {
		if err := a.keep(KindDocument, kept(d)); err != nil {
			return fmt.Errorf("%w: %w", ErrUnkept, err)
		}
	}
	return nil
}

// keep puts one entry into the journal.
func (a *Agent) keep(kind string, data any) error {
	if a.o.Journal == nil {
		return nil
	}
	raw, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("writing the entry %s: %w", kind, err)
	}
	a.keeping.Lock()
	defer a.keeping.Unlock()
	return a.o.Journal.Keep(Entry{Kind: kind, At: a.o.Now().UTC().Format(time.RFC3339), Data: raw})
}

// note keeps an entry whose loss does not stop the work; Unkept tells of it.
func (a *Agent) note(kind string, data any) {
	if err := a.keep(kind, data); err != nil {
		a.mu.Lock()
		a.unkept = err
		a.mu.Unlock()
	}
}

// Unkept tells why the last entry that the journal refused is not kept; nil
// where it has taken everything.
func (a *Agent) Unkept() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.unkept
}

// Documents gives the documents under review; once pictures have been read,
// what was read from them is among these.
func (a *Agent) Documents() []*document.Document {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.o.Documents
}

// Last gives the newest review, nil before there is one.
func (a *Agent) Last() *review.Review { return a.nth(1) }

// Before gives the review before the newest one, nil if there is none.
func (a *Agent) Before() *review.Review { return a.nth(2) }

func (a *Agent) nth(n int) *review.Review {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.reviews) < n {
		return nil
	}
	return a.reviews[len(a.reviews)-n]
}

// Results gives what followed the review so far, oldest first.
func (a *Agent) Results() []Result {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]Result(nil), a.results...)
}

// Review reviews the design with the answers given so far. tell, which may be
// nil, hears events one at a time; after each finished area they carry what
// stands so far. Calls that were answered before are not made again. If the
// context ends or the endpoint cannot serve, the review comes beside the error
// with what was finished until then.
func (a *Agent) Review(ctx context.Context, tell func(Event)) (*review.Review, error) {
	if !a.working.TryLock() {
		return nil, ErrBusy
	}
	defer a.working.Unlock()
	a.measure(ctx)
	if err := a.look(ctx, tell); err != nil {
		return nil, err
	}
	if err := a.readAhead(ctx); err != nil {
		return nil, err
	}
	return a.write(ctx, tell)
}

// write is one review with what is known; see Review.
func (a *Agent) write(ctx context.Context, tell func(Event)) (*review.Review, error) {
	o, extra := a.settled()
	o.Progress = tell
	c := &course{extra: extra, reading: a.lastReading(), within: a.within, finish: a.finished, partial: tell != nil, looks: a.looks}
	c.said, c.waived = a.marks()
	r, err := run(ctx, o, c)
	a.mu.Lock()
	a.reading = c.reading
	clear(a.cancel)
	a.mu.Unlock()
	if r == nil {
		return nil, err
	}
	if a.o.Settle != nil {
		a.o.Settle(ctx, r, err)
	}
	a.mu.Lock()
	a.reviews = append(a.reviews, r)
	a.mu.Unlock()
	a.note(KindReview, reviewEntry{Review: r, Interrupted: ctx.Err() != nil})
	return r, err
}

// marks gives what was said of concerns in this conversation.
func (a *Agent) marks() (map[string]review.Dispute, map[string]review.Waiver) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.said), maps.Clone(a.waived)
}

// readAhead reads the documents with the answers given beforehand, where others
// were given since: the same call then serves every later review.
func (a *Agent) readAhead(ctx context.Context) error {
	a.mu.Lock()
	needed := a.o.Model != nil && a.reading == nil && len(a.given) > 0
	a.mu.Unlock()
	if !needed {
		return nil
	}
	return a.read(ctx)
}

// lastReading gives the reading of the documents, unless it failed.
func (a *Agent) lastReading() *consult.Reading {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.reading == nil || a.reading.Failure != nil {
		return nil
	}
	return a.reading
}

// settled gives the options of a review with all answers of the user.
func (a *Agent) settled() (Options, []brief.Extra) {
	a.mu.Lock()
	defer a.mu.Unlock()
	o := a.o
	o.Answers = map[string]string{}
	for k, v := range a.o.Answers {
		o.Answers[k] = v
	}
	var extra []brief.Extra
	for k, g := range a.given {
		if g.Confirmed {
			continue
		}
		if g.Question == "" {
			o.Answers[k] = g.Text
		}
	}
	for _, k := range a.specials() {
		if g := a.given[k]; g.Text != "" {
			extra = append(extra, brief.Extra{Key: k, Question: g.Question, Answer: g.Text})
		}
	}
	return o, extra
}

// finished keeps that an area is done.
func (a *Agent) finished(r consult.AreaResult) {
	if r.Key != "" {
		a.note(KindArea, areaEntry{Key: r.Key, Status: r.Status, Proposals: len(r.Proposals), Failure: r.Failure})
	}
}

// measure asks for the window of the model, once.
func (a *Agent) measure(ctx context.Context) {
	if a.o.Model == nil || a.o.Limits.Window > 0 || a.o.Window == nil {
		return
	}
	n := a.o.Window(ctx)
	if ctx.Err() != nil {
		return
	}
	a.mu.Lock()
	a.o.Limits.Window, a.o.Window = n, nil
	a.mu.Unlock()
	a.note(KindWindow, windowEntry{Tokens: n})
}

// within gives the context of an area, which Cancel ends.
func (a *Agent) within(ctx context.Context, key string) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cancel[key] = cancel
	return ctx
}

// Cancel ends the calls of one area that is under way; the others go on. The
// area is then failed, and Again takes it up.
func (a *Agent) Cancel(key string) {
	a.mu.Lock()
	cancel := a.cancel[key]
	a.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// Again forgets what a model answered for an area, so that the next review asks
// it anew.
func (a *Agent) Again(key string) {
	if a.memory == nil {
		return
	}
	a.memory.forget(key)
	a.note(KindForget, forgetEntry{Area: key})
}

// Forecast tells what a review would cost with the answers given so far.
// Nothing is sent. Without a model it is zero.
func (a *Agent) Forecast() (Estimate, error) {
	if a.o.Model == nil {
		return Estimate{}, nil
	}
	o, _ := a.settled()
	return Forecast(o)
}
