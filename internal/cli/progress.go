package cli

import (
	"fmt"
	"io"
	"strings"

	"archreview/agent"
	"archreview/checklists"
	"archreview/internal/consult"
	"archreview/internal/report"
	"archreview/internal/streams"
)

// progress shows on a terminal's standard error how far a review is: a line
// for each finished area, and one that changes below them. Elsewhere it is
// silent.
type progress struct {
	w      io.Writer
	on     bool
	titles map[string]string // of the areas, by key
	width  int
	open   int // areas under way
	done   int
	usage  agent.Usage
}

func newProgress(s *streams.Streams, quiet bool, c *checklists.Catalog) *progress {
	p := &progress{w: s.Err, on: s.ErrTerminal && !quiet, titles: map[string]string{}, width: s.Width}
	for _, a := range c.Areas {
		p.titles[a.Key] = a.Letter + " " + a.Title
	}
	return p
}

// show takes one event.
func (p *progress) show(e agent.Event) {
	if !p.on {
		return
	}
	if e.Model != nil {
		p.consult(e.Model)
		return
	}
	p.now(e.Step + ": " + report.Clean(e.Detail))
}

func (p *progress) consult(e *consult.Event) {
	switch e.Step {
	case consult.ReadingDocs:
		p.now("the model reads the documents")
	case consult.AreaStarted:
		p.open++
		p.under()
	case consult.Found:
		p.line(fmt.Sprintf("  %-6s %s", strings.ToUpper(string(e.Severity)), report.Clean(e.Title)))
		p.under()
	case consult.AreaDone, consult.AreaFailed:
		p.open, p.done = max(0, p.open-1), p.done+1
		what := counted(e.Count, "finding")
		if e.Step == consult.AreaFailed {
			what = "not reviewed by the model"
		}
		p.line(p.titles[e.Area] + ": " + what)
		p.under()
	case consult.Refuting:
		p.now("cross-examining " + counted(e.Count, "concern"))
	case consult.Writing:
		p.now("writing the summary")
	case consult.Spent:
		p.usage = e.Usage
	}
}

// under tells how many areas are under way.
func (p *progress) under() {
	p.now(fmt.Sprintf("%s done, %d under way; %s tokens so far", counted(p.done, "area"), p.open, thousands(p.usage.Tokens())))
}

// now replaces the line that changes; it never takes more than one.
func (p *progress) now(text string) {
	if r := []rune(text); p.width > 1 && len(r) >= p.width {
		text = string(r[:p.width-1])
	}
	fmt.Fprint(p.w, "\r\x1b[K"+text)
}

// line writes a line that stays.
func (p *progress) line(text string) {
	fmt.Fprint(p.w, "\r\x1b[K"+text+"\n")
}

func (p *progress) clear() {
	if p.on {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
