package tui

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/internal/desk"
	"archreview/internal/problem"
)

// exporting asks for a format and a path, and writes the report there.
type exporting struct {
	c             *common
	k             *reportKeys
	w             *desk.Work
	result        *agent.Result // what is written; nil for the review
	format        int
	field         *field
	proposed      string // path that was filled in
	busy          bool
	done          string
	failed        error
	width, height int
}

// exportedMsg tells what came of an export.
type exportedMsg struct {
	form *exporting
	path string
	err  error
}

func newExport(c *common, w *desk.Work, result *agent.Result) *exporting {
	e := &exporting{c: c, k: newReportKeys(c), w: w, result: result, field: newField(c, "empty: the folder of this conversation")}
	e.field.start("")
	e.propose()
	return e
}

// propose fills in a path, unless the user has written one.
func (e *exporting) propose() {
	if e.field.text() != e.proposed {
		return
	}
	name := "design"
	if docs := e.w.Agent.Documents(); len(docs) > 0 {
		base := filepath.Base(oneLine(docs[0].Path))
		if base = strings.TrimSuffix(base, filepath.Ext(base)); base != "" && base != "." && base != "-" {
			name = base
		}
	}
	ending := e.name()
	if ending == "markdown" {
		ending = "md"
	}
	what := "review"
	if e.result != nil {
		what = string(e.result.FollowUp.Kind)
	}
	e.proposed = name + "-" + what + "." + ending
	e.field.set(e.proposed)
}

// name is the chosen format.
func (e *exporting) name() string {
	if len(e.w.Formats) == 0 {
		return ""
	}
	return e.w.Formats[e.format]
}

func (e *exporting) resize(width, height int) { e.width, e.height = width, height }
func (e *exporting) title() string            { return "Export" }

func (e *exporting) typing() bool { return true }

func (e *exporting) bindings() []key.Binding {
	return []key.Binding{bind("Enter", "write", "enter"), bind("Tab", "next format", "tab"), e.k.leave}
}

func (e *exporting) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case exportedMsg:
		if msg.form == e {
			e.busy, e.done, e.failed = false, msg.path, msg.err
		}
	case tea.KeyMsg:
		return e.press(msg)
	}
	return nil
}

func (e *exporting) press(msg tea.KeyMsg) tea.Cmd {
	n := len(e.w.Formats)
	switch msg.String() {
	case "esc":
		return closing(e)
	case "enter":
		if e.done != "" {
			return closing(e)
		}
		if e.busy || n == 0 {
			return nil
		}
		e.busy, e.failed = true, nil
		write, format, path, result := e.w.Export, e.name(), strings.TrimSpace(e.field.text()), e.result
		return func() tea.Msg {
			at, err := write(format, path, result)
			return exportedMsg{e, at, err}
		}
	case "tab", "down", "shift+tab", "up":
		if n > 0 {
			step := 1
			if slices.Contains([]string{"shift+tab", "up"}, msg.String()) {
				step = n - 1
			}
			e.format = (e.format + step) % n
			e.done = ""
			e.propose()
		}
	default:
		e.done, e.failed = "", nil
		e.field.update(msg)
	}
	return nil
}

func (e *exporting) view() string {
	lines := []string{e.c.paint(roleTitle, "Export"), ""}
	formats := make([]string, 0, len(e.w.Formats))
	for i, f := range e.w.Formats {
		if i == e.format {
			f = e.c.paint(roleChosen, "["+oneLine(f)+"]")
		} else {
			f = " " + oneLine(f) + " "
		}
		formats = append(formats, f)
	}
	lines = append(lines, e.c.paint(roleLabel, "Format")+" "+strings.Join(formats, " "))
	lines = append(lines, e.c.paint(roleLabel, "Path  ")+" "+e.field.view(max(e.width-7, 1)), "")
	switch {
	case e.busy:
		lines = append(lines, "writing …")
	case e.failed != nil:
		lines = append(lines, failureRows(e.c, e.failed, e.width)...)
	case e.done != "":
		for _, l := range flow("Written: "+e.done, max(e.width, 8)) {
			lines = append(lines, e.c.paint(roleMark, l))
		}
		lines = append(lines, e.c.paint(roleDim, "Enter goes back."))
	default:
		lines = append(lines, e.c.paint(roleDim, "A file that holds something else is never overwritten."))
	}
	return joined(box(lines, e.width, e.height))
}

// failureRows shows an error in its three parts.
func failureRows(c *common, err error, width int) []string {
	width = max(width, 8)
	var p *problem.Problem
	if !errors.As(err, &p) {
		p = &problem.Problem{What: err.Error()}
	}
	var out []string
	for _, l := range flow(p.What, width) {
		out = append(out, c.paint(roleHigh, l))
	}
	for _, part := range []string{p.Detail, p.Next} {
		if part != "" {
			out = append(out, flow(part, width)...)
		}
	}
	return out
}
