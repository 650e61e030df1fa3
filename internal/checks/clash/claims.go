package clash

import (
	"sort"
	"strings"

	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// claims gathers the values of named things from tables, from sentences that
// name one component, and from phrases such as "logs are kept for 30 days".
func claims(f *facts.Facts) []claim {
	var out []claim
	labels := map[string]bool{}
	for i := range f.Statements {
		if !f.IsAnswer(i) && f.Statements[i].Kind == document.TableRow {
			out = append(out, row(f, i, labels)...)
		}
	}
	for i := range f.Statements {
		if st := &f.Statements[i]; !f.IsAnswer(i) && (st.Kind == document.Sentence || st.Kind == document.ListItem) && !tells(f, i) {
			out = append(out, sentence(f, i, labels)...)
		}
	}
	return append(out, lifetimes(f)...)
}

// counted are the nouns by which the parts of a system are counted.
func counted(noun string) string {
	switch strings.TrimSuffix(noun, "s") {
	case "pod", "replica", "instance", "node", "broker", "partition", "shard", "consumer", "thread", "server", "task", "container":
		return strings.TrimSuffix(noun, "s") + "s"
	case "worker", "proc":
		return "workers"
	case "processe", "process":
		return "processes"
	}
	return ""
}

// row reads "| orders-worker | 4 pods |" and counts under a head such as
// "Replicas".
func row(f *facts.Facts, i int, labels map[string]bool) []claim {
	st := &f.Statements[i]
	if len(st.Cells) < 2 || len(st.Header) != len(st.Cells) {
		return nil
	}
	name := component(st.Cells[0].Text)
	if name == "" {
		return nil
	}
	var out []claim
	for j := 1; j < len(st.Cells); j++ {
		head := counted(strings.ToLower(strings.TrimSpace(st.Header[j])))
		for _, t := range f.Tokens(i) {
			if t.Num == nil || t.Num.Dim != phrase.Count || st.Start+t.Start() < st.Cells[j].Start || st.Start+t.End() > st.Cells[j].End {
				continue
			}
			measure := counted(t.Num.Subject)
			if measure == "" && t.Num.Subject == "" {
				measure = head
			}
			if measure != "" {
				labels[name] = true
				out = append(out, claim{name, measure, *t.Num, i})
			}
		}
	}
	return out
}

// component reads the name of a component: code, or one word with a hyphen or
// digit, or the first such word of a cell.
func component(cell string) string {
	if a := strings.IndexByte(cell, '`'); a >= 0 {
		if b := strings.IndexByte(cell[a+1:], '`'); b > 0 {
			return identifier(cell[a+1 : a+1+b])
		}
	}
	return ""
}

func identifier(s string) string {
	if len(s) < 3 || strings.ContainsAny(s, " =()/{}<>:,") {
		return ""
	}
	return strings.ToLower(s)
}

// sentence reads counts of the one component that a sentence names.
func sentence(f *facts.Facts, i int, labels map[string]bool) []claim {
	text := f.Statements[i].Text
	name, names := "", 0
	for rest := text; ; {
		a := strings.IndexByte(rest, '`')
		if a < 0 {
			break
		}
		b := strings.IndexByte(rest[a+1:], '`')
		if b < 0 {
			break
		}
		if id := identifier(rest[a+1 : a+1+b]); id != "" && id != name {
			name = id
			names++
		}
		rest = rest[a+b+2:]
	}
	if names != 1 || !labels[name] {
		return nil
	}
	var out []claim
	for _, t := range f.Tokens(i) {
		if t.Num != nil && t.Num.Dim == phrase.Count && t.Num.Of == "" {
			if m := counted(t.Num.Subject); m != "" {
				out = append(out, claim{name, m, *t.Num, i})
			}
		}
	}
	return out
}

// lifetimes reads the slots "same.*": a duration of what is named in front of
// the phrase.
func lifetimes(f *facts.Facts) []claim {
	var out []claim
	for i := range f.Lex.Catalog.Slots {
		s := &f.Lex.Catalog.Slots[i]
		measure, ok := strings.CutPrefix(s.ID, "same.")
		if !ok {
			continue
		}
		for _, src := range s.Phrases {
			id, ok := f.Lex.ID(src)
			if !ok {
				continue
			}
			for h := range f.Hits(id) {
				if c, ok := lifetime(f, h, measure); ok {
					out = append(out, c)
				}
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].stmt < out[j].stmt })
	return out
}

func lifetime(f *facts.Facts, h facts.Hit, measure string) (claim, bool) {
	toks := f.Tokens(h.Statement)
	if f.IsAnswer(h.Statement) || h.End > len(toks) || f.Status(h) != facts.Affirmed || tells(f, h.Statement) {
		return claim{}, false
	}
	for _, t := range toks[h.Start:h.End] {
		if t.Num != nil && t.Num.Dim == phrase.Duration {
			subject := before(toks, h.Start)
			return claim{subject, measure, *t.Num, h.Statement}, subject != ""
		}
	}
	return claim{}, false
}

// before gives the two words in front of a phrase that name its subject, small
// words skipped: "access token", "application log".
func before(toks []phrase.Token, at int) string {
	var words []string
	for i := at - 1; i >= 0 && i >= at-6 && len(words) < 2; i-- {
		w := toks[i].Lower()
		if small(w) {
			if len(words) > 0 {
				break
			}
			continue
		}
		if toks[i].Num != nil || len(w) < 3 {
			break
		}
		words = append([]string{singular(w)}, words...)
	}
	if len(words) < 2 {
		return ""
	}
	return strings.Join(words, " ")
}

func singular(w string) string {
	if len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
		return w[:len(w)-1]
	}
	return w
}

func small(w string) bool {
	switch w {
	case "is", "are", "be", "for", "the", "a", "an", "will", "which", "that", "and", "it", "then", "only", "with", "has", "have", "stay", "stays", "remain", "remains", "was", "were", "of", "in", "on", "to", "at", "by", "from", "we", "they", "their", "our", "its", "per", "each", "all", "not", "must", "may", "can", "so":
		return true
	}
	return false
}

// tells says whether a statement speaks of another time or place than the
// design's production, so that a different value is no disagreement.
func tells(f *facts.Facts, st int) bool {
	for _, t := range f.Tokens(st) {
		switch t.Lower() {
		case "staging", "pilot", "test", "tests", "tested", "development", "dev", "local", "today", "currently", "now", "previously", "formerly", "old", "was", "were", "initially", "first", "later", "until", "example", "peak", "default", "instead", "would", "could", "if", "more", "another", "extra", "increase", "increases", "raise", "raises", "grow", "grows", "scale", "scales", "scaled", "up", "additional", "minimum", "least", "most", "maximum", "max", "min", "upgrade", "during", "when", "load", "bench", "benchmark":
			return true
		}
	}
	return false
}

// pairs gives the disagreements: one measure of one thing, two ranges that do
// not touch, in two places.
func pairs(all []claim, f *facts.Facts) [][2]claim {
	var out [][2]claim
	done := map[string]bool{}
	for i, x := range all {
		for _, y := range all[i+1:] {
			key := x.subject + "\x00" + x.measure
			if x.subject != y.subject || x.measure != y.measure || done[key] || x.stmt == y.stmt || f.SameSection(x.stmt, y.stmt) || x.num.Dim != y.num.Dim {
				continue
			}
			if apart(x.num, y.num) {
				done[key] = true
				out = append(out, [2]claim{x, y})
			}
		}
	}
	return out
}

func apart(a, b phrase.Number) bool {
	if a.Lo > b.Lo {
		a, b = b, a
	}
	return b.Lo > a.Hi && !facts.Close(a.Hi, b.Lo, margin)
}
