package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const groupKey = "archreview_group"

// group puts flags under a heading of the help.
func group(c *cobra.Command, title string, names ...string) {
	for _, n := range names {
		_ = c.Flags().SetAnnotation(n, groupKey, []string{title}) // fails for an unknown flag only, which then stands under Other
	}
}

// groups are the headings, in their order.
func groups() []string {
	return []string{"Documents", "Report", "Model", "Cost", "Privacy", "Recordings", "Configuration", "Other"}
}

// usage writes the help of a command with its flags in groups.
func usage(c *cobra.Command) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage:\n  %s\n", c.UseLine())
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "  %s COMMAND\n", c.CommandPath())
	}
	if c.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", c.Example)
	}
	writeCommands(&b, c)
	c.InitDefaultHelpFlag()
	c.InitDefaultVersionFlag()
	for _, title := range groups() {
		if text := flagsOf(c, title); text != "" {
			heading := title
			if title == "Other" && !c.HasAvailableSubCommands() && text == flagsOf(c, "") {
				heading = "Flags"
			}
			fmt.Fprintf(&b, "\n%s:\n%s", heading, text)
		}
	}
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s COMMAND --help tells more of a command.\n", c.CommandPath())
	}
	_, err := fmt.Fprint(c.OutOrStderr(), b.String())
	return err
}

// writeCommands lists the commands below a command, in their groups.
func writeCommands(b *strings.Builder, c *cobra.Command) {
	list := func(title, id string) {
		heading := false
		for _, s := range c.Commands() {
			if !s.IsAvailableCommand() || s.GroupID != id {
				continue
			}
			if !heading {
				fmt.Fprintf(b, "\n%s:\n", title)
				heading = true
			}
			fmt.Fprintf(b, "  %-12s%s\n", s.Name(), s.Short)
		}
	}
	for _, g := range c.Groups() {
		list(g.Title, g.ID)
	}
	other := "Commands"
	if len(c.Groups()) > 0 {
		other = "Other commands"
	}
	list(other, "")
}

// flagsOf gives the lines of the flags under a heading; "" stands for all.
func flagsOf(c *cobra.Command, title string) string {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	set.SortFlags = false
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		of := "Other"
		if g := f.Annotations[groupKey]; len(g) > 0 {
			of = g[0]
		}
		if title == "" || of == title {
			set.AddFlag(f)
		}
	})
	return set.FlagUsages()
}
