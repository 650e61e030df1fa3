package arith

import (
	"math"
	"strconv"
	"strings"
	"text/template"

	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// writer fills the templates of one finding and keeps the first error.
type writer struct {
	f   *facts.Facts
	in  inputs
	err error
}

func (w *writer) write(src string) string {
	if !strings.Contains(src, "{{") {
		return strings.TrimSpace(src)
	}
	t, err := template.New("").Option("missingkey=error").Funcs(w.funcs()).Parse(src)
	if err != nil {
		w.fail(err)
		return ""
	}
	var b strings.Builder
	if err := t.Execute(&b, map[string]any(w.in)); err != nil {
		w.fail(err)
	}
	return strings.TrimSpace(b.String())
}

func (w *writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// lines writes the working; a line whose template gives nothing is left out.
func (w *writer) lines(src []string) []string {
	var out []string
	for _, s := range src {
		if l := w.write(s); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func (w *writer) funcs() template.FuncMap {
	return template.FuncMap{
		"n":     func(v any) string { return counted(float(v)) },
		"d":     func(v any) string { return lasting(v) },
		"b":     func(v any) string { return sized(float(v)) },
		"r":     func(v any) string { return counted(float(v)) + "/s" },
		"p":     func(v any) string { return strconv.FormatFloat(float(v), 'f', -1, 64) + " %" },
		"money": func(v any) string { return counted(float(v)) },
		"at":    w.at,
		"clip":  func(s string) string { return clip(s, 60) },
	}
}

// at names the line of a value or statement: "L178", or its place in the original.
func (w *writer) at(v any) string {
	st := -1
	switch x := v.(type) {
	case facts.Value:
		st = x.Statement
	case int:
		st = x
	}
	if st < 0 || st >= len(w.f.Statements) {
		return "computed"
	}
	if w.f.IsAnswer(st) {
		return "answer: " + w.f.Sources[w.f.Statements[st].Source].Answer
	}
	return w.f.Doc(st).At(w.f.Statements[st].Line)
}

func float(v any) float64 {
	switch x := v.(type) {
	case facts.Value:
		return x.Number.Hi
	case float64:
		return x
	case int:
		return float64(x)
	}
	return math.NaN()
}

// counted writes a number with separators and without digits that do not matter.
func counted(v float64) string {
	prec := 0
	switch a := math.Abs(v); {
	case a == 0 || a >= 100 || a == math.Trunc(a):
	case a >= 10:
		prec = 1
	case a >= 1:
		prec = 2
	default:
		prec = 2 - int(math.Floor(math.Log10(a)))
	}
	s := strconv.FormatFloat(v, 'f', prec, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	whole, frac, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if frac != "" {
		whole += "." + frac
	}
	return sign + whole
}

// lasting writes seconds in the unit a reader expects. A value that was
// written in seconds, or without a unit, stays in seconds up to an hour.
func lasting(v any) string {
	s := float(v)
	asSeconds := false
	if x, ok := v.(facts.Value); ok {
		switch x.Number.Unit {
		case "", "s", "sec", "secs", "second", "seconds":
			asSeconds = true
		}
	}
	for _, u := range []struct {
		size, from float64
		name       string
	}{
		{365 * 86400, 365 * 86400, " years"}, {86400, 2 * 86400, " days"}, {3600, 2 * 3600, " h"}, {60, 100, " min"}, {1, 1, " s"},
	} {
		if u.size > 1 && u.size < 3600 && asSeconds && s < 3600 {
			continue
		}
		if s >= u.from-1e-9 {
			return counted(round3(s/u.size)) + u.name
		}
	}
	return counted(round3(s*1000)) + " ms"
}

// round3 drops digits beyond the first that a reader would not write.
func round3(v float64) float64 {
	if v >= 100 {
		return math.Round(v)
	}
	return math.Round(v*10) / 10
}

// sized writes a size in decimal units.
func sized(v float64) string {
	for _, u := range []struct {
		size float64
		name string
	}{{1e15, " PB"}, {1e12, " TB"}, {1e9, " GB"}, {1e6, " MB"}, {1e3, " kB"}} {
		if v >= u.size {
			return counted(round3(v/u.size)) + u.name
		}
	}
	return counted(v) + " bytes"
}

func clip(s string, n int) string {
	if len([]rune(s)) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "..."
}

// seconds gives a value as seconds: a duration as it is, a bare count (of a
// configuration key that is documented in seconds) as that many.
func seconds(v facts.Value) (float64, bool) {
	switch v.Number.Dim {
	case phrase.Duration, phrase.Interval, phrase.Window:
		return v.Number.Hi, true
	case phrase.Count:
		return v.Number.Hi, v.Number.Hi > 0
	}
	return 0, false
}
