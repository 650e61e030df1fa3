package report

import (
	"slices"

	"archreview/agent/review"
)

// Sizes of the picture of the next steps, in units of its drawing.
const (
	boxWidth   = 190
	boxHeight  = 74
	gapAcross  = 24
	gapDown    = 22
	laneTitle  = 30
	laneGap    = 14
	fewColumns = 4 // columns that are always there
)

// graph is the picture of the next steps: one lane for each priority, a box
// for each step, an arrow from each step to those that rest on it.
type graph struct {
	Width, Height int
	Lanes         []lane
	Boxes         []box
	Arrows        []arrow
}

// Margin is the room on both sides for the lines of boxes.
func (graph) Margin() int { return 2 }

// Canvas is the width of the picture with its margins.
func (g graph) Canvas() int { return g.Width + 2*g.Margin() }

// lane is the band of one priority.
type lane struct {
	Word         string
	Y, TextY, To int
}

// box is one step.
type box struct {
	Number   int
	Title    string
	Effort   review.Effort
	Priority review.Priority
	Lines    []textLine
	X, Y     int
	column   int
	row      int
	tied     bool // an arrow begins or ends here
}

// textLine is one line of text in a box.
type textLine struct {
	X, Y int
	Text string
}

// MidX is the middle of the number in the box.
func (b box) MidX() int { return b.X + boxTextStart/2 }

// MidY is the height of the middle of the box.
func (b box) MidY() int { return b.Y + boxHeight/2 }

// Wide is the width of every box.
func (box) Wide() int { return boxWidth }

// High is the height of every box.
func (box) High() int { return boxHeight }

// pageStep is a next step on the page: its number and what comes before it.
type pageStep struct {
	review.Step
	Number int
	First  []int    // numbers of the steps that come first
	Other  []string // titles that come first and are no step of this review
}

// Ordered numbers the next steps through all priorities, must first. Steps of
// a priority that the contract does not know come last.
func (p *page) Ordered() []pageStep {
	var steps []pageStep
	for _, s := range p.NextSteps {
		steps = append(steps, pageStep{Step: s})
	}
	slices.SortStableFunc(steps, func(a, b pageStep) int { return laneOf(a.Priority) - laneOf(b.Priority) })
	numbers := map[string]int{}
	for i := range steps {
		steps[i].Number = i + 1
		if numbers[steps[i].Title] == 0 {
			numbers[steps[i].Title] = i + 1
		}
	}
	for i := range steps {
		for _, title := range steps[i].DependsOn {
			switch n := numbers[title]; {
			case n == i+1 || slices.Contains(steps[i].First, n):
			case n > 0:
				steps[i].First = append(steps[i].First, n)
			default:
				steps[i].Other = append(steps[i].Other, title)
			}
		}
		slices.Sort(steps[i].First)
	}
	return steps
}

// laneOf gives the number of the lane of a priority.
func laneOf(p review.Priority) int {
	switch p {
	case review.Must:
		return 0
	case review.Should:
		return 1
	}
	return 2
}

// Graph lays the next steps out.
func (p *page) Graph() graph {
	steps := p.Ordered()
	depths := depthsOf(steps)
	columns := max(fewColumns, slices.Max(append(depths, 0))+1)
	boxes := make([]box, len(steps))
	for i, s := range steps {
		boxes[i] = box{Number: s.Number, Title: oneLine(s.Title), Effort: s.Effort, Priority: s.Priority, column: depths[i]}
	}
	for i, s := range steps {
		for _, n := range s.First {
			boxes[i].tied, boxes[n-1].tied = true, true
		}
	}
	g := graph{Width: columns*boxWidth + (columns-1)*gapAcross, Height: 0}
	for _, priority := range []review.Priority{review.Must, review.Should, review.Nice} {
		g.lane(boxes, priority, columns)
	}
	g.Boxes = boxes
	g.Arrows = arrows(steps, boxes)
	return g
}

// lane places the boxes of one priority below what is there. Steps that arrows
// tie stand in the column of their depth, the others where there is room.
func (g *graph) lane(boxes []box, priority review.Priority, columns int) {
	filled := make([]int, columns)
	var free []int
	n := 0
	place := func(i, column int) {
		boxes[i].column, boxes[i].row = column, filled[column]
		filled[column]++
	}
	for i := range boxes {
		if laneOf(boxes[i].Priority) != laneOf(priority) {
			continue
		}
		if n++; boxes[i].tied {
			place(i, boxes[i].column)
		} else {
			free = append(free, i)
		}
	}
	if n == 0 {
		return
	}
	for _, i := range free {
		place(i, slices.Index(filled, slices.Min(filled)))
	}
	top := g.Height + laneTitle
	for i := range boxes {
		if laneOf(boxes[i].Priority) == laneOf(priority) {
			boxes[i].put(boxes[i].column*(boxWidth+gapAcross), top+boxes[i].row*(boxHeight+gapDown))
		}
	}
	to := top + slices.Max(filled)*(boxHeight+gapDown) - gapDown
	g.Lanes = append(g.Lanes, lane{Word: priorityOf(priority), Y: g.Height, TextY: g.Height + laneTitle - 10, To: to})
	g.Height = to + laneGap
}

// Text in boxes.
const (
	boxFont      = 12
	boxLines     = 4
	boxLineSize  = 15
	boxTextStart = 36 // from the edge of the box, after the number
	boxTextEnd   = 8  // from the other edge
)

// put gives the box its place and lays out its text.
func (b *box) put(x, y int) {
	b.X, b.Y = x, y
	lines := wrapWords(b.Title, (boxWidth-boxTextStart-boxTextEnd)*100/boxFont, boxLines)
	at := y + (boxHeight-len(lines)*boxLineSize)/2 + boxFont
	for i, text := range lines {
		b.Lines = append(b.Lines, textLine{x + boxTextStart, at + i*boxLineSize, text})
	}
}

// depthsOf gives for each step the longest way to it along the arrows. An
// arrow that would close a circle does not count.
func depthsOf(steps []pageStep) []int {
	depths := make([]int, len(steps))
	state := make([]int, len(steps)) // 1 while its way is followed, 2 when it is known
	var follow func(i int)
	follow = func(i int) {
		state[i] = 1
		for _, n := range steps[i].First {
			j := n - 1
			if state[j] == 0 {
				follow(j)
			}
			if state[j] == 2 {
				depths[i] = max(depths[i], depths[j]+1)
			}
		}
		state[i] = 2
	}
	for i := range steps {
		if state[i] == 0 {
			follow(i)
		}
	}
	return depths
}
