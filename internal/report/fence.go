package report

import "strings"

// fence gives untrusted text as a fenced block that it cannot close.
func fence(language, s string) string {
	s = strings.Trim(cleanText(s), "\n")
	if strings.TrimSpace(s) == "" {
		return ""
	}
	marks := strings.Repeat("`", max(3, longestRun(s)+1))
	return marks + languageName(language) + "\n" + s + "\n" + marks
}

// languageName keeps of a language only what may stand after a fence.
func languageName(s string) string {
	name := strings.Map(func(r rune) rune {
		if r < 0x80 && (wordAt(string(r), 0) || strings.ContainsRune("+#-.", r)) {
			return r
		}
		return -1
	}, strings.ToLower(s))
	if name == "" {
		return "text"
	}
	return name[:min(len(name), 20)]
}

// example gives an example of unknown language as a fenced block. Where the
// text brings its own fence, that fence names the language.
func example(s string) string {
	s = strings.Trim(s, "\n")
	if language, body, ok := ownFence(s); ok {
		return fence(language, body)
	}
	return fence(guessLanguage(s), s)
}

// ownFence opens up text that is one fenced block as a whole.
func ownFence(s string) (language, body string, ok bool) {
	s = strings.TrimSpace(s)
	n := run(s, '`')
	first, rest, found := strings.Cut(s, "\n")
	if n < 3 || !found || !strings.HasSuffix(rest, "\n"+first[:n]) {
		return "", "", false
	}
	return first[n:], rest[:len(rest)-n-1], true
}

// guessLanguage names the language of an example by its first word.
func guessLanguage(s string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	first, _, _ = strings.Cut(first, "\n")
	switch first {
	case "stateDiagram-v2", "stateDiagram", "sequenceDiagram", "flowchart", "graph", "erDiagram", "classDiagram":
		return "mermaid"
	case "def", "class", "import", "from", "async", "with":
		return "python"
	case "SELECT", "WITH", "CREATE", "ALTER", "UPDATE", "INSERT", "DELETE":
		return "sql"
	}
	return "text"
}

// paragraphs gives untrusted text as paragraphs of Markdown. Lines after a
// line "Working:" are a calculation and stand in a fenced block until the
// next empty line.
func paragraphs(s string) string {
	var out, prose, working []string
	inWorking := false
	flush := func() {
		if text := line(strings.Join(prose, " ")); text != "" {
			out = append(out, text)
		}
		if block := fence("text", strings.Join(working, "\n")); block != "" {
			out = append(out, block)
		}
		prose, working, inWorking = nil, nil, false
	}
	for l := range strings.SplitSeq(cleanText(s), "\n") {
		text := strings.TrimSpace(l)
		rest, isWorking := strings.CutPrefix(text, "Working:")
		switch {
		case text == "":
			flush()
		case isWorking:
			flush()
			inWorking = true
			if rest != "" {
				working = append(working, strings.TrimSpace(rest))
			}
		case inWorking:
			working = append(working, strings.TrimRight(l, " "))
		default:
			prose = append(prose, text)
		}
	}
	flush()
	return strings.Join(out, "\n\n")
}

// tidy leaves one empty line between blocks and none at the ends. Fenced
// blocks are not touched.
func tidy(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	closing, empty := "", true
	for l := range strings.SplitSeq(s, "\n") {
		if closing != "" {
			b.WriteString(l + "\n")
			if l == closing {
				closing, empty = "", false
			}
			continue
		}
		l = strings.TrimRight(l, " ")
		if l == "" {
			if !empty {
				b.WriteByte('\n')
			}
			empty = true
			continue
		}
		if n := run(l, '`'); n >= 3 {
			closing = l[:n]
		}
		b.WriteString(l + "\n")
		empty = false
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}
