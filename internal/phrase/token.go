package phrase

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
)

// Token is one word or number of a statement.
type Token struct {
	Text       string // as written
	Start, End int    // byte range in the statement
	Num        *Number
	lower      string
	stem       int32 // 0: a stem that no phrase knows
	group      int32 // 0: a word without synonyms
	skip       bool  // determiner
}

// Lower is the word in lower case.
func (t *Token) Lower() string { return t.lower }

// Tokenizer turns statements into tokens for one Set. It remembers the words
// it has seen and is not safe for concurrent use.
type Tokenizer struct {
	set   *Set
	memo  map[string]word
	words words // of the statement in which phrases are being found
}

type word struct {
	lower string
	stem  int32
	group int32
	skip  bool
}

// NewTokenizer makes a tokenizer for the phrases of a set.
func NewTokenizer(s *Set) *Tokenizer {
	return &Tokenizer{set: s, memo: make(map[string]word, 1024)}
}

// Tokens splits a statement into words and numbers with their units.
func (z *Tokenizer) Tokens(text string) []Token {
	toks := make([]Token, 0, len(text)/5+1)
	for i := 0; i < len(text); {
		n := wordEnd(text, i)
		if n == i {
			_, w := utf8.DecodeRuneInString(text[i:])
			i += w
			continue
		}
		toks = append(toks, z.token(text, i, n))
		i = n
	}
	return readNumbers(text, toks)
}

func (z *Tokenizer) token(text string, i, n int) Token {
	s := text[i:n]
	w, ok := z.memo[s]
	if !ok {
		w.lower = strings.ToLower(s)
		w.skip = determiner(w.lower)
		st := english.Stem(w.lower, true)
		w.stem, w.group = z.set.stems[st], z.set.groups[st]
		z.memo[s] = w
	}
	return Token{Text: s, Start: i, End: n, lower: w.lower, stem: w.stem, group: w.group, skip: w.skip}
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
