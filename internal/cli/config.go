package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"archreview/internal/config"
	"archreview/internal/report"
)

func newConfig(env *Env) *cobra.Command {
	long, examples := help("config")
	c := &cobra.Command{
		Use: "config", Short: "Tells what holds and where it came from: show, init, path, providers", Long: long, Example: examples,
		Args: arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return showConfig(env, &modelOptions{}, false) },
	}
	asJSON := false
	providers := &cobra.Command{
		Use: "providers", Short: "Endpoints that are known by name", Args: arguments(cobra.NoArgs), Annotations: map[string]string{bare: "yes"},
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				return writeJSON(env, listProviders())
			}
			return show(env, say("providers", values{"List": config.Providers()}))
		},
	}
	providers.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	c.AddCommand(newConfigShow(env), newConfigInit(env), newConfigPath(env), providers)
	return c
}

// listedProvider is a provider as JSON has it.
type listedProvider struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	BaseURL  string `json:"base_url"`
	KeyEnv   string `json:"key_env"`
	NeedsKey bool   `json:"needs_key"`
	Example  string `json:"example_model"`
	Note     string `json:"note"`
}

func listProviders() []listedProvider {
	out := []listedProvider{}
	for _, p := range config.Providers() {
		out = append(out, listedProvider{p.Name, p.Title, p.BaseURL, p.KeyEnv, p.NeedsKey, p.Example, p.Note})
	}
	return out
}

func newConfigShow(env *Env) *cobra.Command {
	var o modelOptions
	asJSON := false
	c := &cobra.Command{
		Use: "show", Short: "Each value, and where it came from", Args: arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return showConfig(env, &o, asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	o.modelFlags(c)
	return c
}

// shownValue is one value as it is shown.
type shownValue struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	From  string `json:"from"`
}

// shownConfig is the configuration as JSON has it.
type shownConfig struct {
	Values   []shownValue `json:"values"`
	Project  string       `json:"project_file"`
	User     string       `json:"user_file"`
	Trusted  bool         `json:"trusted"`
	Profiles []string     `json:"profiles"`
	Notes    []string     `json:"notes"`
}

// showConfig tells what holds for the flags given.
func showConfig(env *Env, o *modelOptions, asJSON bool) error {
	s := env.settings()
	e := env.endpoint(o)
	out := shownConfig{Values: []shownValue{}, Project: s.Path, User: s.UserPath, Trusted: s.Trusted, Profiles: s.Profiles(), Notes: []string{}}
	if _, err := os.Stat(s.UserPath); err != nil {
		out.User = ""
	}
	for _, n := range s.Notes {
		out.Notes = append(out.Notes, report.Clean(n))
	}
	if p := e.unfit(); p != nil {
		out.Notes = append(out.Notes, report.Clean(p.Error()+"; "+p.Next))
	}
	list, err := config.Keys()
	if err != nil {
		return err
	}
	for i := range list {
		if v, ok := env.shownKey(&list[i], &e); ok {
			out.Values = append(out.Values, v)
		}
	}
	for i := range out.Values {
		v := &out.Values[i]
		v.Value, v.From = report.Clean(v.Value), report.Clean(v.From)
	}
	if asJSON {
		return writeJSON(env, out)
	}
	width := 0
	for _, v := range out.Values {
		width = max(width, len([]rune(v.Value)))
	}
	const widest = 44
	_, err = fmt.Fprint(env.Streams.Out, say("config.show", values{"C": out, "Width": min(width, widest), "Known": report.Clean(s.UserPath), "Root": report.Clean(s.Root)}))
	return err
}

// shownKey gives the value of one key and its source. Keys of endpoints are
// never shown, only the variable that holds them.
func (e *Env) shownKey(k *config.Key, at *endpoint) (shownValue, bool) {
	out := shownValue{Key: k.Key, Value: k.Default, From: fromBuiltIn}
	ended := func(s setting) (shownValue, bool) {
		if out.Value, out.From = s.value, s.from; strings.Contains(s.value, "://") {
			out.Value = shownURL(s.value)
		}
		return out, true
	}
	switch k.Key {
	case "profiles":
		return out, false
	case "provider":
		return ended(at.provider)
	case "model":
		return ended(at.model)
	case "base_url":
		return ended(at.base)
	case "key_env":
		if out.Key = "key"; at.keyFrom != "" {
			out.Value, out.From = "set ("+at.keyFrom+")", at.keyFrom
			return out, true
		}
		out.Value, out.From = "none; it would be taken from "+at.want, fromNowhere
		return out, true
	}
	if f := e.conf.flags.Lookup(k.Flag); k.Flag != "" && f != nil && f.Changed {
		out.Value, out.From = strings.Trim(f.Value.String(), "[]"), "--"+k.Flag
		return out, true
	}
	if v, ok := e.conf.settings.Get(k.Key); ok {
		out.Value, out.From = v.String(), v.From
		return out, true
	}
	if k.Key == "parallel" && at.parallel > 0 {
		out.Value, out.From = fmt.Sprint(at.parallel), "provider "+at.preset.Name
	}
	if out.Value == "" {
		out.From = fromNowhere
	}
	return out, !slices.Contains([]string{"trust"}, k.Key)
}

func newConfigInit(env *Env) *cobra.Command {
	user := false
	c := &cobra.Command{
		Use: "init", Short: "Writes a file with every key in comments", Args: arguments(cobra.NoArgs), Annotations: map[string]string{bare: "yes"},
		RunE: func(*cobra.Command, []string) error {
			path, kind := config.ProjectPath(""), config.Project
			if user {
				path, kind = config.UserPath(env.getenv()), config.User
			}
			if path == "" {
				return wrong("homeless", nil, 0)
			}
			if err := config.Init(path, kind); err != nil {
				return err
			}
			_, err := fmt.Fprintln(env.Streams.Out, say("config.written", values{"Path": report.Clean(path)}))
			return err
		},
	}
	c.Flags().BoolVar(&user, "user", false, "your own file, instead of that of this project")
	return c
}

func newConfigPath(env *Env) *cobra.Command {
	return &cobra.Command{
		Use: "path", Short: "Where the files are looked for", Args: arguments(cobra.NoArgs), Annotations: map[string]string{bare: "yes"},
		RunE: func(*cobra.Command, []string) error {
			there := func(path string) string {
				if _, err := os.Stat(path); err == nil {
					return "there"
				}
				return "not there"
			}
			project, user := config.ProjectPath(""), config.UserPath(env.getenv())
			_, err := fmt.Fprintln(env.Streams.Out, say("config.path", values{"Project": report.Clean(project), "User": report.Clean(user), "HasProject": there(project), "HasUser": there(user)}))
			return err
		},
	}
}
