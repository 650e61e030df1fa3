package repo

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"archreview/internal/lazyregexp"
)

var (
	assignment = lazyregexp.New(`^\s*([A-Za-z_][\w.]*)\s*(?::\s*[\w\[\], |.]+?)?\s*=\s*([^=].*)$`)
	dictEntry  = lazyregexp.New(`["']([A-Za-z_]+)["']\s*:\s*([^,}]+)`)
	argument   = lazyregexp.New(`\b(pool_size|max_overflow|acks_late|task_acks_late|worker_prefetch_multiplier|worker_concurrency|time_limit|visibility_timeout|sslmode)\s*=\s*([^,)]+)`)
	number     = lazyregexp.New(`^(\d[\d_]{0,9})$`)
	product    = lazyregexp.New(`^(\d{1,6}(?:\s*\*\s*\d{1,6}){1,3})$`)
	defaulted  = lazyregexp.New(`^(?:[\w.]*(?:environ\.get|getenv|env|config|env\.\w+|Field|int|float|bool|str|timedelta))\(`)
	lastPart   = lazyregexp.New(`(?:default\s*=\s*|,\s*|^Field\(\s*)(["']?[\w.]+["']?)\s*(?:,\s*cast\s*=\s*\w+)?\s*[,)]`)
)

// readPython reads the settings in a Python file: assignments in files named
// after settings, and the arguments and keys that mean one thing anywhere.
func readPython(s *sheet) {
	base := strings.ToLower(path.Base(s.rel))
	dir := strings.ToLower(path.Base(path.Dir(s.rel)))
	gunicorn := strings.Contains(base, "gunicorn") && strings.Contains(base, "conf")
	settings := gunicorn || dir == "settings" || dir == "config" || dir == "conf" || strings.Contains(base, "settings") || strings.HasPrefix(base, "config") || strings.Contains(base, "celery") || base == "conf.py"
	doc := false
	for i, line := range s.lines {
		if strings.Count(line, `"""`)%2 == 1 || strings.Count(line, `'''`)%2 == 1 {
			doc = !doc
			continue
		}
		code := uncommented(line)
		if doc || strings.TrimSpace(code) == "" {
			continue
		}
		if settings {
			s.assigned(i+1, code, gunicorn)
			for _, m := range dictEntry.FindAllStringSubmatch(code, -1) {
				s.entry(i+1, m[1], m[2])
			}
		}
		if strings.IndexByte(code, '=') > 0 && (strings.IndexByte(code, '_') >= 0 || strings.Contains(code, "sslmode")) {
			for _, m := range argument.FindAllStringSubmatch(code, -1) {
				s.pythonValue(i+1, m[1], m[2])
			}
		}
	}
}

// uncommented takes a comment off a line.
func uncommented(line string) string {
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '#':
			return line[:i]
		}
	}
	return line
}

// assigned reads "NAME = value" with the name's last part.
func (s *sheet) assigned(line int, code string, gunicorn bool) {
	m := assignment.FindStringSubmatch(code)
	if m == nil {
		return
	}
	name := m[1][strings.LastIndexByte(m[1], '.')+1:]
	if gunicorn {
		v := literal(m[2])
		switch name {
		case "workers":
			s.count(line, "", Workers, v, "%s runs %s gunicorn workers")
		case "threads":
			s.count(line, "", Threads, v, "")
		case "timeout":
			s.seconds(line, "", RequestTimeout, v, "")
		case "graceful_timeout":
			s.seconds(line, "", GracePeriod, v, "Graceful shutdown waits %s")
		case "max_requests":
			s.count(line, "", MaxRequests, v, "")
		case "reload":
			s.flag(line, "", Debug, v, "")
		}
		return
	}
	s.pythonValue(line, name, m[2])
}

// entry reads one key of a dictionary of settings.
func (s *sheet) entry(line int, key, value string) {
	switch key {
	case "ENGINE":
		s.database(line, strings.Trim(strings.TrimSpace(value), `"'`))
	case "CONN_MAX_AGE", "pool_size", "max_overflow", "visibility_timeout", "acks_late", "task_acks_late", "worker_prefetch_multiplier", "sslmode":
		s.pythonValue(line, key, value)
	case "statement_timeout":
		if v := literal(value); v != "" {
			s.set(line, "", StatementTimeout, milliseconds(v), "")
		}
	}
}

// pythonValue reads a setting whose value is written out, or the default of
// one that comes from the environment.
func (s *sheet) pythonValue(line int, name, value string) {
	if v := literal(value); v != "" {
		switch strings.ToLower(name) {
		case "time_limit":
			name = "TASK_TIME_LIMIT"
		case "database_url", "db_url", "dsn", "celery_broker_url", "broker_url":
			v = strings.Trim(strings.TrimSpace(v), `"'`)
		}
		s.variable(line, "", name, v)
	}
}

// literal gives a value that stands in the code: a number, a flag, a text, a
// small product, or the default of a look-up; empty for everything else.
func literal(value string) string {
	v := strings.TrimSpace(strings.TrimRight(strings.TrimSpace(value), ","))
	if strings.HasPrefix(v, `f"`) || strings.HasPrefix(v, "f'") {
		v = v[1:]
	}
	switch {
	case number.MatchString(v):
		return strings.ReplaceAll(v, "_", "")
	case v == "True" || v == "False":
		return v
	case product.MatchString(v):
		n := 1
		for _, f := range strings.Split(v, "*") {
			x, err := strconv.Atoi(strings.TrimSpace(f))
			if err != nil || n > 1_000_000_000 {
				return ""
			}
			n *= x
		}
		return fmt.Sprint(n)
	case len(v) > 1 && (v[0] == '"' || v[0] == '\'') && strings.IndexByte(v[1:], v[0]) == len(v)-2:
		return v[1 : len(v)-1]
	case defaulted.MatchString(v) && !strings.HasPrefix(v, "timedelta"):
		if m := lastPart.FindAllStringSubmatch(v, -1); len(m) == 1 {
			return literal(m[0][1])
		}
	}
	return ""
}
