package arith

import (
	"math"
	"strings"

	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// term is a number with its dimension as powers.
type term struct {
	v              float64
	bytes, seconds int
	money          bool
	num            phrase.Number
	text           string
}

// stated recomputes the products and conversions that the documents write
// down: "60 x 20 = 1,200", "5 million a day = 58/s".
func stated(k *desk) {
	for st := range k.f.Statements {
		s := &k.f.Statements[st]
		if s.Kind == document.CodeLine || s.Kind == document.Heading || s.Kind == document.Edge || k.f.IsAnswer(st) {
			continue
		}
		if !strings.ContainsAny(s.Text, "=≈(") || k.f.Status(facts.Hit{Statement: st}) != facts.Affirmed {
			continue
		}
		if k.recompute(st, plain(s.Text)) {
			return
		}
	}
}

// plain blanks emphasis, and remarks in parentheses that do no arithmetic; the
// length of the text stays.
func plain(s string) string {
	b := []byte(strings.NewReplacer("*", " ", "`", " ").Replace(keepTimes(s)))
	for i := 0; i < len(b); i++ {
		if b[i] != '(' {
			continue
		}
		end := strings.IndexByte(string(b[i:]), ')')
		if end < 0 {
			break
		}
		if !strings.ContainsAny(string(b[i:i+end]), "+=") {
			for j := i; j <= i+end; j++ {
				b[j] = ' '
			}
		}
		i += end
	}
	return string(b)
}

// keepTimes writes a star between two digits as an x, before stars are taken
// for emphasis.
func keepTimes(s string) string { return strings.ReplaceAll(s, " * ", " x ") }

// recompute looks for "a x b x c = d" and raises what is off; plain sums are
// added up elsewhere, mixed ones are left alone.
func (k *desk) recompute(st int, text string) bool {
	toks := k.z.Tokens(text)
	var chain []term
	ops, sum := "", false
	last := -1
	for i := range toks {
		if toks[i].Num == nil {
			continue
		}
		t := termOf(*toks[i].Num, toks[i].In(text))
		op := byte(0)
		if last >= 0 {
			op = operator(text[toks[last].End():toks[i].Start()])
		}
		last = i
		if op == '+' {
			chain, ops, sum = nil, "", true // precedence is not worked out
			continue
		}
		if sum {
			sum = op != 0
			chain, ops = nil, ""
			if !sum {
				chain = []term{t}
			}
			continue
		}
		if op == '=' && len(chain) > 0 {
			left := evaluate(chain, ops)
			if k.off(st, left, t, chain, ops) {
				return true
			}
			chain, ops = []term{t}, ""
			continue
		}
		if op == 0 || op == '=' {
			chain, ops = []term{t}, ""
			continue
		}
		chain, ops = append(chain, t), ops+string(op)
	}
	return false
}

// operator reads what stands between two numbers: one sign, with at most
// three words around it; 0 for anything else.
func operator(between string) byte {
	op := byte(0)
	words := 0
	for _, w := range strings.Fields(between) {
		var o byte
		switch strings.Trim(w, "~") {
		case "x", "×", "times", "X":
			o = 'x'
		case "=", "=>", "≈", "==":
			o = '='
		case "/", "÷":
			o = '/'
		case "+", "plus":
			o = '+'
		case "-", "–", "−", "→", "->":
			return '+'
		case "", "about", "some", "roughly", "around", "ca", "ca.":
			continue
		default:
			if strings.ContainsAny(w, ",;:.!?()=+×") {
				return 0
			}
			words++
			continue
		}
		if op != 0 {
			return 0
		}
		op = o
	}
	if words > 3 {
		return 0
	}
	return op
}

func termOf(n phrase.Number, text string) term {
	t := term{v: (n.Lo + n.Hi) / 2, num: n, text: strings.TrimSpace(text)}
	switch n.Dim {
	case phrase.Duration:
		t.seconds = 1
	case phrase.Bytes:
		t.bytes = 1
	case phrase.Rate:
		t.seconds = -1
	case phrase.Percent:
		t.v /= 100
	case phrase.Money:
		t.money = true
	}
	if n.Per > 0 && n.Dim != phrase.Rate {
		t.v /= n.Per
		t.seconds--
	}
	return t
}

// evaluate works from left to right.
func evaluate(chain []term, ops string) term {
	r := chain[0]
	for i, t := range chain[1:] {
		switch ops[i] {
		case 'x':
			r.v *= t.v
			r.bytes += t.bytes
			r.seconds += t.seconds
			r.money = r.money || t.money
		case '/':
			r.v /= t.v
			r.bytes -= t.bytes
			r.seconds -= t.seconds
		}
	}
	return r
}

// off raises a result that does not follow from its factors. Where only the
// time unit differs ("1.2M x 96 = 115M a day") the period of the result is
// taken as understood.
func (k *desk) off(st int, left, right term, chain []term, ops string) bool {
	if math.IsNaN(left.v) || left.v <= 0 || right.v <= 0 || right.num.Unit == "x" || left.num.Unit == "x" {
		return false
	}
	want := right.v
	switch {
	case left.bytes == right.bytes && left.seconds == right.seconds:
	case left.bytes == right.bytes && left.seconds == 0 && right.seconds == -1 && right.num.Per > 0:
		want *= right.num.Per
	default:
		return false
	}
	if len(chain) == 1 && (left.num.Dim == phrase.Count || left.num.Per == right.num.Per) {
		return false
	}
	ratio := left.v / want
	if ratio > 1/1.15 && ratio < 1.15 || ratio > 1e5 || ratio < 1e-5 {
		return false
	}
	expr := k.quoteOf(st, chain, ops)
	scale := right.v / k.asWritten(right)
	if scale == 0 || math.IsNaN(scale) || math.IsInf(scale, 0) {
		return false
	}
	k.raise("scalability.stated-result", inputs{"expr": expr, "stated": right.text, "ratio": math.Max(ratio, 1/ratio), "more": ratio > 1, "at": st, "result": left.v / want * k.asWritten(right)}, st)
	return true
}

// quoteOf writes the factors as they stand, with what the numbers count.
func (k *desk) quoteOf(st int, chain []term, ops string) string {
	text := func(t term) string {
		_, rest, ok := strings.Cut(k.f.Statements[st].Text, t.text)
		if !ok {
			return t.text
		}
		if end := strings.IndexAny(rest, "=x×*/+,;()"); end > 0 && end < 24 {
			return strings.TrimSpace(t.text + rest[:end])
		}
		return t.text
	}
	out := text(chain[0])
	for i, t := range chain[1:] {
		out += " " + string(ops[i]) + " " + text(t)
	}
	return out
}

// asWritten gives the number at the head of a term's text.
func (k *desk) asWritten(t term) float64 {
	for _, x := range k.z.Tokens(leading(t.text)) {
		if x.Num != nil {
			return x.Num.Lo
		}
	}
	return math.NaN()
}

// leading cuts a text behind its first number.
func leading(s string) string {
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == ',' || s[i] == '.') {
		i++
	}
	return s[:i]
}
