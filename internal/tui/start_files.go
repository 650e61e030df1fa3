package tui

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/internal/desk"
)

// scannedMsg brings the documents that were found.
type scannedMsg struct {
	turn int
	list []found
	note string
	err  error
}

// files lets the user choose documents.
type files struct {
	c             *common
	width, height int
	turn          int
	cancel        context.CancelFunc
	searching     bool
	all           []found
	note          string
	filter        *field
	shown         []int // of all, those that pass the filter
	chosen        map[string]bool
	order         []string // in which they were chosen
	at            picks
}

func newFiles(c *common) *files {
	return &files{c: c, filter: newField(c, "part of a name"), chosen: map[string]bool{}, searching: true}
}

// begin looks for documents.
func (f *files) begin() tea.Cmd {
	f.turn = f.c.turn()
	ctx, cancel := context.WithCancel(f.c.ctx)
	f.cancel = cancel
	turn, dir := f.turn, f.c.dir
	return func() tea.Msg {
		defer cancel()
		list, note, err := scan(ctx, dir)
		return scannedMsg{turn: turn, list: list, note: note, err: err}
	}
}

func (f *files) title() string { return "Choose files" }

func (f *files) typing() bool { return f.filter.active }

func (f *files) resize(width, height int) {
	f.width, f.height = width, height
	f.at.resize(len(f.shown), height-f.head()-1)
}

// head gives the rows above the list.
func (f *files) head() int { return 3 }

func (f *files) bindings() []key.Binding {
	k := f.c.keys
	if f.filter.active {
		return []key.Binding{label(k.open, "to the list"), label(k.letGo, "no filter")}
	}
	return []key.Binding{label(k.goOn, "review"), k.toggle, k.filter, label(k.back, "back"), k.up, k.down, k.pageUp, label(k.pageDown, "page down"), k.top, k.bottom}
}

func (f *files) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case scannedMsg:
		if msg.turn != f.turn {
			return nil
		}
		f.searching, f.all, f.note = false, msg.list, msg.note
		f.pass()
		if msg.err != nil {
			return send(problemMsg{err: msg.err})
		}
	case tea.KeyMsg:
		return f.press(msg)
	case tea.MouseMsg:
		f.mouse(msg)
	}
	return nil
}

func (f *files) press(k tea.KeyMsg) tea.Cmd {
	keys := f.c.keys
	switch {
	case f.filter.active:
		f.typed(k)
	case k.Paste:
	case key.Matches(k, keys.toggle):
		f.toggle()
		f.at.by(1)
	case key.Matches(k, keys.goOn):
		return f.goOn()
	case key.Matches(k, keys.filter):
		f.filter.start(f.filter.text())
	case key.Matches(k, keys.back):
		if f.filter.text() != "" {
			f.filter.set("")
			f.pass()
			return nil
		}
		f.cancel()
		return send(closedMsg{})
	default:
		movePicks(&f.at, keys, k)
	}
	return nil
}

// typed takes a key for the filter.
func (f *files) typed(k tea.KeyMsg) {
	switch k.Type {
	case tea.KeyEsc:
		f.filter.set("")
		f.filter.stop()
	case tea.KeyEnter, tea.KeyTab:
		f.filter.stop()
	case tea.KeyUp, tea.KeyDown:
		movePicks(&f.at, f.c.keys, k)
		return
	default:
		f.filter.update(k)
	}
	f.pass()
}

// pass lists the documents whose names hold every word of the filter.
func (f *files) pass() {
	words := strings.Fields(strings.ToLower(f.filter.text()))
	f.shown = f.shown[:0]
	for i := range f.all {
		name, ok := strings.ToLower(f.all[i].path), true
		for _, w := range words {
			ok = ok && strings.Contains(name, w)
		}
		if ok {
			f.shown = append(f.shown, i)
		}
	}
	f.resize(f.width, f.height)
}

// toggle chooses the document under the cursor, or no longer.
func (f *files) toggle() {
	if f.at.at >= len(f.shown) {
		return
	}
	path := f.all[f.shown[f.at.at]].path
	f.chosen[path] = !f.chosen[path]
	var order []string
	for _, p := range f.order {
		if p != path {
			order = append(order, p)
		}
	}
	if f.chosen[path] {
		order = append(order, path)
	}
	f.order = order
}

// goOn begins with what is chosen, or with the document under the cursor.
func (f *files) goOn() tea.Cmd {
	list := f.order
	if len(list) == 0 && f.at.at < len(f.shown) {
		list = []string{f.all[f.shown[f.at.at]].path}
	}
	if len(list) == 0 {
		return nil
	}
	var out []desk.Source
	for _, p := range list {
		out = append(out, desk.Source{Path: filepath.Join(f.c.dir, p)})
	}
	return send(beginMsg{sources: out})
}

func (f *files) mouse(m tea.MouseMsg) {
	if d := wheelOf(m); d != 0 {
		f.at.wheel(d)
		return
	}
	if i := f.at.top + m.Y - f.head(); clicked(m) && m.Y >= f.head() && i < len(f.shown) {
		if f.at.at == i {
			f.toggle()
		}
		f.at.choose(i)
	}
}

func (f *files) view() string {
	s := f.c.styles
	p := newPage(f.width)
	p.row("")
	count := counted(len(f.shown), "document")
	if len(f.shown) != len(f.all) {
		count = thousands(len(f.shown)) + " of " + counted(len(f.all), "document")
	}
	if n := len(f.order); n > 0 {
		count += ", " + thousands(n) + " chosen"
	}
	if f.searching {
		count = "looking for documents …"
	}
	if f.note != "" {
		count += "; " + f.note
	}
	p.row(s.title.Render(fit(count+" below "+oneLine(f.c.dir), p.width)))
	switch {
	case f.filter.active || f.filter.text() != "":
		p.row(s.strong.Render("/ ") + f.filter.view(max(1, p.width-2)))
	default:
		p.row("")
	}
	from, to := f.at.window()
	for i := from; i < to; i++ {
		p.row(f.fileRow(i, p.width))
	}
	if len(f.shown) == 0 && !f.searching {
		p.row(s.faint.Render("No such document here. Esc goes back; a path can also be given on the command line."))
	}
	return joined(p.rows(f.width, f.height, 0))
}

// fileRow draws one document. Its name is cut at its beginning: the end tells
// more.
func (f *files) fileRow(i, width int) string {
	s := f.c.styles
	d := f.all[f.shown[i]]
	box := "[ ] "
	if f.chosen[d.path] {
		box = "[x] "
	}
	tail := fit(bytesText(int(d.size)), 10) + " " + fit(ago(f.c.now(), d.changed), 14)
	room := max(8, width-2-len(box)-widthOf(tail)-2)
	name := fit(tailOf(oneLine(d.path), room), room)
	if i == f.at.at {
		return s.accent.Render("› ") + s.chosen.Render(box+name) + "  " + s.faint.Render(tail)
	}
	return "  " + box + name + "  " + s.faint.Render(tail)
}

// tailOf cuts text at its beginning, with an ellipsis.
func tailOf(text string, width int) string {
	if widthOf(text) <= width {
		return text
	}
	r := []rune(text)
	for len(r) > 0 && widthOf(string(r)) > width-1 {
		r = r[1:]
	}
	return "…" + string(r)
}
