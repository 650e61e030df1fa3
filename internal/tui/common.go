package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// common is what all parts of one program share.
type common struct {
	ctx    context.Context // ends with the program
	styles *styles
	keys   *keyMap
	now    func() time.Time
	dark   bool
	color  bool
	engine string                  // who reviews, as far as is known before a document is
	dir    string                  // where files are looked for
	copy   func(text string) error // to the clipboard; called in commands only
	// after sends a message in some time; tests send theirs themselves.
	after func(d time.Duration, m tea.Msg) tea.Cmd
	turns int // the number of the last turn
}

// turn gives the number of a new turn. Messages of long work carry the number
// of their turn, so that late ones of a cancelled turn are dropped.
func (c *common) turn() int {
	c.turns++
	return c.turns
}

// copied puts text into the clipboard and tells of it.
func (c *common) copied(text, what string) tea.Cmd {
	return func() tea.Msg {
		if err := c.copy(text); err != nil {
			return problemMsg{err: err}
		}
		return noticeMsg{text: what + " copied"}
	}
}

// send is a command that gives a message.
func send(m tea.Msg) tea.Cmd { return func() tea.Msg { return m } }
