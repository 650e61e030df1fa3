package waiver

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"archreview/internal/lazyregexp"
	"archreview/internal/problem"
)

var span = lazyregexp.New(`^([0-9]{1,4})([dwmy])$`)

// ParseUntil reads the last day of a waiver: a date, YYYY-MM-DD, or a time from
// today such as 30d, 12w, 6m or 1y. A month counts to the same day, or to the
// last one of a shorter month. A day in the past is a *problem.Problem.
func ParseUntil(text string, today time.Time) (string, error) {
	wrong := func(detail string) error {
		return &problem.Problem{What: "this is no last day of a waiver", Detail: detail, Next: "write a date such as 2027-03-31, or a time from today such as 30d, 12w, 6m or 1y"}
	}
	text = strings.TrimSpace(text)
	now := today.Format(day)
	until := text
	if m := span.FindStringSubmatch(strings.ToLower(text)); m != nil {
		n, err := strconv.Atoi(m[1])
		if err != nil || n == 0 {
			return "", wrong(fmt.Sprintf("%q is no time", text))
		}
		until = after(today, n, m[2]).Format(day)
	}
	if _, err := time.Parse(day, until); err != nil {
		return "", wrong(fmt.Sprintf("%q is neither a date nor a time", shorten(text)))
	}
	if until < now {
		return "", wrong(until + " is past")
	}
	return until, nil
}

// after gives the day n days, weeks, months or years after another one.
func after(today time.Time, n int, unit string) time.Time {
	y, m, d := today.Date()
	switch unit {
	case "d":
		return time.Date(y, m, d+n, 0, 0, 0, 0, time.UTC)
	case "w":
		return time.Date(y, m, d+7*n, 0, 0, 0, 0, time.UTC)
	case "y":
		n *= 12
	}
	last := time.Date(y, m+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC)
	return time.Date(last.Year(), last.Month(), min(d, last.Day()), 0, 0, 0, 0, time.UTC)
}
