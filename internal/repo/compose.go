package repo

import "strings"

// readCompose reads a file of Docker Compose.
func readCompose(s *sheet) {
	for _, doc := range parseYAML(s) {
		for _, p := range doc.get("services").pairs() {
			s.service(p)
		}
	}
}

func (s *sheet) service(p pair) {
	name, v := p.key, p.value
	if img := v.get("image"); img.there() {
		s.image(img.line(), name, img.text(), !v.get("build").there())
	}
	if cmd := v.get("command"); cmd.there() {
		s.command(cmd.line(), name, cmd.text())
	}
	if n := v.get("deploy", "replicas"); n.there() {
		s.count(n.line(), name, Replicas, n.text(), "%s runs %s replicas")
	}
	if n := v.get("scale"); n.there() {
		s.count(n.line(), name, Replicas, n.text(), "%s runs %s replicas")
	}
	if m := v.get("deploy", "resources", "limits", "memory"); m.there() {
		s.set(m.line(), name, MemoryLimit, memory(m.text()), "The memory limit of the container is set")
	}
	if m := v.get("mem_limit"); m.there() {
		s.set(m.line(), name, MemoryLimit, memory(m.text()), "The memory limit of the container is set")
	}
	if h := v.get("healthcheck", "test"); h.there() {
		s.say(h.line(), "The container has a health check")
	}
	if g := v.get("stop_grace_period"); g.there() {
		s.set(g.line(), name, GracePeriod, spaced(g.text()), "Graceful shutdown waits "+spaced(g.text()))
	}
	if r := v.get("restart"); r.there() && r.text() != "no" {
		s.say(r.line(), "Restart policy is set")
	}
	s.environment(name, v.get("environment"))
}

// environment reads variables as a mapping, a list of "A=1" or a list of name
// and value.
func (s *sheet) environment(subject string, env tree) {
	for _, p := range env.pairs() {
		s.variable(p.line, subject, p.key, p.value.text())
	}
	for _, x := range env.items() {
		if name := x.get("name"); name.there() {
			if v := x.get("value"); v.there() {
				s.variable(v.line(), subject, name.text(), v.text())
			}
			continue
		}
		if k, v, ok := strings.Cut(x.text(), "="); ok {
			s.variable(x.line(), subject, k, v)
		}
	}
}
