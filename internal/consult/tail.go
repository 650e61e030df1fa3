package consult

import (
	"fmt"
	"strings"

	"archreview/agent/review"
	"archreview/prompts"
)

// Limits of an area's own part of the prompt.
const (
	mostFindings = 6
	mostAnswer   = 280 // bytes of an answer in the brief
	mostTitle    = 110
)

// briefPart renders what follows the prefix: sections of the call, answers,
// and what the first reading established.
func (s *Session) briefPart(part []int) (string, error) {
	p := prompts.Brief{Marker: s.marker, Sections: s.sections(part), Established: s.facts}
	for _, a := range s.b.Answers {
		src := string(a.Source)
		if len(a.Evidence) > 0 {
			src += " " + s.at(a.Evidence[0])
		}
		p.Answers = append(p.Answers, prompts.Answer{Key: a.Key, Answer: clip(line(a.Answer), mostAnswer), Source: src})
	}
	return render(p)
}

// line puts a text on one line.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// areaPart renders the task of one area.
func (s *Session) areaPart(a *area) (string, error) {
	c := &s.b.Catalog.Areas[a.index]
	return render(prompts.Area{
		Letter: c.Letter, Title: c.Title, Scope: strings.TrimSpace(c.Scope), Lens: prompts.Lens(a.key),
		Items: s.items(a.key), Findings: s.findings(a.key),
	})
}

// items lists an area's checklist with the states found by the embedded
// reviewer; what does not apply is left out.
func (s *Session) items(key string) []prompts.Item {
	var out []prompts.Item
	for i := range s.b.Catalog.Items {
		it := &s.b.Catalog.Items[i]
		if it.Area() != key || i >= len(s.o.Coverage) {
			continue
		}
		c := &s.o.Coverage[i]
		if c.Status == review.NotApplicable {
			continue
		}
		state := string(c.Status)
		if len(c.Evidence) > 0 {
			state += " " + s.at(c.Evidence[0])
		}
		out = append(out, prompts.Item{ID: it.ID, State: state, Question: line(it.Question)})
	}
	return out
}

// findings lists what the embedded reviewer raises in an area.
func (s *Session) findings(key string) []prompts.Finding {
	var out []prompts.Finding
	more := 0
	for i := range s.o.Found {
		p := &s.o.Found[i]
		if len(p.Areas) == 0 || p.Areas[0] != key || p.Withdrawn != "" {
			continue
		}
		if len(out) == mostFindings {
			more++
			continue
		}
		f := prompts.Finding{Items: strings.Join(p.Items[:min(1, len(p.Items))], ""), Title: clip(line(p.Title), mostTitle), Place: "(nothing found)"}
		if e := s.located(p.Quotes[:min(1, len(p.Quotes))]); len(e) > 0 {
			f.Place = s.at(e[0])
		}
		out = append(out, f)
	}
	if more > 0 {
		out = append(out, prompts.Finding{Items: "and", Place: fmt.Sprint(more), Title: "more of the same kind"})
	}
	return out
}
