package consult

import (
	"errors"
	"slices"
	"sort"
)

// Answers to expect, in tokens, and the refutations of an ordinary draft.
const (
	expectReading    = 1400
	expectLook       = 500
	expectRefutation = 220
	expectSynthesis  = 1600
	usualRefutations = 8
	shortPart        = 450 // own part of a short task, in tokens
)

// Estimate is what a review will cost, told before anything is sent.
type Estimate struct {
	Calls            int
	PromptTokens     int
	CachedTokens     int // part of PromptTokens that a prefix cache can serve
	CompletionTokens int
	CostUSD          float64
	Priced           bool     // the cost is known
	Dropped          []string // areas that the caps do not allow for
	Project          Share    // what of the project's files every call carries
}

// Share is what of the project's files goes to the model.
type Share struct {
	Files, Sent int    // that have something to say; of which lines are sent
	Tokens      int    // of one call
	Left        string // files of which lines found no room, with how many; "" for none
}

// Estimate counts the calls of a review of the areas that are not dropped.
func (s *Session) Estimate() (Estimate, error) {
	u, err := s.forecast()
	if err != nil {
		return Estimate{}, err
	}
	e := Estimate{Calls: u.Calls, PromptTokens: u.PromptTokens, CachedTokens: u.CachedTokens, CompletionTokens: u.CompletionTokens}
	e.CostUSD, e.Priced = s.price(u)
	e.Project = Share{Files: s.evidence.files, Sent: s.evidence.sent, Tokens: s.evidence.tokens, Left: s.evidence.unsent()}
	for _, a := range s.areas {
		if a.dropped != "" {
			e.Dropped = append(e.Dropped, a.key)
		}
	}
	return e, nil
}

// forecast adds the calls up: reading, areas, refutations, synthesis.
func (s *Session) forecast() (Usage, error) {
	shared := s.sharedTokens() + s.o.Unseen*expectLook
	var u Usage
	add := func(own, answer int) {
		u.Calls++
		u.PromptTokens += shared + own
		u.CompletionTokens += answer
		if u.Calls > 1 {
			u.CachedTokens += shared
		}
	}
	brief, err := s.briefPart(nil)
	if err != nil {
		return u, err
	}
	short := s.o.Count(brief) + shortPart
	add(short+s.firstSections(), expectReading)
	looks := s.looks()
	reviewed := 0
	for _, a := range s.areas {
		if a.dropped != "" {
			continue
		}
		reviewed++
		if s.o.Known[a.key] {
			continue
		}
		for i := range a.parts {
			tail, err := s.areaTail(a, i)
			if err != nil {
				return u, err
			}
			add(s.o.Count(tail), expectArea)
		}
	}
	if reviewed == 0 {
		return Usage{}, nil
	}
	u = u.Add(looks)
	for range usualRefutations * reviewed / len(s.b.Catalog.Areas) {
		add(short, expectRefutation)
	}
	add(short+2*shortPart, expectSynthesis)
	return u, nil
}

// firstSections counts what the reading is given where documents are large.
func (s *Session) firstSections() int {
	n := 0
	for _, c := range s.readingPart() {
		n += s.chunks[c].tokens
	}
	return n
}

// limit leaves out areas, those of least value first, until the forecast fits
// the caps.
func (s *Session) limit() error {
	if !s.capped() {
		return nil
	}
	for _, a := range s.byValue() {
		u, err := s.forecast()
		if err != nil {
			return err
		}
		usd, _ := s.price(u)
		if (s.o.Tokens <= 0 || u.Tokens() <= s.o.Tokens) && (s.o.MaxCost <= 0 || usd <= s.o.MaxCost) {
			return nil
		}
		a.dropped = errBudget.Error()
	}
	return nil
}

// worth gives what an area is usually worth: the concerns that matter most to
// owners are found in security, data flow and resilience, which are left out
// last.
func worth(key string) int {
	order := []string{"code", "observability", "api", "deployment", "system", "database", "scalability", "dataflow", "resilience", "security"}
	return slices.Index(order, key)
}

// byValue orders the areas by what is lost without them, least first: the
// three that matter most last, then fewer embedded findings before more.
func (s *Session) byValue() []*area {
	out := slices.Clone(s.areas)
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		x, y := worth(a.key), worth(b.key)
		if late := x >= worth("dataflow"); late != (y >= worth("dataflow")) {
			return !late
		}
		if a.found != b.found {
			return a.found < b.found
		}
		return x < y
	})
	return out
}

// Idle says whether the caps or the window leave nothing to ask.
func (s *Session) Idle() bool {
	for _, a := range s.areas {
		if a.dropped == "" {
			return false
		}
	}
	return true
}

// isBudget says whether a call was not made because of a cap.
func isBudget(err error) bool { return errors.Is(err, errBudget) }
