package repo

import (
	"strings"

	"archreview/internal/lazyregexp"
)

var (
	maskedAs = lazyregexp.New(`MASKED_([A-Z]+(?:_[A-Z]+)*)_\d+`)
	harmless = lazyregexp.New(`(?i)change[-_]?me|placeholder|example|dummy|your[-_]|xxx|<[^>]*>|insecure|not[-_]?a[-_]?secret|replace[-_]?me|redacted|todo`)
	standard = lazyregexp.New(`(?i)[:=]\s*["']?(?:postgres|password|secret|guest|root|admin|test|user|app|redis|rabbitmq|minio|minioadmin)["']?\s*$|://(?:postgres:postgres|guest:guest|user:password|root:root|app:app|admin:admin)@`)
)

// hide masks secrets in the lines of a file, and notes where they stood. What
// is left of the file holds none.
func (p *project) hide(s *sheet) {
	text := strings.Join(s.lines, "\n")
	masked := p.mask.Mask(text)
	if masked == text {
		return
	}
	before := s.lines
	s.lines = strings.Split(masked, "\n")
	if len(s.lines) != len(before) {
		s.lines, s.sets = nil, nil // lines must stay where they are
		return
	}
	quiet := s.elsewhere || kindOf(s.rel) == locked
	inside := false
	for i := range s.lines {
		if before[i] == s.lines[i] {
			inside = false
			continue
		}
		m := maskedAs.FindStringSubmatch(s.lines[i])
		told := inside
		inside = m != nil && strings.Contains(m[1], "PRIVATE")
		if m == nil || told || quiet || harmless.MatchString(before[i]) || standard.MatchString(before[i]) {
			continue
		}
		kind := strings.ToLower(strings.ReplaceAll(m[1], "_", " "))
		if kind != "email" && kind != "e mail" {
			s.set(i+1, "", Secret, kind, "")
		} else if kindOf(s.rel) == sql {
			s.set(i+1, "", Personal, "e-mail address", "")
		}
	}
}
