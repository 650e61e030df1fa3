package report

import (
	"html/template"
	"net/url"
	"slices"
	"strings"

	"archreview/agent/review"
)

// words are the functions of the page's templates. None of them gives markup:
// html/template escapes whatever they return.
func (p *page) words() template.FuncMap {
	return template.FuncMap{
		"spans": p.spans, "blocks": blocks, "linked": linked, "sample": sampleCode,
		"excerpts": p.excerpts, "refs": p.lineRefs, "anchor": p.anchor, "known": p.known,
		"item": p.itemTitle, "severity": severityOf, "state": stateOf, "priority": priorityOf,
		"status": func(s review.AreaStatus) string { return status(s) },
		"when":   readable, "num": num, "plural": plural, "inc": func(i int) int { return i + 1 },
		"same": func(a, b any) bool { return plain(a) == plain(b) },
		"has":  slices.Contains[[]string],
		"slug": slug,
		"host": func(a string) string { return strings.TrimPrefix(a, "https://") },
	}
}

// span is a part of a line: plain, in code font, or the name of a concern.
type span struct {
	Text   string
	Code   bool
	Anchor string // of the concern that the text names
}

// spans takes one line of text apart at its code in backticks and at the ids
// of concerns.
func (p *page) spans(s string) []span {
	s = spaced(s)
	var out []span
	from := 0
	for i := 0; i < len(s); {
		n := codeSpan(s[i:], false)
		if n == 0 {
			i += max(1, run(s[i:], '`'))
			continue
		}
		out = p.named(out, s[from:i])
		marks := run(s[i:], '`')
		out = append(out, span{Text: strings.TrimSpace(s[i+marks : i+n-marks]), Code: true})
		i += n
		from = i
	}
	return p.named(out, s[from:])
}

// spaced is oneLine with a space kept at the ends that have one: what stands
// beside it is another part of the same line.
func spaced(s string) string {
	one := oneLine(s)
	if one != "" && s[0] == ' ' {
		one = " " + one
	}
	if one != "" && s[len(s)-1] == ' ' {
		one += " "
	}
	return one
}

// named adds plain text, in which ids of concerns lead to them.
func (p *page) named(out []span, s string) []span {
	from := 0
	for i := 0; i < len(s); {
		if !idByte(s[i]) {
			i++
			continue
		}
		end := i
		for end < len(s) && idByte(s[end]) {
			end++
		}
		word := strings.TrimRight(s[i:end], ".-_")
		if a := p.anchors[word]; a != "" && strings.ContainsAny(word, "-.") {
			if i > from {
				out = append(out, span{Text: s[from:i]})
			}
			out = append(out, span{Text: word, Anchor: a})
			from = i + len(word)
		}
		i = end
	}
	if from < len(s) {
		out = append(out, span{Text: s[from:]})
	}
	return out
}

func idByte(c byte) bool { return isLetter(c) || isDigit(c) || c == '-' || c == '_' || c == '.' }

// textBlock is a paragraph, or a calculation whose lines count.
type textBlock struct {
	Text    string
	Working bool
}

// blocks takes text apart at empty lines; lines after a line "Working:" are a
// calculation until the next empty line.
func blocks(s string) []textBlock {
	var out []textBlock
	for part := range strings.SplitSeq(s, "\n\n") {
		prose, working := part, ""
		if at := strings.Index("\n"+part, "\nWorking:"); at >= 0 {
			prose, working = part[:at], part[at+len("Working:"):]
		}
		if strings.TrimSpace(prose) != "" {
			out = append(out, textBlock{Text: prose})
		}
		if working = strings.Trim(working, "\n"); strings.TrimSpace(working) != "" {
			out = append(out, textBlock{Text: working, Working: true})
		}
	}
	return out
}

// source is a reference: text, and the address that it names, if that can be
// followed safely.
type source struct {
	Before, URL, After string
}

// linked finds the first address of a reference. It becomes a link only with
// the scheme https, a plain host and no name or password; all of it is shown.
func linked(s string) source {
	s = oneLine(s)
	for i := range len(s) {
		n := address(s, i)
		if n == 0 {
			continue
		}
		found := strings.TrimRight(s[i:i+n], ".,;:)!?")
		u, err := url.Parse(found)
		if err != nil || u.Scheme != "https" || u.User != nil || u.Hostname() == "" || !plainHost(u.Host) {
			continue
		}
		return source{Before: s[:i], URL: found, After: s[i+len(found):]}
	}
	return source{Before: s}
}

// plainHost says that a host is made of what hosts are made of, so that what
// is shown is where the link goes.
func plainHost(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && !isDigit(c) && c != '.' && c != '-' && c != ':' {
			return false
		}
	}
	return !strings.Contains(strings.ToLower(s), "xn--")
}

// codeSample is an example with the name of its language.
type codeSample struct{ Language, Text string }

// sampleCode gives an example for a block; its language is guessed where it
// does not come with it.
func sampleCode(language, s string) codeSample {
	s = strings.Trim(s, "\n")
	if own, body, ok := ownFence(s); ok {
		language, s = own, body
	}
	if language == "" {
		language = guessLanguage(s)
	}
	return codeSample{languageName(language), s}
}
