package document

// usage tells when a word with a full stop behind it does not end a sentence.
type usage int

const (
	ends         usage = 0         // no abbreviation
	beforeNumber usage = 1 << iota // not when a number follows: "No. 5"
	beforeSmall                    // not unless a capital follows: "etc. and"
	never                          // "e.g. Kafka"
)

// abbreviation tells how a word in lower case, without its last full stop, is
// used.
func abbreviation(word string) usage {
	switch word {
	case "e.g", "eg", "i.e", "vs", "cf", "approx", "resp", "ca", "viz", "incl", "excl", "mr", "mrs", "dr", "prof":
		return never
	case "no", "nr", "art", "vol":
		return beforeNumber
	case "sec", "secs", "fig", "eq", "ch", "pp", "ver", "rev", "ref", "refs", "app", "tab", "nos", "figs",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return beforeNumber | beforeSmall
	case "etc", "inc", "ltd", "co", "corp", "al", "min", "max", "avg", "est", "dept", "hr", "hrs", "mins", "misc", "req",
		"reqs", "env", "std", "temp", "tel", "ext", "intl", "jr", "sr", "st", "a.m", "p.m", "ph.d", "op", "cit":
		return beforeSmall
	}
	return ends
}

// isInitials holds for words such as "U.S" and "a.k.a": single letters with
// full stops between them.
func isInitials(word string) bool {
	if len(word) < 3 || len(word)%2 == 0 {
		return false
	}
	for i := 0; i < len(word); i++ {
		if i%2 == 0 && !isLetter(word[i]) || i%2 == 1 && word[i] != '.' {
			return false
		}
	}
	return true
}
