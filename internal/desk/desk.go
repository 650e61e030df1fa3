// Package desk says what a front end for people needs of the rest of the
// program: conversations to begin and to go on with. The terminal program and
// the plain one both sit at it; the command line provides it.
package desk

import (
	"context"
	"time"

	"archreview/agent"
	"archreview/agent/review"
)

// Desk begins conversations and goes on with kept ones.
type Desk interface {
	// Begin reads the sources and opens a conversation about them. Nothing has
	// left the machine when it returns. Errors are in three parts.
	Begin(ctx context.Context, sources []Source) (*Work, error)
	// Resume goes on with a kept conversation, by its id.
	Resume(ctx context.Context, id string) (*Work, error)
	// Recent lists kept conversations, newest first.
	Recent() ([]Recent, error)
}

// Source is a design document: a file, or text that was pasted or typed.
type Source struct {
	Path string // of a file; else a name for the text
	Text string // pasted or typed; "" for a file
}

// Recent is a kept conversation.
type Recent struct {
	ID      string
	Updated time.Time
	Title   string // names of its documents
	State   string // interview, review under way, reviewed
	Counts  review.Counts
	Engine  string // who reviews
	Problem string // why it cannot be resumed; "" if it can
}

// Work is one open conversation.
type Work struct {
	Agent  *agent.Agent
	ID     string   // of the kept conversation; "" where it cannot be kept
	Engine string   // "embedded reviewer, offline" or "model at host"
	Host   string   // to which documents are sent; "" if to none
	Sends  string   // in one sentence what is sent where; "" if nothing is
	Notes  []string // what the user should know first: changes since, masked secrets, keys that are not sent
	// MaxCost and MaxTokens are the caps; 0 for none. Priced says whether costs
	// in dollars are known.
	MaxCost   float64
	MaxTokens int
	Priced    bool
	// Titles gives readable titles for ids of checklist items and areas.
	Titles map[string]string
	// Formats lists the formats of a report.
	Formats []string
	// Export writes the newest review, or a result if one is given, and gives the
	// path. An empty path means the conversation's own folder. It never
	// overwrites a file that holds something else.
	Export func(format, path string, result *agent.Result) (string, error)
	// Close ends the conversation; what it has come to is kept.
	Close func() error
}
