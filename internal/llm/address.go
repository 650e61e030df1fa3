package llm

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// address is where and in which dialect an endpoint is called.
type address struct {
	base      *url.URL
	api       APIType
	version   string
	model     string
	keyHeader string
}

const publicURL = "https://api.openai.com/v1"

// locate makes an address of what a user writes: the base URL, the host alone,
// or the whole address of the chat call as a vendor's portal shows it.
func locate(o Options) (address, error) {
	raw := strings.TrimSpace(o.BaseURL)
	if raw == "" {
		raw = publicURL
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return address{}, errors.New("the base URL is no address of the form https://host/v1")
	}
	if u.User != nil {
		return address{}, errors.New("the base URL holds credentials: set the key as the API key instead")
	}
	a := address{api: o.APIType, version: o.APIVersion, model: o.Model, keyHeader: "Authorization"}
	path := strings.TrimRight(strings.TrimSuffix(strings.TrimRight(u.Path, "/"), "/chat/completions"), "/")
	azureHost := isAzureHost(u.Hostname())
	if a.api == "" {
		a.api = OpenAI
		if azureHost && !strings.HasSuffix(path, "/v1") {
			a.api = Azure
		}
	}
	if azureHost || a.api == Azure {
		a.keyHeader = "Api-Key"
	}
	switch a.api {
	case Azure:
		path = a.azurePath(path, u.Query())
	case OpenAI:
		if u.RawQuery != "" {
			return address{}, errors.New("the base URL ends in a query: leave out all from the question mark on")
		}
		if path == "" {
			path = defaultPath(u.Hostname())
		}
	default:
		return address{}, fmt.Errorf("%q is no kind of endpoint: write openai or azure", o.APIType)
	}
	a.base = &url.URL{Scheme: u.Scheme, Host: u.Host, Path: path}
	return a, nil
}

// azurePath takes deployment and version out of a whole address, and leaves
// the path of the resource.
func (a *address) azurePath(path string, q url.Values) string {
	if before, after, ok := strings.Cut(path, "/openai/deployments/"); ok {
		path = before
		if a.model == "" {
			a.model, _, _ = strings.Cut(after, "/")
		}
	}
	if a.version == "" {
		a.version = q.Get("api-version")
	}
	if a.version == "" {
		a.version = defaultVersion
	}
	return strings.TrimSuffix(path, "/openai")
}

func isAzureHost(host string) bool {
	for _, s := range []string{".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com", ".openai.azure.us"} {
		if strings.HasSuffix(host, s) {
			return true
		}
	}
	return false
}

func defaultPath(host string) string {
	if host == "openrouter.ai" {
		return "/api/v1"
	}
	return "/v1"
}

// tokensByOldName tells whether the answer's bound is to be called max_tokens
// at first: every server but OpenAI's own knows this name, and only newer ones
// the other. A wrong guess costs one refused request.
func (a address) tokensByOldName(model string) bool {
	host := a.base.Hostname()
	return host != "api.openai.com" && host != "openrouter.ai" && a.keyHeader != "Api-Key" && !reasons(model)
}

// reasons recognises OpenAI's reasoning models by name. They take neither a
// temperature nor max_tokens.
func reasons(model string) bool {
	m := strings.ToLower(model)
	if i := strings.LastIndexByte(m, '/'); i >= 0 {
		m = m[i+1:]
	}
	for _, p := range []string{"o1", "o3", "o4", "gpt-5", "gpt-6"} {
		if strings.HasPrefix(m, p) {
			return true
		}
	}
	return false
}
