package document

import (
	"strings"
)

const (
	mostSurveyed = 2000 // lines looked at to know a text format
	leastSigns   = 3    // weight of signs that make a document other than Markdown
)

// signs is how much speaks for each text format.
type signs struct {
	markdown, rst, asciidoc int
}

// hasMarks tells whether a text has marks of Markdown.
func hasMarks(text string) bool { return surveySigns(text).markdown > 0 }

func isRST(in *input) bool {
	s := surveySigns(in.text)
	return s.rst >= leastSigns && s.rst > s.markdown && s.rst >= s.asciidoc
}

func isAsciiDoc(in *input) bool {
	s := surveySigns(in.text)
	return s.asciidoc >= leastSigns && s.asciidoc > s.markdown
}

// surveySigns weighs the lines of a text that only one of the formats has.
func surveySigns(text string) signs {
	var s signs
	before, fenced := "", fenceMark{}
	listing := ""
	body := -1 // indentation of the directive or "::" whose body the lines are; -1 outside
	for n := 0; n < mostSurveyed && text != ""; n++ {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		line = strings.TrimRight(line, " \t\r")
		if body >= 0 && (line == "" || indented(line) > body) {
			before = ""
			continue // code or text of its own: "# a comment" there is no heading
		}
		body = -1
		switch mark, ok := openFence(line); {
		case fenced.size > 0:
			if line != "" && fenced.closedBy(line) {
				fenced = fenceMark{}
			}
			before = ""
			continue
		case ok && !(line[0] == '~' && isAdornment(line) && before != "" && len(line) >= len([]rune(before))): // else the line below a title
			fenced = mark
			s.markdown += 2
			before = ""
			continue
		case listing != "":
			if line == listing {
				listing = ""
			}
			continue
		case (line == "----" || line == "....") && strings.HasPrefix(before, "[") && strings.HasSuffix(before, "]"):
			listing = line // code of AsciiDoc
			continue
		}
		s.line(line, before, rest)
		if isDirective(line) || strings.HasSuffix(line, "::") {
			body = indented(line)
		}
		before = line
	}
	return s
}

// indented counts the blanks before a line.
func indented(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// line weighs one line, knowing the one before and what follows.
func (s *signs) line(line, before, rest string) {
	if line == "" {
		return
	}
	next, _, _ := strings.Cut(rest, "\n")
	next = strings.TrimRight(next, " \t\r")
	switch {
	case isDirective(line):
		s.rst += 3
	case strings.HasPrefix(line, ".. _") && strings.Contains(line, ":"), strings.HasPrefix(line, ".. |"), strings.HasPrefix(line, ".. [#"):
		s.rst += 3
	case isAdornment(line) && !isAdornment(next) && before != "" && !hasByte("=-", line[0]) && len(line) >= len(before) && !isAdornment(before) && len(line) >= 4:
		s.rst += 2
	case isAdornment(line) && len(line) >= 4 && hasByte("=-~*#^", line[0]) && before == "" && isOverlined(line, next, rest):
		s.rst += 3
	case strings.HasSuffix(line, "::") && len(line) > 4 && next == "" && !strings.HasPrefix(line, "|"):
		s.rst++
	case isSimpleBorder(line):
		s.rst += 2
	case strings.HasPrefix(line, "|==="):
		s.asciidoc += 2
	case len(line) > 2 && line[0] == '=' && atxOf(line, '=') > 0:
		s.asciidoc += 2
	case isBlockAttributes(line):
		s.asciidoc += 2
	case isAttributeEntry(line):
		s.asciidoc++
		s.rst++ // a field list there
	case isBlockMacro(line):
		s.asciidoc += 2
	default:
		s.words(line)
	}
	if level, start, end := atx(line); level > 0 && end > start {
		s.markdown += 2
	}
	if line[0] == '|' && isDelimiter(line) && strings.Contains(line, "-|") || strings.Contains(line, "](http") {
		s.markdown += 2
	}
}

// words weighs signs within a line.
func (s *signs) words(line string) {
	for _, role := range [...]string{":ref:`", ":doc:`", ":class:`", ":func:`", ":code:`", ":term:`", ":mod:`", ":file:`", "`_ ", "`_.", "`_,"} {
		if strings.Contains(line, role) {
			s.rst += 2
			return
		}
	}
	for _, macro := range [...]string{"xref:", "link:http", "<<_"} {
		if strings.Contains(line, macro) {
			s.asciidoc++
			return
		}
	}
}

// isDirective recognises ".. name::" of reStructuredText.
func isDirective(line string) bool {
	name, ok := strings.CutPrefix(strings.TrimLeft(line, " "), ".. ")
	if !ok {
		return false
	}
	name, _, ok = strings.Cut(name, "::")
	if !ok || name == "" || len(name) > 40 {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !isLetter(c) && !isDigit(c) && !hasByte("-_:.", c) {
			return false
		}
	}
	return true
}

// isAdornment holds for a line of one repeated mark of punctuation.
func isAdornment(line string) bool {
	return len(line) >= 2 && hasByte("=-`:'\"~^_*+#<>.!$%&", line[0]) && runLength(line) == len(line)
}

// isOverlined tells whether a title and the same line of marks follow.
func isOverlined(over, title, rest string) bool {
	_, behind, _ := strings.Cut(rest, "\n")
	under, _, _ := strings.Cut(behind, "\n")
	return title != "" && !isAdornment(title) && len(title) <= len(over) && strings.TrimRight(under, " \t\r") == over
}

// isSimpleBorder recognises the border of a simple table of reStructuredText.
func isSimpleBorder(line string) bool {
	return line[0] == '=' && only(line, "= ") && strings.Contains(line, "= ") && len(line) >= 5 && strings.HasPrefix(line, "==")
}

// isBlockAttributes recognises the line of AsciiDoc that says what the next
// block is.
func isBlockAttributes(line string) bool {
	if line[0] != '[' || line[len(line)-1] != ']' {
		return false
	}
	for _, begin := range [...]string{"[source", "[cols", "[%", "[NOTE]", "[TIP]", "[WARNING]", "[IMPORTANT]", "[CAUTION]", "[quote", "[options", "[listing", "[[", "[#", "[horizontal"} {
		if strings.HasPrefix(line, begin) {
			return true
		}
	}
	return false
}

// isAttributeEntry recognises ":name: value".
func isAttributeEntry(line string) bool {
	if line[0] != ':' {
		return false
	}
	name, _, ok := strings.Cut(line[1:], ":")
	if !ok || name == "" || len(name) > 40 {
		return false
	}
	rest := line[len(name)+2:]
	return only(strings.ToLower(strings.TrimLeft(name, "!")), "abcdefghijklmnopqrstuvwxyz0123456789-_ ") && (rest == "" || rest[0] == ' ')
}

// isBlockMacro recognises "image::x[]" and its like.
func isBlockMacro(line string) bool {
	name, rest, ok := strings.Cut(line, "::")
	if !ok || !strings.HasSuffix(rest, "]") {
		return false
	}
	switch name {
	case "image", "include", "toc", "ifdef", "ifndef", "ifeval", "endif", "video", "plantuml", "footnote":
		return true
	}
	return false
}

// atxOf gives the level of a heading made with a repeated mark, or 0.
func atxOf(line string, mark byte) int {
	n := 0
	for n < len(line) && line[n] == mark {
		n++
	}
	if n == 0 || n > 6 || n+1 >= len(line) || !isBlank(line[n]) || isBlank(line[n+1]) {
		return 0
	}
	return n
}
