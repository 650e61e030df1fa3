package phrase

import "strings"

// readRange reads "to 60", "- 60" or "and 60" behind a number and gives the
// upper value with the count of tokens it took, or 0. The lower value takes
// over the unit of the upper one: "8 to 60 ms".
func readRange(text string, toks []Token, i int, n *Number) (float64, int) {
	if i >= len(toks) || n.Subject != "" && !rangeWord(toks[i].w.lower) {
		return 0, 0
	}
	skip := 0
	between := strings.TrimSpace(text[toks[i-1].End():toks[i].Start()])
	switch {
	case between == "-" || between == "–" || between == "—" || between == "..." || between == "…":
	case rangeWord(toks[i].w.lower) && between == "" && i+1 < len(toks):
		skip = 1
	default:
		return 0, 0
	}
	hi, used := readNumber(text, toks, i+skip)
	if hi == nil || hi.Lo < n.Lo && n.Dim == Count && hi.Dim == Count {
		return 0, 0
	}
	low := n.Lo
	switch {
	case hi.Dim == n.Dim:
	case n.Dim == Count && n.Unit == "":
		if probe := (&Number{Lo: 1, Hi: 1}); (hi.Dim == Duration || hi.Dim == Bytes) && setUnit(hi.Unit, probe) {
			low *= probe.Lo
		}
	default:
		return 0, 0
	}
	if hi.Hi < low {
		return 0, 0 // two numbers that stand side by side
	}
	if n.Dim != hi.Dim {
		n.Dim, n.Unit = hi.Dim, hi.Unit
	}
	n.Lo, n.Subject = low, hi.Subject
	return hi.Hi, skip + used
}

func rangeWord(w string) bool { return w == "to" || w == "and" || w == "through" }

// readPer reads the period or the thing behind "per", "a" or "/": a rate, money
// per month, or "20 per pod". Up to three words may stand between the number
// and the period. It gives the token of the period, -1 if there is none.
func readPer(text string, toks []Token, i int, n *Number) int {
	for k := i; k < len(toks) && k < i+6; k++ {
		if k >= i+4 && !perSecond(toks, k) {
			if beginsNumber(toks[k].w.text) || stops(text, toks, k) {
				return -1
			}
			continue
		}
		slash := byteAt(text, toks[k].Start()-1) == '/'
		per := k > 0 && k > i-1 && perWord(toks, k)
		if slash || per {
			at := k
			if !slash {
				at++
			}
			for at+1 < len(toks) && ofDay(toks[at].w.lower) {
				at++
			}
			if at >= len(toks) {
				return -1
			}
			applyPer(toks[at].w.lower, slash, n)
			if k > i && n.Subject == "" {
				n.Subject = toks[i].w.lower
			}
			return at
		}
		switch toks[k].w.lower {
		case "rps", "qps", "tps", "iops":
			setRate(n, 1)
			n.Subject = "requests"
			return k
		case "daily":
			setRate(n, 86400)
			return k
		case "monthly":
			if n.Dim == Money {
				n.Per = 30 * 86400
			}
			return k
		}
		if beginsNumber(toks[k].w.text) || stops(text, toks, k) {
			return -1
		}
	}
	return -1
}

// ofDay says whether a word only qualifies the period: "per working day".
func ofDay(w string) bool {
	switch w {
	case "working", "calendar", "business", "full", "single", "whole":
		return true
	}
	return false
}

// perSecond says whether "per second" or "per day" stands at token k, which
// belongs to a number even across a verb: "1,500 readings arrive and are stored
// per second".
func perSecond(toks []Token, k int) bool {
	if toks[k].w.lower != "per" || k+1 >= len(toks) {
		return false
	}
	_, ok := timeUnit(toks[k+1].w.lower)
	return ok
}

func perWord(toks []Token, k int) bool {
	w := toks[k].w.lower
	if w == "per" {
		return true
	}
	if w != "a" && w != "an" && w != "each" && w != "every" || k+1 >= len(toks) {
		return false
	}
	next := k + 1
	if ofDay(toks[next].w.lower) && next+1 < len(toks) {
		next++
	}
	_, ok := timeUnit(toks[next].w.lower)
	return ok && len(toks[next].w.lower) > 2
}

// stops says whether the clause ends before token k.
func stops(text string, toks []Token, k int) bool {
	if k == 0 {
		return false
	}
	return strings.ContainsAny(text[toks[k-1].End():toks[k].Start()], ",;:.()|=")
}

func applyPer(w string, slash bool, n *Number) {
	if f, ok := timeUnit(w); ok {
		if slash && w == "m" {
			return
		}
		if n.Dim == Count {
			setRate(n, f)
			return
		}
		n.Per = f
		return
	}
	n.Of = w
}

func setRate(n *Number, period float64) {
	if n.Dim != Count {
		n.Per = period
		return
	}
	n.Dim, n.Per = Rate, period
	n.Lo /= period
	n.Hi /= period
}

// wordNumber gives the value of a number written as a word, or 0.
func wordNumber(w string) float64 {
	switch w {
	case "two":
		return 2
	case "three":
		return 3
	case "four":
		return 4
	case "five":
		return 5
	case "six":
		return 6
	case "seven":
		return 7
	case "eight":
		return 8
	case "nine":
		return 9
	case "ten":
		return 10
	case "eleven":
		return 11
	case "twelve", "dozen":
		return 12
	case "thirteen":
		return 13
	case "fourteen":
		return 14
	case "fifteen":
		return 15
	case "sixteen":
		return 16
	case "seventeen":
		return 17
	case "eighteen":
		return 18
	case "nineteen":
		return 19
	case "twenty":
		return 20
	case "thirty":
		return 30
	case "forty":
		return 40
	case "fifty":
		return 50
	case "sixty":
		return 60
	case "seventy":
		return 70
	case "eighty":
		return 80
	case "ninety":
		return 90
	case "hundred":
		return 100
	}
	return 0
}
