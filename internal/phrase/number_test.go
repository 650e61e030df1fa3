package phrase

import (
	"math"
	"testing"
)

func tokens(t *testing.T, text string) []Token {
	t.Helper()
	return NewTokenizer(NewBuilder(nil).Set()).Tokens(text)
}

func TestNumbers(t *testing.T) {
	cases := []struct {
		text    string
		lo, hi  float64
		dim     Dim
		subject string
		of      string
	}{
		{"answers in 400 ms", 0.4, 0.4, Duration, "", ""},
		{"kept for 7 days.", 604800, 604800, Duration, "", ""},
		{"timeout: 480s", 480, 480, Duration, "", ""},
		{"1,200 holds per second", 1200, 1200, Rate, "holds", ""},
		{"about 60 API requests per second", 60, 60, Rate, "api", ""},
		{"25 to 40 orders a minute", 25.0 / 60, 40.0 / 60, Rate, "orders", ""},
		{"18,000/s", 18000, 18000, Rate, "", ""},
		{"1333 msg/s", 1333, 1333, Rate, "msg", ""},
		{"350 rps", 350, 350, Rate, "requests", ""},
		{"99.95 % per month", 99.95, 99.95, Percent, "", ""},
		{"80% of them", 80, 80, Percent, "", ""},
		{"1.2M meters", 1.2e6, 1.2e6, Count, "meters", ""},
		{"3.1 million tickets a year", 3.1e6 / (365 * 86400), 3.1e6 / (365 * 86400), Rate, "tickets", ""},
		{"USD 9,000 per month", 9000, 9000, Money, "", ""},
		{"12k EUR", 12000, 12000, Money, "", ""},
		{"$40 a month", 40, 40, Money, "", ""},
		{"`pool_size=10`", 10, 10, Count, "", ""},
		{"8 to 60 pods", 8, 60, Count, "pods", ""},
		{"60–180 ms", 0.06, 0.18, Duration, "", ""},
		{"600 GB gp3", 6e11, 6e11, Bytes, "", ""},
		{"six engineers", 6, 6, Count, "engineers", ""},
		{"20 connections per pod", 20, 20, Count, "connections", "pod"},
		{"every five minutes", 300, 300, Duration, "", ""},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			for _, tok := range tokens(t, c.text) {
				n := tok.Num
				if n == nil {
					continue
				}
				if math.Abs(n.Lo-c.lo) > 1e-6*c.lo || math.Abs(n.Hi-c.hi) > 1e-6*c.hi || n.Dim != c.dim {
					t.Errorf("got %g..%g dim %d, want %g..%g dim %d", n.Lo, n.Hi, n.Dim, c.lo, c.hi, c.dim)
				}
				if n.Subject != c.subject || n.Of != c.of {
					t.Errorf("got subject %q of %q, want %q of %q", n.Subject, n.Of, c.subject, c.of)
				}
				return
			}
			t.Fatal("no number found")
		})
	}
}

func TestNoNumbers(t *testing.T) {
	for _, text := range []string{"5xx answers", "on 2026-03-14 we met", "version 1.2.3", "p95", "2fa"} {
		for _, tok := range tokens(t, text) {
			if tok.Num != nil {
				t.Errorf("%q: found number %+v", text, *tok.Num)
			}
		}
	}
}
