package cli

import (
	"net/url"
	"strings"

	"archreview/internal/llm"
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
	publicOpenAI  = "api.openai.com"
	deploymentsAt = "/openai/deployments/"
)

// setting is a value and where it came from.
type setting struct{ value, from string }

// endpoint is where a model is called, and with what.
type endpoint struct {
	base, model setting
	key         llm.Secret
	keyFrom     string   // name of the variable; "" for no key
	want        string   // the variable in which this endpoint's key belongs
	foreign     []string // variables whose keys belong to another endpoint
	owners      []string // and to which
}

// first gives the first setting that has a value.
func first(list ...setting) setting {
	for _, s := range list {
		if strings.TrimSpace(s.value) != "" {
			return setting{strings.TrimSpace(s.value), s.from}
		}
	}
	return setting{"", fromNowhere}
}

// resolve finds the endpoint: flags come before the program's own variables,
// and these before OpenAI's. A key goes to the address that it belongs to and
// to no other.
func resolve(o *modelOptions, getenv func(string) string) endpoint {
	env := func(name string) setting { return setting{getenv(name), name} }
	e := endpoint{
		model: first(setting{o.model, "--model"}, env(envModel)),
		base:  first(setting{o.baseURL, "--base-url"}, env(envURL), env(envOpenAIURL), setting{openAIBase, fromBuiltIn}),
	}
	owner := first(env(envOpenAIURL), setting{openAIBase, fromBuiltIn}).value
	own := first(env(envURL)).value
	explicit := e.base.from == "--base-url" || e.base.from == envURL
	e.want = envOpenAIKey
	if explicit && !sameOrigin(e.base.value, owner) {
		e.want = envKey
	}
	e.take(envKey, getenv, explicit && (own == "" || sameOrigin(e.base.value, own)), own)
	e.take(envOpenAIKey, getenv, sameOrigin(e.base.value, owner), owner)
	return e
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
func (e *endpoint) configured() bool {
	return e.model.value != "" || e.base.from == "--base-url" || e.base.from == envURL
}

// named says whether the model is known: by name, or by a deployment's address.
func (e *endpoint) named() bool {
	return e.model.value != "" || strings.Contains(e.base.value, deploymentsAt)
}

// notes tell which keys are not sent, where that may surprise.
func (e *endpoint) notes() []string {
	var out []string
	if e.keyFrom != "" {
		return nil
	}
	for i, name := range e.foreign {
		out = append(out, say("key.foreign", values{"Var": name, "Host": hostOf(e.base.value), "Owner": e.owners[i], "Want": e.want}))
	}
	return out
}

// sameOrigin compares scheme, host and port of two addresses.
func sameOrigin(a, b string) bool {
	return a != "" && b != "" && origin(a) == origin(b)
}

func origin(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" {
		return raw
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

// hostOf gives the host of an address, fit to be shown.
func hostOf(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" {
		return "the configured address"
	}
	return u.Host
}
