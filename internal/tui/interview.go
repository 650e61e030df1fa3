package tui

import (
	"context"
	"errors"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/desk"
)

// interview asks one question at a time and shows what is known.
type interview struct {
	c             *common
	w             *desk.Work
	width, height int

	turn    int // of the work under way
	cancel  context.CancelFunc
	loading bool
	saving  bool
	since   time.Time
	list    []agent.Question
	failure *review.Failure // why a model did not read the documents

	first   int // question that was asked first
	at      int // question that is asked; behind the last one stands the overview
	text    *editor
	drafts  map[string]string // what was typed and not saved
	choice  int               // quick answer under the cursor; -1 for none
	open    bool              // what a document says, or an assumption, is being corrected
	probe   string            // asks more closely after a vague answer
	vague   string            // that answer
	upper   scroll            // what stands above the field
	side    bool              // the list has the focus
	sideAt  picks
	jump    string // question to show once the questions are there
	again   bool   // an answer is changed after a review
	changed bool   // and one was
}

// Messages of the interview.
type (
	askedMsg struct {
		turn int
		it   *agent.Interview
		err  error
	}
	answeredMsg struct {
		turn  int
		given []agent.Given
		probe string
		err   error
		then  tea.Msg // sent when all is kept; nil for the next question
	}
	skipMsg struct{}
)

func newInterview(c *common, w *desk.Work) *interview {
	return &interview{c: c, w: w, text: newEditor(c, "in your own words"), drafts: map[string]string{}, choice: -1}
}

// begin gets the questions. With a model it reads the documents first.
func (v *interview) begin() tea.Cmd {
	if v.list != nil || v.loading {
		return nil
	}
	ctx, cancel := context.WithCancel(v.c.ctx)
	v.turn, v.cancel, v.loading, v.since = v.c.turn(), cancel, true, v.c.now()
	turn, a := v.turn, v.w.Agent
	return tea.Batch(func() tea.Msg {
		defer cancel()
		it, err := a.Interview(ctx)
		return askedMsg{turn: turn, it: it, err: err}
	}, beatAfter(v.c, turn))
}

// changing shows one question after a review.
func (v *interview) changing(key string) {
	v.again, v.changed, v.side = true, false, false
	v.jump = key
	if v.list != nil {
		v.jumpTo()
	}
}

func (v *interview) jumpTo() {
	for i, q := range v.list {
		if q.Key == v.jump {
			v.visit(i)
			v.open = true
			v.text.set(v.draft())
		}
	}
	v.jump = ""
}

// reload asks for the questions again after a failure.
type reload struct{}

func (v *interview) title() string {
	if v.again {
		return "Change an answer"
	}
	return "Interview"
}

func (v *interview) busy() bool { return v.loading || v.saving }

func (v *interview) stop() {
	if v.cancel != nil {
		v.cancel()
	}
}

func (v *interview) unsaved() bool { return v.asking() && !v.text.empty() && v.text.text() != v.said() }

// question gives the one that is asked, nil on the overview.
func (v *interview) question() *agent.Question {
	if v.at < 0 || v.at >= len(v.list) {
		return nil
	}
	return &v.list[v.at]
}

// asking says that the field takes letters.
func (v *interview) asking() bool {
	q := v.question()
	if q == nil || v.side || v.busy() {
		return false
	}
	return v.open || v.probe != "" || q.State == agent.Unasked || q.State == agent.Answered || q.State == agent.Assumed
}

func (v *interview) typing() bool { return v.asking() }

func (v *interview) resize(width, height int) {
	v.width, v.height = width, height
	v.sideAt.resize(len(v.list)+1, height-2)
}

func (v *interview) bindings() []key.Binding {
	k := v.c.keys
	q := v.question()
	switch {
	case v.busy():
		return []key.Binding{label(k.back, "stop")}
	case v.list == nil:
		return []key.Binding{label(k.open, "read again"), k.back}
	case v.side:
		return []key.Binding{label(k.open, "show"), label(k.list, "to the question"), k.skipRest, label(k.back, "back"), k.up, k.down, k.top, k.bottom}
	case q == nil:
		return []key.Binding{label(k.start, v.startWord()), k.list, label(k.back, "back"), k.up, k.down}
	case v.probe != "":
		return []key.Binding{k.save, k.newline, k.unknown, label(k.previous, "leave it so")}
	case !v.asking():
		return []key.Binding{k.confirm, k.correct, k.unknown, k.skipRest, k.list, k.previous, k.nextQuestion, k.pageUp, k.pageDown}
	case len(q.Choices) > 0:
		return []key.Binding{k.save, k.choice, k.unknown, k.skipRest, k.list, k.previous, k.nextQuestion, k.newline, k.saveAlways, k.pageUp, k.pageDown}
	}
	return []key.Binding{k.save, k.unknown, k.newline, k.skipRest, k.list, k.previous, k.nextQuestion, k.saveAlways}
}

func (v *interview) startWord() string {
	if v.again {
		return "review again"
	}
	return "review"
}

func (v *interview) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case askedMsg:
		return v.asked(msg)
	case answeredMsg:
		return v.answered(msg)
	case beatMsg:
		if v.loading && msg.turn == v.turn {
			return beatAfter(v.c, msg.turn)
		}
	case skipMsg:
		return v.skip()
	case reload:
		return v.begin()
	case tea.KeyMsg:
		return v.press(msg)
	case tea.MouseMsg:
		v.mouse(msg)
	}
	return nil
}

// asked takes the questions and goes to the first that needs the user.
func (v *interview) asked(m askedMsg) tea.Cmd {
	if m.turn != v.turn {
		return nil
	}
	v.loading = false
	switch {
	case errors.Is(m.err, context.Canceled):
		return nil
	case m.err != nil:
		return send(problemMsg{err: m.err, again: reload{}})
	}
	v.list, v.failure = m.it.Questions, m.it.Failure
	v.sideAt.resize(len(v.list)+1, v.height-2)
	if v.jump != "" {
		v.jumpTo()
		return nil
	}
	v.at = -1
	v.next()
	v.first = v.at
	return nil
}

// next goes to the next question that needs the user, or to the overview.
func (v *interview) next() {
	for i := 1; i <= len(v.list); i++ {
		j := (v.at + i) % len(v.list)
		if s := v.list[j].State; s == agent.Unasked || s == agent.Stated {
			v.visit(j)
			return
		}
	}
	v.visit(len(v.list))
}

// visit shows a question; what was typed for the one before stays as a draft.
func (v *interview) visit(i int) {
	if q := v.question(); q != nil && v.asking() && v.probe == "" {
		v.drafts[q.Key] = v.text.text()
		if v.drafts[q.Key] == v.said() {
			delete(v.drafts, q.Key)
		}
	}
	v.at = max(0, min(i, len(v.list)))
	v.choice, v.open, v.probe, v.vague, v.side = -1, false, "", "", false
	v.upper.to(0)
	v.text.set(v.draft())
}

// said gives what the user has answered to the question.
func (v *interview) said() string {
	if q := v.question(); q != nil && q.State == agent.Answered {
		return q.Answer.Answer
	}
	return ""
}

// draft gives what the field begins with.
func (v *interview) draft() string {
	q := v.question()
	if q == nil {
		return ""
	}
	if d := v.drafts[q.Key]; d != "" {
		return d
	}
	return v.said()
}

// unsettled lists the questions that nobody has answered.
func (v *interview) unsettled() []agent.Question {
	var out []agent.Question
	for _, q := range v.list {
		if q.State == agent.Unasked {
			out = append(out, q)
		}
	}
	return out
}
