// Package streams is everything a command reads from and writes to, in one
// struct, so that tests can take the place of a terminal.
package streams

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// Streams are the three standard streams and what is known of the terminal
// behind them. Nothing here asks the terminal anything.
type Streams struct {
	In          io.Reader
	Out, Err    io.Writer
	InTerminal  bool // In is a terminal
	OutTerminal bool // Out is a terminal
	ErrTerminal bool // Err is a terminal
	Width       int  // columns of the terminal; 80 if unknown
	Color       bool // colours are welcome on Out
	Dark        bool // the terminal's background is dark, as far as its environment tells
}

const defaultWidth = 80

// System gives the streams of the process.
func System() *Streams {
	s := &Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Width: defaultWidth, Dark: true}
	s.InTerminal = term.IsTerminal(int(os.Stdin.Fd()))
	s.OutTerminal = term.IsTerminal(int(os.Stdout.Fd()))
	s.ErrTerminal = term.IsTerminal(int(os.Stderr.Fd()))
	if s.OutTerminal {
		if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && w > 0 {
			s.Width = w
		}
	}
	s.Color = s.OutTerminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	s.Dark = dark(os.Getenv("COLORFGBG"))
	return s
}

// dark reads COLORFGBG ("15;0"): background colours 7 and 9 to 15 are light.
// Without it the background is taken to be dark.
func dark(fgbg string) bool {
	for i := len(fgbg) - 1; i >= 0; i-- {
		if fgbg[i] == ';' {
			bg, err := strconv.Atoi(fgbg[i+1:])
			return err != nil || bg != 7 && bg < 9
		}
	}
	return true
}
