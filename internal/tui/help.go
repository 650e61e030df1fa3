package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// help lists the keys that work in a part, then those that work everywhere.
type help struct {
	c      *common
	name   string
	here   []key.Binding
	always []key.Binding
	scroll scroll
}

func newHelp(c *common, name string, here []key.Binding) *help {
	k := c.keys
	return &help{c: c, name: name, here: here, always: []key.Binding{k.help, k.back, k.quit, k.interrupt, k.suspend, k.redraw}}
}

func (h *help) bindings() []key.Binding {
	return []key.Binding{label(h.c.keys.back, "close"), h.c.keys.up, h.c.keys.down}
}

func (h *help) update(k tea.KeyMsg) (tea.Cmd, bool) {
	if key.Matches(k, h.c.keys.back, h.c.keys.help, h.c.keys.open, h.c.keys.quit) {
		return nil, true
	}
	moveScroll(&h.scroll, h.c.keys, k)
	return nil, false
}

func (h *help) draw(width, height int) []string {
	inner := max(1, min(width-6, 76))
	lines := h.table(h.here, inner)
	lines = append(lines, "", h.c.styles.title.Render("Everywhere"))
	lines = append(lines, h.table(h.always, inner)...)
	return framed(h.c.styles, h.c.styles.title.Render("Keys: "+h.name), lines, h.c.styles.strong.Render("esc")+" close", &h.scroll, inner, height)
}

// table lays bindings out in two columns where there is room.
func (h *help) table(list []key.Binding, width int) []string {
	var cells []string
	seen := map[string]bool{}
	for _, b := range list {
		text := b.Help()
		if id := text.Key + " " + text.Desc; b.Enabled() && text.Key != "" && !seen[id] {
			seen[id] = true
			cells = append(cells, h.c.styles.strong.Render(fit(text.Key, 10))+" "+text.Desc)
		}
	}
	if width < 60 {
		return cells
	}
	half := (len(cells) + 1) / 2
	var out []string
	for i := range half {
		line := fit(cells[i], width/2)
		if half+i < len(cells) {
			line += cells[half+i]
		}
		out = append(out, strings.TrimRight(line, " "))
	}
	return out
}
