package tui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// cursorMark shows where the next character goes; it needs no colour.
const cursorMark = "▏"

// mostTyped is the longest text that a field takes, in characters.
const mostTyped = 8000

// field is a text field of one line. What is typed or pasted into it is made
// safe at once.
type field struct {
	c      *common
	hint   string // shown while it is empty
	active bool
	value  []rune
	at     int // cursor
}

func newField(c *common, hint string) *field { return &field{c: c, hint: hint} }

func (f *field) text() string { return string(f.value) }

// set puts a text into the field, with the cursor behind it.
func (f *field) set(s string) {
	f.value, f.at = nil, 0
	f.insert(s)
}

// start begins to take keys.
func (f *field) start(text string) {
	f.active = true
	f.set(text)
}

// stop ends to take keys.
func (f *field) stop() { f.active = false }

// insert puts text of any origin at the cursor.
func (f *field) insert(s string) {
	s = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\t", " ").Replace(s)
	in := []rune(cleanLine(s))
	in = in[:min(len(in), max(0, mostTyped-len(f.value)))]
	f.value = slices.Insert(f.value, f.at, in...)
	f.at += len(in)
}

// update takes a key.
func (f *field) update(msg tea.KeyMsg) {
	switch msg.String() {
	case "left", "ctrl+b":
		f.at = max(f.at-1, 0)
	case "right", "ctrl+f":
		f.at = min(f.at+1, len(f.value))
	case "home", "ctrl+a":
		f.at = 0
	case "end", "ctrl+e":
		f.at = len(f.value)
	case "backspace", "ctrl+h":
		if f.at > 0 {
			f.remove(f.at-1, f.at)
		}
	case "delete", "ctrl+d":
		f.remove(f.at, min(f.at+1, len(f.value)))
	case "ctrl+w", "alt+backspace":
		f.remove(f.wordStart(), f.at)
	case "ctrl+u":
		f.remove(0, f.at)
	case "ctrl+k":
		f.remove(f.at, len(f.value))
	default:
		if (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt {
			f.insert(string(msg.Runes))
		}
	}
}

func (f *field) remove(from, to int) {
	f.value = slices.Delete(f.value, from, to)
	f.at = from
}

func (f *field) wordStart() int {
	at := f.at
	for at > 0 && f.value[at-1] == ' ' {
		at--
	}
	for at > 0 && f.value[at-1] != ' ' {
		at--
	}
	return at
}

// view draws the field as one row of a width; what is around the cursor is
// shown.
func (f *field) view(width int) string {
	if len(f.value) == 0 {
		mark := cursorMark
		if !f.active {
			mark = ""
		}
		return fit(mark+f.c.paint(roleDim, f.hint), width)
	}
	runes, start := f.value, 0
	if f.active {
		runes = slices.Insert(slices.Clone(runes), f.at, []rune(cursorMark)...)
		start = f.at
		for room := width - 1; start > 0; start-- {
			if room -= widthOf(string(runes[start-1])); room < 0 {
				break
			}
		}
	}
	return fit(string(runes[start:min(len(runes), start+width)]), width)
}
