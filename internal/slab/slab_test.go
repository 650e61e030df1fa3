package slab_test

import (
	"slices"
	"testing"

	"archreview/internal/slab"
)

func TestSlicesStayApart(t *testing.T) {
	var s slab.Slab[int]
	var kept [][]int
	for n := range 3000 {
		row := make([]int, n%7)
		for i := range row {
			row[i] = n
		}
		kept = append(kept, s.Keep(row))
		if len(row) > 0 {
			row[0] = -1 // the copy does not see it
		}
	}
	for n, row := range kept {
		if len(row) != n%7 || slices.ContainsFunc(row, func(v int) bool { return v != n }) {
			t.Fatalf("slice %d is %v", n, row)
		}
		if cap(row) != len(row) {
			t.Fatalf("slice %d has room that belongs to the next one", n)
		}
	}
}
