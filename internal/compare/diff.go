package compare

import "sort"

// mostDistance bounds the search for a shortest script in a stretch that has
// no unique element; beyond it the stretch counts as replaced.
const mostDistance = 400

// align pairs equal elements of two sequences in order and gives for each of a
// its partner in b, or -1. It is a patience diff: elements that occur once on
// both sides hold the rest together; stretches without any are settled by
// Myers' shortest script. The cost is close to linear where most elements are
// unique, as statements of a document are.
func align(a, b []int) []int {
	to := make([]int, len(a))
	for i := range to {
		to[i] = -1
	}
	work := []stretch{{0, len(a), 0, len(b)}}
	for len(work) > 0 {
		s := work[len(work)-1]
		work = work[:len(work)-1]
		s = s.trim(a, b, to)
		if s.a0 == s.a1 || s.b0 == s.b1 {
			continue
		}
		anchors := s.anchors(a, b)
		if len(anchors) == 0 {
			s.shortest(a, b, to)
			continue
		}
		x, y := s.a0, s.b0
		for _, p := range anchors {
			to[p.a] = p.b
			work = append(work, stretch{x, p.a, y, p.b})
			x, y = p.a+1, p.b+1
		}
		work = append(work, stretch{x, s.a1, y, s.b1})
	}
	return to
}

// stretch is a part of a and the part of b that stands for it.
type stretch struct{ a0, a1, b0, b1 int }

// match is an element of a and its partner in b.
type match struct{ a, b int }

// trim pairs what both parts begin and end with and gives what is left.
func (s stretch) trim(a, b, to []int) stretch {
	for s.a0 < s.a1 && s.b0 < s.b1 && a[s.a0] == b[s.b0] {
		to[s.a0] = s.b0
		s.a0++
		s.b0++
	}
	for s.a0 < s.a1 && s.b0 < s.b1 && a[s.a1-1] == b[s.b1-1] {
		s.a1--
		s.b1--
		to[s.a1] = s.b1
	}
	return s
}

// anchors gives the longest run of elements that occur once in both parts and
// stand in the same order.
func (s stretch) anchors(a, b []int) []match {
	type seen struct{ a, b, at int }
	count := map[int]seen{}
	for i := s.a0; i < s.a1; i++ {
		c := count[a[i]]
		c.a++
		count[a[i]] = c
	}
	for j := s.b0; j < s.b1; j++ {
		if c, ok := count[b[j]]; ok {
			c.b++
			c.at = j
			count[b[j]] = c
		}
	}
	var both []match
	for i := s.a0; i < s.a1; i++ {
		if c := count[a[i]]; c.a == 1 && c.b == 1 {
			both = append(both, match{i, c.at})
		}
	}
	return rising(both)
}

// rising gives a longest subsequence whose places in b rise.
func rising(in []match) []match {
	var tops []int // index into in of the last element of each length
	before := make([]int, len(in))
	for i := range in {
		n := sort.Search(len(tops), func(k int) bool { return in[tops[k]].b >= in[i].b })
		before[i] = -1
		if n > 0 {
			before[i] = tops[n-1]
		}
		if n == len(tops) {
			tops = append(tops, i)
		} else {
			tops[n] = i
		}
	}
	out := make([]match, len(tops))
	if len(tops) == 0 {
		return out
	}
	for k, i := len(tops)-1, tops[len(tops)-1]; k >= 0; k-- {
		out[k] = in[i]
		i = before[i]
	}
	return out
}

// shortest pairs elements by a shortest edit script, or none where the script
// would be longer than mostDistance.
func (s stretch) shortest(a, b, to []int) {
	n, m := s.a1-s.a0, s.b1-s.b0
	most := min(n+m, mostDistance)
	v := make([]int, 2*most+2) // furthest x on each diagonal, shifted by most
	var trace [][]int
	for d := 0; d <= most; d++ {
		trace = append(trace, append([]int(nil), v[most-d:most+d+1]...))
		for k := -d; k <= d; k += 2 {
			x := step(v, most, d, k)
			for x < n && x-k < m && a[s.a0+x] == b[s.b0+x-k] {
				x++
			}
			v[most+k] = x
			if x >= n && x-k >= m {
				s.walkBack(trace, n, m, to)
				return
			}
		}
	}
}

// step gives where diagonal k begins after d edits.
func step(v []int, at, d, k int) int {
	if k == -d || k != d && v[at+k-1] < v[at+k+1] {
		return v[at+k+1]
	}
	return v[at+k-1] + 1
}

// walkBack follows the script from its end and pairs what it kept. trace[d] has
// the diagonals -d to d as they were before the d-th edit.
func (s stretch) walkBack(trace [][]int, x, y int, to []int) {
	for d := len(trace) - 1; d >= 0; d-- {
		k := x - y
		px, py := 0, 0
		if d > 0 {
			before := trace[d]
			down := k == -d || k != d && before[d+k-1] < before[d+k+1]
			if down {
				px = before[d+k+1]
				py = px - k - 1
			} else {
				px = before[d+k-1]
				py = px - k + 1
			}
		}
		for x > px && y > py {
			x, y = x-1, y-1
			to[s.a0+x] = s.b0 + y
		}
		x, y = px, py
	}
}
