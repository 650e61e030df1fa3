package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/problem"
	"archreview/internal/report"
)

// reviewOptions are the flags of a one-shot review.
type reviewOptions struct {
	docs    []string
	answers string
	answer  []string
	areas   []string
	disable []string
	format  string
	out     string
	failOn  string
	theme   string
	noColor bool
	quiet   bool
	model   modelOptions
}

func newRoot(env *Env) *cobra.Command {
	var o reviewOptions
	long, examples := help("root")
	c := &cobra.Command{
		Use:           "archreview --doc FILE",
		Short:         "Reviews the architecture of Python back ends",
		Long:          long,
		Example:       examples,
		Version:       Version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runReview(cmd, env, &o)
		},
	}
	f := c.Flags()
	f.StringArrayVar(&o.docs, "doc", nil, "design document to review; - is standard input; may be repeated")
	f.StringVar(&o.answers, "answers", "", "YAML file with answers to the interview questions")
	f.StringArrayVar(&o.answer, "answer", nil, "one answer, as key=value; may be repeated")
	f.StringArrayVar(&o.disable, "disable", nil, "rule, calculation or checklist item that raises nothing, by the id a concern names; may be repeated")
	f.StringSliceVar(&o.areas, "areas", nil, "areas to review, by key or letter (default all ten)")
	f.StringVar(&o.format, "format", "", "format of the report: "+strings.Join(report.Formats(), " or ")+" (default: rendered on a terminal, else markdown)")
	f.StringVarP(&o.out, "out", "o", "", "write the report to this file instead of standard output")
	f.StringVar(&o.failOn, "fail-on", "", "exit with code 1 if a concern of this severity or above stands: high, medium or low")
	f.StringVar(&o.theme, "theme", "auto", "colours on the terminal: auto, dark, light or none")
	f.BoolVar(&o.noColor, "no-color", false, "no colours on the terminal")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "no progress on standard error")
	f.SortFlags = false
	group(c, "Documents", "doc", "answers", "answer", "areas", "disable")
	group(c, "Report", "format", "out", "fail-on", "theme", "no-color", "quiet")
	o.model.flags(c)
	c.SetUsageFunc(usage)
	c.SuggestionsMinimumDistance = 2
	c.SetVersionTemplate("archreview {{.Version}}\n")
	c.SetHelpCommand(&cobra.Command{Hidden: true, Use: "no-help"})
	c.SetFlagErrorFunc(flagError)
	addCommands(c, env)
	return c
}

// noArgs turns a stray word into an error that says where it belongs.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	next := "to review a document write: archreview --doc " + args[0]
	if s := cmd.SuggestionsFor(args[0]); len(s) > 0 {
		next = "did you mean: archreview " + s[0] + "?"
	}
	return &problem.Problem{What: "unknown command " + args[0], Detail: "a document is given with --doc", Next: next}
}

// arguments turns cobra's complaint about the number of arguments into an error
// in three parts.
func arguments(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return &problem.Problem{What: "the command line is not understood", Detail: err.Error(), Next: "see " + cmd.CommandPath() + " --help", Err: err}
		}
		return nil
	}
}

func flagError(cmd *cobra.Command, err error) error {
	return &problem.Problem{What: "a flag is not understood", Detail: err.Error(), Next: "see " + cmd.CommandPath() + " --help", Err: err}
}

// runReview is the one-shot review.
func runReview(cmd *cobra.Command, env *Env, o *reviewOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	lex, err := lexicon()
	if err != nil {
		return err
	}
	areas, err := areaKeys(lex.Catalog, o.areas)
	if err != nil {
		return err
	}
	if err := knownRules(lex.Catalog, o.disable); err != nil {
		return err
	}
	answers, err := readAnswers(lex.Catalog, o.answers, o.answer)
	if err != nil {
		return err
	}
	docs, err := readDocuments(env, o.docs)
	if err != nil {
		return err
	}
	warn(env.Streams, docs)
	roomForLarge(docs)
	opts := agent.Options{Lexicon: lex, Documents: docs, Answers: answers, Areas: areas, Disable: o.disable, Version: Version(), Now: env.Now}
	e := resolve(&o.model, env.getenv())
	if ask, err := o.model.consults(&e); err != nil {
		return err
	} else if ask {
		return runConsultation(cmd.Context(), env, o, &e, opts)
	}
	p := newProgress(env.Streams, o.quiet, lex.Catalog)
	opts.Progress = p.show
	r, err := agent.Review(cmd.Context(), opts)
	p.clear()
	if err != nil {
		return err
	}
	if err := writeReport(env, o, lex.Catalog, r); err != nil {
		return err
	}
	return verdict(r, o.failOn)
}

// check finds what is wrong with the flags before any work is done.
func (o *reviewOptions) check() error {
	if len(o.docs) == 0 {
		return &problem.Problem{What: "no document was given", Detail: "a review needs at least one design document", Next: "write: archreview --doc design.md (or --doc - for standard input); see archreview --help"}
	}
	if o.format != "" && !slices.Contains(report.Formats(), o.format) {
		return &problem.Problem{What: "unknown format " + o.format, Detail: "known are " + strings.Join(report.Formats(), ", "), Next: "choose one with --format"}
	}
	if o.failOn != "" && review.Severity(o.failOn).Rank() == 0 {
		return &problem.Problem{What: "unknown severity " + o.failOn, Detail: "--fail-on takes high, medium or low", Next: "choose one of them"}
	}
	if !slices.Contains([]string{"auto", "dark", "light", "none"}, o.theme) {
		return &problem.Problem{What: "unknown theme " + o.theme, Detail: "--theme takes auto, dark, light or none", Next: "choose one of them"}
	}
	return o.model.check()
}

// verdict turns a finished review into the exit code: an incomplete review is
// never a success, and concerns count from the level asked for.
func verdict(r *review.Review, failOn string) error {
	if r.Outcome == review.Incomplete {
		return &problem.Problem{Code: problem.Incomplete}
	}
	level := review.Severity(failOn).Rank()
	if level == 0 {
		return nil
	}
	for _, a := range r.Areas {
		for _, c := range a.Concerns {
			if c.Waived == nil && c.Severity.Rank() >= level {
				return &problem.Problem{Code: problem.Concerns}
			}
		}
	}
	return nil
}
