package repo

import (
	"strings"

	"archreview/internal/lazyregexp"
)

var (
	proxyTimeout = lazyregexp.New(`^\s*proxy_read_timeout\s+(\d+)(s|m|ms)?\s*;`)
	nginxLimit   = lazyregexp.New(`^\s*limit_req_zone\s`)
	nginxTLS     = lazyregexp.New(`^\s*ssl_protocols\s|^\s*listen\s+(?:\[::\]:)?443\s+ssl`)
	nginxHeader  = lazyregexp.New(`(?i)^\s*add_header\s+(Strict-Transport-Security|Content-Security-Policy)`)
	sqlIndex     = lazyregexp.New(`(?i)^\s*create\s+(unique\s+)?index\b`)
	sqlForeign   = lazyregexp.New(`(?i)\breferences\s+[\w."]+\s*\(|\bforeign\s+key\b`)
	sqlParts     = lazyregexp.New(`(?i)\bpartition\s+by\b`)
	confPair     = lazyregexp.New(`^\s*([a-z_]+)\s*=\s*([^#;]+)`)
)

// openapi reads the description of an interface.
func (s *sheet) openapi(doc tree) {
	at := doc.get("openapi")
	if !at.there() {
		at = doc.get("swagger")
	}
	s.say(at.line(), "The API is described in an OpenAPI specification")
	if sec := doc.get("components", "securitySchemes"); len(sec.pairs()) > 0 {
		s.say(sec.line(), "Callers of the API are authenticated by a security scheme of OpenAPI")
	}
	limit := 0
	doc.get("paths").walk(func(_ []string, p pair) {
		if p.key == "429" && limit == 0 {
			limit = p.line
			s.say(p.line, "Rate limiting answers with 429 too many requests")
		}
	})
}

// readSchema reads GraphQL and protobuf.
func readSchema(s *sheet) {
	for i, line := range s.lines {
		t := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(t, "type Query"):
			s.say(i+1, "The API has a GraphQL schema")
			return
		case strings.HasPrefix(t, "service ") && strings.HasSuffix(s.rel, ".proto"):
			s.say(i+1, "The API is defined by protobuf and gRPC")
			return
		}
	}
}

// readNginx reads a configuration of nginx.
func readNginx(s *sheet) {
	for i, line := range s.lines {
		switch {
		case nginxLimit.MatchString(line):
			s.say(i+1, "Rate limiting in nginx")
		case nginxTLS.MatchString(line):
			s.say(i+1, "Nginx terminates TLS")
		case nginxHeader.MatchString(line):
			s.say(i+1, "Security headers such as HSTS and CSP are set")
		default:
			if m := proxyTimeout.FindStringSubmatch(line); m != nil {
				unit := map[string]string{"": " s", "s": " s", "m": " minutes", "ms": " ms"}[m[2]]
				s.set(i+1, "nginx", ProxyTimeout, m[1]+unit, "Nginx has a read timeout of "+m[1]+unit)
			}
		}
	}
}

// readSQL reads statements that define a schema; each kind is told once.
func readSQL(s *sheet) {
	told := map[string]bool{}
	once := func(line int, says string) {
		if !told[says] {
			told[says] = true
			s.say(line, says)
		}
	}
	for i, line := range s.lines {
		if len(line) > 2000 || strings.HasPrefix(strings.TrimSpace(line), "--") {
			continue
		}
		switch {
		case sqlIndex.MatchString(line):
			once(i+1, "The table has an index on its columns")
		case sqlForeign.MatchString(line):
			once(i+1, "Foreign keys are enforced by the database")
		case sqlParts.MatchString(line):
			once(i+1, "The table is partitioned by range")
		}
	}
}

// readDBConf reads postgresql.conf and pgbouncer.ini.
func readDBConf(s *sheet) {
	bouncer := strings.HasSuffix(s.rel, ".ini")
	for i, line := range s.lines {
		m := confPair.FindStringSubmatch(line)
		switch {
		case m == nil:
		case bouncer && m[1] == "pool_mode":
			s.say(i+1, "Connections are pooled by pgbouncer")
		case !bouncer:
			s.dbParameter(i+1, "", m[1], strings.TrimSpace(m[2]))
		}
	}
}
