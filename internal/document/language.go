package document

import "strings"

const (
	english      = "en"
	otherThan    = "other"
	leastWords   = 40 // fewer say nothing about the language
	leastEnglish = 10 // per cent of function words in English prose, terse notes included
)

// Language estimates whether the prose of a document is English ("en") or not
// ("other"), by the share of words such as "the" and "with". Too little prose
// counts as English.
func Language(d *Document) string {
	words, function := 0, 0
	for i := range d.Statements {
		s := &d.Statements[i]
		if s.Kind != Sentence && s.Kind != ListItem && s.Kind != Quoted {
			continue
		}
		for _, w := range strings.FieldsFunc(s.Text, func(c rune) bool { return c < 0x80 && !isLetter(byte(c)) && c != '\'' }) {
			words++
			if isEnglish(strings.ToLower(w)) {
				function++
			}
		}
	}
	if words < leastWords || function*100 >= words*leastEnglish {
		return english
	}
	return otherThan
}

// isEnglish knows frequent words of English that are rare in the languages
// around it.
func isEnglish(word string) bool {
	switch word {
	case "the", "of", "and", "to", "are", "for", "with", "that", "this", "it", "by", "be", "from", "at", "or", "not",
		"which", "has", "have", "when", "each", "than", "can", "if", "its", "their", "into", "they", "but", "our",
		"before", "all", "more", "one", "every", "only", "because", "there", "would", "should", "must", "while", "where",
		"these", "other", "so", "as", "on", "is", "we", "you", "your", "after", "until", "through", "without", "any":
		return true
	}
	return false
}
