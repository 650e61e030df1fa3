package eval

import (
	"math"
	"regexp"
	"testing"

	"archreview/agent/review"
)

func expr(src string) [][]*regexp.Regexp {
	return [][]*regexp.Regexp{{regexp.MustCompile("(?i)" + src)}}
}

func newCase() *Case {
	return &Case{Slug: "c", Truth: Truth{
		Flaws: []Flaw{
			{ID: "F1", Areas: []string{"database"}, Kind: review.Omission, Severity: review.High, match: expr("backup")},
			{ID: "F2", Areas: []string{"api"}, Kind: review.Antipattern, Severity: review.Medium, match: expr("retry")},
			{ID: "F3", Areas: []string{"code"}, Kind: review.Antipattern, Severity: review.Low, match: expr("float")},
		},
		Sound: []Sound{{ID: "S1", Area: "security", alarm: expr("token")}},
	}}
}

func newReview(area string, cs ...review.Concern) *review.Review {
	return &review.Review{Areas: []review.Area{{Key: area, Concerns: cs}}}
}

func TestScore(t *testing.T) {
	s := score(newCase(), newReview("database",
		review.Concern{Severity: review.Medium, Title: "No Backup", Rule: "a"},
		review.Concern{Severity: review.Medium, Title: "x", Why: "each retry", Rule: "b"},
		review.Concern{Severity: review.Low, Title: "Tokens live long", Rule: "c"},
		review.Concern{Severity: review.Low, Title: "Token with a retry", Rule: "d"}))
	if got := s.Flaws["all"]; got != (Share{2, 3}) {
		t.Errorf("recall %v", got)
	}
	if s.Flaws["high"] != (Share{1, 1}) || s.Flaws["low"] != (Share{0, 1}) || s.Flaws["antipattern"] != (Share{1, 2}) {
		t.Errorf("by severity and kind: %v", s.Flaws)
	}
	if s.Useful != (Share{3, 4}) {
		t.Errorf("useful %v", s.Useful)
	}
	if s.Sound != (Share{1, 1}) || len(s.Alarms) != 1 {
		t.Errorf("a concern that hits nothing and matches a sound decision is a false alarm; one that hits is not: %v %v", s.Sound, s.Alarms)
	}
	if s.Area != (Share{1, 3}) {
		t.Errorf("area %v", s.Area)
	}
	if len(s.Missed) != 1 {
		t.Errorf("missed %v", s.Missed)
	}
}

func TestAConcernHitsTwoFlawsAtMost(t *testing.T) {
	s := score(newCase(), newReview("api", review.Concern{Severity: review.High, Title: "backup retry float"}))
	if s.Flaws["all"].Part != 2 {
		t.Errorf("one concern hits %d flaws", s.Flaws["all"].Part)
	}
}

func TestOnlyTheFirstSixtyCount(t *testing.T) {
	var cs []review.Concern
	for range 60 {
		cs = append(cs, review.Concern{Severity: review.High, Title: "noise"})
	}
	cs = append(cs, review.Concern{Severity: review.Low, Title: "backup"})
	if s := score(newCase(), newReview("api", cs...)); s.Flaws["all"].Part != 0 || s.Useful.Whole != 60 {
		t.Errorf("%v of %d", s.Flaws["all"], s.Useful.Whole)
	}
}

func TestTwin(t *testing.T) {
	s := Score{}
	s.twin(newCase(), newReview("api", review.Concern{Title: "retry"}, review.Concern{Title: "retry again"}))
	if s.Twin != (Share{1, 3}) {
		t.Errorf("survive %v", s.Twin)
	}
}

func TestKappa(t *testing.T) {
	for _, c := range []struct {
		ratings [3][3]int
		want    float64
	}{
		{[3][3]int{{2, 0, 0}, {0, 3, 0}, {0, 0, 1}}, 1},
		{[3][3]int{{0, 0, 2}, {0, 0, 0}, {2, 0, 0}}, -1},
		{[3][3]int{}, 0},
		// Two raters of four things, one step apart once: by hand,
		// seen = 1/4, chance = (2*1 + 1*3 + ... )/4 as in Cohen 1968.
		{[3][3]int{{1, 1, 0}, {0, 2, 0}, {0, 0, 0}}, 0.5},
	} {
		s := Score{Ratings: c.ratings}
		if got := s.Kappa(); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%v: %g, want %g", c.ratings, got, c.want)
		}
	}
}
