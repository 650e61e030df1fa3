package document

import "strings"

// isEdge tells whether a line of a Mermaid diagram connects two nodes. Labels,
// whatever arrows they hold, do not count.
func isEdge(line string) bool {
	if strings.HasPrefix(line, "%%") {
		return false
	}
	word, _, _ := strings.Cut(line, " ")
	switch strings.ToLower(word) {
	case "title", "note", "style", "classdef", "linkstyle", "click", "subgraph", "participant", "actor",
		"acctitle:", "accdescr:", "section", "loop", "alt", "else", "opt", "par", "critical", "break", "rect", "box":
		return false
	}
	bare, message := withoutLabels(line)
	return connects(bare, message)
}

// withoutLabels blanks out quoted and bracketed text, and gives the offset of
// the message that follows a colon, or the length.
func withoutLabels(line string) (bare []byte, message int) {
	bare = []byte(line)
	var closing []byte
	inText := false
	message = len(line)
	for i := 0; i < len(line); i++ {
		c := line[i]
		if c == '"' {
			inText = !inText
			bare[i] = '_'
			continue
		}
		depth := len(closing)
		switch {
		case inText:
		case depth > 0 && c == closing[depth-1]:
			closing = closing[:depth-1]
			depth = 0
			bare[i] = '_'
			continue
		case c == '[':
			closing = append(closing, ']')
		case c == '(' && !after(line, i, '-'):
			closing = append(closing, ')')
		case c == '{' && !after(line, i, '-') && !after(line, i, 'o') && !after(line, i, '|'):
			closing = append(closing, '}')
		case strings.HasPrefix(line[i:], ":::"):
			i += 2 // a style class
			continue
		case c == ':' && depth == 0 && message == len(line):
			message = i
		}
		if inText || len(closing) > 0 {
			bare[i] = '_'
		}
	}
	return bare, message
}

// after tells whether the byte before an offset is the given one.
func after(line string, i int, c byte) bool { return i > 0 && line[i-1] == c }

// connects looks for an arrow with something on both sides of it.
func connects(bare []byte, message int) bool {
	head := string(bare[:message])
	for _, arrow := range [...]string{"--", "->", "-.", "==", "..>", "|..", "..|"} {
		if joins(head, arrow) {
			return true
		}
	}
	// In a sequence diagram only; elsewhere these may be part of a name.
	return message < len(bare) && (joins(head, "-x") || joins(head, "-)"))
}

// joins tells whether an arrow stands between two things.
func joins(head, arrow string) bool {
	i := strings.Index(head, arrow)
	if i <= 0 {
		return false
	}
	before := strings.Trim(head[:i], " \t<|{}o*")
	behind := strings.TrimLeft(head[i+len(arrow):], "-=.><|{}xo)+* \t")
	return before != "" && behind != ""
}
