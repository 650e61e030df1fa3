package deepdive

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestZZShow(t *testing.T) {
	spec := os.Getenv("SHOW") // path|area|focus
	if spec == "" {
		t.Skip()
	}
	p := strings.Split(spec, "|")
	answers := map[string]string{}
	if a, err := os.ReadFile(strings.TrimSuffix(p[0], "design.md") + "answers.yaml"); err == nil {
		_ = yaml.Unmarshal(a, &answers)
	}
	r, b := reviewed(t, answers, read(t, p[0]))
	d := dive(t, Input{Brief: b, Review: r, Area: p[1], Focus: p[2]})
	fmt.Println("##", d.Area, d.Focus)
	for _, o := range d.Today {
		fmt.Println("TODAY", o.Text)
		for _, e := range o.Evidence {
			fmt.Printf("    L%d %q\n", e.StartLine, e.Quote)
		}
	}
	for _, it := range d.Items {
		fmt.Println("ITEM", it.Item, it.Status, it.Concerns)
	}
	for _, c := range d.Concerns {
		fmt.Println("CONCERN", c.Severity, c.ID, c.Items, c.Title)
	}
	for _, s := range d.Scenarios {
		fmt.Println("SCEN", s.Title, s.Concerns, "\n   T:", s.Trigger)
		for _, x := range s.Steps {
			fmt.Println("    -", x)
		}
		fmt.Println("   E:", s.Effect, "\n   D:", s.Defence)
		for _, e := range s.Evidence {
			fmt.Printf("    L%d %.90q\n", e.StartLine, e.Quote)
		}
	}
	for _, o := range d.Options {
		fmt.Println("OPT", o.Name, "|", o.Effort, "|", o.When)
	}
	fmt.Println("TARGET", d.Target.Text)
	fmt.Println(d.Target.Diagram)
	for _, c := range d.Code {
		fmt.Println("CODE", c.Title)
	}
	for i, m := range d.Migration {
		fmt.Println("MOVE", i+1, m.Change, "| V:", m.Verify, "| B:", m.Back, "|", m.Effort)
	}
	for _, m := range d.Measures {
		fmt.Println("MEAS", m.What, "|", m.Target)
	}
	for _, m := range d.Tests {
		fmt.Println("TEST", m)
	}
	fmt.Println("REFS", len(d.References))
}
