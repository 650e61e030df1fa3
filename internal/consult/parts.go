package consult

import (
	"strings"

	"archreview/agent/review"
	"archreview/internal/lazyregexp"
)

// Limits of what an answer may hold.
const (
	mostCodeLines = 120 // longer code is cut out: nobody checks it
	leastSteps    = 2
	mostSteps     = 12
)

var languageForm = lazyregexp.New(`^[a-z][a-z0-9+#-]{0,19}$`)

// examples gives the code of an answer that can be used, and how many entries
// cannot.
func examples(list []Example, most int) (out []review.Code, dropped int) {
	for _, x := range list {
		code := strings.Trim(unfenced(x.Code), "\n")
		if strings.TrimSpace(code) == "" || line(x.Title) == "" || strings.Count(code, "\n") >= mostCodeLines || len(out) == most {
			dropped++
			continue
		}
		lang := strings.ToLower(strings.TrimSpace(x.Language))
		if !languageForm.MatchString(lang) {
			lang = "text"
		}
		out = append(out, review.Code{Title: clip(line(x.Title), 2*mostTitle), Language: lang, Code: code, Note: short(x.Note)})
	}
	return out, dropped
}

// moves gives the steps of an answer, nil where one of them cannot be used: a
// way with a hole leads nowhere.
func (k known) moves(list []Released) (out []review.Move, dropped int) {
	for _, x := range list {
		m := review.Move{Change: short(x.Change), Verify: short(x.Verify), Back: short(x.Back), Effort: review.Effort(x.Effort)}
		if m.Change == "" && m.Verify == "" {
			continue
		}
		if m.Change == "" || m.Verify == "" || !k.sound(m.Change, m.Verify, m.Back) {
			return nil, len(list)
		}
		out = append(out, m)
	}
	if len(out) < leastSteps || len(out) > mostSteps {
		return nil, len(list)
	}
	return out, 0
}

// sentences gives the texts of a list that are sound.
func (k known) sentences(list []string, most int) (out []string, dropped int) {
	for _, x := range list {
		if x = short(x); x == "" {
			continue
		}
		if !k.sound(x) || len(out) == most {
			dropped++
			continue
		}
		out = append(out, x)
	}
	return out, dropped
}

// names gives references without addresses.
func names(list []string, most int) []string {
	var out []string
	for _, x := range references(list) {
		if x = clip(line(x), 2*mostTitle); !contains(out, x) && len(out) < most {
			out = append(out, x)
		}
	}
	return out
}

// short puts a text of an answer on one line of bounded length.
func short(text string) string { return clip(line(text), mostText) }

// set replaces what the embedded part holds, unless there is nothing to put in
// its place.
func set[T any](old *[]T, by []T) {
	if len(by) > 0 {
		*old = by
	}
}
