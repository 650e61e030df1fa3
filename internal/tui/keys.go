package tui

import "github.com/charmbracelet/bubbles/key"

// keyMap is every key that the program knows, as data. Help and footer are
// made from it. No single letter destroys anything.
type keyMap struct {
	// everywhere
	help, quit, interrupt, suspend, back, redraw key.Binding
	// lists and texts
	up, down, left, right, pageUp, pageDown, top, bottom key.Binding
	open, focus, focusBack, filter                       key.Binding
	// fields of text
	save, saveAlways, newline, letGo key.Binding
	// start
	toggle, goOn key.Binding
	// interview
	unknown, confirm, correct, previous, skipRest, list, choice, nextQuestion, start key.Binding
	// reviewing
	cancelArea, cancelAll, again, againAll, read key.Binding
	// report
	nextHigh, previousHigh, summary, changed, severity1, severity2, severity3, filterArea, filterKind, clearFilter key.Binding
	accept, dispute, waive, change, export, copy                                                                   key.Binding
	deepDive, guide, ask, rerun, evidence, nextMatch, previousMatch                                                key.Binding
}

// bind makes a binding: its help, then its keys.
func bind(shown, help string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, help))
}

// label gives a binding another word of help.
func label(b key.Binding, help string) key.Binding {
	b.SetHelp(b.Help().Key, help)
	return b
}

func newKeys() *keyMap {
	k := &keyMap{
		help: bind("?", "help", "?", "f1"), quit: bind("q", "quit", "q"), interrupt: bind("ctrl+c", "stop, quit", "ctrl+c"),
		suspend: bind("ctrl+z", "suspend", "ctrl+z"), back: bind("esc", "back", "esc", "backspace"), redraw: bind("ctrl+l", "draw anew", "ctrl+l"),

		up: bind("↑", "up", "up", "k"), down: bind("↓", "down", "down", "j"), left: bind("←", "left", "left", "h"), right: bind("→", "right", "right", "l"),
		pageUp: bind("pgup", "page up", "pgup", "ctrl+b"), pageDown: bind("pgdn", "page down", "pgdown", "ctrl+f", " "),
		top: bind("g", "top", "g", "home"), bottom: bind("G", "bottom", "G", "end"),
		open: bind("enter", "open", "enter"), focus: bind("tab", "other pane", "tab"), focusBack: bind("shift+tab", "pane before", "shift+tab"),
		filter: bind("/", "filter", "/"),

		save: bind("enter", "save", "enter"), saveAlways: bind("ctrl+s", "save", "ctrl+s"), newline: bind("ctrl+j", "new line", "ctrl+j", "alt+enter"),
		letGo: bind("esc", "leave the field", "esc"),

		toggle: bind("space", "choose", " "), goOn: bind("enter", "go on", "enter"),
	}
	k.interviewKeys()
	k.reviewKeys()
	return k
}

func (k *keyMap) interviewKeys() {
	k.unknown = bind("ctrl+u", "don't know", "ctrl+u")
	k.confirm = bind("enter", "it is right", "enter")
	k.correct = bind("e", "correct it", "e")
	k.previous = bind("esc", "question before", "esc")
	k.skipRest = bind("ctrl+r", "skip the rest", "ctrl+r")
	k.list = bind("tab", "all questions", "tab")
	k.choice = bind("1-9", "choose", "1", "2", "3", "4", "5", "6", "7", "8", "9")
	k.nextQuestion = bind("ctrl+n", "question after", "ctrl+n")
	k.start = bind("enter", "review", "enter")
	k.cancelArea = bind("x", "cancel the area", "x")
	k.cancelAll = bind("X", "cancel all", "X")
	k.again = bind("r", "run again", "r")
	k.againAll = bind("R", "run all failed again", "R")
	k.read = bind("enter", "read", "enter")
}

func (k *keyMap) reviewKeys() {
	k.nextHigh, k.previousHigh = bind("n", "next HIGH", "n"), bind("N", "HIGH before", "N")
	k.summary, k.changed = bind("s", "summary", "s"), bind("v", "what changed", "v")
	k.severity1, k.severity2, k.severity3 = bind("1", "high on, off", "1"), bind("2", "medium on, off", "2"), bind("3", "low on, off", "3")
	k.filterArea, k.filterKind, k.clearFilter = bind("A", "by area", "A"), bind("K", "by kind", "K"), bind("0", "show all", "0")
	k.accept, k.dispute, k.waive = bind("a", "accept", "a"), bind("d", "dispute", "d"), bind("w", "waive", "w")
	k.change, k.export, k.copy = bind("c", "change an answer", "c"), bind("e", "export", "e"), bind("y", "copy", "y")
	k.deepDive, k.guide, k.ask = bind("f", "deep dive", "f"), bind("i", "how to do it", "i"), bind(":", "ask", ":")
	k.rerun, k.evidence = bind("R", "review again", "R"), bind("o", "open in document", "o")
	k.nextMatch, k.previousMatch = bind("n", "next match", "n"), bind("N", "match before", "N")
}
