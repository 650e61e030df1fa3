package consult

// The shapes of answers to what follows a review; see shapes.go.

// Failing is one way in which a part of the system fails.
type Failing struct {
	Title    string   `json:"title"`
	Quote    Quote    `json:"quote" doc:"the passage that makes it possible"`
	Trigger  string   `json:"trigger"`
	Steps    []string `json:"steps" doc:"in order of time; an equation is a step by itself"`
	Effect   string   `json:"effect" doc:"what users and operators notice"`
	Defence  string   `json:"defence" soft:"true" doc:"what the design has against it, or none"`
	Concerns []string `json:"concerns" soft:"true" doc:"ids of reported concerns that it shows"`
}

// FindingsReply answers the first half of a deep dive.
type FindingsReply struct {
	Today     []Strength `json:"today"`
	Concerns  []Concern  `json:"concerns"`
	Scenarios []Failing  `json:"scenarios" soft:"true"`
}

// Way is one way to go.
type Way struct {
	Name    string   `json:"name"`
	Summary string   `json:"summary"`
	Gains   []string `json:"gains" soft:"true"`
	Costs   []string `json:"costs" soft:"true"`
	When    string   `json:"when" doc:"under which circumstances it is the right one"`
	Effort  string   `json:"effort" enum:"S|M|L"`
}

// Goal is the recommended design.
type Goal struct {
	Text    string `json:"text"`
	Diagram string `json:"diagram" soft:"true" doc:"Mermaid: flowchart LR or sequenceDiagram"`
}

// Example is code to paste.
type Example struct {
	Title    string `json:"title"`
	Language string `json:"language" doc:"such as python, yaml or sql"`
	Code     string `json:"code"`
	Note     string `json:"note" soft:"true"`
}

// Released is one step that can be released alone.
type Released struct {
	Change string `json:"change"`
	Verify string `json:"verify" doc:"command, query or test that shows it worked"`
	Back   string `json:"back" doc:"the way back"`
	Effort string `json:"effort" enum:"S|M|L"`
}

// Gauge is something to measure.
type Gauge struct {
	What   string `json:"what"`
	How    string `json:"how" doc:"query or metric"`
	Target string `json:"target"`
}

// DesignReply answers the second half of a deep dive.
type DesignReply struct {
	Options    []Way      `json:"options"`
	Target     Goal       `json:"target"`
	Code       []Example  `json:"code" soft:"true"`
	Migration  []Released `json:"migration"`
	Measures   []Gauge    `json:"measures" soft:"true"`
	Tests      []string   `json:"tests" soft:"true"`
	References []string   `json:"references" soft:"true" doc:"names of documentation, without addresses"`
}

// AskReply answers a question.
type AskReply struct {
	Quotes   []Quote  `json:"quotes" soft:"true" doc:"the passages on which the answer rests"`
	Concerns []string `json:"concerns" soft:"true" doc:"ids of which it speaks"`
	Told     string   `json:"told" enum:"false|true" soft:"true" doc:"whether documents or review answer the question"`
	Answer   string   `json:"answer" doc:"Markdown without headings"`
	Needs    string   `json:"needs" soft:"true"`
}

// GuidanceReply answers how a recommendation is carried out.
type GuidanceReply struct {
	Approach   string     `json:"approach"`
	Steps      []Released `json:"steps"`
	Code       []Example  `json:"code" soft:"true"`
	Risks      []string   `json:"risks" soft:"true"`
	DoneWhen   string     `json:"done_when"`
	References []string   `json:"references" soft:"true" doc:"names of documentation, without addresses"`
}

// DisputeReply answers an objection.
type DisputeReply struct {
	Reasoning  string `json:"reasoning"`
	Quote      Quote  `json:"quote"`
	Misread    string `json:"misread" soft:"true" doc:"what the concern takes its quote to say, and what it says"`
	Verdict    string `json:"verdict" enum:"stands|weaker|misread|refuted"`
	Impact     int    `json:"impact" enum:"1|2|3"`
	Likelihood int    `json:"likelihood" enum:"1|2|3"`
}

// VagueReply says whether an answer of the interview is precise enough.
type VagueReply struct {
	Missing  string `json:"missing" soft:"true"`
	FollowUp string `json:"follow_up"`
}
