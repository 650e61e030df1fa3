package tui

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/review"
)

// press takes a key.
func (v *interview) press(k tea.KeyMsg) tea.Cmd {
	keys := v.c.keys
	switch {
	case v.busy():
		if key.Matches(k, keys.back) {
			v.stop()
		}
		return nil
	case v.list == nil:
		switch {
		case key.Matches(k, keys.open):
			return v.begin()
		case key.Matches(k, keys.back):
			return send(backMsg{})
		}
		return nil
	case k.Paste:
		if v.asking() {
			v.text.update(k)
		}
		return nil
	case key.Matches(k, keys.list):
		v.side = !v.side
		v.sideAt.choose(slices.Index(v.order(), v.at))
		return nil
	case key.Matches(k, keys.skipRest):
		return v.wantsSkip()
	case v.side:
		return v.pressSide(k)
	case key.Matches(k, keys.pageUp) && k.Type != tea.KeyCtrlB:
		v.upper.by(1 - v.upper.height)
		return nil
	case k.Type == tea.KeyPgDown:
		v.upper.by(v.upper.height - 1)
		return nil
	case v.question() == nil:
		return v.pressOverview(k)
	case key.Matches(k, keys.unknown):
		return v.answer(agent.Given{Unknown: true})
	case key.Matches(k, keys.nextQuestion):
		v.visit(v.at + 1)
		return nil
	case v.asking():
		return v.pressField(k)
	}
	return v.pressStated(k)
}

// pressStated takes keys while a document's answer is shown.
func (v *interview) pressStated(k tea.KeyMsg) tea.Cmd {
	keys := v.c.keys
	switch {
	case key.Matches(k, keys.confirm):
		return v.answer(agent.Given{Confirmed: true})
	case key.Matches(k, keys.correct):
		v.open = true
		v.text.set(v.draft())
	case key.Matches(k, keys.back):
		return v.previous()
	}
	return nil
}

// previous goes to the question before, or out of the interview.
func (v *interview) previous() tea.Cmd {
	if v.at == 0 || v.again {
		v.visit(v.at)
		return send(backMsg{})
	}
	v.visit(v.at - 1)
	return nil
}

// pressField takes keys while the field takes letters.
func (v *interview) pressField(k tea.KeyMsg) tea.Cmd {
	keys := v.c.keys
	q := v.question()
	quick := v.probe == "" && len(q.Choices) > 0 && v.text.empty()
	switch {
	case k.Type == tea.KeyEsc:
		switch {
		case v.probe != "":
			v.next() // the first answer stands
			return nil
		case v.open && (q.State == agent.Stated || q.State == agent.Agreed) && !v.again:
			v.open = false
			return nil
		}
		return v.previous()
	case key.Matches(k, keys.saveAlways):
		return v.save()
	case k.Type == tea.KeyEnter && quick && v.choice >= 0:
		return v.answer(agent.Given{Text: q.Choices[v.choice]})
	case k.Type == tea.KeyEnter && !k.Alt:
		if v.text.enter() {
			return v.save()
		}
	case quick && k.Type == tea.KeyUp:
		v.choice = max(-1, v.choice-1)
	case quick && k.Type == tea.KeyDown:
		v.choice = min(len(q.Choices)-1, v.choice+1)
	case quick && key.Matches(k, keys.choice) && int(k.Runes[0]-'1') < len(q.Choices):
		return v.answer(agent.Given{Text: q.Choices[k.Runes[0]-'1']})
	default:
		v.text.update(k)
		v.choice = -1
	}
	return nil
}

// pressOverview takes keys on the page behind the last question.
func (v *interview) pressOverview(k tea.KeyMsg) tea.Cmd {
	keys := v.c.keys
	switch {
	case key.Matches(k, keys.start):
		if len(v.unsettled()) > 0 {
			return v.wantsSkip()
		}
		return send(startReviewMsg{})
	case key.Matches(k, keys.back):
		if v.again {
			return send(backMsg{})
		}
		v.visit(len(v.list) - 1)
	default:
		moveScroll(&v.upper, keys, k)
	}
	return nil
}

// pressSide takes keys while the list has the focus.
func (v *interview) pressSide(k tea.KeyMsg) tea.Cmd {
	keys := v.c.keys
	switch {
	case key.Matches(k, keys.open):
		v.visit(v.order()[v.sideAt.at])
	case key.Matches(k, keys.back):
		v.side = false
	default:
		movePicks(&v.sideAt, keys, k)
	}
	return nil
}

func (v *interview) mouse(m tea.MouseMsg) {
	if d := wheelOf(m); d != 0 {
		v.upper.by(d)
		return
	}
	if !clicked(m) || v.busy() || !v.wide() && !v.side || v.wide() && m.X >= sideWidth {
		return
	}
	if i := v.sideEntry(m.Y); i >= 0 {
		v.visit(v.order()[i])
	}
}

// save answers with what stands in the field; an empty field says nothing.
func (v *interview) save() tea.Cmd {
	text := v.text.text()
	switch {
	case text == "" && v.probe != "":
		v.next()
		return nil
	case text == "":
		return send(noticeMsg{text: "type an answer, or ctrl+u if nobody knows"})
	case v.vague != "":
		text = v.vague + "\n" + text
	}
	return v.answer(agent.Given{Text: text})
}

// answer keeps what the user says to the question that is asked.
func (v *interview) answer(g agent.Given) tea.Cmd {
	q := v.question()
	g.Key = q.Key
	if q.Special {
		g.Question = q.Text
	}
	return v.keep([]agent.Given{g}, nil)
}

// keep hands answers to the conversation, in a command.
func (v *interview) keep(list []agent.Given, then tea.Msg) tea.Cmd {
	ctx, cancel := context.WithCancel(v.c.ctx)
	v.turn, v.cancel, v.saving = v.c.turn(), cancel, true
	turn, a := v.turn, v.w.Agent
	return func() tea.Msg {
		defer cancel()
		m := answeredMsg{turn: turn, then: then}
		for _, g := range list {
			probe, err := a.Answer(ctx, g)
			if m.err = err; err != nil && !errors.Is(err, agent.ErrUnkept) {
				return m
			}
			m.given, m.probe = append(m.given, g), probe
		}
		return m
	}
}

// answered shows what an answer has changed and goes on.
func (v *interview) answered(m answeredMsg) tea.Cmd {
	if m.turn != v.turn {
		return nil
	}
	v.saving = false
	for _, g := range m.given {
		v.settle(g)
	}
	var trouble tea.Cmd
	if m.err != nil && !errors.Is(m.err, context.Canceled) {
		trouble = send(problemMsg{err: m.err})
	}
	if len(m.given) == 0 {
		return trouble
	}
	v.changed = true
	if m.then != nil {
		return tea.Batch(trouble, send(m.then))
	}
	if m.probe != "" && v.probe == "" {
		v.vague = m.given[0].Text
		v.probe = m.probe
		v.text.set("")
		v.upper.to(0)
		return trouble
	}
	if v.again {
		v.visit(len(v.list))
		if v.w.Host == "" {
			return tea.Batch(trouble, send(startReviewMsg{}))
		}
		return trouble
	}
	v.next()
	return trouble
}

// settle notes what is known of a question now.
func (v *interview) settle(g agent.Given) {
	for i := range v.list {
		q := &v.list[i]
		if q.Key != g.Key {
			continue
		}
		delete(v.drafts, g.Key)
		switch {
		case g.Confirmed:
			q.State = agent.Agreed
		case g.Unknown:
			q.State = agent.Assumed
			q.Answer = review.Answer{Key: q.Key, Question: q.Text, Answer: q.Assumption, Source: review.FromAssumption}
		default:
			q.State = agent.Answered
			q.Answer = review.Answer{Key: q.Key, Question: q.Text, Answer: g.Text, Source: review.FromUser}
		}
	}
}

// wantsSkip shows what will be assumed and asks once.
func (v *interview) wantsSkip() tea.Cmd {
	v.probe = ""
	v.visit(v.at) // keeps what stands in the field
	body := []paragraph{{v.c.styles.text, "Nobody has answered these; they are assumed, and the report says so:"}}
	for _, g := range v.rest() {
		text := g.assumed
		if text == "" {
			text = "left open"
		}
		if g.Text == "" {
			body = append(body, paragraph{v.c.styles.text, g.name + ": " + oneLine(text)})
		}
	}
	if len(body) == 1 {
		return v.skip()
	}
	return send(newDialog(v.c, "Skip the rest and review?", body, choice{key: label(v.c.keys.open, "assume and review"), msg: skipMsg{}}))
}

// left is what becomes of a question when the rest is skipped.
type left struct {
	agent.Given
	name    string
	assumed string
}

// rest settles what is open: what was typed is an answer, all else assumed.
func (v *interview) rest() []left {
	var out []left
	for _, q := range v.list {
		typed := strings.TrimSpace(v.drafts[q.Key])
		if q.State != agent.Unasked && (typed == "" || q.State == agent.Answered && typed == q.Answer.Answer) {
			continue
		}
		l := left{Given: agent.Given{Key: q.Key, Text: typed, Unknown: typed == ""}, name: nameOf(q), assumed: q.Assumption}
		if q.Special {
			l.Question = q.Text
		}
		out = append(out, l)
	}
	return out
}

// skip settles every open question, then reviews.
func (v *interview) skip() tea.Cmd {
	var list []agent.Given
	for _, l := range v.rest() {
		list = append(list, l.Given)
	}
	if len(list) == 0 {
		return send(startReviewMsg{})
	}
	return v.keep(list, startReviewMsg{})
}
