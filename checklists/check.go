package checklists

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"
)

// Numeric lists the traits that are computed from quantities and the stage of
// the system rather than from wordings.
func Numeric() []string {
	return []string{"always", "small-team", "large-team", "high-traffic", "low-traffic", "big-data",
		"strict-availability", "in-production", "pre-production", "tight-timeline"}
}

// Check finds duplicate ids, dangling references and values out of range. The
// error joins one *DataError for each mistake.
func (c *Catalog) Check() error {
	k := newChecker(c)
	for i := range c.Items {
		k.item(&c.Items[i])
	}
	for i := range c.Concepts {
		k.refs(c.Concepts[i].Pos, "implies", c.Concepts[i].Implies, "concepts")
		k.filled(c.Concepts[i].Pos, "wordings", len(c.Concepts[i].Wordings) > 0)
	}
	for i := range c.Synonyms {
		k.filled(c.Synonyms[i].Pos, "words", len(c.Synonyms[i].Words) > 0)
	}
	for i := range c.Traits {
		k.refs(c.Traits[i].Pos, "concepts", c.Traits[i].Concepts, "concepts")
	}
	for i := range c.Technologies {
		k.technology(&c.Technologies[i])
	}
	for i := range c.Patterns {
		p := &c.Patterns[i]
		k.refs(p.Pos, "signals", p.Signals, "concepts", "traits")
		k.filled(p.Pos, "example", strings.TrimSpace(p.Example) != "")
	}
	for i := range c.Security {
		l := &c.Security[i]
		k.refs(l.Pos, "items", l.Items, "items")
		k.refs(l.Pos, "traits", l.Traits, "traits")
	}
	for i := range c.Dependencies {
		d := &c.Dependencies[i]
		k.refs(d.Pos, "id", []string{d.ID}, "items")
		k.refs(d.Pos, "after", d.After, "items")
	}
	for i := range c.Rules {
		k.rule(&c.Rules[i])
	}
	for i := range c.Calculations {
		q := &c.Calculations[i]
		k.oneOf(q.Pos, "kind", q.Kind, kinds())
		k.refs(q.Pos, "areas", q.Areas, "areas")
		k.refs(q.Pos, "items", q.Items, "items")
		k.advice(q.Pos, &q.Advice)
	}
	return errors.Join(k.errs...)
}

func kinds() []string {
	return []string{"omission", "antipattern", "contradiction", "arithmetic", "mismatch"}
}

type checker struct {
	ids  map[string]map[string]Pos
	errs []error
}

// newChecker knows the ids of a catalog.
func newChecker(c *Catalog) *checker {
	k := &checker{ids: map[string]map[string]Pos{}}
	for _, kind := range []string{"areas", "questions", "items", "concepts", "traits", "technologies", "patterns", "rules", "calculations", "slots", "context", "synonyms", "security", "dependencies", "texts"} {
		k.collect(reflect.ValueOf(c).Elem(), kind)
	}
	for _, t := range c.Technologies {
		k.ids["concepts"]["tech."+t.ID] = t.Pos
	}
	for _, n := range Numeric() {
		k.ids["traits"][n] = Pos{}
	}
	return k
}

func (k *checker) fail(pos Pos, what, write string) {
	k.errs = append(k.errs, &DataError{pos, what, write})
}

// collect gathers the ids of one kind of record and reports doubles.
func (k *checker) collect(from reflect.Value, kind string) {
	field, _ := sectionField(from, kind)
	seen := map[string]Pos{}
	for i := range field.Len() {
		rec := field.Index(i)
		f := rec.FieldByName("ID")
		if !f.IsValid() {
			f = rec.FieldByName("Key")
		}
		pos, _ := rec.FieldByName("Pos").Interface().(Pos)
		id := f.String()
		if id == "" {
			k.fail(pos, "a record of "+kind+" has no id", "give it one")
			continue
		}
		if first, ok := seen[id]; ok {
			k.fail(pos, fmt.Sprintf("%s %q is defined twice", kind, id), fmt.Sprintf("the first stands in %s:%d; rename or remove one", first.File, first.Line))
			continue
		}
		seen[id] = pos
	}
	k.ids[kind] = seen
}

func (k *checker) refs(pos Pos, field string, ids []string, kinds ...string) {
	for _, id := range ids {
		known := false
		for _, kind := range kinds {
			if _, ok := k.ids[kind][id]; ok {
				known = true
			}
		}
		if known {
			continue
		}
		var all []string
		for _, kind := range kinds {
			for have := range k.ids[kind] {
				all = append(all, have)
			}
		}
		sort.Strings(all)
		k.fail(pos, fmt.Sprintf("%s names %q, which does not exist", field, id), "the nearest known one is "+Nearest(id, all))
	}
}

func (k *checker) oneOf(pos Pos, field, value string, allowed []string) {
	if !slices.Contains(allowed, value) {
		k.fail(pos, fmt.Sprintf("%s is %q", field, value), "write one of "+strings.Join(allowed, ", "))
	}
}

func (k *checker) filled(pos Pos, field string, ok bool) {
	if !ok {
		k.fail(pos, field+" is empty", "fill it in")
	}
}

func (k *checker) item(i *Item) {
	k.oneOf(i.Pos, "kind", i.Kind, []string{"evaluate", "feedback", "python"})
	if _, ok := k.ids["areas"][areaOf(i.ID)]; !ok {
		k.fail(i.Pos, fmt.Sprintf("the id %q does not begin with an area", i.ID), "write <area>.<name>")
	}
	k.refs(i.Pos, "shown_by", i.ShownBy, "concepts")
	k.refs(i.Pos, "applies", append(slices.Clone(i.Applies.Any), i.Applies.None...), "concepts", "traits")
	k.refs(i.Pos, "insist", i.Insist, "traits")
	for field, text := range map[string]string{"title": i.Title, "question": i.Question, "why": i.Why, "gap": i.Gap, "raises": i.Raises, "quiet": i.Quiet} {
		k.filled(i.Pos, field, strings.TrimSpace(text) != "")
	}
	k.advice(i.Pos, &i.Advice)
}

func (k *checker) advice(pos Pos, a *Advice) {
	for field, v := range map[string]int{"impact": a.Impact, "likelihood": a.Likelihood} {
		if v < 1 || v > 3 {
			k.fail(pos, fmt.Sprintf("%s is %d", field, v), "write 1, 2 or 3")
		}
	}
	k.oneOf(pos, "effort", a.Effort, []string{"S", "M", "L"})
	k.filled(pos, "recommendation", strings.TrimSpace(a.Recommendation) != "")
	k.refs(pos, "patterns", a.Patterns, "patterns")
	for _, d := range a.Adjust {
		k.refs(pos, "adjust", []string{d.Trait}, "traits")
		if d.By != 1 && d.By != -1 {
			k.fail(pos, fmt.Sprintf("adjust is by %d", d.By), "write 1 or -1")
		}
	}
}

func (k *checker) technology(t *Technology) {
	k.oneOf(t.Pos, "maturity", t.Maturity, []string{"mature", "growing", "early", "declining", "frozen"})
	k.oneOf(t.Pos, "io", t.IO, []string{"sync", "async", "both", "n/a"})
	k.filled(t.Pos, "wordings", len(t.Wordings) > 0)
	for field, text := range map[string]string{"title": t.Title, "suits": t.Suits, "status": t.Status, "as_of": t.AsOf, "source": t.Source, "team": t.Team} {
		k.filled(t.Pos, field, strings.TrimSpace(text) != "")
	}
}

func (k *checker) rule(r *Rule) {
	k.oneOf(r.Pos, "kind", r.Kind, kinds())
	k.refs(r.Pos, "areas", r.Areas, "areas")
	k.filled(r.Pos, "areas", len(r.Areas) > 0)
	k.refs(r.Pos, "items", r.Items, "items")
	k.filled(r.Pos, "items", len(r.Items) > 0)
	k.refs(r.Pos, "needs", append(slices.Clone(r.Needs), r.Excludes...), "traits")
	k.filled(r.Pos, "when", len(r.When) > 0)
	for _, c := range append(slices.Clone(r.When), r.Unless...) {
		k.filled(r.Pos, "any", len(c.Any) > 0)
		k.oneOf(r.Pos, "in", c.In, []string{"", "statement", "nearby", "section", "document"})
		k.oneOf(r.Pos, "status", c.Status, []string{"", "affirmed", "negated", "deferred", "any"})
	}
	for field, text := range map[string]string{"title": r.Title, "why": r.Why, "raises": r.Raises, "quiet": r.Quiet} {
		k.filled(r.Pos, field, strings.TrimSpace(text) != "")
	}
	k.advice(r.Pos, &r.Advice)
}
