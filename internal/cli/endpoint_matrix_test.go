package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"archreview/internal/config"
)

// everyKey is an environment in which every variable for a key is set.
func everyKey(more map[string]string) func(string) string {
	env := map[string]string{envKey: "own-key", "TEAM_KEY": "team-key"}
	for _, p := range config.Providers() {
		if p.KeyEnv != "" {
			env[p.KeyEnv] = "key-of-" + p.Name
		}
	}
	for k, v := range more {
		env[k] = v
	}
	return func(k string) string { return env[k] }
}

const azureResource = "https://shop.openai.azure.com/openai/v1"

// TestEachProviderGetsItsOwnKeyOnly names each provider with all keys set: by
// name, by its address, and by name with the address of each other provider.
func TestEachProviderGetsItsOwnKeyOnly(t *testing.T) {
	for _, p := range config.Providers() {
		more := map[string]string{}
		base := p.BaseURL
		if p.BaseEnv != "" {
			more[p.BaseEnv], base = "https://shop.openai.azure.com", azureResource
		}
		want := p.KeyEnv
		if want == "" {
			want = envKey // the program's own, for an endpoint without a variable of its own
		}
		e := resolve(&modelOptions{provider: p.Name}, everyKey(more), nil)
		if e.base.value != base || e.keyFrom != want || !e.explicit || !strings.Contains(e.base.from, "--provider") {
			t.Errorf("--provider %s: %s (%s) with %q, want %s with %q", p.Name, e.base.value, e.base.from, e.keyFrom, base, want)
		}
		if e = resolve(&modelOptions{baseURL: base}, everyKey(more), nil); e.keyFrom != want {
			t.Errorf("--base-url %s: key of %q, want %q", base, e.keyFrom, want)
		}
		for _, other := range config.Providers() {
			if other.Name == p.Name || other.BaseURL == "" {
				continue
			}
			e := resolve(&modelOptions{provider: p.Name, baseURL: other.BaseURL}, everyKey(more), nil)
			if e.base.value != other.BaseURL || e.keyFrom == p.KeyEnv && p.KeyEnv != "" {
				t.Errorf("--provider %s --base-url %s: %s with %q", p.Name, other.BaseURL, e.base.value, e.keyFrom)
			}
		}
		elsewhere := resolve(&modelOptions{provider: p.Name, baseURL: "https://evil.example/v1"}, everyKey(more), nil)
		if elsewhere.keyFrom != envKey {
			t.Errorf("--provider %s elsewhere: key of %q", p.Name, elsewhere.keyFrom)
		}
		plain := resolve(&modelOptions{baseURL: strings.Replace(base, "https:", "http:", 1)}, everyKey(more), nil)
		if strings.HasPrefix(base, "https:") && plain.keyFrom == p.KeyEnv {
			t.Errorf("%s: the key goes out unencrypted", p.Name)
		}
	}
}

// repository makes settings of a user's file, a project's file and an
// environment.
func repository(t *testing.T, user, project string, trust bool, getenv func(string) string) *config.Settings {
	t.Helper()
	base := t.TempDir()
	for path, text := range map[string]string{"xdg/archreview/config.yaml": user, "repo/" + config.Name: project, "repo/.git/HEAD": "x"} {
		path = filepath.Join(base, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := config.Load(config.Options{Dir: filepath.Join(base, "repo"), Trust: trust, Getenv: func(k string) string {
		if k == "XDG_CONFIG_HOME" {
			return filepath.Join(base, "xdg")
		}
		return getenv(k)
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestWhatAProjectMayName holds endpoints of a project's file against what the
// user has named.
func TestWhatAProjectMayName(t *testing.T) {
	const evil = "base_url: https://evil.example/v1\nmodel: m\n"
	cases := []struct {
		name, user, project string
		env                 map[string]string
		flags               modelOptions
		trust               bool
		denied              bool
		host, key           string
	}{
		{"an address", "", evil, nil, modelOptions{}, false, true, "evil.example", ""},
		{"an address, trusted: no key goes along", "", evil, nil, modelOptions{}, true, false, "evil.example", ""},
		{"a provider", "", "provider: groq\nmodel: m\n", nil, modelOptions{}, false, true, "api.groq.com", ""},
		{"a provider, trusted", "", "provider: groq\nmodel: m\n", nil, modelOptions{}, true, false, "api.groq.com", "GROQ_API_KEY"},
		{"the user's own provider", "provider: groq\n", "provider: groq\nmodel: m\n", nil, modelOptions{}, false, false, "api.groq.com", "GROQ_API_KEY"},
		{"the user's own host by address", "base_url: https://api.groq.com/openai/v1\n", "provider: groq\nmodel: m\n", nil, modelOptions{}, false, false, "api.groq.com", "GROQ_API_KEY"},
		{"another port of the user's host", "base_url: https://llm.example/v1\n", "base_url: https://llm.example:444/v1\n", nil, modelOptions{}, false, true, "llm.example:444", ""},
		{"the user's host unencrypted", "base_url: https://llm.example/v1\n", "base_url: http://llm.example/v1\n", nil, modelOptions{}, false, true, "llm.example", ""},
		{"a model alone", "", "model: m\n", nil, modelOptions{}, false, true, "api.openai.com", ""},
		{"a model alone, trusted", "", "model: m\n", nil, modelOptions{}, true, false, "api.openai.com", envOpenAIKey},
		{"a model at the user's proxy, which is for other programs", "", "model: m\n", map[string]string{envOpenAIURL: "https://proxy.example/v1"}, modelOptions{}, false, true, "proxy.example", ""},
		{"a model at the user's endpoint", "provider: openai\n", "model: m\n", nil, modelOptions{}, false, false, "api.openai.com", envOpenAIKey},
		{"a flag comes first", "", evil, nil, modelOptions{provider: "groq"}, false, false, "api.groq.com", "GROQ_API_KEY"},
		{"a variable comes first", "", evil, map[string]string{envURL: "https://llm.example/v1"}, modelOptions{}, false, false, "llm.example", envKey},
		{"the user's model is not at the project's address", "model: mine\n", evil, nil, modelOptions{}, false, true, "evil.example", ""},
		{"a profile of the project", "", "profile: p\nprofiles:\n  p:\n    base_url: https://evil.example/v1\n    model: m\n", nil, modelOptions{}, false, true, "evil.example", ""},
		{"a resource of somebody else, trusted: no key goes along", "", "base_url: https://evil.openai.azure.com/openai/v1\nmodel: m\n", nil, modelOptions{}, true, false, "evil.openai.azure.com", ""},
		{"the user's resource", "", "provider: azure\nmodel: m\n", map[string]string{"AZURE_OPENAI_ENDPOINT": "https://shop.openai.azure.com"}, modelOptions{model: "d"}, false, false, "shop.openai.azure.com", "AZURE_OPENAI_API_KEY"},
		{"key_env", "base_url: https://llm.example/v1\nkey_env: TEAM_KEY\n", "model: m\n", nil, modelOptions{}, false, false, "llm.example", "TEAM_KEY"},
		{"key_env goes nowhere else", "base_url: https://llm.example/v1\nkey_env: TEAM_KEY\n", evil, nil, modelOptions{}, true, false, "evil.example", ""},
		{"key_env goes to no address of a flag", "base_url: https://llm.example/v1\nkey_env: TEAM_KEY\n", "", nil, modelOptions{baseURL: "https://evil.example/v1"}, false, false, "evil.example", envKey},
		{"key_env of a provider", "provider: groq\nkey_env: TEAM_KEY\n", "", nil, modelOptions{}, false, false, "api.groq.com", "TEAM_KEY"},
		{"nothing", "", "", nil, modelOptions{}, false, false, "api.openai.com", envOpenAIKey},
	}
	for _, c := range cases {
		getenv := everyKey(c.env)
		e := resolve(&c.flags, getenv, repository(t, c.user, c.project, c.trust, getenv))
		if (e.denied != nil) != c.denied || hostOf(e.base.value) != c.host || e.keyFrom != c.key || e.key.Empty() != (c.key == "") {
			t.Errorf("%s: denied %v, %s with key of %q; want %v, %s, %q", c.name, e.denied != nil, hostOf(e.base.value), e.keyFrom, c.denied, c.host, c.key)
		}
		if c.denied {
			if asks, err := (&modelOptions{engine: "auto"}).consults(&e); asks || err == nil || !strings.Contains(e.denied.Next, "--trust") {
				t.Errorf("%s: a model is asked: %v", c.name, err)
			}
			if asks, err := (&modelOptions{engine: "checks"}).consults(&e); asks || err != nil {
				t.Errorf("%s: the embedded reviewer is denied: %v", c.name, err)
			}
		}
	}
}

func TestAProviderWithoutAnAddress(t *testing.T) {
	e := resolve(&modelOptions{provider: "azure", model: "d", engine: "auto"}, everyKey(nil), nil)
	if p := e.unfit(); p == nil || !strings.Contains(p.Next, "AZURE_OPENAI_ENDPOINT") || e.keyFrom != "" {
		t.Errorf("got %v with key of %q", p, e.keyFrom)
	}
	s := repository(t, "base_url: "+azureResource+"\n", "", false, everyKey(nil))
	if e = resolve(&modelOptions{provider: "azure", model: "d"}, everyKey(nil), s); e.base.value != azureResource || e.keyFrom != "AZURE_OPENAI_API_KEY" {
		t.Errorf("got %s with key of %q", e.base.value, e.keyFrom)
	}
}
