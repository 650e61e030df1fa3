package agent

import "encoding/json"

// Entry is one thing that a conversation keeps: what was begun, answered,
// called, finished.
type Entry struct {
	Kind string          // one of the kinds below
	At   string          // RFC 3339, UTC
	Data json.RawMessage // as the kind has it
}

// Kinds of entries. docs/sessions.md has their contents.
const (
	KindBegin    = "begin"    // documents, engine, what they were read with
	KindDocument = "document" // text of one document, secrets masked
	KindPicture  = "picture"  // what a model read from a picture
	KindWindow   = "window"   // how many tokens fit into one call
	KindReading  = "reading"  // the documents were read for the interview
	KindAnswer   = "answer"   // an answer of the interview
	KindCall     = "call"     // the answer to one call of a model
	KindForget   = "forget"   // calls that are to be made again
	KindArea     = "area"     // an area is reviewed
	KindReview   = "review"   // a finished review
	KindFollowUp = "followup" // a deep dive, guidance, reply, dispute, waiver, or that a concern was accepted
)

// Journal keeps entries, in order. An entry is durable when Keep returns nil;
// an error means that this entry is not kept and that earlier ones are.
type Journal interface {
	Keep(e Entry) error
}
