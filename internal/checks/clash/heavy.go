package clash

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"archreview/internal/facts"
	"archreview/internal/gate"
	"archreview/internal/phrase"
)

// heavy sets the machinery of a platform against the people who run it and the
// load it carries. It speaks when heavy parts and signs of smallness together
// leave no doubt, and nothing in the documents is large.
func (d *desk) heavy() []gate.Proposal {
	text := d.texts["heavy-machinery"]
	if text == nil || d.large() {
		return nil
	}
	weight, names, at := d.machinery()
	size, where := d.small()
	if weight < 2 || len(size) == 0 || weight+len(size) < 4 {
		return nil
	}
	v := values{First: strings.Join(names, ", "), Second: strings.Join(size, " and ")}
	v.First = strings.ToUpper(v.First[:1]) + v.First[1:]
	return []gate.Proposal{proposal(d.b, text, v, distinct(append(at, where...)...)...)}
}

// machinery gives the weight of the heavy parts that a design uses, with their
// names and places. A slot "heavy.2.x" weighs two.
func (d *desk) machinery() (int, []string, []int) {
	weight := 0
	var names []string
	var at []int
	for i := range d.f.Lex.Catalog.Slots {
		s := &d.f.Lex.Catalog.Slots[i]
		rest, ok := strings.CutPrefix(s.ID, "heavy.")
		if !ok {
			continue
		}
		for st := range d.f.Statements {
			if d.isText(st) && d.affirms(s.Phrases, st) && !d.speaks("sign.run-by-others", st) {
				if weight++; rest[0] == '2' {
					weight++
				}
				names = append(names, s.Title)
				at = append(at, st)
				break
			}
		}
	}
	return weight, names, at
}

// affirms says whether one of the phrases stands in a statement, affirmed.
func (d *desk) affirms(phrases []string, st int) bool {
	for _, src := range phrases {
		id, ok := d.f.Lex.ID(src)
		if !ok || !d.f.HitIn(id, st) {
			continue
		}
		for h := range d.f.Hits(id) {
			if h.Statement == st && d.f.Status(h) == facts.Affirmed {
				return true
			}
		}
	}
	return false
}

// measure is one sign of smallness: the largest value of its slots may not
// exceed the limit.
type measure struct {
	slots []string
	most  float64
	word  string
}

func measures() []measure {
	return []measure{
		{[]string{"team.size", "small.team"}, 3, "people"},
		{[]string{"traffic.rate", "small.load"}, 60, ""},
		{[]string{"data.volume", "small.data"}, 60e9, ""},
		{[]string{"small.users"}, 500, "users"},
	}
}

// small gives the signs of a small system with their places.
func (d *desk) small() ([]string, []int) {
	var size []string
	var at []int
	for _, m := range measures() {
		v, ok := d.most(m.slots)
		if !ok || v.Number.Hi > m.most {
			continue
		}
		said, word := write(v.Number), m.word
		switch {
		case v.Number.Dim == phrase.Rate && v.Number.Per > 0:
			said = perSecond(v.Number) + " a second"
		case word == "users" && v.Number.Subject == "people":
			word = v.Number.Subject
		}
		if said = strings.TrimSpace(said + " " + word); slices.Contains(size, said) {
			continue
		}
		size = append(size, said)
		at = append(at, v.Statement)
	}
	for st := range d.f.Statements {
		if d.speaks("sign.rarely", st) && d.isText(st) {
			size, at = append(size, "rare use"), append(at, st)
			break
		}
	}
	for st := range d.f.Statements {
		if d.speaks("sign.alone", st) && d.isText(st) {
			size, at = append(size, "very few people"), append(at, st)
			break
		}
	}
	return size, at
}

// perSecond gives a rate, which is held per second, with its subject.
func perSecond(n phrase.Number) string {
	figure := strconv.FormatFloat(math.Ceil(n.Hi), 'f', 0, 64)
	if n.Hi < 1 {
		figure = "less than one"
	}
	subject := orElse(n.Subject, "requests")
	if subject == "req" {
		subject = "requests"
	}
	return figure + " " + subject
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// most gives the largest value of several slots.
func (d *desk) most(slots []string) (facts.Value, bool) {
	best, ok := facts.Value{}, false
	for _, s := range slots {
		if v, has := d.f.Largest(s); has && (!ok || v.Number.Hi > best.Number.Hi) {
			best, ok = v, true
		}
	}
	return best, ok
}

// large says whether the documents speak of a load, volume or team for which a
// platform may be right.
func (d *desk) large() bool {
	for slot, most := range map[string]float64{"traffic.rate": 150, "data.volume": 5e11, "team.size": 12} {
		if v, ok := d.f.Largest(slot); ok && v.Number.Hi > most {
			return true
		}
	}
	return false
}
