package tui

// picks is the choice in a list of which only a window is drawn.
type picks struct {
	n      int // entries
	at     int // the chosen one
	top    int // the first one in the window
	height int // of the window
}

// resize takes the number of entries and the height of the window.
func (p *picks) resize(n, height int) {
	p.n, p.height = n, max(height, 1)
	p.choose(p.at)
}

// choose moves the choice to an entry, or to the nearest there is, and the
// window with it.
func (p *picks) choose(i int) {
	p.at = max(0, min(i, p.n-1))
	if p.at < p.top {
		p.top = p.at
	}
	if p.at >= p.top+p.height {
		p.top = p.at - p.height + 1
	}
	p.top = max(0, min(p.top, p.n-p.height))
}

// by moves the choice by some entries.
func (p *picks) by(d int) { p.choose(p.at + d) }

// wheel moves the window and drags the choice along only as far as needed.
func (p *picks) wheel(d int) {
	p.top = max(0, min(p.top+d, p.n-p.height))
	p.at = max(p.top, min(p.at, p.top+p.height-1, p.n-1))
	p.at = max(p.at, 0)
}

// window gives the entries to draw: from the first up to, not including, the
// second.
func (p *picks) window() (from, to int) { return p.top, min(p.n, p.top+p.height) }

// scroll is the place in a text of which only a window is drawn.
type scroll struct {
	n      int // rows
	top    int // the first one in the window
	height int // of the window
}

// resize takes the number of rows and the height of the window.
func (s *scroll) resize(n, height int) {
	s.n, s.height = n, max(height, 1)
	s.to(s.top)
}

// to moves the window to a row, or to the nearest there is.
func (s *scroll) to(row int) { s.top = max(0, min(row, s.n-s.height)) }

// by moves the window by some rows.
func (s *scroll) by(d int) { s.to(s.top + d) }

// show moves the window as little as needed to show rows from one up to, not
// including, another; of more rows than fit, the first ones.
func (s *scroll) show(from, to int) {
	if to > s.top+s.height {
		s.top = to - s.height
	}
	if from < s.top {
		s.top = from
	}
	s.to(s.top)
}

// atEnd says that the last row is in the window.
func (s *scroll) atEnd() bool { return s.top+s.height >= s.n }

// window gives the rows to draw: from the first up to, not including, the
// second.
func (s *scroll) window() (from, to int) { return s.top, min(s.n, s.top+s.height) }

// share says how far a text is read, in percent.
func (s *scroll) share() int {
	if s.n <= s.height {
		return 100
	}
	return (s.top + s.height) * 100 / s.n
}
