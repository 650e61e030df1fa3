package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textarea"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"archreview/internal/report"
)

// A paste beyond these is kept beside the editor instead of in it.
const (
	mostPastedLines = 200
	mostPastedBytes = 20_000
)

// editor takes text of many lines. Long pastes are attached to it, since a text
// area with thousands of lines is slow and one of ten thousand is cut.
type editor struct {
	c        *common
	area     textarea.Model
	attached []string
	width    int
	height   int
}

func newEditor(c *common, hint string) *editor {
	a := textarea.New()
	a.ShowLineNumbers, a.Prompt, a.Placeholder = false, "", hint
	a.CharLimit, a.MaxHeight, a.MaxWidth = 0, 0, 0
	look := textarea.Style{
		Base: c.styles.input, CursorLine: c.styles.input, CursorLineNumber: c.styles.faint, EndOfBuffer: c.styles.faint,
		LineNumber: c.styles.faint, Placeholder: c.styles.hint, Prompt: c.styles.faint, Text: c.styles.input,
	}
	a.FocusedStyle, a.BlurredStyle = look, look
	a.Cursor.Style, a.Cursor.TextStyle = c.styles.cursor, c.styles.input
	a.Cursor.SetMode(cursor.CursorStatic)
	a.KeyMap.Paste.SetEnabled(false)
	a.KeyMap.InsertNewline = c.keys.newline
	e := &editor{c: c, area: a}
	e.area.Focus()
	e.resize(40, 3)
	return e
}

// update takes a key. Enter is left to the owner.
func (e *editor) update(k tea.KeyMsg) {
	if k.Type == tea.KeyRunes && !k.Alt {
		text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(k.Runes))
		if k.Paste && long(text) {
			e.attached = append(e.attached, text)
			return
		}
		e.area.InsertString(cleanLines(text))
		k = tea.KeyMsg{} // nothing more to insert, but the window follows
	}
	if k.Type == tea.KeyBackspace && e.area.Length() == 0 && len(e.attached) > 0 {
		e.attached = e.attached[:len(e.attached)-1]
		return
	}
	e.area, _ = e.area.Update(k)
}

// long says that a text is kept beside the editor.
func long(text string) bool {
	return strings.Count(text, "\n") >= mostPastedLines || len(text) > mostPastedBytes
}

// cleanLines makes text safe for the screen; its line breaks stay.
func cleanLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = report.Clean(lines[i])
	}
	return strings.Join(lines, "\n")
}

// enter takes the enter key: it says whether to save, which it does for text of
// one line; in longer text the key begins a new line.
func (e *editor) enter() bool {
	if e.area.LineCount() <= 1 {
		return true
	}
	e.newline()
	return false
}

// newline begins a new line.
func (e *editor) newline() { e.update(tea.KeyMsg{Type: tea.KeyCtrlJ}) }

// text gives everything: what is attached, then what stands in the area.
func (e *editor) text() string {
	parts := append([]string(nil), e.attached...)
	if t := strings.TrimSpace(e.area.Value()); t != "" {
		parts = append(parts, t)
	}
	return strings.Join(parts, "\n\n")
}

// set replaces everything.
func (e *editor) set(text string) {
	e.attached = nil
	e.area.Reset()
	if long(text) {
		e.attached = []string{text}
		return
	}
	e.area.SetValue(cleanLines(text))
	e.update(tea.KeyMsg{})
}

// empty says that there is nothing in the editor.
func (e *editor) empty() bool { return e.area.Length() == 0 && len(e.attached) == 0 }

// focus puts the cursor into the editor, or takes it away.
func (e *editor) focus(on bool) {
	if on {
		e.area.Focus()
		return
	}
	e.area.Blur()
}

// resize takes the size with everything around the text.
func (e *editor) resize(width, height int) {
	if width == e.width && height == e.height && e.area.Height() == e.room() {
		return
	}
	e.width, e.height = max(width, 6), max(height, 1)
	e.area.SetWidth(e.width - 2)
	e.area.SetHeight(e.room())
	e.update(tea.KeyMsg{})
}

// room gives the rows that attachments leave.
func (e *editor) room() int { return max(1, e.height-len(e.attached)) }

// view gives the rows of the editor, exactly as many as its height.
func (e *editor) view() []string {
	var out []string
	bar := e.c.styles.accent.Render("┃") + " "
	for _, a := range e.attached {
		out = append(out, bar+e.c.styles.accent.Render(attachment(a)))
	}
	for l := range strings.SplitSeq(e.area.View(), "\n") {
		out = append(out, bar+l)
	}
	return box(out, e.width, e.height)
}

// attachment names a long paste.
func attachment(text string) string {
	return fmt.Sprintf("pasted text, %s, %s", counted(strings.Count(text, "\n")+1, "line"), bytesText(len(text)))
}

// bytesText writes a number of bytes.
func bytesText(n int) string {
	switch {
	case n < 1000:
		return counted(n, "byte")
	case n < 1_000_000:
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1_000_000)
}

// headed puts a title into a rule of a width.
func headed(rule lipgloss.Style, title string, width int) string {
	title = "── " + title + " "
	return rule.Render(title + strings.Repeat("─", max(0, width-widthOf(title))))
}
