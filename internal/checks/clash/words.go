package clash

import (
	"strings"

	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// desk holds what the detectors of one review share.
type desk struct {
	b     *brief.Brief
	f     *facts.Facts
	texts map[string]*checklists.Calculation
	roots []map[string]bool // content words of each statement
	often map[string]int    // in how many statements a word stands, answers aside
	where map[string][]int  // statements in which a word stands, in order
	slots map[string]*checklists.Slot
}

func newDesk(b *brief.Brief) *desk {
	d := &desk{b: b, f: b.Facts, texts: map[string]*checklists.Calculation{}, often: map[string]int{}, where: map[string][]int{}, slots: map[string]*checklists.Slot{}}
	for i := range b.Catalog.Calculations {
		d.texts[b.Catalog.Calculations[i].ID] = &b.Catalog.Calculations[i]
	}
	for i := range b.Catalog.Slots {
		d.slots[b.Catalog.Slots[i].ID] = &b.Catalog.Slots[i]
	}
	for st := range d.f.Statements {
		r := map[string]bool{}
		for _, t := range d.f.Tokens(st) {
			if t.Num == nil {
				add(r, t.Lower())
			}
		}
		d.roots = append(d.roots, r)
		for w := range r {
			d.where[w] = append(d.where[w], st)
			if !d.f.IsAnswer(st) {
				d.often[w]++
			}
		}
	}
	return d
}

// add puts the common form of a word into a set, unless it carries no topic.
func add(set map[string]bool, word string) {
	if len(word) < 3 || empty(word) {
		return
	}
	if r := root(word); len(r) >= 3 && !empty(r) {
		set[r] = true
	}
}

// root is a crude common form of the forms of a word.
func root(w string) string {
	if r := irregular(w); r != "" {
		return r
	}
	for _, s := range []struct{ end, put string }{
		{"ations", "at"}, {"ation", "at"}, {"ments", ""}, {"ment", ""}, {"ings", ""}, {"ing", ""}, {"ions", ""}, {"ion", ""},
		{"ied", "i"}, {"ies", "i"}, {"als", ""}, {"al", ""}, {"ers", ""}, {"er", ""}, {"ed", ""}, {"es", ""}, {"e", ""}, {"y", "i"}, {"s", ""},
	} {
		if base, ok := strings.CutSuffix(w, s.end); ok && len(base) >= 3 && !(s.end == "s" && strings.HasSuffix(base, "s")) {
			base += s.put
			if n := len(base); n > 3 && base[n-1] == base[n-2] && base[n-1] != 's' && base[n-1] != 'l' {
				base = base[:n-1] // planned, stopped
			}
			return base
		}
	}
	return w
}

func irregular(w string) string {
	switch w {
	case "written", "wrote":
		return "writ"
	case "sent":
		return "send"
	case "overwritten":
		return "overwrit"
	case "people":
		return "person"
	case "sold":
		return "sell"
	case "paid":
		return "pay"
	case "built":
		return "build"
	}
	return ""
}

// topics gives the words around a statement: its neighbours in the section and
// the headings above it.
func (d *desk) topics(st int) map[string]bool {
	out := map[string]bool{}
	s := &d.f.Statements[st]
	for _, n := range []int{st - 1, st + 1} {
		if n >= 0 && n < len(d.f.Statements) && d.f.SameSection(n, st) && d.f.Statements[n].Source == s.Source {
			for w := range d.roots[n] {
				out[w] = true
			}
		}
	}
	for _, title := range d.f.Doc(st).SectionTitles(s.Statement.Section) {
		for _, w := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return r < 'a' || r > 'z' }) {
			add(out, w)
		}
	}
	return out
}

// tie weighs the words by which two statements speak of one thing: two for a
// word that stands in both, one for a word that stands in one of them and
// around the other; half for a word that stands everywhere.
func (d *desk) tie(a, b int) (float64, []string) {
	near, far := d.topics(a), d.topics(b)
	score := 0.0
	var shared []string
	weigh := func(w string, by float64) {
		if n := d.often[w]; n > 8 && n*12 > len(d.f.Statements) {
			by /= 2
		}
		score += by
	}
	for w := range d.roots[a] {
		switch {
		case d.roots[b][w]:
			weigh(w, 2)
			shared = append(shared, w)
		case far[w]:
			weigh(w, 1)
		}
	}
	for w := range d.roots[b] {
		if !d.roots[a][w] && near[w] {
			weigh(w, 1)
		}
	}
	return score, shared
}

// speaks says whether a phrase of a slot without quantities stands in a
// statement; such slots are lists of signs.
func (d *desk) speaks(slot string, st int) bool {
	s, ok := d.slots[slot]
	if !ok {
		return false
	}
	for _, src := range s.Phrases {
		if id, ok := d.f.Lex.ID(src); ok && d.f.HitIn(id, st) {
			return true
		}
	}
	return false
}

// around says whether a sign stands in a statement or in one of its two
// neighbours on either side in the section.
func (d *desk) around(slot string, st int) bool {
	for n := st - 2; n <= st+2; n++ {
		if n >= 0 && n < len(d.f.Statements) && d.f.SameSection(n, st) && d.speaks(slot, n) {
			return true
		}
	}
	return false
}

// anywhere says whether a sign stands in any document.
func (d *desk) anywhere(slot string) bool {
	for st := range d.f.Statements {
		if d.speaks(slot, st) {
			return true
		}
	}
	return false
}

// isText says whether a statement of a document can carry a claim.
func (d *desk) isText(st int) bool {
	k := d.f.Statements[st].Kind
	return !d.f.IsAnswer(st) && k != document.Heading && k != document.Edge && k != document.Set
}

// holds says whether a statement as a whole is affirmed: it is no question, no
// rejected alternative, and its section is none of plans.
func (d *desk) holds(st int) bool {
	n := len(d.f.Tokens(st))
	return n > 0 && d.f.Status(facts.Hit{Statement: st, Start: 0, End: 1}) != facts.Considered &&
		d.f.Status(facts.Hit{Statement: st, Start: n - 1, End: n}) != facts.Considered && !d.f.Status(facts.Hit{Statement: st, Start: n / 2, End: n/2 + 1}).Deferred()
}

// empty says whether a word carries no topic.
func empty(w string) bool {
	switch w {
	case "and", "the", "for", "are", "was", "were", "has", "have", "had", "not", "its", "our", "one", "two", "may", "can", "all", "any", "who", "how",
		"why", "per", "via", "but", "out", "off", "own", "too", "now", "yet", "she", "his", "her", "they", "them", "this", "that", "with", "from", "been",
		"will", "their", "which", "when", "then", "than", "into", "over", "only", "also", "such", "what", "where", "there", "these", "those", "after",
		"before", "about", "does", "did", "done", "every", "each", "least", "under", "same", "very", "some", "most", "many", "much", "between", "could",
		"would", "should", "shall", "must", "since", "while", "because", "whole", "more", "less", "other", "others", "another", "both", "again", "still",
		"just", "else", "upon", "once", "until", "unless", "within", "without", "during", "never", "always", "none", "nobody", "itself", "themselves",
		"however", "therefore", "although", "though", "time", "times", "day", "days", "hour", "hours", "minute", "minutes", "second", "seconds", "week",
		"weeks", "month", "months", "year", "years", "night", "nightly", "daily", "hourly", "weekly", "monthly", "early", "late", "later", "latest", "old",
		"older", "new", "newer", "last", "first", "next", "long", "longer", "short", "shorter", "max", "maximum", "min", "minimum", "case", "cases",
		"thing", "way", "ways", "number", "part", "parts", "kind", "example", "note", "reason", "fact", "lot", "few", "half", "point", "end", "ends",
		"start", "starts", "take", "takes", "took", "taken", "make", "makes", "made", "get", "gets", "got", "give", "gives", "given", "put", "set", "use",
		"uses", "used", "using", "need", "needs", "needed", "keep", "keeps", "kept", "hold", "holds", "held", "want", "wants", "let", "run", "runs", "say",
		"says", "said", "see", "sees", "seen", "come", "comes", "came", "goes", "going", "gone", "become", "becomes", "data", "system", "systems",
		"service", "services", "value", "values", "average", "typical", "typically", "usually", "normal", "normally", "possible", "available", "real":
		return true
	}
	return false
}
