package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent/review"
)

func (v *reviewing) bindings() []key.Binding {
	k := v.c.keys
	row := &v.rows[v.at.at]
	read, again, cancel, all := k.read, k.again, k.cancelArea, k.cancelAll
	read.SetEnabled(v.readable(row))
	again.SetEnabled((row.state == failed || row.state == cancelled) && !row.next)
	cancel.SetEnabled(row.state == underWay && v.busy())
	all.SetEnabled(v.busy())
	every := k.againAll
	every.SetEnabled(!v.busy() && v.attention())
	report := bind("tab", "report", "tab")
	report.SetEnabled(v.partial != nil)
	return []key.Binding{label(read, "read the area"), again, every, report, cancel, all, k.back, k.up, k.down}
}

// readable says whether an area can be read.
func (v *reviewing) readable(r *areaRow) bool {
	return v.partial != nil && r.state != waiting && r.state != underWay && r.state != leftOut
}

func (v *reviewing) press(k tea.KeyMsg) tea.Cmd {
	keys := v.c.keys
	row := &v.rows[v.at.at]
	switch {
	case k.Paste:
	case key.Matches(k, keys.read) && v.readable(row):
		return send(showReportMsg{review: v.partial, area: row.key})
	case k.Type == tea.KeyTab && v.partial != nil:
		return send(showReportMsg{review: v.partial})
	case key.Matches(k, keys.cancelArea) && v.busy() && row.state == underWay:
		row.stopped = true
		a, area := v.w.Agent, row.key
		return func() tea.Msg {
			a.Cancel(area)
			return noticeMsg{text: "cancelled: " + area}
		}
	case key.Matches(k, keys.cancelAll) && v.busy():
		return send(newDialog(v.c, "Cancel the whole review?", []paragraph{{v.c.styles.text, "What is finished is kept and can be read."}},
			choice{key: label(keys.open, "cancel all"), msg: cancelAllMsg{turn: v.work.turn}}))
	case key.Matches(k, keys.again) && (row.state == failed || row.state == cancelled):
		return v.runAgain(func(r *areaRow) bool { return r == row })
	case key.Matches(k, keys.againAll) && !v.busy():
		return v.runAgain(func(r *areaRow) bool { return r.state == failed || r.state == cancelled })
	case key.Matches(k, keys.back):
		return send(backMsg{})
	default:
		movePicks(&v.at, keys, k)
	}
	return nil
}

// runAgain marks areas for another run, which begins when no other is under way.
func (v *reviewing) runAgain(which func(*areaRow) bool) tea.Cmd {
	any := false
	for i := range v.rows {
		if which(&v.rows[i]) {
			v.rows[i].next, any = true, true
		}
	}
	switch {
	case !any:
		return nil
	case v.busy():
		return send(noticeMsg{text: "it runs again when the others are done"})
	}
	return send(startReviewMsg{})
}

func (v *reviewing) mouse(m tea.MouseMsg) {
	if d := wheelOf(m); d != 0 {
		v.at.by(d / 3)
		return
	}
	if i := m.Y - v.head(); clicked(m) && i >= 0 && i < len(v.rows) {
		v.at.choose(i)
	}
}

// head gives the rows above the areas.
func (v *reviewing) head() int {
	if v.height < 18 {
		return 1
	}
	return 3
}

func (v *reviewing) view() string {
	p := newPage(v.width)
	if v.head() > 1 {
		p.row("")
	}
	p.row(v.phaseRow(p.width))
	if v.head() > 1 {
		p.row("")
	}
	for i := range v.rows {
		p.row(v.areaLine(i, p.width))
	}
	if v.height < 18 {
		v.below(p, v.height-1)
	} else {
		p.row("")
		v.below(p, v.height-2)
	}
	for len(p.lines) < v.height-1 {
		p.row("")
	}
	if s := v.spentRow(); s != "" {
		p.row(v.c.styles.faint.Render(fit(s, p.width)))
	}
	return joined(box(p.lines, v.width, v.height))
}

func (v *reviewing) phaseRow(width int) string {
	st := v.c.styles
	end := v.ended
	if !v.done {
		end = v.c.now()
	}
	passed := seconds(end.Sub(v.started))
	n := 0
	for _, r := range v.rows {
		if r.state != waiting && r.state != underWay {
			n++
		}
	}
	right := thousands(n) + " of 10 areas, " + passed
	left := st.busy.Render(spinner(v.c.now())) + " " + st.title.Render(v.phase)
	if v.done {
		left = st.title.Render("The review is " + v.phase)
	}
	return fit(left, width-widthOf(right)-1) + " " + st.faint.Render(right)
}

// areaLine draws one area: title, state, concerns so far.
func (v *reviewing) areaLine(i, width int) string {
	st, r := v.c.styles, v.rows[i]
	state, style := v.stateWord(r)
	counts := v.countsCell(r.counts, width >= 90)
	stateWidth, countsWidth := 16, 9
	if width >= 90 {
		stateWidth, countsWidth = 18, 28
	}
	name := string(rune('A'+i)) + "  " + titleOf(v.w, r.key)
	room := max(8, width-2-stateWidth-countsWidth-2)
	title := fit(name, room)
	lead := "  "
	if i == v.at.at {
		lead, title = st.accent.Render("› "), st.chosen.Render(title)
	}
	return lead + title + " " + style(fit(state, stateWidth)) + " " + fit(counts, countsWidth)
}

func (v *reviewing) stateWord(r areaRow) (string, func(...string) string) {
	st := v.c.styles
	took := ""
	if !r.since.IsZero() && !r.until.IsZero() {
		took = " " + seconds(r.until.Sub(r.since))
	}
	if r.next {
		return "to run again", st.busy.Render
	}
	switch r.state {
	case underWay:
		if r.stopped {
			return "stopping", st.busy.Render
		}
		return spinner(v.c.now()) + " " + seconds(v.c.now().Sub(r.since)), st.busy.Render
	case finished:
		return "✓ done" + took, st.good.Render
	case inPart:
		return "✓ done in part", st.warning.Render
	case failed:
		return "✗ failed" + took, st.bad.Render
	case cancelled:
		return "✗ cancelled", st.warning.Render
	case leftOut:
		return "– left out", st.faint.Render
	}
	return "· waiting", st.faint.Render
}

// countsCell writes the numbers of concerns, in words or in letters.
func (v *reviewing) countsCell(n review.Counts, words bool) string {
	st := v.c.styles
	var parts []string
	for _, x := range []struct {
		n     int
		s     review.Severity
		short string
	}{{n.High, review.High, "H"}, {n.Medium, review.Medium, "M"}, {n.Low, review.Low, "L"}} {
		if x.n == 0 {
			continue
		}
		text := thousands(x.n) + x.short
		if words {
			text = thousands(x.n) + " " + string(x.s)
		}
		parts = append(parts, st.severity(x.s).Render(text))
	}
	if words {
		return strings.Join(parts, ", ")
	}
	return strings.Join(parts, " ")
}

// below fills the rows under the areas: why the chosen one failed, then the
// newest concerns.
func (v *reviewing) below(p *page, most int) {
	st := v.c.styles
	row := v.rows[v.at.at]
	add := func(lines []string) {
		for _, l := range lines {
			if len(p.lines) < most {
				p.row(l)
			}
		}
	}
	hung := func(text string, mark string) {
		q := page{width: p.width}
		q.hung(st.text, mark, text)
		for i := range q.lines {
			q.lines[i] = q.lines[i][margin:]
		}
		add(q.lines)
	}
	if v.fatal != "" {
		hung(v.fatal, st.bad.Render("✗ "))
	} else if row.why != "" && (row.state == failed || row.state == inPart || row.state == leftOut) {
		hung(row.why, st.bad.Render("✗ "))
	}
	if len(v.newest) == 0 || len(p.lines)+2 > most {
		return
	}
	if v.height >= 18 {
		add([]string{st.title.Render("Newest concerns")})
	}
	for i := len(v.newest) - 1; i >= 0; i-- {
		n := v.newest[i]
		word := strings.ToUpper(string(n.severity))
		add([]string{fit(st.severity(n.severity).Render(fit(word, 7))+st.faint.Render(v.letter(n.area)+"  ")+oneLine(n.title), p.width)})
	}
}

func (v *reviewing) letter(key string) string {
	for i, r := range v.rows {
		if r.key == key {
			return string(rune('A' + i))
		}
	}
	return "?"
}

// spentRow says what was spent against the caps.
func (v *reviewing) spentRow() string {
	spent := spentText(v.usage, v.w.Priced)
	if spent == "" {
		return ""
	}
	text := "Spent: " + spent
	var caps []string
	if v.w.MaxCost > 0 {
		caps = append(caps, dollars(v.w.MaxCost))
	}
	if v.w.MaxTokens > 0 {
		caps = append(caps, thousands(v.w.MaxTokens)+" tokens")
	}
	if len(caps) > 0 {
		text += "; cap: " + strings.Join(caps, ", ")
	}
	return text
}
