package consult

import (
	"math"
	"strconv"
	"strings"

	"archreview/agent/review"
	"archreview/internal/lazyregexp"
)

var (
	// namesWithDigits are no figures: p95, S3, HTTP 503.
	namesWithDigits = lazyregexp.New(`[A-Za-z_]\d[\d.,]*|\b(?:HTTP|[Ss]tatus(?: code)?) [1-5]\d\d\b`)
	lineCited       = lazyregexp.New(`(?:\b(d\d+) )?\bL(\d+)(?:\s*[-–]\s*L?(\d+))?`)
	afterEquals     = lazyregexp.New(`^\s*(?:about |roughly |some |~|≈)?\s*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)( ?[A-Za-z%])?`)
	unitOfSum       = lazyregexp.New(`\d ?(?:[A-WYZa-wyz%]|[A-Za-z]{2})`)
	figureStart     = lazyregexp.New(`[\d(]`)
)

// claimed gives the figures that a text states: without references to lines,
// ids, and names that hold digits.
func claimed(text string) []string {
	text = codeSpan.ReplaceAllStringFunc(text, func(span string) string {
		if idForm.MatchString(strings.Trim(span, "`")) {
			return " "
		}
		return span
	})
	return figuresIn(namesWithDigits.ReplaceAllString(linesRef.ReplaceAllString(text, " "), " "))
}

// source collects the figures on which a text may rest.
type source map[string]bool

func (f source) add(texts ...string) {
	for _, t := range texts {
		for _, x := range figuresIn(t) {
			f[x] = true
		}
	}
}

func (f source) quotes(ev []review.Evidence) {
	for _, e := range ev {
		f.add(e.Quote)
	}
}

// cited adds the figures of the lines that a text refers to.
func (f source) cited(s *Session, text string) {
	const longest = 20
	for _, m := range lineCited.FindAllStringSubmatch(text, -1) {
		first, _ := strconv.Atoi(m[2]) // digits, or 0 for a number beyond all lines
		last, _ := strconv.Atoi(m[3])
		for _, d := range s.b.Documents {
			if m[1] != "" && m[1] != d.ID {
				continue
			}
			for n := max(first, 1); n <= min(max(first, last), first+longest, d.LineCount()); n++ {
				f.add(d.LineText(n))
			}
		}
	}
}

// worked adds the figures of the equations in a text that work out, if their
// operands are known; small counts and constants of time and size are.
func (f source) worked(text string) {
	text = lineRefs.ReplaceAllString(text, " ")
	for _, clause := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		for from := 0; ; {
			i := strings.IndexByte(clause[from:], '=')
			if i < 0 {
				break
			}
			i += from
			m := afterEquals.FindStringSubmatch(clause[i+1:])
			if m != nil {
				if sum, ok := f.holds(clause[from:i], m[1], m[2] != ""); ok {
					f.add(sum, m[1])
				}
			}
			from = i + 1
		}
	}
}

// holds gives the end of a text that is a sum of known figures with this
// result. A conversion of units counts only where both sides name one.
func (f source) holds(text, result string, unit bool) (string, bool) {
	want, err := strconv.ParseFloat(strings.ReplaceAll(result, ",", ""), 64)
	if err != nil || want == 0 {
		return "", false
	}
	for _, at := range figureStart.FindAllStringIndex(text, -1) {
		sum := text[at[0]:]
		if at[0] > 0 && strings.IndexByte("0123456789.,", text[at[0]-1]) >= 0 {
			continue // within a figure
		}
		got, ok := evaluate(sum)
		if rounded := math.Abs(got/want-1) < 0.03; ok && (rounded || got != 0 && unit && unitOfSum.MatchString(sum) && agrees(got, want)) {
			return sum, len(f.strangers(sum, constant)) == 0
		}
	}
	return "", false
}

// strangers gives the figures of a text that are not known; fine, if any, lets
// some pass.
func (f source) strangers(text string, fine func(string) bool) []string {
	var out []string
	for _, x := range claimed(text) {
		if !f[x] && (fine == nil || !fine(x)) && !contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// small says whether a figure is a count that one writes without a source.
func small(figure string) bool {
	n, err := strconv.ParseFloat(figure, 64)
	return err == nil && n <= 12
}

// constant says whether a figure needs no source within a sum.
func constant(figure string) bool {
	switch figure {
	case "24", "30", "60", "100", "365", "1000", "1024", "3600", "86400":
		return true
	}
	return small(figure)
}

// strange is what a text names and nothing supports.
type strange struct{ ids, lines, figures []string }

// strange finds ids, line numbers and figures in a text that nothing supports.
// Small counts may be written in digits.
func (k known) strange(text string) strange {
	var out strange
	for _, m := range codeSpan.FindAllStringSubmatch(text, -1) {
		if idForm.MatchString(m[1]) && !k.ids[m[1]] {
			out.ids = append(out.ids, m[1])
		}
	}
	for _, m := range lineNo.FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(m[1]); err != nil || n < 1 || n > k.lines {
			out.lines = append(out.lines, m[1])
		}
	}
	for _, f := range figuresIn(codeSpan.ReplaceAllString(text, " ")) {
		if n, err := strconv.ParseFloat(f, 64); err == nil && n > 12 && !k.figures[f] {
			out.figures = append(out.figures, f)
		}
	}
	return out
}

// sound says whether the ids and lines that texts name exist and their
// equations work out. Figures may be new: advice proposes values.
func (k known) sound(texts ...string) bool {
	for _, t := range texts {
		if x := k.strange(t); len(x.ids)+len(x.lines) > 0 {
			return false
		}
		for _, l := range strings.Split(t, "\n") {
			if wrongSum(l) != "" {
				return false
			}
		}
	}
	return true
}
