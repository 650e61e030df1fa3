package followup

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"archreview/internal/brief"
	"archreview/internal/phrase"
)

//go:embed intents.txt
var intentLines string

//go:embed stopwords.txt
var stopLines string

//go:embed weak.txt
var weakLines string

//go:embed likes.txt
var likeLines string

//go:embed compounds.txt
var compoundLines string

// intents are the phrases by which kinds of questions are known.
type intents struct {
	set   *phrase.Set
	names map[phrase.ID]string
	stop  map[string]bool // stems of words without meaning of their own
	weak  map[string]bool // stems of words that say little
	likes [][]string      // stems that stand for one another
}

var knownIntents = sync.OnceValues(func() (*intents, error) {
	k := &intents{names: map[phrase.ID]string{}, stop: map[string]bool{}, weak: map[string]bool{}}
	b := phrase.NewBuilder(func(string) ([]string, bool) { return nil, false })
	for _, l := range lines(intentLines) {
		name, src, _ := strings.Cut(l, ": ")
		id, err := b.Add(strings.TrimSpace(src))
		if err != nil {
			return nil, fmt.Errorf("kinds of questions: %w", err)
		}
		k.names[id] = name
	}
	k.set = b.Set()
	for _, l := range lines(likeLines) {
		k.likes = append(k.likes, stems(l))
	}
	for _, s := range stems(strings.Join(lines(stopLines), " ")) {
		k.stop[s] = true
	}
	for _, s := range stems(strings.Join(lines(weakLines), " ")) {
		k.weak[s] = true
	}
	return k, nil
})

// lines gives the lines of a data file without comments.
func lines(s string) []string {
	var out []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "#") {
			out = append(out, l)
		}
	}
	return out
}

// term gives a word of a question with the words that stand for it.
func (k *intents) term(b *brief.Brief, stem, word string) term {
	t := term{stem: stem, word: word, weight: 1}
	if k.weak[stem] {
		t.weight = 0.3
	}
	groups := k.likes
	for i := range b.Catalog.Synonyms {
		groups = append(groups[:len(groups):len(groups)], stems(strings.Join(b.Catalog.Synonyms[i].Words, " ")))
	}
	for _, group := range groups {
		if slices.Contains(group, stem) {
			t.like = union(t.like, group)
		}
	}
	t.like = slices.DeleteFunc(t.like, func(s string) bool { return s == stem })
	return t
}

// compounds are pairs of words that are one word for searching.
var compounds = sync.OnceValue(func() map[[2]string]bool {
	out := map[[2]string]bool{}
	for _, l := range lines(compoundLines) {
		first, second, _ := strings.Cut(l, " ")
		out[[2]string{first, second}] = true
	}
	return out
})

// words gives the words of a text in lower case, compounds as one with a blank.
func words(text string) []string {
	pairs := compounds()
	var out []string
	for _, w := range phrase.Words(text) {
		if n := len(out); n > 0 && pairs[[2]string{out[n-1], w}] {
			out[n-1] += " " + w
			continue
		}
		out = append(out, w)
	}
	return out
}

// stems gives the stems of the words of a text.
func stems(text string) []string {
	out := words(text)
	for i, w := range out {
		out[i] = stem(w)
	}
	return out
}

// stem gives the stem of a word or compound.
func stem(word string) string { return phrase.Stem(strings.ReplaceAll(word, " ", "")) }
