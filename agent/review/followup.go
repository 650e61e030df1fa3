package review

// Names and versions of the contracts of what follows a review.
const (
	DeepDiveSchema   = "archreview/deep-dive/v1"
	GuidanceSchema   = "archreview/guidance/v1"
	ReplySchema      = "archreview/reply/v1"
	ComparisonSchema = "archreview/comparison/v1"
)

// DeepDive is a closer look at one area, or at one concern of it.
type DeepDive struct {
	Schema     string        `json:"schema" doc:"name and version of this contract"`
	Engine     Engine        `json:"engine"`
	Created    string        `json:"created" doc:"RFC 3339"`
	Documents  []Document    `json:"documents"`
	Area       string        `json:"area" doc:"key"`
	Letter     string        `json:"letter"`
	Title      string        `json:"title"`
	Focus      string        `json:"focus" doc:"id of the concern on which it looks; empty for the whole area"`
	Status     AreaStatus    `json:"status"`
	Today      []Observation `json:"today" doc:"how the design works in this area today, in its own words"`
	Items      []ItemState   `json:"items" doc:"every checklist item of the area"`
	Concerns   []Concern     `json:"concerns" doc:"of the review, and what the deep dive adds"`
	Added      []string      `json:"added" doc:"ids of concerns that the review did not have"`
	Scenarios  []Scenario    `json:"scenarios"`
	Options    []Option      `json:"options"`
	Target     Target        `json:"target"`
	Code       []Code        `json:"code"`
	Migration  []Move        `json:"migration" doc:"in order"`
	Measures   []Measure     `json:"measures"`
	Tests      []string      `json:"tests"`
	References []string      `json:"references"`
	Withdrawn  []Withdrawn   `json:"withdrawn"`
	Failures   []Failure     `json:"failures"`
	Usage      Usage         `json:"usage"`
}

// Observation is a statement about the design with the words that show it.
type Observation struct {
	Text     string     `json:"text"`
	Evidence []Evidence `json:"evidence"`
}

// ItemState is the state of a checklist item with its question.
type ItemState struct {
	Item     string         `json:"item"`
	Question string         `json:"question"`
	Status   CoverageStatus `json:"status"`
	Evidence []Evidence     `json:"evidence"`
	Concerns []string       `json:"concerns" doc:"ids of the concerns about it"`
}

// Scenario is one way in which the system fails, step by step.
type Scenario struct {
	Title    string     `json:"title"`
	Trigger  string     `json:"trigger"`
	Steps    []string   `json:"steps"`
	Effect   string     `json:"effect" doc:"what users and operators notice"`
	Defence  string     `json:"defence" doc:"what stops it"`
	Concerns []string   `json:"concerns" doc:"ids"`
	Evidence []Evidence `json:"evidence"`
}

// Option is one way to go, with what it gains and costs.
type Option struct {
	Name    string   `json:"name"`
	Summary string   `json:"summary"`
	Gains   []string `json:"gains"`
	Costs   []string `json:"costs"`
	When    string   `json:"when" doc:"under which circumstances it is the right one"`
	Effort  Effort   `json:"effort"`
}

// Target is the recommended design of an area.
type Target struct {
	Text    string `json:"text"`
	Diagram string `json:"diagram" doc:"Mermaid"`
}

// Code is an example that can be pasted.
type Code struct {
	Title    string `json:"title"`
	Language string `json:"language"`
	Code     string `json:"code"`
	Note     string `json:"note"`
}

// Move is one step on the way, which can be released by itself.
type Move struct {
	Change string `json:"change"`
	Verify string `json:"verify" doc:"what shows that it worked"`
	Back   string `json:"back" doc:"the way back"`
	Effort Effort `json:"effort"`
}

// Measure is something to measure.
type Measure struct {
	What   string `json:"what"`
	How    string `json:"how"`
	Target string `json:"target"`
}

// Guidance says how one recommendation is carried out in this design.
type Guidance struct {
	Schema     string    `json:"schema" doc:"name and version of this contract"`
	Engine     Engine    `json:"engine"`
	Created    string    `json:"created" doc:"RFC 3339"`
	Concern    Concern   `json:"concern"`
	Approach   string    `json:"approach"`
	Steps      []Move    `json:"steps"`
	Code       []Code    `json:"code"`
	Risks      []string  `json:"risks"`
	DoneWhen   string    `json:"done_when"`
	References []string  `json:"references"`
	Failures   []Failure `json:"failures"`
	Usage      Usage     `json:"usage"`
}

// Reply answers a question about a design or its review.
type Reply struct {
	Schema   string     `json:"schema" doc:"name and version of this contract"`
	Engine   Engine     `json:"engine"`
	Created  string     `json:"created" doc:"RFC 3339"`
	Question string     `json:"question"`
	Answer   string     `json:"answer" doc:"Markdown"`
	Told     bool       `json:"told" doc:"whether the documents or the review answer it"`
	Evidence []Evidence `json:"evidence"`
	Concerns []string   `json:"concerns" doc:"ids of the concerns it speaks of"`
	Needs    string     `json:"needs" doc:"what a full answer needs, where this is none"`
	Failures []Failure  `json:"failures"`
	Usage    Usage      `json:"usage"`
}

// DisputeOutcome is what became of an objection.
type DisputeOutcome string

// Outcomes of a dispute.
const (
	Recorded         DisputeOutcome = "recorded"  // nobody could examine it: the concern stands, marked
	Upheld           DisputeOutcome = "kept"      // examined: the concern stands
	Weakened         DisputeOutcome = "weakened"  // examined: the concern stands with less weight
	DisputeWithdrawn DisputeOutcome = "withdrawn" // examined: the concern is taken back
)

// DisputeOutcomes lists them in the order of the contract.
func DisputeOutcomes() []DisputeOutcome {
	return []DisputeOutcome{Recorded, Upheld, Weakened, DisputeWithdrawn}
}

// Dispute is a reader's objection to a concern, and the answer to it.
type Dispute struct {
	Concern    string         `json:"concern" doc:"id"`
	Reason     string         `json:"reason" doc:"the objection"`
	Outcome    DisputeOutcome `json:"outcome"`
	Answer     string         `json:"answer"`
	Evidence   []Evidence     `json:"evidence" doc:"passages on which the answer rests"`
	Impact     int            `json:"impact" doc:"of a weakened concern: 1 to 3; else 0"`
	Likelihood int            `json:"likelihood" doc:"of a weakened concern: 1 to 3; else 0"`
	At         string         `json:"at" doc:"RFC 3339"`
}
