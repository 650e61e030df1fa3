package consult

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/gate"
	"archreview/internal/picture"
	"archreview/prompts"
)

// Errors on which callers decide.
var (
	// ErrUnpriced means that a cap on cost was asked for, but the price of the
	// model is not known.
	ErrUnpriced = errors.New("the price of the model is not known, so its cost cannot be capped")
	// ErrFatal is wrapped by a Model's error when no further call can succeed,
	// as with refused credentials or an unknown model.
	ErrFatal = errors.New("the endpoint cannot serve this review")

	errBudget = errors.New("the cap on cost or tokens is reached")
)

// Options say what to review, with what and within which limits.
type Options struct {
	Model    Model
	Brief    *brief.Brief
	Found    []gate.Proposal   // what the embedded reviewer proposes
	Coverage []review.Coverage // and the states it found, in the catalog's order
	Areas    []string          // keys; empty for all ten
	Parallel int               // calls side by side; 0 for 4
	Marker   string            // around documents; "" for one derived from them
	Window   int               // tokens of prompt and answer that fit into one call; 0 for no limit
	Count    func(string) int  // tokens of a text; nil for a rough estimate
	Price    func(Usage) (usd float64, known bool)
	MaxCost  float64           // in US dollars; 0 for no cap
	Tokens   int               // cap on tokens of prompts and answers together; 0 for none
	Pictures []picture.Picture // that are looked at before the review
	Unseen   int               // of them, those whose reading is not among the documents yet
	Tell     func(Event)
	// Within gives the context of one area's calls, so that an area can be
	// cancelled by itself; nil for the context of all.
	Within func(ctx context.Context, area string) context.Context
	// Known names areas whose answers are at hand and cost nothing.
	Known map[string]bool
}

// Session is one review by a model. Its calls share their beginning byte for
// byte.
type Session struct {
	o      Options
	b      *brief.Brief
	system string
	prefix string
	marker string
	areas  []*area
	large  bool // the documents do not fit into one call
	chunks []chunk
	room   int // tokens of sections that a call can hold, where large
	attack []gate.Quote
	facts  []string // what the first reading established

	evidence evidence // what of the project's files is sent

	mu       sync.Mutex
	usage    map[string]Usage // by call
	model    string           // as the endpoint names it
	reserved Usage
	prefixed int // tokens of system message and prefix; 0 when not counted yet
	fatal    error
	telling  sync.Mutex
}

// area is one area to review.
type area struct {
	index   int // in the catalog
	key     string
	parts   [][]int // chunks of each call; one empty part where all fits
	dropped string  // why it is left out from the start
	found   int     // embedded findings
}

// New prepares a session: it renders what all calls share, looks for attempts
// to steer the reviewer, divides large documents and leaves out areas that the
// caps do not allow for. Nothing is sent.
func New(o Options) (*Session, error) {
	if o.Parallel <= 0 {
		o.Parallel = 4
	}
	if o.Count == nil {
		o.Count = roughly
	}
	s := &Session{o: o, b: o.Brief, usage: map[string]Usage{}}
	if o.MaxCost > 0 {
		if _, known := s.price(Usage{PromptTokens: 1}); !known {
			return nil, ErrUnpriced
		}
	}
	s.marker = o.Marker
	if s.marker == "" {
		s.marker = markerFor(o.Brief.Documents)
	}
	var err error
	if s.system, err = prompts.Render(prompts.System{Marker: s.marker}); err != nil {
		return nil, err
	}
	s.attack = Attempts(o.Brief.Documents)
	s.pickAreas()
	s.gatherEvidence()
	if err := s.divide(); err != nil {
		return nil, err
	}
	if err := s.limit(); err != nil {
		return nil, err
	}
	return s, nil
}

// roughly estimates tokens from bytes.
func roughly(text string) int { return (len(text) + 3) / 4 }

// pickAreas lists the areas asked for with the count of embedded findings.
func (s *Session) pickAreas() {
	for i := range s.b.Catalog.Areas {
		key := s.b.Catalog.Areas[i].Key
		if len(s.o.Areas) > 0 && !contains(s.o.Areas, key) {
			continue
		}
		a := &area{index: i, key: key, parts: [][]int{nil}}
		for j := range s.o.Found {
			if f := &s.o.Found[j]; len(f.Areas) > 0 && f.Areas[0] == key {
				a.found++
			}
		}
		s.areas = append(s.areas, a)
	}
}

func contains(list []string, x string) bool {
	for _, e := range list {
		if e == x {
			return true
		}
	}
	return false
}

// Usage gives what the session has cost so far; the order in which answers
// came does not matter.
func (s *Session) Usage() Usage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sum()
}

// ModelName gives the model's name as the endpoint told it.
func (s *Session) ModelName() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.model
}

// Attempts gives the passages of the documents that try to steer a reviewer.
func (s *Session) Attempts() []gate.Quote { return s.attack }

func (s *Session) tell(e Event) {
	if s.o.Tell == nil {
		return
	}
	s.telling.Lock()
	defer s.telling.Unlock()
	s.o.Tell(e)
}

// each runs work for 0 to n-1, several side by side, until the context ends.
func (s *Session) each(ctx context.Context, n int, work func(i int)) {
	slots := make(chan struct{}, s.o.Parallel)
	var wg sync.WaitGroup
	for i := range n {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			wg.Wait()
			return
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			work(i)
		}()
	}
	wg.Wait()
}

func render(p prompts.Prompt) (string, error) {
	text, err := prompts.Render(p)
	if err != nil {
		return "", fmt.Errorf("writing a prompt: %w", err)
	}
	return text, nil
}
