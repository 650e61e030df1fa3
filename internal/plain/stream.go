package plain

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"archreview/internal/report"
)

// stream prints text as it arrives, wrapped: a word appears as soon as what
// follows it shows that it is complete.
type stream struct {
	p      *printer
	word   strings.Builder // not printed yet
	column int
	gap    bool            // blanks come before the next word
	all    strings.Builder // what has come since the last reset
}

// add takes the next piece; with reset set, the pieces so far are void.
func (s *stream) add(piece string, reset bool) {
	if reset {
		s.restart()
	}
	piece = strings.ReplaceAll(piece, "\r", "")
	s.all.WriteString(piece)
	for piece != "" {
		i := strings.IndexAny(piece, " \t\n")
		if i < 0 {
			s.word.WriteString(piece)
			s.long()
			return
		}
		s.word.WriteString(piece[:i])
		s.flush()
		if piece[i] == '\n' {
			s.newline()
		} else {
			s.gap = true
		}
		piece = piece[i+1:]
	}
}

// restart says that the answer begins anew, if any of it was printed.
func (s *stream) restart() {
	if s.all.Len() == 0 {
		return
	}
	s.end()
	s.p.text(saying("again", nil))
	s.all.Reset()
}

// end prints what is held back and ends the line.
func (s *stream) end() {
	s.flush()
	if s.column > 0 {
		s.newline()
	}
}

func (s *stream) newline() {
	if s.column == 0 {
		s.p.blank()
	} else {
		s.p.fresh()
	}
	s.column, s.gap = 0, false
}

// flush prints the word at hand.
func (s *stream) flush() {
	w := report.Clean(s.word.String())
	s.word.Reset()
	if w == "" {
		return
	}
	if s.gap && s.column > 0 {
		if s.column+1+ansi.StringWidth(w) > s.p.width {
			s.newline()
		} else {
			s.put(" ", 1)
		}
	}
	s.gap = false
	for w != "" {
		if s.column >= s.p.width {
			s.newline()
		}
		n := fitting(w, s.p.width-s.column)
		if width := ansi.StringWidth(w[:n]); s.column > 0 && s.column+width > s.p.width {
			s.newline()
			continue
		}
		s.put(w[:n], ansi.StringWidth(w[:n]))
		w = w[n:]
	}
}

// long prints a word of more than a line before it is complete, but for its
// end, which may be a part of a character.
func (s *stream) long() {
	if s.word.Len() < 8*s.p.width {
		return
	}
	w := s.word.String()
	cut := len(w) - 4
	for cut > 0 && w[cut]&0xc0 == 0x80 {
		cut--
	}
	s.word.Reset()
	s.word.WriteString(w[:cut])
	s.flush()
	s.word.WriteString(w[cut:])
}

func (s *stream) put(text string, columns int) {
	s.p.put(text)
	s.column += columns
	s.p.open, s.p.empty = true, false
}
