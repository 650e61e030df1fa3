package eval

import (
	"regexp"
	"slices"
	"sort"
	"strings"

	"archreview/agent/review"
)

// mostConcerns is how many concerns of a review count, by severity.
const mostConcerns = 60

// mostHits is how many flaws one concern may hit.
const mostHits = 2

// Score is what was measured on one case, or summed over several.
type Score struct {
	Slug        string                  `json:"case"`
	Flaws       map[string]Share        `json:"flaws"` // "all", each severity and each kind
	Sound       Share                   `json:"false_alarms"`
	Useful      Share                   `json:"concerns_that_hit"`
	Area        Share                   `json:"area_placement"`
	Exact       Share                   `json:"exact_quotes"`
	Twin        Share                   `json:"survive_repair"`
	Concerns    map[review.Severity]int `json:"concerns"`
	Ratings     [3][3]int               `json:"ratings"` // fair severity by given severity, high to low
	MS          float64                 `json:"ms"`
	Missed      []string                `json:"missed"`
	Alarms      []string                `json:"alarms"`
	Survived    []string                `json:"survived"`
	Unexplained []string                `json:"unexplained"` // concerns that hit no flaw
	Hits        []string                `json:"hits"`
	Rules       map[string]Share        `json:"rules"` // concerns of each rule that hit, of all it raised
}

// Share is a part of a whole.
type Share struct {
	Part  int `json:"part"`
	Whole int `json:"whole"`
}

// Value gives the share as a number; 0 of nothing is 0.
func (s Share) Value() float64 {
	if s.Whole == 0 {
		return 0
	}
	return float64(s.Part) / float64(s.Whole)
}

func (s *Share) count(hit bool) {
	s.Whole++
	if hit {
		s.Part++
	}
}

// finding is a concern as the scorer sees it.
type finding struct {
	*review.Concern
	area string
	text string
}

// findings gives the first concerns of a review in the order of severity, the
// report's order within one.
func findings(r *review.Review) []finding {
	var out []finding
	for i := range r.Areas {
		for j := range r.Areas[i].Concerns {
			c := &r.Areas[i].Concerns[j]
			parts := []string{c.Title, c.Why, c.Recommendation}
			for _, e := range c.Evidence {
				parts = append(parts, e.Quote)
			}
			out = append(out, finding{c, r.Areas[i].Key, strings.Join(parts, "\n")})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Severity.Rank() > out[j].Severity.Rank() })
	return out[:min(len(out), mostConcerns)]
}

func matches(lists [][]*regexp.Regexp, text string) bool {
	for _, l := range lists {
		all := len(l) > 0
		for _, re := range l {
			if !re.MatchString(text) {
				all = false
				break
			}
		}
		if all {
			return true
		}
	}
	return false
}

func newScore(slug string) Score {
	return Score{Slug: slug, Flaws: map[string]Share{}, Concerns: map[review.Severity]int{}, Rules: map[string]Share{}}
}

// rule counts a concern for the rule that raised it.
func (s *Score) rule(id string, hit bool) {
	sh := s.Rules[id]
	sh.count(hit)
	s.Rules[id] = sh
}

// score measures a review of the flawed design.
func score(c *Case, r *review.Review) Score {
	s := newScore(c.Slug)
	found := findings(r)
	hit := make([]bool, len(c.Truth.Flaws))
	alarmed := make([]bool, len(c.Truth.Sound))
	for _, f := range found {
		s.Concerns[f.Severity]++
		hits := hitsOf(c, f, hit)
		s.Useful.count(len(hits) > 0)
		s.rule(f.Rule, len(hits) > 0)
		for _, i := range hits {
			hit[i] = true
			fl := &c.Truth.Flaws[i]
			s.Area.count(slices.Contains(fl.Areas, f.area))
			s.Ratings[3-fl.Severity.Rank()][3-f.Severity.Rank()]++
			s.Hits = append(s.Hits, fl.ID+" <- "+f.Rule+" ("+string(f.Severity)+" for "+string(fl.Severity)+")")
		}
		if len(hits) == 0 {
			s.Unexplained = append(s.Unexplained, string(f.Severity)+" "+f.Rule+": "+f.Title)
			s.alarms(c, f, alarmed)
		}
	}
	for i := range c.Truth.Flaws {
		s.flaw(&c.Truth.Flaws[i], hit[i])
	}
	for i := range alarmed {
		s.Sound.count(alarmed[i])
	}
	return s
}

// hitsOf gives the flaws that a concern hits, those not yet hit first.
func hitsOf(c *Case, f finding, hit []bool) []int {
	var fresh, again []int
	for i := range c.Truth.Flaws {
		if !matches(c.Truth.Flaws[i].match, f.text) {
			continue
		}
		if hit[i] {
			again = append(again, i)
		} else {
			fresh = append(fresh, i)
		}
	}
	all := append(fresh, again...)
	return all[:min(len(all), mostHits)]
}

func (s *Score) alarms(c *Case, f finding, alarmed []bool) {
	for i := range c.Truth.Sound {
		if matches(c.Truth.Sound[i].alarm, f.Title) {
			alarmed[i] = true
			s.Alarms = append(s.Alarms, c.Truth.Sound[i].ID+" <- "+f.Rule+": "+f.Title)
		}
	}
}

func (s *Score) flaw(f *Flaw, hit bool) {
	for _, k := range []string{"all", string(f.Severity), string(f.Kind)} {
		sh := s.Flaws[k]
		sh.count(hit)
		s.Flaws[k] = sh
	}
	if !hit {
		s.Missed = append(s.Missed, f.ID+" "+string(f.Severity)+" "+string(f.Kind)+": "+f.Title)
	}
}

// twin measures a review of the repaired design: what is still reported.
func (s *Score) twin(c *Case, r *review.Review) {
	found := findings(r)
	for i := range c.Truth.Flaws {
		still := false
		for _, f := range found {
			if matches(c.Truth.Flaws[i].match, f.text) {
				still = true
				s.Survived = append(s.Survived, c.Truth.Flaws[i].ID+" <- "+f.Rule+": "+f.Title)
			}
		}
		s.Twin.count(still)
	}
}

// Kappa is the agreement of the given severities with the fair ones: Cohen's
// kappa with quadratic weights (Cohen 1968) over the hits; 1 is full agreement,
// 0 is what chance gives.
func (s *Score) Kappa() float64 {
	var n, seen, chance float64
	var rows, cols [3]float64
	for i := range 3 {
		for j := range 3 {
			v := float64(s.Ratings[i][j])
			n += v
			rows[i] += v
			cols[j] += v
		}
	}
	if n == 0 {
		return 0
	}
	for i := range 3 {
		for j := range 3 {
			w := float64((i-j)*(i-j)) / 4
			seen += w * float64(s.Ratings[i][j])
			chance += w * rows[i] * cols[j] / n
		}
	}
	if chance == 0 {
		return 1
	}
	return 1 - seen/chance
}

// add sums another score into this one.
func (s *Score) add(o *Score) {
	for k, v := range o.Flaws {
		sh := s.Flaws[k]
		sh.Part += v.Part
		sh.Whole += v.Whole
		s.Flaws[k] = sh
	}
	for k, v := range o.Concerns {
		s.Concerns[k] += v
	}
	for k, v := range o.Rules {
		sh := s.Rules[k]
		sh.Part += v.Part
		sh.Whole += v.Whole
		s.Rules[k] = sh
	}
	for _, p := range [][2]*Share{{&s.Sound, &o.Sound}, {&s.Useful, &o.Useful}, {&s.Area, &o.Area}, {&s.Exact, &o.Exact}, {&s.Twin, &o.Twin}} {
		p[0].Part += p[1].Part
		p[0].Whole += p[1].Whole
	}
	for i := range 3 {
		for j := range 3 {
			s.Ratings[i][j] += o.Ratings[i][j]
		}
	}
	s.MS += o.MS
}
