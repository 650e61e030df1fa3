package phrase

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"

	"archreview/internal/slab"
)

// Token is one word or number of a statement.
type Token struct {
	Num        *Number
	w          *word
	start, end int32
}

// Start is the offset of the token in its statement, in bytes.
func (t *Token) Start() int { return int(t.start) }

// End is the offset behind the token.
func (t *Token) End() int { return int(t.end) }

// In gives the token as it is written in its statement.
func (t *Token) In(text string) string { return text[t.start:t.end] }

// Lower is the word, or the first word of a number, in lower case.
func (t *Token) Lower() string { return t.w.lower }

// Tokenizer turns statements into tokens for one Set. It remembers the words
// it has seen and is not safe for concurrent use.
type Tokenizer struct {
	set   *Set
	memo  map[string]*word
	words words   // of the statement in which phrases are being found
	found []Match // what Find gave last

	statement uint32  // number of the statement
	tried     []trial // by phrase

	toks, merged []Token // of the statement that is being split
	kept         slab.Slab[Token]
}

// word is what is known of a word, once for all tokens that are written alike.
type word struct {
	text    string // as written
	lower   string
	phrases [][]ID // phrases that are tried where it stands
	stem    int32  // 0: a stem that no phrase knows
	group   int32  // 0: a word without synonyms
	skip    bool   // determiner
	counts  bool   // may begin a quantity
}

// NewTokenizer makes a tokenizer for the phrases of a set.
func NewTokenizer(s *Set) *Tokenizer {
	return &Tokenizer{set: s, memo: make(map[string]*word, 256)}
}

// Tokens splits a statement into words and numbers with their units.
func (z *Tokenizer) Tokens(text string) []Token {
	toks := z.toks[:0]
	for i := 0; i < len(text); {
		n := wordEnd(text, i)
		if n == i {
			_, w := utf8.DecodeRuneInString(text[i:])
			i += w
			continue
		}
		toks = append(toks, Token{w: z.word(text[i:n]), start: int32(i), end: int32(n)})
		i = n
	}
	z.toks = toks
	merged := readNumbers(text, toks, z.merged)
	if len(merged) > 0 && &merged[0] != &toks[0] {
		z.merged = merged
	}
	return z.kept.Keep(merged)
}

// word gives what is known of a word as it is written.
func (z *Tokenizer) word(s string) *word {
	w, ok := z.memo[s]
	if !ok {
		w = z.set.word(s)
		z.memo[s] = w
	}
	return w
}

func (s *Set) word(text string) *word {
	w := &word{text: text, lower: strings.ToLower(text)}
	w.skip = determiner(w.lower)
	w.counts = beginsNumber(text) || wordNumber(w.lower) != 0 || w.lower == "one" || beginsSpecial(w.lower)
	st := english.Stem(w.lower, true)
	w.stem, w.group = s.stems[st], s.groups[st]
	add := func(ids []ID) {
		if len(ids) > 0 {
			w.phrases = append(w.phrases, ids)
		}
	}
	if w.stem > 0 {
		add(s.tried(w.stem))
	}
	if w.group > 0 {
		add(s.tried(w.group))
	}
	add(s.byExact[text])
	for n := shortestPrefix; n <= len(w.lower); n++ {
		add(s.byPrefix[w.lower[:n]])
	}
	return w
}

// wordEnd gives the end of the word or number that begins at i, or i. A number
// keeps its thousands separators and decimals: 1,200 and 99.95.
func wordEnd(s string, i int) int {
	r, n := utf8.DecodeRuneInString(s[i:])
	if !isWordRune(r) {
		return i
	}
	digits := unicode.IsDigit(r)
	j := i + n
	for j < len(s) {
		r, n = utf8.DecodeRuneInString(s[j:])
		if isWordRune(r) {
			digits = digits && unicode.IsDigit(r)
			j += n
			continue
		}
		if digits && separates(s, i, j) {
			j++
			continue
		}
		break
	}
	return j
}

// separates says whether s[j] stands between the digits of one number: a
// decimal point, a comma before exactly three digits, or an underscore.
func separates(s string, i, j int) bool {
	if j+1 >= len(s) || s[j+1] < '0' || s[j+1] > '9' {
		return false
	}
	switch s[j] {
	case '.':
		return true
	case ',', '_':
		k := j + 1
		for k < len(s) && s[k] >= '0' && s[k] <= '9' {
			k++
		}
		return k-j-1 == 3 && j-i <= 3 || k-j-1 == 3 && s[j-4] == s[j]
	}
	return false
}

// splitWords splits a written word of a phrase as text is split.
func splitWords(s string) []string {
	var out []string
	for i := 0; i < len(s); {
		n := wordEnd(s, i)
		if n == i {
			_, w := utf8.DecodeRuneInString(s[i:])
			i += w
			continue
		}
		out = append(out, s[i:n])
		i = n
	}
	return out
}

func determiner(w string) bool {
	switch w {
	case "a", "an", "the", "our", "its", "their", "this", "that", "these", "those", "each", "every", "all", "any", "some", "your", "my", "his", "her":
		return true
	}
	return false
}
