package phrase

import (
	"math"
	"reflect"
	"strings"
	"testing"
)

// FuzzNumbers reads any text as words and numbers: each token is its part of
// the text, in order, and a number is a number.
func FuzzNumbers(f *testing.F) {
	for _, s := range []string{
		"1,200 holds per second, 25 to 40 orders a minute", "60–180 ms, six and a half hours net", "99.95 % per month", "USD 9,000 per month, €12k, $40 a month",
		"schedule: \"*/10 * * * *\"", "30 2 * * 0", "from 22:00 to 01:00", "between 1 h 50 and 2 h 40", "3.1 million tickets a year at 2 Mbit per ticket", "v1.2.3 5xx 2026-03-14",
		"9_000_000,000.5bn bn", "½ day, ٣ hours", "twice a day on the first Sunday of each month", "20 connections per pod / 4",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		toks := NewTokenizer(NewBuilder(nil).Set()).Tokens(text)
		end := 0
		for _, k := range toks {
			if k.Start() < end || k.End() <= k.Start() || k.End() > len(text) || k.Num == nil && k.Lower() != strings.ToLower(k.In(text)) {
				t.Fatalf("token %d to %d behind %d: %q", k.Start(), k.End(), end, k.Lower())
			}
			end = k.End()
			if n := k.Num; n != nil && !sound(n) {
				t.Fatalf("%q is %+v", k.In(text), *n)
			}
		}
	})
}

// sound says whether a number can be computed with.
func sound(n *Number) bool {
	for _, v := range []float64{n.Lo, n.Hi, n.Per} {
		if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
			return false
		}
	}
	return n.Lo <= n.Hi && n.Dim < AnyDim && Plain(n.Lo) != "" && Format(n.Hi, n.Dim, n.Unit) != ""
}

// FuzzPhrase compiles any phrase and looks for it in any text. A phrase that is
// taken is found at places that exist, and in a set that was written and read
// again at the same ones.
func FuzzPhrase(f *testing.F) {
	for _, s := range [][2]string{
		{"point in time recovery", "with point-in-time recovery"}, {"(dead letter|dlq)", "a DLQ"}, {"(hard )?timeout #duration", "hard timeout 30 s"},
		{"a .. b ... c", "a x b y y c"}, {"idempot*", "idempotency"}, {"'RQ' & rq", "RQ and rq"}, {"@data.backup .. night", "a dump at night, restore"}, {"#interval|#clock", "nightly at 02:00"},
		{"((a|b) (c)?)+", "a c"}, {"@loop", "loop"}, {"a & (b & c)", "a b c"}, {"'", "x"}, {"|", ""},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, src, text string) {
		b := NewBuilder(func(id string) ([]string, bool) {
			switch id {
			case "data.backup":
				return []string{"base copy", "dump & restore"}, true
			case "loop":
				return []string{"@loop", "loop"}, true
			}
			return nil, false
		})
		id, err := b.Add(src)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error without a word")
			}
			return
		}
		if again, err := b.Add(src); err != nil || again != id {
			t.Fatalf("added again it is %d, %v; it was %d", again, err, id)
		}
		s := b.Set()
		found := findIn(s, text)
		n := len(NewTokenizer(s).Tokens(text))
		for _, m := range found {
			if m.Start < 0 || m.End <= m.Start || m.End > n || int(m.Phrase) >= s.Len() {
				t.Fatalf("%+v among %d tokens", m, n)
			}
		}
		read, err := Decode(string(s.Append(nil)))
		if err != nil || !reflect.DeepEqual(findIn(read, text), found) {
			t.Fatalf("written and read again: %v", err)
		}
	})
}
