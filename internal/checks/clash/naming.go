package clash

import (
	"strings"

	"archreview/internal/document"
	"archreview/internal/gate"
	"archreview/internal/lazyregexp"
)

const team = `((?:[Tt]eam|[Ss]quad|[Tt]ribe) [A-Z][\w-]+|[A-Z][\w-]+(?: [A-Z][\w-]+)? (?:team|squad|department))`

var (
	teamOwns   = lazyregexp.New(team + ` (?:now |also )?(?:owns|own|runs|maintains|operates|is responsible for|is in charge of|looks after|takes care of|is the owner of)(?: the)? ` + code)
	ownedBy    = lazyregexp.New(code + `(?: schema| database| service| component| module| repository| tables?)? (?:is|are|stays|remains) [^.;` + "`" + `]{0,30}?(?:owned|run|operated|maintained|looked after|developed|written|released) (?:and (?:owned|run|operated|maintained|released) )?by (?:the )?` + team)
	writtenBy  = lazyregexp.New(`(?:of|to|for|in) the ` + code + `(?: schema| database| service| tables?)? (?:is|are) [^.;` + "`" + `]{0,30}?(?:owned|maintained|written|released) (?:and (?:owned|maintained|released) )?by (?:the )?` + team)
	belongsTo  = lazyregexp.New(code + ` belongs to (?:the )?` + team)
	ownerIs    = lazyregexp.New(code + `:? owner (?:is )?:?(?:the )?` + team)
	versioned  = lazyregexp.New(`(?i)\b([a-z][a-z.+]{2,})[ :@-]v?(\d{1,2}(?:\.\d{1,3}){0,2})\b`)
	more       = lazyregexp.New(`^and (?:v?\d|later|newer|up|above|higher|onwards|[a-z]+ \d)`)
	dottedOnly = lazyregexp.New(`^\d+\.\d`)
)

// owner says who owns a component.
type owner struct {
	thing, who string
	stmt       int
}

// owners looks for components with two owners.
func (d *desk) owners() []gate.Proposal {
	text := d.texts["two-owners"]
	if text == nil {
		return nil
	}
	var all []owner
	for st := range d.f.Statements {
		s := &d.f.Statements[st]
		if !d.isText(st) || !d.holds(st) || handedOver(s.Text) {
			continue
		}
		if strings.Contains(s.Text, "`") {
			all = append(all, ownersIn(st, s.Text)...)
		}
		if s.Kind == document.TableRow && len(s.Header) == len(s.Cells) && len(s.Cells) > 1 {
			all = append(all, ownerCell(st, s.Statement)...)
		}
	}
	var out []gate.Proposal
	done := map[string]bool{}
	for i, x := range all {
		for _, y := range all[i+1:] {
			if x.thing != y.thing || x.stmt == y.stmt || done[x.thing] || alike(x.who, y.who) {
				continue
			}
			done[x.thing] = true
			out = append(out, proposal(d.b, text, values{Subject: x.thing, First: x.who, Second: y.who}, x.stmt, y.stmt))
		}
	}
	return out
}

func ownersIn(st int, text string) []owner {
	var out []owner
	if !strings.Contains(text, "eam") && !strings.Contains(text, "quad") && !strings.Contains(text, "ribe") && !strings.Contains(text, "department") {
		return nil // cheap: no team is named
	}
	for _, m := range teamOwns.FindAllStringSubmatch(text, -1) {
		out = append(out, owner{name(m[2]), m[1], st})
	}
	for _, re := range []*lazyregexp.Regexp{ownedBy, writtenBy, belongsTo, ownerIs} {
		for _, m := range re.FindAllStringSubmatch(text, -1) {
			out = append(out, owner{name(m[1]), m[2], st})
		}
	}
	return out
}

// ownerCell reads a row whose head names an owner.
func ownerCell(st int, s *document.Statement) []owner {
	thing := component(s.Cells[0].Text)
	if thing == "" {
		return nil
	}
	for i, h := range s.Header {
		switch strings.ToLower(strings.TrimSpace(h)) {
		case "owner", "owned by", "team", "responsible", "maintainer", "owning team", "responsible team":
			if who := s.Cells[i].Text; who != "" && len(who) < 30 && !strings.ContainsAny(who, ",/&+?(") {
				return []owner{{thing, who, st}}
			}
		}
	}
	return nil
}

// alike says whether two names of teams may mean one, or one of them only runs
// the platform.
func alike(a, b string) bool {
	bare := func(s string) string {
		s = strings.ToLower(s)
		for _, w := range []string{"the ", "team", "squad", "department", "tribe"} {
			s = strings.ReplaceAll(s, w, "")
		}
		return strings.TrimSpace(s)
	}
	a, b = bare(a), bare(b)
	for _, w := range []string{"platform", "infra", "sre", "operation", "hosting", "provider", "vendor", "dba"} {
		if strings.Contains(a, w) != strings.Contains(b, w) && w != "platform" {
			return true
		}
	}
	return a == "" || b == "" || strings.Contains(a, b) || strings.Contains(b, a)
}

// past says whether a text speaks of what was or will be.
func past(s string) bool {
	s = " " + strings.ToLower(s) + " "
	for _, w := range []string{" was ", " were ", " until ", "former", "previous", " will ", "old ", " instead", " moves ", " upgrade", "upgrading", "migrat", " today", " currently", "legacy", " replaced", "predecessor"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// handedOver says whether a text speaks of an owner that was or will be.
func handedOver(s string) bool {
	s = " " + strings.ToLower(s) + " "
	for _, w := range []string{" was ", " were ", " until ", "former", "previous", " will ", " moves ", " from ", " instead"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// version is one product in one version.
type version struct {
	product, number string
	stmt            int
}

// versions looks for products that appear in two versions.
func (d *desk) versions() []gate.Proposal {
	text := d.texts["two-versions"]
	if text == nil {
		return nil
	}
	all := d.saidVersions()
	var out []gate.Proposal
	done := map[string]bool{}
	for i, x := range all {
		for _, y := range all[i+1:] {
			if x.product != y.product || done[x.product] || x.stmt == y.stmt || within(x.number, y.number) {
				continue
			}
			done[x.product] = true
			out = append(out, proposal(d.b, text, values{Subject: x.product, First: x.number, Second: y.number}, x.stmt, y.stmt))
		}
	}
	return out
}

// saidVersions gives the versions in which the documents say that products are
// used.
func (d *desk) saidVersions() []version {
	products := d.products()
	var all []version
	for st := range d.f.Statements {
		if k := d.f.Statements[st].Kind; k == document.Heading || k == document.Set || d.f.IsAnswer(st) || !strings.ContainsAny(d.f.Statements[st].Text, "0123456789") || !d.holds(st) || past(d.f.Statements[st].Text) || now(d.f, st) {
			continue
		}
		for _, m := range versioned.FindAllStringSubmatchIndex(d.f.Statements[st].Text, -1) {
			s := d.f.Statements[st].Text
			p, n := products[strings.ToLower(s[m[2]:m[3]])], s[m[4]:m[5]]
			if p != "" && plausible(n, s[m[5]:]) {
				all = append(all, version{p, n, st})
			}
		}
		all = append(all, d.versionCell(st, products)...)
	}
	return all
}

// products gives the products whose versions are compared, by the words with
// which they are written.
func (d *desk) products() map[string]string {
	out := map[string]string{"python": "Python", "postgres": "PostgreSQL", "java": "Java", "debian": "Debian", "ubuntu": "Ubuntu"}
	for i := range d.b.Catalog.Technologies {
		t := strings.TrimPrefix(d.b.Catalog.Technologies[i].Title, "Apache ")
		if !strings.ContainsAny(t, " /(") {
			out[strings.ToLower(t)] = t
		}
	}
	return out
}

// versionCell reads a row such as "| Django | 5.2 |" under a head "Version".
func (d *desk) versionCell(st int, products map[string]string) []version {
	s := &d.f.Statements[st]
	if s.Kind != document.TableRow || len(s.Header) != len(s.Cells) || len(s.Cells) < 2 {
		return nil
	}
	p := products[strings.ToLower(strings.Trim(s.Cells[0].Text, "`* "))]
	for i, h := range s.Header {
		if n := s.Cells[i].Text; p != "" && strings.EqualFold(strings.TrimSpace(h), "version") && n != "" && n[0] >= '0' && n[0] <= '9' {
			return []version{{p, strings.Fields(n)[0], st}}
		}
	}
	return nil
}

// plausible says whether a number behind a product's name is a version: it has
// a point, or nothing that it could count follows.
func plausible(n, rest string) bool {
	word := strings.ToLower(strings.TrimSpace(rest))
	if strings.HasPrefix(rest, "+") || strings.HasPrefix(word, "or newer") || strings.HasPrefix(word, "or later") || strings.HasPrefix(word, "to ") || more.MatchString(word) {
		return false
	}
	if dottedOnly.MatchString(n) {
		return !strings.HasPrefix(word, "g") && !strings.HasPrefix(word, "m") && !strings.HasPrefix(word, "%")
	}
	if word == "" || strings.ContainsAny(word[:1], ".,;:()|`-") {
		return true
	}
	for _, w := range []string{"as ", "in ", "with ", "for ", "is ", "on ", "at ", "which ", "behind ", "via ", "through ", "carries ", "runs "} {
		if strings.HasPrefix(word, w) {
			return true
		}
	}
	return false
}

// within says whether one version only says more than the other.
func within(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
}
