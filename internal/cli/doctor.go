package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"archreview/internal/llm"
	"archreview/internal/problem"
	"archreview/internal/report"
)

func newDoctor(env *Env) *cobra.Command {
	var o modelOptions
	long, examples := help("doctor")
	c := &cobra.Command{
		Use:     "doctor",
		Short:   "Tells what is configured, and what the endpoint supports",
		Long:    long,
		Example: examples,
		Args:    arguments(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDoctor(cmd.Context(), env, &o) },
	}
	c.Flags().SortFlags = false
	o.endpointFlags(c)
	return c
}

const doctorTimeout = 2 * time.Minute

// runDoctor tells what is configured, tries the endpoint and says what to fix.
func runDoctor(ctx context.Context, env *Env, o *modelOptions) error {
	e := env.endpoint(o)
	out := &doctor{env: env, e: &e}
	out.configuration()
	if p := e.unfit(); p != nil {
		p.Code = problem.Endpoint
		return out.end(p)
	}
	if !e.configured() || !e.named() {
		return out.embedded()
	}
	client, err := o.client(&e)
	if err != nil {
		p := llm.Problem(err)
		p.Code = problem.Endpoint
		return out.end(p)
	}
	if p := e.keyless(); p != nil {
		return out.end(p)
	}
	ctx, cancel := context.WithTimeout(ctx, doctorTimeout)
	defer cancel()
	caps, err := client.Probe(ctx)
	if err != nil && context.Cause(ctx) == context.Canceled {
		return err
	}
	sees := llm.Unknown
	if err == nil {
		sees = client.Sees(ctx)
	}
	out.capabilities(&caps, sees)
	if err != nil {
		c := consultation{endpoint: &e}
		c.opts.Limits.Name = client.Model()
		p := c.explain(err)
		p.Code = problem.Endpoint
		if caps.Listed == llm.No {
			p.Next = say("doctor.fix.listed", values{"Model": caps.Model, "Models": models(&caps)})
		}
		return out.end(p)
	}
	out.advice(&caps)
	return out.end(nil)
}

// doctor gathers what is said.
type doctor struct {
	env *Env
	e   *endpoint
	b   strings.Builder
}

func (d *doctor) row(name, format string, args ...any) {
	fmt.Fprintf(&d.b, "  %-15s%s\n", name, report.Clean(fmt.Sprintf(format, args...)))
}

// configuration tells each value and where it came from.
func (d *doctor) configuration() {
	d.b.WriteString("Configuration\n")
	d.row("provider", "%s", sourced(d.e.provider))
	d.row("model", "%s", sourced(d.e.model))
	d.row("base URL", "%s", sourced(d.e.base))
	switch {
	case d.e.keyFrom != "":
		d.row("API key", "set (%s)", d.e.keyFrom)
	default:
		d.row("API key", "none is sent; it would be taken from %s", d.e.want)
	}
	for i, name := range d.e.foreign {
		d.row("", "%s is set, belongs to %s and is not sent here", name, d.e.owners[i])
	}
}

func sourced(s setting) string {
	if s.value == "" {
		return s.from
	}
	if strings.Contains(s.value, "://") {
		return shownURL(s.value) + " (" + s.from + ")"
	}
	return s.value + " (" + s.from + ")"
}

// shownURL leaves out of an address what may be a secret.
func shownURL(raw string) string {
	raw, _, _ = strings.Cut(raw, "?")
	if scheme, rest, ok := strings.Cut(raw, "://"); ok {
		if _, host, at := strings.Cut(rest, "@"); at {
			return scheme + "://(hidden)@" + host
		}
	}
	return raw
}

// embedded is the result where no model is configured.
func (d *doctor) embedded() error {
	lex, err := d.env.lexicon()
	if err != nil {
		return err
	}
	why := "no model is named"
	if !d.e.configured() && d.e.model.value == "" && d.e.keyFrom != "" {
		why = d.e.keyFrom + " is set, but no model is named"
	}
	d.b.WriteString("\n" + say("doctor.embedded", values{"Why": why,
		"Checks": say("doctor.checks", values{"Items": len(lex.Catalog.Items), "Rules": len(lex.Catalog.Rules)})}))
	if d.e.configured() {
		return d.end(wrong("noModel", values{"Why": "the endpoint is " + hostOf(d.e.base.value) + " (" + d.e.base.from + ")"}, problem.Endpoint))
	}
	return d.end(nil)
}

// capabilities tells what the endpoint was seen to do.
func (d *doctor) capabilities(c *llm.Capabilities, sees llm.Support) {
	yes := func(b bool) string {
		if b {
			return "yes"
		}
		return "no"
	}
	d.b.WriteString("\nEndpoint\n")
	d.row("reachable", "%s (%s)", yes(c.Reachable), c.Host)
	d.row("encrypted", "%s", yes(!c.Open))
	d.row("model listed", "%s", c.Listed)
	d.row("answers", "%s", answered(c))
	d.row("streaming", "%s", c.Streaming)
	d.row("usage", "%s", c.Usage)
	d.row("JSON schema", "%s", c.Schema)
	d.row("JSON object", "%s", c.Object)
	d.row("sees pictures", "%s", sees)
	if c.Window > 0 {
		d.row("window", "%s tokens", thousands(c.Window))
	} else {
		d.row("window", "not told")
	}
	d.row("price", "%s", map[bool]string{true: "known", false: "not known"}[c.PriceKnown])
	if len(c.Left) > 0 {
		d.row("not supported", "%s; left out from now on", strings.Join(c.Left, ", "))
	}
}

func answered(c *llm.Capabilities) string {
	if !c.Answers {
		return "no"
	}
	s := "yes, in " + c.Latency.Round(time.Millisecond).String()
	if c.AnsweredBy != "" && c.AnsweredBy != c.Model {
		s += ", as " + c.AnsweredBy
	}
	return s
}

// models names a few of the endpoint's models.
func models(c *llm.Capabilities) string {
	const most = 12
	list := slices.Clone(c.Models)
	if len(list) > most {
		list = append(list[:most], fmt.Sprintf("and %d more", len(c.Models)-most))
	}
	return strings.Join(list, ", ")
}

// advice says what could be better.
func (d *doctor) advice(c *llm.Capabilities) {
	const small = 16_000
	var out []string
	for _, x := range []struct {
		when bool
		id   string
	}{{c.Open, "open"}, {c.Listed == llm.No, "listed"}, {c.Usage == llm.No, "usage"}, {c.Schema == llm.No, "schema"}, {c.Streaming == llm.No, "stream"},
		{c.Window == 0 && !c.PriceKnown, "window"}, {c.Window > 0 && c.Window < small, "small"}, {!c.PriceKnown, "price"}} {
		if x.when {
			out = append(out, say("doctor.fix."+x.id, values{"Model": c.Model, "Models": models(c), "Window": thousands(c.Window), "Words": thousands(max(0, c.Window-5000) / 2)}))
		}
	}
	if len(out) > 0 {
		d.b.WriteString("\nTo fix, or to know\n")
		for _, t := range out {
			fmt.Fprintf(&d.b, "  - %s\n", report.Clean(t))
		}
	}
	d.b.WriteString(say("doctor.ok", nil) + "\n")
}

// end prints what was gathered and hands the problem on.
func (d *doctor) end(p *problem.Problem) error {
	if _, err := fmt.Fprint(d.env.Streams.Out, d.b.String()); err != nil {
		return err
	}
	if p != nil {
		return p
	}
	return nil
}
