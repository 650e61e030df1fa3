package tui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent/review"
)

// answers lists what the review was told or assumes, to change one of them.
type answers struct {
	c             *common
	k             *reportKeys
	list          []review.Answer
	several       bool
	at            picks
	width, height int
}

func newAnswers(c *common, r *review.Review) *answers {
	return &answers{c: c, k: newReportKeys(c), list: r.Brief.Answers, several: len(r.Documents) > 1}
}

func (a *answers) resize(width, height int) {
	a.width, a.height = width, height
	a.at.resize(len(a.list), a.rows())
}

// rows is the height of the list; the rest tells of the chosen answer.
func (a *answers) rows() int { return max(1, min(len(a.list), (a.height-2)/2)) }

func (a *answers) title() string { return "Answers" }

func (a *answers) typing() bool { return false }

func (a *answers) bindings() []key.Binding {
	return []key.Binding{bind("Enter", "change it", "enter"), a.k.back, a.k.up, a.k.down, a.k.top, a.k.bottom}
}

func (a *answers) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.MouseMsg:
		a.mouse(msg)
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, a.k.back, a.k.change):
			return closing(a)
		case key.Matches(msg, a.k.up):
			a.at.by(-1)
		case key.Matches(msg, a.k.down):
			a.at.by(1)
		case key.Matches(msg, a.k.top):
			a.at.choose(0)
		case key.Matches(msg, a.k.bottom):
			a.at.choose(len(a.list))
		case key.Matches(msg, a.k.open) && len(a.list) > 0:
			return send(layerMsg{layer: a, then: openInterviewMsg{a.list[a.at.at].Key}})
		}
	}
	return nil
}

func (a *answers) mouse(msg tea.MouseMsg) {
	switch {
	case wheelOf(msg) != 0:
		a.at.by(wheelOf(msg) / 3)
	case clicked(msg) && msg.Y >= 1 && msg.Y <= a.rows():
		a.at.choose(a.at.top + msg.Y - 1)
	}
}

func (a *answers) view() string {
	lines := []string{a.c.paint(roleTitle, "Answers") + a.c.paint(roleDim, fmt.Sprintf(" · %d · what the review was told or assumes", len(a.list)))}
	from, to := a.at.window()
	for i := from; i < to; i++ {
		x := a.list[i]
		line := a.c.paint(roleLabel, fit(oneLine(x.Key), 13)) + " " + a.c.paint(roleDim, fit(sourceWords(x.Source), 13)) + " " + oneLine(x.Answer)
		mark := "  "
		if i == a.at.at {
			mark = a.c.paint(roleChosen, "› ")
		}
		lines = append(lines, mark+line)
	}
	lines = append(lines, "")
	if a.at.at < len(a.list) {
		x := a.list[a.at.at]
		m := &composer{width: max(a.width-sourceGutter-1, 8), several: a.several}
		m.text(x.Question, roleTitle)
		m.labelled("Answer", x.Answer, rolePlain)
		m.labelled("Source", sourceWords(x.Source), roleDim)
		m.evidence(x.Evidence)
		lines = append(lines, a.c.paintRows(m.rows, 0)...)
	}
	return joined(box(lines, a.width, a.height))
}

// sourceWords says who gave an answer.
func sourceWords(s review.AnswerSource) string {
	switch s {
	case review.FromDocument:
		return "your document"
	case review.FromUser:
		return "your answer"
	case review.FromAssumption:
		return "assumed"
	}
	return oneLine(string(s))
}
