// Package tui is the interactive session on a terminal: choosing documents, the
// interview, the review under way, the report and what follows it. One program
// routes messages to parts; parts draw themselves and change only in update;
// work is done in commands.
package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"archreview/internal/desk"
	"archreview/internal/problem"
	_ "archreview/internal/tui/backdrop" // before the terminal library, which would ask the terminal
)

// Options say what the session works with.
type Options struct {
	Desk      desk.Desk
	In        io.Reader
	Out       io.Writer        // the terminal
	Documents []string         // named on the command line; the session begins with them
	Resume    string           // id of a kept conversation to go on with
	Engine    string           // who reviews, as the start screen says it; may be ""
	Dark      bool             // the background of the terminal
	Color     bool             // colours are welcome
	Now       func() time.Time // time.Now where nil
	Dir       string           // where documents are looked for; "." where empty
	Version   string
	Copy      func(string) error // into the clipboard; nil for the terminal's own
}

// Run runs the session until the user leaves it, or the system ends it. It
// gives the terminal back as it was and closes the conversation, whatever
// happens; what was finished is kept. Errors are in three parts.
func Run(ctx context.Context, o Options) error {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Dir == "" {
		o.Dir = "."
	}
	outer := ctx
	ctx, end := context.WithCancel(outer)
	defer end()
	out := newOutput(o.Out)
	if o.Copy == nil {
		o.Copy = out.copy
	}
	p := newProgram(newCommon(ctx, o), o, end)
	t := tea.NewProgram(p, tea.WithInput(o.In), tea.WithOutput(out.terminal()), tea.WithAltScreen(), tea.WithMouseCellMotion(), tea.WithoutSignalHandler())
	p.send = t.Send
	stop := watch(outer, t)
	_, err := t.Run()
	stop()
	return p.close(o.Out, err)
}

func newCommon(ctx context.Context, o Options) *common {
	return &common{
		ctx: ctx, styles: newStyles(o.Out, o.Dark, o.Color), keys: newKeys(), now: o.Now, dark: o.Dark, color: o.Color,
		engine: o.Engine, dir: o.Dir, copy: o.Copy,
		after: func(d time.Duration, m tea.Msg) tea.Cmd { return tea.Tick(d, func(time.Time) tea.Msg { return m }) },
	}
}

// watch turns the end of the context and the signals that ask a program to end
// into a message. A program that does not answer is ended all the same.
func watch(ctx context.Context, t *tea.Program) (stop func()) {
	const patience = 3 * time.Second
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT)
	over := make(chan struct{})
	go func() {
		name := ""
		select {
		case s := <-signals:
			name = "signal: " + s.String()
		case <-ctx.Done():
			name = "the command was cancelled"
		case <-over:
			return
		}
		go t.Send(signalMsg{name: name})
		select {
		case <-over:
		case <-signals:
			t.Kill()
		case <-time.After(patience):
			t.Kill()
		}
	}()
	return func() {
		signal.Stop(signals)
		close(over)
	}
}

// close ends the conversation after the terminal was given back, and says where
// it is kept.
func (p *program) close(out io.Writer, err error) error {
	const most = 3 * time.Second
	p.end()
	p.flight.landed(most)
	if p.work != nil && p.work.Close != nil {
		if cerr := p.work.Close(); cerr != nil && p.failure == nil {
			p.failure = cerr
		}
	}
	if line := p.farewell(); line != "" {
		fmt.Fprintln(out, line)
	}
	switch {
	case p.failure != nil:
		return p.failure
	case errors.Is(err, tea.ErrInterrupted), errors.Is(err, tea.ErrProgramKilled) && !errors.Is(err, tea.ErrProgramPanic):
		return &problem.Problem{What: "The program was ended", Detail: err.Error(), Next: p.wayOn(""), Code: problem.Interrupted, Err: err}
	case err != nil:
		return &problem.Problem{What: "The terminal cannot be used", Detail: err.Error(), Next: "Use archreview --doc FILE, which needs no terminal.", Err: err}
	}
	return nil
}
