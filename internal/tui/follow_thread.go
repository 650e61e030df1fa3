package tui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/report"
)

// exchange is one thing that was asked and what came of it.
type exchange struct {
	ask    agent.FollowUp
	turn   int // of this screen; 0 for what was there before
	open   bool
	result *agent.Result
	err    error
	fresh  bool // its result has just come and is not shown yet

	said    string // by a model so far
	settled string // the part of it that is rendered for good
	stable  []string
	tail    []string
	shown   string // what the piece under way, or the last one, was made of
	busy    bool   // a piece is being rendered

	source  string   // the result as Markdown
	lines   []string // the result rendered; nil until it is
	pending bool
}

// Messages about what is rendered.
type (
	// pieceMsg brings a piece of an answer that still grows.
	pieceMsg struct {
		turn, width int
		said        string
		from, cut   int // bytes of said that became stable
		stable      []string
		tail        []string
	}
	// bodyMsg brings a whole result.
	bodyMsg struct {
		x      *exchange
		width  int
		source string
		lines  []string
	}
)

// hear takes what is said so far; where it does not go on from before, the
// pieces so far are void.
func (x *exchange) hear(text string) {
	x.said = text
	if !strings.HasPrefix(text, x.settled) {
		x.settled, x.shown, x.stable, x.tail = "", "", nil, nil
	}
}

// forget drops what was rendered for another width.
func (x *exchange) forget() {
	x.settled, x.shown, x.stable, x.tail, x.lines, x.pending, x.busy = "", "", nil, nil, nil, false, false
}

// want renders what is not rendered yet.
func (s *followScreen) want() tea.Cmd {
	if s.width == 0 {
		return nil
	}
	var cmds []tea.Cmd
	for _, x := range s.thread {
		switch {
		case x.result != nil && x.lines == nil && !x.pending:
			x.pending = true
			cmds = append(cmds, s.renderResult(x))
		case x.open && !x.busy && x.said != "":
			if cmd := s.renderPiece(x); cmd != nil {
				cmds = append(cmds, cmd)
			}
		}
	}
	return tea.Batch(cmds...)
}

// renderPiece renders what has been said since the last piece.
func (s *followScreen) renderPiece(x *exchange) tea.Cmd {
	if x.shown == x.said {
		return nil
	}
	x.busy, x.shown = true, x.said
	turn, said, from, width, show := x.turn, x.said, len(x.settled), s.textWidth(), s.c.terminal(s.textWidth())
	return func() tea.Msg {
		m := pieceMsg{turn: turn, width: width, said: said, from: from, cut: max(stableCut(said), from)}
		if m.cut > from {
			m.stable = append(markdown(said[from:m.cut], show), "")
		}
		m.tail = markdown(said[m.cut:], show)
		return m
	}
}

// piece takes a rendered piece, unless it is of another width or void.
func (s *followScreen) piece(m pieceMsg) {
	x := s.ofTurn(m.turn)
	if x == nil || !x.open {
		return
	}
	x.busy = false
	if m.width != s.textWidth() || !strings.HasPrefix(x.said, m.said) || len(x.settled) != m.from {
		x.shown = ""
		return
	}
	x.settled, x.tail = m.said[:m.cut], m.tail
	x.stable = append(x.stable, m.stable...)
	end := s.scroll.atEnd()
	s.lay()
	if end {
		s.scroll.to(s.scroll.n)
	}
}

// renderResult renders a whole result.
func (s *followScreen) renderResult(x *exchange) tea.Cmd {
	result, width, show := x.result, s.textWidth(), s.c.terminal(s.textWidth())
	o := report.Options{Titles: s.w.Titles}
	last := s.w.Agent.Last()
	if last != nil {
		o.Documents = last.Documents
	}
	return func() tea.Msg {
		text, err := resultMarkdown(result, o)
		if err != nil {
			return bodyMsg{x: x, width: width, lines: wrap(err.Error(), width)}
		}
		if text != "" {
			return bodyMsg{x: x, width: width, source: text, lines: markdown(untitled(text), show)}
		}
		var lines []string
		if d := result.Dispute; d != nil {
			lines = wrap("Outcome: "+outcomeWords(d.Outcome)+"\n"+strings.TrimSpace(d.Answer), width)
		} else {
			lines = wrap(doneWords(result.FollowUp), width)
		}
		return bodyMsg{x: x, width: width, source: strings.Join(lines, "\n"), lines: lines}
	}
}

// untitled drops the title of a result, which stands above it already.
func untitled(text string) string {
	if first, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(first, "# ") {
		return rest
	}
	return text
}

// resultMarkdown writes a result as Markdown; "" for a mark on a concern.
func resultMarkdown(r *agent.Result, o report.Options) (string, error) {
	var b strings.Builder
	var err error
	switch {
	case r.DeepDive != nil:
		err = report.DeepDive(&b, "markdown", r.DeepDive, o)
	case r.Guidance != nil:
		err = report.Guidance(&b, "markdown", r.Guidance, o)
	case r.Reply != nil:
		err = report.Reply(&b, "markdown", r.Reply, o)
	}
	if err != nil {
		return "", fmt.Errorf("writing the result: %w", err)
	}
	return b.String(), nil
}

// body takes a rendered result and shows its beginning if it has just come.
func (s *followScreen) body(m bodyMsg) {
	if m.width != s.textWidth() {
		m.x.pending = false
		return
	}
	m.x.pending, m.x.lines, m.x.source = false, m.lines, m.source
	end := s.scroll.atEnd()
	s.lay()
	switch {
	case m.x.fresh:
		m.x.fresh = false
		from, to := s.place(m.x)
		if s.scroll.to(from); to-from < s.scroll.height {
			s.scroll.to(s.scroll.n)
		}
	case end:
		s.scroll.to(s.scroll.n)
	}
}

// sourcesOf gathers the evidence of a result, each passage once.
func sourcesOf(r *agent.Result) []review.Evidence {
	var all []review.Evidence
	switch {
	case r == nil:
	case r.DeepDive != nil:
		for _, t := range r.DeepDive.Today {
			all = append(all, t.Evidence...)
		}
		for _, c := range r.DeepDive.Concerns {
			all = append(all, c.Evidence...)
		}
		for _, c := range r.DeepDive.Scenarios {
			all = append(all, c.Evidence...)
		}
	case r.Guidance != nil:
		all = r.Guidance.Concern.Evidence
	case r.Reply != nil:
		all = r.Reply.Evidence
	case r.Dispute != nil:
		all = r.Dispute.Evidence
	}
	var out []review.Evidence
	seen := map[review.Evidence]bool{}
	for _, e := range all {
		if !seen[e] {
			seen[e] = true
			out = append(out, e)
		}
	}
	return out
}
