package config

import (
	"fmt"
	"strconv"
)

// guard takes out of the settings what the file of a project that is not
// trusted would loosen: caps on cost above the user's own, prices, by which
// a cap is reckoned, masking switched off, pictures sent, notices switched off. What the
// user has set holds then, and a note says so.
func (s *Settings) guard() {
	if s.Trusted {
		return
	}
	for i := range s.Layers {
		if s.Layers[i].Kind != Project {
			continue
		}
		values := map[string]Value{}
		for key, v := range s.Layers[i].Values {
			own, why := s.loosens(key, v)
			if !why {
				values[key] = v
				continue
			}
			holds := "it does not hold"
			if own.From != "" {
				holds = fmt.Sprintf("%s of %s holds", own, own.From)
			}
			s.Notes = append(s.Notes, fmt.Sprintf("%s wants %s: %s, and the project is not trusted; %s (--trust accepts the project's)", v.From, key, v, holds))
		}
		s.Layers[i].Values = values
	}
	s.Notes = unique(s.Notes)
}

// own gives the value of a key without what the project sets.
func (s *Settings) own(key string) (Value, bool) {
	for _, l := range s.Layers {
		if v, ok := l.Values[key]; ok && l.Kind != Project {
			return v, true
		}
	}
	return Value{}, false
}

// loosens says whether a project's value takes a protection away, and what the
// user has set in its place.
func (s *Settings) loosens(key string, v Value) (own Value, yes bool) {
	own, set := s.own(key)
	switch key {
	case "max_cost", "max_tokens":
		a, _ := strconv.ParseFloat(v.Text, 64) // both were checked
		b, _ := strconv.ParseFloat(own.Text, 64)
		return own, set && b > 0 && (a == 0 || a > b)
	case "redact_emails":
		return own, own.Text == "true" && v.Text == "false"
	case "pictures":
		return own, own.Text == "never" && v.Text != "never"
	case "quiet":
		return own, v.Text == "true" && own.Text != "true"
	case "prices":
		return own, true
	}
	return own, false
}

// Own gives the values of all sources but the project's, strongest first.
func (s *Settings) Own() []Layer {
	if s == nil {
		return nil
	}
	var out []Layer
	for _, l := range s.Layers {
		if l.Kind != Project {
			out = append(out, l)
		}
	}
	return out
}
