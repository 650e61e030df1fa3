// Package cli is the command line: one file for each command, and the only
// place that knows every part.
package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"archreview/internal/pdftext"
	"archreview/internal/problem"
	"archreview/internal/report"
	"archreview/internal/streams"
)

// version is set by the linker: -ldflags "-X archreview/internal/cli.version=v1.2.3".
var version string

// Env is what commands take from the outside world.
type Env struct {
	Streams *streams.Streams
	Now     func() time.Time
	Getenv  func(string) string // nil for an empty environment
	Kept    func(n int)         // hears of each entry that is kept; may be nil

	conf *configuration // of this run; nil before the command line is read
}

func (e *Env) getenv() func(string) string {
	if e.Getenv == nil {
		return func(string) string { return "" }
	}
	return e.Getenv
}

// Main runs the program and gives its exit code.
func Main(args []string) int {
	if pdftext.IsChild(args) {
		return pdftext.Child(args, os.Stdin, os.Stdout, os.Stderr)
	}
	// A review is short and its catalog is most of the heap; collecting earlier
	// costs a few milliseconds and saves megabytes.
	const gcPercent = 40
	debug.SetGCPercent(gcPercent)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	return Run(ctx, Env{Streams: streams.System(), Now: time.Now, Getenv: os.Getenv}, args)
}

// Run runs one command line and gives its exit code.
func Run(ctx context.Context, env Env, args []string) int {
	root := newRoot(&env)
	root.SetArgs(args)
	root.SetIn(env.Streams.In)
	root.SetOut(env.Streams.Out)
	root.SetErr(env.Streams.Err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return problem.OK
	}
	if code := problem.ExitCode(err); code != problem.Interrupted && (errors.Is(err, context.Canceled) || ctx.Err() != nil) {
		fmt.Fprintln(env.Streams.Err, "archreview: interrupted; nothing was written")
		return problem.Interrupted
	}
	printError(env.Streams, err)
	return problem.ExitCode(err)
}

// printError writes an error in its three parts.
func printError(s *streams.Streams, err error) {
	var p *problem.Problem
	if !errors.As(err, &p) {
		p = &problem.Problem{What: "this cannot go on", Detail: err.Error(), Next: "if the cause is not yours, report it with the output of archreview --version"}
	}
	if p.What == "" {
		return // an exit code without a message: the report has said it all
	}
	fmt.Fprintf(s.Err, "archreview: %s\n", report.Clean(p.What))
	if p.Detail != "" {
		fmt.Fprintf(s.Err, "  %s\n", report.Clean(p.Detail))
	}
	if p.Next != "" {
		fmt.Fprintf(s.Err, "  Next: %s\n", report.Clean(p.Next))
	}
}

// Version gives the version of the program: the linker's, else that of the
// module as built.
func Version() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	if v == "" || v == "(devel)" {
		v = "dev"
	}
	return v
}

// buildInfo gives the version with what is known of the build: commit, its time,
// compiler and system.
func buildInfo() string {
	parts := []string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		set := map[string]string{}
		for _, s := range info.Settings {
			set[s.Key] = s.Value
		}
		if rev := set["vcs.revision"]; rev != "" {
			const short = 12
			commit := "commit " + rev[:min(short, len(rev))]
			if set["vcs.modified"] == "true" {
				commit += ", modified"
			}
			parts = append(parts, commit, set["vcs.time"])
		}
		parts = append(parts, info.GoVersion)
	}
	parts = append(parts, runtime.GOOS+"/"+runtime.GOARCH)
	return Version() + " (" + strings.Join(parts, ", ") + ")"
}

// Groups of commands in the help.
const (
	afterGroup = "after"
	aboutGroup = "about"
)

// illustrate gives the examples of their text files to commands below others,
// which are named as "sessions-list".
func illustrate(c *cobra.Command, path string) {
	for _, sub := range c.Commands() {
		name := strings.TrimPrefix(path+"-"+sub.Name(), "-")
		if sub.Example == "" {
			_, sub.Example = help(name)
		}
		illustrate(sub, name)
	}
}

func addCommands(root *cobra.Command, env *Env) {
	root.AddGroup(&cobra.Group{ID: afterGroup, Title: "After a review"}, &cobra.Group{ID: aboutGroup, Title: "About the reviewer"})
	for _, c := range []*cobra.Command{newDeepDive(env), newAsk(env), newGuide(env), newDispute(env), newWaive(env), newCompare(env), newSessions(env)} {
		c.GroupID = afterGroup
		root.AddCommand(c)
	}
	for _, c := range []*cobra.Command{newChecklist(env), newConfig(env), newDoctor(env), newEval(env), newMCP(env), newSkill(env)} {
		c.GroupID = aboutGroup
		root.AddCommand(c)
	}
	root.AddCommand(newMan(root))
	root.SetCompletionCommandGroupID(aboutGroup)
	illustrate(root, "")
}
