package cli

import (
	"fmt"
	"strings"
	"time"

	"archreview/agent"
	"archreview/internal/problem"
	"archreview/internal/recording"
	"archreview/internal/report"
)

// tape puts a recorder before the model, or a recording in its place, as the
// flags want it.
func (c *consultation) tape() error {
	m := &c.o.model
	if m.record == "" && m.replay == "" {
		return nil
	}
	if c.played != nil {
		c.opts.Model = recording.Replay(m.replay)
	}
	now, err := c.manifest()
	if err != nil {
		return err
	}
	if c.played != nil {
		if what := c.played.Changes(&now.Basis); len(what) > 0 {
			return wrong("changed", values{"What": strings.Join(what, "; ")}, problem.Usage)
		}
		if c.played.Version != now.Version && !c.o.quiet {
			fmt.Fprintln(c.env.Streams.Err, "archreview: "+say("version", values{"Old": report.Clean(c.played.Version), "New": now.Version}))
		}
		return nil
	}
	if c.recorder, err = recording.Record(m.record, *now, c.opts.Model, c.explain); err != nil {
		return err
	}
	c.opts.Model = c.recorder
	return nil
}

// manifest says of what a recording is made.
func (c *consultation) manifest() (*recording.Manifest, error) {
	b, err := agent.BasisOf(c.opts)
	if err != nil {
		return nil, err
	}
	return &recording.Manifest{Format: recording.Format, Basis: *b, Created: c.opts.Now().UTC().Format(time.RFC3339)}, nil
}
