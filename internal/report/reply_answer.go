package report

import "strings"

// answer gives untrusted Markdown with only harmless parts of it acting:
// paragraphs, one level of lists and quotes, fenced code, code spans and
// strong words. Everything else is text.
func answer(s string) string {
	var out, prose []string
	flush := func() {
		if text := strings.Join(prose, "\n"); text != "" {
			out = append(out, text)
		}
		prose = nil
	}
	lines := strings.Split(cleanText(s), "\n")
	for i := 0; i < len(lines); i++ {
		text := strings.TrimSpace(lines[i])
		marks := fenceMarks(text)
		switch {
		case text == "":
			flush()
		case marks != "":
			flush()
			end := i + 1
			for end < len(lines) && !closes(strings.TrimSpace(lines[end]), marks) {
				end++
			}
			if block := fence(text[len(marks):], strings.Join(lines[i+1:min(end, len(lines))], "\n")); block != "" {
				out = append(out, block)
			}
			i = end
		default:
			if isItem(text) != (len(prose) > 0 && isItem(prose[0])) {
				flush() // a list and a paragraph are blocks of their own
			}
			prose = append(prose, answerLine(text))
		}
	}
	flush()
	return strings.Join(out, "\n\n")
}

// answerLine gives one line: the mark of a list item stays, the text behind it
// is safe.
func answerLine(text string) string {
	n := itemMark(text)
	if n == 0 || !isItem(text) || strings.TrimSpace(text[n:]) == "" {
		return strongText(text, true)
	}
	mark := text[:n]
	if !isDigit(mark[0]) {
		mark = "-"
	}
	return mark + " " + strongText(strings.TrimSpace(text[n:]), true)
}

// strongText escapes one line, at its start too; strong words and characters
// that are escaped already stay.
func strongText(s string, starts bool) string {
	var b strings.Builder
	from := 0
	literal := func(to int) {
		if part := s[from:to]; part != "" {
			if starts && from == 0 {
				b.WriteString(line(part) + trailing(part))
			} else {
				b.WriteString(leading(part) + mid(part) + trailing(part))
			}
		}
	}
	for i := 0; i < len(s); {
		n := codeSpan(s[i:], false)
		inner, length := strong(s[i:])
		switch {
		case n > 0:
			i += n
		case s[i] == '`':
			i += run(s[i:], '`')
		case s[i] == '\\' && isPunct(byteAt(s, i+1)):
			literal(i)
			b.WriteString(s[i : i+2])
			i += 2
			from = i
		case length > 0:
			literal(i)
			b.WriteString("**" + mid(inner) + "**")
			i += length
			from = i
		default:
			i++
		}
	}
	literal(len(s))
	return b.String()
}

// strong opens up the strong words with which s begins: their text, and the
// length with the marks; 0 where there are none. Only words, codes and plain
// punctuation can be strong.
func strong(s string) (string, int) {
	if !strings.HasPrefix(s, "**") {
		return "", 0
	}
	end := strings.Index(s[2:], "**")
	if end < 1 || end > 200 {
		return "", 0
	}
	inner := s[2 : 2+end]
	code := codeSpan(inner, false)
	if strings.ContainsAny(inner[code:], "*_`\\<>[]~&!|") || !strongEdge(inner[0]) || !strongEdge(inner[len(inner)-1]) {
		return "", 0
	}
	return inner, end + 4
}

// strongEdge says that strong words may begin or end with the character.
func strongEdge(c byte) bool { return wordAt(string(c), 0) || c == '`' || c == ':' || c == '.' }

// leading and trailing give the blank at an end of a text, which mid drops.
func leading(s string) string {
	if strings.HasPrefix(s, " ") {
		return " "
	}
	return ""
}

func trailing(s string) string {
	if strings.TrimSpace(s) != "" && strings.HasSuffix(s, " ") {
		return " "
	}
	return ""
}
