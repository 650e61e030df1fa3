package cli

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"archreview/internal/config"
	"archreview/internal/llm"
	"archreview/internal/problem"
)

// modelOptions are the flags of a review by a model.
type modelOptions struct {
	engine       string
	model        string
	baseURL      string
	provider     string
	parallel     int
	window       int
	maxCost      float64
	maxTokens    int
	prices       string
	estimate     bool
	showPrompts  bool
	record       string
	replay       string
	redactEmails bool
	pictures     string

	changed func(flag string) bool // a flag stands on the command line; may be nil
}

// given says whether a flag stands on the command line, rather than its value
// in a configuration.
func (o *modelOptions) given(flag string) bool { return o.changed == nil || o.changed(flag) }

const mostParallel = 64

// endpointFlags adds what names an endpoint.
func (o *modelOptions) endpointFlags(c *cobra.Command) {
	f := c.Flags()
	o.changed = f.Changed
	f.StringVar(&o.provider, "provider", "", "`NAME` of a known endpoint, such as openai or ollama (ARCHREVIEW_PROVIDER); archreview config providers lists them")
	f.StringVar(&o.model, "model", "", "`NAME` of the model (environment: ARCHREVIEW_MODEL)")
	completeFlag(c, "model", completeModels)
	f.StringVar(&o.baseURL, "base-url", "", "`ADDRESS` of the endpoint (ARCHREVIEW_BASE_URL or OPENAI_BASE_URL; default OpenAI's)")
	group(c, "Model", "provider", "model", "base-url")
	completeFlag(c, "provider", fixed(config.ProviderNames()...))
}

// modelFlags adds what any command needs that asks a model.
func (o *modelOptions) modelFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.engine, "engine", "auto", "`ENGINE`: auto (the model if one is configured), checks (embedded, offline) or model")
	group(c, "Model", "engine")
	completeFlag(c, "engine", fixed("auto", "checks", "model"))
	o.endpointFlags(c)
	f.IntVar(&o.parallel, "parallel", 4, "`CALLS` side by side")
	f.IntVar(&o.window, "window", 0, "`TOKENS` that fit into one call (default: what the endpoint tells)")
	group(c, "Model", "parallel", "window")
	f.Float64Var(&o.maxCost, "max-cost", 0, "cap on the cost in US `DOLLARS`; areas that do not fit are left out and named")
	f.IntVar(&o.maxTokens, "max-tokens", 0, "cap on the `TOKENS` of all prompts and answers together")
	f.StringVar(&o.prices, "prices", "", "YAML `FILE` with own prices of models")
	group(c, "Cost", "max-cost", "max-tokens", "prices")
	f.BoolVar(&o.redactEmails, "redact-emails", false, "mask e-mail addresses as well as secrets")
	f.StringVar(&o.pictures, "pictures", picturesAuto, "`WHEN` pictures of the documents are sent to the model: auto (if it sees) or never; nothing in pixels can be masked")
	completeFlag(c, "pictures", fixed(picturesAuto, picturesNever))
	group(c, "Privacy", "redact-emails", "pictures")
}

// flags adds all flags of a review by a model.
func (o *modelOptions) flags(c *cobra.Command) {
	o.modelFlags(c)
	f := c.Flags()
	f.BoolVar(&o.estimate, "estimate", false, "print calls, tokens and cost, send nothing and stop")
	group(c, "Cost", "estimate")
	f.BoolVar(&o.showPrompts, "show-prompts", false, "print what would be sent, send nothing and stop")
	group(c, "Privacy", "show-prompts")
	f.StringVar(&o.record, "record", "", "keep the model's answers in this `FOLDER`")
	f.StringVar(&o.replay, "replay", "", "review with the answers kept in this `FOLDER`; nothing is sent")
	group(c, "Recordings", "record", "replay")
}

// check finds what is wrong with the flags by themselves.
func (o *modelOptions) check() error {
	if !slices.Contains([]string{"auto", "checks", "model"}, o.engine) {
		return wrong("engine", values{"Engine": o.engine}, problem.Usage)
	}
	for _, n := range []struct {
		flag  string
		value float64
		least float64
	}{{"--parallel", float64(o.parallel), 1}, {"--window", float64(o.window), 0}, {"--max-cost", o.maxCost, 0}, {"--max-tokens", float64(o.maxTokens), 0}} {
		if !(n.value >= n.least) {
			return wrong("number", values{"Flag": n.flag, "Value": n.value, "Least": n.least}, problem.Usage)
		}
	}
	if err := o.checkPictures(); err != nil {
		return err
	}
	o.parallel = min(o.parallel, mostParallel)
	if o.record != "" && o.replay != "" {
		return wrong("both", values{"A": "--record", "B": "--replay", "Why": "a replay has nothing new to record"}, problem.Usage)
	}
	if o.engine == "checks" {
		if flag := o.needs(); flag != "" {
			return wrong("both", values{"A": flag, "B": "--engine checks", "Why": "the embedded reviewer asks no model"}, problem.Usage)
		}
	}
	return nil
}

// needs names a flag that makes sense with a model only.
func (o *modelOptions) needs() string {
	for _, x := range []struct {
		set  bool
		flag string
	}{{o.estimate, "--estimate"}, {o.showPrompts, "--show-prompts"}, {o.record != "", "--record"}, {o.replay != "", "--replay"},
		{o.maxCost > 0 && o.given("max-cost"), "--max-cost"}, {o.maxTokens > 0 && o.given("max-tokens"), "--max-tokens"}} {
		if x.set {
			return x.flag
		}
	}
	return ""
}

// consults says whether a model is to review, and that one is named where it is.
func (o *modelOptions) consults(e *endpoint) (bool, error) {
	switch {
	case o.engine == "checks":
		return false, nil
	case o.replay != "":
		return true, nil
	case e.unfit() != nil:
		return false, e.unfit()
	case o.engine == "auto" && !e.configured():
		if flag := o.needs(); flag != "" {
			return false, wrong("needsModel", values{"Flag": flag, "Why": "no model is configured, and the embedded reviewer asks none"}, problem.Usage)
		}
		return false, nil
	case !e.named():
		return false, wrong("noModel", values{"Why": "the endpoint is " + hostOf(e.base.value) + " (" + e.base.from + ")"}, problem.Usage)
	}
	if e.parallel > 0 {
		o.parallel = e.parallel
	}
	return true, nil
}

// ownPrices reads the user's prices.
func (o *modelOptions) ownPrices() ([]llm.Price, error) {
	if o.prices == "" {
		return nil, nil
	}
	f, err := os.Open(o.prices)
	if err != nil {
		return nil, wrong("prices", values{"Why": err.Error()}, problem.Usage)
	}
	defer f.Close() // nothing was written
	list, err := llm.ReadPrices(f)
	if err != nil {
		return nil, wrong("prices", values{"Why": o.prices + ": " + err.Error()}, problem.Usage)
	}
	return list, nil
}

// modeOf gives the way in which structured answers are asked for at first.
func modeOf(name string) llm.Mode {
	for _, m := range []llm.Mode{llm.ModeObject, llm.ModeText} {
		if m.String() == name {
			return m
		}
	}
	return llm.ModeSchema
}

// client makes the client of an endpoint. Nothing is sent.
func (o *modelOptions) client(e *endpoint) (*llm.Client, error) {
	prices, err := o.ownPrices()
	if err != nil {
		return nil, err
	}
	opts := llm.Options{BaseURL: e.base.value, APIKey: e.key, Model: e.model.value, Prices: prices, Mode: modeOf(e.preset.Mode)}
	if e.preset.Name == "azure" && strings.Contains(e.base.value, deploymentsAt) {
		opts.APIType = llm.Azure
	}
	c, err := llm.New(opts)
	if err != nil {
		return nil, wrong("address", values{"Why": err.Error()}, problem.Usage)
	}
	return c, nil
}
