package repo

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Limits of a YAML file. Aliases are followed in place, so that a small file
// may stand for a huge tree, or for itself.
const (
	maxYAML    = 1 << 20 // bytes
	maxNodes   = 200_000
	maxNesting = 60
	maxAlias   = 8
	maxParts   = 200 // documents in one file
)

// tree is a YAML node that can be asked for its children. Its zero value is a
// node that is not there.
type tree struct{ n *yaml.Node }

// parseYAML reads the documents of a YAML or JSON file.
func parseYAML(s *sheet) (out []tree) {
	defer func() {
		if r := recover(); r != nil { // of the parser, on broken input
			out, s.broken = nil, "its YAML cannot be understood"
		}
	}()
	text := oneEnd(strings.Join(s.lines, "\n"))
	if len(text) > maxYAML {
		s.broken = fmt.Sprintf("its YAML has more than %d KiB", maxYAML>>10)
		return nil
	}
	if depth := nesting(text); depth > maxNesting {
		s.broken = fmt.Sprintf("its YAML is nested more than %d deep", maxNesting)
		return nil
	}
	d := yaml.NewDecoder(strings.NewReader(text))
	for range maxParts {
		var n yaml.Node
		if err := d.Decode(&n); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			s.broken = "its YAML cannot be understood"
			break
		}
		if len(n.Content) > 0 {
			out = append(out, tree{n.Content[0]})
		}
	}
	return out
}

// oneEnd takes out what a YAML parser counts as the end of a line, but editors
// and this program do not: lines would be named that are others.
func oneEnd(text string) string {
	return strings.NewReplacer("\r", " ", "\u0085", " ", "\u2028", " ", "\u2029", " ").Replace(text)
}

// nesting gives how deep the brackets of a text go, which is what a parser
// recurses on fastest.
func nesting(text string) int {
	depth, most := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '[', '{':
			if depth++; depth > most {
				most = depth
			}
		case ']', '}':
			depth = max(0, depth-1)
		case '\n':
			if most <= maxNesting && !strings.HasPrefix(text[i+1:], " ") {
				depth = 0
			}
		}
	}
	return most
}

// real follows aliases.
func (t tree) real() *yaml.Node {
	n := t.n
	for i := 0; n != nil && n.Kind == yaml.AliasNode; i++ {
		if i == maxAlias {
			return nil
		}
		n = n.Alias
	}
	return n
}

// get gives the value under a path of keys.
func (t tree) get(keys ...string) tree {
	for _, k := range keys {
		t = t.child(k, 0)
	}
	return t
}

func (t tree) child(key string, depth int) tree {
	n := t.real()
	if n == nil || n.Kind != yaml.MappingNode || depth > maxAlias {
		return tree{}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return tree{n.Content[i+1]}
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "<<" {
			if c := (tree{n.Content[i+1]}).child(key, depth+1); c.n != nil {
				return c
			}
		}
	}
	return tree{}
}

// pair is a key of a mapping with its value.
type pair struct {
	key   string
	line  int
	value tree
}

// pairs gives the keys of a mapping, in order.
func (t tree) pairs() []pair {
	n := t.real()
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	var out []pair
	for i := 0; i+1 < len(n.Content); i += 2 {
		out = append(out, pair{n.Content[i].Value, n.Content[i].Line, tree{n.Content[i+1]}})
	}
	return out
}

// items gives the elements of a list.
func (t tree) items() []tree {
	n := t.real()
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	out := make([]tree, len(n.Content))
	for i := range n.Content {
		out[i] = tree{n.Content[i]}
	}
	return out
}

// text gives a scalar as it is written, or a list of scalars joined by blanks.
func (t tree) text() string {
	n := t.real()
	switch {
	case n == nil:
		return ""
	case n.Kind == yaml.ScalarNode:
		return n.Value
	}
	var out []string
	for _, x := range t.items() {
		if r := x.real(); r != nil && r.Kind == yaml.ScalarNode {
			out = append(out, r.Value)
		}
	}
	return strings.Join(out, " ")
}

// there says whether a node exists and is not null.
func (t tree) there() bool {
	n := t.real()
	return n != nil && n.Tag != "!!null"
}

// line gives the line of a node, counted from 1; 0 for none.
func (t tree) line() int {
	if t.n == nil {
		return 0
	}
	return t.n.Line
}

// walk visits the mappings of a tree with their keys, up to maxNodes of them.
func (t tree) walk(see func(path []string, p pair)) {
	left := maxNodes
	var down func(t tree, path []string)
	down = func(t tree, path []string) {
		if left--; left < 0 || len(path) > maxNesting {
			return
		}
		for _, p := range t.pairs() {
			see(path, p)
			down(p.value, append(path[:len(path):len(path)], p.key))
		}
		for _, x := range t.items() {
			down(x, append(path[:len(path):len(path)], "-"))
		}
	}
	down(t, nil)
}
