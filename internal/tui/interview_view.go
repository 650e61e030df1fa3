package tui

import (
	"fmt"
	"slices"
	"strings"

	"archreview/agent"
	"archreview/agent/review"
)

// Measures of the interview.
const (
	sideWidth = 28 // of the list, with the rule beside it
	wideFrom  = 90 // columns from which it stands beside the question
	leastText = 3  // rows of the field where there is room
	mostText  = 8
)

func (v *interview) wide() bool { return v.width >= wideFrom }

func (v *interview) view() string {
	switch {
	case v.list == nil:
		return joined(v.waiting())
	case v.wide():
		list := v.sideRows(sideWidth-2, v.height)
		rule := v.c.styles.rule.Render("│") + " "
		return joined(beside(rule, list, v.main(v.width-sideWidth)))
	case v.side:
		return joined(v.sideRows(v.width, v.height))
	}
	return joined(v.main(v.width))
}

// waiting is shown until the questions are there.
func (v *interview) waiting() []string {
	p := newPage(v.width)
	p.row("")
	switch {
	case !v.loading:
		p.row(v.c.styles.title.Render("The documents were not read"))
		p.gap()
		p.text(v.c.styles.accent, "Enter reads them again, Esc goes back.")
	case v.w.Host != "":
		passed := v.c.now().Sub(v.since)
		p.row(v.c.styles.busy.Render(spinner(v.c.now())) + " The model reads the documents for the interview … " + seconds(passed))
		p.gap()
		p.text(v.c.styles.faint, "What they answer is not asked. Esc stops.")
	}
	return p.rows(v.width, v.height, 0)
}

// main shows the question with the field, or the overview.
func (v *interview) main(width int) []string {
	q := v.question()
	if q == nil {
		return v.overview(width).window(v.c, width, v.height, &v.upper)
	}
	if !v.asking() && !v.side {
		return v.upperPage(q, width, roomy).window(v.c, width, v.height, &v.upper)
	}
	p := v.upperPage(q, width, roomy)
	for d := closer; d <= tight && len(p.lines) > v.height-leastText-1; d++ {
		p = v.upperPage(q, width, d)
	}
	field := 0
	if v.asking() || v.side && q.State != agent.Stated && q.State != agent.Agreed {
		field = 1 + max(1, min(mostText, max(leastText, v.height-len(p.lines)-2), v.height-5))
	}
	room := max(1, v.height-field)
	v.upper.resize(len(p.lines), min(room, len(p.lines)))
	rows := p.rows(width, min(room, len(p.lines)), v.upper.top)
	if field > 0 {
		rows = append(rows, v.field(width, field, v.upper)...)
	}
	return box(rows, width, v.height)
}

// field draws the field below a rule.
func (v *interview) field(width, height int, upper scroll) []string {
	word := "your answer"
	if !upper.atEnd() {
		word += "   (pgdn: more above)"
	}
	in := column(width)
	v.text.focus(v.asking())
	v.text.resize(in, height-1)
	pad := strings.Repeat(" ", margin)
	out := []string{pad + headed(v.c.styles.rule, word, in)}
	for _, r := range v.text.view() {
		out = append(out, pad+r)
	}
	return out
}

// density says how closely a question is set.
type density int

// Densities, from the widest on. All but the first put quick answers before
// the reasons, which may then have to be scrolled to.
const (
	roomy density = iota
	closer
	tight
)

// upperPage writes what stands above the field.
func (v *interview) upperPage(q *agent.Question, width int, d density) *page {
	p, st := newPage(width), v.c.styles
	if d != tight {
		p.row("")
	}
	p.row(v.whereRow(q, p.width))
	p.text(st.strong, q.Text)
	if v.failure != nil && v.at == v.first {
		p.hung(st.warning, st.warning.Render("! "), v.failure.What+": "+v.failure.Detail)
	}
	if v.probe != "" {
		v.probing(p)
		return p
	}
	gap := func() {
		if d != tight {
			p.gap()
		}
	}
	gap()
	if d == roomy {
		v.reasons(p, q)
		gap()
		v.known(p, q)
		v.choices(p, q)
		gap()
		v.assumption(p, q)
		return p
	}
	v.choices(p, q)
	gap()
	v.reasons(p, q)
	v.known(p, q)
	v.assumption(p, q)
	return p
}

func (v *interview) whereRow(q *agent.Question, width int) string {
	st := v.c.styles
	where := fmt.Sprintf("Question %d of %d · %s", v.at+1, len(v.list), nameOf(*q))
	state := ""
	switch {
	case q.State == agent.Agreed:
		state = "read in your document, and right"
	case q.State == agent.Answered:
		state = "answered"
	case q.State == agent.Assumed:
		state = "assumed"
	case q.State == agent.Unasked && q.Needed:
		state = "has to be settled"
	}
	if room := width - widthOf(state); state != "" && widthOf(where)+2 <= room {
		return st.title.Render(fit(where, room)) + st.faint.Render(state)
	}
	return st.title.Render(fit(where, width))
}

// reasons says why the question is asked and what hangs on the answer.
func (v *interview) reasons(p *page, q *agent.Question) {
	st := v.c.styles
	if q.Why != "" {
		p.hung(st.faint, st.faint.Render("Why      "), q.Why)
	}
	if q.Changes != "" {
		p.hung(st.faint, st.faint.Render("Changes  "), q.Changes)
	}
}

// choices lists the quick answers.
func (v *interview) choices(p *page, q *agent.Question) {
	if !v.asking() && !v.side || q.State == agent.Stated && !v.open || q.State == agent.Agreed && !v.open {
		return
	}
	st := v.c.styles
	for i, c := range q.Choices {
		number := fmt.Sprintf("%d  ", i+1)
		lead, style := "  "+st.accent.Render(number), st.text
		if i == v.choice {
			lead, style = st.accent.Render("› "+number), st.chosen
		}
		p.hung(style, lead, c)
	}
}

// known shows what a document says, with the words that say it.
func (v *interview) known(p *page, q *agent.Question) {
	st := v.c.styles
	if q.State != agent.Stated && q.State != agent.Agreed {
		return
	}
	p.row(st.title.Render("Read in your document"))
	const most = 3
	var words []string
	for _, e := range q.Answer.Evidence {
		words = append(words, oneLine(e.Quote))
	}
	for i, e := range q.Answer.Evidence {
		if i == most {
			p.text(st.faint, fmt.Sprintf("and in %d more passages", len(q.Answer.Evidence)-most))
			break
		}
		p.hung(st.quote, st.quote.Render("  “ "), oneLine(e.Quote)+" ”")
		p.hung(st.faint, "    ", v.placeOf(e))
	}
	said := oneLine(q.Answer.Answer)
	if said != "" && !slices.Contains(words, said) && said != strings.Join(words, " … ") {
		p.hung(st.text, st.faint.Render("  So: "), q.Answer.Answer)
	}
	p.gap()
	if !v.asking() {
		p.text(st.accent, "Is that right?")
	}
}

// placeOf names document and lines of a quote.
func (v *interview) placeOf(e review.Evidence) string {
	name := e.Document
	for _, d := range v.w.Agent.Documents() {
		if d.ID == e.Document {
			name = d.Path
		}
	}
	switch {
	case e.Place != "":
		return oneLine(name + ", " + e.Place)
	case e.EndLine > e.StartLine:
		return fmt.Sprintf("%s, lines %d to %d", oneLine(name), e.StartLine, e.EndLine)
	}
	return fmt.Sprintf("%s, line %d", oneLine(name), e.StartLine)
}

// assumption says what holds if nobody knows.
func (v *interview) assumption(p *page, q *agent.Question) {
	st := v.c.styles
	switch {
	case q.Assumption == "" || q.State == agent.Agreed || q.State == agent.Stated && !v.open || q.State == agent.Answered:
	case q.State == agent.Assumed:
		p.hung(st.text, st.strong.Render("Assumed  "), q.Assumption)
		p.hung(st.faint, st.faint.Render("So       "), q.Consequence)
	default:
		p.hung(st.faint, st.faint.Render("If nobody knows  "), q.Assumption)
	}
}

// probing asks more closely after a vague answer.
func (v *interview) probing(p *page) {
	st := v.c.styles
	p.gap()
	p.hung(st.text, st.faint.Render("You said  "), oneLine(v.vague))
	p.gap()
	p.row(st.title.Render("Asked more closely"))
	p.text(st.strong, v.probe)
}

// nameOf gives a question's short name.
func nameOf(q agent.Question) string {
	name := oneLine(q.Key)
	if q.Special {
		name = "this design " + strings.TrimPrefix(name, "special-")
	}
	return name
}
