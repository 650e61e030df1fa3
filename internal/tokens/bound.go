package tokens

import "unicode/utf8"

// AtMost gives a number of tokens that text people write does not exceed, in
// one pass and without a vocabulary. It follows the way both vocabularies cut a
// text: a word is one token for three letters (for two where it is long or in
// capitals), a number one for three digits, a run of one sign one for eight,
// and another script two for three bytes. Prose has about 0.6 of the bound. Only
// len(text) is never exceeded by anything.
func AtMost(text string) int {
	thirds := 0 // tokens, in thirds, of what is not ASCII
	n := 0
	for i := 0; i < len(text); {
		if text[i] >= utf8.RuneSelf {
			thirds += 2
			i++
			continue
		}
		end, cost := asciiRun(text, i)
		n += cost
		i = end
	}
	return n + (thirds+2)/3
}

// asciiRun gives the end and the bound of the run that begins at i.
func asciiRun(text string, i int) (end, cost int) {
	switch b := text[i]; classOf(rune(b)) {
	case classLetter:
		return wordRun(text, i)
	case classDigit:
		end = runOf(text, i, classDigit)
		return end, (end - i + 2) / 3
	case classSpace:
		end = runOf(text, i, classSpace)
		return end, blankCost(text, i, end)
	default:
		for end = i; end < len(text) && text[end] == b; end++ {
		}
		return end, 1 + (end-i)/8
	}
}

func runOf(text string, i int, c class) int {
	for i < len(text) && text[i] < utf8.RuneSelf && classOf(rune(text[i])) == c {
		i++
	}
	return i
}

// wordRun ends where letters or their case do: "userID" is two words.
func wordRun(text string, i int) (end, cost int) {
	end = i
	for end < len(text) && text[end] >= 'A' && text[end] <= 'Z' {
		end++
	}
	if end-i > 1 {
		return end, (end - i + 1) / 2
	}
	for end < len(text) && text[end] >= 'a' && text[end] <= 'z' {
		end++
	}
	n := end - i
	if n > 16 {
		return end, (n + 1) / 2
	}
	return end, (n + 2) / 3
}

// blankCost: one blank belongs to the word or sign after it, but not to a
// number; a line end and the indentation after it are two tokens.
func blankCost(text string, i, end int) int {
	if end-i == 1 && text[i] == ' ' {
		if end == len(text) || classOf(rune(text[end])) == classDigit {
			return 1
		}
		return 0
	}
	cost := 1 + (end-i)/8
	if text[end-1] != '\n' {
		cost++
	}
	return cost
}
