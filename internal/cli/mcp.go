package cli

import (
	"context"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"archreview/internal/desk"
	"archreview/internal/mcp"
	"archreview/internal/problem"
	"archreview/internal/streams"
)

func newMCP(env *Env) *cobra.Command {
	var o reviewOptions
	var roots []string
	log := false
	long, examples := help("mcp")
	c := &cobra.Command{
		Use: "mcp", Short: "Serves reviews to editors (Model Context Protocol)", Long: long, Example: examples,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return serve(cmd.Context(), env, &o, roots, log) },
	}
	f := c.Flags()
	f.StringArrayVar(&roots, "root", nil, "read files under this `FOLDER` only, whatever the editor has open; may be repeated")
	f.BoolVar(&log, "log", false, "log calls, without their contents, on standard error")
	f.StringVar(&o.waivers, "waivers", "", "`FILE` of waivers (default .archreview-waivers.yaml of the repository)")
	f.SortFlags = false
	group(c, "Documents", "root")
	group(c, "Report", "waivers")
	o.model.modelFlags(c)
	return c
}

// serve speaks the protocol on the standard streams until the client leaves.
func serve(ctx context.Context, env *Env, o *reviewOptions, roots []string, log bool) error {
	if err := o.model.check(); err != nil {
		return err
	}
	opts, err := serverOptions(env, o)
	if err != nil {
		return err
	}
	if opts.Roots = roots; log {
		opts.Log = env.Streams.Err
	}
	return mcp.Serve(ctx, env.Streams.In, env.Streams.Out, opts)
}

// serverOptions are the options of a server with the flags of its command.
func serverOptions(env *Env, o *reviewOptions) (mcp.Options, error) {
	dir, err := os.Getwd()
	if err != nil {
		return mcp.Options{}, &problem.Problem{What: "the server has no folder to work in", Detail: err.Error(), Next: "start it in the folder of the project", Err: err}
	}
	lex, err := env.lexicon()
	if err != nil {
		return mcp.Options{}, err
	}
	cat := lex.Catalog
	// The standard streams belong to the protocol: no other part may reach them.
	silent := *env
	silent.Streams = &streams.Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Width: env.Streams.Width}
	return mcp.Options{
		Catalog: cat, Dir: dir, Version: Version(), Now: env.Now,
		Desk: func(s mcp.Settings) (desk.Desk, error) {
			one := *o
			one.quiet, one.areas, one.answer = true, s.Areas, nil
			for k, v := range s.Answers {
				one.answer = append(one.answer, k+"="+v)
			}
			if s.Offline {
				one.model = modelOptions{engine: "checks", parallel: one.model.parallel}
			}
			return newDesk(&silent, &one)
		},
		Checklist: func(area string) (string, error) {
			var b strings.Builder
			writeItems(&b, cat, area)
			return b.String(), nil
		},
	}, nil
}
