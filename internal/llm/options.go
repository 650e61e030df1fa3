package llm

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"
)

// APIType is the dialect of an endpoint.
type APIType string

// The dialects. The empty one is settled by the host of the base URL.
const (
	OpenAI APIType = "openai"
	Azure  APIType = "azure"
)

// Options say where a Client calls and how patiently. Zero values take the
// defaults named here.
type Options struct {
	BaseURL    string // https://api.openai.com/v1
	APIKey     Secret // none is sent when empty
	Model      string // required; the deployment's name for Azure
	APIType    APIType
	APIVersion string // Azure only

	Timeout   time.Duration // of one attempt, first byte to last: 10 minutes
	FirstByte time.Duration // until an attempt begins to answer: 3 minutes
	Stall     time.Duration // between two pieces of a stream: 60 seconds
	Retries   int           // attempts after the first; 0: 3, below 0: none
	MaxWait   time.Duration // longest wait that an endpoint may ask for: 2 minutes
	MaxBytes  int64         // of a response: 32 MiB

	Temperature *float32 // nil: the endpoint's; never sent to reasoning models
	Seed        *int
	Effort      string // reasoning effort, where the model knows it
	Mode        Mode   // the mode to begin with

	Prices []Price // they come before the built-in ones

	Transport http.RoundTripper // nil: a copy of http.DefaultTransport
	Clock     Clock             // nil: the system's
	Random    func() float64    // in [0,1), for the jitter; nil: math/rand
	Log       func(line string) // nil: nothing is logged
}

// String names address, model and whether there is a key. A base URL that holds
// a key in the wrong place is not shown.
func (o Options) String() string {
	base := "(unfit)"
	if at, err := locate(o); err == nil {
		base = at.base.String()
	}
	return "llm.Options(" + o.Model + " at " + base + ", key " + o.APIKey.String() + ")"
}

// GoString is String.
func (o Options) GoString() string { return o.String() }

// Clock is the time a Client lives by.
type Clock interface {
	Now() time.Time
	// Sleep returns early with the context's error.
	Sleep(ctx context.Context, d time.Duration) error
	AfterFunc(d time.Duration, f func()) Timer
}

// Timer is one waiting call of a Clock, as *time.Timer is.
type Timer = interface {
	Stop() bool
	Reset(d time.Duration) bool
}

type systemClock struct{}

func (systemClock) Now() time.Time                            { return time.Now() }
func (systemClock) AfterFunc(d time.Duration, f func()) Timer { return time.AfterFunc(d, f) }

func (systemClock) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

const (
	defaultVersion = "2024-10-21"
	defaultRetries = 3
)

func (o *Options) setDefaults() {
	defaultTo(&o.Timeout, 10*time.Minute)
	defaultTo(&o.FirstByte, 3*time.Minute)
	defaultTo(&o.Stall, time.Minute)
	defaultTo(&o.MaxWait, 2*time.Minute)
	defaultTo(&o.MaxBytes, 32<<20)
	defaultTo(&o.Retries, defaultRetries)
	o.Retries = max(o.Retries, 0)
	if o.Transport == nil {
		o.Transport = http.DefaultTransport.(*http.Transport).Clone()
	}
	if o.Clock == nil {
		o.Clock = systemClock{}
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	if o.Log == nil {
		o.Log = func(string) {}
	}
}

func defaultTo[T comparable](v *T, d T) {
	var zero T
	if *v == zero {
		*v = d
	}
}
