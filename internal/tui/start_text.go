package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/internal/desk"
)

// closedMsg leaves what lies over the start.
type closedMsg struct{}

// wording is what a text is for.
type wording struct {
	title, ask, hint, path string
}

// pasted is a document from the clipboard.
func pasted() wording {
	return wording{
		title: "Paste text",
		ask:   "Paste the design document. A long paste is kept whole and shown as one line.",
		hint:  "paste here",
		path:  "pasted.md",
	}
}

// described is a system told about in words.
func described() wording {
	return wording{
		title: "Describe it",
		ask: "Tell what the system does, for whom and how many, which parts it has and how they talk, where data lives, how it is deployed, " +
			"what must never happen. Headings and lists help, whole sentences as well.",
		hint: "An order service in Python: FastAPI, PostgreSQL …",
		path: "described.md",
	}
}

// words takes a text as a document.
type words struct {
	c             *common
	w             wording
	text          *editor
	width, height int
}

func newWords(c *common, w func() wording) *words {
	x := &words{c: c, w: w()}
	x.text = newEditor(c, x.w.hint)
	return x
}

func (w *words) title() string { return w.w.title }

func (w *words) typing() bool { return true }

func (w *words) unsaved() bool { return !w.text.empty() }

func (w *words) resize(width, height int) { w.width, w.height = width, height }

func (w *words) bindings() []key.Binding {
	k := w.c.keys
	return []key.Binding{label(k.saveAlways, "go on"), bind("enter", "new line", "enter"), label(k.letGo, "back")}
}

func (w *words) update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	switch {
	case key.Matches(k, w.c.keys.saveAlways):
		if w.text.empty() {
			return send(noticeMsg{text: "there is no text yet"})
		}
		return send(beginMsg{sources: []desk.Source{{Path: w.w.path, Text: w.text.text()}}})
	case key.Matches(k, w.c.keys.letGo):
		if w.text.empty() {
			return send(closedMsg{})
		}
		return send(newDialog(w.c, "Throw the text away?", []paragraph{{w.c.styles.text, "It is not saved."}}, choice{key: bind("ctrl+d", "throw away", "ctrl+d"), msg: closedMsg{}}))
	case k.Type == tea.KeyEnter && !k.Paste:
		w.text.newline()
	default:
		w.text.update(k)
	}
	return nil
}

func (w *words) view() string {
	p := newPage(w.width)
	p.row("")
	p.text(w.c.styles.text, w.w.ask)
	p.gap()
	w.text.resize(p.width, max(1, w.height-len(p.lines)))
	for _, row := range w.text.view() {
		p.row(row)
	}
	return joined(p.rows(w.width, w.height, 0))
}
