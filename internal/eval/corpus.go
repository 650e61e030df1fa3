// Package eval measures a reviewer against design documents with known flaws
// and sound decisions.
package eval

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"archreview/agent/review"
	"archreview/internal/problem"
)

// Case is one design document with its truth.
type Case struct {
	Slug    string
	Design  string            // path of design.md
	Fixed   string            // path of the clean twin; "" if there is none
	Answers map[string]string // by question key
	Truth   Truth
}

// Truth is what is known about a design.
type Truth struct {
	Title    string   `yaml:"title"`
	Domain   string   `yaml:"domain"`
	Genre    string   `yaml:"genre"`
	Answered []string `yaml:"answered"`
	Open     []string `yaml:"open"`
	Flaws    []Flaw   `yaml:"flaws"`
	Sound    []Sound  `yaml:"sound"`
}

// Flaw is a planted mistake.
type Flaw struct {
	ID       string          `yaml:"id"`
	Areas    []string        `yaml:"areas"`
	Kind     review.Kind     `yaml:"kind"`
	Severity review.Severity `yaml:"severity"`
	Title    string          `yaml:"title"`
	Why      string          `yaml:"why"`
	Quotes   []string        `yaml:"quotes"`
	Match    [][]string      `yaml:"match"`
	line     int
	match    [][]*regexp.Regexp
}

// Sound is a decision that is right and must not be called a concern.
type Sound struct {
	ID         string     `yaml:"id"`
	Area       string     `yaml:"area"`
	Title      string     `yaml:"title"`
	Quotes     []string   `yaml:"quotes"`
	FalseAlarm [][]string `yaml:"false_alarm"`
	line       int
	alarm      [][]*regexp.Regexp
}

// UnmarshalYAML remembers the line of the record.
func (f *Flaw) UnmarshalYAML(n *yaml.Node) error {
	type plain Flaw
	f.line = n.Line
	return n.Decode((*plain)(f))
}

// UnmarshalYAML remembers the line of the record.
func (s *Sound) UnmarshalYAML(n *yaml.Node) error {
	type plain Sound
	s.line = n.Line
	return n.Decode((*plain)(s))
}

// LoadCorpus reads every case below dir. All mistakes are reported together:
// nothing is scored while the corpus is broken.
func LoadCorpus(dir string) ([]Case, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, &problem.Problem{What: "the corpus cannot be read", Detail: err.Error(), Next: "name a folder that holds one folder for each case", Err: err}
	}
	var cases []Case
	var bad []string
	for _, e := range entries {
		sub := filepath.Join(dir, e.Name())
		if !e.IsDir() || !exists(filepath.Join(sub, "truth.yaml")) {
			continue
		}
		c, mistakes := loadCase(sub)
		cases = append(cases, c)
		bad = append(bad, mistakes...)
	}
	if len(bad) > 0 {
		return nil, &problem.Problem{What: "the corpus has mistakes", Detail: "\n  " + strings.Join(bad, "\n  "), Next: "mend them; nothing was scored"}
	}
	if len(cases) == 0 {
		return nil, &problem.Problem{What: "the corpus is empty", Detail: dir + " holds no folder with a truth.yaml", Next: "see docs/benchmark.md for the format"}
	}
	return cases, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func loadCase(dir string) (Case, []string) {
	c := Case{Slug: filepath.Base(dir), Design: filepath.Join(dir, "design.md")}
	var bad []string
	truth := filepath.Join(dir, "truth.yaml")
	if err := readYAML(truth, &c.Truth, true); err != nil {
		return c, []string{err.Error()}
	}
	if p := filepath.Join(dir, "fixed.md"); exists(p) {
		c.Fixed = p
	}
	if p := filepath.Join(dir, "answers.yaml"); exists(p) {
		var raw map[string]*string
		if err := readYAML(p, &raw, false); err != nil {
			bad = append(bad, err.Error())
		}
		c.Answers = map[string]string{}
		for k, v := range raw {
			if v != nil {
				c.Answers[k] = *v
			}
		}
	}
	design, err := os.ReadFile(c.Design)
	if err != nil {
		return c, append(bad, err.Error())
	}
	return c, append(bad, c.check(truth, string(design))...)
}

func readYAML(path string, into any, strict bool) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	d := yaml.NewDecoder(f)
	d.KnownFields(strict)
	if err := d.Decode(into); err != nil && err != io.EOF {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// check validates areas, kinds, severities, quotes and expressions.
func (c *Case) check(file, design string) []string {
	var bad []string
	fail := func(line int, format string, args ...any) {
		bad = append(bad, fmt.Sprintf("%s:%d: %s", file, line, fmt.Sprintf(format, args...)))
	}
	for i := range c.Truth.Flaws {
		f := &c.Truth.Flaws[i]
		for _, a := range f.Areas {
			if !slices.Contains(areaKeys(), a) {
				fail(f.line, "%s: unknown area %q; use one of %s", f.ID, a, strings.Join(areaKeys(), ", "))
			}
		}
		if !slices.Contains(review.Kinds(), f.Kind) {
			fail(f.line, "%s: unknown kind %q", f.ID, f.Kind)
		}
		if f.Severity.Rank() == 0 {
			fail(f.line, "%s: unknown severity %q", f.ID, f.Severity)
		}
		for _, q := range missing(f.Quotes, design) {
			fail(f.line, "%s: the quote %q does not stand in design.md", f.ID, q)
		}
		var err error
		if f.match, err = compile(f.Match); err != nil {
			fail(f.line, "%s: %v", f.ID, err)
		}
	}
	for i := range c.Truth.Sound {
		s := &c.Truth.Sound[i]
		if !slices.Contains(areaKeys(), s.Area) {
			fail(s.line, "%s: unknown area %q", s.ID, s.Area)
		}
		for _, q := range missing(s.Quotes, design) {
			fail(s.line, "%s: the quote %q does not stand in design.md", s.ID, q)
		}
		var err error
		if s.alarm, err = compile(s.FalseAlarm); err != nil {
			fail(s.line, "%s: %v", s.ID, err)
		}
	}
	return bad
}

func areaKeys() []string {
	return []string{"system", "database", "api", "security", "scalability", "observability", "deployment", "code", "dataflow", "resilience"}
}

func missing(quotes []string, text string) []string {
	var out []string
	for _, q := range quotes {
		if !strings.Contains(text, q) {
			out = append(out, q)
		}
	}
	sort.Strings(out)
	return out
}

func compile(lists [][]string) ([][]*regexp.Regexp, error) {
	var out [][]*regexp.Regexp
	for _, l := range lists {
		var res []*regexp.Regexp
		for _, src := range l {
			re, err := regexp.Compile("(?i)" + src)
			if err != nil {
				return nil, fmt.Errorf("expression %q: %w", src, err)
			}
			res = append(res, re)
		}
		out = append(out, res)
	}
	return out, nil
}
