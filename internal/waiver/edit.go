package waiver

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"archreview/internal/lazyregexp"
	"archreview/internal/problem"
)

// edit puts an entry into the text of a waiver file: behind the others, or with
// replace in the place of the one about the same concern and document. All else
// of the text stays as it is, byte for byte. Where an entry ends cannot be told
// from YAML's tree for certain, so that every result is read again before it
// counts.
func edit(path string, raw []byte, e Entry, replace bool) ([]byte, error) {
	p, err := parse(path, raw)
	if err != nil {
		return nil, err
	}
	t := newText(raw)
	want := slices.Clone(p.file.Entries)
	var tries []cut
	if i := slices.IndexFunc(want, func(x Entry) bool { return x.same(&e) }); i < 0 {
		want = append(want, e)
		tries = p.places(t, &e)
	} else {
		if !replace {
			old := want[i]
			return nil, &problem.Problem{What: old.Concern + " is waived already", Detail: fmt.Sprintf("%s:%d: until %s by %s", path, old.Line, old.Until, old.Owner), Next: "add --replace to put this waiver in its place"}
		}
		want[i] = e
		tries = p.swaps(t, i, &e)
	}
	for _, c := range tries {
		out := slices.Concat(raw[:c.from], []byte(c.text), raw[c.to:])
		if len(out) > mostBytes {
			return nil, &problem.Problem{What: "the waiver cannot be written", Detail: path + " would become larger than 1 MB", Next: "remove entries that have ended"}
		}
		if q, err := parse(path, out); err == nil && slices.EqualFunc(q.file.Entries, want, equal) {
			return out, nil
		}
	}
	return nil, &problem.Problem{
		What: "the waiver cannot be written", Detail: path + ": the file is written in a form that cannot be edited safely",
		Next: "write each waiver on lines of its own below waivers:, as \"  - concern: …\", or add this one by hand",
	}
}

func equal(a, b Entry) bool {
	a.Line, b.Line = 0, 0
	return a == b
}

// cut replaces bytes of a text.
type cut struct {
	from, to int
	text     string
}

// text knows the lines of a file.
type text struct {
	raw     []byte
	starts  []int // byte at which each line begins; line 1 first
	newline string
}

func newText(raw []byte) *text {
	t := &text{raw: raw, starts: []int{0}, newline: "\n"}
	for i, c := range raw {
		if c == '\n' && i+1 < len(raw) {
			t.starts = append(t.starts, i+1)
		}
	}
	if bytes.Contains(raw, []byte("\r\n")) {
		t.newline = "\r\n"
	}
	return t
}

// at gives the byte at which a line begins; lines behind the last one begin at
// the end.
func (t *text) at(line int) int {
	switch {
	case line < 1:
		return 0
	case line > len(t.starts):
		return len(t.raw)
	}
	return t.starts[line-1]
}

func (t *text) line(n int) string { return string(t.raw[t.at(n):t.at(n+1)]) }

// before gives a text that begins on a line of its own at a place.
func (t *text) before(at int, s string) cut {
	if at > 0 && t.raw[at-1] != '\n' {
		s = t.newline + s
	}
	return cut{at, at, s}
}

// back goes from a line up over empty lines and comments that are indented no
// deeper than a column: they belong to what follows.
func (t *text) back(line, first, column int) int {
	for line > first {
		s := strings.TrimRight(t.line(line-1), " \t\r\n")
		bare := strings.TrimLeft(s, " ")
		if s != "" && (!strings.HasPrefix(bare, "#") || len(s)-len(bare) >= column) {
			break
		}
		line--
	}
	return line
}

// end gives the line behind the value of the key "waivers".
func (p *parsed) end(t *text) int {
	if p.key >= 0 && p.key+2 < len(p.root.Content) {
		return p.root.Content[p.key+2].Line
	}
	line := p.root.Line
	for n := line; n <= len(t.starts); n++ {
		if s := strings.TrimRight(t.line(n), " \t\r\n"); s == "..." || strings.HasPrefix(s, "... ") {
			return n
		}
	}
	return len(t.starts) + 1
}

// places gives the ways to add an entry behind the others, the best first.
func (p *parsed) places(t *text, e *Entry) []cut {
	end := p.end(t)
	item := render(e, 2, t.newline)
	switch {
	case p.list == nil:
		s := "waivers:" + t.newline + item
		return []cut{t.before(t.at(t.back(end, p.root.Line, 1)), s), t.before(t.at(end), s)}
	case p.list.Kind == yaml.ScalarNode && p.list.Value == "":
		return []cut{t.before(t.at(p.root.Content[p.key].Line+1), item)}
	case len(p.list.Content) == 0:
		return p.instead(t, item)
	case p.list.Style&yaml.FlowStyle != 0:
		return nil
	}
	column := p.list.Column
	s := render(e, column-1, t.newline)
	first := p.nodes[len(p.nodes)-1].Line
	return []cut{t.before(t.at(t.back(end, first, column)), s), t.before(t.at(end), s)}
}

// instead puts an entry in the place of "[]", "~" or "null".
func (p *parsed) instead(t *text, item string) []cut {
	from := min(t.at(p.list.Line)+p.list.Column-1, len(t.raw))
	size := len(p.list.Value)
	if p.list.Kind == yaml.SequenceNode {
		size = bytes.IndexByte(t.raw[from:], ']') + 1
	}
	if from+size > len(t.raw) {
		return nil
	}
	rest, _, _ := bytes.Cut(t.raw[from+size:], []byte{'\n'})
	if len(bytes.TrimSpace(rest)) == 0 {
		item = strings.TrimSuffix(item, t.newline)
	}
	return []cut{{from, from + size, t.newline + item}}
}

// swaps gives the ways to put an entry in the place of the i-th one. What
// stands between entries stays.
func (p *parsed) swaps(t *text, i int, e *Entry) []cut {
	if p.list.Style&yaml.FlowStyle != 0 {
		return nil
	}
	column := p.list.Column
	first := p.dash(t, i)
	end := p.end(t)
	if i+1 < len(p.nodes) {
		end = p.dash(t, i+1)
	}
	s := render(e, column-1, t.newline)
	return []cut{{t.at(first), t.at(t.back(end, p.nodes[i].Line, column)), s}, {t.at(first), t.at(end), s}}
}

// dash gives the line with the dash of the i-th entry.
func (p *parsed) dash(t *text, i int) int {
	for n := p.nodes[i].Line; n > p.list.Line; n-- {
		if s := t.line(n); len(s) >= p.list.Column && s[p.list.Column-1] == '-' {
			return n
		}
	}
	return p.list.Line
}

// render writes an entry as an item of a block list.
func render(e *Entry, indent int, newline string) string {
	var b strings.Builder
	lead := strings.Repeat(" ", indent) + "- "
	for _, f := range []struct{ key, value string }{
		{"concern", e.Concern}, {"title", e.Title}, {"owner", e.Owner}, {"reason", e.Reason}, {"until", e.Until}, {"document", e.Document},
	} {
		if f.value == "" {
			continue
		}
		value := scalar(f.value)
		if f.key == "until" {
			value = f.value
		}
		b.WriteString(lead + f.key + ": " + value + newline)
		lead = strings.Repeat(" ", indent+2)
	}
	return b.String()
}

// plainForm is text that YAML reads as it stands, whatever the rest of the line.
var plainForm = lazyregexp.New(`^[A-Za-z][A-Za-z0-9 ,.;()/_@+'-]*$`)

// wordForm is text that YAML may take for something else than a text.
var wordForm = lazyregexp.New(`^(?i:true|false|yes|no|on|off|y|n|null|nan|inf)$`)

// scalar writes a text as YAML. Go's quoting uses only escapes that YAML has
// too, with the same meaning for text that is valid UTF-8.
func scalar(s string) string {
	if plainForm.MatchString(s) && !wordForm.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}
