package synthesis

import (
	"slices"
	"strings"
	"unicode"

	"archreview/internal/diagram"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// technologyWords maps the single words by which documents name technologies to
// the ids of these.
func (w *writer) technologyWords() map[string]string {
	out := map[string]string{}
	for i := range w.b.Catalog.Technologies {
		t := &w.b.Catalog.Technologies[i]
		title := strings.Fields(strings.ToLower(t.Title))
		if n := len(title); n == 1 || n == 2 && slices.Contains([]string{"amazon", "apache", "google", "azure", "aws"}, title[0]) {
			out[title[n-1]] = t.ID
		}
		for _, wording := range t.Wordings {
			if strings.ContainsAny(wording, " *#{}()<>~^+?&") {
				continue
			}
			for _, word := range strings.Split(strings.Trim(wording, "'"), "|") {
				if word = strings.ToLower(strings.Trim(word, "'")); len(word) > 1 && out[word] == "" {
					out[word] = t.ID
				}
			}
		}
	}
	return out
}

// wordsOf cuts a text into its words in lower case.
func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// mainName gives a label without what is said about it in brackets or behind a
// colon.
func mainName(label string) string {
	for _, mark := range [...]string{"(", "[", ":", " - ", " – ", " — ", ",", "/"} {
		if at := strings.Index(label, mark); at > 1 {
			label = label[:at]
		}
	}
	return strings.TrimSpace(label)
}

// Words that say what sort of thing a name stands for, and are left out where
// other words remain.
const (
	sortsOfParts  = " the a an our service server task node component cluster instance container process module tier layer system application backend pod function deployment "
	sortsOfStores = " the a an our database db cache queue broker store storage cluster instance server node primary bucket datastore managed "
)

// key is what names of one part have in common: case, plural, versions, sorts
// and spellings of technologies are left out. Stores are no components, even
// where they are named alike.
func (p *plan) key(label string, kind diagram.Kind) string {
	sorts, class := sortsOfParts, "part "
	if kind == diagram.Store || kind == diagram.Queue {
		sorts, class = sortsOfStores, "store "
	}
	all := wordsOf(mainName(label))
	var kept, named []string
	for _, w := range all {
		id := p.techs[w]
		w = singular(w)
		switch {
		case id != "" && class == "part ":
			named = append(named, id)
		case id != "":
			kept = append(kept, id)
		case strings.Trim(w, "0123456789v") == "" || strings.Contains(sorts, " "+w+" "):
		default:
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		kept = named
	}
	if len(kept) == 0 {
		for _, w := range all {
			kept = append(kept, singular(w))
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return class + strings.Join(kept, " ")
}

func singular(w string) string {
	switch {
	case len(w) > 4 && strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is"):
		return w[:len(w)-1]
	}
	return w
}

// tables takes the parts that tables of components list.
func (p *plan) tables() {
	f := p.w.f
	for i := range f.Statements {
		st := &f.Statements[i]
		if st.Kind != document.TableRow || len(st.Header) == 0 || len(st.Cells) == 0 || f.IsAnswer(i) || f.SectionStatus(i) != facts.Affirmed {
			continue
		}
		switch strings.ToLower(strings.Trim(st.Header[0], "*` ")) {
		case "component", "components", "service", "building block", "container", "process", "deployable":
		default:
			continue
		}
		name := strings.Trim(st.Cells[0].Text, "*`_ ")
		if name == "" || len(wordsOf(name)) > 6 || f.Spoken(i, st.Cells[0].Start-st.Start, st.Cells[0].End-st.Start) != facts.Affirmed {
			continue
		}
		p.part(name, diagram.KindOf(name), i)
	}
}

// kindOfCategory tells which technologies are parts of a system, by their
// category.
func kindOfCategory(category string) (diagram.Kind, bool) {
	switch category {
	case "database", "database service", "graph database", "time-series database", "analytical database", "warehouse",
		"cache", "cache service", "object storage", "search engine":
		return diagram.Store, true
	case "broker", "event log", "event bus", "pub/sub":
		return diagram.Queue, true
	case "payment provider", "messaging provider", "mail provider", "identity provider", "llm provider":
		return diagram.External, true
	case "api gateway", "cdn", "load balancer", "reverse proxy":
		return diagram.Component, true
	}
	return "", false
}

// generic lists the names under which a diagram draws what the text names by its
// technology, by category.
func generic(category string) string {
	switch category {
	case "database":
		return "|database|db|data store|datastore|relational database|sql database|primary database|main database|"
	case "cache":
		return "|cache|"
	case "object storage":
		return "|object storage|object store|blob storage|bucket|file storage|"
	case "broker", "event log", "event bus", "pub/sub":
		return "|broker|message broker|message queue|queue|event bus|message bus|"
	case "load balancer":
		return "|load balancer|lb|"
	case "payment provider":
		return "|payment provider|"
	}
	return ""
}

// technologies takes those parts that are named by their technology only. What a
// diagram says of one has been taken already.
func (p *plan) technologies() {
	all := p.w.uses()
	slices.SortStableFunc(all, func(a, b use) int { // offers of a provider last
		return strings.Count(a.tech.Category, " service") - strings.Count(b.tech.Category, " service")
	})
	for _, u := range all {
		kind, ok := kindOfCategory(u.tech.Category)
		if !ok || p.covers(u.tech.ID) || strings.HasSuffix(u.tech.Category, " service") && p.hasStore() {
			continue
		}
		for _, st := range u.stmts {
			s := &p.w.f.Statements[st]
			if s.Kind == document.CodeLine || s.Kind == document.Edge || s.Kind == document.Set || isPast(s.Text) {
				continue
			}
			if i := p.drawnAs(u.tech.Category); i >= 0 {
				p.parts[i].label += " (" + u.tech.Title + ")"
				p.parts[i].stmts = append(p.parts[i].stmts, st)
			} else {
				p.part(u.tech.Title, kind, st)
			}
			break
		}
	}
}

// drawnAs gives the part that stands for any technology of a category, or -1.
func (p *plan) drawnAs(category string) int {
	names := generic(category)
	for i := range p.parts {
		if names != "" && strings.Contains(names, "|"+strings.ToLower(p.parts[i].label)+"|") {
			return i
		}
	}
	return -1
}

func (p *plan) hasStore() bool {
	return slices.ContainsFunc(p.parts, func(q part) bool { return q.kind == diagram.Store })
}

// isPast holds for a sentence about what was there once.
func isPast(s string) bool {
	for _, w := range wordsOf(s) {
		switch w {
		case "had", "until", "formerly", "previously", "former", "retired", "replaced", "migrated", "legacy":
			return true
		}
	}
	return false
}

// lists takes the parts that a sentence lists as code: "three kinds of process:
// `gw`, `game` and `jobs`".
func (p *plan) lists() {
	f := p.w.f
	for i := range f.Statements {
		st := &f.Statements[i]
		head, rest, ok := strings.Cut(st.Text, ": ")
		if !ok || st.Kind != document.Sentence && st.Kind != document.ListItem || f.IsAnswer(i) || strings.Count(rest, "`") < 4 {
			continue
		}
		words := wordsOf(head)
		n := len(words)
		if n == 0 || !strings.Contains(" processes services components deployables containers process ", " "+words[n-1]+" ") || n > 1 && words[n-1] == "process" && words[n-2] != "of" {
			continue
		}
		if f.Spoken(i, 0, len(head)) != facts.Affirmed {
			continue
		}
		for k, name := range strings.Split(rest, "`") {
			if k%2 == 1 && len(wordsOf(name)) > 0 && len(wordsOf(name)) <= 3 {
				p.part(name, diagram.KindOf(name), i)
			}
		}
	}
}

// covers tells whether a part names a technology already.
func (p *plan) covers(tech string) bool {
	for i := range p.parts {
		for _, w := range wordsOf(p.parts[i].label) {
			if p.techs[w] == tech {
				return true
			}
		}
	}
	return false
}
