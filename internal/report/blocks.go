package report

import (
	"strings"
	"unicode/utf8"
)

// splitBlocks cuts Markdown at empty lines between blocks, outside fences.
// The parts of one list stay together, so that it keeps its numbers.
func splitBlocks(s string) []string {
	var blocks, block []string
	closing, empty, list := "", false, false
	cut := func() {
		if text := strings.Join(block, "\n"); strings.TrimSpace(text) != "" {
			blocks = append(blocks, text)
		}
		block = nil
	}
	for l := range strings.SplitSeq(s, "\n") {
		switch {
		case closing != "":
			if closes(l, closing) {
				closing = ""
			}
		case strings.TrimSpace(l) == "":
			empty = true
		default:
			continues := list && (l[0] == ' ' || isItem(l) && isDigit(l[0]) == isDigit(block[0][0]))
			if empty && !continues || !list && interrupts(l) {
				cut()
			}
			if len(block) == 0 {
				list = isItem(l)
			}
			empty = false
			closing = fenceMarks(l)
		}
		block = append(block, l)
	}
	cut()
	return blocks
}

// fenceMarks gives the marks of a fence that a line, or the first line of a
// block, opens; "" when it opens none.
func fenceMarks(l string) string {
	l, _, _ = strings.Cut(l, "\n")
	text := strings.TrimLeft(l, " ")
	if len(l)-len(text) > 3 || text == "" || text[0] != '`' && text[0] != '~' {
		return ""
	}
	n := run(text, text[0])
	if n < 3 || text[0] == '`' && strings.Contains(text[n:], "`") {
		return ""
	}
	return text[:n]
}

// closes says that a line ends the fence with these marks.
func closes(l, marks string) bool {
	text := strings.TrimLeft(l, " ")
	if len(l)-len(text) > 3 || !strings.HasPrefix(text, marks) {
		return false
	}
	return strings.Trim(text, marks[:1]+" ") == ""
}

// isItem says that a line begins with the mark of a list item.
func isItem(l string) bool {
	return itemMark(l) > 0 && strings.Trim(l, "-*+ ") != ""
}

// interrupts says that a line begins a list even within a paragraph.
func interrupts(l string) bool {
	return isItem(l) && (!isDigit(l[0]) || strings.HasPrefix(l, "1.") || strings.HasPrefix(l, "1)"))
}

// itemMark gives the length of the list mark that text begins with, or 0.
func itemMark(text string) int {
	if text == "" {
		return 0
	}
	n := 0
	for n < min(len(text), 9) && isDigit(text[n]) {
		n++
	}
	ordered := n > 0 && n < len(text) && (text[n] == '.' || text[n] == ')')
	if !ordered && (n > 0 || strings.IndexByte("-*+", text[0]) < 0) {
		return 0
	}
	if n++; n < len(text) && text[n] != ' ' && text[n] != '\t' {
		return 0
	}
	return n
}

// Limits of what glamour is given; beyond them it takes seconds for a few
// kilobytes, or does not end at all.
const (
	maxDepth    = 16      // levels of quotes and lists
	maxWord     = 512     // bytes without white space
	maxBlock    = 64_000  // bytes in one block
	maxBrackets = 4_000   // opening brackets in one block
	maxMarks    = 8_000   // marks of emphasis in one block
	maxFenced   = 256_000 // bytes in one fenced block
)

// tooHeavy says that a block is shown as plain text at once.
func tooHeavy(block string) bool {
	if fenceMarks(block) != "" {
		return len(block) > maxFenced
	}
	if len(block) > maxBlock || strings.Count(block, "[") > maxBrackets {
		return true
	}
	return strings.Count(block, "*")+strings.Count(block, "_")+strings.Count(block, "~") > maxMarks
}

// prepare makes a block fit for glamour: depth and words are limited, HTML is
// text, and the lines of a paragraph are one line, except at hard breaks.
func prepare(block string) string {
	lines := strings.Split(block, "\n")
	closing, joined := "", isParagraph(lines)
	for i, l := range lines {
		switch {
		case closing != "" && closes(l, closing):
			closing = ""
		case closing != "":
			lines[i] = limitDepth(l, false)
		default:
			if closing = fenceMarks(l); closing == "" {
				lines[i] = limitWords(limitDepth(l, true))
			}
		}
	}
	if !joined {
		return strings.Join(lines, "\n")
	}
	var b strings.Builder
	for i, l := range lines {
		hard := strings.HasSuffix(l, "  ") || strings.HasSuffix(l, `\`)
		b.WriteString(strings.TrimLeft(l, " "))
		if i+1 < len(lines) && hard {
			b.WriteByte('\n')
		} else if i+1 < len(lines) {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// isParagraph says that no line begins anything else than a paragraph.
func isParagraph(lines []string) bool {
	for _, l := range lines {
		text := strings.TrimLeft(l, " \t")
		if text == "" || isItem(text) || strings.IndexByte("#>|<:", text[0]) >= 0 ||
			fenceMarks(text) != "" || strings.Trim(text, "=-*_ |:") == "" {
			return false
		}
	}
	return !strings.HasPrefix(lines[0], "    ")
}

// wrapsItself says that glamour has to break the lines of a block, because
// what it draws depends on the width: tables and quotes.
func wrapsItself(block string) bool {
	if fenceMarks(block) != "" {
		return false
	}
	for l := range strings.SplitSeq(block, "\n") {
		text := strings.TrimLeft(l, " ")
		if strings.HasPrefix(text, ">") || strings.Contains(text, "|") && strings.Trim(text, "|:- ") == "" {
			return true
		}
	}
	return false
}

// limitDepth lets at most maxDepth marks of quotes and lists act in a line,
// and no HTML block begin. Indentation counts as depth of lists.
func limitDepth(l string, indentation bool) string {
	depth, i := 0, 0
	for i < len(l) {
		switch c := l[i]; {
		case c == ' ' || c == '\t':
			i++
			continue
		case c == '>':
		case itemMark(l[i:]) > 0:
		case c == '<' && indentation:
			return l[:i] + `\` + l[i:]
		default:
			return shallow(l, indentation)
		}
		if depth++; depth > maxDepth {
			return l[:i] + `\` + l[i:]
		}
		i += max(1, itemMark(l[i:]))
	}
	return shallow(l, indentation)
}

// shallow shortens the indentation of a line to what maxDepth lists need.
func shallow(l string, indentation bool) string {
	text := strings.TrimLeft(l, " \t")
	indent := strings.ReplaceAll(l[:len(l)-len(text)], "\t", "    ")
	if !indentation || len(indent) <= 2*maxDepth {
		return l
	}
	return indent[:2*maxDepth] + text
}

// limitWords puts a space into words that are longer than maxWord.
func limitWords(l string) string {
	if len(l) <= maxWord {
		return l
	}
	var b strings.Builder
	n := 0
	for _, r := range l {
		switch {
		case r == ' ' || r == '\t':
			n = 0
		case n+utf8.RuneLen(r) > maxWord:
			b.WriteByte(' ')
			n = 0
			fallthrough
		default:
			n += utf8.RuneLen(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}
