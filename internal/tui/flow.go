package tui

import (
	"context"
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/desk"
	"archreview/internal/problem"
)

// Messages of the way through a conversation.
type (
	// beginMsg opens a conversation about sources.
	beginMsg struct{ sources []desk.Source }
	// resumeMsg goes on with a kept one.
	resumeMsg struct{ id string }
	// openedMsg brings the conversation that was opened.
	openedMsg struct {
		turn int
		work *desk.Work
		err  error
	}
	// goOnMsg comes when the user has read what is sent where.
	goOnMsg struct{}
	// leaveMsg ends the conversation and goes back to the start.
	leaveMsg struct{}
	// startReviewMsg begins a review.
	startReviewMsg struct{}
	// stillReviewingMsg comes when a review takes so long that its course is
	// worth showing.
	stillReviewingMsg struct{ turn int }
	// reviewedMsg is the end of a review.
	reviewedMsg struct {
		turn int
		r    *review.Review
		err  error
	}
)

// opening is a conversation on its way.
type opening struct {
	turn   int
	what   string
	again  tea.Msg // what tries once more
	cancel context.CancelFunc
}

// flow takes the messages that lead from screen to screen.
func (p *program) flow(msg tea.Msg) (cmd tea.Cmd, taken bool) {
	switch msg := msg.(type) {
	case beginMsg:
		return p.open("reading the documents", msg, func(ctx context.Context) (*desk.Work, error) { return p.o.Desk.Begin(ctx, msg.sources) }), true
	case resumeMsg:
		return p.open("opening the conversation", msg, func(ctx context.Context) (*desk.Work, error) { return p.o.Desk.Resume(ctx, msg.id) }), true
	case openedMsg:
		return p.opened(msg), true
	case beatMsg:
		return tea.Batch(p.beat(msg), p.all(msg)), true
	case goOnMsg:
		return p.goOn(), true
	case leaveMsg:
		return p.leave(), true
	case startReviewMsg:
		p.compare = p.interview != nil && p.interview.changed
		return p.review(), true
	case rerunMsg:
		p.compare = true
		return p.review(), true
	case stillReviewingMsg:
		if p.reviewing != nil && p.reviewing.busy() && p.reviewing.turn() == msg.turn && !p.shown(p.reviewing) {
			return p.show(p.reviewing), true
		}
		return nil, true
	case streamedMsg[agent.Event]:
		return p.heard(msg), true
	case reviewedMsg:
		return p.reviewed(msg), true
	case showReportMsg:
		cmd := p.openReport()
		return tea.Batch(cmd, p.report.update(msg)), true
	case openFollowMsg:
		return p.show(newFollow(p.c, p.work, msg.follow)), true
	case openInterviewMsg:
		return p.change(msg.key), true
	case backMsg:
		return p.back(), true
	case problemMsg:
		return p.trouble(msg), true
	case noticeMsg:
		p.notice = oneLine(msg.text)
		return nil, true
	case layer:
		p.layer = msg
		return nil, true
	}
	return nil, false
}

// open begins to open a conversation; what is open already stays until then.
func (p *program) open(what string, again tea.Msg, work func(context.Context) (*desk.Work, error)) tea.Cmd {
	if p.opening != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(p.c.ctx)
	o := &opening{turn: p.c.turn(), what: what, again: again, cancel: cancel}
	p.opening = o
	return tea.Batch(func() tea.Msg {
		w, err := work(ctx)
		return openedMsg{turn: o.turn, work: w, err: err}
	}, beatAfter(p.c, o.turn))
}

// opened takes the conversation and shows what is sent where, or goes on at
// once where nothing needs to be said first.
func (p *program) opened(m openedMsg) tea.Cmd {
	o := p.opening
	if o == nil || o.turn != m.turn || p.leaving {
		return p.closing(m.work)
	}
	p.opening = nil
	o.cancel()
	if m.err != nil {
		return p.trouble(problemMsg{err: m.err, again: o.again})
	}
	p.work, p.interview, p.reviewing, p.report, p.spent = m.work, nil, nil, nil, agent.Usage{}
	if m.work.Host != "" || m.work.Sends != "" || len(m.work.Notes) > 0 {
		return p.show(newSending(p.c, m.work))
	}
	return p.goOn()
}

// beat moves the sign of work in the footer.
func (p *program) beat(m beatMsg) tea.Cmd {
	if p.opening != nil && p.opening.turn == m.turn {
		return beatAfter(p.c, m.turn)
	}
	return nil
}

// goOn leads to the report where there is one, else to the interview.
func (p *program) goOn() tea.Cmd {
	p.stack = p.stack[:1]
	if p.work.Agent.Last() != nil {
		return p.openReport()
	}
	p.interview = newInterview(p.c, p.work)
	return p.show(p.interview)
}

// review begins a review. Its course is shown when it takes long or a model has
// begun.
func (p *program) review() tea.Cmd {
	const worthShowing = 250 * time.Millisecond
	switch {
	case p.work == nil:
		return nil
	case p.reviewing == nil:
		p.reviewing = newReviewing(p.c, p.work)
	case p.reviewing.busy():
		return p.show(p.reviewing)
	}
	p.reviewing.resize(p.body())
	cmd := p.reviewing.start()
	return tea.Batch(cmd, p.c.after(worthShowing, stillReviewingMsg{turn: p.reviewing.turn()}))
}

// heard takes what the review tells, and brings what stands so far to the
// report.
func (p *program) heard(m streamedMsg[agent.Event]) tea.Cmd {
	v := p.reviewing
	if v == nil || v.work == nil || v.turn() != m.turn {
		return nil
	}
	stood := v.partial
	cmds := []tea.Cmd{v.update(m)}
	if v.model && !v.seen {
		cmds = append(cmds, p.show(v))
	}
	if v.partial != stood {
		cmds = append(cmds, p.toReport(partialMsg{review: v.partial}))
	}
	return tea.Batch(cmds...)
}

// pay notes what the whole conversation has cost so far, calls included whose
// answers could not be used.
func (p *program) pay() {
	if p.work != nil {
		p.spent = p.work.Agent.Spent()
	}
}

// reviewed takes the end of a review: the report opens by itself unless the
// user is elsewhere or an area needs attention.
func (p *program) reviewed(m reviewedMsg) tea.Cmd {
	v := p.reviewing
	if v == nil || m.turn != v.turn() {
		return nil
	}
	cmd := v.finish(m)
	if m.r == nil {
		return tea.Batch(cmd, p.trouble(problemMsg{err: m.err, again: startReviewMsg{}}))
	}
	if v.again() && !p.leaving {
		return tea.Batch(cmd, p.review())
	}
	news := reviewMsg{r: m.r}
	if p.compare {
		news.before = p.work.Agent.Before()
	}
	p.compare = false
	if p.interview != nil {
		p.interview.changed = false
	}
	switch {
	case v.seen && p.top() != part(v):
		p.notice = "the review is finished"
	case v.attention():
		cmd = tea.Batch(cmd, p.show(v))
	default:
		cmd = tea.Batch(cmd, p.openReport())
	}
	trouble := problemMsg{err: m.err, again: startReviewMsg{}}
	if err := p.work.Agent.Unkept(); err != nil {
		trouble = problemMsg{err: err}
	}
	return tea.Batch(cmd, p.toReport(news), p.trouble(trouble))
}

// toReport brings a message to the report, if there is one.
func (p *program) toReport(m tea.Msg) tea.Cmd {
	if p.report == nil {
		return nil
	}
	return p.report.update(m)
}

// openReport shows the report.
func (p *program) openReport() tea.Cmd {
	if p.report == nil {
		p.report = newReport(p.c, p.work)
	}
	return p.show(p.report)
}

// change opens the interview at one answer; the review is made again after it.
func (p *program) change(key string) tea.Cmd {
	if p.interview == nil {
		p.interview = newInterview(p.c, p.work)
	}
	p.interview.changing(key)
	return p.show(p.interview)
}

// shown says whether a part stands in the stack.
func (p *program) shown(x part) bool {
	for _, y := range p.stack {
		if x == y {
			return true
		}
	}
	return false
}

// back leaves the part that is shown. The last part of a conversation asks
// before it ends it.
func (p *program) back() tea.Cmd {
	if len(p.stack) == 1 {
		return nil
	}
	if len(p.stack) == 2 && p.work != nil {
		return p.wantsAway()
	}
	p.stack = p.stack[:len(p.stack)-1]
	return p.show(p.top())
}

// wantsAway asks whether to end the conversation.
func (p *program) wantsAway() tea.Cmd {
	if s, ok := p.top().(*sending); ok && s.fresh() {
		return p.leave()
	}
	text := "It is kept; the start screen lists it."
	if p.work.ID == "" {
		text = "It is not kept."
	}
	if p.working() {
		text = "The work under way stops. " + text
	}
	p.layer = newDialog(p.c, "Leave this conversation?", []paragraph{{p.c.styles.text, text}}, choice{key: label(p.c.keys.open, "leave"), msg: leaveMsg{}})
	return nil
}

// leave ends the conversation.
func (p *program) leave() tea.Cmd {
	for _, x := range p.parts() {
		if w, ok := x.(worker); ok && w.busy() {
			w.stop()
		}
	}
	w := p.work
	p.work, p.interview, p.reviewing, p.report = nil, nil, nil, nil
	p.stack = p.stack[:1]
	return tea.Sequence(p.closing(w), p.show(p.top()))
}

// closing ends a conversation in a command, when its work has come to an end.
func (p *program) closing(w *desk.Work) tea.Cmd {
	const most = 2 * time.Second
	if w == nil || w.Close == nil {
		return nil
	}
	return func() tea.Msg {
		p.flight.land(most)
		if err := w.Close(); err != nil {
			return problemMsg{err: err}
		}
		return nil
	}
}

// trouble shows an error as a dialog.
func (p *program) trouble(m problemMsg) tea.Cmd {
	err := m.err
	if p.work != nil && err != nil {
		if known := inParts(err); known != nil {
			err = known
		}
	}
	if d := problemDialog(p.c, err, m.again); d != nil {
		p.layer = d
	}
	return nil
}

// inParts puts errors of a conversation into three parts, nil for others.
func inParts(err error) *problem.Problem {
	switch {
	case errors.Is(err, agent.ErrBusy):
		return &problem.Problem{What: "One thing at a time", Detail: "The conversation is at work on something else.", Next: "Wait for it, or stop it, and try again.", Err: err}
	}
	return nil
}
