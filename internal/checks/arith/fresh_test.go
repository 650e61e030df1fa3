package arith

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"archreview/internal/facts"
)

// fresh holds wordings of one mistake by different teams, and designs in which
// the numbers work out or the quantity belongs to something else.
type fresh struct {
	Calc   string   `yaml:"calc"`
	Flawed []string `yaml:"flawed"`
	Quiet  []string `yaml:"quiet"`
}

// TestFresh wants each calculator to find at least three of four wordings of
// its mistake, and all of them to stay silent on the harmless designs.
func TestFresh(t *testing.T) {
	lex := lexicon(t)
	files, err := filepath.Glob("testdata/fresh/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	all := map[string]*fresh{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var cases []fresh
		if err := yaml.Unmarshal(raw, &cases); err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			if all[c.Calc] == nil {
				all[c.Calc] = &fresh{Calc: c.Calc}
			}
			all[c.Calc].Flawed = append(all[c.Calc].Flawed, c.Flawed...)
			all[c.Calc].Quiet = append(all[c.Calc].Quiet, c.Quiet...)
		}
	}
	for _, c := range all {
		t.Run(c.Calc, func(t *testing.T) { c.try(t, lex) })
	}
}

func (c *fresh) try(t *testing.T, lex *facts.Lexicon) {
	hits, missed := 0, []int{}
	for i, text := range c.Flawed {
		found := false
		for _, p := range calculate(t, lex, text) {
			found = found || p.Rule == c.Calc
		}
		if found {
			hits++
		} else {
			missed = append(missed, i+1)
		}
	}
	t.Logf("%d of %d found, missed %v", hits, len(c.Flawed), missed)
	if 4*hits < 3*len(c.Flawed) {
		t.Errorf("only %d of %d found, missed %v", hits, len(c.Flawed), missed)
	}
	for i, text := range c.Quiet {
		for _, p := range calculate(t, lex, text) {
			t.Errorf("quiet %d raised %s: %s\n%s", i+1, p.Rule, p.Title, strings.Join(p.Working, "\n"))
		}
	}
}
