// Package llm makes one chat call, well: streamed, with structured output as
// far as the endpoint supports it, with retries, limits, usage and price, and
// with every failure typed. No failure looks like an answer: a stream that was
// cut, an answer that was cut short, an empty one and a web page are errors.
//
// It works with every endpoint that speaks the chat-completions protocol of
// OpenAI. The text of an error comes from the endpoint; it is made printable
// and freed of keys here, and is data all the same.
package llm

import (
	"encoding/json"
	"time"
)

// Roles of a message.
const (
	System    = "system"
	User      = "user"
	Assistant = "assistant"
)

// Message is one turn of a conversation.
type Message struct {
	Role, Text string
	Pictures   []Picture // behind the text
}

// Request is one chat call.
type Request struct {
	Messages  []Message
	Schema    *Schema // nil: the answer is plain text
	MaxTokens int     // bound of the answer, thinking included; 0: the endpoint's
	Label     string  // names the call in the log
}

// Schema asks for an answer in JSON.
type Schema struct {
	Name string
	JSON json.RawMessage
	// Instead is appended to the last message where the endpoint does not
	// enforce the schema itself; empty: one plain sentence and the schema.
	Instead string
}

// Mode is a way to ask for a structured answer. Endpoints support the modes
// from the first to some last one.
type Mode int

// The modes, best first.
const (
	ModeSchema Mode = iota // the endpoint enforces the JSON schema
	ModeObject             // the endpoint enforces JSON
	ModeText               // plain text
)

// String gives the mode's name.
func (m Mode) String() string {
	return [...]string{"schema", "object", "text"}[m]
}

// Usage is what a call used, all its attempts together.
type Usage struct {
	PromptTokens     int // cached ones included
	CachedTokens     int
	CompletionTokens int // reasoning ones included
	ReasoningTokens  int
	Known            bool // the endpoint told the tokens of the answer
	// Untold counts attempts that began to answer, or were given up before,
	// and whose tokens the endpoint never told; their cost is not in this usage.
	Untold    int
	CostUSD   float64
	CostKnown bool // false: the price is not known, and CostUSD is no cost
}

// Reply is a whole answer.
type Reply struct {
	Text     string
	Usage    Usage
	Finish   string // the endpoint's reason for the end; "" if it gave none
	Mode     Mode   // what was really used
	Model    string // the model that answered, by its own account
	Streamed bool
	Attempts int
	Elapsed  time.Duration
}

// Event is what happens during a call.
type Event struct {
	Delta string // new text of the answer
	// Reset tells that all text so far is void: the call begins anew.
	Reset bool
	// Wait is the time until the next attempt, on the event that announces it;
	// Err is its reason.
	Wait time.Duration
	Err  error
}
