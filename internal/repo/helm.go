package repo

import (
	"path"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// Limits of a template of Helm.
const (
	mostBlocks  = 60   // within one another
	mostActions = 20   // on one line
	mostPath    = 20   // keys of one look-up
	longestLine = 2000 // bytes
)

var (
	helmAction  = sync.OnceValue(expression(`\{\{-?\s*(.*?)\s*-?\}\}`))
	helmLookup  = sync.OnceValue(expression(`^\(?\.Values((?:\.[A-Za-z_][\w-]*)+)\)?$`))
	helmDefault = sync.OnceValue(expression(`^default\s+("[^"]*"|[\w.-]+)(?:\s+(\.Values(?:\.[A-Za-z_][\w-]*)+))?$`))
	helmKey     = sync.OnceValue(expression(`^(\s*(?:- )?["']?[A-Za-z_][\w./-]*["']?:)\s`))
	helmSuffix  = sync.OnceValue(expression(`\}\}-([a-z][a-z0-9-]*)["']?\s*$`))
)

// chart is what is known of the chart to which a template belongs.
type chart struct {
	name   string
	values []tree // of its files of values, those named after production first
	sheets []*sheet
}

// rendered is a template after its lines were read without being run.
type rendered struct {
	lines   []string
	looked  map[int]bool // lines, counted from 1, with a value of the chart
	partial bool         // some lines are not known
}

// isTemplate says whether a file stands among the templates of a chart.
func isTemplate(rel string) bool {
	return slices.Contains(strings.Split(path.Dir(rel), "/"), "templates")
}

// templates reads the templates of charts when their values are known.
func (p *project) templates() {
	for _, s := range p.sheets {
		if !s.template {
			continue
		}
		c := p.chartOf(s.rel)
		r := c.render(s.lines)
		shadow := &sheet{rel: s.rel, lines: r.lines, live: s.live, partial: r.partial, named: s.component(c.name)}
		for _, doc := range parseYAML(shadow) {
			if doc.get("kind").there() {
				shadow.kube(doc)
			}
		}
		s.deploys = s.deploys || shadow.deploys
		for _, x := range shadow.sets {
			if !r.looked[x.Line] || !c.says(x.Measure, x.Value) {
				s.sets = append(s.sets, x)
			}
		}
	}
}

// component names what a template runs where its name is made at installation:
// by the file, else by the chart.
func (s *sheet) component(chart string) string {
	var left []string
	stem := strings.TrimSuffix(path.Base(s.rel), path.Ext(s.rel))
	for _, w := range strings.FieldsFunc(strings.ToLower(stem), func(r rune) bool { return strings.ContainsRune("-_.", r) }) {
		switch w {
		case "deployment", "deployments", "deploy", "statefulset", "daemonset", "cronjob", "job", "hpa", "horizontalpodautoscaler", "autoscaler", "scaledobject", "pdb", "service", "configmap", "config", "all", "main":
		default:
			left = append(left, w)
		}
	}
	if len(left) > 0 {
		return strings.Join(left, "-")
	}
	return chart
}

// chartOf finds the values that belong to a template.
func (p *project) chartOf(rel string) *chart {
	root := path.Dir(rel)
	for path.Base(root) != "templates" && root != "." {
		root = path.Dir(root)
	}
	root = path.Dir(root)
	c := &chart{name: strings.ToLower(path.Base(root))}
	var other []tree
	for _, s := range p.values {
		if s.elsewhere || path.Dir(s.rel) != root && path.Dir(path.Dir(s.rel)) != root {
			continue
		}
		c.sheets = append(c.sheets, s)
		if s.live {
			c.values = append(c.values, s.trees...)
		} else if base := path.Base(s.rel); base == "values.yaml" || base == "values.yml" {
			other = append(other, s.trees...)
		}
	}
	c.values = append(c.values, other...)
	return c
}

// says whether the values of a chart set something themselves.
func (c *chart) says(measure, value string) bool {
	for _, s := range c.sheets {
		for _, x := range s.sets {
			if x.Measure == measure && x.Value == value {
				return true
			}
		}
	}
	return false
}

// truth is what is known of a condition.
type truth int

const (
	unknown truth = iota
	yes
	no
)

func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return unknown
}

// render gives the lines of a template with the values of the chart in place of
// look-ups. Lines whose condition does not hold, and lines that do anything
// else than look a value up, are left blank or without their value.
func (c *chart) render(lines []string) rendered {
	r := rendered{lines: make([]string, len(lines)), looked: map[int]bool{}}
	var open []truth
	comment := false
	for i, line := range lines {
		t := strings.TrimSpace(line)
		switch {
		case comment:
			comment = !strings.Contains(t, "*/")
			continue
		case strings.HasPrefix(t, "{{/*") || strings.HasPrefix(t, "{{- /*"):
			comment = !strings.Contains(t, "*/")
			continue
		}
		if word, rest, ok := control(t); ok {
			open = c.block(open, word, rest)
			continue
		}
		shown, lost := shownIn(open)
		switch {
		case len(line) > longestLine || lost:
			r.partial = r.partial || t != ""
		case !shown:
		case !strings.Contains(line, "{{"):
			r.lines[i] = line
		default:
			r.line(c, i, line)
		}
	}
	return r
}

// shownIn says whether lines within blocks are part of the result, and whether
// that cannot be told.
func shownIn(open []truth) (shown, lost bool) {
	shown = true
	for _, t := range open {
		switch t {
		case no:
			return false, false
		case unknown:
			shown, lost = false, true
		}
	}
	return shown, lost
}

// control reads a line that is one action which opens, turns or ends a block.
func control(t string) (word, rest string, ok bool) {
	if !strings.HasPrefix(t, "{{") || !strings.HasSuffix(t, "}}") || strings.Count(t, "{{") != 1 {
		return "", "", false
	}
	m := helmAction().FindStringSubmatch(t)
	if m == nil {
		return "", "", false
	}
	word, rest, _ = strings.Cut(m[1], " ")
	switch word {
	case "if", "with", "range", "else", "end", "define", "block":
		return word, strings.TrimSpace(rest), true
	}
	return "", "", false
}

// block gives the blocks that are open after a line of control.
func (c *chart) block(open []truth, word, rest string) []truth {
	switch word {
	case "end":
		return open[:max(0, len(open)-1)]
	case "else":
		if n := len(open); n > 0 {
			if open[n-1] = open[n-1].not(); rest != "" {
				open[n-1] = unknown
			}
		}
		return open
	}
	t := unknown
	if word == "if" || word == "with" {
		t = c.holds(rest)
	} else if word == "define" {
		t = no
	}
	if len(open) >= mostBlocks {
		t = unknown
	}
	return append(open, t)
}

// holds decides a condition that looks up one value.
func (c *chart) holds(condition string) truth {
	if rest, ok := strings.CutPrefix(condition, "not "); ok {
		return c.holds(strings.TrimSpace(rest)).not()
	}
	if !helmLookup().MatchString(condition) || len(c.values) == 0 {
		return unknown
	}
	t, ok := c.find(condition)
	if !ok {
		return no
	}
	if n := t.real(); n == nil || n.Kind != yaml.ScalarNode && len(n.Content) == 0 {
		return no
	}
	switch v := t.text(); {
	case len(t.pairs()) > 0 || len(t.items()) > 0:
		return yes
	case v == "false" || v == "0" || v == "":
		return no
	}
	return yes
}

// find gives the node of a look-up.
func (c *chart) find(lookup string) (tree, bool) {
	m := helmLookup().FindStringSubmatch(lookup)
	if m == nil {
		return tree{}, false
	}
	keys := strings.Split(strings.TrimPrefix(m[1], "."), ".")
	if len(keys) > mostPath {
		return tree{}, false
	}
	for _, v := range c.values {
		if t := v.get(keys...); t.there() {
			return t, true
		}
	}
	return tree{}, false
}

// line renders a line with actions in it.
func (r *rendered) line(c *chart, i int, line string) {
	actions := helmAction().FindAllStringSubmatchIndex(line, mostActions)
	var b strings.Builder
	at, known := 0, len(actions) < mostActions
	for _, m := range actions {
		v, ok := c.value(line[m[2]:m[3]])
		known = known && ok
		b.WriteString(line[at:m[0]])
		b.WriteString(v)
		at = m[1]
	}
	b.WriteString(line[at:])
	key := helmKey().FindStringSubmatch(line)
	switch {
	case known && !strings.Contains(b.String(), "{{"):
		r.lines[i], r.looked[i+1] = b.String(), true
	case key != nil && strings.HasSuffix(strings.TrimSpace(key[1]), "name:") && helmSuffix().MatchString(line):
		r.lines[i] = key[1] + " " + helmSuffix().FindStringSubmatch(line)[1]
	case key != nil:
		r.lines[i], r.partial = key[1], true
	default:
		r.partial = true
	}
}

// value gives what an action stands for, if it only looks up a value of the
// chart, with a default or quotes.
func (c *chart) value(action string) (string, bool) {
	parts := strings.Split(action, "|")
	v, ok := c.scalar(strings.TrimSpace(parts[0]))
	if m := helmDefault().FindStringSubmatch(strings.TrimSpace(parts[0])); m != nil && m[2] != "" {
		if v, ok = c.scalar(m[2]); !ok || v == "" {
			v, ok = literalDefault(m[1])
		}
	}
	for _, p := range parts[1:] {
		switch p = strings.TrimSpace(p); p {
		case "quote", "squote", "int", "int64", "toString", "trim":
			continue
		}
		m := helmDefault().FindStringSubmatch(p)
		if m == nil || m[2] != "" {
			return "", false
		}
		if !ok && !helmLookup().MatchString(strings.TrimSpace(parts[0])) {
			return "", false
		}
		if !ok || v == "" {
			v, ok = literalDefault(m[1])
		}
	}
	return v, ok
}

// literalDefault gives a default that is written out.
func literalDefault(v string) (string, bool) {
	if strings.HasPrefix(v, `"`) {
		return strings.Trim(v, `"`), true
	}
	return v, !strings.HasPrefix(v, ".")
}

// scalar gives one value of the chart, without characters that would be read
// as YAML or as a template.
func (c *chart) scalar(lookup string) (string, bool) {
	if lookup == ".Chart.Name" {
		return c.name, true
	}
	t, ok := c.find(lookup)
	if n := t.real(); !ok || n == nil || n.Kind != yaml.ScalarNode || strings.ContainsAny(n.Value, "\n{}#&*!|>%@`") || len(n.Value) > 200 {
		return "", false
	}
	return strings.Trim(t.text(), `"'`), true
}
