package phrase

import (
	"math"
	"testing"
)

func TestRecurrences(t *testing.T) {
	cases := []struct {
		text string
		dim  Dim
		want float64
	}{
		{"a nightly dump", Interval, 86400},
		{"a copy is made every night", Interval, 86400},
		{"refreshed hourly", Interval, 3600},
		{"runs every hour", Interval, 3600},
		{"rebuilt on the hour by a job", Interval, 3600},
		{"snapshots once a week", Interval, 7 * 86400},
		{"twice a day", Interval, 43200},
		{"on the first Sunday of each month", Interval, 30 * 86400},
		{"schedule: \"*/10 * * * *\"", Interval, 600},
		{"`0 3 * * *` pg_dump", Interval, 86400},
		{"0 */6 * * *", Interval, 6 * 3600},
		{"30 2 * * 0", Interval, 7 * 86400},
		{"every Sunday", Interval, 7 * 86400},
		{"between 02:00 and 02:45", Window, 2700},
		{"from 22:00 to 01:00", Window, 3 * 3600},
		{"07:30-19:00", Window, 11.5 * 3600},
		{"starts at 11:00", Clock, 11 * 3600},
		{"took 6 hours and 50 minutes", Duration, 6*3600 + 50*60},
		{"took two hours and forty minutes", Duration, 2*3600 + 40*60},
		{"took 2 h 10 min", Duration, 2*3600 + 600},
		{"between 1 h 50 and 2 h 40", Duration, 3600 + 50*60},
		{"takes half an hour", Duration, 1800},
		{"six and a half hours net", Duration, 6.5 * 3600},
		{"within an hour", Duration, 3600},
		{"one hour", Duration, 3600},
		{"within a quarter of an hour", Duration, 900},
		{"sixteen processes", Count, 16},
		{"240,000 per working day", Rate, 240000.0 / 86400},
		{"560 documents a minute", Rate, 560.0 / 60},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			for _, tok := range tokens(t, c.text) {
				n := tok.Num
				if n == nil {
					continue
				}
				if n.Dim != c.dim || math.Abs(n.Lo-c.want) > 1e-6*c.want {
					t.Errorf("got %g dim %d, want %g dim %d", n.Lo, n.Dim, c.want, c.dim)
				}
				return
			}
			t.Fatal("no number found")
		})
	}
}

func TestPeriodIsNoRecurrence(t *testing.T) {
	n := 0
	for _, tok := range tokens(t, "25 orders every minute") {
		if tok.Num != nil {
			n++
		}
	}
	if n != 1 {
		t.Errorf("found %d numbers, want the rate alone", n)
	}
}

func TestRecurrenceIsNoPlainNumber(t *testing.T) {
	if found(t, "kept #", "kept nightly") || !found(t, "dump .. #interval", "the dump runs nightly") {
		t.Error("a recurrence must match #interval only")
	}
	if !found(t, "window #window", "window 02:00 to 03:00") {
		t.Error("a span of clock times must match #window")
	}
}
