package config

import (
	"encoding/json"
	"net/url"
	"slices"
	"testing"
)

func none(string) string { return "" }

func TestProvidersAreWhole(t *testing.T) {
	list, err := providerList()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"openai", "azure", "ollama", "openrouter", "groq", "mistral", "together", "lmstudio", "vllm", "llamacpp", "anthropic", "gemini"}
	if got := ProviderNames(); !slices.Equal(got, want) {
		t.Errorf("providers are %v, want %v", got, want)
	}
	for _, p := range list {
		if p.Title == "" || p.Note == "" || p.Source == "" || p.Example == "" {
			t.Errorf("%s is not whole", p.Name)
		}
		if p.BaseURL == "" {
			if p.BaseEnv == "" || len(p.Hosts) == 0 {
				t.Errorf("%s has no address", p.Name)
			}
			continue
		}
		u, err := url.Parse(p.BaseURL)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Hostname() != "localhost" {
			t.Errorf("%s: %s is no address that a key may go to", p.Name, p.BaseURL)
		}
		if (u.Hostname() == "localhost") == p.NeedsKey {
			t.Errorf("%s: needs_key is %v", p.Name, p.NeedsKey)
		}
	}
}

// TestKeysBelongToOneProvider holds each provider's key against the address of
// each other one, and against addresses that look alike.
func TestKeysBelongToOneProvider(t *testing.T) {
	const resource = "https://shop.openai.azure.com/openai/v1"
	address := func(p Provider) string {
		if p.BaseURL == "" {
			return resource
		}
		return p.BaseURL
	}
	for _, p := range Providers() {
		for _, other := range Providers() {
			if got := p.Owns(address(other), none); got != (p.Name == other.Name) {
				t.Errorf("%s owns %s: %v", p.Name, address(other), got)
			}
		}
		u, err := url.Parse(address(p))
		if err != nil {
			t.Fatal(err)
		}
		for _, alike := range []string{"https://" + u.Hostname() + ".evil.example/v1", "https://" + u.Hostname() + ":8443/v1", "http://" + u.Hostname() + "/v1",
			"https://evil.example/" + u.Hostname(), "https://" + u.Hostname() + "@evil.example/v1", "https://x" + u.Hostname() + "x/v1", ""} {
			if p.Owns(alike, none) {
				t.Errorf("%s owns %s", p.Name, alike)
			}
		}
	}
	azure, _ := ProviderNamed("azure")
	own := func(k string) string {
		return map[string]string{"AZURE_OPENAI_ENDPOINT": "https://shop.openai.azure.com/"}[k]
	}
	if azure.Base(own) != resource || !azure.Owns(resource, own) || azure.Owns("https://other.openai.azure.com/openai/v1", own) || azure.Owns("https://.openai.azure.com/", none) {
		t.Error("a resource that is named is not the only owner of the key")
	}
}

func TestSchemaKnowsEveryKey(t *testing.T) {
	raw, err := Schema([]string{"markdown"})
	if err != nil {
		t.Fatal(err)
	}
	var s struct{ Properties map[string]json.RawMessage }
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	list, err := Keys()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range list {
		if s.Properties[k.Key] == nil || k.Says == "" {
			t.Errorf("%s is missing", k.Key)
		}
	}
	if len(s.Properties) != len(list) {
		t.Errorf("%d properties of %d keys", len(s.Properties), len(list))
	}
}
