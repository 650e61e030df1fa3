package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
	"strings"
	"time"

	"archreview/checklists"
	"archreview/internal/problem"
	"archreview/internal/recording"
	"archreview/internal/report"
	"archreview/prompts"
)

// tape puts a recorder before the model, or a recording in its place, as the
// flags want it.
func (c *consultation) tape() error {
	m := &c.o.model
	if m.record == "" && m.replay == "" {
		return nil
	}
	now, err := c.manifest()
	if err != nil {
		return err
	}
	if c.played != nil {
		if what := c.played.Changes(now); len(what) > 0 {
			return wrong("changed", values{"What": strings.Join(what, "; ")}, problem.Usage)
		}
		if c.played.Version != now.Version && !c.o.quiet {
			fmt.Fprintln(c.env.Streams.Err, say("version", values{"Old": report.Clean(c.played.Version), "New": now.Version}))
		}
		c.opts.Model = recording.Replay(m.replay)
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
	cat, err := hashCatalog(c.opts.Lexicon.Catalog)
	if err != nil {
		return nil, err
	}
	p, err := hashPrompts(c.opts.Lexicon.Catalog)
	if err != nil {
		return nil, err
	}
	l := c.opts.Limits
	m := &recording.Manifest{
		Format: recording.Format, Version: c.opts.Version, Model: l.Name, Prompts: p, Catalog: cat, Answers: hashAnswers(c.opts.Answers),
		Areas: c.opts.Areas, Window: l.Window, MaxCost: l.MaxCost, MaxTokens: l.MaxTokens, Emails: c.o.model.redactEmails,
		Created: c.opts.Now().UTC().Format(time.RFC3339),
	}
	if c.client != nil {
		m.Host = c.client.Host()
	}
	for _, d := range c.original {
		m.Documents = append(m.Documents, recording.Document{ID: d.ID, Path: d.Path, SHA256: d.SHA256})
	}
	return m, nil
}

func hashOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func hashAnswers(answers map[string]string) string {
	var list []string
	for k, v := range answers {
		list = append(list, k+"="+v)
	}
	sort.Strings(list)
	return hashOf(list...)
}

func hashCatalog(cat *checklists.Catalog) (string, error) {
	raw, err := json.Marshal(cat)
	if err != nil {
		return "", fmt.Errorf("hashing the checklists: %w", err)
	}
	return hashOf(string(raw)), nil
}

// hashPrompts renders every prompt twice, with every blank filled and with
// none, so that each word of the templates counts.
func hashPrompts(cat *checklists.Catalog) (string, error) {
	var parts []string
	for _, empty := range []prompts.Prompt{
		prompts.System{}, prompts.Documents{}, prompts.Brief{}, prompts.Reading{}, prompts.Area{}, prompts.Refutation{}, prompts.Synthesis{}, prompts.Repair{},
	} {
		v := reflect.New(reflect.TypeOf(empty)).Elem()
		fill(v)
		for _, p := range []prompts.Prompt{empty, v.Interface().(prompts.Prompt)} {
			text, err := prompts.Render(p)
			if err != nil {
				return "", fmt.Errorf("hashing the prompts: %w", err)
			}
			parts = append(parts, text)
		}
	}
	for _, a := range cat.Areas {
		parts = append(parts, prompts.Lens(a.Key))
	}
	return hashOf(parts...), nil
}

// fill puts something into every field.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Int:
		v.SetInt(2)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	}
}
