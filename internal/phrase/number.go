package phrase

import (
	"fmt"
	"strconv"
	"strings"
)

// Dim is the dimension of a number.
type Dim uint8

// Dimensions. Base units: seconds, bytes, events per second, percent (0 to
// 100), and money in whatever currency stands beside the number.
const (
	Count Dim = iota
	Duration
	Bytes
	Rate
	Percent
	Money
	Interval // period of a recurrence: "nightly", a cron line
	Window   // span between two times of day
	Clock    // time of day in seconds after midnight
	AnyDim   // any of the dimensions a number can have, the last three left out
)

// DimNamed gives the dimension of a name such as "duration"; "" is any.
func DimNamed(s string) (Dim, bool) {
	switch s {
	case "":
		return AnyDim, true
	case "count":
		return Count, true
	case "duration":
		return Duration, true
	case "bytes":
		return Bytes, true
	case "rate":
		return Rate, true
	case "percent":
		return Percent, true
	case "money":
		return Money, true
	case "interval":
		return Interval, true
	case "window":
		return Window, true
	case "clock":
		return Clock, true
	}
	return AnyDim, false
}

// Number is a quantity in base units. A single value has Lo == Hi.
type Number struct {
	Lo, Hi  float64
	Dim     Dim
	Per     float64 // seconds of the period for a rate, or for money per month and the like; 0 if none
	Subject string  // what is counted by a rate or count: the lower-case noun that follows, may be ""
	Of      string  // what it is per: "pod" in "20 per pod"; lower case, may be ""
	Unit    string  // unit as written, may be ""
}

// readNumbers finds the numbers among the tokens, reads their units and
// ranges, and merges the tokens that make up one number into one. It gives the
// tokens themselves or writes to out.
func readNumbers(text string, toks, out []Token) []Token {
	has := false
	for i := range toks {
		if toks[i].w.counts {
			has = true
			break
		}
	}
	if !has {
		return toks
	}
	out = out[:0]
	period := -1 // token that is the period of the number before it
	for i := 0; i < len(toks); {
		n, used := (*Number)(nil), 0
		if i != period {
			n, used = special(text, toks, i)
		}
		plain := n == nil
		if plain {
			n, used = readNumber(text, toks, i)
		}
		if n == nil {
			out = append(out, toks[i])
			i++
			continue
		}
		if plain {
			used += compound(text, toks, i+used, n)
			if hi, more := readRange(text, toks, i+used, n); more > 0 {
				n.Hi = hi
				used += more
			}
			period = readPer(text, toks, i+used, n)
		}
		t := toks[i]
		t.Num = n
		t.end = toks[i+used-1].end
		out = append(out, t)
		i += used
	}
	return out
}

func beginsNumber(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// readNumber reads a number with multiplier and unit at token i and gives it
// with the count of tokens it took.
func readNumber(text string, toks []Token, i int) (*Number, int) {
	t := &toks[i]
	n := &Number{}
	if v := wordNumber(t.w.lower); v != 0 {
		n.Lo, n.Hi = v, v
		return n, 1 + readUnit(text, toks, i+1, n, false)
	}
	if t.w.lower == "one" && i+1 < len(toks) && (len(toks[i+1].w.lower) > 3 || toks[i+1].w.lower == "day" && i > 0 && measures(toks[i-1].w.lower)) {
		if f, ok := timeUnit(toks[i+1].w.lower); ok {
			return &Number{Lo: f, Hi: f, Dim: Duration, Unit: toks[i+1].w.lower}, 2
		}
	}
	if !beginsNumber(t.w.text) || isDate(text, t) {
		return nil, 0
	}
	v, suffix, ok := splitNumber(t.w.text)
	if !ok {
		return nil, 0
	}
	n.Lo, n.Hi = v, v
	if suffix != "" {
		if !applySuffix(suffix, n) {
			return nil, 0 // "5xx", "2fa": a word
		}
		readMoneyBefore(text, t.Start(), n)
		return n, 1 + readUnit(text, toks, i+1, n, n.Dim != Count)
	}
	readMoneyBefore(text, t.Start(), n)
	return n, 1 + readUnit(text, toks, i+1, n, n.Dim == Money)
}

// most is beyond every quantity; longer rows of digits are keys and hashes.
const most = 1e18

// splitNumber splits "1,200", "99.95" or "48k" into value and glued suffix.
func splitNumber(s string) (float64, string, bool) {
	j := 0
	dots := 0
	for j < len(s) && (s[j] >= '0' && s[j] <= '9' || s[j] == '.' || s[j] == ',' || s[j] == '_') {
		if s[j] == '.' {
			dots++
		}
		j++
	}
	if dots > 1 {
		return 0, "", false // a version
	}
	digits := strings.ReplaceAll(strings.ReplaceAll(strings.TrimRight(s[:j], "."), ",", ""), "_", "")
	v, err := strconv.ParseFloat(digits, 64)
	return v, s[j:], err == nil && v < most
}

// isDate says whether the token begins or continues a date or a clock time,
// which are no quantities.
func isDate(text string, t *Token) bool {
	after, before := byteAt(text, t.End()), byteAt(text, t.Start()-1)
	if (after == ':' && digitAt(text, t.End()+1)) || (before == ':' && digitAt(text, t.Start()-2)) {
		return len(t.w.text) <= 2
	}
	if after == '-' && digitAt(text, t.End()+1) && len(t.w.text) == 4 && byteAt(text, t.End()+3) == '-' {
		return true
	}
	return before == '-' && digitAt(text, t.Start()-2) && len(t.w.text) == 2 && (after == '-' || byteAt(text, t.Start()-4) == '-' || byteAt(text, t.Start()-6) == '-')
}

func byteAt(s string, i int) byte {
	if i < 0 || i >= len(s) {
		return 0
	}
	return s[i]
}

func digitAt(s string, i int) bool { c := byteAt(s, i); return c >= '0' && c <= '9' }

func applySuffix(suffix string, n *Number) bool {
	for _, m := range []struct {
		s string
		f float64
	}{{"k", 1e3}, {"K", 1e3}, {"M", 1e6}, {"mn", 1e6}, {"bn", 1e9}, {"B", 1e9}} {
		if suffix == m.s {
			n.Lo *= m.f
			n.Hi *= m.f
			return true
		}
	}
	if suffix == "x" {
		n.Unit = "x"
		return true
	}
	return setUnit(suffix, n)
}

// setUnit applies a unit of time or data.
func setUnit(u string, n *Number) bool {
	if f, ok := timeUnit(u); ok {
		n.Dim, n.Unit = Duration, u
		n.Lo *= f
		n.Hi *= f
		return true
	}
	if f, ok := byteUnit(u); ok {
		n.Dim, n.Unit = Bytes, u
		n.Lo *= f
		n.Hi *= f
		return true
	}
	if f, ok := bandwidth(u); ok {
		n.Dim, n.Unit, n.Per = Bytes, u, 1
		n.Lo *= f
		n.Hi *= f
		return true
	}
	return false
}

func multiplier(w string) float64 {
	switch w {
	case "k", "thousand":
		return 1e3
	case "million", "millions", "mn", "mio", "M":
		return 1e6
	case "billion", "billions", "bn":
		return 1e9
	}
	return 0
}

// readUnit reads multiplier and unit from the tokens that follow a number and
// gives how many it took. done says that the number already has a dimension.
func readUnit(text string, toks []Token, i int, n *Number, done bool) int {
	used := andHalf(toks, i, n)
	i += used
	if i < len(toks) && adjacent(text, n, toks, i) {
		w := toks[i].w.lower
		if toks[i].w.text == "M" {
			w = "M"
		}
		if f := multiplier(w); f != 0 {
			n.Lo *= f
			n.Hi *= f
			used++
			i++
		}
	}
	if done && n.Dim != Count {
		return used
	}
	if percentAfter(text, toks, i-1) {
		n.Dim, n.Unit = Percent, "%"
		return used
	}
	if i >= len(toks) || !adjacent(text, n, toks, i) {
		return used
	}
	t := &toks[i]
	if t.w.lower == "percent" || t.w.lower == "pct" {
		n.Dim, n.Unit = Percent, "%"
		return used + 1
	}
	if currency(t.w.text) {
		n.Dim, n.Unit = Money, t.w.text
		return used + 1
	}
	if byteAt(text, t.Start()-1) != '/' && setUnit(t.w.text, n) {
		return used + 1
	}
	if n.Dim == Count {
		n.Subject = subject(toks, i)
	}
	return used
}

// adjacent says whether only blanks, a hyphen or emphasis stand before token i.
func adjacent(text string, _ *Number, toks []Token, i int) bool {
	if i == 0 {
		return false
	}
	between := text[toks[i-1].End():toks[i].Start()]
	return strings.Trim(between, " -*`\u00a0\u202f_~") == "" && len(between) < 8
}

func percentAfter(text string, toks []Token, i int) bool {
	if i < 0 {
		return false
	}
	rest := strings.TrimLeft(text[toks[i].End():], " \u00a0\u202f")
	return strings.HasPrefix(rest, "%")
}

func currency(s string) bool {
	switch s {
	case "USD", "EUR", "GBP", "CHF", "euro", "euros", "dollar", "dollars", "eur", "usd", "Euro", "Dollar", "pounds":
		return true
	}
	return false
}

// readMoneyBefore recognises "$ 40", "USD 9,000", "€12k".
func readMoneyBefore(text string, start int, n *Number) {
	before := strings.TrimRight(text[:start], " \u00a0")
	if n.Dim != Count {
		return
	}
	for _, c := range []string{"$", "€", "£", "USD", "EUR", "GBP", "CHF", "euro"} {
		if strings.HasSuffix(before, c) {
			n.Dim, n.Unit = Money, c
			return
		}
	}
}

// subject is the noun counted: the first of the next words that is none of the
// small ones.
func subject(toks []Token, i int) string {
	if i < len(toks) && !beginsNumber(toks[i].w.text) {
		return toks[i].w.lower
	}
	return ""
}

// Quantity reads a single quantity such as "24 h" or "100/s".
func Quantity(s string) (Number, error) {
	for _, t := range NewTokenizer(&Set{}).Tokens(s) {
		if t.Num != nil {
			return *t.Num, nil
		}
	}
	return Number{}, fmt.Errorf("no number in %q", s)
}
