package report

import (
	"slices"
	"strings"
	"unicode"

	"archreview/agent/review"
)

// Lengths that code hosts show of the descriptions of a rule, in runes.
const (
	shortRule = 250
	fullRule  = 1000
)

// sarifRules are the rules of one log. What is said about a rule comes from
// the first concern that it raised.
type sarifRules struct {
	list   []sarifRule
	index  map[string]int
	titles map[string]string
}

func newSarifRules(r *review.Review, titles map[string]string) *sarifRules {
	s := &sarifRules{list: []sarifRule{}, index: map[string]int{}, titles: titles}
	ranks := map[int]int{}
	for _, a := range r.Areas {
		for _, c := range a.Concerns {
			i := s.add(a.Key, c)
			if c.Severity.Rank() > ranks[i] {
				ranks[i] = c.Severity.Rank()
				s.list[i].Configuration.Level = sarifLevelOf(c.Severity)
			}
		}
	}
	return s
}

// ruleID names the rule of a concern; one without a rule belongs to its kind.
func ruleID(rule string, kind review.Kind) string {
	if rule = oneLine(rule); rule != "" {
		return rule
	}
	if kind == "" {
		return "concern"
	}
	return oneLine(string(kind))
}

// of gives the place of a rule that was added.
func (s *sarifRules) of(rule string, kind review.Kind) int { return s.index[ruleID(rule, kind)] }

// add adds the rule of a concern, once, and gives its place.
func (s *sarifRules) add(area string, c review.Concern) int {
	id := ruleID(c.Rule, c.Kind)
	if i, known := s.index[id]; known {
		return i
	}
	kind := oneLine(string(c.Kind))
	title := s.title(id)
	full := title + " (" + kind + ", area " + area + "). " + firstSentence(c.Why)
	s.put(sarifRule{
		ID: id, Name: pascal(id),
		Short:         sarifText{Text: literal(cut(title, shortRule))},
		Full:          sarifText{Text: literal(cut(oneLine(full), fullRule))},
		Help:          help(c),
		Configuration: sarifLevel{sarifLevelOf(c.Severity)},
		Properties:    map[string]any{"area": area, "kind": kind, "tags": tags(area, kind)},
	})
	return s.index[id]
}

// addChange adds the rule of a concern of which only a comparison speaks.
func (s *sarifRules) addChange(c review.Change) {
	s.add(c.Area, review.Concern{Rule: c.Rule, Title: c.Title, Severity: c.OldSeverity, Kind: ""})
}

func (s *sarifRules) put(r sarifRule) {
	s.index[r.ID] = len(s.list)
	s.list = append(s.list, r)
}

// title gives a rule's title: that of the checklist item, or the words of
// which the id is made. It is the same for every document.
func (s *sarifRules) title(id string) string {
	if title := s.titles[id]; title != "" {
		return Clean(title)
	}
	words := strings.NewReplacer("-", " ", "_", " ").Replace(id[strings.LastIndexByte(id, '.')+1:])
	for i, r := range words {
		return string(unicode.ToUpper(r)) + words[i+len(string(r)):]
	}
	return id
}

// help tells what to do about the concerns of a rule.
func help(c review.Concern) sarifText {
	var text, md []string
	add := func(label, s string) {
		if s = oneLine(s); s != "" {
			text = append(text, label+": "+s)
			md = append(md, "**"+label+"**: "+mid(s))
		}
	}
	add("Do", c.Recommendation)
	for _, s := range c.Alternatives {
		add("Or", s)
	}
	add("Check", c.Confirm)
	for _, s := range c.References {
		add("See", s)
	}
	if len(text) == 0 {
		add("Concern", c.Title)
	}
	if len(text) == 0 {
		add("Concern", "see the review")
	}
	return sarifText{Text: literal(strings.Join(text, "\n")), Markdown: strings.Join(md, "\n\n")}
}

func tags(words ...string) []string {
	words = slices.DeleteFunc(words, func(s string) bool { return s == "" })
	slices.Sort(words)
	return slices.Compact(words)
}

// pascal gives an id as one word for programs: database.pool-size is
// DatabasePoolSize.
func pascal(id string) string {
	var b strings.Builder
	up := true
	for _, r := range id {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			up = true
		case up:
			b.WriteRune(unicode.ToUpper(r))
			up = false
		default:
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return "Concern"
	}
	return b.String()
}

// firstSentence gives the first sentence of the first paragraph of a text,
// with its full stop.
func firstSentence(s string) string {
	s, _, _ = strings.Cut(s, "\n\n")
	s, _, _ = strings.Cut("\n"+s, "\nWorking:")
	s = oneLine(s)
	for i := range len(s) {
		if strings.IndexByte(".!?", s[i]) < 0 || i+1 < len(s) && s[i+1] != ' ' || endsShort(s[:i]) {
			continue
		}
		if next := strings.TrimLeft(s[i+1:], " \"'(`"); next == "" || !unicode.IsLower([]rune(next)[0]) {
			return s[:i+1]
		}
	}
	return s
}

// endsShort says that text ends with an abbreviation, whose stop ends nothing.
func endsShort(s string) bool {
	for _, short := range []string{"e.g", "i.e", "etc", "vs", "cf", "approx", "ca"} {
		if strings.HasSuffix(s, " "+short) || strings.HasSuffix(s, "("+short) {
			return true
		}
	}
	return false
}

// cut shortens text to some runes, at a word.
func cut(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	s = string(runes[:most-2])
	if at := strings.LastIndexByte(s, ' '); at > most/2 {
		s = s[:at]
	}
	return strings.TrimRight(s, " ,;:") + " …"
}
