package tui

import "github.com/charmbracelet/bubbles/key"

// reportKeys are the keys of the report, of its layers and of the thread: those
// of the program, and some of their own.
type reportKeys struct {
	*keyMap
	about, sourceBack, sourceNext, mark, document, diveIn, choose, stop, once, leave key.Binding
}

func newReportKeys(c *common) *reportKeys {
	return &reportKeys{
		keyMap:     c.keys,
		about:      bind("I", "about the area", "I"),
		sourceBack: bind("[", "evidence before", "["),
		sourceNext: bind("]", "next evidence", "]"),
		mark:       bind("m", "marked passage", "m"),
		document:   bind("tab", "next document", "tab"),
		diveIn:     bind("F", "deep dive on the concern", "F"),
		choose:     bind("←/→", "choose", "left", "right"),
		stop:       bind("esc", "stop", "esc"),
		once:       bind("ctrl+r", "try again", "ctrl+r"),
		leave:      bind("esc", "cancel", "esc"),
	}
}
