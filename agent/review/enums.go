package review

// Outcome says whether everything was reviewed.
type Outcome string

// Outcomes.
const (
	Complete   Outcome = "complete"
	Incomplete Outcome = "incomplete"
)

// Verdict is the readiness of the design, computed from its concerns.
type Verdict string

// Verdicts.
const (
	Ready           Verdict = "ready"
	ReadyConditions Verdict = "ready-with-conditions"
	NotReady        Verdict = "not-ready"
)

// AnswerSource says who gave an answer.
type AnswerSource string

// Answer sources.
const (
	FromDocument   AnswerSource = "document"
	FromUser       AnswerSource = "user"
	FromAssumption AnswerSource = "assumption"
)

// AreaStatus says how far an area was reviewed.
type AreaStatus string

// Area states.
const (
	Reviewed AreaStatus = "reviewed"
	Partial  AreaStatus = "partial"
	Failed   AreaStatus = "failed"
	Skipped  AreaStatus = "skipped"
)

// Severity is the weight of a concern.
type Severity string

// Severities.
const (
	High   Severity = "high"
	Medium Severity = "medium"
	Low    Severity = "low"
)

// Severities lists them from high to low.
func Severities() []Severity { return []Severity{High, Medium, Low} }

// Rank orders severities: 3 for high, 2 for medium, 1 for low, 0 otherwise.
func (s Severity) Rank() int {
	switch s {
	case High:
		return 3
	case Medium:
		return 2
	case Low:
		return 1
	}
	return 0
}

// Kind is the class of a concern.
type Kind string

// Kinds of concern.
const (
	Omission      Kind = "omission"
	Antipattern   Kind = "antipattern"
	Contradiction Kind = "contradiction"
	Arithmetic    Kind = "arithmetic"
	Mismatch      Kind = "mismatch"
)

// Kinds lists them in the order of the contract.
func Kinds() []Kind { return []Kind{Omission, Antipattern, Contradiction, Arithmetic, Mismatch} }

// Effort is the estimated work of a repair.
type Effort string

// Efforts.
const (
	Small  Effort = "S" // up to two days
	Middle Effort = "M" // about a week
	Large  Effort = "L" // more than a week
)

// CoverageStatus is the state of a checklist item.
type CoverageStatus string

// Coverage states.
const (
	Addressed     CoverageStatus = "addressed"
	Weak          CoverageStatus = "weak"
	Contradicted  CoverageStatus = "contradicted"
	Missing       CoverageStatus = "missing"
	NotApplicable CoverageStatus = "not_applicable"
)

// CoverageStatuses lists them in the order of the contract.
func CoverageStatuses() []CoverageStatus {
	return []CoverageStatus{Addressed, Weak, Contradicted, Missing, NotApplicable}
}

// Priority ranks a next step.
type Priority string

// Priorities.
const (
	Must   Priority = "must"
	Should Priority = "should"
	Nice   Priority = "nice"
)
