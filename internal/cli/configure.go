package cli

import (
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"archreview/internal/config"
	"archreview/internal/facts"
	"archreview/internal/problem"
	"archreview/internal/report"
)

// configuration is what the sources of settings give for one command line.
type configuration struct {
	profile, checklists string // flags
	trust               bool   // a flag

	settings *config.Settings
	flags    *pflag.FlagSet
	own      func() (*facts.Lexicon, error) // nil for the built-in checklists
}

// formatsKey marks a flag with the formats that its command writes.
const formatsKey = "archreview_formats"

// bare marks commands that need no settings, or mend them.
const bare = "archreview_bare"

// configure adds the flags that hold for every command, and sees that settings
// from the environment and from files take the place of flags that are not given.
func configure(root *cobra.Command, env *Env) {
	k := &configuration{}
	f := root.PersistentFlags()
	f.StringVar(&k.profile, "profile", "", "settings of this `NAME`: strict, lightweight or one of your own (ARCHREVIEW_PROFILE)")
	f.StringVar(&k.checklists, "checklists", "", "`FOLDER` with own checklist data, laid over the built-in ones")
	f.BoolVar(&k.trust, "trust", false, "let "+config.Name+" of this project name the endpoint and loosen your own settings")
	for _, name := range []string{"profile", "checklists", "trust"} {
		_ = f.SetAnnotation(name, groupKey, []string{"Configuration"}) // fails for an unknown flag only
	}
	completeFlag(root, "profile", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		s, err := config.Load(k.options(env))
		if err != nil {
			return []string{"strict", "lightweight"}, cobra.ShellCompDirectiveNoFileComp
		}
		return s.Profiles(), cobra.ShellCompDirectiveNoFileComp
	})
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		if settingless(c) {
			return nil
		}
		return k.prepare(env, c)
	}
}

// settingless says whether a command must work whatever the files say.
func settingless(c *cobra.Command) bool {
	for ; c != nil; c = c.Parent() {
		if c.Annotations[bare] != "" || slices.Contains([]string{"completion", "man", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}, c.Name()) {
			return true
		}
	}
	return false
}

func (k *configuration) options(env *Env) config.Options {
	return config.Options{Getenv: env.getenv(), Profile: k.profile, Trust: k.trust, Formats: report.Formats()}
}

// prepare loads the settings and gives the flags of the command their values.
func (k *configuration) prepare(env *Env, c *cobra.Command) error {
	s, err := config.Load(k.options(env))
	if err != nil {
		return err
	}
	k.settings, k.flags = s, c.Flags()
	if f := k.flags.Lookup("provider"); f != nil && f.Changed {
		if name := f.Value.String(); name != "" && !slices.Contains(config.ProviderNames(), name) {
			return wrong("provider", values{"Provider": name, "Known": strings.Join(config.ProviderNames(), ", ")}, problem.Usage)
		}
	}
	if err := k.apply(); err != nil {
		return err
	}
	if k.checklists != "" {
		k.own = sync.OnceValues(func() (*facts.Lexicon, error) { return ownLexicon(k.checklists) })
	}
	env.conf = k
	return nil
}

// apply gives flags that are not given the values of the settings. What names
// an endpoint is left to resolve, which wants to know where it comes from.
func (k *configuration) apply() error {
	list, err := config.Keys()
	if err != nil {
		return err
	}
	for _, key := range list {
		if slices.Contains([]string{"provider", "model", "base_url", "profile", ""}, key.Key) || key.Flag == "" {
			continue
		}
		f := k.flags.Lookup(key.Flag)
		v, ok := k.settings.Get(key.Key)
		if !ok || f == nil || f.Changed || key.Key == "format" && !slices.Contains(f.Annotations[formatsKey], v.Text) ||
			key.Key == "engine" && v.Text == "checks" && k.asksForModel() {
			continue
		}
		if list, many := f.Value.(pflag.SliceValue); many {
			err = list.Replace(v.List)
		} else {
			err = f.Value.Set(v.Text)
		}
		if err != nil {
			return &problem.Problem{What: "a setting cannot be used", Detail: v.From + ": " + key.Key + ": " + err.Error(), Next: "mend it; docs/configuration.md tells what each key takes", Err: err}
		}
	}
	return nil
}

// asksForModel says whether the command line itself asks for a model.
func (k *configuration) asksForModel() bool {
	for _, flag := range []string{"provider", "model", "base-url", "estimate", "show-prompts", "record", "replay", "max-cost", "max-tokens"} {
		if k.flags.Changed(flag) {
			return true
		}
	}
	return false
}

// settings gives the settings of this run; nil before they are loaded.
func (e *Env) settings() *config.Settings {
	if e.conf == nil {
		return nil
	}
	return e.conf.settings
}

// setting gives a value that no flag of the command takes the place of.
func (e *Env) setting(key, flag string) (config.Value, bool) {
	if e.conf == nil || e.conf.flags.Changed(flag) {
		return config.Value{}, false
	}
	return e.conf.settings.Get(key)
}

// fill takes from the settings what the command has no flags for.
func (o *reviewOptions) fill(env *Env) {
	for _, x := range []struct {
		key string
		at  *[]string
	}{{"areas", &o.areas}, {"disable", &o.disable}} {
		if v, ok := env.setting(x.key, x.key); ok && len(*x.at) == 0 {
			*x.at = v.List
		}
	}
	for _, x := range []struct {
		key string
		at  *string
	}{{"answers", &o.answers}, {"waivers", &o.waivers}, {"prices", &o.model.prices}} {
		if v, ok := env.setting(x.key, x.key); ok && *x.at == "" {
			*x.at = v.Text
		}
	}
}

// placed adds to a problem where the setting stands that it is about.
func (e *Env) placed(err error, key string) error {
	var p *problem.Problem
	v, ok := e.setting(key, key)
	if !ok || !errors.As(err, &p) {
		return err
	}
	at := *p
	at.Detail = v.From + ": " + at.Detail
	return &at
}

// look gives how texts are shown that are no reports.
func (e *Env) look() *outputOptions {
	o := &outputOptions{theme: "auto"}
	if v, ok := e.settings().Get("theme"); ok {
		o.theme = v.Text
	}
	if v, ok := e.settings().Get("no_color"); ok {
		o.noColor = v.Text == "true"
	}
	return o
}
