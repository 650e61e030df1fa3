package cli

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"archreview/agent"
	"archreview/checklists"
	"archreview/internal/config"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/report"
)

// replaceIn puts one text into the place of another: replace OLD NEW FILE.
func replaceIn(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[2])
	if !strings.Contains(text, args[0]) {
		ts.Fatalf("%s does not hold %s", args[2], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.ReplaceAll(text, args[0], args[1])), 0o600))
}

// TestConfigSchemaIsCurrent keeps docs/config.schema.json what the keys say.
//
//go:generate go test -run TestConfigSchemaIsCurrent -update .
func TestConfigSchemaIsCurrent(t *testing.T) {
	got, err := config.Schema(report.Formats())
	if err != nil {
		t.Fatal(err)
	}
	const path = "../../docs/config.schema.json"
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is stale: run go generate ./internal/cli", path)
	}
}

// TestDocumentsSpeakOfWhatThereIs holds the pages about the configuration
// against its data.
func TestDocumentsSpeakOfWhatThereIs(t *testing.T) {
	page := func(path string) string {
		raw, err := os.ReadFile("../../" + path)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	conf, models, lists := page("docs/configuration.md"), page("docs/models.md"), page("docs/checklists.md")
	keys, err := config.Keys()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		row := fmt.Sprintf("| `%s` |", k.Key)
		if k.Flag != "" {
			row += fmt.Sprintf(" `--%s` |", k.Flag)
		} else {
			row += " |"
		}
		for _, name := range k.Env {
			if !strings.Contains(conf, name) {
				t.Errorf("docs/configuration.md does not name %s", name)
			}
		}
		if !strings.Contains(conf, row) {
			t.Errorf("docs/configuration.md has no row %q", row)
		}
	}
	for _, p := range config.Providers() {
		row := fmt.Sprintf("| `%s` | `%s` |", p.Name, p.BaseURL)
		if p.BaseURL == "" {
			row = fmt.Sprintf("| `%s` | `%s` with `%s` |", p.Name, p.BaseEnv, p.BasePath)
		}
		if p.KeyEnv != "" {
			row += fmt.Sprintf(" `%s` |", p.KeyEnv)
		}
		if !strings.Contains(models, row) {
			t.Errorf("docs/models.md has no row %q", row)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(page("examples/checklists/house.yaml")), "\n") {
		if !strings.Contains(lists, strings.TrimRight("    "+line, " ")+"\n") {
			t.Errorf("docs/checklists.md does not show the line %q of examples/checklists/house.yaml", line)
		}
	}
}

// TestAllFlagsOfKeysAreFlags looks each key's flag up in the command that is to
// honour it.
func TestAllFlagsOfKeysAreFlags(t *testing.T) {
	root := newRoot(&Env{})
	keys, err := config.Keys()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if k.Flag != "" && root.Flags().Lookup(k.Flag) == nil && root.PersistentFlags().Lookup(k.Flag) == nil {
			t.Errorf("%s: there is no flag --%s", k.Key, k.Flag)
		}
	}
}

// TestReviewsStandWithoutRecords disables all calculations, then all items but
// one, and reviews the example all the same.
func TestReviewsStandWithoutRecords(t *testing.T) {
	base, err := checklists.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string][]string{}
	for _, q := range base.Calculations {
		ids["calculations"] = append(ids["calculations"], q.ID)
	}
	for _, i := range base.Items[1:] {
		ids["items"] = append(ids["items"], i.ID)
	}
	for kind, list := range ids {
		text := "disable:\n"
		for _, id := range list {
			text += "  - {kind: " + kind + ", id: " + id + "}\n"
		}
		dir := t.TempDir()
		if err := os.WriteFile(dir+"/off.yaml", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		lex, err := ownLexicon(dir)
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		reviewExample(t, kind, lex)
	}
}

func reviewExample(t *testing.T, kind string, lex *facts.Lexicon) {
	t.Helper()
	d, err := document.Read("d1", "../../examples/design.md", nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := agent.New(agent.Options{Lexicon: lex, Documents: []*document.Document{d}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Review(context.Background(), nil)
	if err != nil {
		t.Fatalf("without %s: %v", kind, err)
	}
	for _, area := range r.Areas {
		if len(area.Concerns) == 0 {
			continue
		}
		for _, f := range []agent.FollowUp{{Kind: agent.DeepDive, Area: area.Key}, {Kind: agent.Guide, Concern: area.Concerns[0].ID}, {Kind: agent.Ask, Text: "What about " + area.Title + "?"}} {
			if _, err := a.Follow(context.Background(), f, nil); err != nil {
				t.Errorf("without %s, %s of %s: %v", kind, f.Kind, area.Key, err)
			}
		}
	}
}

// TestFlagsComeBeforeEverySource sets each key by a variable, then by its flag
// as well.
func TestFlagsComeBeforeEverySource(t *testing.T) {
	t.Chdir(t.TempDir())
	values := map[string][2]string{ // by variable, by flag
		"engine": {"model", "checks"}, "parallel": {"7", "3"}, "window": {"70", "30"}, "max_cost": {"7", "3"}, "max_tokens": {"70", "30"},
		"prices": {"a.yaml", "b.yaml"}, "areas": {"api,code", "system"}, "disable": {"x.a,x.b", "x.c"}, "fail_on": {"high", "low"}, "format": {"json", "markdown"},
		"theme": {"light", "dark"}, "no_color": {"true", "false"}, "quiet": {"true", "false"}, "redact_emails": {"true", "false"},
		"pictures": {"auto", "never"}, "checklists": {"a", "b"}, "waivers": {"a.yaml", "b.yaml"}, "answers": {"a.yaml", "b.yaml"},
	}
	keys, err := config.Keys()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		v, ok := values[key.Key]
		if !ok {
			if key.Flag != "" && !strings.Contains("provider model base_url profile", key.Key) { // these resolve looks up
				t.Errorf("no values of %s", key.Key)
			}
			continue
		}
		for i, args := range [][]string{nil, {"--" + key.Flag + "=" + v[1]}} {
			env := &Env{Getenv: func(name string) string { return map[string]string{key.Env[0]: v[0]}[name] }}
			root := newRoot(env)
			if err := root.ParseFlags(args); err != nil {
				t.Fatal(err)
			}
			if err := (&configuration{}).prepare(env, root); err != nil {
				t.Fatalf("%s: %v", key.Key, err)
			}
			if got := strings.Trim(root.Flags().Lookup(key.Flag).Value.String(), "[]"); got != v[i] {
				t.Errorf("%s with %v: %s, want %s", key.Key, args, got, v[i])
			}
		}
	}
}

// TestCommandsTakeOnlyWhatTheyKnow gives settings to commands that have fewer
// formats and flags than a review.
func TestCommandsTakeOnlyWhatTheyKnow(t *testing.T) {
	t.Chdir(t.TempDir())
	env := &Env{Getenv: func(name string) string {
		return map[string]string{"ARCHREVIEW_FORMAT": "html", "ARCHREVIEW_ENGINE": "checks", "ARCHREVIEW_AREAS": "api"}[name]
	}}
	for _, c := range []struct{ command, flag, args, want string }{
		{"eval", "format", "", "table"}, {"ask", "format", "", ""}, {"ask", "engine", "", "checks"}, {"ask", "engine", "--model=m", "auto"},
	} {
		root := newRoot(env)
		cmd, _, err := root.Find([]string{c.command})
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.ParseFlags(strings.Fields(c.args)); err != nil {
			t.Fatal(err)
		}
		if err := (&configuration{}).prepare(env, cmd); err != nil {
			t.Fatal(err)
		}
		if got := cmd.Flags().Lookup(c.flag).Value.String(); got != c.want {
			t.Errorf("%s %s: --%s is %q, want %q", c.command, c.args, c.flag, got, c.want)
		}
		var o reviewOptions
		if o.fill(env); c.command == "ask" && strings.Join(o.areas, ",") != "api" {
			t.Errorf("%s reviews %v", c.command, o.areas)
		}
	}
}
