package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxClosers = 8  // brackets and marks behind a full stop
	maxWord    = 24 // bytes looked at before a full stop
	maxKey     = 32 // bytes of the key in "Key: value"
)

// endsSentence tells whether a sentence ends before the white space from p to
// next: there is a mark of its end, perhaps with brackets, quotation marks or
// emphasis behind it, and it is not that of an abbreviation.
func (s *splitter) endsSentence(p, next int) bool {
	from := s.from()
	mark, quote := p, false
	for n := 0; n < maxClosers && mark > from; n++ {
		size, isQuote := closer(s.text[from:mark])
		if size == 0 {
			break
		}
		mark -= size
		quote = quote || isQuote
	}
	if mark <= from {
		return false
	}
	if strings.HasSuffix(s.text[from:mark], "…") {
		return s.next(next) != lower
	}
	mark--
	if mark == from || isBlank(s.text[mark-1]) {
		return false // nothing that could end
	}
	switch s.text[mark] {
	case '!', '?':
		return !(quote && s.next(next) == lower)
	case '.':
		return s.fullStop(from, mark, next) && !s.leadIn(p)
	}
	return false
}

// closer gives the size of a mark that may stand between the end of a sentence
// and the white space behind it.
func closer(text string) (size int, quote bool) {
	c := text[len(text)-1]
	switch {
	case hasByte(`)]*_~`, c):
		return 1, false
	case c == '"' || c == '\'':
		return 1, true
	case c < utf8.RuneSelf:
		return 0, false
	}
	for _, mark := range [...]string{"”", "’", "»"} {
		if strings.HasSuffix(text, mark) {
			return len(mark), true
		}
	}
	return 0, false
}

// fullStop tells whether the full stop at an offset ends the sentence that
// begins at from.
func (s *splitter) fullStop(from, dot, next int) bool {
	follows := s.next(next)
	if s.text[dot-1] == '.' {
		return follows != lower
	}
	begin := dot
	for begin > from && dot-begin < maxWord && !isBlank(s.text[begin-1]) && !hasByte(`(["'*_/`, s.text[begin-1]) {
		begin--
	}
	word := s.text[begin:dot]
	if word == "" {
		return true
	}
	if s.enumerates(from, begin, word) {
		return false
	}
	if len(word) == 1 && word[0] >= 'a' && word[0] <= 'z' {
		return begin-2 >= from && isDigit(s.text[begin-2]) // "60 s." is a unit
	}
	switch usage := abbreviation(strings.ToLower(word)); {
	case usage == never:
		return false
	case usage&beforeNumber != 0 && follows == digit:
		return false
	case usage&beforeSmall != 0 && follows != upper:
		return false
	case isInitials(word):
		return !isUpper(word[0]) && follows == upper
	}
	return true
}

// enumerates tells whether a word is the number of an item within prose, as in
// "Steps: 1. Copy. 2. Compare."
func (s *splitter) enumerates(from, begin int, word string) bool {
	number := len(word) <= 2 && only(word, "0123456789")
	if begin == from {
		return number || len(word) == 1 && isLetter(word[0])
	}
	return number && begin-2 > from && isBlank(s.text[begin-1]) && hasByte(":;*_", s.text[begin-2])
}

// letter is the sort of character that begins what follows.
type letter int

const (
	other letter = iota
	upper
	lower
	digit
)

// next gives the sort of the first character from an offset that is no opening
// mark.
func (s *splitter) next(p int) letter {
	for p < s.end && hasByte("*_~`\"'([#", s.text[p]) {
		p++
	}
	for _, mark := range [...]string{"“", "‘", "„", "«"} {
		if strings.HasPrefix(s.text[p:s.end], mark) {
			p += len(mark)
		}
	}
	c, _ := utf8.DecodeRuneInString(s.text[p:s.end])
	switch {
	case unicode.IsDigit(c):
		return digit
	case unicode.IsLower(c):
		return lower
	case unicode.IsLetter(c):
		return upper
	}
	return other
}

// leadIn tells whether the text up to p is a short emphasised label at the
// beginning of a paragraph, as in "**Backups.** None yet." It stays with the
// sentence it announces, which could not be understood without it.
func (s *splitter) leadIn(p int) bool {
	if len(s.cuts) > 0 || !hasByte("*_", s.text[s.start]) {
		return false
	}
	label := strings.TrimSuffix(s.text[s.start:p], ".")
	n := runLength(label)
	if len(label) <= 2*n || label[len(label)-n:] != label[:n] {
		return false
	}
	inner := label[n : len(label)-n]
	words := strings.Fields(inner)
	if len(words) == 0 || len(words) > 3 || strings.Contains(inner, label[:n]) {
		return false
	}
	switch strings.ToLower(words[0]) {
	case "we", "it", "this", "that", "they", "there", "i":
		return false
	}
	return true
}

// endsLine tells whether the line end between p and next separates two claims
// although no sentence ends there: a hard line break, lines of the form
// "Key: value", definitions of links and footnotes.
func (s *splitter) endsLine(p, next int) bool {
	rest := s.text[next:s.end]
	switch {
	case p > s.start && s.text[p-1] == '\\', strings.HasPrefix(s.text[p:s.end], "  "):
		return s.next(next) != lower
	case rest[0] == '[':
		i := strings.IndexByte(rest[:min(len(rest), maxWord)], ']')
		return i > 1 && i+1 < len(rest) && rest[i+1] == ':'
	}
	return isKeyLine(s.text[s.line:p]) && isKeyLine(rest)
}

// isKeyLine recognises a line of the form "Key: value", the key perhaps with
// emphasis.
func isKeyLine(line string) bool {
	line = strings.TrimLeft(line[:min(len(line), maxKey)], "*_")
	if line == "" || !isUpper(line[0]) {
		return false
	}
	spaces := 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ':
			spaces++
		case c == ':':
			return i+1 < len(line) && hasByte(" *_", line[i+1])
		case !isLetter(c) && !isDigit(c) && !hasByte("-/*_", c) || spaces > 3:
			return false
		}
	}
	return false
}
