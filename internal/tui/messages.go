package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/review"
)

// Messages between parts and the program. Keys and the mouse go to the part
// that is shown, its size comes by resize; every other message goes to all
// parts, and each takes what is its own.
type (
	// openFollowMsg asks for the thread of follow-ups, and with a kind set for
	// one more.
	openFollowMsg struct{ follow agent.FollowUp }
	// backMsg asks to leave the part that is shown.
	backMsg struct{}
	// openInterviewMsg asks to change an answer.
	openInterviewMsg struct{ key string }
	// rerunMsg asks to review again.
	rerunMsg struct{}
	// quitMsg asks to leave the program.
	quitMsg struct{}
	// reviewMsg brings a finished review to the report; before may be nil.
	reviewMsg struct{ r, before *review.Review }
	// showReportMsg opens the report on what stands so far, at an area; "" for
	// none.
	showReportMsg struct {
		review *review.Review
		area   string
	}
	// partialMsg brings to the report what stands so far.
	partialMsg struct{ review *review.Review }
	// problemMsg shows an error as a dialog. again, which may be nil, is what
	// trying again sends.
	problemMsg struct {
		err   error
		again any
	}
	// noticeMsg shows a line in the footer until the next key.
	noticeMsg struct{ text string }
	// panicMsg ends the program with the stack of a panic.
	panicMsg struct {
		value any
		stack []byte
	}
	// resizedMsg comes after a part was told its size, for what it does in
	// commands.
	resizedMsg struct{}
	// signalMsg ends the program since the system asks for it.
	signalMsg struct{ name string }
)

// Optional faces of a part.
type (
	// titled has a name for the header; others are named by the program.
	titled interface{ title() string }
	// worker has long work under way, which stop ends.
	worker interface {
		busy() bool
		stop()
	}
	// starter has something to do when it is shown.
	starter interface{ begin() tea.Cmd }
	// holder holds text of the user that is not saved yet.
	holder interface{ unsaved() bool }
)
