package repo

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"archreview/internal/lazyregexp"
)

// words splits a command line as a shell would, roughly: quotes, brackets and
// commas of a JSON list are only separators.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || strings.ContainsRune(`"'[],`, r) })
}

// command reads what a line that starts a server or worker says.
func (s *sheet) command(line int, subject, text string) {
	w := words(text)
	at := func(names ...string) int {
		for i, x := range w {
			base := x[strings.LastIndexByte(x, '/')+1:]
			for _, n := range names {
				if base == n {
					return i
				}
			}
		}
		return -1
	}
	switch {
	case at("celery") >= 0:
		s.celery(line, subject, w)
	case at("gunicorn", "uvicorn", "hypercorn", "granian", "uwsgi") >= 0:
		i := at("gunicorn", "uvicorn", "hypercorn", "granian", "uwsgi")
		s.server(line, subject, w[i], w[i+1:])
	case at("postgres") == 0:
		s.postgres(line, subject, w)
	case at("runserver") >= 0 && !s.elsewhere && kindOf(s.rel) == dockerfile:
		s.set(line, subject, Debug, "true", "")
	}
	if i := at("alembic"); i >= 0 && i+1 < len(w) && w[i+1] == "upgrade" {
		s.say(line, "Schema changes run with alembic upgrade head")
	}
	if i := at("manage.py"); i >= 0 && i+1 < len(w) && w[i+1] == "migrate" {
		s.say(line, "Schema changes run with manage.py migrate")
	}
}

// options gives the values of options, whichever way they are written.
func options(w []string) func(names ...string) (string, bool) {
	return func(names ...string) (string, bool) {
		for i, x := range w {
			for _, n := range names {
				if v, ok := strings.CutPrefix(x, n+"="); ok {
					return v, true
				}
				if x == n {
					if i+1 < len(w) {
						return w[i+1], true
					}
					return "", true
				}
				if v, ok := strings.CutPrefix(x, n); ok && len(n) == 2 && isNumber(v) {
					return v, true // -w4
				}
			}
		}
		return "", false
	}
}

func (s *sheet) server(line int, subject, program string, w []string) {
	program = program[strings.LastIndexByte(program, '/')+1:]
	opt := options(w)
	if v, ok := opt("-w", "--workers"); ok {
		s.count(line, subject, Workers, v, "%s runs %s "+program+" workers")
	}
	if v, ok := opt("--threads"); ok {
		s.count(line, subject, Threads, v, "")
	}
	if v, ok := opt("-t", "--timeout"); ok && program == "gunicorn" {
		s.seconds(line, subject, RequestTimeout, v, "")
	}
	if v, ok := opt("--max-requests", "--limit-max-requests"); ok {
		s.count(line, subject, MaxRequests, v, "")
	}
	if v, ok := opt("--graceful-timeout", "--timeout-graceful-shutdown"); ok {
		s.seconds(line, subject, GracePeriod, v, "Graceful shutdown waits %s")
	}
	if _, ok := opt("--reload"); ok {
		s.set(line, subject, Debug, "true", "")
	}
}

func (s *sheet) celery(line int, subject string, w []string) {
	opt := options(w)
	if v, ok := opt("-c", "--concurrency"); ok {
		s.count(line, subject, Concurrency, v, "%s works with celery concurrency %s")
	}
	if v, ok := opt("--prefetch-multiplier"); ok {
		s.count(line, "", Prefetch, v, "")
	}
	if v, ok := opt("--time-limit"); ok {
		s.seconds(line, "", TaskTimeLimit, v, "Celery time limit %s")
	}
	if v, ok := opt("--soft-time-limit"); ok {
		s.seconds(line, "", SoftTimeLimit, v, "")
	}
}

// postgres reads "postgres -c max_connections=200".
func (s *sheet) postgres(line int, subject string, w []string) {
	for _, x := range w {
		k, v, ok := strings.Cut(x, "=")
		if ok {
			s.dbParameter(line, subject, k, v)
		}
	}
}

// dbParameter reads one parameter of PostgreSQL.
func (s *sheet) dbParameter(line int, subject, name, value string) {
	value = strings.Trim(value, `"' `)
	switch strings.ToLower(strings.Trim(name, `"' `)) {
	case "max_connections":
		s.count(line, "", MaxConnections, value, "")
	case "statement_timeout":
		s.set(line, "", StatementTimeout, milliseconds(value), "Statement timeout is set")
	case "ssl":
		if value == "off" {
			s.set(line, subject, TLS, "false", "")
		} else if value == "on" {
			s.set(line, subject, TLS, "true", "Connections to the database are encrypted with TLS")
		}
	case "archive_mode":
		if value == "on" || value == "always" {
			s.say(line, "WAL segments are archived for point-in-time recovery")
		}
	}
}

// count notes a whole number. The words take the component and the number.
func (s *sheet) count(line int, subject, measure, value, says string) {
	value = plainValue(value)
	if n, err := strconv.Atoi(value); err != nil || n < 0 || n > 1_000_000 {
		return
	}
	if says != "" {
		name := subject
		if name == "" {
			name = "the application"
		}
		says = fmt.Sprintf(says, name, value)
	}
	s.set(line, subject, measure, value, says)
}

// seconds notes a time that is written as a number of seconds.
func (s *sheet) seconds(line int, subject, measure, value, says string) {
	value = plainValue(value)
	if !isNumber(value) || strings.HasPrefix(value, "0") && value != "0" {
		return
	}
	value += " s"
	if says != "" {
		says = fmt.Sprintf(says, value)
	}
	s.set(line, subject, measure, value, says)
}

var withDefault = lazyregexp.New(`^\$\{[A-Za-z0-9_]+:?-([^}$]*)\}$`)

// plainValue takes quotes off a value and the default out of "${NAME:-4}".
func plainValue(v string) string {
	v = strings.Trim(strings.TrimSpace(v), `"'`)
	if m := withDefault.FindStringSubmatch(v); m != nil {
		v = strings.Trim(m[1], `"'`)
	}
	return strings.ReplaceAll(v, "_", "")
}

func isNumber(s string) bool {
	if s == "" || len(s) > 9 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// milliseconds writes "5000", "5s" or "1min" of PostgreSQL with its unit.
func milliseconds(v string) string {
	switch {
	case v == "0":
		return ""
	case isNumber(v):
		return v + " ms"
	case regexp.MustCompile(`^\d{1,6} ?(?:ms|s|min|h)$`).MatchString(v):
		return strings.NewReplacer("ms", " ms", "min", " minutes").Replace(spaced(v))
	}
	return ""
}

// spaced puts a blank between a number and its unit.
func spaced(v string) string {
	i := 0
	for i < len(v) && (v[i] >= '0' && v[i] <= '9' || v[i] == '.') {
		i++
	}
	if strings.HasPrefix(v[i:], " ") || strings.HasPrefix(v[i:], "m") {
		return v
	}
	return v[:i] + " " + v[i:]
}

// memory writes "512Mi", "1g" or "2048" with a unit that can be read.
func memory(v string) string {
	v = strings.Trim(strings.TrimSpace(v), `"'`)
	m := regexp.MustCompile(`^(\d{1,6}(?:\.\d+)?)\s?([KMGT])i?[Bb]?$`).FindStringSubmatch(v)
	if m == nil {
		m = regexp.MustCompile(`^(\d{1,6})([kmgt])b?$`).FindStringSubmatch(v)
	}
	if m == nil {
		return ""
	}
	return m[1] + " " + strings.ToUpper(m[2]) + "iB"
}
