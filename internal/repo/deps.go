package repo

import (
	"strings"

	"archreview/internal/lazyregexp"
)

var (
	requirement = lazyregexp.New(`^\s*["']?([A-Za-z][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*((?:(?:===?|~=|!=|<=?|>=?|\^)\s*[\w.*]+\s*,?\s*)*)`)
	tomlPair    = lazyregexp.New(`^\s*"?([A-Za-z][\w.-]*)"?\s*=\s*(.+?)\s*$`)
	lockName    = lazyregexp.New(`^name = "([\w.-]+)"`)
	lockVersion = lazyregexp.New(`^version = "([\w.]+)"`)
	pythonRange = lazyregexp.New(`[\d.]+`)
)

// library gives the product that a package is, as documents name it, and what
// it is used for.
func library(name string) (product, use string) {
	switch strings.ToLower(strings.ReplaceAll(name, "_", "-")) {
	case "django":
		return "Django", "framework"
	case "flask":
		return "Flask", "framework"
	case "fastapi":
		return "FastAPI", "framework"
	case "celery":
		return "Celery", ""
	case "sqlalchemy":
		return "SQLAlchemy", ""
	case "pydantic":
		return "Pydantic", ""
	case "psycopg", "psycopg2", "psycopg2-binary", "asyncpg", "psycopg-binary":
		return "", "PostgreSQL"
	case "mysqlclient", "pymysql", "aiomysql", "asyncmy", "mysql-connector-python":
		return "", "MySQL"
	case "pymongo", "motor", "mongoengine", "beanie":
		return "", "MongoDB"
	}
	return "", ""
}

// says gives what follows from a package being installed, in words.
func says(name string) string {
	switch strings.ToLower(strings.ReplaceAll(name, "_", "-")) {
	case "pydantic-settings":
		return "Settings are read with pydantic-settings"
	case "alembic":
		return "Schema migrations with alembic"
	case "structlog":
		return "Structured logging with structlog"
	case "prometheus-client", "django-prometheus", "prometheus-fastapi-instrumentator":
		return "Prometheus metrics endpoint"
	case "sentry-sdk":
		return "Errors are tracked with Sentry"
	case "tenacity":
		return "Retries with tenacity"
	case "import-linter":
		return "Import contracts are checked with import-linter"
	}
	return ""
}

// dependency notes one package with the versions that are allowed.
func (s *sheet) dependency(line int, name, spec string) {
	product, use := library(name)
	spec = strings.ReplaceAll(strings.TrimRight(strings.TrimSpace(spec), ","), " ", "")
	switch {
	case use == "framework":
		s.set(line, use, Uses, product, "")
	case use != "":
		s.set(line, "database", Uses, use, "")
	}
	if product != "" && spec != "" {
		s.set(line, product, Version, strings.TrimPrefix(strings.TrimPrefix(spec, "=="), "="), "")
	}
	if w := says(name); w != "" {
		s.say(line, w)
	}
}

// readRequirements reads a file of requirements.
func readRequirements(s *sheet) {
	for i, line := range s.lines {
		line, _, _ = strings.Cut(line, "#")
		if m := requirement.FindStringSubmatch(line); m != nil {
			s.dependency(i+1, m[1], m[2])
		}
	}
}

// readPyproject reads pyproject.toml and the files that name a version of
// Python.
func readPyproject(s *sheet) {
	base := strings.ToLower(s.rel[strings.LastIndexByte(s.rel, '/')+1:])
	if base == ".python-version" || base == "runtime.txt" {
		if v := strings.TrimPrefix(strings.TrimSpace(s.lines[0]), "python-"); tagVersion.MatchString(v + "-") {
			s.set(1, "Python", Version, v, "")
		}
		return
	}
	table, list := "", ""
	for i, line := range s.lines {
		t := strings.TrimSpace(line)
		switch {
		case t == "" || strings.HasPrefix(t, "#"):
		case list != "" && strings.HasPrefix(t, "]"):
			list = ""
		case strings.HasPrefix(t, "[") && list == "":
			table = strings.ToLower(strings.Trim(strings.Trim(t, "[]"), " "))
		case list != "":
			s.listed(i+1, list, t)
		default:
			list = s.project(i+1, table, t)
		}
	}
}

// listed reads one element of a list of requirements.
func (s *sheet) listed(line int, list, t string) {
	if list != "dependencies" {
		return
	}
	if m := requirement.FindStringSubmatch(t); m != nil {
		s.dependency(line, m[1], m[2])
	}
}

// project reads one line of a table; the name of a list that goes on below is
// given back.
func (s *sheet) project(line int, table, t string) string {
	m := tomlPair.FindStringSubmatch(t)
	if m == nil {
		return ""
	}
	key, value := m[1], m[2]
	if strings.HasPrefix(value, "[") && !strings.Contains(value, "]") {
		if table == "project" && key == "dependencies" {
			return "dependencies"
		}
		return "other"
	}
	value = strings.Trim(value, `"'`)
	switch {
	case table == "project" && key == "requires-python", table == "options" && key == "python_requires":
		s.python(line, value)
	case table == "tool.poetry.dependencies" || table == "packages" || table == "requires" && key == "python_version":
		if strings.EqualFold(key, "python") || key == "python_version" {
			s.python(line, value)
		} else if i := strings.Index(value, "version"); strings.HasPrefix(value, "{") && i >= 0 {
			s.dependency(line, key, strings.Trim(strings.SplitN(value[i:], "\"", 3)[min(1, strings.Count(value[i:], "\""))], `"`))
		} else if !strings.HasPrefix(value, "{") {
			s.dependency(line, key, strings.TrimPrefix(value, "*"))
		}
	case table == "project" && key == "dependencies":
		for _, x := range strings.Split(strings.Trim(value, "[] "), `",`) {
			if m := requirement.FindStringSubmatch(x); m != nil {
				s.dependency(line, m[1], m[2])
			}
		}
	}
	return ""
}

// python notes the versions of Python that are allowed.
func (s *sheet) python(line int, spec string) {
	if pythonRange.MatchString(spec) {
		s.set(line, "Python", Version, strings.ReplaceAll(spec, " ", ""), "The Python version is fixed by requires-python")
	}
}

// readLock reads a lock file: the exact versions of the products that
// documents name.
func readLock(s *sheet) {
	s.say(1, "Python dependencies are pinned in a lock file")
	name := ""
	for i, line := range s.lines {
		if m := lockName.FindStringSubmatch(line); m != nil {
			name = m[1]
			continue
		}
		if m := lockVersion.FindStringSubmatch(line); m != nil && name != "" {
			if product, _ := library(name); product != "" {
				s.set(i+1, product, Version, m[1], "")
			}
			name = ""
		}
	}
}
