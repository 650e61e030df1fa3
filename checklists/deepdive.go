package checklists

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// divesFolder holds the YAML of the deep dives below the root of the data.
const divesFolder = "deepdives"

// Dives is what the deep dives say, apart from the catalog: a review needs none
// of it, so it is decoded only when a dive is asked for.
type Dives struct {
	Scenarios []DiveScenario
	Options   []DiveOption
	Moves     []DiveMove
	Measures  []DiveMeasure
	Tests     []DiveTest
	Examples  []DiveExample
	Parts     []DivePart
	Targets   []DiveTarget
	Roles     []DiveRole
	Phrases   []Text // sentences of the dives, beside the texts of the catalog
}

// Condition says for which designs a record holds. A record's area is the first
// part of its id.
type Condition struct {
	Items  []string `yaml:"items"`  // it matters where one of them is open
	Needs  []string `yaml:"needs"`  // traits and concepts that must be affirmed; "a|b" for one of them
	Unless []string `yaml:"unless"` // traits and concepts any of which, affirmed, silences it
	About  []string `yaml:"about"`  // rules and calculations for whose concerns it is made; no other record of its kind then serves them
}

// DiveScenario is one way in which a system fails. A step may speak of a slot,
// as {{traffic.rate}}: it is left out where the documents give no value.
type DiveScenario struct {
	ID         string `yaml:"id"`
	Condition  `yaml:",inline"`
	Title      string   `yaml:"title"`
	Trigger    string   `yaml:"trigger"`
	Steps      []string `yaml:"steps"`
	Effect     string   `yaml:"effect"`
	Defence    string   `yaml:"defence"`
	References []string `yaml:"references"`
	Pos        Pos      `yaml:"-"`
}

// DiveOption is one way to go; those of one group are choices between which a
// team decides.
type DiveOption struct {
	ID        string `yaml:"id"`
	Condition `yaml:",inline"`
	Group     string   `yaml:"group"`
	Name      string   `yaml:"name"`
	Summary   string   `yaml:"summary"`
	Gains     []string `yaml:"gains"`
	Costs     []string `yaml:"costs"`
	When      string   `yaml:"when"`
	Fits      []string `yaml:"fits"`   // traits and concepts that speak for it
	Unfits    []string `yaml:"unfits"` // and against it
	Effort    string   `yaml:"effort"`
	Pos       Pos      `yaml:"-"`
}

// DiveMove is one step on the way; the order of the file is the order of the
// work.
type DiveMove struct {
	ID         string `yaml:"id"`
	Condition  `yaml:",inline"`
	After      []string `yaml:"after"` // moves that come before it
	Change     string   `yaml:"change"`
	Verify     string   `yaml:"verify"`
	Back       string   `yaml:"back"`
	Effort     string   `yaml:"effort"`
	Patterns   []string `yaml:"patterns"` // whose example shows it
	Examples   []string `yaml:"examples"`
	References []string `yaml:"references"`
	Pos        Pos      `yaml:"-"`
}

// DiveMeasure is something to measure, whether or not anything is open.
type DiveMeasure struct {
	ID        string `yaml:"id"`
	Condition `yaml:",inline"`
	What      string `yaml:"what"`
	How       string `yaml:"how"`
	Target    string `yaml:"target"`
	Pos       Pos    `yaml:"-"`
}

// DiveTest is a test to write.
type DiveTest struct {
	ID        string `yaml:"id"`
	Condition `yaml:",inline"`
	Test      string `yaml:"test"`
	Pos       Pos    `yaml:"-"`
}

// DiveExample is Python code for a move for which there is no pattern.
type DiveExample struct {
	ID    string `yaml:"id"`
	Title string `yaml:"title"`
	Note  string `yaml:"note"`
	Code  string `yaml:"code"`
	Pos   Pos    `yaml:"-"`
}

// DivePart is something that the target design adds.
type DivePart struct {
	ID        string `yaml:"id"`
	Condition `yaml:",inline"`
	Label     string   `yaml:"label"`
	Why       string   `yaml:"why"`
	Edges     []string `yaml:"edges"` // "app > self", "self > db": roles and self
	Pos       Pos      `yaml:"-"`
}

// DiveTarget says how the target design of an area is drawn; its id is the key
// of the area.
type DiveTarget struct {
	ID         string   `yaml:"id"`
	Roles      []string `yaml:"roles"` // shown even without an addition beside them
	Slots      []string `yaml:"slots"` // quantities that tell how the area works today
	Clean      string   `yaml:"clean"` // the target where nothing is open
	References []string `yaml:"references"`
	Pos        Pos      `yaml:"-"`
}

// DiveRole is a kind of component in a diagram.
type DiveRole struct {
	ID         string   `yaml:"id"`
	Label      string   `yaml:"label"`
	Shape      string   `yaml:"shape"`      // box, store or round
	Categories []string `yaml:"categories"` // of technologies that play it
	Traits     []string `yaml:"traits"`     // that show it where no technology is named
	Words      []string `yaml:"words"`      // of a label in a drawing of the document
	To         []string `yaml:"to"`         // roles that it calls
	Pos        Pos      `yaml:"-"`
}

//go:embed deepdives.bin
var diveIndex string

// BuiltinDives gives the deep dives that ship with the program. It decodes them
// anew at every call.
func BuiltinDives() (*Dives, error) {
	d := &Dives{}
	if err := decode(diveIndex, reflect.ValueOf(d).Elem()); err != nil {
		return nil, fmt.Errorf("reading the built-in deep dives: %w", err)
	}
	return d, nil
}

// WriteIndex gives the deep dives in the form of the built-in index.
func (d *Dives) WriteIndex() []byte { return encode(nil, reflect.ValueOf(d).Elem()) }

// LoadDives reads the deep dives from YAML files, as strictly as Load. They are
// not yet checked for dangling references; see Check.
func LoadDives(fsys fs.FS) (*Dives, error) {
	d := &Dives{}
	return d, loadInto(fsys, "", reflect.ValueOf(d).Elem())
}

// Check finds duplicate ids, references to what the catalog does not have,
// moves out of order and empty texts. The error joins one *DataError for each.
func (d *Dives) Check(c *Catalog) error {
	k := newChecker(c)
	for _, kind := range sections(reflect.TypeFor[Dives]()) {
		k.collect(reflect.ValueOf(d).Elem(), kind)
	}
	for i := range d.Scenarios {
		k.scenario(&d.Scenarios[i])
	}
	for i := range d.Options {
		o := &d.Options[i]
		k.condition(o.Pos, o.ID, &o.Condition)
		k.refs(o.Pos, "fits", append(slices.Clone(o.Fits), o.Unfits...), "concepts", "traits")
		k.oneOf(o.Pos, "effort", o.Effort, []string{"S", "M", "L"})
		k.texts(o.Pos, "group", o.Group, "name", o.Name, "summary", o.Summary, "when", o.When)
		k.filled(o.Pos, "gains", len(o.Gains) > 0)
		k.filled(o.Pos, "costs", len(o.Costs) > 0)
	}
	seen := map[string]bool{}
	for i := range d.Moves {
		k.move(&d.Moves[i], seen)
	}
	for i := range d.Measures {
		m := &d.Measures[i]
		k.condition(m.Pos, m.ID, &m.Condition)
		k.texts(m.Pos, "what", m.What, "how", m.How, "target", m.Target)
	}
	for i := range d.Tests {
		k.condition(d.Tests[i].Pos, d.Tests[i].ID, &d.Tests[i].Condition)
		k.texts(d.Tests[i].Pos, "test", d.Tests[i].Test)
	}
	for i := range d.Examples {
		k.texts(d.Examples[i].Pos, "title", d.Examples[i].Title, "note", d.Examples[i].Note, "code", d.Examples[i].Code)
	}
	for _, t := range d.Phrases {
		k.texts(t.Pos, "say", t.Say)
		if c, ok := strings.CutPrefix(t.ID, "concept."); ok {
			k.refs(t.Pos, "id", []string{c}, "concepts")
		}
	}
	k.drawings(d)
	return errors.Join(k.errs...)
}

func (k *checker) scenario(s *DiveScenario) {
	k.condition(s.Pos, s.ID, &s.Condition)
	k.texts(s.Pos, "title", s.Title, "trigger", s.Trigger, "effect", s.Effect, "defence", s.Defence)
	k.filled(s.Pos, "steps", len(s.Steps) > 1)
	for _, step := range s.Steps {
		k.refs(s.Pos, "a step", SlotsIn(step), "slots")
	}
}

func (k *checker) move(m *DiveMove, seen map[string]bool) {
	k.condition(m.Pos, m.ID, &m.Condition)
	k.texts(m.Pos, "change", m.Change, "verify", m.Verify, "back", m.Back)
	k.oneOf(m.Pos, "effort", m.Effort, []string{"S", "M", "L"})
	k.refs(m.Pos, "patterns", m.Patterns, "patterns")
	k.refs(m.Pos, "examples", m.Examples, "examples")
	k.refs(m.Pos, "after", m.After, "moves")
	for _, a := range m.After {
		if !seen[a] {
			k.fail(m.Pos, "the move comes after "+a+", which stands behind it", "write them in the order of the work")
		}
	}
	seen[m.ID] = true
}

// drawings checks parts, targets and roles.
func (k *checker) drawings(d *Dives) {
	for i := range d.Parts {
		p := &d.Parts[i]
		k.condition(p.Pos, p.ID, &p.Condition)
		k.texts(p.Pos, "label", p.Label, "why", p.Why)
		k.filled(p.Pos, "edges", len(p.Edges) > 0)
		for _, e := range p.Edges {
			from, to, _ := strings.Cut(e, " > ")
			if (from == "self") == (to == "self") {
				k.fail(p.Pos, fmt.Sprintf("%q is no edge of the part", e), "write \"role > self\" or \"self > role\"")
				continue
			}
			k.refs(p.Pos, "edges", slices.DeleteFunc([]string{from, to}, func(s string) bool { return s == "self" }), "roles")
		}
	}
	for i := range d.Targets {
		t := &d.Targets[i]
		k.refs(t.Pos, "id", []string{t.ID}, "areas")
		k.refs(t.Pos, "roles", t.Roles, "roles")
		k.refs(t.Pos, "slots", t.Slots, "slots")
		k.texts(t.Pos, "clean", t.Clean)
	}
	for i := range d.Roles {
		r := &d.Roles[i]
		k.oneOf(r.Pos, "shape", r.Shape, []string{"box", "store", "round"})
		k.refs(r.Pos, "traits", r.Traits, "traits")
		k.refs(r.Pos, "to", r.To, "roles")
		k.texts(r.Pos, "label", r.Label)
	}
}

// condition checks what all records have in common.
func (k *checker) condition(pos Pos, id string, c *Condition) {
	if _, ok := k.ids["areas"][areaOf(id)]; !ok {
		k.fail(pos, fmt.Sprintf("the id %q does not begin with an area", id), "write <area>.<name>")
	}
	k.filled(pos, "items", len(c.Items) > 0)
	k.refs(pos, "items", c.Items, "items")
	for _, n := range c.Needs {
		k.refs(pos, "needs", strings.Split(n, "|"), "concepts", "traits")
	}
	k.refs(pos, "unless", c.Unless, "concepts", "traits")
	k.refs(pos, "about", c.About, "rules", "calculations")
}

// texts checks that texts, given as name and text in turn, are filled in.
func (k *checker) texts(pos Pos, named ...string) {
	for i := 0; i+1 < len(named); i += 2 {
		k.filled(pos, named[i], strings.TrimSpace(named[i+1]) != "")
	}
}

// SlotsIn lists the slots of which a step speaks.
func SlotsIn(step string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`\{\{([a-z0-9.-]+)\}\}`).FindAllStringSubmatch(step, -1) {
		out = append(out, m[1])
	}
	return out
}
