package review

// Comparison says what became of a review in a later version of the design.
type Comparison struct {
	Schema   string         `json:"schema" doc:"name and version of this contract"`
	Created  string         `json:"created" doc:"RFC 3339"`
	Old      Version        `json:"old"`
	New      Version        `json:"new"`
	Concerns []Change       `json:"concerns" doc:"regressed and new ones first, then changed, open and fixed ones; grave ones first"`
	Items    []ItemChange   `json:"items" doc:"checklist items whose state changed"`
	Answers  []AnswerChange `json:"answers" doc:"interview answers that changed"`
	Carried  []string       `json:"carried" doc:"keys of areas that were not asked of a model again, since nothing they rest on changed"`
	Notes    []string       `json:"notes" doc:"what limits the comparison"`
}

// Version is one side of a comparison.
type Version struct {
	Label     string     `json:"label" doc:"path or session"`
	Created   string     `json:"created" doc:"RFC 3339 time of its review"`
	Engine    Engine     `json:"engine"`
	Outcome   Outcome    `json:"outcome"`
	Verdict   Verdict    `json:"verdict"`
	Documents []Document `json:"documents"`
	Counts    Counts     `json:"counts"`
}

// Counts are numbers of concerns, waived ones left out.
type Counts struct {
	High   int `json:"high"`
	Medium int `json:"medium"`
	Low    int `json:"low"`
}

// ChangeState is what became of a concern.
type ChangeState string

// States of a concern between two versions.
const (
	Fixed     ChangeState = "fixed"
	StillOpen ChangeState = "open"      // also what one of the reviews could not examine
	Changed   ChangeState = "changed"   // its severity, or the words on which it rests
	New       ChangeState = "new"       // raised for the first time
	Regressed ChangeState = "regressed" // new, about an item that the old version addressed
)

// ChangeStates lists them in the order in which they are shown.
func ChangeStates() []ChangeState { return []ChangeState{Regressed, New, Changed, StillOpen, Fixed} }

// Change is one concern in both versions.
type Change struct {
	State       ChangeState `json:"state"`
	Area        string      `json:"area" doc:"key"`
	ID          string      `json:"id" doc:"in the new review; in the old one where the new one does not have it"`
	OldID       string      `json:"old_id" doc:"in the old review; empty where that does not have it"`
	Rule        string      `json:"rule"`
	Title       string      `json:"title"`
	Severity    Severity    `json:"severity" empty:"allowed" doc:"in the new review; empty where it is fixed or taken back"`
	OldSeverity Severity    `json:"old_severity" empty:"allowed" doc:"in the old review; empty where that does not have it"`
	Waived      bool        `json:"waived" doc:"its owner has accepted it for a time"`
	Evidence    []Evidence  `json:"evidence" doc:"in the new documents; of a fixed one what now provides its items"`
	OldEvidence []Evidence  `json:"old_evidence" doc:"in the old documents; of a regressed one what addressed its item"`
	Edits       []Edit      `json:"edits" doc:"changed text to which it is tied"`
	Note        string      `json:"note" doc:"what changed, in words"`
}

// Edit is a run of text that differs between two versions of a document, with
// the lines on which it stands. Line breaks and other white space do not count.
type Edit struct {
	Document string `json:"document" doc:"id in the new version, or in the old one where the document is gone"`
	OldStart int    `json:"old_start" doc:"first line in the old version; 0 where text was only added"`
	OldEnd   int    `json:"old_end"`
	NewStart int    `json:"new_start" doc:"first line in the new version; 0 where text was only removed"`
	NewEnd   int    `json:"new_end"`
	Removed  string `json:"removed" doc:"text that went, shortened"`
	Added    string `json:"added" doc:"text that came, shortened"`
	OldPlace string `json:"old_place,omitempty" doc:"where it stood in the original of the old version; empty where lines are those of the file"`
	NewPlace string `json:"new_place,omitempty" doc:"where it stands in the original of the new version; empty where lines are those of the file"`
}

// ItemChange is a checklist item whose state changed.
type ItemChange struct {
	Item     string         `json:"item"`
	Old      CoverageStatus `json:"old"`
	New      CoverageStatus `json:"new"`
	Improved bool           `json:"improved"`
	Evidence []Evidence     `json:"evidence" doc:"in the new documents"`
}

// AnswerChange is an interview answer that changed.
type AnswerChange struct {
	Key       string       `json:"key"`
	Old       string       `json:"old"`
	New       string       `json:"new"`
	OldSource AnswerSource `json:"old_source" empty:"allowed"`
	NewSource AnswerSource `json:"new_source" empty:"allowed"`
}
