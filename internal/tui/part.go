package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/charmbracelet/bubbles/key"
)

// part is one screen, or a layer over one. The program routes messages to the
// part that is shown; a part changes only itself, in update, and does its work
// in commands, which change nothing and return messages.
type part interface {
	// update takes a message that is for this part.
	update(msg tea.Msg) tea.Cmd
	// view draws the part in exactly the size it was given.
	view() string
	// resize tells the part its size in columns and rows.
	resize(width, height int)
	// bindings lists the keys that work now, the most useful first; help is
	// derived from them.
	bindings() []key.Binding
	// typing says whether letters go into a text field, so that no single letter
	// is a command.
	typing() bool
}
