package tui

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/consult"
	"archreview/internal/desk"
)

// areaState says how far an area is.
type areaState int

// States of an area.
const (
	waiting areaState = iota
	underWay
	finished
	inPart
	failed
	cancelled
	leftOut
)

// areaRow is one area on its way.
type areaRow struct {
	key           string
	state         areaState
	since, until  time.Time
	counts        review.Counts
	why           string // it failed
	stopped, next bool   // the user cancelled it; it is run again when the others are done
}

// arrival is a concern that has just been found.
type arrival struct {
	severity review.Severity
	area     string
	title    string
}

// reviewing is a review under way: ten areas, what they have found so far, what
// was spent.
type reviewing struct {
	c             *common
	w             *desk.Work
	width, height int

	work    *stream[agent.Event]
	rows    []areaRow
	at      picks
	phase   string
	started time.Time
	ended   time.Time
	done    bool
	stopped bool // by the user, wholly
	fatal   string
	seen    bool // was shown during this run
	model   bool // a model has been heard of
	usage   agent.Usage
	newest  []arrival
	partial *review.Review
}

// cancelAllMsg stops the review.
type cancelAllMsg struct{ turn int }

// areaKeys lists the ten areas, which are fixed, from A to J.
func areaKeys() []string {
	return []string{"system", "database", "api", "security", "scalability", "observability", "deployment", "code", "dataflow", "resilience"}
}

func newReviewing(c *common, w *desk.Work) *reviewing {
	v := &reviewing{c: c, w: w}
	v.at.resize(len(areaKeys()), len(areaKeys()))
	return v
}

// start begins a review. Areas that were to run again are asked anew.
func (v *reviewing) start() tea.Cmd {
	a := v.w.Agent
	var forget []string
	for _, r := range v.rows {
		if r.next {
			forget = append(forget, r.key)
		}
	}
	v.rows = nil
	for _, k := range areaKeys() {
		v.rows = append(v.rows, areaRow{key: k})
	}
	v.work = newStream[agent.Event](v.c)
	v.phase, v.fatal, v.newest, v.partial = "beginning", "", nil, nil
	v.done, v.stopped, v.seen, v.model = false, false, false, false
	v.started, v.ended = v.c.now(), time.Time{}
	work := v.work
	run := func() tea.Msg {
		defer work.cancel()
		for _, k := range forget {
			a.Again(k)
		}
		r, err := a.Review(work.ctx, work.tell)
		return reviewedMsg{turn: work.turn, r: r, err: err}
	}
	return tea.Batch(run, work.listen(), beatAfter(v.c, work.turn))
}

func (v *reviewing) turn() int { return v.work.turn }

func (v *reviewing) busy() bool { return v.work != nil && !v.done }

func (v *reviewing) stop() { v.work.cancel() }

// again says that areas wait to be run again, and the user did not stop it all.
func (v *reviewing) again() bool {
	for _, r := range v.rows {
		if r.next {
			return !v.stopped
		}
	}
	return false
}

// attention says that the user should see this screen before the report.
func (v *reviewing) attention() bool {
	for _, r := range v.rows {
		if r.state == failed || r.state == cancelled {
			return true
		}
	}
	return v.fatal != ""
}

func (v *reviewing) title() string { return "Review" }

func (v *reviewing) typing() bool { return false }

func (v *reviewing) resize(width, height int) { v.width, v.height = width, height }

// begin notes that the user sees the screen.
func (v *reviewing) begin() tea.Cmd {
	v.seen = true
	return nil
}

func (v *reviewing) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case streamedMsg[agent.Event]:
		if v.work == nil || msg.turn != v.work.turn {
			return nil
		}
		v.hear(msg.events)
		return v.work.listen()
	case beatMsg:
		if v.busy() && msg.turn == v.work.turn {
			return beatAfter(v.c, msg.turn)
		}
	case cancelAllMsg:
		if v.busy() && msg.turn == v.work.turn {
			v.stopped = true
			v.phase = "stopping"
			v.stop()
		}
	case tea.KeyMsg:
		return v.press(msg)
	case tea.MouseMsg:
		v.mouse(msg)
	}
	return nil
}

// hear takes what the review tells.
func (v *reviewing) hear(events []agent.Event) {
	for _, e := range events {
		switch {
		case e.Model != nil:
			v.model = true
			v.hearModel(e.Model)
		case e.Review != nil:
			v.partial = e.Review
			v.count(e.Review)
		default:
			v.phase = phaseWord(e.Step)
		}
	}
}

func phaseWord(step string) string {
	switch step {
	case "reading":
		return "reading the documents"
	case "checking":
		return "running the embedded checks"
	case "judging":
		return "judging what was found"
	}
	return oneLine(step)
}

func (v *reviewing) hearModel(e *consult.Event) {
	now := v.c.now()
	row := v.row(e.Area)
	switch e.Step {
	case consult.ReadingDocs:
		v.phase = "the model reads the documents"
	case consult.Refuting:
		v.phase = "cross-examining " + counted(e.Count, "concern")
	case consult.Writing:
		v.phase = "writing the summary"
	case consult.Spent:
		v.usage = e.Usage
	}
	if row == nil {
		return
	}
	switch e.Step {
	case consult.AreaStarted:
		v.phase = "reviewing"
		row.state, row.since = underWay, now
	case consult.Found:
		row.add(e.Severity)
		v.newest = append(v.newest, arrival{e.Severity, e.Area, e.Title})
	case consult.AreaDone, consult.AreaFailed:
		row.until = now
		row.end(e.Result)
	}
}

// row gives the row of an area, nil for none.
func (v *reviewing) row(key string) *areaRow {
	for i := range v.rows {
		if v.rows[i].key == key {
			return &v.rows[i]
		}
	}
	return nil
}

func (r *areaRow) add(s review.Severity) {
	switch s {
	case review.High:
		r.counts.High++
	case review.Medium:
		r.counts.Medium++
	default:
		r.counts.Low++
	}
}

// end notes how an area ended.
func (r *areaRow) end(x *consult.AreaResult) {
	r.state = finished
	if x == nil {
		return
	}
	r.state = r.ended(x.Status)
	if x.Failure != nil {
		r.why = strings.TrimSpace(x.Failure.What + ": " + x.Failure.Detail)
	}
}

func (r *areaRow) ended(s review.AreaStatus) areaState {
	switch {
	case s == review.Failed && r.stopped:
		return cancelled
	case s == review.Failed:
		return failed
	case s == review.Skipped:
		return leftOut
	case s == review.Partial:
		return inPart
	}
	return finished
}

// count takes the numbers of concerns of finished areas from what stands.
func (v *reviewing) count(r *review.Review) {
	for i := range r.Areas {
		row := v.row(r.Areas[i].Key)
		if row == nil || !v.done && (row.state == waiting || row.state == underWay) {
			continue
		}
		row.counts = review.Counts{}
		for _, c := range r.Areas[i].Concerns {
			row.add(c.Severity)
		}
	}
}

// finish takes the end of the review.
func (v *reviewing) finish(m reviewedMsg) tea.Cmd {
	v.hear(v.work.drain())
	v.done, v.ended = true, v.c.now()
	if m.err != nil && !errors.Is(m.err, context.Canceled) {
		v.fatal = m.err.Error()
	}
	if m.r == nil {
		v.phase = "not finished"
		return nil
	}
	for i := range m.r.Areas {
		a := &m.r.Areas[i]
		if row := v.row(a.Key); row != nil {
			row.stopped = row.stopped || v.stopped && (row.state == waiting || row.state == underWay)
			row.state = row.ended(a.Status)
			if row.state == failed && row.why == "" {
				row.why = whyOf(m.r, a.Key)
			}
		}
	}
	v.partial = m.r
	v.count(m.r)
	v.phase = "finished"
	if v.stopped {
		v.phase = "stopped; what was finished is kept"
	}
	return nil
}

// whyOf looks in the ledger why an area failed.
func whyOf(r *review.Review, key string) string {
	for _, f := range r.Ledger.Failures {
		if strings.Contains(f.What, key) {
			return f.What + ": " + f.Detail
		}
	}
	if n := len(r.Ledger.Failures); n > 0 {
		f := r.Ledger.Failures[n-1]
		return f.What + ": " + f.Detail
	}
	return ""
}
