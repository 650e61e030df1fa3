package phrase

import "strings"

const (
	minute = 60.0
	hour   = 60 * minute
	day    = 24 * hour
	week   = 7 * day
	month  = 30 * day
	year   = 365 * day
)

// special reads what is a quantity without being a plain number: a time of
// day, a span between two of them, a cron line, "half an hour", "nightly". It
// gives the quantity with the count of tokens it takes.
func special(text string, toks []Token, i int) (*Number, int) {
	if n, used := readCron(text, toks, i); n != nil {
		return n, used
	}
	if n, used := readClock(text, toks, i); n != nil {
		return n, used
	}
	if n, used := readHalf(toks, i); n != nil {
		return n, used
	}
	if p := recurs(toks, i); p > 0 {
		return &Number{Lo: p, Hi: p, Dim: Interval, Unit: toks[i].w.lower}, 1
	}
	return nil, 0
}

// beginsSpecial is the cheap test for special.
func beginsSpecial(w string) bool {
	switch w {
	case "half", "quarter", "hour", "minute", "second", "week", "month", "year", "night", "day", "morning", "evening":
		return true
	}
	return adverb(w) > 0 || weekday(w)
}

// adverb gives the period of a word such as "nightly".
func adverb(w string) float64 {
	switch w {
	case "minutely":
		return minute
	case "hourly":
		return hour
	case "nightly", "daily":
		return day
	case "weekly":
		return week
	case "fortnightly", "biweekly":
		return 2 * week
	case "monthly":
		return month
	case "quarterly":
		return 3 * month
	case "yearly", "annually", "annual":
		return year
	}
	return 0
}

func weekday(w string) bool {
	switch strings.TrimSuffix(w, "s") {
	case "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekday", "weekend":
		return true
	}
	return false
}

// recurs gives the period of the recurrence that ends at token i: "nightly",
// "every night", "each Sunday", "once a day", "twice per week", "on the hour".
func recurs(toks []Token, i int) float64 {
	w := toks[i].w.lower
	if p := adverb(w); p > 0 {
		return p
	}
	if i == 0 {
		return 0
	}
	p := period(w)
	before := toks[i-1].w.lower
	switch {
	case p == 0:
		return 0
	case before == "every" || before == "each":
		return p
	case before == "by" && w == "hour":
		return p
	case before == "the" && w == "hour" && i > 1 && (toks[i-2].w.lower == "on" || toks[i-2].w.lower == "by"):
		return p
	case i > 1 && (before == "a" || before == "an" || before == "per"):
		switch toks[i-2].w.lower {
		case "once":
			return p
		case "twice":
			return p / 2
		}
	}
	return 0
}

func period(w string) float64 {
	switch w {
	case "second":
		return 0 // "every second Thursday"
	case "night", "morning", "evening", "day":
		return day
	case "quarter":
		return 3 * month
	}
	if weekday(w) {
		if strings.HasPrefix(w, "weekday") {
			return day
		}
		return week
	}
	if f, ok := timeUnit(w); ok && len(w) > 3 && !strings.HasSuffix(w, "s") {
		return f
	}
	return 0
}

// readHalf reads "half an hour", "half a day", "a quarter of an hour", and "an
// hour" behind a word that makes it a length of time: "within an hour".
func readHalf(toks []Token, i int) (*Number, int) {
	at := func(k int) string {
		if k < len(toks) {
			return toks[k].w.lower
		}
		return ""
	}
	make1 := func(k int, share float64, used int) (*Number, int) {
		f, ok := timeUnit(at(k))
		if !ok || len(at(k)) < 3 {
			return nil, 0
		}
		return &Number{Lo: share * f, Hi: share * f, Dim: Duration, Unit: at(k)}, used
	}
	switch {
	case at(i) == "half" && (at(i+1) == "an" || at(i+1) == "a"):
		return make1(i+2, 0.5, 3)
	case at(i) == "half" && at(i+1) == "hour":
		return make1(i+1, 0.5, 2)
	case at(i) == "quarter" && at(i+1) == "of" && at(i+2) == "an":
		return make1(i+3, 0.25, 4)
	case i > 0 && (at(i) == "a" || at(i) == "an") && (measures(toks[i-1].w.lower) || toks[i-1].w.lower == "in" && period(at(i+1)) >= hour):
		return make1(i+1, 1, 2)
	}
	return nil, 0
}

// andHalf reads "and a half" behind a number: "six and a half hours".
func andHalf(toks []Token, i int, n *Number) int {
	if i+2 < len(toks) && toks[i].w.lower == "and" && toks[i+1].w.lower == "a" && toks[i+2].w.lower == "half" {
		n.Lo += 0.5
		n.Hi += 0.5
		return 3
	}
	return 0
}

// measures says whether "an hour" behind the word is a length of time.
func measures(w string) bool {
	switch w {
	case "within", "after", "for", "than", "to", "takes", "took", "take", "lasts", "about", "almost", "nearly", "least", "most", "is", "over", "under":
		return true
	}
	return false
}

// readClock reads a time of day ("02:45") or the span between two of them
// ("between 02:00 and 02:45", "07:30-19:00").
func readClock(text string, toks []Token, i int) (*Number, int) {
	from, ok := clock(text, toks, i)
	if !ok {
		return nil, 0
	}
	if byteAt(text, toks[i].Start()-2) == 'T' || byteAt(text, toks[i].Start()-1) == 'T' {
		return nil, 0
	}
	n := &Number{Lo: from, Hi: from, Dim: Clock}
	k := i + 2
	if k >= len(toks) {
		return n, 2
	}
	between := strings.TrimSpace(text[toks[k-1].End():toks[k].Start()])
	dash := between == "-" || between == "–" || between == "—"
	if !dash && (rangeWord(toks[k].w.lower) || toks[k].w.lower == "until" || toks[k].w.lower == "till") && between == "" {
		k++
	} else if !dash {
		return n, 2
	}
	to, ok := clock(text, toks, k)
	if !ok {
		return n, 2
	}
	d := to - from
	if d <= 0 {
		d += day
	}
	return &Number{Lo: d, Hi: d, Dim: Window, Unit: "window"}, k + 2 - i
}

// clock reads "hh:mm" from two tokens.
func clock(text string, toks []Token, i int) (float64, bool) {
	if i+1 >= len(toks) || len(toks[i].w.text) > 2 || len(toks[i+1].w.text) != 2 || toks[i+1].Start() != toks[i].End()+1 || text[toks[i].End()] != ':' {
		return 0, false
	}
	if byteAt(text, toks[i].Start()-1) == ':' || byteAt(text, toks[i+1].End()) == ':' {
		return 0, false
	}
	h, ok1 := digits(toks[i].w.text)
	m, ok2 := digits(toks[i+1].w.text)
	return float64(h)*hour + float64(m)*minute, ok1 && ok2 && h < 25 && m < 60
}

func digits(s string) (int, bool) {
	v := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = 10*v + int(c-'0')
	}
	return v, s != ""
}

// readCron reads the five fields of a cron line whose first number is token i
// and gives the interval at which it fires.
func readCron(text string, toks []Token, i int) (*Number, int) {
	if !beginsNumber(toks[i].w.text) {
		return nil, 0
	}
	start := toks[i].Start()
	for start > 0 && (text[start-1] == '*' || text[start-1] == '/') {
		start--
	}
	for start >= 2 && text[start-1] == ' ' && text[start-2] == '*' {
		start -= 2 // "* 3 * * *" is no use; stars before the first number
	}
	rest := text[start:]
	var f [5]string
	end := 0
	for k := range f {
		for end < len(rest) && rest[end] == ' ' {
			end++
		}
		from := end
		for end < len(rest) && strings.IndexByte("0123456789*/,-", rest[end]) >= 0 {
			end++
		}
		if from == end {
			return nil, 0
		}
		f[k] = rest[from:end]
	}
	if !strings.Contains(strings.Join(f[:], ""), "*") {
		return nil, 0
	}
	p := cronPeriod(f)
	if p == 0 {
		return nil, 0
	}
	used := 1
	for i+used < len(toks) && toks[i+used].Start() < start+end {
		used++
	}
	return &Number{Lo: p, Hi: p, Dim: Interval, Unit: "cron"}, used
}

func cronPeriod(f [5]string) float64 {
	step := func(s string, unit float64) float64 {
		if v, ok := strings.CutPrefix(s, "*/"); ok {
			if n, good := digits(v); good && n > 0 {
				return float64(n) * unit
			}
		}
		return 0
	}
	switch {
	case f[0] == "*":
		return minute
	case step(f[0], minute) > 0:
		return step(f[0], minute)
	case f[1] == "*":
		return hour
	case step(f[1], hour) > 0:
		return step(f[1], hour)
	case f[4] != "*":
		return week
	case f[2] == "*":
		return day
	case step(f[2], day) > 0:
		return step(f[2], day)
	case f[3] == "*":
		return month
	}
	return year
}

// compound adds a smaller unit of time that follows: "6 hours and 50
// minutes", "2 h 10 min", "1 h 50".
func compound(text string, toks []Token, i int, n *Number) int {
	if n.Dim != Duration || n.Lo != n.Hi || i >= len(toks) {
		return 0
	}
	unit, ok := timeUnit(n.Unit)
	if !ok || unit < minute {
		return 0
	}
	k := i
	if toks[k].w.lower == "and" {
		k++
	}
	if k >= len(toks) || !adjacent(text, n, toks, k) || k > i && !adjacent(text, n, toks, i) {
		return 0
	}
	m, used := readNumber(text, toks, k)
	if m == nil {
		return 0
	}
	small, _ := timeUnit(m.Unit)
	switch {
	case m.Dim == Duration && small < unit && m.Lo < unit:
		n.Lo += m.Lo
	case m.Dim == Count && m.Unit == "" && k == i && unit == hour && m.Lo < 60 && used == 1 && len(toks[k].w.text) == 2:
		n.Lo += m.Lo * minute
	default:
		return 0
	}
	n.Hi = n.Lo
	return k - i + used
}
