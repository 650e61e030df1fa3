package cli

import (
	"context"
	"os"
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
	repo    string
	answers string
	answer  []string
	areas   []string
	disable []string
	failOn  string
	waivers string
	against string
	unkept  bool
	plain   bool
	outputOptions
	log   logOptions
	model modelOptions
}

func newRoot(env *Env) *cobra.Command {
	var o reviewOptions
	long, examples := help("root")
	c := &cobra.Command{
		Use:           "archreview [DOC...]",
		Short:         "Reviews the architecture of Python back ends",
		Long:          long,
		Example:       examples,
		Version:       Version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          documentsOnly,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(o.docs) == 0 && (o.repo == "" || len(args) > 0) {
				return runInteractive(cmd.Context(), env, &o, args)
			}
			return runReview(cmd, env, &o, args)
		},
	}
	f := c.Flags()
	f.StringArrayVar(&o.docs, "doc", nil, "design document (`FILE`), folder or pattern of documents to review; - is standard input; may be repeated")
	f.StringVar(&o.repo, "repo", "", "`DIR` of the project: what its files configure and show is set against the documents; nothing of it is run")
	f.StringVar(&o.answers, "answers", "", "YAML `FILE` with answers to the interview questions")
	f.StringArrayVar(&o.answer, "answer", nil, "one answer, as `KEY=VALUE`; may be repeated")
	f.StringArrayVar(&o.disable, "disable", nil, "`RULE`, calculation or checklist item that raises nothing, by the id a concern names; may be repeated")
	f.StringSliceVar(&o.areas, "areas", nil, "`AREAS` to review, by key or letter (default all ten)")
	o.outputOptions.flags(c, report.Formats())
	f.StringVar(&o.failOn, "fail-on", "", "exit with code 1 if a concern of this `SEVERITY` or above stands: high, medium or low; with --against also new-high, new-medium or new-low")
	f.StringVar(&o.against, "against", "", "say what became of an earlier `REVIEW`: last, the id of a session, or a review in JSON")
	f.StringVar(&o.waivers, "waivers", "", "`FILE` of waivers (default .archreview-waivers.yaml of the repository)")
	f.BoolVar(&o.plain, "plain", false, "interactive session as lines of text, for screen readers and pipes")
	f.StringVar(&o.log.file, "log", "", "append what is done, step by step and as JSON lines, to this `FILE`; no texts and no keys")
	f.BoolVar(&o.log.verbose, "verbose", false, "tell what is done on standard error")
	f.BoolVar(&o.unkept, "no-session", false, "keep nothing of this review on disk")
	f.SortFlags = false
	group(c, "Documents", "doc", "repo", "answers", "answer", "areas", "disable")
	group(c, "Report", "fail-on", "against", "waivers", "plain", "no-session", "log", "verbose")
	o.model.flags(c)
	completeFlag(c, "areas", completeAreas)
	completeFlag(c, "against", completeSessions(env))
	completeFlag(c, "fail-on", fixed("high", "medium", "low", "new-high", "new-medium", "new-low"))
	c.SetUsageFunc(usage)
	c.SuggestionsMinimumDistance = 2
	c.SetVersionTemplate("archreview " + buildInfo() + "\n")
	c.SetHelpCommand(&cobra.Command{Hidden: true, Use: "no-help"})
	c.SetFlagErrorFunc(flagError)
	addCommands(c, env)
	configure(c, env)
	return c
}

// documentsOnly takes the names of files; any other word is an error that says
// where it belongs.
func documentsOnly(cmd *cobra.Command, args []string) error {
	for _, a := range args {
		if _, err := os.Stat(a); err == nil || a == "-" {
			continue
		}
		next := "name a document that exists; archreview --help lists the commands"
		if s := cmd.SuggestionsFor(a); len(s) > 0 {
			next = "did you mean: archreview " + s[0] + "?"
		}
		return &problem.Problem{What: "unknown command or document " + a, Detail: "there is no file of that name", Next: next}
	}
	return nil
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
func runReview(cmd *cobra.Command, env *Env, o *reviewOptions, args []string) error {
	if len(args) > 0 {
		return wrong("both", values{"A": "--doc", "B": args[0], "Why": "--doc reviews in one shot, a name alone begins the interactive session"}, problem.Usage)
	}
	if err := o.check(); err != nil {
		return err
	}
	c, err := newConsultation(cmd.Context(), env, o)
	if err != nil {
		return err
	}
	return c.run(cmd.Context())
}

// common gives the options of a review that do not depend on its documents.
func (o *reviewOptions) common(env *Env) (agent.Options, error) {
	lex, err := env.lexicon()
	if err != nil {
		return agent.Options{}, err
	}
	o.fill(env)
	areas, err := areaKeys(lex.Catalog, o.areas)
	if err != nil {
		return agent.Options{}, env.placed(err, "areas")
	}
	if err := knownRules(lex.Catalog, o.disable); err != nil {
		return agent.Options{}, env.placed(err, "disable")
	}
	answers, err := readAnswers(lex.Catalog, o.answers, o.answer)
	if err != nil {
		return agent.Options{}, err
	}
	return agent.Options{Lexicon: lex, Answers: answers, Areas: areas, Disable: o.disable, Version: Version(), Now: env.Now}, nil
}

// newConsultation reads the documents of a review, masks their secrets and
// connects the model, if one is to be asked. Nothing is sent.
func newConsultation(ctx context.Context, env *Env, o *reviewOptions) (*consultation, error) {
	opts, err := o.common(env)
	if err != nil {
		return nil, err
	}
	docs, err := o.read(ctx, env)
	if err != nil {
		return nil, err
	}
	roomForLarge(docs)
	opts.Documents = docs
	e := env.endpoint(&o.model)
	asks, err := o.model.consults(&e)
	if err != nil {
		return nil, err
	}
	c := &consultation{env: env, o: o, asks: asks, endpoint: &e, opts: opts, original: docs}
	c.show()
	warn(env.Streams, pending(c.original, c.opts.Pictures))
	if err := c.mask(); err != nil {
		return nil, err
	}
	if c.marks, err = newMarks(env, o, opts.Areas, opts.Lexicon.Catalog); err != nil {
		return nil, err
	}
	if asks {
		err = c.connect()
	}
	return c, err
}

// check finds what is wrong with the flags before any work is done.
func (o *reviewOptions) check() error {
	if err := o.outputOptions.check(report.Formats()); err != nil {
		return err
	}
	if err := o.checkLevel(); err != nil {
		return err
	}
	if o.quiet && o.log.verbose && o.log.file == "" {
		return wrong("both", values{"A": "--quiet", "B": "--verbose", "Why": "one wants silence, the other every step"}, problem.Usage)
	}
	return o.model.check()
}

// checkLevel checks --fail-on.
func (o *reviewOptions) checkLevel() error {
	level, fresh := strings.CutPrefix(o.failOn, newLevel)
	switch {
	case o.failOn != "" && review.Severity(level).Rank() == 0:
		return wrong("level", values{"Level": o.failOn}, problem.Usage)
	case fresh && o.against == "":
		return wrong("levelAgainst", values{"Level": o.failOn}, problem.Usage)
	}
	return nil
}

// newLevel begins the levels that count only what a new version brought.
const newLevel = "new-"

// verdict turns a finished review into the exit code: an incomplete review is
// never a success, and concerns count from the level asked for.
func verdict(r *review.Review, failOn string) error {
	if r.Outcome == review.Incomplete {
		return &problem.Problem{Code: problem.Incomplete}
	}
	level := review.Severity(failOn).Rank() // 0 also for levels of a comparison, which decides for itself
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
