package synthesis

import (
	"strings"
	"unicode"

	"archreview/internal/document"
	"archreview/internal/facts"
)

// Words of the sentences that tie one part to another: "the API writes orders
// to PostgreSQL".
const (
	directVerbs = " calls queries invokes polls consults uses call query invoke poll use "
	aimedVerbs  = " reads writes publishes sends stores pushes saves persists inserts loads fetches consumes subscribes connects talks posts forwards enqueues puts uploads copies streams listens asks read write publish send store push save persist insert load fetch consume subscribe connect talk post forward enqueue put upload copy stream listen ask "
	aims        = " to from into in on with via at through "
	helpers     = " then also directly itself only asynchronously synchronously each always now both "
	articles    = " the a an its our this that same one "
)

const mostBetween = 7 // words between a verb and what it aims at

// word is a word of a sentence with its place.
type word struct {
	text       string
	start, end int
	stop       bool // punctuation stands before it
}

// spot is a place in a sentence where a part is named.
type spot struct {
	part     int
	from, to int // words
}

// sentences takes the ties that sentences state between parts that are known.
func (p *plan) sentences() {
	names := p.names()
	if len(names) == 0 {
		return
	}
	f := p.w.f
	for i := range f.Statements {
		st := &f.Statements[i]
		if f.IsAnswer(i) || st.Kind != document.Sentence && st.Kind != document.ListItem || f.SectionStatus(i) != facts.Affirmed {
			continue
		}
		words := sentenceWords(st.Text)
		found := occurrences(words, names)
		for k := 0; k+1 < len(found); k++ {
			a, b := found[k], found[k+1]
			label, ok := tied(words, a, b)
			if ok && a.part != b.part && f.Spoken(i, words[a.from].start, words[b.to-1].end) == facts.Affirmed {
				p.tie(a.part, b.part, label, true, i)
			}
		}
	}
}

// alias is one way in which sentences name a part, as words.
type alias struct {
	words []string
	part  int
}

// names lists the aliases by their first word. One that two parts share is no
// name of either.
func (p *plan) names() map[string][]alias {
	owner := map[string]int{}
	add := func(words []string, part int) {
		key := strings.Join(words, " ")
		if len(key) < 2 || strings.Contains(" to of in on at by as is it or an we us no so up if do be he me my ", " "+key+" ") {
			return
		}
		if o, ok := owner[key]; ok && o != part {
			part = -1
		}
		owner[key] = part
	}
	for i := range p.parts {
		main := wordsOf(mainName(p.parts[i].label))
		if len(main) == 0 || len(main) > 5 {
			continue
		}
		last := len(main) - 1
		add(main, i)
		one := append(append([]string{}, main[:last]...), singular(main[last]))
		add(one, i)
		add(append(append([]string{}, main[:last]...), singular(main[last])+"s"), i)
		if len(main) == 2 && strings.Contains(sortsOfParts, " "+one[1]+" ") { // "API task" is also "API"
			add(main[:1], i)
		}
		for _, w := range wordsOf(p.parts[i].label) {
			if id := p.techs[w]; id != "" && p.alone(id) == i {
				add([]string{w}, i)
			}
		}
	}
	out := map[string][]alias{}
	for key, part := range owner {
		if part >= 0 {
			words := strings.Fields(key)
			out[words[0]] = append(out[words[0]], alias{words, part})
		}
	}
	return out
}

// alone gives the only part whose label names a technology, or -1.
func (p *plan) alone(tech string) int {
	only := -1
	for i := range p.parts {
		for _, w := range wordsOf(p.parts[i].label) {
			if p.techs[w] != tech {
				continue
			}
			if only >= 0 && only != i {
				return -1
			}
			only = i
		}
	}
	return only
}

// sentenceWords cuts a sentence into words.
func sentenceWords(s string) []word {
	var out []word
	start, stop := -1, false
	lower := strings.ToLower(s)
	if len(lower) != len(s) {
		lower = s
	}
	for i, r := range lower + " " {
		inside := unicode.IsLetter(r) || unicode.IsDigit(r)
		switch {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			out = append(out, word{lower[start:i], start, i, stop})
			start, stop = -1, false
		}
		if !inside && strings.ContainsRune(".,;:()!?–—|", r) {
			stop = true
		}
	}
	return out
}

// occurrences finds the parts that a sentence names, the longest names first.
func occurrences(words []word, names map[string][]alias) []spot {
	var out []spot
	for i := 0; i < len(words); i++ {
		best := spot{part: -1}
		for _, a := range names[words[i].text] {
			if matches(words[i:], a.words) && i+len(a.words) > best.to {
				best = spot{a.part, i, i + len(a.words)}
			}
		}
		if best.part >= 0 {
			out = append(out, best)
			i = best.to - 1
		}
	}
	return out
}

func matches(words []word, name []string) bool {
	if len(words) < len(name) {
		return false
	}
	for i := range name {
		if words[i].text != name[i] || i > 0 && words[i].stop {
			return false
		}
	}
	return true
}

// tied tells whether the words between two names say that the first uses the
// second, and gives them as a label.
func tied(words []word, a, b spot) (label string, ok bool) {
	if before := a.from - 1; before >= 0 && !words[a.from].stop {
		if strings.Contains(articles, " "+words[before].text+" ") {
			before--
		}
		if before >= 0 && strings.Contains(" of to from in by with for on per and or via ", " "+words[before].text+" ") {
			return "", false
		}
	}
	between := words[a.to:b.from]
	for len(between) > 0 && strings.Contains(helpers, " "+between[0].text+" ") {
		between = between[1:]
	}
	if len(between) == 0 || len(between) > mostBetween+1 || words[b.from].stop {
		return "", false
	}
	for _, w := range between {
		if w.stop {
			return "", false
		}
	}
	end := len(between)
	for end > 1 && strings.Contains(articles, " "+between[end-1].text+" ") {
		end--
	}
	verb := " " + between[0].text + " "
	switch {
	case strings.Contains(directVerbs, verb) && end == 1:
	case strings.Contains(aimedVerbs, verb) && end > 1 && strings.Contains(aims, " "+between[end-1].text+" "):
	default:
		return "", false
	}
	if end == 1 {
		return between[0].text, true
	}
	return between[0].text + " " + between[end-1].text, true
}
