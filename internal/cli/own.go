package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"archreview/checklists"
	"archreview/internal/checks"
	"archreview/internal/facts"
	"archreview/internal/problem"
	"archreview/internal/report"
)

// lexicon gives the checklists of this run, compiled: the built-in ones, or
// those with the user's own over them.
func (e *Env) lexicon() (*facts.Lexicon, error) {
	if e.conf == nil || e.conf.own == nil {
		return lexicon()
	}
	return e.conf.own()
}

// catalog gives the checklists of this run.
func (e *Env) catalog() (*checklists.Catalog, error) {
	if e.conf == nil || e.conf.own == nil {
		return checklists.Builtin()
	}
	lex, err := e.conf.own()
	if err != nil {
		return nil, err
	}
	return lex.Catalog, nil
}

// ownLexicon reads and compiles a folder of own checklists. The first mistake
// is told, and how many more there are.
func ownLexicon(dir string) (*facts.Lexicon, error) {
	lex, _, err := loadOwn(dir)
	var p *problem.Problem
	if err == nil || errors.As(err, &p) {
		return lex, err
	}
	list := mistakes(err)
	return nil, wrong("checklists", values{"Dir": dir, "First": list[0], "More": len(list) - 1}, problem.Usage)
}

// loadOwn reads and compiles a folder. Mistakes in it come back as they are.
func loadOwn(dir string) (*facts.Lexicon, *checklists.Changes, error) {
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is not a folder", dir)
	}
	if err != nil {
		return nil, nil, &problem.Problem{What: "the checklists cannot be read", Detail: err.Error(), Next: "name a folder with YAML files; docs/checklists.md shows a small one", Err: err}
	}
	base, err := checklists.Builtin()
	if err != nil {
		return nil, nil, err
	}
	name := dir
	if abs, err := filepath.Abs(dir); err == nil {
		name = filepath.Base(abs)
	}
	cat, changes, err := checklists.Extend(base, os.DirFS(dir), name)
	if err != nil {
		return nil, nil, err
	}
	lex, err := facts.Compile(cat)
	return lex, changes, err
}

// mistakes lists what an error joins, one line each.
func mistakes(err error) []string {
	return strings.Split(strings.TrimPrefix(err.Error(), "checklists: "), "\n")
}

func newValidate(env *Env) *cobra.Command {
	long, examples := help("validate")
	return &cobra.Command{
		Use: "validate FOLDER", Short: "Tells what own checklists add, replace and disable, or all mistakes", Long: long, Example: examples,
		Args:        arguments(cobra.ExactArgs(1)),
		Annotations: map[string]string{bare: "yes"},
		RunE:        func(_ *cobra.Command, args []string) error { return validate(env, args[0]) },
	}
}

// validate tells what a folder changes, or everything that is wrong with it:
// first the data, then the examples of items and rules.
func validate(env *Env, dir string) error {
	lex, changes, err := loadOwn(dir)
	var p *problem.Problem
	if errors.As(err, &p) {
		return err
	}
	var list []string
	if err != nil {
		list = mistakes(err)
	} else {
		for _, e := range checks.Verify(changed(lex, changes)) {
			list = append(list, e.Error())
		}
	}
	if len(list) == 0 {
		_, err := fmt.Fprint(env.Streams.Out, say("validated", values{"Dir": report.Clean(dir), "C": cleanedChanges(changes), "Items": len(lex.Catalog.Items), "Rules": len(lex.Catalog.Rules)}))
		return err
	}
	for _, m := range list {
		if _, err := fmt.Fprintln(env.Streams.Out, report.Clean(m)); err != nil {
			return err
		}
	}
	return wrong("invalid", values{"Dir": dir, "N": counted(len(list), "mistake")}, problem.Usage)
}

// changed gives the items and rules whose examples a folder may have changed:
// its own, or all where it changes how documents are read.
func changed(lex *facts.Lexicon, c *checklists.Changes) *facts.Lexicon {
	mine := map[string]bool{}
	for _, x := range append(slices.Clone(c.Added), c.Replaced...) {
		mine[x.Kind+" "+x.ID] = true
	}
	reads := func(kinds ...string) func(checklists.Change) bool {
		return func(x checklists.Change) bool { return slices.Contains(kinds, x.Kind) }
	}
	if slices.ContainsFunc(c.Replaced, reads("concepts", "technologies", "traits", "slots", "context", "synonyms")) || slices.ContainsFunc(c.Added, reads("context", "synonyms")) {
		return lex
	}
	out, cat := *lex, *lex.Catalog
	cat.Items = slices.DeleteFunc(slices.Clone(cat.Items), func(i checklists.Item) bool { return !mine["items "+i.ID] })
	cat.Rules = slices.DeleteFunc(slices.Clone(cat.Rules), func(r checklists.Rule) bool { return !mine["rules "+r.ID] })
	out.Catalog = &cat
	return &out
}

// cleanedChanges makes what a folder says fit to be shown.
func cleanedChanges(c *checklists.Changes) *checklists.Changes {
	for _, list := range [][]checklists.Change{c.Added, c.Replaced, c.Disabled, c.Silent} {
		for i := range list {
			list[i].ID, list[i].Because, list[i].Pos.File = report.Clean(list[i].ID), report.Clean(list[i].Because), report.Clean(list[i].Pos.File)
		}
	}
	return c
}
