package repo

import (
	"strings"

	"archreview/internal/lazyregexp"
)

var (
	imageName  = lazyregexp.New(`^(?:[\w.-]+(?::\d+)?/)*([\w.-]+)(?::([\w.-]+))?(@sha256:[0-9a-f]+)?$`)
	tagVersion = lazyregexp.New(`^v?(\d{1,3}(?:\.\d{1,3}){0,2})(?:$|[^0-9.a-z])`)
)

// image reads the name of an image: product and version, and a tag that moves.
func (s *sheet) image(line int, subject, image string, run bool) {
	image = strings.Trim(strings.TrimSpace(image), `"'`)
	if i := strings.Index(image, "${"); i >= 0 {
		j := strings.IndexByte(image[i:], '}')
		if j < 0 {
			return
		}
		v := plainValue(image[i : i+j+1])
		if strings.Contains(v, "$") {
			return
		}
		image = image[:i] + v + image[i+j+1:]
	}
	m := imageName.FindStringSubmatch(image)
	if m == nil || strings.ContainsAny(image, "${}") {
		return
	}
	name, tag := strings.ToLower(m[1]), m[2]
	if p := imageProduct(name); p != "" {
		if v := tagVersion.FindStringSubmatch(tag + "-"); v != nil {
			s.set(line, p, Version, v[1], "")
		}
		if databaseOf(name) != "" {
			s.database(line, name)
		}
	}
	if run && m[3] == "" && (tag == "latest" || tag == "") && name != "scratch" {
		s.set(line, subject, MovingTag, image, "")
	}
}

// imageProduct gives the product of an official image, as documents name it.
func imageProduct(name string) string {
	switch name {
	case "postgres", "postgresql", "postgis":
		return "PostgreSQL"
	case "mysql":
		return "MySQL"
	case "mariadb":
		return "MariaDB"
	case "mongo", "mongodb":
		return "MongoDB"
	case "redis":
		return "Redis"
	case "valkey":
		return "Valkey"
	case "rabbitmq":
		return "RabbitMQ"
	case "elasticsearch":
		return "Elasticsearch"
	case "opensearch":
		return "OpenSearch"
	case "python":
		return "Python"
	}
	return ""
}

// readDockerfile reads a Dockerfile or Procfile.
func readDockerfile(s *sheet) {
	subject := s.home()
	stages := map[string]bool{}
	from := 0
	for i := 0; i < len(s.lines); i++ {
		line, n := joined(s.lines, i)
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest = strings.TrimSpace(rest)
		switch strings.ToUpper(word) {
		case "FROM":
			from++
			s.base(i+1, subject, rest, stages)
			if from == 2 {
				s.say(i+1, "The container image has a multi-stage build")
			}
		case "CMD", "ENTRYPOINT":
			s.command(i+1, subject, rest)
		case "USER":
			if rest != "root" && rest != "0" && rest != "" && !strings.HasPrefix(rest, "$") {
				s.say(i+1, "The container runs as unprivileged user")
			}
		case "HEALTHCHECK":
			if !strings.HasPrefix(strings.ToUpper(rest), "NONE") {
				s.say(i+1, "The container has a health check")
			}
		case "ENV":
			s.env(i+1, subject, rest)
		case "RUN":
			s.install(i+1, rest)
		default:
			if name, cmd, ok := strings.Cut(line, ":"); ok && strings.EqualFold(s.rel[strings.LastIndexByte(s.rel, '/')+1:], "procfile") {
				s.command(i+1, name, cmd)
			}
		}
		i += n
	}
}

// joined gives a line with those that it is continued by, and their number.
func joined(lines []string, at int) (string, int) {
	out, n := lines[at], 0
	for strings.HasSuffix(strings.TrimRight(out, " \t"), `\`) && at+n+1 < len(lines) && n < 60 {
		n++
		out = strings.TrimSuffix(strings.TrimRight(out, " \t"), `\`) + " " + strings.TrimSpace(lines[at+n])
	}
	return out, n
}

// base reads "FROM python:3.12-slim AS build".
func (s *sheet) base(line int, subject, rest string, stages map[string]bool) {
	f := strings.Fields(rest)
	for len(f) > 0 && strings.HasPrefix(f[0], "--") {
		f = f[1:]
	}
	if len(f) == 0 || stages[strings.ToLower(f[0])] {
		return
	}
	s.image(line, subject, f[0], true)
	if len(f) == 3 && strings.EqualFold(f[1], "as") {
		stages[strings.ToLower(f[2])] = true
	}
}

// env reads "ENV A=1 B=2" and "ENV A 1".
func (s *sheet) env(line int, subject, rest string) {
	if !strings.Contains(rest, "=") {
		if k, v, ok := strings.Cut(rest, " "); ok {
			s.variable(line, subject, k, v)
		}
		return
	}
	for _, f := range strings.Fields(rest) {
		if k, v, ok := strings.Cut(f, "="); ok {
			s.variable(line, subject, k, v)
		}
	}
}

// install reads how dependencies are installed.
func (s *sheet) install(line int, rest string) {
	switch {
	case strings.Contains(rest, "--require-hashes"):
		s.say(line, "Python dependencies are installed with hashes, pinned")
	case strings.Contains(rest, "uv sync") && (strings.Contains(rest, "--frozen") || strings.Contains(rest, "--locked")):
		s.say(line, "Python dependencies are installed from the lock file with uv sync")
	}
}
