package tui

import (
	"fmt"
	"runtime/debug"

	tea "github.com/charmbracelet/bubbletea"

	"archreview/internal/problem"
	"archreview/internal/report"
)

// interrupted takes ctrl+c: it asks once while something would be stopped or
// lost; the second time it quits.
func (p *program) interrupted() tea.Cmd {
	if p.asked {
		return p.quit()
	}
	return p.wantsOut()
}

// wantsOut quits, or asks where something would be stopped or lost.
func (p *program) wantsOut() tea.Cmd {
	title, text := "", ""
	switch {
	case p.working():
		title, text = "Stop and quit?", "Work is under way. What is finished is kept."
	case p.unsaved():
		title, text = "Quit?", "What stands in the field is not saved."
	case p.work != nil && p.work.ID == "":
		title, text = "Quit?", "This conversation is not kept."
	default:
		return p.quit()
	}
	body := []paragraph{{p.c.styles.text, text}}
	if id := p.id(); id != "" {
		body = append(body, paragraph{p.c.styles.text, "To go on: " + goOn(id)})
	}
	p.layer = newDialog(p.c, title, body, choice{key: label(p.c.keys.open, "quit"), msg: quitMsg{}})
	p.asked = true
	return nil
}

// goOn is the command that goes on with a conversation.
func goOn(id string) string { return "archreview sessions resume " + report.Clean(id) }

func (p *program) id() string {
	if p.work == nil {
		return ""
	}
	return p.work.ID
}

// working says whether long work is under way.
func (p *program) working() bool {
	for _, x := range p.parts() {
		if w, ok := x.(worker); ok && w.busy() {
			return true
		}
	}
	return p.opening != nil
}

// unsaved says whether the part that is shown holds text that is not saved.
func (p *program) unsaved() bool {
	h, ok := p.top().(holder)
	return ok && h.unsaved()
}

// quit stops all work and ends the program.
func (p *program) quit() tea.Cmd {
	p.leaving = true
	for _, x := range p.parts() {
		if w, ok := x.(worker); ok && w.busy() {
			w.stop()
		}
	}
	if p.opening != nil {
		p.opening.cancel()
	}
	p.end()
	return tea.Quit
}

// broken ends the program after a panic.
func (p *program) broken(m panicMsg) tea.Cmd {
	if p.failure == nil {
		p.failure = &problem.Problem{
			What:   "The program has failed",
			Detail: fmt.Sprintf("%v\n%s", m.value, m.stack),
			Next:   p.wayOn("Please report this with the text above."),
			Code:   problem.Incomplete,
		}
	}
	return p.quit()
}

// lost is broken for a panic while drawing, where no command can be given.
func (p *program) lost(v any) {
	m := panicMsg{value: v, stack: debug.Stack()}
	if p.failure == nil && p.send != nil {
		go p.send(m)
	}
	p.broken(m)
}

// signalled ends the program since the system asks for it.
func (p *program) signalled(m signalMsg) tea.Cmd {
	if p.failure == nil && !p.leaving {
		p.failure = &problem.Problem{What: "The program was ended", Detail: m.name, Next: p.wayOn(""), Code: problem.Interrupted}
	}
	return p.quit()
}

// wayOn says how to go on with what is kept.
func (p *program) wayOn(text string) string {
	if id := p.id(); id != "" {
		if text != "" {
			text += " "
		}
		text += "What is finished is kept; to go on: " + goOn(id)
	}
	return text
}

// farewell is the line that stays on the terminal.
func (p *program) farewell() string {
	if id := p.id(); id != "" {
		return "Kept as " + report.Clean(id) + ". To go on: " + goOn(id)
	}
	return ""
}
