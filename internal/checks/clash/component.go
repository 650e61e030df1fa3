package clash

import (
	"strings"

	"archreview/checklists"
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// role gives the part that a component plays, by a word of its name; empty for
// a word that says nothing.
func role(word string) string {
	switch strings.TrimSuffix(word, "s") {
	case "api", "web", "app", "backend", "gunicorn", "uvicorn", "server", "http", "django", "fastapi", "application":
		return "serves"
	case "worker", "celery":
		return "works"
	case "beat", "scheduler", "cron":
		return "schedules"
	case "consumer", "listener", "subscriber":
		return "consumes"
	case "postgre", "postgresql", "database", "db", "mysql", "redi", "redis", "rabbitmq", "kafka", "broker", "cache", "elasticsearch", "pgbouncer", "mongodb":
		return "stores"
	case "nginx", "proxy", "gateway", "frontend", "ingres", "ingress", "traefik", "envoy":
		return "fronts"
	}
	return ""
}

// roles gives the roles that a name or the words of a statement speak of.
func roles(words []string) map[string]bool {
	out := map[string]bool{}
	for _, w := range words {
		if r := role(w); r != "" {
			out[r] = true
		}
	}
	return out
}

func nameWords(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune("-_. /", r) })
}

// about narrows settings to those of the component of which a statement
// speaks: by its name, else by its role, else the only component there is.
// Nothing is left where that is not certain.
func (r *register) about(st int, n phrase.Number, slot string, all []setting) []setting {
	said := roles(r.wordsBefore(st, n))
	if slot == "set.workers" { // of a server, wherever it stands: "4 workers behind nginx"
		for _, x := range []string{"works", "fronts", "stores"} {
			delete(said, x)
		}
	}
	if named := r.named(st, said, all); len(named) > 0 {
		return named
	}
	if r.namesAnother(st, all) || len(said) > 1 {
		return nil
	}
	return r.byRole(said, slot, all)
}

// wordsBefore gives the words that tell whose number one is: the few in front
// of it and the noun behind; of a row of a table all.
func (r *register) wordsBefore(st int, n phrase.Number) []string {
	const few = 7
	var words []string
	toks := r.f.Tokens(st)
	for i, t := range toks {
		if t.Num != nil && t.Num.Lo == n.Lo && t.Num.Hi == n.Hi && len(r.f.Statements[st].Cells) == 0 {
			words = words[max(0, len(words)-few):]
			if i+1 < len(toks) {
				words = append(words, toks[i+1].Lower())
			}
			return append(words, strings.ToLower(t.Num.Subject))
		}
		words = append(words, nameWords(t.Lower())...)
	}
	return words
}

// named gives the settings of the components whose names stand in a statement.
// A name of one word is also a word of the language: it does not count beside
// the role of another component.
func (r *register) named(st int, said map[string]bool, all []setting) []setting {
	text := " " + strings.ToLower(strings.NewReplacer("-", " ", "_", " ", "`", " ", ",", " ", ":", " ", ".", " ", "|", " ").Replace(r.f.Statements[st].Text)) + " "
	var out []setting
	for _, s := range all {
		words := nameWords(s.Subject)
		if len(s.Subject) < 3 || len(words) == 1 && (role(words[0]) != "" || len(said) > 1 || len(said) == 1 && !said["serves"]) {
			continue
		}
		if len(words) > 0 && strings.Contains(text, " "+strings.Join(words, " ")+" ") {
			out = append(out, s)
		}
	}
	return out
}

// byRole narrows settings to those of the components with a role.
func (r *register) byRole(said map[string]bool, slot string, all []setting) []setting {
	var same, silent []setting
	subjects := map[string]bool{}
	for _, s := range all {
		subjects[s.Subject] = true
		own := roles(nameWords(s.Subject))
		switch {
		case len(own) == 0:
			silent = append(silent, s)
		case len(own) == 1 && len(said) == 1 && own[only(said)]:
			same = append(same, s)
		}
	}
	switch {
	case len(same) > 0 && oneSubject(same):
		return same
	case len(same) > 0:
		return nil
	case len(silent) == len(all) && len(subjects) == 1 && (len(said) == 0 && r.alone(slot) || len(said) == 1 && (said["serves"] || slot == "set.concurrency" && said["works"])):
		return all
	case len(said) == 0 && len(subjects) == 1 && r.alone(slot):
		return all
	}
	return nil
}

func only(set map[string]bool) string {
	for k := range set {
		return k
	}
	return ""
}

func oneSubject(all []setting) bool {
	for _, s := range all {
		if s.Subject != all[0].Subject {
			return false
		}
	}
	return true
}

// alone says whether the documents give one value only for a slot.
func (r *register) alone(slot string) bool {
	all := r.f.Values(slot)
	for _, v := range all {
		if v.Number.Lo != all[0].Number.Lo || v.Number.Hi != all[0].Number.Hi {
			return false
		}
	}
	return true
}

// namesAnother says whether a statement names a component as code that is none
// of those configured.
func (r *register) namesAnother(st int, all []setting) bool {
	text := r.f.Statements[st].Text
	for _, part := range codeWords(text) {
		id := identifier(part)
		if id == "" || !strings.ContainsAny(id, "-") {
			continue
		}
		known := false
		for _, s := range all {
			known = known || s.Subject == id
		}
		if !known {
			return true
		}
	}
	return false
}

// codeWords gives what stands between backticks.
func codeWords(text string) []string {
	var out []string
	parts := strings.Split(text, "`")
	for i := 1; i+1 < len(parts); i += 2 {
		out = append(out, parts[i])
	}
	return out
}

// affirmed gives the first statement of the documents in which a phrase of a
// slot stands affirmed and unhedged.
func (r *register) affirmed(slot string) (int, bool) {
	s, ok := r.slots[slot]
	if !ok {
		return 0, false
	}
	best := -1
	for _, src := range s.Phrases {
		id, ok := r.f.Lex.ID(src)
		if !ok {
			continue
		}
		for h := range r.f.Hits(id) {
			if st := h.Statement; r.isText(st) && (best < 0 || st < best) && r.f.Status(h) == facts.Affirmed && r.holds(st) && !hedgedPlace(r.f, st) && !r.unsaid(s, st) {
				best = st
			}
		}
	}
	return best, best >= 0
}

// unsaid says whether a phrase that speaks against a slot stands in a
// statement.
func (r *register) unsaid(s *checklists.Slot, st int) bool {
	for _, src := range s.Not {
		if id, ok := r.f.Lex.ID(src); ok && r.f.HitIn(id, st) {
			return true
		}
	}
	return false
}

// hedgedPlace says whether a statement speaks of another place or time than
// production.
func hedgedPlace(f *facts.Facts, st int) bool {
	for _, t := range f.Tokens(st) {
		switch t.Lower() {
		case "staging", "development", "dev", "local", "locally", "previously", "formerly", "was", "were", "later", "should", "would", "could", "laptop", "if", "unless", "outside":
			return true
		}
	}
	return false
}
