package report

import "archreview/agent/review"

// Sizes of the picture of severities by area, in units of its drawing.
const (
	barHeight = 18
	barRoom   = 240 // width of the longest bar
	barStep   = 16  // from one mark to the next, where there is room
)

// bars is the bar of one area.
type bars struct {
	Width, Height int
	Marks         []mark
}

// mark is one concern: the graver, the higher.
type mark struct {
	Class            string
	X, Y, Wide, High int
}

// Bars draws the concerns of an area, high ones first; waived ones do not
// count. All areas have one scale.
func (p *page) Bars(a review.Area) bars {
	longest := 1
	for _, other := range p.Areas {
		longest = max(longest, p.AreaCounts(other).Total())
	}
	step := max(2, min(barStep, barRoom/longest))
	c := p.AreaCounts(a)
	b := bars{Width: step * longest, Height: barHeight}
	for i, n := range []int{c.High, c.Medium, c.Low} {
		height := barHeight * (3 - i) / 3
		for range n {
			b.Marks = append(b.Marks, mark{
				Class: severityOf(review.Severities()[i]).Class,
				X:     len(b.Marks) * step, Y: barHeight - height, Wide: step - min(3, step/2), High: height,
			})
		}
	}
	return b
}
