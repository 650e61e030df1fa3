package tui

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/desk"
	"archreview/internal/report"
)

// Messages of the report and its layers.
type (
	// layerMsg closes a layer; what else it says is done then.
	layerMsg struct {
		layer   part
		ask     *agent.FollowUp // to carry out
		concern string          // to show, by its id
		then    tea.Msg         // to send
	}
	// beatMsg moves what shows that work is under way.
	beatMsg struct{ turn int }
)

// closing closes a layer and says no more.
func closing(p part) tea.Cmd { return send(layerMsg{layer: p}) }

// settle closes the layer and does what it says.
func (s *reportScreen) settle(msg layerMsg) tea.Cmd {
	s.over = nil
	s.lay()
	if msg.concern != "" && s.x != nil {
		s.filter = everything()
		s.focus = paneList
		s.refilter(msg.concern)
	}
	if msg.ask != nil {
		return s.begin(*msg.ask)
	}
	if msg.then != nil {
		return send(msg.then)
	}
	return nil
}

// begin carries out a mark on a concern.
func (s *reportScreen) begin(f agent.FollowUp) tea.Cmd {
	if f.Kind == agent.Waive {
		s.owner = f.Waiver.Owner
	}
	s.talk = newTalk(s.c, f)
	return tea.Batch(s.talk.start(s.w.Agent), beatAfter(s.c, s.talk.turn))
}

// followed takes the end of a mark. The review is then written anew.
func (s *reportScreen) followed(msg followedMsg) tea.Cmd {
	if s.talk == nil || msg.turn != s.talk.turn {
		return nil
	}
	stopped := s.talk.ctx.Err() != nil && msg.result == nil
	s.talk = nil
	switch {
	case stopped && msg.err == nil:
	case msg.result == nil && msg.err != nil:
		s.note = "not done: " + oneLine(msg.err.Error())
		return nil
	}
	old := s.concern(msg.ask.Concern)
	s.take(s.w.Agent.Last(), false)
	s.note = doneWords(msg.ask)
	if msg.err != nil {
		s.note += ", but: " + oneLine(msg.err.Error())
	}
	if msg.result != nil && msg.result.Dispute != nil && s.over == nil {
		return s.cover(newVerdict(s.c, s.w, old, msg.result.Dispute))
	}
	return nil
}

// concern gives a concern by its id, nil where the review does not have it.
func (s *reportScreen) concern(id string) *review.Concern {
	if s.x == nil {
		return nil
	}
	return s.x.get(id)
}

// doneWords says what was done.
func doneWords(f agent.FollowUp) string {
	switch f.Kind {
	case agent.Accept:
		return "accepted: it will be seen to"
	case agent.Waive:
		return "waived until " + oneLine(f.Waiver.Until)
	case agent.Dispute:
		return "the objection is on record"
	}
	return "done"
}

// askedWords says what is under way.
func askedWords(f agent.FollowUp) string {
	switch f.Kind {
	case agent.Accept:
		return "accepting the concern"
	case agent.Waive:
		return "waiving the concern"
	case agent.Dispute:
		return "the reviewer examines the objection"
	case agent.DeepDive:
		return "looking closer"
	case agent.Guide:
		return "working out how to do it"
	}
	return "looking for the answer"
}

// beatAfter moves the sign of work after a while.
func beatAfter(c *common, turn int) tea.Cmd { return c.after(120*time.Millisecond, beatMsg{turn}) }

// tick moves the sign of work as long as work is under way.
func (s *reportScreen) tick(msg beatMsg) tea.Cmd {
	if s.talk == nil || msg.turn != s.talk.turn {
		return nil
	}
	s.beat++
	return beatAfter(s.c, msg.turn)
}

// beatWord gives the sign of work at a beat.
func beatWord(n int) string { return [...]string{"-", `\`, "|", "/"}[n%4] }

// compare shows what became of the concerns since the review before.
func (s *reportScreen) compare() tea.Cmd {
	if s.before == nil || s.before == s.x.review {
		s.note = "there is no review before this one"
		return nil
	}
	return s.cover(newChanges(s.c, s.w, s.before, s.x.review))
}

// copyConcern puts a concern as Markdown on the clipboard.
func copyConcern(c *common, w *desk.Work, r *review.Review, id string) tea.Cmd {
	titles := w.Titles
	return func() tea.Msg {
		var b strings.Builder
		if err := report.Concern(&b, r, id, report.Options{Titles: titles}); err != nil {
			return problemMsg{err: err}
		}
		return c.copied(b.String(), "concern")()
	}
}
