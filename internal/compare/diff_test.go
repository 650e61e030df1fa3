package compare

import (
	"testing"

	"pgregory.net/rapid"
)

// TestAlign: partners are equal and in order, and what is common to both at
// least by a longest common subsequence is found where the search is exact.
func TestAlign(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		few := rapid.SliceOfN(rapid.IntRange(0, 4), 0, 40)
		a, b := few.Draw(rt, "a"), few.Draw(rt, "b")
		to, last, n := align(a, b), -1, 0
		for i, j := range to {
			if j < 0 {
				continue
			}
			n++
			if j <= last || a[i] != b[j] {
				rt.Fatalf("%v", to)
			}
			last = j
		}
		exact := make([]int, len(a))
		for i := range exact {
			exact[i] = -1
		}
		stretch{0, len(a), 0, len(b)}.shortest(a, b, exact)
		got := 0
		for _, j := range exact {
			if j >= 0 {
				got++
			}
		}
		if want := common(a, b); got != want || n > want {
			rt.Fatalf("%d pairs, exact %d, want %d", n, got, want)
		}
	})
}

// common gives the length of a longest common subsequence.
func common(a, b []int) int {
	t := make([][]int, len(a)+1)
	for i := range t {
		t[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if t[i][j] = max(t[i+1][j], t[i][j+1]); a[i] == b[j] {
				t[i][j] = t[i+1][j+1] + 1
			}
		}
	}
	return t[0][0]
}
