package tui

import (
	"fmt"

	"archreview/agent"
)

// group is one part of the list: what is known, assumed or open.
type group struct {
	name    string
	entries []int // questions
}

// groups sorts the questions by what is known of them.
func (v *interview) groups() []group {
	out := []group{{name: "Known"}, {name: "Assumed"}, {name: "Open"}}
	for i, q := range v.list {
		n := 2
		switch q.State {
		case agent.Answered, agent.Agreed, agent.Stated:
			n = 0
		case agent.Assumed:
			n = 1
		}
		out[n].entries = append(out[n].entries, i)
	}
	return out
}

// order gives the questions in the order of the list; the overview comes last.
func (v *interview) order() []int {
	var out []int
	for _, g := range v.groups() {
		out = append(out, g.entries...)
	}
	return append(out, len(v.list))
}

// sideLine is one line of the list: a heading, or an entry of order.
type sideLine struct {
	text  string
	entry int // -1 for a heading or an empty line
}

func (v *interview) sideLines() []sideLine {
	var out []sideLine
	n := 0
	for _, g := range v.groups() {
		out = append(out, sideLine{v.c.styles.title.Render(fmt.Sprintf("%s %d", g.name, len(g.entries))), -1})
		for _, i := range g.entries {
			out = append(out, sideLine{v.sideEntryText(i, n), n})
			n++
		}
		out = append(out, sideLine{"", -1})
	}
	return append(out, sideLine{v.sideMark("Overview", len(v.list), n), n})
}

func (v *interview) sideEntryText(i, n int) string {
	q := v.list[i]
	text := nameOf(q)
	if q.State == agent.Stated {
		text += " (as read)"
	}
	return v.sideMark(text, i, n)
}

// sideMark marks the question that is shown, and the one under the cursor.
func (v *interview) sideMark(text string, question, entry int) string {
	switch {
	case v.side && entry == v.sideAt.at:
		return v.c.styles.accent.Render("› ") + v.c.styles.chosen.Render(text)
	case question == v.at:
		return v.c.styles.accent.Render("• ") + v.c.styles.resting.Render(text)
	}
	return "  " + text
}

// sideTop gives the first line of the list that is drawn.
func (v *interview) sideTop(lines []sideLine) int {
	top := 0
	for i, l := range lines {
		if l.entry >= 0 && (v.side && l.entry == v.sideAt.at || !v.side && v.order()[l.entry] == v.at) {
			top = i - (v.height - 3)
		}
	}
	return max(0, top)
}

// sideRows draws the list.
func (v *interview) sideRows(width, height int) []string {
	lines := v.sideLines()
	rows := []string{""}
	for _, l := range lines[v.sideTop(lines):] {
		rows = append(rows, " "+l.text)
	}
	return box(rows, width, height)
}

// sideEntry gives the entry on a row, -1 for none.
func (v *interview) sideEntry(row int) int {
	lines := v.sideLines()
	if i := row - 1 + v.sideTop(lines); row >= 1 && i < len(lines) {
		return lines[i].entry
	}
	return -1
}

// overview shows all answers before the review.
func (v *interview) overview(width int) *page {
	p, st := newPage(width), v.c.styles
	p.row("")
	title := "Everything is settled"
	if n := len(v.unsettled()); n > 0 {
		title = counted(n, "question") + " open"
	}
	p.row(st.title.Render(title))
	p.gap()
	for _, q := range v.list {
		p.hung(st.text, st.strong.Render(fit(nameOf(q), 14))+st.faint.Render(fit(sourceWord(q), 10)), v.answerText(q))
	}
	p.gap()
	if v.failure != nil {
		p.hung(st.warning, st.warning.Render("! "), v.failure.What+": "+v.failure.Detail)
		p.gap()
	}
	switch {
	case len(v.unsettled()) > 0:
		p.text(st.accent, "Enter shows what would be assumed and reviews; Tab chooses a question.")
	case v.again:
		p.text(st.accent, "Enter reviews again with these answers; Tab chooses another one.")
	default:
		p.text(st.accent, "Enter reviews; Tab chooses an answer to change.")
	}
	return p
}

func (v *interview) answerText(q agent.Question) string {
	const most = 200
	text := oneLine(q.Answer.Answer)
	switch {
	case q.State == agent.Unasked:
		text = "not answered"
	case q.State == agent.Assumed && q.Assumption != "":
		text = oneLine(q.Assumption)
	case q.State == agent.Assumed:
		text = "left open"
	}
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return text
}

// sourceWord says where an answer comes from.
func sourceWord(q agent.Question) string {
	switch q.State {
	case agent.Answered:
		return "you"
	case agent.Agreed, agent.Stated:
		return "document"
	case agent.Assumed:
		return "assumed"
	}
	return "open"
}
