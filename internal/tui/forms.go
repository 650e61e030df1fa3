package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/waiver"
)

// objection asks why a concern is disputed.
type objection struct {
	c             *common
	k             *reportKeys
	concern       *review.Concern
	editor        *editor
	wrong         string
	width, height int
}

func newObjection(c *common, x *review.Concern) *objection {
	return &objection{c: c, k: newReportKeys(c), concern: x, editor: newEditor(c, "What makes it wrong for this design?")}
}

// objectionHead is the rows above the editor.
const objectionHead = 4

func (o *objection) resize(width, height int) {
	o.width, o.height = width, height
	o.editor.resize(width, max(height-objectionHead, 1))
}

func (o *objection) typing() bool { return true }
func (o *objection) bindings() []key.Binding {
	return []key.Binding{label(o.k.save, "send"), label(o.k.saveAlways, "send"), o.k.newline, o.k.leave}
}

func (o *objection) update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	switch {
	case !ok:
	case key.Matches(k, o.k.leave):
		return closing(o)
	case key.Matches(k, o.k.saveAlways), key.Matches(k, o.k.save) && o.editor.enter():
		text := strings.TrimSpace(o.editor.text())
		if text == "" {
			o.wrong = "write a reason first"
			return nil
		}
		return send(layerMsg{layer: o, ask: &agent.FollowUp{Kind: agent.Dispute, Concern: o.concern.ID, Text: text}})
	case !key.Matches(k, o.k.save):
		o.wrong = ""
		o.editor.update(k)
	}
	return nil
}

func (o *objection) view() string {
	lines := []string{o.c.paint(roleTitle, "Dispute"), o.c.paint(severityRole(o.concern.Severity), severityWord(o.concern.Severity)) + " " + oneLine(o.concern.Title)}
	lines = append(lines, o.c.paint(roleDim, "The reviewer answers it; objection and answer stand in the report."), o.c.paint(roleMark, o.wrong))
	lines = append(lines, o.editor.view()...)
	return joined(box(lines, o.width, o.height))
}

// waive asks who accepts a concern, why, and until when.
type waive struct {
	c             *common
	k             *reportKeys
	concern       *review.Concern
	fields        [3]*field
	wrong         [3]string
	at            int
	width, height int
}

func newWaive(c *common, x *review.Concern, owner string) *waive {
	w := &waive{c: c, k: newReportKeys(c), concern: x}
	w.fields = [3]*field{newField(c, "who accepts the risk"), newField(c, "why it is acceptable"), newField(c, "2027-03-31, or 90d")}
	w.fields[0].set(owner)
	if owner != "" {
		w.at = 1
	}
	w.fields[w.at].active = true
	return w
}

func (w *waive) resize(width, height int) { w.width, w.height = width, height }
func (w *waive) typing() bool             { return true }

func (w *waive) bindings() []key.Binding {
	return []key.Binding{bind("Enter", "next, then waive", "enter"), bind("Tab", "next field", "tab"), w.k.leave}
}

func (w *waive) update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	switch k.String() {
	case "esc":
		return closing(w)
	case "tab", "down":
		w.focus((w.at + 1) % 3)
	case "shift+tab", "up":
		w.focus((w.at + 2) % 3)
	case "enter":
		if w.at < 2 {
			if w.check(w.at); w.wrong[w.at] == "" {
				w.focus(w.at + 1)
			}
			return nil
		}
		return w.finish()
	default:
		w.wrong[w.at] = ""
		w.fields[w.at].update(k)
	}
	return nil
}

func (w *waive) focus(i int) {
	w.fields[w.at].active = false
	w.at = i
	w.fields[i].active = true
}

// check says what is wrong with a field, and gives the last day of the waiver.
func (w *waive) check(i int) (until string) {
	text := strings.TrimSpace(w.fields[i].text())
	w.wrong[i] = ""
	switch {
	case text == "":
		w.wrong[i] = "is needed"
	case i == 2:
		day, err := waiver.ParseUntil(text, w.c.now())
		if err != nil {
			w.wrong[i] = "write a day to come, such as 2027-03-31, or a time such as 90d"
		}
		return day
	}
	return ""
}

// finish waives the concern if all fields are right, else goes to the first
// that is not.
func (w *waive) finish() tea.Cmd {
	until := ""
	for i := range w.fields {
		until = w.check(i)
	}
	for i := range w.fields {
		if w.wrong[i] != "" {
			w.focus(i)
			return nil
		}
	}
	owner, reason := strings.TrimSpace(w.fields[0].text()), strings.TrimSpace(w.fields[1].text())
	return send(layerMsg{layer: w, ask: &agent.FollowUp{Kind: agent.Waive, Concern: w.concern.ID, Waiver: review.Waiver{Owner: owner, Reason: reason, Until: until}}})
}

func (w *waive) view() string {
	lines := []string{w.c.paint(roleTitle, "Waive"), w.c.paint(severityRole(w.concern.Severity), severityWord(w.concern.Severity)) + " " + oneLine(w.concern.Title), ""}
	for i, label := range []string{"Owner ", "Reason", "Until "} {
		mark := "  "
		if i == w.at {
			mark = "› "
		}
		lines = append(lines, mark+w.c.paint(roleLabel, label)+" "+w.fields[i].view(max(w.width-9, 1)))
		lines = append(lines, strings.Repeat(" ", 9)+w.c.paint(roleMark, w.wrong[i]))
	}
	lines = append(lines, w.c.paint(roleDim, "It stays in the report, marked, and does not count until that day."))
	return joined(box(lines, w.width, w.height))
}

// unsaved says whether the user has written something that is not sent.
func (o *objection) unsaved() bool { return !o.editor.empty() }

func (o *objection) title() string { return "Dispute" }
func (w *waive) title() string     { return "Waive" }
