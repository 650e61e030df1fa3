// Package redact masks secrets before a text leaves the machine or is stored:
// keys, tokens, passwords, credentials in addresses, PEM blocks, and e-mail
// addresses where that is asked for. Each secret becomes a placeholder of its
// own, the same wherever it stands, which can be turned back later. Lines are
// kept, so that places stay right.
package redact

import (
	"fmt"
	"reflect"
	"sort"
	"strings"

	"archreview/internal/lazyregexp"
)

// Options say what is masked beside secrets.
type Options struct {
	Emails bool
}

// Masker masks texts and remembers what it masked. It is not safe for
// concurrent use.
type Masker struct {
	rules   []rule
	known   map[string]string // placeholder by secret
	secrets map[string]string // secret by placeholder
	next    map[string]int    // last number of a kind
	count   int
	taken   string // texts so far that speak like placeholders themselves
}

// New makes a Masker.
func New(o Options) (*Masker, error) {
	all, err := rules()
	if err != nil {
		return nil, err
	}
	m := &Masker{known: map[string]string{}, secrets: map[string]string{}, next: map[string]int{}}
	for _, r := range all {
		if !r.Asked || o.Emails {
			m.rules = append(m.rules, r)
		}
	}
	return m, nil
}

// Count gives the number of different secrets masked so far.
func (m *Masker) Count() int { return m.count }

// placeholder matches what a secret is replaced by.
var placeholder = lazyregexp.New(`MASKED_[A-Z]+(?:_[A-Z]+)*_\d+(?:_L\d+)?`)

// Mask gives the text with every secret replaced. The number of lines stays.
func (m *Masker) Mask(text string) string {
	if placeholder.MatchString(text) {
		m.taken += "\n" + strings.Join(placeholder.FindAllString(text, -1), "\n") + "\n"
	}
	var b strings.Builder
	b.Grow(len(text))
	rules := m.relevant(text)
	var pem block
	for len(text) > 0 {
		n := strings.IndexByte(text, '\n') + 1
		if n == 0 {
			n = len(text)
		}
		line := text[:n]
		text = text[n:]
		if masked, ok := m.pem(&pem, line); ok {
			b.WriteString(masked)
			continue
		}
		m.line(&b, line, rules)
	}
	return b.String()
}

// Free says whether Mask would leave a text as it is and learn nothing from it.
// Several goroutines may ask at once.
func (m *Masker) Free(text string) bool {
	if placeholder.MatchString(text) || pemBegin.MatchString(text) {
		return false
	}
	rules := m.relevant(text)
	for line := range strings.Lines(text) {
		if len(find(line, rules)) > 0 {
			return false
		}
	}
	return true
}

// relevant gives the rules of which some word stands in a text, with these
// words: most are about things that most texts never name.
func (m *Masker) relevant(text string) []*rule {
	lower := strings.ToLower(text)
	var out []*rule
	for _, r := range m.rules {
		var words []string
		for _, w := range r.Words {
			if strings.Contains(lower, w) {
				words = append(words, w)
			}
		}
		if r.Words = words; len(words) > 0 {
			out = append(out, &r)
		}
	}
	return out
}

// span is a part of a line that is masked.
type span struct {
	from, to int
	kind     string
}

// line masks what the rules find in one line.
func (m *Masker) line(b *strings.Builder, line string, rules []*rule) {
	found := find(line, rules)
	if len(found) == 0 {
		b.WriteString(line)
		return
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].from < found[j].from })
	at := 0
	for i := 0; i < len(found); {
		s := found[i]
		for i++; i < len(found) && found[i].from < s.to; i++ {
			s.to = max(s.to, found[i].to)
		}
		b.WriteString(line[at:s.from])
		b.WriteString(m.hide(s.kind, line[s.from:s.to]))
		at = s.to
	}
	b.WriteString(line[at:])
}

// Long lines are looked at in pieces, so that one word in a line of megabytes
// does not set every rule on all of it.
const (
	pieceSize = 4 << 10
	overlap   = 256
)

// find gives what the rules find, in any order.
func find(line string, rules []*rule) []span {
	var out []span
	for from := 0; from < len(line); {
		to := len(line)
		if len(line)-from > pieceSize {
			if i := strings.IndexAny(line[from+pieceSize:], " \t\n"); i >= 0 {
				to = from + pieceSize + i
			}
		}
		start := max(0, from-overlap)
		out = piece(out, line[start:to], start, rules)
		from = to
	}
	return out
}

func piece(out []span, text string, at int, rules []*rule) []span {
	lower := strings.ToLower(text)
	if len(lower) != len(text) {
		lower = asciiLower(text)
	}
	for _, r := range rules {
		if !r.speaks(lower) {
			continue
		}
		for _, x := range r.exp.FindAllStringSubmatchIndex(text, -1) {
			for g := 2; g+1 < len(x); g += 2 {
				if x[g] >= 0 && x[g] < x[g+1] && r.secret(text[x[g]:x[g+1]]) {
					out = append(out, span{at + x[g], at + x[g+1], r.Kind})
				}
			}
		}
	}
	return out
}

func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// hide gives the placeholder of a secret.
func (m *Masker) hide(kind, secret string) string {
	if p := m.known[secret]; p != "" {
		return p
	}
	if placeholder.FindString(secret) == secret {
		return secret
	}
	m.count++
	return m.name(secret, m.number(kind))
}

// number gives a placeholder that no text so far contains.
func (m *Masker) number(kind string) string {
	for {
		m.next[kind]++
		p := fmt.Sprintf("MASKED_%s_%d", kind, m.next[kind])
		if !strings.Contains(m.taken, "\n"+p+"\n") && !strings.Contains(m.taken, "\n"+p+"_L") {
			return p
		}
	}
}

func (m *Masker) name(secret, p string) string {
	m.known[secret], m.secrets[p] = p, secret
	return p
}

// Restore turns the placeholders of a text back into the secrets.
func (m *Masker) Restore(text string) string {
	if m.count == 0 || !strings.Contains(text, "MASKED_") {
		return text
	}
	return placeholder.ReplaceAllStringFunc(text, func(p string) string {
		if s, ok := m.secrets[p]; ok {
			return s
		}
		return p
	})
}

// RestoreAll turns the placeholders in all strings of a value back. The value
// is a pointer to data made of structs, slices, pointers and strings.
func (m *Masker) RestoreAll(v any) {
	if m.count > 0 {
		m.walk(reflect.ValueOf(v))
	}
}

func (m *Masker) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			m.walk(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			m.walk(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			m.walk(v.Index(i))
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString(m.Restore(v.String()))
		}
	}
}
