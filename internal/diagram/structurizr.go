package diagram

import "strings"

// structurizr reads the model of a workspace in the Structurizr DSL. Views say
// only what of it is drawn, and are left out.
func (b *builder) structurizr(text string) {
	s := &dsl{b: b, t: lexed(text, "{}=,", false)}
	b.d.Type = Context
	for s.p < len(s.t) {
		s.line()
	}
	s.resolve()
}

// dsl walks through the lines of a workspace.
type dsl struct {
	b     *builder
	t     []token
	p     int
	scope []dslScope
	edges []dslEdge
	names map[string][]string // identifiers by their last part
}

// dslScope is an open pair of braces.
type dslScope struct {
	id   string // of the element that is declared there; empty for groups and the like
	full string // with the identifiers around it
	open bool   // a boundary was entered
}

// dslEdge is a relation before its ends are known.
type dslEdge struct {
	from, to, label, scope string
	line                   int
}

// line reads one statement: the tokens of a line, and the brace behind them.
func (s *dsl) line() {
	from := s.p
	for s.p < len(s.t) && (s.p == from || !s.t[s.p].first) && !s.t[s.p].is("{") && !s.t[s.p].is("}") {
		s.p++
	}
	words := s.t[from:s.p]
	if len(words) > 0 && (words[0].is("}") || words[0].is("{")) {
		s.brace(&words[0])
		return
	}
	if s.p == from { // a brace
		s.brace(&s.t[s.p])
		s.p++
		return
	}
	opens := s.p < len(s.t) && s.t[s.p].is("{")
	if opens {
		s.p++
	}
	s.b.line = words[0].line
	s.statement(words, opens)
}

// brace handles a brace that stands alone.
func (s *dsl) brace(t *token) {
	switch {
	case t.is("{"):
		s.push(dslScope{})
	case len(s.scope) > 0:
		if s.scope[len(s.scope)-1].open {
			s.b.leave()
		}
		s.scope = s.scope[:len(s.scope)-1]
	}
}

func (s *dsl) push(c dslScope) {
	const most = 10_000
	if len(s.scope) < most {
		s.scope = append(s.scope, c)
	}
}

// statement reads one statement.
func (s *dsl) statement(words []token, opens bool) {
	switch word := strings.ToLower(words[0].text); {
	case words[0].quoted:
	case strings.HasPrefix(word, "!"), word == "views", word == "styles", word == "configuration", word == "properties", word == "perspectives", word == "branding", word == "themes":
		if opens {
			s.over()
		}
		return
	case word == "workspace":
		if len(words) > 1 {
			s.b.d.Title = plain(words[1].text)
		}
	case word == "tags" || word == "tag":
		s.tagged(words[1:])
	case word == "technology" && len(words) > 1:
		if n := s.element(); n != nil {
			n.Technology = plain(words[1].text)
		}
	case s.relation(words):
	default:
		if c, ok := s.declare(words, opens); ok {
			if opens {
				s.push(c)
			}
			return
		}
	}
	if opens {
		s.push(dslScope{})
	}
}

// over passes over a block.
func (s *dsl) over() {
	for depth := 1; s.p < len(s.t) && depth > 0; s.p++ {
		switch {
		case s.t[s.p].is("{"):
			depth++
		case s.t[s.p].is("}"):
			depth--
		}
	}
}

// element gives the element whose block is read, nil outside of one.
func (s *dsl) element() *Node {
	if n := len(s.scope); n > 0 && s.scope[n-1].full != "" {
		return s.b.named(s.scope[n-1].full)
	}
	return nil
}

func (s *dsl) tagged(words []token) {
	n := s.element()
	if n == nil {
		return
	}
	for i := range words {
		if kind := tagKind(words[i].text); kind != "" && n.Kind != Boundary {
			n.Kind = kind
		}
	}
}

// tagKind tells by tags what an element is.
func tagKind(tags string) Kind {
	for _, t := range strings.Split(strings.ToLower(tags), ",") {
		switch strings.TrimSpace(t) {
		case "database", "datastore", "data store", "store", "cache":
			return Store
		case "queue", "topic", "broker", "message bus":
			return Queue
		case "external", "external system", "existing system":
			return External
		}
	}
	return ""
}

// relation reads "a -> b "label" "technology"".
func (s *dsl) relation(words []token) bool {
	at := -1
	for i := range words {
		if words[i].is("->") {
			at = i
			break
		}
	}
	if at < 0 || at+1 >= len(words) || at > 3 {
		return false
	}
	e := dslEdge{to: words[at+1].text, line: words[at].line, scope: s.full()}
	if at > 0 {
		e.from = words[at-1].text
	}
	label, technology := "", ""
	if rest := words[at+2:]; len(rest) > 0 {
		label = rest[0].text
		if len(rest) > 1 {
			technology = rest[1].text
		}
	}
	e.label = labelled(label, technology)
	if len(s.edges) >= MaxEdges {
		s.b.d.Cut = true
		return true
	}
	s.edges = append(s.edges, e)
	return true
}

// full gives the identifier of the innermost element around.
func (s *dsl) full() string {
	for i := len(s.scope) - 1; i >= 0; i-- {
		if s.scope[i].full != "" {
			return s.scope[i].full
		}
	}
	return ""
}

// declare reads the declaration of an element.
func (s *dsl) declare(words []token, opens bool) (dslScope, bool) {
	id := ""
	if len(words) > 2 && words[1].is("=") {
		id = words[0].text
		words = words[2:]
	}
	keyword := strings.ToLower(words[0].text)
	arg := func(i int) string {
		if i < len(words) {
			return words[i].text
		}
		return ""
	}
	kind, technology, tags := Kind(""), "", ""
	switch keyword {
	case "person":
		kind, tags = Person, arg(3)
	case "softwaresystem":
		tags = arg(3)
	case "container", "component":
		technology, tags = arg(3), arg(4)
	case "deploymentnode", "infrastructurenode":
		technology, tags = arg(3), arg(4)
	case "group", "enterprise", "deploymentenvironment":
		return s.boundary("", arg(1), opens)
	default:
		return dslScope{}, false
	}
	if id == "" {
		id = arg(1)
	}
	full := id
	if around := s.full(); around != "" {
		full = around + "." + id
	}
	if t := tagKind(tags); t != "" {
		kind = t
	}
	n := s.b.node(full, arg(1), kind)
	if n == nil {
		return dslScope{}, true
	}
	n.Technology = plain(technology)
	s.know(id, full)
	if len(s.scope) > MaxDepth {
		return dslScope{}, true
	}
	if !opens || !s.holds() {
		return dslScope{id: id, full: full}, true
	}
	s.b.enter(full, "")
	return dslScope{id: id, full: full, open: true}, true
}

// boundary opens a group.
func (s *dsl) boundary(id, label string, opens bool) (dslScope, bool) {
	if !opens || label == "" {
		return dslScope{}, true
	}
	s.b.enter(label+id, label)
	return dslScope{open: true}, true
}

// holds tells whether the block that was just opened declares elements.
func (s *dsl) holds() bool {
	const most = 4000
	for i, depth := s.p, 0; i < min(len(s.t), s.p+most) && depth >= 0; i++ {
		t := &s.t[i]
		switch {
		case t.is("{"):
			depth++
		case t.is("}"):
			depth--
		case t.quoted || depth > 0:
		default:
			switch strings.ToLower(t.text) {
			case "container", "component", "deploymentnode", "containerinstance", "softwaresysteminstance", "infrastructurenode", "group":
				return true
			}
		}
	}
	return false
}

func (s *dsl) know(id, full string) {
	if s.names == nil {
		s.names = map[string][]string{}
	}
	if n := s.names[id]; len(n) == 0 || n[0] != full {
		s.names[id] = append(n, full)
	}
}

// resolve links what the relations name.
func (s *dsl) resolve() {
	for _, e := range s.edges {
		from := s.find(e.from, e.scope)
		if e.from == "" || e.from == "this" {
			from = e.scope
		}
		to := s.find(e.to, e.scope)
		if e.to == "this" {
			to = e.scope
		}
		if from != "" && to != "" {
			s.b.line = e.line
			s.b.link(from, to, e.label, true)
		}
	}
}

// find gives the whole identifier of an element that is named in a scope.
func (s *dsl) find(name, scope string) string {
	if name == "" {
		return ""
	}
	for around := scope; around != ""; {
		if _, ok := s.b.at[around+"."+name]; ok {
			return around + "." + name
		}
		at := strings.LastIndexByte(around, '.')
		around = around[:max(0, at)]
	}
	if _, ok := s.b.at[name]; ok {
		return name
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	for _, full := range s.names[last] {
		if strings.HasSuffix("."+full, "."+name) {
			return full
		}
	}
	if all := s.names[last]; len(all) > 0 && last == name {
		return all[0]
	}
	return ""
}
