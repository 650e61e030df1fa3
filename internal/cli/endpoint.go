package cli

import (
	"net/url"
	"slices"
	"strings"

	"archreview/internal/config"
	"archreview/internal/llm"
	"archreview/internal/problem"
	"archreview/internal/report"
)

// Names of the environment.
const (
	envOpenAIKey  = "OPENAI_API_KEY"
	envOpenAIURL  = "OPENAI_BASE_URL"
	envModel      = "ARCHREVIEW_MODEL"
	envURL        = "ARCHREVIEW_BASE_URL"
	envKey        = "ARCHREVIEW_API_KEY"
	openAIBase    = "https://api.openai.com/v1"
	fromBuiltIn   = "built in"
	fromNowhere   = "not set"
	deploymentsAt = "/openai/deployments/"
)

// setting is a value and where it came from.
type setting struct{ value, from string }

// endpoint is where a model is called, and with what.
type endpoint struct {
	base, model, provider setting
	preset                config.Provider // the provider that was named; empty for none
	key                   llm.Secret
	keyFrom               string           // name of the variable; "" for no key
	want                  string           // the variable in which this endpoint's key belongs
	foreign               []string         // variables whose keys belong to another endpoint
	owners                []string         // and to which
	explicit              bool             // somebody named the endpoint for this program
	parallel              int              // calls side by side that the provider stands; 0 for the usual number
	denied                *problem.Problem // why no model may be asked: the project wants what the user did not allow
	passed                []string         // what of the project's file is passed over

	kind   config.Kind // of the source that names the endpoint
	byBase bool        // it names an address, not just a provider
}

// endpoint finds the endpoint for the flags of a command.
func (e *Env) endpoint(o *modelOptions) endpoint { return resolve(o, e.getenv(), e.settings()) }

// resolve finds the endpoint: flags come before the program's own variables,
// these before OpenAI's, and these before files. The strongest source that
// names an address or a provider decides about both. A key goes to the address
// that it belongs to and to no other.
func resolve(o *modelOptions, getenv func(string) string, s *config.Settings) endpoint {
	if s == nil {
		s = &config.Settings{}
		if env, err := config.FromEnvironment(getenv); err == nil {
			s = env
		}
	}
	flags := config.Layer{Kind: config.Environment, Values: map[string]config.Value{}}
	for _, f := range []struct{ key, value, flag string }{{"model", o.model, "--model"}, {"base_url", o.baseURL, "--base-url"}, {"provider", o.provider, "--provider"}} {
		if v := strings.TrimSpace(f.value); v != "" {
			flags.Values[f.key] = config.Value{Text: v, From: f.flag, Kind: config.Environment}
		}
	}
	all := append([]config.Layer{flags}, s.Layers...)
	e := endpoint{base: setting{openAIBase, fromBuiltIn}, model: setting{"", fromNowhere}, provider: setting{"", fromNowhere}, passed: s.Notes}
	model := config.Value{}
	for _, l := range all {
		if v, ok := l.Values["model"]; ok {
			model = v
			e.model = setting{v.Text, v.From}
			break
		}
	}
	e.place(all, getenv)
	if e.preset.Parallel > 0 && !o.given("parallel") {
		if _, set := s.Get("parallel"); !set {
			e.parallel = e.preset.Parallel
		}
	}
	e.guard(all, s, model, getenv)
	e.keys(all, getenv)
	return e
}

// place finds address and provider.
func (e *endpoint) place(all []config.Layer, getenv func(string) string) {
	for i, l := range all {
		p, hasProvider := l.Values["provider"]
		b, hasBase := l.Values["base_url"]
		if !hasProvider && !hasBase {
			continue
		}
		e.kind, e.explicit = l.Kind, b.From != envOpenAIURL
		if hasProvider {
			e.explicit = true
			e.preset, _ = config.ProviderNamed(p.Text) // it was checked
			e.provider = setting{p.Text, p.From}
		}
		if hasBase {
			e.base, e.byBase = setting{b.Text, b.From}, true
			return
		}
		e.base = setting{e.preset.Base(getenv), "provider " + p.Text + ", " + p.From}
		for _, weaker := range all[i+1:] { // a provider whose address is the user's own
			if v, ok := weaker.Values["base_url"]; ok && e.base.value == "" && e.preset.Owns(v.Text, getenv) {
				if e.base, e.byBase = (setting{v.Text, v.From}), true; weaker.Kind == config.Project {
					e.kind = config.Project
				}
			}
		}
		return
	}
}

// guard sees that the file of a project sends nothing to a place that the user
// has not named, and makes no model be used where the user has named none.
func (e *endpoint) guard(all []config.Layer, s *config.Settings, model config.Value, getenv func(string) string) {
	if s.Trusted {
		return
	}
	named, configured := false, false
	for _, p := range config.Providers() {
		named = named || p.BaseEnv != "" && config.SameOrigin(p.Base(getenv), e.base.value)
	}
	for _, l := range all {
		if l.Kind == config.Project {
			continue
		}
		base, provider := l.Values["base_url"], l.Values["provider"]
		p, _ := config.ProviderNamed(provider.Text)
		named = named || config.SameOrigin(base.Text, e.base.value) || config.SameOrigin(p.Base(getenv), e.base.value)
		configured = configured || l.Values["model"].Text != "" || provider.Text != "" || base.Text != "" && base.From != envOpenAIURL
	}
	v := values{"File": s.Path, "Folder": s.Root, "User": s.UserPath, "Host": hostOf(e.base.value)}
	switch {
	case e.kind == config.Project && !named:
		v["From"], v["Wants"] = e.base.from, "the endpoint "+hostOf(e.base.value)
	case model.Kind == config.Project && model.Text != "" && !configured:
		v["From"], v["Wants"] = model.From, "the model "+model.Text+" at "+hostOf(e.base.value)
	default:
		return
	}
	e.denied = wrong("untrusted", v, problem.Usage)
}

// keys finds the key: first the variable that the user's file names for this
// endpoint, then those that are bound to its address, last the program's own.
func (e *endpoint) keys(all []config.Layer, getenv func(string) string) {
	base := e.base.value
	env := func(name string) string { return strings.TrimSpace(getenv(name)) }
	owner, own := env(envOpenAIURL), env(envURL)
	if owner == "" {
		owner = openAIBase
	}
	e.want = envKey
	if e.kind == config.Project {
		e.want = envKey + " together with " + envURL
	}
	allowed := e.denied == nil
	for _, l := range all {
		k, ok := l.Values["key_env"]
		if !ok || l.Kind == config.Project {
			continue
		}
		address := l.Values["base_url"].Text
		p, _ := config.ProviderNamed(l.Values["provider"].Text)
		if address == "" {
			address = p.Base(getenv)
		}
		e.take(k.Text, getenv, allowed && (config.SameOrigin(base, address) || address == "" && e.kind != config.Project && p.Owns(base, getenv)), address)
	}
	bound := e.explicit && own != "" && config.SameOrigin(base, own)
	if bound {
		e.take(envKey, getenv, allowed, own)
	}
	e.take(envOpenAIKey, getenv, allowed && config.SameOrigin(base, owner), owner)
	for _, p := range config.Providers() {
		if p.KeyEnv == "" || p.KeyEnv == envOpenAIKey {
			continue
		}
		owns := p.Owns(base, getenv) && (p.BaseURL != "" || e.kind != config.Project || p.Base(getenv) != "")
		if owns || p.Name == e.preset.Name {
			e.take(p.KeyEnv, getenv, allowed && owns, p.Base(getenv))
		}
		if owns {
			e.want = p.KeyEnv
		}
	}
	if config.SameOrigin(base, owner) {
		e.want = envOpenAIKey
	}
	if !bound {
		e.take(envKey, getenv, allowed && e.explicit && e.kind != config.Project && own == "" && (e.byBase || e.preset.KeyEnv == ""), own)
	}
}

// take uses the key of a variable if it belongs to the endpoint and none was
// taken before, and remembers it as foreign if it belongs elsewhere.
func (e *endpoint) take(name string, getenv func(string) string, fits bool, owner string) {
	key := strings.TrimSpace(getenv(name))
	switch {
	case key == "":
	case fits && e.keyFrom == "":
		e.key, e.keyFrom = llm.Hide(key), name
	case !fits:
		if owner == "" {
			owner = "another base URL"
		}
		e.foreign, e.owners = append(e.foreign, name), append(e.owners, hostOf(owner))
	}
}

// configured says whether a model is to be used without being asked for.
func (e *endpoint) configured() bool { return e.model.value != "" || e.explicit }

// named says whether the model is known: by name, or by a deployment's address.
func (e *endpoint) named() bool {
	return e.model.value != "" || strings.Contains(e.base.value, deploymentsAt)
}

// unfit is the problem of an endpoint that cannot be asked, whatever the model.
func (e *endpoint) unfit() *problem.Problem {
	switch {
	case e.denied != nil:
		return e.denied
	case e.base.value == "":
		return wrong("noAddress", values{"Provider": e.preset.Title, "Env": e.preset.BaseEnv, "From": e.provider.from}, problem.Usage)
	}
	return nil
}

// keyless is the problem of an endpoint that is known to need a key, without one.
func (e *endpoint) keyless() *problem.Problem {
	nothing := func(string) string { return "" }
	needs := slices.ContainsFunc(config.Providers(), func(p config.Provider) bool { return p.NeedsKey && p.Owns(e.base.value, nothing) })
	if e.keyFrom != "" || !needs {
		return nil
	}
	foreign := ""
	if len(e.foreign) > 0 {
		foreign = e.foreign[0]
	}
	return wrong("noKey", values{"Host": hostOf(e.base.value), "Foreign": foreign, "Want": e.want}, problem.Endpoint)
}

// notes tell what of the project's file does not hold, and which keys are not
// sent, where that may surprise.
func (e *endpoint) notes() []string {
	var out []string
	for _, n := range e.passed {
		out = append(out, report.Clean(n))
	}
	if e.keyFrom != "" {
		return out
	}
	for i, name := range e.foreign {
		out = append(out, say("key.foreign", values{"Var": name, "Host": hostOf(e.base.value), "Owner": e.owners[i], "Want": e.want}))
	}
	return out
}

// hostOf gives the host of an address, fit to be shown.
func hostOf(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" {
		return "the configured address"
	}
	return u.Host
}
