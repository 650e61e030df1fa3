package phrase

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// size is a unit with its exact size in the base unit of its dimension.
type size struct {
	unit     string
	num, den int64
}

func sizesOf(d Dim) []size {
	switch d {
	case Duration:
		return []size{{"ms", 1, 1000}, {"s", 1, 1}, {"seconds", 1, 1}, {"min", 60, 1}, {"minutes", 60, 1}, {"h", 3600, 1}, {"hours", 3600, 1}, {"days", 86400, 1}, {"weeks", 604800, 1}, {"months", 2592000, 1}, {"years", 31536000, 1}}
	case Bytes:
		return []size{{"kB", 1000, 1}, {"KiB", 1024, 1}, {"MB", 1e6, 1}, {"MiB", 1 << 20, 1}, {"GB", 1e9, 1}, {"GiB", 1 << 30, 1}, {"TB", 1e12, 1}, {"TiB", 1 << 40, 1}, {"Mbit", 125000, 1}}
	}
	return []size{{"per second", 1, 1}, {"/s", 1, 1}, {"per minute", 1, 60}, {"an hour", 1, 3600}, {"per day", 1, 86400}, {"a month", 1, 2592000}, {"per year", 1, 31536000}}
}

// grouped writes a number with commas between thousands.
func grouped(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// TestUnitsAreExact writes a value in any unit, with or without separators and
// multipliers; what is read is the value that exact fractions give, to a
// billionth. So two ways to write one quantity are never two quantities.
func TestUnitsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dim := rapid.SampledFrom([]Dim{Duration, Bytes, Rate}).Draw(t, "dim")
		u := rapid.SampledFrom(sizesOf(dim)).Draw(t, "unit")
		v := rapid.Int64Range(1, 999_999).Draw(t, "value")
		exact := new(big.Rat).SetFrac64(u.num, u.den)
		exact.Mul(exact, new(big.Rat).SetInt64(v))
		text := fmt.Sprint(v)
		switch rapid.IntRange(0, 3).Draw(t, "form") {
		case 1:
			text = grouped(v)
		case 2: // a fraction
			text = fmt.Sprintf("%d.%02d", v, v%100)
			exact.SetFrac64(u.num, u.den)
			exact.Mul(exact, new(big.Rat).SetFrac64(v*100+v%100, 100))
		case 3:
			if dim == Rate {
				text += " million"
				exact.Mul(exact, new(big.Rat).SetInt64(1_000_000))
			}
		}
		if dim == Rate {
			text += " orders"
		}
		if u.unit != "/s" || strings.HasSuffix(text, "s") {
			text += " "
		}
		text = "It is " + strings.Replace(text+u.unit, "orders /s", "orders/s", 1) + "."
		for _, tok := range NewTokenizer(NewBuilder(nil).Set()).Tokens(text) {
			n := tok.Num
			if n == nil {
				continue
			}
			want, _ := exact.Float64()
			if n.Dim != dim || n.Lo != n.Hi || n.Lo < want*(1-1e-9) || n.Lo > want*(1+1e-9) {
				t.Fatalf("%q is %v to %v of dimension %d, want %v of %d", text, n.Lo, n.Hi, n.Dim, want, dim)
			}
			return
		}
		t.Fatalf("%q has no number", text)
	})
}
