// Package consult is the model reviewer: it turns prompts into proposals. It
// reads the documents once for the interview, reviews the ten areas side by
// side, tries to refute what is grave or said to be missing, and writes the
// synthesis. It only proposes; the gate decides, and what a model says is
// untrusted text like the documents themselves.
package consult

import (
	"context"
	"encoding/json"
	"errors"

	"archreview/internal/picture"
)

// ErrBlind is wrapped by a Model's error where the endpoint takes no pictures.
var ErrBlind = errors.New("the model does not see pictures")

// Model answers one request. It may call delta with each piece of the answer
// as it arrives, from the goroutine of the call, and with reset set when a new
// attempt begins and the pieces so far are void. It does whatever the endpoint
// needs to honour the schema; the reply is text all the same.
//
// An error means that there is no usable answer. The context's error is given
// back when the call was cancelled.
type Model interface {
	Chat(ctx context.Context, r Request, delta func(text string, reset bool)) (Reply, error)
}

// Request is one call.
type Request struct {
	Call     string    // name of the call, such as "reading" or "area:database"
	Messages []Message // a system message, then user and assistant in turn
	Schema   Schema    // form of the answer
	Expect   int       // tokens of an ample visible answer; a hint, not a limit
}

// Message is one message of a conversation.
type Message struct {
	Role     string // system, user or assistant
	Text     string
	Pictures []picture.Picture `json:",omitempty"` // shown behind the text; in JSON without their bytes
}

// Schema is the form of an answer: a JSON Schema in which every field is
// required and no other allowed.
type Schema struct {
	Name   string
	JSON   json.RawMessage
	Sketch string // the form in short, for endpoints that do not enforce a schema
}

// Reply is the answer to a request.
type Reply struct {
	Text  string
	Model string // as the endpoint names it
	Cut   bool   // the answer ended at a limit, not by itself
	Known bool   // the answer was at hand; it cost nothing
	Usage Usage
}

// Usage is what one or more calls cost.
type Usage struct {
	Calls            int // requests sent, repeated attempts included
	PromptTokens     int
	CachedTokens     int // part of PromptTokens
	CompletionTokens int
	CostUSD          float64
	Unpriced         bool // the cost is not known
}

// Add gives the sum of two usages.
func (u Usage) Add(v Usage) Usage {
	u.Calls += v.Calls
	u.PromptTokens += v.PromptTokens
	u.CachedTokens += v.CachedTokens
	u.CompletionTokens += v.CompletionTokens
	u.CostUSD += v.CostUSD
	u.Unpriced = u.Unpriced || v.Unpriced
	return u
}

// Tokens gives all tokens, those of prompts and of answers.
func (u Usage) Tokens() int { return u.PromptTokens + u.CompletionTokens }
