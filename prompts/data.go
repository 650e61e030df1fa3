package prompts

// System is the system message, the same for every call of a session.
type System struct {
	Marker string // unguessable text around the documents
}

// Documents is the beginning of every user message: the documents, or their
// outline where they are too large, and what a program read from them.
type Documents struct {
	Marker    string
	Documents []Numbered
	Outline   string
	Facts     []string
	Project   bool // files of the project are among the documents
}

// Numbered is a document or a part of one, each line behind its number.
type Numbered struct {
	ID, Name string
	Numbered string // lines "75| text", each with its line end
}

// Brief follows the documents: sections chosen for the call, the interview's
// answers, and what the first reading established.
type Brief struct {
	Marker      string
	Sections    []Numbered
	Answers     []Answer
	Established []string
}

// Answer is one answer of the interview.
type Answer struct {
	Key, Answer, Source string
}

// Reading asks what the documents say about the interview's questions.
type Reading struct {
	Questions []Question
}

// Question is one interview question.
type Question struct {
	Key, Question string
}

// Area asks for the review of one area.
type Area struct {
	Letter, Title, Scope string
	Lens                 string // where the area's faults hide; see Lens
	Items                []Item
	Findings             []Finding
}

// Item is one checklist item with the state that a program found.
type Item struct {
	ID, State, Question string
}

// Finding is what the embedded reviewer has reported.
type Finding struct {
	Items, Place, Title string
}

// Refutation asks to refute one concern.
type Refutation struct {
	Candidates                     []string // passages that may provide what is said to be missing
	Title, Kind, Missing           string
	Quotes                         []string
	Mechanism                      string
	Working                        []string
	Impact, Likelihood             int
	ImpactReason, LikelihoodReason string
}

// Concern is a concern that passed the gate, in brief.
type Concern struct {
	ID, Severity, Effort, Area, Title, Place, Why string
}

// Synthesis asks for the executive summary and what belongs to it.
type Synthesis struct {
	Concerns  []Concern
	Strengths []string
	Unread    string // what was not reviewed
}

// DeepDive asks what happens in one area: how it works, what else is wrong, how
// it fails.
type DeepDive struct {
	Letter, Title, Scope string
	Focus                string // what the reader wants to look at; "" for the whole area
	Lens                 string
	Items                []Item
	Concerns             []Concern
}

// Design asks for the way on in one area: options, target, steps.
type Design struct {
	Letter, Title, Scope, Focus string
	Concerns                    []Concern
	Found                       []string // by the deep dive, without an id yet
}

// Ask is a question about a review, with what was said before.
type Ask struct {
	Marker   string
	Concerns []Concern
	History  []Turn
	Question string
}

// Turn is one earlier question or answer.
type Turn struct {
	Who, Text string // Who is Reader or Reviewer
}

// Those who speak in a conversation.
const (
	Reader   = "reader"
	Reviewer = "reviewer"
)

// Guidance asks how one recommendation is carried out.
type Guidance struct {
	ID, Severity, Effort, Title, Why, Recommendation, Confirm string
	Quotes, Alternatives                                      []string
}

// Dispute asks whether an owner's objection takes a concern back.
type Dispute struct {
	Marker                   string
	Candidates               []string // passages that may bear on it
	ID, Title, Kind, Missing string
	Quotes                   []string
	Mechanism                string
	Working                  []string
	Impact, Likelihood       int
	Objection                string
}

// Vague asks whether an answer of the interview can be judged with.
type Vague struct {
	Marker, Question, Answer string
}

// Repair answers a reply that could not be used, or parts of it.
type Repair struct {
	Whole    bool // the whole reply is unusable
	Problems []string
}

// Look is the system message of the calls that read pictures.
type Look struct{}

// Picture asks what one picture shows, which follows the text.
type Picture struct{}

func (Look) template() string       { return "look.md" }
func (Picture) template() string    { return "picture.md" }
func (System) template() string     { return "system.md" }
func (Documents) template() string  { return "documents.md" }
func (Brief) template() string      { return "brief.md" }
func (Reading) template() string    { return "reading.md" }
func (Area) template() string       { return "area.md" }
func (Refutation) template() string { return "refutation.md" }
func (Synthesis) template() string  { return "synthesis.md" }
func (DeepDive) template() string   { return "deepdive.md" }
func (Design) template() string     { return "design.md" }
func (Ask) template() string        { return "question.md" }
func (Guidance) template() string   { return "guidance.md" }
func (Dispute) template() string    { return "dispute.md" }
func (Vague) template() string      { return "vague.md" }
func (Repair) template() string     { return "repair.md" }
