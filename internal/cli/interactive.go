package cli

import (
	"context"
	"os"

	"archreview/internal/plain"
	"archreview/internal/problem"
	"archreview/internal/tui"
)

// interactive says whether a person sits at a terminal, for reading and writing.
func (e *Env) interactive() bool { return e.Streams.InTerminal && e.Streams.OutTerminal }

// runInteractive is the session that people come for.
func runInteractive(ctx context.Context, env *Env, o *reviewOptions, docs []string) error {
	if err := o.check(); err != nil {
		return err
	}
	if !o.plain && !env.interactive() {
		next := "write: archreview --doc design.md (or --doc - for standard input); or talk in lines of text with --plain"
		if len(docs) > 0 {
			next = "write: archreview --doc " + docs[0] + "; or talk in lines of text with --plain"
		}
		return &problem.Problem{What: "there is no terminal to talk on", Detail: "the interactive session needs one for reading and writing", Next: next}
	}
	f, err := newDesk(env, o)
	if err != nil {
		return err
	}
	return converse(ctx, env, f, docs, "", o.plain)
}

// converse runs the interactive session on documents, or on a kept session.
func converse(ctx context.Context, env *Env, f *frontDesk, docs []string, id string, asLines bool) error {
	s := env.Streams
	if asLines {
		return plain.Run(ctx, plain.Options{Desk: f, In: s.In, Out: s.Out, Documents: docs, Resume: id, Width: s.Width, Now: env.Now, Interactive: s.InTerminal})
	}
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	t := terminalOptions(s, &f.o.outputOptions)
	return tui.Run(ctx, tui.Options{Desk: f, In: s.In, Out: s.Out, Documents: docs, Resume: id, Engine: f.engine(), Dark: t.Style != "light", Color: t.Color, Now: env.Now, Dir: dir, Version: Version()})
}
