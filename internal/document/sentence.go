package document

import (
	"strings"
	"unicode/utf8"
)

const (
	maxParen = 600 // bytes of a parenthesis in which no sentence ends
	maxOpen  = 128 // brackets kept open
)

// span is a range of the text that is one sentence.
type span struct {
	start, end int
	struck     bool
}

// splitter finds the sentences of a paragraph in one pass over its bytes.
type splitter struct {
	text       string
	start, end int
	quoted     bool // lines after the first begin with quote marks

	cuts        []span // what lies between two sentences
	open        []bracket
	strikes     []span
	strikeAt    int // beginning of text struck through and not yet closed, or -1
	line        int // beginning of the current line
	code        codeSpans
	commentless bool
}

type bracket struct {
	at   int
	char byte
}

// split fills in the cuts.
func (s *splitter) split() {
	s.line, s.strikeAt = s.start, -1
	for p := s.start; p < s.end; {
		switch c := s.text[p]; c {
		case ' ', '\t', '\n':
			p = s.gap(p)
		case '\\':
			p++
			if p < s.end && s.text[p] < utf8.RuneSelf && !isBlank(s.text[p]) {
				p++
			}
		case '`':
			p = s.code.skip(s.text, p, s.end)
		case '(', '[':
			s.push(bracket{p, c})
			p++
		case ')', ']':
			s.pop(p, c)
			p++
		case '~':
			p = s.strike(p)
		case '<':
			p = s.comment(p)
		case 0xe3, 0xef:
			p = s.fullWidth(p)
		default:
			p++
		}
	}
}

// sentences gives what lies between the cuts.
func (s *splitter) sentences() []span {
	spans := make([]span, 0, len(s.cuts)+1)
	start, strikes := s.start, s.strikes
	add := func(end int) {
		a, b := trim(s.text, start, end)
		for len(strikes) > 0 && strikes[0].end <= a {
			strikes = strikes[1:]
		}
		// The full stop may stand behind the closing mark.
		struck := len(strikes) > 0 && strikes[0].start <= a && b <= strikes[0].end+1
		spans = append(spans, span{a, b, struck})
	}
	upTo := func(end int) {
		for _, x := range s.strikes {
			start = s.part(start, end, x, add)
		}
		add(end)
	}
	for _, c := range s.cuts {
		upTo(c.start)
		start = c.end
	}
	upTo(s.end)
	return spans
}

// part cuts a sentence where its beginning or its end is struck through: what
// was given up there is a statement of its own, and so is what replaces it. It
// gives where the rest begins.
func (s *splitter) part(start, end int, strike span, add func(end int)) int {
	a, b := trim(s.text, start, end)
	if strike.start < a || strike.end > b || strike.end+1 >= b && strike.start <= a {
		return start
	}
	switch {
	case strike.start == a:
		add(strike.end)
		return strike.end
	case strike.end+1 >= b:
		add(strike.start)
		return strike.start
	}
	return start
}

// from gives where the current sentence began.
func (s *splitter) from() int {
	if len(s.cuts) == 0 {
		return s.start
	}
	return s.cuts[len(s.cuts)-1].end
}

// gap passes white space, with the quote marks in it, and cuts there if a
// sentence ended before it.
func (s *splitter) gap(p int) int {
	next, newline := p, false
	for next < s.end {
		c := s.text[next]
		if c == '\n' {
			newline = true
		}
		marked := s.quoted && newline && c == '>' && (next+1 >= s.end || s.text[next+1] != '=')
		if !isBlank(c) && !marked {
			break
		}
		next++
	}
	if next >= s.end {
		return s.end
	}
	if s.endsSentence(p, next) || newline && s.endsLine(p, next) {
		s.cuts = append(s.cuts, span{start: p, end: next})
	}
	if newline {
		s.line = next
	}
	return next
}

func (s *splitter) push(b bracket) {
	if len(s.open) == maxOpen {
		s.open = append(s.open[:0], s.open[maxOpen/2:]...)
	}
	s.open = append(s.open, b)
}

// pop closes a bracket and takes back the cuts inside of it. A bracket that is
// closed in the wrong order is let through, a stray one ignored.
func (s *splitter) pop(p int, c byte) {
	want := byte('(')
	if c == ']' {
		want = '['
	}
	n := len(s.open) - 1
	if n > 0 && s.open[n].char != want {
		n--
	}
	if n < 0 || s.open[n].char != want {
		return
	}
	at := s.open[n].at
	s.open = s.open[:n]
	if p-at > maxParen {
		return
	}
	for len(s.cuts) > 0 && s.cuts[len(s.cuts)-1].start > at {
		s.cuts = s.cuts[:len(s.cuts)-1]
	}
}

// strike passes a run of tildes and keeps what two pairs enclose.
func (s *splitter) strike(p int) int {
	q := p
	for q < s.end && s.text[q] == '~' {
		q++
	}
	switch {
	case q-p != 2:
	case s.strikeAt < 0:
		s.strikeAt = p
	default:
		s.strikes = append(s.strikes, span{start: s.strikeAt, end: q})
		s.strikeAt = -1
	}
	return q
}

// comment cuts an HTML comment out of the paragraph.
func (s *splitter) comment(p int) int {
	if s.commentless || !strings.HasPrefix(s.text[p:s.end], commentOpen) {
		return p + 1
	}
	i := strings.Index(s.text[p+len(commentOpen):s.end], commentClose)
	if i < 0 {
		s.commentless = true
		return p + 1
	}
	end := p + len(commentOpen) + i + len(commentClose)
	s.open = s.open[:0] // so that no bracket takes the cut back
	s.cuts = append(s.cuts, span{start: p, end: end})
	return end
}

// fullWidth cuts behind the full stops of Chinese and Japanese, which no space
// follows.
func (s *splitter) fullWidth(p int) int {
	for _, stop := range [...]string{"。", "！", "？"} {
		if strings.HasPrefix(s.text[p:s.end], stop) {
			p += len(stop)
			if p < s.end {
				s.cuts = append(s.cuts, span{start: p, end: p})
			}
			return p
		}
	}
	return p + 1
}

// maxTicks bounds the run of backticks that can enclose code.
const maxTicks = 32

// codeSpans finds the ends of inline code in one range of text, and remembers
// what it has looked for in vain, so that the search stays linear.
type codeSpans struct {
	missing [maxTicks + 1]bool
}

// skip passes inline code that begins at p, or only the backticks when nothing
// closes them.
func (c *codeSpans) skip(text string, p, end int) int {
	n := runLength(text[p:end])
	p += n
	if n > maxTicks || c.missing[n] {
		return p
	}
	for q := p; q < end; {
		i := strings.IndexByte(text[q:end], '`')
		if i < 0 {
			break
		}
		q += i
		m := runLength(text[q:end])
		q += m
		if m == n {
			return q
		}
	}
	c.missing[n] = true
	return p
}
