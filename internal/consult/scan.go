package consult

// scanner finds the objects of one list of an answer while the answer arrives:
// each is handed on as soon as its closing brace has come. It passes over text
// and code fences before the answer's own object and never changes a byte.
type scanner struct {
	list string              // key of the list in the answer
	emit func(object []byte) // called for each object of the list

	buf    []byte
	at     int    // next byte of buf to look at
	open   []byte // brackets that are open
	inside bool   // in a string
	escape bool   // after a backslash
	start  int    // of the string or of the object of the list
	str    int
	key    string // last string read at depth 1
	in     bool   // within the wanted list
}

// reset forgets everything: a new attempt begins.
func (s *scanner) reset() {
	*s = scanner{list: s.list, emit: s.emit}
}

// add takes the next piece of the answer.
func (s *scanner) add(text string) {
	s.buf = append(s.buf, text...)
	for ; s.at < len(s.buf); s.at++ {
		c := s.buf[s.at]
		switch {
		case s.escape:
			s.escape = false
		case s.inside:
			s.inString(c)
		case len(s.open) == 0 && c != '{':
		case c == '"':
			s.inside, s.str = true, s.at+1
		case c == '{' || c == '[':
			s.opens(c)
		case c == '}' || c == ']':
			s.closes(c)
		case len(s.open) == 1 && s.open[0] == '{' && !spaceOrMark(c) && s.key == "":
			s.open = s.open[:0] // a brace of the text around, not of an object
		}
	}
}

func spaceOrMark(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == ':'
}

func (s *scanner) inString(c byte) {
	switch c {
	case '\\':
		s.escape = true
	case '"':
		s.inside = false
		if len(s.open) == 1 {
			s.key = string(s.buf[s.str:s.at])
		}
	}
}

func (s *scanner) opens(c byte) {
	if len(s.open) == 0 {
		s.key = ""
	}
	s.open = append(s.open, c)
	switch {
	case len(s.open) == 2 && c == '[' && s.key == s.list:
		s.in = true
	case s.in && len(s.open) == 3 && c == '{':
		s.start = s.at
	}
}

func (s *scanner) closes(c byte) {
	if len(s.open) == 0 {
		return
	}
	if s.in && c == '}' && len(s.open) == 3 && s.open[2] == '{' {
		s.emit(s.buf[s.start : s.at+1])
	}
	if len(s.open) == 2 {
		s.in = false
	}
	s.open = s.open[:len(s.open)-1]
}
