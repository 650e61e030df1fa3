package consult

import "archreview/agent/review"

// Step is how far a review by a model is.
type Step string

// Steps.
const (
	ReadingDocs Step = "reading"
	AreaStarted Step = "area-started"
	Found       Step = "found" // a concern whose quotes were located; the gate has not judged it yet
	AreaDone    Step = "area-done"
	AreaFailed  Step = "area-failed"
	Refuting    Step = "refuting"
	Writing     Step = "writing"
	Spent       Step = "spent" // usage so far
)

// Event tells of progress. Events come one at a time.
type Event struct {
	Step     Step
	Area     string          // key, for the steps of an area
	Title    string          // of a concern
	Severity review.Severity // of a concern, as its factors alone give it
	Count    int             // concerns of an area; concerns to refute
	Usage    Usage           // so far
	Result   *AreaResult     // of an area that is done or failed
}
