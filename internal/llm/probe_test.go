package llm_test

import (
	"strings"
	"testing"

	"archreview/internal/llm"
	"archreview/internal/llm/llmtest"
)

func TestProbe(t *testing.T) {
	mode := func(m string) func(*llmtest.Request) bool {
		return func(r *llmtest.Request) bool { return r.Mode() == m }
	}
	ok := llmtest.Text(`{"ok": true}`)
	no := llmtest.Status(400, "", "response_format is not supported")
	for _, x := range []struct {
		name  string
		model string
		list  []llmtest.Model
		steps []llmtest.Step
		check func(llm.Capabilities) bool
	}{
		{"all", "gpt-4.1-mini", []llmtest.Model{{ID: "b"}, {ID: "gpt-4.1-mini", Window: 8192}}, []llmtest.Step{ok.Times(2)}, func(c llm.Capabilities) bool {
			return c.Listed == llm.Yes && c.Window == 8192 && c.Streaming == llm.Yes && c.Usage == llm.Yes && c.Schema == llm.Yes && c.Object == llm.Yes && c.PriceKnown
		}},
		{"no schema", "m", []llmtest.Model{{ID: "m:latest"}}, []llmtest.Step{no.When(mode("json_schema")), ok}, func(c llm.Capabilities) bool {
			return c.Listed == llm.Yes && c.Schema == llm.No && c.Object == llm.Yes && c.Window == 0 && !c.PriceKnown
		}},
		{"only text", "m", nil, []llmtest.Step{no.When(mode("json_schema")), no.When(mode("json_object")), ok.NoUsage()}, func(c llm.Capabilities) bool {
			return c.Listed == llm.Unknown && c.Schema == llm.No && c.Object == llm.No && c.Usage == llm.No
		}},
		{"ignored", "m", []llmtest.Model{{ID: "other"}}, []llmtest.Step{llmtest.Whole("ok, here you are", "stop")}, func(c llm.Capabilities) bool {
			return c.Listed == llm.No && c.Schema == llm.No && c.Object == llm.No && c.Streaming == llm.No
		}},
		{"object unsure", "m", nil, []llmtest.Step{ok, llmtest.Status(500, "", "x")}, func(c llm.Capabilities) bool {
			return c.Schema == llm.Yes && c.Object == llm.Unknown
		}},
		{"parameters", "m", nil, []llmtest.Step{llmtest.Status(400, "", "stream_options: extra inputs are not permitted"), ok, ok}, func(c llm.Capabilities) bool {
			return len(c.Left) == 1 && c.Left[0] == "stream_options" && c.Usage == llm.No
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := llmtest.New(t, x.steps...)
			s.Models(x.list...)
			o := options(s)
			o.Model = x.model
			caps, err := client(t, o).Probe(t.Context())
			if err != nil || !caps.Reachable || !caps.Answers || caps.Open || !x.check(caps) {
				t.Errorf("%+v, %v", caps, err)
			}
		})
	}
}

func TestProbeFails(t *testing.T) {
	s := llmtest.New(t, llmtest.Status(401, "invalid_api_key", "no"))
	caps, err := client(t, options(s)).Probe(t.Context())
	if k, _ := llm.KindOf(err); k != llm.KindCredentials || !caps.Reachable || caps.Answers {
		t.Errorf("%+v, %v", caps, err)
	}
	o := options(s)
	o.BaseURL = "http://127.0.0.1:1"
	caps, err = client(t, o).Probe(t.Context())
	if k, _ := llm.KindOf(err); k != llm.KindNetwork || caps.Reachable {
		t.Errorf("%+v, %v", caps, err)
	}
}

func TestPrices(t *testing.T) {
	for _, bad := range []string{"- {model: x, inputs: 1}", "- {input: 1}", "- {model: x, input: -1}", "{"} {
		if _, err := llm.ReadPrices(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is taken for prices", bad)
		}
	}
	if p, err := llm.ReadPrices(strings.NewReader("")); err != nil || len(p) != 0 {
		t.Errorf("%v, %v", p, err)
	}
	for _, model := range []string{"gpt-5", "GPT-5-mini", "openai/gpt-4.1", "gpt-4o-2024-08-06", "o3"} {
		if p, ok := llm.PriceOf(model, nil); !ok || p.Input <= 0 {
			t.Errorf("%s: %+v", model, p)
		}
	}
	for _, model := range []string{"gpt-5-pro", "llama3.1", "", "acme/gpt-5", "gpt-4.1-mini-turbo"} {
		if p, ok := llm.PriceOf(model, nil); ok {
			t.Errorf("%s is taken for %s", model, p.Model)
		}
	}
}
