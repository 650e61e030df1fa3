package clash

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"archreview/internal/gate"
	"archreview/internal/lazyregexp"
	"archreview/internal/repo"
)

// interfacePromises are what documents state of interfaces, tables and
// migrations.
func interfacePromises() []promise {
	return []promise{
		{repo.Open, "says.api-auth", "true", "every call of the API is authenticated", "asks for nothing", "", true},
		{repo.PathVersion, "says.path-version", "false", "the version of the API stands in the path", "no path and no server of its description has one", "", false},
		{repo.PathVersion, "says.header-version", "true", "callers choose the version of the API by a header", "its description has it in the path", "", false},
		{repo.Paged, "says.all-paged", "false", "every list is paginated", "takes neither a page nor a limit", "", true},
		{repo.PageStyle, "says.cursor-pages", "offset", "lists are paginated with a cursor", "takes a page or an offset", "", false},
		{repo.PageStyle, "says.offset-pages", "cursor", "lists are paginated with an offset", "takes a cursor", "", false},
		{repo.Throttled, "says.too-many", "false", "callers over the limit are answered with 429", "no operation of the description knows that answer", "", false},
		{repo.Idempotency, "says.idempotency-key", "false", "requests that create something carry an idempotency key", "none of the description takes one", "", false},
		{repo.ProblemErrors, "says.problem-errors", "false", "errors are problem details", "the description gives another form", "", false},
		{repo.PlainURL, "says.https-only", "true", "the API is reached with TLS only", "has an address without it", "interface-unencrypted", true},
		{repo.EventTLS, "says.event-tls", "false", "connections to the broker are encrypted", "the description of the events has a protocol without TLS", "", true},
		{repo.MoneyFloat, "says.exact-money", "true", "amounts of money are exact", "is a floating point number", "money-as-float", true},
		{repo.TimeZone, "says.zoned-times", "false", "times are kept with their zone", "is a timestamp without time zone", "", true},
		{repo.ClearData, "says.no-cards", "card number", "no card data are kept", "keeps a card number", "", true},
		{repo.Heads, "says.one-head", "true", "migrations have one order", "have several ends", "migrations-with-two-ends", true},
		{repo.Locking, "says.no-downtime", "true", "the schema is changed without downtime", "blocks the table while it runs", "", true},
		{repo.Breaking, "says.expand-contract", "true", "the schema is expanded first and contracted in a later release", "removes what running code may still use, in the release that stops using it", "", true},
	}
}

// shownBy says in words what breaks a promise, with the place where it is one
// of many.
func (p promise) shownBy(s setting) string {
	if !p.one || s.Subject == "" || p.measure == repo.Public || p.measure == repo.EventTLS {
		return p.shown
	}
	return s.Subject + " " + p.shown
}

// interfaceFlaws proposes what is wrong in interfaces, tables and migrations
// whatever the documents say.
func (r *register) interfaceFlaws(flaw func(id string, v values, all []setting)) []gate.Proposal {
	flaw("table-without-key", values{First: subjects(r.in(repo.PrimaryKey))}, r.in(repo.PrimaryKey))
	flaw("foreign-key-without-index", values{First: subjects(r.in(repo.Unindexed))}, r.in(repo.Unindexed))
	var codes, passwords []setting
	for _, s := range r.in(repo.ClearData) {
		switch s.Value {
		case "card verification code":
			codes = append(codes, s)
		case "password":
			passwords = append(passwords, s)
		}
	}
	flaw("card-code-kept", values{First: subjects(codes)}, codes)
	flaw("password-column-in-clear", values{First: subjects(passwords)}, passwords)
	if zoned, bare := r.times(); len(zoned) > 0 && len(bare) > 0 && !r.raised[repo.TimeZone] {
		flaw("times-with-and-without-zone", values{First: subjects(bare), Second: subjects(zoned)}, append(bare[:min(len(bare), 6)], zoned[0]))
	}
	return append(r.authentication(), r.pathVersions()...)
}

// times gives the columns of times with and without a zone.
func (r *register) times() (zoned, bare []setting) {
	for _, s := range r.in(repo.TimeZone) {
		if s.Value == "true" {
			zoned = append(zoned, s)
		} else {
			bare = append(bare, s)
		}
	}
	return zoned, bare
}

// subjects lists what settings are about, each once, a few of them.
func subjects(all []setting) string {
	const most = 5
	var out []string
	for _, s := range all {
		if !slices.Contains(out, s.Subject) {
			out = append(out, s.Subject)
		}
	}
	if more := len(out) - most; more > 0 {
		return strings.Join(out[:most], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(out, ", ")
}

// family is a way to authenticate callers with the words for it.
type family struct {
	name  string
	words *lazyregexp.Regexp
}

// spoken are the expressions for what documents say of interfaces.
type spoken struct {
	families       []family
	caller, proof  *lazyregexp.Regexp
	other          *lazyregexp.Regexp
	versioned, api *lazyregexp.Regexp
	events         *lazyregexp.Regexp
}

var interfaceWords = sync.OnceValue(func() spoken {
	return spoken{
		families: []family{
			{"tokens", lazyregexp.New(`(?i)\b(?:oauth|oidc|openid|jwts?|json web tokens?|bearer|access tokens?|id tokens?|keycloak|auth0|cognito|entra|okta|tokens?)\b`)},
			{"API keys", lazyregexp.New(`(?i)\bapi[- ]?keys?\b`)},
			{"passwords", lazyregexp.New(`(?i)\bbasic auth`)},
			{"certificates", lazyregexp.New(`(?i)\b(?:mtls|mutual tls|client certificates?)\b`)},
			{"sessions", lazyregexp.New(`(?i)\b(?:session cookies?|cookie sessions?|server[- ]side sessions?|cookies?)\b`)},
		},
		caller:    lazyregexp.New(`(?i)\b(?:apis?|endpoints?|clients?|callers?|requests?|consumers?)\b`),
		proof:     lazyregexp.New(`(?i)\b(?:authenticat\w+|authori[sz]e\w*|secured|protected|identified)\b`),
		other:     lazyregexp.New(`(?i)\b(?:providers?|outgoing|upstream|third|partner|database|postgres\w*|redis|kafka|rabbitmq|broker|internal\w*|between|service[- ]to[- ]service|webhooks?|mqtt|devices?|stripe|paypal|s3|admin|calls to|sandbox)\b`),
		versioned: lazyregexp.New(`(?i)/(v\d{1,2})/([a-z][a-z0-9_-]+)`),
		events:    lazyregexp.New(`(?i)\b(?:events?|topics?|publish\w*)\b`),
		api:       lazyregexp.New(`(?i)https?://|\b(?:deprecated|sunset|retired|replaced|removed|next|future|planned|new version|breaking)\b`),
	}
})

// authentication proposes that documents name another way to authenticate
// callers than the description of the interface. Where they name its way
// anywhere, they may mean both.
func (r *register) authentication() []gate.Proposal {
	all := r.in(repo.Authenticates)
	if len(all) == 0 {
		return nil
	}
	if all[0].Value == "none" && !strings.Contains(kindsOf(all), ",") {
		if st, ok := r.affirmed("says.api-auth"); ok {
			return []gate.Proposal{r.against("interface-without-authentication", values{}, st, all[0].stmt)}
		}
		return nil
	}
	has := map[string]bool{}
	for _, s := range all {
		has[s.Value] = true
	}
	w := interfaceWords()
	name, at := "", -1
	for st := range r.f.Statements {
		if !r.isText(st) {
			continue
		}
		text := r.f.Statements[st].Text
		said := ""
		for _, f := range w.families {
			if !f.words.MatchString(text) {
				continue
			}
			if has[f.name] {
				return nil
			}
			if said == "" {
				said = f.name
			}
		}
		if said != "" && at < 0 && w.caller.MatchString(text) && w.proof.MatchString(text) && !w.other.MatchString(text) && r.stands(st) {
			name, at = said, st
		}
	}
	if at < 0 || has["none"] {
		return nil
	}
	return []gate.Proposal{r.otherwise(values{Measure: "authentication of callers", First: name, Second: kindsOf(all)}, at, all[0].stmt)}
}

// stands says whether a statement is said of the system as it is.
func (r *register) stands(st int) bool {
	text := r.f.Statements[st].Text
	return r.isText(st) && r.holds(st) && !hedgedPlace(r.f, st) && !denied(text) && !past(text)
}

// pathVersions proposes resources whose path has another version in the
// documents than in the description of the interface.
func (r *register) pathVersions() []gate.Proposal {
	configured := map[string][]setting{}
	for _, s := range r.in(repo.APIPath) {
		configured[s.Subject] = append(configured[s.Subject], s)
	}
	if len(configured) == 0 {
		return nil
	}
	w := interfaceWords()
	said := map[string]map[string]int{} // resource, version, first statement that stands
	var order []string
	for st := range r.f.Statements {
		if !r.isText(st) {
			continue
		}
		text := r.f.Statements[st].Text
		for _, m := range w.versioned.FindAllStringSubmatch(text, -1) {
			version, resource := strings.ToLower(m[1]), strings.ToLower(m[2])
			if said[resource] == nil {
				said[resource] = map[string]int{}
				order = append(order, resource)
			}
			if at, ok := said[resource][version]; !ok || at < 0 {
				said[resource][version] = -1
				if !w.api.MatchString(text) && r.stands(st) {
					said[resource][version] = st
				}
			}
		}
	}
	for _, resource := range order {
		all := configured[resource]
		if len(all) == 0 || len(said[resource]) != 1 || strings.Contains(kindsOf(all), ",") {
			continue
		}
		for version, st := range said[resource] {
			if st >= 0 && version != all[0].Value {
				return []gate.Proposal{r.otherwise(values{Subject: "/" + resource, Measure: "version of the path", First: version, Second: all[0].Value}, st, all[0].stmt)}
			}
		}
	}
	return nil
}
