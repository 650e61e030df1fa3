package consult

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"archreview/internal/lazyregexp"
)

// placeForm matches a place in the original of a document that was rendered.
const placeForm = `(?:d\d+ )?(?:p\. \d+ ?)?(?:(?:source )?(?:line|paragraph|table|row|cell)s? \d+(?:-\d+)? ?)*`

var (
	lineRefs   = lazyregexp.New(`\((?:[^()]*\bL\d[^()]*|` + placeForm + `|answers?:[^()]*)\)`)
	figureForm = lazyregexp.New(`^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?`)
)

// wrongSum checks one line of a working, "60 x 4 x 20 = 4,800", and tells what
// is wrong with it; "" where it is right or cannot be read for certain. Words
// and units are passed over; a result that differs by a conversion of units
// counts as right.
func wrongSum(text string) string {
	clean := lineRefs.ReplaceAllString(text, " ")
	for _, part := range strings.FieldsFunc(clean, func(r rune) bool { return r == ';' }) {
		sides := strings.Split(part, "=")
		for i := 0; i+1 < len(sides); i++ {
			want, ok := side(sides[i+1])
			got, fine := side(sides[i])
			if !ok || !fine || want == 0 || got == 0 {
				continue
			}
			if !agrees(got, want) {
				return fmt.Sprintf("%q does not work out: %s is %s", clip(strings.TrimSpace(text), 120), strings.TrimSpace(clip(sides[i], 60)), strconv.FormatFloat(got, 'g', 5, 64))
			}
		}
	}
	return ""
}

// side reads what stands beside an equals sign: one number, or a sum.
func side(s string) (float64, bool) {
	if toks, ok := sumTokens(s); ok && len(toks) == 1 && toks[0].op == 0 {
		return toks[0].value, true
	}
	return evaluate(s)
}

// agrees compares with room for rounding and for conversions of units.
func agrees(got, want float64) bool {
	ratio := math.Abs(got / want)
	for _, f := range []float64{1, 60, 3600, 24, 86400, 7, 30, 30.4, 365, 12, 8, 100, 1e3, 1e6, 1e9, 1e12, 1024, 1 << 20, 1 << 30, 60 * 24, 3600e3, 86400e3} {
		for _, r := range []float64{ratio * f, ratio / f} {
			if r > 0.93 && r < 1.075 {
				return true
			}
		}
	}
	return false
}

type sumToken struct {
	op    byte // + - * / ( ), or 0 for a number
	value float64
}

// sumTokens reads numbers, operators and brackets and passes over words. It
// gives up on anything whose meaning is not certain.
func sumTokens(s string) ([]sumToken, bool) {
	var out []sumToken
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			f := figureForm.FindString(s[i:])
			v, err := strconv.ParseFloat(strings.ReplaceAll(f, ",", ""), 64)
			if err != nil {
				return nil, false
			}
			i += len(f)
			if rest := strings.TrimLeft(s[i:], " "); strings.HasPrefix(rest, "%") {
				v /= 100
			} else if strings.HasPrefix(rest, "to ") || strings.HasPrefix(rest, "-") && !strings.HasPrefix(rest, "- ") || strings.HasPrefix(s[i:], ":") {
				return nil, false // a range or a time
			}
			out = append(out, sumToken{value: v})
		case c == '+' || c == '*' || c == '(' || c == ')':
			out, i = append(out, sumToken{op: c}), i+1
		case c == '/' || c == '-':
			next := strings.TrimLeft(s[i+1:], " ")
			if next != "" && (next[0] >= '0' && next[0] <= '9' || next[0] == '(') {
				out = append(out, sumToken{op: c})
			}
			i++
		case strings.HasPrefix(s[i:], "×"):
			out, i = append(out, sumToken{op: '*'}), i+len("×")
		case strings.HasPrefix(s[i:], "÷"), strings.HasPrefix(s[i:], "−"), strings.HasPrefix(s[i:], "^"), strings.HasPrefix(s[i:], "~"), strings.HasPrefix(s[i:], "≈"), c == '<', c == '>':
			return nil, false
		case isLetter(c):
			j := i
			for j < len(s) && (isLetter(s[j]) || s[j] >= '0' && s[j] <= '9' || s[j] == '_') {
				j++
			}
			if w := s[i:j]; w == "x" || w == "X" {
				out = append(out, sumToken{op: '*'})
			}
			i = j
		default:
			i++
		}
	}
	return out, true
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80 }

// evaluate computes a sum with the usual precedence.
func evaluate(s string) (float64, bool) {
	toks, ok := sumTokens(s)
	if !ok || len(toks) < 2 {
		return 0, false
	}
	p := &sum{toks: toks}
	v := p.terms()
	return v, !p.bad && p.at == len(toks) && !math.IsInf(v, 0) && !math.IsNaN(v)
}

// sum is a recursive-descent reader.
type sum struct {
	toks []sumToken
	at   int
	bad  bool
}

func (p *sum) op(ops string) byte {
	if p.at < len(p.toks) && p.toks[p.at].op != 0 && strings.IndexByte(ops, p.toks[p.at].op) >= 0 {
		p.at++
		return p.toks[p.at-1].op
	}
	return 0
}

func (p *sum) terms() float64 {
	v := p.factors()
	for {
		switch p.op("+-") {
		case '+':
			v += p.factors()
		case '-':
			v -= p.factors()
		default:
			return v
		}
	}
}

func (p *sum) factors() float64 {
	v := p.operand()
	for {
		switch p.op("*/") {
		case '*':
			v *= p.operand()
		case '/':
			v /= p.operand()
		default:
			return v
		}
	}
}

func (p *sum) operand() float64 {
	if p.op("(") != 0 {
		v := p.terms()
		if p.op(")") == 0 {
			p.bad = true
		}
		return v
	}
	if p.at < len(p.toks) && p.toks[p.at].op == 0 {
		p.at++
		return p.toks[p.at-1].value
	}
	p.bad = true
	return 0
}
