package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/internal/desk"
)

// forecastMsg tells what a review would cost.
type forecastMsg struct {
	turn     int
	estimate agent.Estimate
	err      error
}

// sending says what is sent where, before anything is, and what else the user
// should know first.
type sending struct {
	c             *common
	w             *desk.Work
	width, height int
	turn          int
	known         bool
	estimate      agent.Estimate
	failed        error
	scroll        scroll
}

func newSending(c *common, w *desk.Work) *sending { return &sending{c: c, w: w} }

// begin counts what a review would cost. Nothing is sent.
func (s *sending) begin() tea.Cmd {
	if s.turn != 0 || s.w.Host == "" && s.w.Sends == "" {
		return nil
	}
	s.turn = s.c.turn()
	turn, a := s.turn, s.w.Agent
	return func() tea.Msg {
		e, err := a.Forecast()
		return forecastMsg{turn: turn, estimate: e, err: err}
	}
}

// fresh says that nothing has come of the conversation yet.
func (s *sending) fresh() bool { return s.w.Agent.Last() == nil }

func (s *sending) title() string {
	if s.fresh() {
		return "Before it begins"
	}
	return "Before it goes on"
}

func (s *sending) typing() bool { return false }

func (s *sending) resize(width, height int) { s.width, s.height = width, height }

func (s *sending) bindings() []key.Binding {
	k := s.c.keys
	return []key.Binding{k.goOn, k.back, k.up, k.down}
}

func (s *sending) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case forecastMsg:
		if msg.turn == s.turn {
			s.known, s.estimate, s.failed = msg.err == nil, msg.estimate, msg.err
		}
	case tea.MouseMsg:
		s.scroll.by(wheelOf(msg))
	case tea.KeyMsg:
		switch {
		case msg.Paste:
		case key.Matches(msg, s.c.keys.goOn):
			return send(goOnMsg{})
		case key.Matches(msg, s.c.keys.back):
			return send(backMsg{})
		default:
			moveScroll(&s.scroll, s.c.keys, msg)
		}
	}
	return nil
}

func (s *sending) view() string {
	p := newPage(s.width)
	st := s.c.styles
	p.row("")
	row := func(name, text string) {
		if text != "" {
			p.hung(st.text, st.faint.Render(fit(name, 14)), text)
		}
	}
	row("Documents", s.documents())
	row("Reviewer", s.w.Engine)
	row("Host", s.w.Host)
	if s.w.Sends != "" {
		p.gap()
		p.text(st.strong, s.w.Sends)
	}
	if s.turn != 0 {
		p.gap()
		row("Estimate", s.estimated())
		row("Caps", s.caps())
		if n := len(s.estimate.Dropped); n > 0 {
			row("Left out", "the caps do not allow for "+counted(n, "area")+": "+strings.Join(s.titles(s.estimate.Dropped), ", "))
		}
	}
	if len(s.w.Notes) > 0 {
		p.gap()
		for _, n := range s.w.Notes {
			p.hung(st.warning, st.warning.Render("! "), n)
		}
	}
	p.gap()
	if s.w.Host != "" {
		p.text(st.accent, "Nothing has been sent. Enter goes on, Esc goes back.")
	} else {
		p.text(st.accent, "Enter goes on, Esc goes back.")
	}
	return joined(p.window(s.c, s.width, s.height, &s.scroll))
}

// documents names the documents.
func (s *sending) documents() string {
	var out []string
	for _, d := range s.w.Agent.Documents() {
		out = append(out, fmt.Sprintf("%s (%s)", d.Path, counted(d.Words, "word")))
	}
	return strings.Join(out, ", ")
}

func (s *sending) titles(keys []string) []string {
	var out []string
	for _, k := range keys {
		out = append(out, titleOf(s.w, k))
	}
	return out
}

// estimated says what a review would cost.
func (s *sending) estimated() string {
	switch {
	case s.failed != nil:
		return "cannot be made: " + s.failed.Error()
	case !s.known:
		return "…"
	}
	e := s.estimate
	text := counted(e.Calls, "call") + ", " + thousands(e.PromptTokens) + " tokens sent"
	if e.CachedTokens > 0 {
		text += " (a cache may serve " + thousands(e.CachedTokens) + ")"
	}
	text += ", " + thousands(e.CompletionTokens) + " received"
	if e.Priced {
		return text + ", about " + dollars(e.CostUSD)
	}
	return text + "; the price of this model is not known"
}

// caps says what is not passed.
func (s *sending) caps() string {
	var out []string
	if s.w.MaxCost > 0 {
		out = append(out, dollars(s.w.MaxCost))
	}
	if s.w.MaxTokens > 0 {
		out = append(out, thousands(s.w.MaxTokens)+" tokens")
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, " and ")
}

// titleOf gives the readable title of an area or checklist item.
func titleOf(w *desk.Work, key string) string {
	if t := w.Titles[key]; t != "" {
		return oneLine(t)
	}
	return oneLine(key)
}
