// Package review holds the result of a review as pure data: the contract
// "archreview/review/v1" from which every report format is written.
package review

// Schema names the version of the contract.
const Schema = "archreview/review/v1"

// Review is one complete review of one or more design documents.
type Review struct {
	Schema            string           `json:"schema" doc:"name and version of this contract"`
	Engine            Engine           `json:"engine"`
	Created           string           `json:"created" doc:"RFC 3339 time at which the review was made"`
	Outcome           Outcome          `json:"outcome"`
	Verdict           Verdict          `json:"verdict"`
	Documents         []Document       `json:"documents"`
	Brief             Brief            `json:"brief"`
	Summary           Summary          `json:"summary"`
	Architecture      Architecture     `json:"architecture" doc:"the system as it was understood; without nodes where the documents name too few parts"`
	Areas             []Area           `json:"areas" doc:"the ten areas, A to J, always all of them and in this order"`
	Patterns          []Pattern        `json:"patterns"`
	Stack             []Technology     `json:"stack"`
	Roadmap           Roadmap          `json:"roadmap"`
	SecurityChecklist []ChecklistEntry `json:"security_checklist"`
	NextSteps         []Step           `json:"next_steps"`
	Tools             []string         `json:"tools"`
	References        []string         `json:"references"`
	Withdrawn         []Withdrawn      `json:"withdrawn"`
	Ledger            Ledger           `json:"ledger"`
	Usage             Usage            `json:"usage"`
}

// Engine says who reviewed.
type Engine struct {
	Name    string `json:"name" doc:"checks (embedded reviewer) or model"`
	Model   string `json:"model"`
	Version string `json:"version"`
}

// Document identifies one reviewed document.
type Document struct {
	ID     string `json:"id" doc:"d1, d2, ... in the order given"`
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Lines  int    `json:"lines"`
	Words  int    `json:"words"`

	Rendered bool `json:"rendered,omitempty" doc:"its lines are those of a rendering as text, not of the file"`
}

// Evidence is a verbatim quote with the lines on which it stands. Where the
// document was rendered as text, a reader of the original needs the place.
type Evidence struct {
	Document  string `json:"document"`
	StartLine int    `json:"start_line" doc:"first line, counted from 1"`
	EndLine   int    `json:"end_line"`
	Quote     string `json:"quote" doc:"exact, contiguous text of the document"`
	Place     string `json:"place,omitempty" doc:"where the quote stands in the original, e.g. p. 3 line 12; empty where lines are those of the file or nothing is known"`
}

// Brief is what was known beside the documents: answers and assumptions.
type Brief struct {
	Answers []Answer `json:"answers"`
}

// Answer is the answer to one interview question and where it came from.
type Answer struct {
	Key      string       `json:"key"`
	Question string       `json:"question"`
	Answer   string       `json:"answer"`
	Source   AnswerSource `json:"source"`
	Evidence []Evidence   `json:"evidence"`
}

// Summary is the executive summary.
type Summary struct {
	Assessment string   `json:"assessment" doc:"one to three paragraphs, separated by blank lines"`
	Strengths  []string `json:"strengths"`
	Critical   []string `json:"critical" doc:"ids of the concerns that need attention first"`
	Maturity   string   `json:"maturity"`
}

// Architecture is the system as it was understood, so that a reader sees what
// was misread. Everything in it has evidence.
type Architecture struct {
	Nodes   []ArchitectureNode `json:"nodes"`
	Edges   []ArchitectureEdge `json:"edges"`
	Diagram string             `json:"diagram" doc:"the same as a Mermaid flowchart"`
	Notes   []string           `json:"notes" doc:"what is not drawn, and why"`
}

// ArchitectureNode is one part of the system, or something it works with.
type ArchitectureNode struct {
	ID       string     `json:"id" doc:"n1, n2, ... within this drawing"`
	Label    string     `json:"label"`
	Kind     string     `json:"kind" doc:"component, store, queue, external or person"`
	Evidence []Evidence `json:"evidence"`
}

// ArchitectureEdge says that one part uses another.
type ArchitectureEdge struct {
	From     string     `json:"from" doc:"id of a node"`
	To       string     `json:"to" doc:"id of a node"`
	Label    string     `json:"label"`
	Directed bool       `json:"directed" doc:"false where the documents connect both without saying which way"`
	Evidence []Evidence `json:"evidence"`
}

// Area is the review of one of the ten areas.
type Area struct {
	Key             string           `json:"key"`
	Letter          string           `json:"letter"`
	Title           string           `json:"title"`
	Status          AreaStatus       `json:"status"`
	Strengths       []Strength       `json:"strengths"`
	Concerns        []Concern        `json:"concerns"`
	Recommendations []Recommendation `json:"recommendations"`
	Coverage        []Coverage       `json:"coverage" doc:"one entry for each checklist item of the area"`
}

// Strength is something done well, with the words that show it.
type Strength struct {
	Text     string     `json:"text"`
	Evidence []Evidence `json:"evidence"`
}

// Concern is one finding that passed the gate.
type Concern struct {
	ID             string     `json:"id" doc:"stable fingerprint: survives moved lines and edits elsewhere"`
	Severity       Severity   `json:"severity"`
	Kind           Kind       `json:"kind"`
	Rule           string     `json:"rule" doc:"id of the rule, calculation or checklist item that raised it"`
	Title          string     `json:"title"`
	Why            string     `json:"why" doc:"the mechanism by which it hurts in this system; where numbers are involved, a line Working: and the recomputation line by line follow"`
	Evidence       []Evidence `json:"evidence"`
	Searched       []string   `json:"searched" doc:"what was looked for and not found, with the nearest passages"`
	Recommendation string     `json:"recommendation"`
	Alternatives   []string   `json:"alternatives"`
	Tools          []string   `json:"tools"`
	References     []string   `json:"references"`
	Effort         Effort     `json:"effort"`
	Confirm        string     `json:"confirm" doc:"cheapest experiment that would confirm or refute it"`
	Items          []string   `json:"items" doc:"checklist items it belongs to"`
	Sources        []string   `json:"sources" doc:"engines that raised it"`
	SeverityTrace  string     `json:"severity_trace" doc:"how the severity was computed"`
	Waived         *Waiver    `json:"waived"`
	Disputed       *Dispute   `json:"disputed" doc:"a reader's objection, and the answer to it"`
}

// Waiver marks a concern that its owner has accepted for a time.
type Waiver struct {
	Owner  string `json:"owner"`
	Reason string `json:"reason"`
	Until  string `json:"until" doc:"last day on which the waiver holds, YYYY-MM-DD"`
}

// Recommendation is advice that is not the repair of one concern.
type Recommendation struct {
	Text         string   `json:"text"`
	Example      string   `json:"example"`
	Alternatives []string `json:"alternatives"`
}

// Coverage is the state of one checklist item.
type Coverage struct {
	Item     string         `json:"item"`
	Status   CoverageStatus `json:"status"`
	Evidence []Evidence     `json:"evidence"`
}

// Pattern is a proven solution that fits a problem of this design.
type Pattern struct {
	Name         string   `json:"name"`
	Title        string   `json:"title"`
	Problem      string   `json:"problem"`
	Fit          string   `json:"fit"`
	Language     string   `json:"language"`
	Example      string   `json:"example"`
	Alternatives []string `json:"alternatives"`
	Concerns     []string `json:"concerns"`
}

// Technology is the assessment of one technology that the design uses.
type Technology struct {
	Technology   string     `json:"technology"`
	Verdict      string     `json:"verdict" doc:"keep, keep with change, watch or replace"`
	Assessment   string     `json:"assessment"`
	Team         string     `json:"team"`
	Maturity     string     `json:"maturity"`
	Alternatives []string   `json:"alternatives"`
	Evidence     []Evidence `json:"evidence"`
}

// Roadmap says what gives way first as the system grows, and what to do then.
type Roadmap struct {
	Assumptions string  `json:"assumptions"`
	Limits      []Limit `json:"limits"`
	Stages      []Stage `json:"stages"`
	NotNeeded   string  `json:"not_needed"`
}

// Limit is the capacity of one station of the system.
type Limit struct {
	Station string `json:"station"`
	Today   string `json:"today"`
	After   string `json:"after"`
	Needed  string `json:"needed"`
}

// Stage is one step of growth with the measurement that triggers it.
type Stage struct {
	Name      string `json:"name"`
	Trigger   string `json:"trigger"`
	Change    string `json:"change"`
	Migration string `json:"migration"`
	Cost      string `json:"cost"`
}

// ChecklistEntry is one line of the security checklist.
type ChecklistEntry struct {
	Group    string         `json:"group"`
	Item     string         `json:"item"`
	Status   CoverageStatus `json:"status"`
	Note     string         `json:"note"`
	Evidence []Evidence     `json:"evidence"`
	Concerns []string       `json:"concerns"`
}

// Step is one next step.
type Step struct {
	Priority  Priority `json:"priority"`
	Title     string   `json:"title"`
	Concerns  []string `json:"concerns"`
	Effort    Effort   `json:"effort"`
	DependsOn []string `json:"depends_on" doc:"titles of steps that come first"`
}

// Withdrawn is a proposal that the gate did not let through.
type Withdrawn struct {
	Title    string     `json:"title"`
	Reason   string     `json:"reason"`
	Evidence []Evidence `json:"evidence"`
}

// Ledger says what was read and what was not.
type Ledger struct {
	LinesRead  int       `json:"lines_read"`
	LinesTotal int       `json:"lines_total"`
	Failures   []Failure `json:"failures"`
	Pictures   []Picture `json:"pictures,omitempty" doc:"that the documents show"`
}

// Picture tells of a picture that a document shows whether a model has read it.
type Picture struct {
	Document string `json:"document"`
	Line     int    `json:"line"`
	Name     string `json:"name"`
	Reader   string `json:"reader" doc:"the model whose reading stands among the documents; empty where nobody has read it"`
	Why      string `json:"why" doc:"why nobody has read it, where that is known"`
}

// Failure is something that was not read or not reviewed.
type Failure struct {
	What   string `json:"what"`
	Detail string `json:"detail"`
	Next   string `json:"next"`
}

// Usage is what the review cost.
type Usage struct {
	Calls            int     `json:"calls"`
	PromptTokens     int     `json:"prompt_tokens"`
	CachedTokens     int     `json:"cached_tokens"`
	CompletionTokens int     `json:"completion_tokens"`
	CostUSD          float64 `json:"cost_usd"`
	WallMS           int64   `json:"wall_ms" doc:"milliseconds from start to result"`
}
