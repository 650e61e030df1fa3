package redact

import (
	"fmt"
	"strings"

	"archreview/internal/lazyregexp"
)

// block is where in a PEM block a text is.
type block struct {
	name string // placeholder of the block; "" outside
	line int    // lines of it so far
}

const mostPEM = 600 // lines; a private key has fewer

var (
	pemBegin = lazyregexp.New(`-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY(?: BLOCK)?|SECRET KEY)-----`)
	pemBody  = lazyregexp.New(`^([\s>|"'#/*+-]*)([A-Za-z0-9+/]{1,200}={0,2})(\\n|["',;\s|\\]*)$`)
	pemHead  = lazyregexp.New(`^[\s>|"'#/*]*(?:[A-Z][A-Za-z-]{2,30}: .{0,200})?\s*$`)
)

// pem masks the lines of private keys between their marks, each by a
// placeholder of its own. A block without an end ends at the first line that
// cannot belong to it.
func (m *Masker) pem(b *block, line string) (string, bool) {
	if b.name == "" {
		at := pemBegin.FindStringIndex(line)
		if at == nil {
			return "", false
		}
		rest := line[at[1]:]
		if end := strings.Index(rest, "-----END"); end >= 0 {
			return m.plain(line[:at[1]]) + m.hide("PRIVATE_KEY", rest[:end]) + m.plain(rest[end:]), true
		}
		if body := strings.TrimRight(rest, " \t\r\n"); len(body) > 16 { // a key on one line, not ended
			return m.plain(line[:at[1]]) + m.hide("PRIVATE_KEY", body) + rest[len(body):], true
		}
		*b = block{name: m.number("PRIVATE_KEY")}
		return line, true
	}
	b.line++
	if strings.Contains(line, "-----END") || b.line > mostPEM {
		*b = block{}
		return line, true
	}
	if x := pemBody.FindStringSubmatchIndex(line); x != nil {
		body := line[x[4]:x[5]]
		p := m.known[body]
		if p == "" {
			if b.line == 1 || !m.has(b.name) {
				m.count++
			}
			p = m.name(body, fmt.Sprintf("%s_L%d", b.name, b.line))
			m.secrets[b.name] = b.name
		}
		return line[:x[4]] + p + line[x[5]:], true
	}
	if pemHead.MatchString(line) {
		return line, true
	}
	*b = block{}
	return "", false
}

// has says whether a block's placeholder is in use.
func (m *Masker) has(name string) bool { _, ok := m.secrets[name]; return ok }

// plain masks a part of a line by the rules alone.
func (m *Masker) plain(text string) string {
	var b strings.Builder
	m.line(&b, text, m.relevant(text))
	return b.String()
}
