package tui

import (
	"fmt"
	"strings"

	"archreview/agent/review"
)

// Widths from which more panes stand side by side.
const (
	threePanes = 110
	twoPanes   = 78
)

// paneColumn is a pane as it stands on the screen.
type paneColumn struct {
	pane     pane
	x, width int
}

// columns gives the panes on the screen, from left to right.
func (s *reportScreen) columns() []paneColumn {
	w := s.width
	left := paneList
	if s.focus == paneAreas {
		left = paneAreas
	}
	switch {
	case w >= threePanes:
		a := min(34, w/4)
		l := (w - a - 2) * 2 / 5
		return []paneColumn{{paneAreas, 0, a}, {paneList, a + 1, l}, {paneDetail, a + l + 2, w - a - l - 2}}
	case w >= twoPanes:
		l := w * 2 / 5
		return []paneColumn{{left, 0, l}, {paneDetail, l + 1, w - l - 1}}
	}
	return []paneColumn{{s.focus, 0, w}}
}

// body gives the rows of a pane without its title.
func (s *reportScreen) body() int {
	rows := s.height - 3
	if s.field.active {
		rows--
	}
	return max(rows, 1)
}

// at gives the pane and its row under a place on the screen; a row below zero
// is none.
func (s *reportScreen) at(x, y int) (pane, int) {
	row := y - 3
	if row >= s.body() {
		row = -1
	}
	for _, c := range s.columns() {
		if x >= c.x && x < c.x+c.width {
			return c.pane, row
		}
	}
	return s.focus, -1
}

// lay fits lists and detail into the panes.
func (s *reportScreen) lay() {
	if s.x == nil {
		return
	}
	rows := s.body()
	s.list.resize(len(s.shown), rows)
	s.areas.resize(len(s.x.review.Areas)+1, rows)
	n := 0
	if d := s.ready(); d != nil {
		n = len(d.rows)
		s.source = min(s.source, max(len(d.sources)-1, 0))
	}
	if n > 0 || len(s.pending) == 0 {
		s.scroll.resize(n, rows)
	}
}

// view draws the report in exactly the size of the screen.
func (s *reportScreen) view() string {
	if s.over != nil {
		return s.over.view()
	}
	if s.x == nil {
		return joined(box([]string{"There is no review yet."}, s.width, s.height))
	}
	lines := []string{s.headRow(), s.stateRow()}
	var panes [][]string
	for _, c := range s.columns() {
		panes = append(panes, s.pane(c))
	}
	lines = append(lines, beside(s.c.paint(roleDim, "│"), panes...)...)
	if s.field.active {
		lines = append(lines, s.fieldRow())
	}
	return joined(box(lines, s.width, s.height))
}

// headRow tells verdict, outcome and counts.
func (s *reportScreen) headRow() string {
	all := s.x.all
	r := s.x.review
	out := s.c.paint(roleTitle, strings.ToUpper(verdictWords(r.Verdict))) + " · " + outcomeWord(r.Outcome)
	if s.partial {
		out = s.c.paint(roleTitle, "STILL UNDER WAY") + " · so far"
	}
	out += " · " + s.c.paint(roleHigh, fmt.Sprintf("%d HIGH", all.high)) + " " + s.c.paint(roleMedium, fmt.Sprintf("%d MEDIUM", all.medium)) + " " + s.c.paint(roleLow, fmt.Sprintf("%d LOW", all.low))
	if all.waived > 0 {
		out += fmt.Sprintf(" · %d waived", all.waived)
	}
	return out
}

func outcomeWord(o review.Outcome) string {
	if o == review.Complete {
		return "complete"
	}
	return "incomplete"
}

func verdictWords(v review.Verdict) string {
	switch v {
	case review.Ready:
		return "ready"
	case review.ReadyConditions:
		return "ready on conditions"
	case review.NotReady:
		return "not ready"
	}
	return oneLine(string(v))
}

// stateRow tells what is under way, what just happened, or what is listed.
func (s *reportScreen) stateRow() string {
	switch {
	case s.note != "":
		return s.c.paint(roleMark, s.note)
	case s.talk != nil:
		return s.c.paint(roleMark, beatWord(s.beat)+" "+askedWords(s.talk.ask)+" …")
	}
	out := fmt.Sprintf("%d concerns", len(s.shown))
	if s.filter.is() {
		out = fmt.Sprintf("%d of %d concerns", len(s.shown), len(s.x.entries))
	}
	for _, v := range review.Severities() {
		if s.filter.hidden[v.Rank()] {
			out += " · no " + severityWord(v)
		}
	}
	if a := s.filter.area; a >= 0 {
		out += " · area " + oneLine(s.x.review.Areas[a].Letter)
	}
	if s.filter.kind != "" {
		out += " · " + oneLine(string(s.filter.kind))
	}
	if s.filter.text != "" {
		out += ` · "` + oneLine(s.filter.text) + `"`
	}
	return s.c.paint(roleDim, out)
}

func (s *reportScreen) fieldRow() string {
	mark := "/ "
	if s.asking {
		mark = ": "
	}
	return mark + s.field.view(max(s.width-2, 1))
}

// pane draws one pane with its title.
func (s *reportScreen) pane(c paneColumn) []string {
	var title string
	var rows []string
	switch c.pane {
	case paneAreas:
		title, rows = "Areas", s.areaRows(c.width)
	case paneList:
		title, rows = "Concerns", s.listRows(c.width)
		if n := len(s.shown); n > s.list.height {
			title += fmt.Sprintf(" %d/%d", s.list.at+1, n)
		}
	default:
		title, rows = "Detail", s.detailRows(c.width)
		if s.scroll.n > s.scroll.height {
			title += fmt.Sprintf(" %d%%", s.scroll.share())
		}
	}
	if c.pane == s.focus {
		title = s.c.paint(roleChosen, "▸ "+title)
	} else {
		title = s.c.paint(roleDim, "  "+title)
	}
	return append([]string{fit(title, c.width)}, box(rows, c.width, s.body())...)
}

// areaRows draws the areas with their counts.
func (s *reportScreen) areaRows(width int) []string {
	from, to := s.areas.window()
	var out []string
	for i := from; i < to; i++ {
		title, counts := "All areas", s.x.all
		if i > 0 {
			a := &s.x.review.Areas[i-1]
			title, counts = oneLine(a.Letter+" "+a.Title), s.x.areas[i-1]
			if a.Status != review.Reviewed {
				title = oneLine(a.Letter) + " [" + oneLine(string(a.Status)) + "] " + oneLine(a.Title)
			}
		}
		count := counts.words()
		room := max(width-2-len(count)-1, 0)
		out = append(out, s.chosen(i == s.areas.at, s.focus == paneAreas, fit(title, room)+" "+s.counts(counts)))
	}
	return out
}

// words gives counts as short as they can be read: 2H 3M 1L.
func (t tally) words() string { return fmt.Sprintf("%dH %dM %dL", t.high, t.medium, t.low) }

// counts is words with the roles of the severities.
func (s *reportScreen) counts(t tally) string {
	part := func(n int, mark string, r role) string {
		if n == 0 {
			r = roleDim
		}
		return s.c.paint(r, fmt.Sprintf("%d%s", n, mark))
	}
	return part(t.high, "H", roleHigh) + " " + part(t.medium, "M", roleMedium) + " " + part(t.low, "L", roleLow)
}

// listRows draws the concerns in the window.
func (s *reportScreen) listRows(width int) []string {
	from, to := s.list.window()
	var out []string
	for i := from; i < to; i++ {
		e := &s.x.entries[s.shown[i]]
		word := severityWord(e.concern.Severity)
		line := s.c.paint(severityRole(e.concern.Severity), fmt.Sprintf("%-6s", word)) + " " + oneLine(s.x.review.Areas[e.area].Letter) + " "
		if m := s.markWord(e.concern); m != "" {
			line += s.c.paint(roleMark, m) + " "
		}
		title := e.title
		if i == s.list.at {
			title = s.c.paint(roleChosen, title)
		}
		out = append(out, s.chosen(i == s.list.at, s.focus == paneList, fit(line+title, width-2)))
	}
	if len(out) == 0 {
		out = append(out, "  No concern is listed.", "  "+s.c.paint(roleDim, "0 shows all"))
	}
	return out
}

// markWord says in a word what readers said of a concern.
func (s *reportScreen) markWord(c *review.Concern) string {
	switch {
	case c.Waived != nil:
		return "[waived]"
	case c.Disputed != nil:
		return "[disputed]"
	case s.marked[c.ID]:
		return "[accepted]"
	}
	return ""
}

// chosen draws a row of a list with the mark of the chosen one.
func (s *reportScreen) chosen(is, focused bool, line string) string {
	switch {
	case is && focused:
		return s.c.paint(roleChosen, "› ") + line
	case is:
		return "› " + line
	}
	return "  " + line
}

// detailRows draws the detail of the chosen concern or area.
func (s *reportScreen) detailRows(width int) []string {
	d := s.ready()
	if d == nil {
		if e := s.current(); e != nil {
			return []string{"  " + s.c.paint(severityRole(e.concern.Severity), severityWord(e.concern.Severity)) + " " + s.c.paint(roleTitle, fit(e.title, max(width-12, 1))), "  …"}
		}
		return nil
	}
	from, to := s.scroll.window()
	return s.c.paintRows(d.rows[min(from, len(d.rows)):min(to, len(d.rows))], s.source+1)
}
