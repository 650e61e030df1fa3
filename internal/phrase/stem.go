package phrase

import (
	"strings"

	"github.com/kljensen/snowball/english"
)

// Words splits text as phrases see it and gives its words and numbers in lower
// case, in order.
func Words(text string) []string {
	words := splitWords(text)
	for i, w := range words {
		words[i] = strings.ToLower(w)
	}
	return words
}

// Stem gives the stem of a word in lower case, by which phrases compare.
func Stem(word string) string { return english.Stem(word, true) }
