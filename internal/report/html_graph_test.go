package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"archreview/agent/review"

	"pgregory.net/rapid"
)

// anySteps draws steps that rest on earlier ones, or on any at all.
func anySteps(t *rapid.T, circles bool) []review.Step {
	n := rapid.IntRange(1, 25).Draw(t, "steps")
	var steps []review.Step
	for i := range n {
		s := review.Step{Priority: rapid.SampledFrom([]review.Priority{review.Must, review.Should, review.Nice}).Draw(t, "priority"),
			Title: rapid.StringMatching(`[A-Za-z_]{1,40}( [a-z(),]{1,14}){0,14}`).Draw(t, "title") + fmt.Sprint(" ", i)}
		steps = append(steps, s)
	}
	for i := range steps {
		for range rapid.IntRange(0, 3).Draw(t, "rests") {
			if on := rapid.IntRange(0, n-1).Draw(t, "on"); circles || on < i && laneOf(steps[on].Priority) <= laneOf(steps[i].Priority) {
				steps[i].DependsOn = append(steps[i].DependsOn, steps[on].Title)
			}
		}
	}
	return steps
}

// TestGraphIsReadable: boxes do not touch, text stays in its box, and an arrow
// leads from left to right along the gaps.
func TestGraphIsReadable(t *testing.T) {
	step := func(title string, on ...string) review.Step {
		return review.Step{Title: title, Priority: review.Must, DependsOn: on}
	}
	past := []review.Step{step("a"), step("b", "a"), step("c", "a"), step("d", "b"), step("e", "b", "a")} // from a past c to e
	rapid.Check(t, func(t *rapid.T) {
		steps := past
		if !rapid.Bool().Draw(t, "past a box") {
			steps = anySteps(t, false)
		}
		p := newPage(&review.Review{NextSteps: steps}, Options{})
		g := p.Graph()
		for i, a := range g.Boxes {
			if a.X < 0 || a.Y < 0 || a.X+boxWidth > g.Width || a.Y+boxHeight > g.Height {
				t.Fatalf("box %d is outside: %d,%d in %d,%d", a.Number, a.X, a.Y, g.Width, g.Height)
			}
			for _, b := range g.Boxes[:i] {
				if abs(a.X-b.X) < boxWidth && abs(a.Y-b.Y) < boxHeight {
					t.Fatalf("boxes %d and %d overlap", a.Number, b.Number)
				}
			}
			for _, l := range a.Lines {
				if l.Y < a.Y || l.Y > a.Y+boxHeight || inkWidth(l.Text)*boxFont/100 > boxWidth-boxTextStart {
					t.Fatalf("text %q leaves box %d", l.Text, a.Number)
				}
			}
		}
		wanted := 0
		for _, s := range p.Ordered() {
			wanted += len(s.First)
			for _, n := range s.First {
				if g.Boxes[n-1].column >= g.Boxes[s.Number-1].column {
					t.Fatalf("step %d rests on %d, which is not to the left of it", s.Number, n)
				}
			}
		}
		if len(g.Arrows) != wanted {
			t.Fatalf("%d arrows for %d", len(g.Arrows), wanted)
		}
		for _, a := range g.Arrows {
			checkWay(t, a.Line, g.Boxes)
		}
	})
}

// checkWay says that no part of a way runs through a box.
func checkWay(t *rapid.T, way string, boxes []box) {
	var points [][2]int
	for _, m := range regexp.MustCompile(`[ML](-?\d+) (-?\d+)|Q(-?\d+) (-?\d+) (-?\d+) (-?\d+)|H(-?\d+)`).FindAllStringSubmatch(way, -1) {
		var p [2]int
		switch {
		case m[1] != "":
			fmt.Sscan(m[1]+" "+m[2], &p[0], &p[1])
		case m[3] != "":
			fmt.Sscan(m[5]+" "+m[6], &p[0], &p[1])
		default:
			fmt.Sscan(m[7], &p[0])
			p[1] = points[len(points)-1][1]
		}
		points = append(points, p)
	}
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		for _, x := range boxes {
			if max(a[0], b[0]) > x.X && min(a[0], b[0]) < x.X+boxWidth && max(a[1], b[1]) > x.Y && min(a[1], b[1]) < x.Y+boxHeight {
				t.Fatalf("the way %s runs through box %d at %d,%d", way, x.Number, x.X, x.Y)
			}
		}
	}
}

// TestCirclesOfSteps: steps that rest on one another are laid out all the same.
func TestCirclesOfSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPage(&review.Review{NextSteps: anySteps(t, true)}, Options{})
		if g := p.Graph(); len(g.Boxes) != len(p.NextSteps) || g.Width > 40*boxWidth {
			t.Fatalf("%d boxes, %d wide", len(g.Boxes), g.Width)
		}
	})
}

func TestStepsAreNumberedByPriority(t *testing.T) {
	steps := (&page{view: newView(&review.Review{NextSteps: []review.Step{
		{Title: "c", Priority: review.Nice, DependsOn: []string{"b", "a", "a", "elsewhere", "c"}},
		{Title: "b", Priority: review.Should, DependsOn: []string{"a"}},
		{Title: "a", Priority: review.Must},
	}}, Options{})}).Ordered()
	if steps[0].Title != "a" || steps[2].Number != 3 || !slices.Equal(steps[2].First, []int{1, 2}) || !slices.Equal(steps[2].Other, []string{"elsewhere"}) {
		t.Errorf("%+v", steps)
	}
}

func TestWrappedText(t *testing.T) {
	for _, c := range []struct {
		in   string
		most int
		want string
	}{
		{"one two three", 3, "one two/three"},
		{"one two three four five six seven", 2, "one two/three …"},
		{"", 2, ""},
		{"aaaaaaaaaaaaaaaaaaaaaaaa", 4, "aaaaaaaaa/aaaaaaaaa/aaaaaa"},
		{"aaaaaaaaaaaaaaaaaaaaaaaa", 2, "aaaaaaaaa/aaaaaaa …"},
		{"漢字漢字漢字漢字", 3, "漢字漢字漢字/漢字"},
	} {
		if got := strings.Join(wrapWords(c.in, 600, c.most), "/"); got != c.want {
			t.Errorf("%q in %d: %q", c.in, c.most, got)
		}
	}
}
