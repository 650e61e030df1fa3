package config

import (
	_ "embed"
	"net/url"
	"strings"
	"sync"
)

//go:embed data/providers.yaml
var providersYAML []byte

// Provider is an endpoint that is known by name.
type Provider struct {
	Name     string   `yaml:"name"`
	Title    string   `yaml:"title"`
	BaseURL  string   `yaml:"base_url"`  // "" where the address is the user's own
	BaseEnv  string   `yaml:"base_env"`  // variable with the address of the user's own resource
	BasePath string   `yaml:"base_path"` // what is added to it
	Hosts    []string `yaml:"hosts"`     // ends of the names of such hosts
	KeyEnv   string   `yaml:"key_env"`   // variable with the key; "" for none
	NeedsKey bool     `yaml:"needs_key"`
	Mode     string   `yaml:"mode"`     // how structured answers are asked for at first; "" for schema
	Parallel int      `yaml:"parallel"` // calls side by side; 0 for the usual number
	Example  string   `yaml:"example"`  // name of a model
	Quirks   []string `yaml:"quirks"`
	Note     string   `yaml:"note"`
	Source   string   `yaml:"source"`
}

var providerList = sync.OnceValues(func() ([]Provider, error) {
	var out []Provider
	return out, decode(providersYAML, &out, "providers")
})

// Providers lists the endpoints that are known by name.
func Providers() []Provider {
	list, err := providerList()
	if err != nil {
		return nil // a test reads the data
	}
	return append([]Provider(nil), list...)
}

// ProviderNames lists their names.
func ProviderNames() []string {
	var out []string
	for _, p := range Providers() {
		out = append(out, p.Name)
	}
	return out
}

// ProviderNamed gives the endpoint of a name; false if there is none.
func ProviderNamed(name string) (Provider, bool) {
	for _, p := range Providers() {
		if p.Name == name {
			return p, true
		}
	}
	return Provider{}, false
}

// Base gives the base URL: the provider's, or that of the user's own resource;
// "" where it is not known.
func (p Provider) Base(getenv func(string) string) string {
	if p.BaseURL != "" || p.BaseEnv == "" {
		return p.BaseURL
	}
	own := strings.TrimRight(strings.TrimSpace(getenv(p.BaseEnv)), "/")
	u, err := url.Parse(own)
	if own == "" || err != nil {
		return ""
	}
	if u.Path == "" {
		own += p.BasePath
	}
	return own
}

// Owns says whether an address belongs to the provider, and with it the key in
// its variable: the same origin as its own address, or where that is the
// user's, an encrypted one below its domain.
func (p Provider) Owns(address string, getenv func(string) string) bool {
	if base := p.Base(getenv); base != "" {
		return SameOrigin(base, address)
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" || u.Port() != "" && u.Port() != "443" {
		return false
	}
	for _, end := range p.Hosts {
		if host := strings.ToLower(u.Hostname()); strings.HasSuffix(host, end) && len(host) > len(end) {
			return true
		}
	}
	return false
}

// SameOrigin compares scheme, host and port of two addresses. An empty one is
// the same as none.
func SameOrigin(a, b string) bool {
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
