package clash

import (
	"strings"

	"archreview/internal/document"
	"archreview/internal/gate"
	"archreview/internal/lazyregexp"
)

// A name in a text is written as code; verbs of access follow.
const (
	code    = "`([^`]+)`"
	mayUse  = `(?:(?:may|can|must|shall|is allowed to|are allowed to|is permitted to|ever|directly|has|have|is|are) )*`
	accesss = `(?:reads?|writes?|talks?|calls?|access(?:es)?|connects?|reach(?:es)?|queries|query|updates?|modif(?:y|ies)|touch(?:es)?|speaks?|sends?|inserts?|uses?|asks?|changes?)`
	toward  = ` ?(?:(?:from|to|into|on|in|with|the|of|database|queue|table|tables|directly|access|rows|data|corrections|requests) ?)*`
)

var (
	onlyUses     = lazyregexp.New(`(?i)(?:only|solely|nobody but|no one but|nothing but|no service but|no component but|none but|exclusively|except) (?:the )?` + code + ` ` + mayUse + accesss + toward + code)
	onlyThrough  = lazyregexp.New(`(?i)` + code + `[^.;` + "`" + `]{0,40} (?:reached|accessed|called|read|written|queried|used|modified|reachable|accessible|available|written to|spoken to)[^.;` + "`" + `]{0,20} (?:exclusively|only|solely) (?:through|by|via|from) (?:the )?` + code)
	onlyThrough2 = lazyregexp.New(`(?i)` + code + `[^.;` + "`" + `]{0,30} (?:exclusively|only|solely) (?:reached|accessed|called|read|written|queried|used|modified|reachable|accessible)[^.;` + "`" + `]{0,12} (?:through|by|via|from) (?:the )?` + code)
	noneExcept   = lazyregexp.New(`(?i)(?:no|nobody|no one|nothing) [^.;` + "`" + `]{0,30}` + accesss + toward + code + `,? (?:except|but|other than|apart from) (?:the )?` + code)
	noneOther    = lazyregexp.New(`(?i)(?:no|nobody|no one|nothing)[^.;` + "`" + `]{0,30} (?:except|but|other than|apart from|besides) (?:the )?` + code + ` ` + mayUse + accesss + toward + code)
	theOnly      = lazyregexp.New(`(?i)` + code + ` is (?:the )?only [^.;` + "`" + `]{0,25}(?:that|which|allowed to|with|to) ` + mayUse + accesss + toward + code)
	accessOnly   = lazyregexp.New(`(?i)access to (?:the )?` + code + `[^.;` + "`" + `]{0,25} (?:exclusively|only|solely) [^.;` + "`" + `]{0,12}(?:through|by|via|from|for) (?:the )?` + code)
	neverUses    = lazyregexp.New(`(?i)` + code + ` (?:never|must not|may not|does not|do not|cannot|shall not) ` + accesss + toward + code)
	byQueueOnly  = lazyregexp.New(`(?i)` + code + ` and (?:the )?` + code + ` [^.;]{0,30}(?:asynchronous|through (?:the )?(?:broker|queue|bus|events)|by events|via (?:the )?(?:broker|queue|bus))[^.;]*\b(?:only|exclusively|never directly|solely)`)
	usesDirectly = lazyregexp.New(`(?i)` + code + ` (?:also |itself |directly |then |still |simply )?` + accesss + ` [^.;,` + "`" + `]{0,40}` + code)
	plain        = lazyregexp.New(`(?i)\b(?:writes?|inserts?|updates?|modif|changes?)`)
)

// exclusion says that a component is reached by one other only, or never by a
// certain one.
type exclusion struct {
	target string
	only   string   // the one that may; "" where never is set
	never  []string // those that may not
	writes bool     // the rule is about writing
	stmt   int
}

// access is one component using another.
type access struct {
	from, to string
	writes   bool
	edge     bool
	stmt     int
}

// exclusive looks for components that are said to be reached in one way only
// and for edges and sentences that show another.
func (d *desk) exclusive() []gate.Proposal {
	text := d.texts["exclusive-access-broken"]
	if text == nil {
		return nil
	}
	rules := d.exclusions()
	if len(rules) == 0 {
		return nil
	}
	uses := d.uses()
	var out []gate.Proposal
	for _, r := range rules {
		for _, u := range uses {
			if u.stmt != r.stmt && r.breaks(u) {
				out = append(out, proposal(d.b, text, values{Subject: r.target, First: u.from}, r.stmt, u.stmt))
				break
			}
		}
	}
	return out
}

func (r *exclusion) breaks(u access) bool {
	if u.to != r.target || u.from == r.target || r.writes && !u.writes && !u.edge {
		return false
	}
	if r.only != "" {
		return u.from != r.only && (!r.writes || u.writes)
	}
	for _, n := range r.never {
		if n == u.from {
			return true
		}
	}
	return false
}

// exclusions finds what the documents say of who may reach what.
func (d *desk) exclusions() []exclusion {
	var out []exclusion
	for st := range d.f.Statements {
		s := d.f.Statements[st].Text
		if strings.Count(s, "`") < 4 || !d.restricts(st) || !d.isText(st) || !d.holds(st) {
			continue
		}
		writes := plain.MatchString(s) && !strings.Contains(strings.ToLower(s), "read")
		for _, form := range exclusionForms() {
			if m := form.re.FindStringSubmatch(s); m != nil {
				for _, e := range form.read(name(m[1]), name(m[2])) {
					e.stmt, e.writes = st, writes && form.ofWriting
					out = append(out, e)
				}
				break
			}
		}
	}
	return out
}

// restricts says whether a statement has one of the words without which nothing
// is restricted.
func (d *desk) restricts(st int) bool {
	for _, t := range d.f.Tokens(st) {
		switch t.Lower() {
		case "only", "solely", "exclusively", "except", "nobody", "no", "nothing", "none", "never", "must", "may", "does", "do", "cannot", "shall":
			return true
		}
	}
	return false
}

// exclusionForm is a way to say that a component is reached by one other only,
// or never by another. The two names that it holds come in the order of the
// text.
type exclusionForm struct {
	re        *lazyregexp.Regexp
	ofWriting bool // it may be about writing alone
	read      func(first, second string) []exclusion
}

// exclusionForms are tried in this order.
func exclusionForms() []exclusionForm {
	first := func(a, b string) []exclusion { return []exclusion{{target: b, only: a}} }
	second := func(a, b string) []exclusion { return []exclusion{{target: a, only: b}} }
	never := func(a, b string) []exclusion { return []exclusion{{target: b, never: []string{a}}} }
	either := func(a, b string) []exclusion { return append(never(a, b), never(b, a)...) }
	return []exclusionForm{
		{noneOther, true, first}, {onlyUses, true, first}, {theOnly, true, first}, {accessOnly, true, second}, {noneExcept, true, second},
		{onlyThrough, true, second}, {onlyThrough2, true, second}, {neverUses, true, never}, {byQueueOnly, false, either},
	}
}

// uses reads the edges of diagrams and the sentences in which one component
// uses another.
func (d *desk) uses() []access {
	out := d.drawn()
	for st := range d.f.Statements {
		s := &d.f.Statements[st]
		if s.Kind != document.Edge {
			if d.isText(st) && d.holds(st) && !denied(s.Text) {
				for _, m := range usesDirectly.FindAllStringSubmatch(s.Text, -1) {
					if strings.Contains(m[0], " and ") {
						continue
					}
					out = append(out, access{from: name(m[1]), to: name(m[2]), writes: plain.MatchString(m[0]), stmt: st})
				}
			}
		}
	}
	return out
}

// drawn reads the edges of diagrams.
func (d *desk) drawn() []access {
	lines := map[[2]int]int{} // statements by source and line
	for st := range d.f.Statements {
		if s := &d.f.Statements[st]; s.Kind == document.Edge {
			lines[[2]int{s.Source, s.Line}] = st
		}
	}
	var out []access
	for si := range d.f.Sources {
		for i := range d.f.Sources[si].Doc.Drawings {
			g := &d.f.Sources[si].Doc.Drawings[i]
			labels := map[string]string{}
			for j := range g.Nodes {
				labels[g.Nodes[j].ID] = name(g.Nodes[j].Name)
			}
			for j := range g.Edges {
				e := &g.Edges[j]
				if st, ok := lines[[2]int{si, e.Line}]; ok && e.Directed && !e.Reply {
					out = append(out, access{from: labels[e.From], to: labels[e.To], writes: plain.MatchString(d.f.Statements[st].Text), edge: true, stmt: st})
				}
			}
		}
	}
	return out
}

// name is the common form of a component's name.
func name(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// denied says whether a sentence excludes an access instead of making it.
func denied(s string) bool {
	s = " " + strings.ToLower(s)
	for _, w := range []string{" not ", " never ", " no ", " only ", " cannot ", "nobody", " instead of ", " former", " would ", " except ", " without ", "exclusively"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
