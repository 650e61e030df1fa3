// Package gate turns proposals into concerns. Engines propose; the gate
// locates every quote, proves every absence, merges doubles, computes severity
// by the stated rule, gives stable fingerprints, and decides outcome and
// verdict. No other code does.
package gate

import (
	"archreview/agent/review"
	"archreview/checklists"
)

// Proposal is what an engine would raise.
type Proposal struct {
	Rule   string // id of the rule, calculation or item
	Source string // engine: "checks" or "model"
	Kind   review.Kind
	Areas  []string // natural one first
	Items  []string // checklist items
	Title  string
	Why    string
	// Working is the recomputation, line by line.
	Working []string
	// Quotes are verbatim texts of the documents, the main one first.
	Quotes []Quote
	// Absent lists concepts whose absence is claimed; the gate refutes the
	// proposal when one of them is affirmed.
	Absent []string
	// Searched names further words that were looked for in vain.
	Searched []string
	// Concepts are what an omission is about, whether absent or only promised.
	Concepts []string
	Advice   checklists.Advice
	// Withdrawn gives a reason for which the engine itself takes a proposal
	// back; it is then listed, not raised.
	Withdrawn string
	// Distinct marks what a model proposes: it needs located evidence whatever
	// it claims, its absences are checked even beside a quote, and two passages
	// under one rule are two concerns.
	Distinct bool
	// Reasons stand beside the factors in the trace of the severity.
	Reasons Reasons
}

// Reasons say why the factors of a severity have their values, and who is hit.
type Reasons struct {
	Impact, Likelihood, Scope string
}

// Quote is a text that is said to stand in a document.
type Quote struct {
	Document string
	Text     string
	Offset   int // byte of the document at which it is expected, if known
	Line     int // line on which it is expected, if known: of several places the nearest counts
}
