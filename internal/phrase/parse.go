package phrase

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// seq is a sequence of elements.
type seq []elem

type elemKind uint8

const (
	kindWord  elemKind = iota
	kindWords          // one of several single words
	kindExact
	kindPrefix
	kindNumber
	kindAlt
	kindGap
)

type elem struct {
	kind     elemKind
	dim      Dim   // number; AnyDim for all
	gap      uint8 // words that may stand between
	optional bool
	stem     int32 // of a single word
	*branch        // of exact words, prefixes and alternatives
}

// branch is what only some elements have: there are a hundred thousand of them.
type branch struct {
	text  string  // exact word, prefix
	stems []int32 // words
	alts  []seq
}

const maxDepth = 6

// shortestPrefix is the least length of a prefix, in bytes.
const shortestPrefix = 3

// splitAnd splits a phrase at the top-level "&".
func splitAnd(src string) []string {
	var parts []string
	depth, start := 0, 0
	for i := 0; i < len(src); i++ {
		switch src[i] {
		case '(':
			depth++
		case ')':
			depth--
		case '&':
			if depth == 0 {
				parts = append(parts, src[start:i])
				start = i + 1
			}
		}
	}
	return append(parts, src[start:])
}

func (b *Builder) parse(src string) (seq, error) {
	if b.depth > maxDepth {
		return nil, errors.New("concepts refer to one another too deeply")
	}
	p := &parser{b: b, src: src}
	s, err := p.sequence()
	if err != nil {
		return nil, err
	}
	if p.pos < len(p.src) {
		return nil, fmt.Errorf("unexpected %q at %d", p.src[p.pos], p.pos)
	}
	if len(s) == 0 {
		return nil, errors.New("no word in it")
	}
	if s[0].kind == kindGap || s[len(s)-1].kind == kindGap {
		return nil, errors.New("a gap needs a word on both sides")
	}
	return s, nil
}

type parser struct {
	b      *Builder
	src    string
	pos    int
	groups int // open parentheses; inside them "|" separates whole alternatives
}

// sequence reads elements up to "|", ")" or the end.
func (p *parser) sequence() (seq, error) {
	var s seq
	for p.pos < len(p.src) {
		c := p.src[p.pos]
		switch {
		case c == ')' || c == '|':
			return s, nil
		case c == '(':
			e, err := p.group()
			if err != nil {
				return nil, err
			}
			s = append(s, e)
		case c == '\'':
			e, err := p.exact()
			if err != nil {
				return nil, err
			}
			s = append(s, p.wordAlternatives(seq{e})...)
		case c == '#':
			e, err := p.number()
			if err != nil {
				return nil, err
			}
			s = append(s, e)
		case c == '@':
			e, err := p.concept()
			if err != nil {
				return nil, err
			}
			s = append(s, e)
		case c == '.' && strings.HasPrefix(p.src[p.pos:], ".."):
			s = append(s, p.gap())
		case c == '&':
			return nil, errors.New("& may not stand inside parentheses")
		case isWordRune(p.rune()):
			s = append(s, p.wordAlternatives(p.word())...)
		default:
			p.pos += p.width()
		}
	}
	return s, nil
}

func (p *parser) rune() rune {
	r, _ := utf8.DecodeRuneInString(p.src[p.pos:])
	return r
}

func (p *parser) width() int {
	_, n := utf8.DecodeRuneInString(p.src[p.pos:])
	return n
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func (p *parser) gap() elem {
	n := uint8(3)
	if strings.HasPrefix(p.src[p.pos:], "...") {
		n = 8
	}
	for p.pos < len(p.src) && p.src[p.pos] == '.' {
		p.pos++
	}
	return elem{kind: kindGap, gap: n}
}

// word reads one written word, which may fall apart into several tokens
// ("max_connections"), as a sequence.
func (p *parser) word() seq {
	start := p.pos
	for p.pos < len(p.src) {
		r := p.rune()
		if !isWordRune(r) && !(strings.ContainsRune("_-./:=+'%", r) && p.joins()) {
			break
		}
		p.pos += p.width()
	}
	text := p.src[start:p.pos]
	prefix := p.pos < len(p.src) && p.src[p.pos] == '*'
	if prefix {
		p.pos++
	}
	var s seq
	toks := splitWords(text)
	for i, w := range toks {
		// A prefix shorter than three letters would match half the language;
		// it is taken as a whole word.
		if prefix && len(w) >= shortestPrefix && i == len(toks)-1 {
			s = append(s, elem{kind: kindPrefix, branch: &branch{text: strings.ToLower(w)}})
			continue
		}
		s = append(s, elem{kind: kindWord, stem: p.b.stem(strings.ToLower(w))})
	}
	return s
}

// joins says whether the character at pos joins two parts of one written word.
func (p *parser) joins() bool {
	n := p.width()
	if p.pos+n >= len(p.src) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(p.src[p.pos+n:])
	return isWordRune(next)
}

// wordAlternatives reads "|b|c" after a first written word.
func (p *parser) wordAlternatives(first seq) seq {
	if p.groups > 0 || p.pos >= len(p.src) || p.src[p.pos] != '|' {
		return first
	}
	alts := []seq{first}
	for p.pos < len(p.src) && p.src[p.pos] == '|' {
		save := p.pos
		p.pos++
		if p.pos < len(p.src) && p.src[p.pos] == '\'' {
			if e, err := p.exact(); err == nil {
				alts = append(alts, seq{e})
				continue
			}
		}
		if p.pos >= len(p.src) || !isWordRune(p.rune()) {
			p.pos = save
			break
		}
		alts = append(alts, p.word())
	}
	return seq{alternatives(alts)}
}

// alternatives makes one element of several sequences: the lean kind where all
// of them are single words.
func alternatives(alts []seq) elem {
	stems := make([]int32, 0, len(alts))
	for _, a := range alts {
		if len(a) != 1 || a[0].kind != kindWord {
			return elem{kind: kindAlt, branch: &branch{alts: alts}}
		}
		stems = append(stems, a[0].stem)
	}
	return elem{kind: kindWords, branch: &branch{stems: stems}}
}

func (p *parser) exact() (elem, error) {
	end := strings.IndexByte(p.src[p.pos+1:], '\'')
	if end <= 0 {
		return elem{}, errors.New("a quoted word is not closed")
	}
	text := p.src[p.pos+1 : p.pos+1+end]
	p.pos += end + 2
	words := splitWords(text)
	if len(words) == 1 {
		return elem{kind: kindExact, branch: &branch{text: words[0]}}, nil
	}
	var s seq
	for _, w := range words {
		s = append(s, elem{kind: kindExact, branch: &branch{text: w}})
	}
	if len(s) == 0 {
		return elem{}, errors.New("a quoted word is empty")
	}
	return elem{kind: kindAlt, branch: &branch{alts: []seq{s}}}, nil
}

func (p *parser) number() (elem, error) {
	p.pos++
	start := p.pos
	for p.pos < len(p.src) && p.src[p.pos] >= 'a' && p.src[p.pos] <= 'z' {
		p.pos++
	}
	dim, ok := DimNamed(p.src[start:p.pos])
	if !ok {
		return elem{}, fmt.Errorf("unknown dimension %q: use #, #count, #duration, #bytes, #rate, #percent, #money, #interval, #window or #clock", p.src[start:p.pos])
	}
	return elem{kind: kindNumber, dim: dim}, nil
}

func (p *parser) concept() (elem, error) {
	p.pos++
	start := p.pos
	for p.pos < len(p.src) && (isWordRune(p.rune()) || p.src[p.pos] == '-' || p.src[p.pos] == '.' && p.joins()) {
		p.pos++
	}
	id := p.src[start:p.pos]
	wordings, ok := p.b.concepts(id)
	if !ok {
		return elem{}, fmt.Errorf("no concept %q", id)
	}
	e := elem{kind: kindAlt, branch: &branch{}}
	loose := p.b.loose
	p.b.depth++
	p.b.loose = false // the wordings of a concept say exactly what they mean
	defer func() { p.b.depth--; p.b.loose = loose }()
	for _, w := range wordings {
		if len(splitAnd(w)) > 1 {
			continue // a conjunction has no place inside a sequence
		}
		s, err := p.b.parse(w)
		if err != nil {
			return elem{}, fmt.Errorf("concept %s: wording %q: %w", id, w, err)
		}
		e.alts = append(e.alts, s)
	}
	if len(e.alts) == 0 {
		return elem{}, fmt.Errorf("concept %s has no wording that can stand inside a phrase", id)
	}
	return e, nil
}

func (p *parser) group() (elem, error) {
	p.pos++
	p.groups++
	defer func() { p.groups-- }()
	e := elem{kind: kindAlt, branch: &branch{}}
	for {
		s, err := p.sequence()
		if err != nil {
			return elem{}, err
		}
		if len(s) > 0 {
			e.alts = append(e.alts, s)
		}
		if p.pos >= len(p.src) {
			return elem{}, errors.New("a parenthesis is not closed")
		}
		c := p.src[p.pos]
		p.pos++
		if c == ')' {
			break
		}
	}
	if len(e.alts) == 0 {
		return elem{}, errors.New("empty parentheses")
	}
	if p.pos < len(p.src) && p.src[p.pos] == '?' {
		p.pos++
		e.optional = true
		return e, nil
	}
	return alternatives(e.alts), nil
}
