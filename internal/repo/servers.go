package repo

import (
	"strings"

	"archreview/internal/lazyregexp"
)

var (
	proxyTimeout = lazyregexp.New(`^\s*proxy_read_timeout\s+(\d+)(s|m|ms)?\s*;`)
	nginxBody    = lazyregexp.New(`^\s*client_max_body_size\s+(\d{1,6}[kmgKMG])\s*;`)
	nginxLimit   = lazyregexp.New(`^\s*limit_req_zone\s`)
	nginxTLS     = lazyregexp.New(`^\s*ssl_protocols\s|^\s*listen\s+(?:\[::\]:)?443\s+ssl`)
	nginxHeader  = lazyregexp.New(`(?i)^\s*add_header\s+(Strict-Transport-Security|Content-Security-Policy)`)
	confPair     = lazyregexp.New(`^\s*([a-z_]+)\s*=\s*([^#;]+)`)
)

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
		case nginxBody.MatchString(line):
			s.set(i+1, "nginx", BodySize, memory(nginxBody.FindStringSubmatch(strings.ToLower(line))[1]), "The size of a request is limited")
		default:
			if m := proxyTimeout.FindStringSubmatch(line); m != nil {
				unit := map[string]string{"": " s", "s": " s", "m": " minutes", "ms": " ms"}[m[2]]
				s.set(i+1, "nginx", ProxyTimeout, m[1]+unit, "Nginx has a read timeout of "+m[1]+unit)
			}
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
