package llm

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"archreview/internal/lazyregexp"

	"go.yaml.in/yaml/v3"
)

// Price is what a model costs, in US dollars for a million tokens.
type Price struct {
	Model  string   `yaml:"model"`
	Input  float64  `yaml:"input"`
	Cached *float64 `yaml:"cached"` // of prompt tokens served from a cache; nil: as Input
	Output float64  `yaml:"output"`
	Above  *Above   `yaml:"above"`
	Date   string   `yaml:"date"`
	Source string   `yaml:"source"`
}

// Above is the price of a request whose prompt has more than Tokens.
type Above struct {
	Tokens int     `yaml:"tokens"`
	Input  float64 `yaml:"input"`
	Cached float64 `yaml:"cached"`
	Output float64 `yaml:"output"`
}

// The prices that ship with the program, each with its date and source.
//
//go:embed prices.yaml
var pricesYAML []byte

var builtinPrices = sync.OnceValues(func() ([]Price, error) { return ReadPrices(bytes.NewReader(pricesYAML)) })

// ReadPrices reads a list of prices in the form of prices.yaml. Unknown fields
// are errors, and so is a price below zero.
func ReadPrices(r io.Reader) ([]Price, error) {
	d := yaml.NewDecoder(r)
	d.KnownFields(true)
	var out []Price
	if err := d.Decode(&out); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading prices: %w", err)
	}
	for i, p := range out {
		if p.Model == "" {
			return nil, fmt.Errorf("reading prices: entry %d names no model", i+1)
		}
		if p.Input < 0 || p.Output < 0 || p.Cached != nil && *p.Cached < 0 {
			return nil, fmt.Errorf("reading prices: %s has a price below zero", p.Model)
		}
	}
	return out, nil
}

// snapshot matches the date at the end of a model's name.
var snapshot = lazyregexp.New(`-(?:20\d\d-\d\d-\d\d|20\d{6})$`)

// PriceOf finds the price of a model: by its whole name, without the vendor
// before it, and without the date behind it; first among own, then among the
// built-in ones. ok is false when none is known, which is not the price zero.
func PriceOf(model string, own []Price) (p Price, ok bool) {
	builtin, err := builtinPrices()
	if err != nil {
		builtin = nil
	}
	name := strings.ToLower(model)
	names := []string{name}
	if vendor, rest, cut := strings.Cut(name, "/"); cut && vendor == "openai" {
		names = append(names, rest)
	}
	for _, n := range names {
		names = append(names, snapshot.ReplaceAllString(n, ""))
	}
	for _, list := range [][]Price{own, builtin} {
		for _, n := range names {
			for _, p := range list {
				if strings.EqualFold(p.Model, n) {
					return p, true
				}
			}
		}
	}
	return Price{}, false
}

// Cost gives the cost of a call in US dollars. Cached tokens are part of the
// prompt, reasoning tokens of the completion.
func (p Price) Cost(prompt, cached, completion int) float64 {
	in, hit, out := p.Input, p.Input, p.Output
	if p.Cached != nil {
		hit = *p.Cached
	}
	if p.Above != nil && prompt > p.Above.Tokens {
		in, hit, out = p.Above.Input, p.Above.Cached, p.Above.Output
	}
	cached = min(cached, prompt)
	return (float64(prompt-cached)*in + float64(cached)*hit + float64(completion)*out) / 1e6
}

// bill adds the cost to a usage: what the endpoint says where it says it in
// dollars, else by the price, else none.
func (c *Client) bill(u *Usage, told *float64) {
	if told != nil && *told >= 0 && c.at.base.Hostname() == "openrouter.ai" {
		u.CostUSD, u.CostKnown = *told, true
		return
	}
	if c.price.Model != "" {
		u.CostUSD, u.CostKnown = c.price.Cost(u.PromptTokens, u.CachedTokens, u.CompletionTokens), true
	}
}

// PricedModels lists the names of the models whose prices are built in.
func PricedModels() []string {
	list, err := builtinPrices()
	if err != nil {
		return nil
	}
	var out []string
	for _, p := range list {
		out = append(out, p.Model)
	}
	return out
}
