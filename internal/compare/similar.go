package compare

import (
	"sort"
	"strings"
	"unicode"

	"archreview/internal/document"
)

const (
	mostCells = 10_000 // of old times new statements that are compared by words
	leastLike = 0.4    // agreement from which one statement stands for another
)

// likely pairs the statements of a changed stretch that say something similar,
// in order, so that their agreement is greatest. A stretch that is too long is
// not paired.
func likely(old, new []document.Statement) []match {
	n, m := len(old), len(new)
	if n == 0 || m == 0 || n*m > mostCells {
		return nil
	}
	seen := map[string]int{}
	a, b := wordSets(seen, old), wordSets(seen, new)
	alike := make([]float64, n*m)
	best := make([]float64, (n+1)*(m+1))
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			top := max(best[(i+1)*(m+1)+j], best[i*(m+1)+j+1])
			if s := agreement(a[i], b[j]); s >= leastLike {
				alike[i*m+j] = s
				top = max(top, best[(i+1)*(m+1)+j+1]+s)
			}
			best[i*(m+1)+j] = top
		}
	}
	var out []match
	for i, j := 0, 0; i < n && j < m; {
		here := best[i*(m+1)+j]
		switch s := alike[i*m+j]; {
		case s > 0 && here == best[(i+1)*(m+1)+j+1]+s:
			out = append(out, match{i, j})
			i, j = i+1, j+1
		case here == best[(i+1)*(m+1)+j]:
			i++
		default:
			j++
		}
	}
	return out
}

// wordSets gives the words of each statement as sorted numbers, each once.
func wordSets(seen map[string]int, all []document.Statement) [][]int {
	out := make([][]int, len(all))
	for i := range all {
		out[i] = wordSet(seen, all[i].Text)
	}
	return out
}

// wordSet gives the telling words of a text: numbers, and words of four letters
// or more.
func wordSet(seen map[string]int, text string) []int {
	var out []int
	for _, w := range strings.FieldsFunc(strings.ToLower(text), notWord) {
		if len(w) < 4 && !strings.ContainsAny(w, "0123456789") {
			continue
		}
		n, ok := seen[w]
		if !ok {
			n = len(seen)
			seen[w] = n
		}
		out = append(out, n)
	}
	sort.Ints(out)
	k := 0
	for i, n := range out {
		if i == 0 || n != out[k-1] {
			out[k] = n
			k++
		}
	}
	return out[:k]
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' }

// agreement measures from 0 to 1 how many words two sets share: the mean of
// their share of both and of the smaller one, since repairs add words.
func agreement(a, b []int) float64 {
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			both, i, j = both+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	if both == 0 {
		return 0
	}
	return float64(both)/float64(len(a)+len(b)) + float64(both)/float64(2*min(len(a), len(b)))
}

// plain drops what may differ between two quotes of the same words: case, white
// space, quotation marks and emphasis.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("*_`~\"'“”‘’«»„", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// clip shortens a text to about most runes at a word, on one line.
func clip(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	s = string(r[:most])
	if i := strings.LastIndexByte(s, ' '); i > most/2 {
		s = s[:i]
	}
	return s + " …"
}
