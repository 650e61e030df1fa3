package cli

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

// commandEntry is what the page of commands shows of one command.
type commandEntry struct {
	Path, Use, Long, Examples string
	Flags                     []flagEntry
}

// flagEntry is one row of a table of flags.
type flagEntry struct{ Name, Example, Usage string }

// flagExamples is testdata/docs/flags.yaml: examples of what has none in the
// command tree.
type flagExamples struct {
	Flags    map[string]string `yaml:"flags"`    // value by flag, or by command and flag
	Commands map[string]string `yaml:"commands"` // command line by command
}

// TestCommandsDocIsCurrent keeps docs/commands.md the tree of commands.
//
//go:generate go test -run TestCommandsDocIsCurrent -update .
func TestCommandsDocIsCurrent(t *testing.T) {
	const path = "../../docs/commands.md"
	got := commandsDoc(t)
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
	if !bytes.Equal(got, want) {
		t.Errorf("%s is stale: run go generate ./internal/cli", path)
	}
}

func commandsDoc(t *testing.T) []byte {
	t.Helper()
	var ex flagExamples
	raw, err := os.ReadFile("testdata/docs/flags.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(&ex); err != nil {
		t.Fatal(err)
	}
	var list []commandEntry
	for _, c := range tree(commandTree()) {
		list = append(list, ex.show(t, c))
	}
	tmpl := template.Must(template.ParseFiles("testdata/docs/commands.tmpl"))
	var b bytes.Buffer
	if err := tmpl.Execute(&b, list); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// commandTree gives the root with all that cobra adds at run time.
func commandTree() *cobra.Command {
	root := newRoot(&Env{})
	root.InitDefaultCompletionCmd()
	return root
}

// tree lists a command and all that a user sees below it, in the order of the
// help.
func tree(c *cobra.Command) []*cobra.Command {
	out := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			out = append(out, tree(sub)...)
		}
	}
	return out
}

func (ex *flagExamples) show(t *testing.T, c *cobra.Command) commandEntry {
	t.Helper()
	path := c.CommandPath()
	s := commandEntry{Path: path, Use: c.UseLine(), Long: strings.TrimSpace(c.Long), Examples: indented(c.Example)}
	if s.Long == "" {
		s.Long = c.Short + "."
	}
	if line := ex.Commands[path]; s.Examples == "" && line != "" {
		s.Examples = indented(line)
	}
	if s.Examples == "" && c.Runnable() && !strings.Contains(s.Long, path) && !shownAbove(c) {
		t.Errorf("%s has no example: write one in its help text or in testdata/docs/flags.yaml", path)
	}
	c.InitDefaultHelpFlag() // and joins the flags of all commands
	c.InitDefaultVersionFlag()
	inherited := c.InheritedFlags()
	for _, title := range append(groups(), "") {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			told := c.HasParent() && (f.Name == "help" || inherited.Lookup(f.Name) != nil) // at the root
			if f.Hidden || told || strings.Join(f.Annotations[groupKey], "") != title {
				return
			}
			s.Flags = append(s.Flags, ex.flag(t, c, f))
		})
	}
	return s
}

// shownAbove says whether the examples of a command above show this one.
func shownAbove(c *cobra.Command) bool {
	for up := c.Parent(); up != nil; up = up.Parent() {
		if strings.Contains(up.Example, c.CommandPath()) {
			return true
		}
	}
	return false
}

// flag gives the row of a flag, with an example that the flag takes.
func (ex *flagExamples) flag(t *testing.T, c *cobra.Command, f *pflag.Flag) flagEntry {
	t.Helper()
	placeholder, usage := pflag.UnquoteUsage(f)
	row := flagEntry{Name: "--" + f.Name, Example: "--" + f.Name, Usage: strings.ReplaceAll(usage, "|", `\|`)}
	if f.Shorthand != "" {
		row.Name = "-" + f.Shorthand + ", " + row.Name
	}
	if !slices.Contains([]string{"", "0", "false", "[]"}, f.DefValue) && !strings.Contains(usage, "default") {
		row.Usage += fmt.Sprintf(" (default %s)", f.DefValue)
	}
	if c.PersistentFlags().Lookup(f.Name) != nil {
		row.Usage += "; with every command"
	}
	if f.NoOptDefVal != "" { // a switch
		return row
	}
	value, ok := ex.Flags[strings.TrimPrefix(c.CommandPath(), "archreview ")+" "+f.Name]
	if !ok {
		value, ok = ex.Flags[f.Name]
	}
	if !ok {
		t.Errorf("%s --%s has no example: give it one in testdata/docs/flags.yaml", c.CommandPath(), f.Name)
	}
	row.Name += " " + strings.ToUpper(placeholder)
	row.Example += " " + value
	words, _ := shellWords(value)
	if len(words) != 1 || f.Value.Set(words[0]) != nil {
		t.Errorf("%s does not take its example %s", row.Name, value)
	}
	return row
}

// indented gives a block of Markdown code with the common indent of examples.
func indented(text string) string {
	var out []string
	for line := range strings.Lines(strings.TrimRight(text, "\n")) {
		out = append(out, strings.TrimRight("    "+strings.TrimSpace(line), " "))
	}
	return strings.Join(out, "\n")
}
