package repo

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// FuzzYAML walks through any YAML, aliases included, as the readers do. The walk
// ends, and every line it names is one of the text.
func FuzzYAML(f *testing.F) {
	for _, s := range []string{
		"a: &a\n  b: *a\n  replicaCount: 2\nc: &c [*c, *c]\n", "x: &x {<<: *x}\n", "<<: [&a {b: 1}, *a]\n", "a: 1\n---\n- b\n--- |\n text\n", "? [a, b]\n: {c: !!binary eA==}\n",
		"services:\n  db:\n    image: postgres:13\n", "a: [[[[[[[[[[[[[[]]]]]]]]]]]]]]", "\ta: b\n", "# \u2028 \u0085\n%YAML 1.1\n---\na: .inf\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(text, "\n") + 1
		for _, name := range []string{"values.yaml", "docker-compose.yml", "k8s/a.yaml"} {
			s := newSheet(name, text)
			if s == nil {
				return
			}
			left := 20_000
			for _, d := range parseYAML(s) {
				walk(t, d, lines, 0, &left)
			}
			if d := parseYAML(s); len(d) > 0 && s.broken == "" {
				d[0].get("<<", "a", "b")
			}
		}
	})
}

// walk looks at a tree as deep as no reader goes.
func walk(t *testing.T, x tree, lines, depth int, left *int) {
	if *left--; depth > 8 || *left < 0 {
		return
	}
	if n := x.real(); n != nil && n.Kind == yaml.AliasNode {
		t.Fatal("an alias is left unfollowed")
	}
	for _, p := range x.pairs() {
		if p.line < 1 || p.line > lines {
			t.Fatalf("%q stands in line %d of %d", p.key, p.line, lines)
		}
		walk(t, p.value, lines, depth+1, left)
	}
	for _, e := range x.items() {
		walk(t, e, lines, depth+1, left)
	}
}
