package report

import (
	"fmt"
	"strings"
)

// arrow leads from a step to one that rests on it.
type arrow struct{ Line, Head string }

// arrows draws all arrows. Each keeps to the gaps between the boxes, so that
// none runs through a box.
func arrows(steps []pageStep, boxes []box) []arrow {
	var out []arrow
	for i, s := range steps {
		for k, n := range s.First {
			out = append(out, drawArrow(boxes[n-1], boxes[i], len(out)%4*3-5, k*7))
		}
	}
	return out
}

// drawArrow draws one arrow. Lane and spread keep arrows with the same way
// apart.
func drawArrow(from, to box, lane, spread int) arrow {
	x1, y1 := from.X+boxWidth, from.MidY()
	x2, y2 := to.X, min(to.MidY()+spread, to.Y+boxHeight-8)
	head := fmt.Sprintf("M%d %dl-8 -4v8z", x2, y2)
	turn1, turn2 := x1+gapAcross/2+lane, x2-gapAcross/2+lane
	switch {
	case y1 == y2 && turn1 >= turn2-gapAcross && x1 < x2:
		return arrow{fmt.Sprintf("M%d %dH%d", x1, y1, x2-7), head}
	case turn1 == turn2: // neighbours: one turn in the gap between them
		return arrow{roundedWay([][2]int{{x1, y1}, {turn1, y1}, {turn1, y2}, {x2 - 7, y2}}), head}
	}
	gap := to.Y - gapDown/2 + lane/2 // along the gap above the box that it leads to
	if to.row == 0 {
		gap = to.Y - 6 + lane/3
	}
	return arrow{roundedWay([][2]int{{x1, y1}, {turn1, y1}, {turn1, gap}, {turn2, gap}, {turn2, y2}, {x2 - 7, y2}}), head}
}

// roundedWay gives the path through points whose lines are level or upright,
// with round corners.
func roundedWay(points [][2]int) string {
	const radius = 6
	var b strings.Builder
	fmt.Fprintf(&b, "M%d %d", points[0][0], points[0][1])
	for i := 1; i < len(points)-1; i++ {
		before, at, next := points[i-1], points[i], points[i+1]
		r := min(radius, distance(before, at)/2, distance(at, next)/2)
		in, out := towards(at, before, r), towards(at, next, r)
		fmt.Fprintf(&b, "L%d %dQ%d %d %d %d", in[0], in[1], at[0], at[1], out[0], out[1])
	}
	last := points[len(points)-1]
	fmt.Fprintf(&b, "L%d %d", last[0], last[1])
	return b.String()
}

func distance(a, b [2]int) int { return abs(a[0]-b[0]) + abs(a[1]-b[1]) }

// towards gives the point r away from a on the way to b.
func towards(a, b [2]int, r int) [2]int {
	return [2]int{a[0] + r*sign(b[0]-a[0]), a[1] + r*sign(b[1]-a[1])}
}

func abs(n int) int { return max(n, -n) }

func sign(n int) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}
