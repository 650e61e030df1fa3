package repo

import (
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Limits of one description of an interface.
const (
	mostOperations = 2000
	mostResources  = 40 // whose version in the path is told
	leastDescribed = 3  // operations below which nothing is said to be missing
)

var (
	pathVersion = sync.OnceValue(expression(`^v\d{1,3}$`))
	openByKind  = sync.OnceValue(expression(`(?i)/(?:auth|oauth|oauth2|oidc|login|logout|token|tokens|session|sessions|signin|sign-in|signup|sign-up|register|registration|password|passwords|reset|verify|confirm|health|healthz|ready|live|livez|readyz|ping|status|metrics|version|webhook|webhooks|hooks|callback|callbacks|notify|public|contact|consent|newsletter|csp-report|csp|well-known|jwks|onboarding|invitations?|subscribe|unsubscribe|feedback|tracking|events|telemetry)(?:/|\}|$)`))
	cursorParam = sync.OnceValue(expression(`^(?:cursor|after|before|page_?token|next_?token|starting_after|ending_before|continuation_?token|next|last_id|since_id|next_?key|page_?cursor)$`))
	offsetParam = sync.OnceValue(expression(`^(?:offset|page|skip|start|page_?number|page_?num|page_?index|start_?index)$`))
	sizeParam   = sync.OnceValue(expression(`^(?:limit|size|per_?page|page_?size|max_?results|count|first|last|top|take|max|ids?|page|n|pagination)$`))
)

// operation is one operation of an interface.
type operation struct {
	method, path string
	line         int
	it           tree
	params       []tree
	certain      bool // all of its parameters could be looked up
}

func (o operation) name() string { return strings.ToUpper(o.method) + " " + o.path }

// openapi reads the description of an interface, OpenAPI 3 or Swagger 2.
func (s *sheet) openapi(doc tree) {
	at := doc.get("openapi")
	if !at.there() {
		at = doc.get("swagger")
	}
	s.say(at.line(), "The API is described in an OpenAPI specification")
	if outside(s.rel) {
		return
	}
	ops := operations(doc)
	s.schemes(doc, ops)
	s.pathVersions(doc, ops)
	s.servers(doc)
	s.lists(doc, ops)
	s.answers(doc, ops)
	s.idempotency(ops)
	s.amounts(doc)
}

// operations lists the operations of an interface.
func operations(doc tree) []operation {
	var out []operation
	for _, p := range doc.get("paths").pairs() {
		item := follow(doc, p.value)
		shared, known := parameters(doc, item)
		for _, o := range item.pairs() {
			switch o.key {
			case "get", "post", "put", "patch", "delete":
				if len(out) < mostOperations {
					own, also := parameters(doc, o.value)
					out = append(out, operation{o.key, p.key, o.line, o.value, append(own, shared...), known && also})
				}
			}
		}
	}
	return out
}

// parameters gives the parameters below a node, references followed, and
// whether all of them could be.
func parameters(doc, t tree) (out []tree, all bool) {
	all = true
	for _, x := range t.get("parameters").items() {
		p := follow(doc, x)
		if !p.get("name").there() {
			all = false
		}
		out = append(out, p)
	}
	return out, all
}

// follow gives what a reference within the file stands for, else the node.
func follow(doc, t tree) tree {
	for range maxAlias {
		ref := t.get("$ref").text()
		if ref == "" {
			return t
		}
		path, ok := strings.CutPrefix(ref, "#/")
		if !ok {
			return tree{}
		}
		keys := strings.Split(path, "/")
		for i := range keys {
			keys[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(keys[i])
		}
		t = doc.get(keys[:min(len(keys), maxNesting)]...)
	}
	return tree{}
}

// schemes notes by what callers are authenticated, and which operations that
// change something ask for nothing although others do.
func (s *sheet) schemes(doc tree, ops []operation) {
	all := doc.get("components", "securitySchemes")
	if !all.there() {
		all = doc.get("securityDefinitions")
	}
	for _, p := range all.pairs() {
		scheme := follow(doc, p.value)
		family, words := familyOf(scheme)
		if s.set(p.line, "api", Authenticates, family, words); family == "" {
			s.say(p.line, "Callers of the API are authenticated by a security scheme of OpenAPI")
		}
	}
	global := doc.get("security")
	asked := len(global.items()) > 0
	for _, o := range ops {
		asked = asked || len(o.it.get("security").items()) > 0
	}
	writes := 0
	for _, o := range ops {
		if o.method == "get" || openByKind().MatchString(o.path) {
			continue
		}
		writes++
		own := o.it.get("security")
		if open := own.there() && !demands(own) || !own.there() && !demands(global); open && asked {
			s.set(o.line, o.name(), Open, "true", "")
		}
	}
	if writes > 0 && !asked && len(all.pairs()) == 0 && len(ops) >= leastDescribed {
		s.set(doc.get("paths").line(), "api", Authenticates, "none", "")
	}
}

// demands says whether a list of security requirements asks for anything: an
// empty one among them makes the others optional.
func demands(t tree) bool {
	for _, x := range t.items() {
		if len(x.pairs()) == 0 {
			return false
		}
	}
	return len(t.items()) > 0
}

// familyOf gives the family of a security scheme and what it says in words.
func familyOf(scheme tree) (family, words string) {
	kind, in, name := strings.ToLower(scheme.get("type").text()), scheme.get("in").text(), strings.ToLower(scheme.get("name").text())
	http := strings.ToLower(scheme.get("scheme").text())
	switch {
	case kind == "oauth2":
		return "tokens", "Callers of the API are authenticated with OAuth 2.0"
	case kind == "openidconnect":
		return "tokens", "Callers of the API are authenticated with OpenID Connect"
	case kind == "http" && http == "bearer", kind == "apikey" && name == "authorization":
		return "tokens", "Callers of the API are authenticated with bearer tokens"
	case kind == "http" && http == "basic", kind == "basic":
		return "passwords", "Callers of the API are authenticated with basic authentication"
	case kind == "apikey" && in == "cookie":
		return "sessions", "Callers of the API are authenticated with a session cookie"
	case kind == "apikey":
		return "API keys", "Callers of the API are authenticated with API keys"
	case kind == "mutualtls":
		return "certificates", "Callers of the API are authenticated with mutual TLS"
	}
	return "", ""
}

// bases gives the paths under which an interface is served, and whether that
// is certain: addresses are written out.
func bases(doc tree) (out []string, certain bool) {
	if doc.get("swagger").there() {
		return []string{doc.get("basePath").text()}, doc.get("host").there()
	}
	certain = true
	for _, x := range doc.get("servers").items() {
		u, err := url.Parse(x.get("url").text())
		if err != nil || u.Host == "" || strings.Contains(u.Host+u.Path, "{") {
			certain = false
			continue
		}
		out = append(out, u.Path)
	}
	return out, certain && len(out) > 0
}

// pathVersions notes the version in the paths of resources.
func (s *sheet) pathVersions(doc tree, ops []operation) {
	base, certain := bases(doc)
	under := ""
	if len(base) == 1 {
		under = base[0]
	}
	with, told := 0, map[string]bool{}
	for _, o := range ops {
		version, resource := versionIn(under + o.path)
		if version == "" {
			continue
		}
		with++
		if !told[resource+version] && len(told) < mostResources && len(base) < 2 {
			told[resource+version] = true
			s.set(o.line, resource, APIPath, version, "The API is versioned in the path")
		}
	}
	anyBase := slices.ContainsFunc(base, func(b string) bool { v, _ := versionIn(b + "/x"); return v != "" })
	switch {
	case len(ops) == 0:
	case with == len(ops):
		s.set(ops[0].line, "api", PathVersion, "true", "The API is versioned in the path")
	case with == 0 && certain && !anyBase && len(ops) >= leastDescribed:
		s.set(doc.get("paths").line(), "api", PathVersion, "false", "")
	}
}

// versionIn gives the version in a path and the first part behind it.
func versionIn(path string) (version, resource string) {
	parts := strings.FieldsFunc(strings.ToLower(path), func(r rune) bool { return r == '/' })
	for i, p := range parts {
		if !pathVersion().MatchString(p) {
			continue
		}
		if i+1 < len(parts) {
			resource = parts[i+1]
		}
		return p, resource
	}
	return "", ""
}

// servers notes public addresses that are not encrypted.
func (s *sheet) servers(doc tree) {
	secure := map[string]bool{}
	type place struct {
		line int
		host string
	}
	var plain []place
	note := func(line int, scheme, host string) {
		if scheme == "https" {
			secure[host] = true
		} else if scheme == "http" && public(host) {
			plain = append(plain, place{line, host})
		}
	}
	for _, x := range doc.get("servers").items() {
		if u, err := url.Parse(x.get("url").text()); err == nil && !nonLive(x.get("description").text()) {
			note(x.get("url").line(), strings.ToLower(u.Scheme), strings.ToLower(u.Host))
		}
	}
	for _, x := range doc.get("schemes").items() {
		note(x.line(), strings.ToLower(x.text()), strings.ToLower(doc.get("host").text()))
	}
	for _, p := range plain {
		if !secure[p.host] {
			s.set(p.line, p.host, PlainURL, "true", "")
		}
	}
}

// nonLive says whether a description speaks of another place than production.
func nonLive(text string) bool {
	_, elsewhere := place(text)
	return elsewhere || strings.Contains(text, " dev") || slices.ContainsFunc(strings.Fields(strings.ToLower(text)), func(w string) bool { _, e := place(w); return e })
}

// public says whether a host is one that others reach: it has a domain that is
// neither reserved for examples nor internal, and names no other place.
func public(host string) bool {
	host, _, _ = strings.Cut(host, ":")
	if !strings.Contains(host, ".") || strings.ContainsAny(host, "{}$") || nonLive(strings.ReplaceAll(host, ".", " ")) {
		return false
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	switch last {
	case "local", "localhost", "internal", "test", "example", "invalid", "svc", "lan", "cluster", "home", "corp":
		return false
	}
	return strings.Trim(last, "0123456789") != "" && !strings.HasSuffix(host, "example.com") && !strings.HasSuffix(host, "example.org") && !strings.HasSuffix(host, "example.net")
}
