package waiver

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"archreview/checklists"
	"archreview/internal/problem"
)

// parsed is a waiver file with its syntax tree, by which it can be edited.
type parsed struct {
	file  *File
	root  *yaml.Node
	key   int        // index of the key "waivers" in the root's content; -1 without one
	list  *yaml.Node // its value; nil without one
	nodes []*yaml.Node
}

// parse reads the text of a waiver file strictly.
func parse(path string, raw []byte) (*parsed, error) {
	p := &parsed{file: &File{Path: path}, key: -1}
	root, err := document(path, raw)
	if err != nil {
		return nil, err
	}
	p.root = root
	values, err := mapping(path, p.root, []string{"version", "waivers"})
	if err != nil {
		return nil, err
	}
	switch v := values["version"]; {
	case v == nil:
		return nil, bad(path, p.root.Line, "the version of the format is missing", "begin the file with version: "+Version)
	case v.Kind != yaml.ScalarNode || v.Value != Version:
		return nil, bad(path, v.Line, "the version of the format is not "+Version, "write version: "+Version)
	}
	for i := 0; i+1 < len(p.root.Content); i += 2 {
		if p.root.Content[i].Value == "waivers" {
			p.key, p.list = i, p.root.Content[i+1]
		}
	}
	return p, p.entries(path)
}

// document gives the root mapping of the only document of a text.
func document(path string, raw []byte) (*yaml.Node, error) {
	var doc, more yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(raw))
	err := d.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return nil, bad(path, 1, "the file is empty", "begin the file with version: "+Version+", or delete it")
	}
	if err != nil {
		return nil, badYAML(path, err)
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, bad(path, max(doc.Line, 1), "the file must be a mapping", "begin the file with version: "+Version)
	}
	if err = d.Decode(&more); err == nil {
		return nil, bad(path, max(more.Line, 1), "the file has more than one YAML document", "put all waivers under one waivers: and remove the lines ---")
	}
	if !errors.Is(err, io.EOF) {
		return nil, badYAML(path, err)
	}
	return doc.Content[0], nil
}

// entries reads the list of waivers.
func (p *parsed) entries(path string) error {
	if p.list == nil || isNull(p.list) {
		return nil
	}
	if p.list.Kind != yaml.SequenceNode {
		return bad(path, p.list.Line, "waivers must be a list", "begin each waiver with \"- concern:\"")
	}
	type name struct{ concern, document string }
	seen := map[name]int{}
	for _, n := range p.list.Content {
		e, err := entry(path, n)
		if err != nil {
			return err
		}
		id := name{e.Concern, e.Document}
		if first := seen[id]; first > 0 {
			return bad(path, e.Line, fmt.Sprintf("the waiver of %s stands here again; the first one is on line %d", e.Concern, first), "remove one of them")
		}
		seen[id] = e.Line
		p.file.Entries = append(p.file.Entries, e)
		p.nodes = append(p.nodes, n)
	}
	return nil
}

// entry reads one waiver.
func entry(path string, n *yaml.Node) (Entry, error) {
	values, err := mapping(path, n, []string{"concern", "title", "owner", "reason", "until", "document"})
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Line: n.Line}
	for key, field := range map[string]*string{
		"concern": &e.Concern, "title": &e.Title, "owner": &e.Owner, "reason": &e.Reason, "until": &e.Until, "document": &e.Document,
	} {
		v := values[key]
		if v == nil || isNull(v) {
			continue
		}
		if v.Kind != yaml.ScalarNode {
			return e, bad(path, v.Line, key+" must be a text", "write it on one line, in quotation marks where it has special characters")
		}
		*field = oneLine(v.Value)
	}
	if key, what, next := e.flaw(); what != "" {
		line := n.Line
		if v := values[key]; v != nil {
			line = v.Line
		}
		return e, bad(path, line, what, next)
	}
	return e, nil
}

// mapping gives the values of a mapping by key and refuses keys that are
// unknown or doubled.
func mapping(path string, n *yaml.Node, known []string) (map[string]*yaml.Node, error) {
	if err := simple(path, n); err != nil {
		return nil, err
	}
	if n.Kind != yaml.MappingNode {
		return nil, bad(path, n.Line, "keys and values were expected", "write them as "+known[0]+": …")
	}
	values := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if err := simple(path, k); err != nil {
			return nil, err
		}
		name := k.Value
		if k.Kind != yaml.ScalarNode || !contains(known, name) {
			near := checklists.Nearest(shorten(name), known)
			return nil, bad(path, k.Line, fmt.Sprintf("unknown key %q", shorten(name)), "the nearest known one is "+near)
		}
		if values[name] != nil {
			return nil, bad(path, k.Line, "the key "+name+" stands here again", "remove one of them")
		}
		if err := simple(path, v); err != nil {
			return nil, err
		}
		values[name] = v
	}
	return values, nil
}

// simple refuses what a list of waivers has no use for and what can grow when
// it is read: anchors, aliases and tags.
func simple(path string, n *yaml.Node) error {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		return bad(path, n.Line, "anchors, aliases and tags are not allowed here", "write the value itself")
	}
	return nil
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// bad is a mistake in the file.
func bad(path string, line int, detail, next string) error {
	return &problem.Problem{What: "the waivers cannot be read", Detail: fmt.Sprintf("%s:%d: %s", path, line, detail), Next: next}
}

// badYAML is a mistake that the YAML parser found. Its error has the line in
// its text only.
func badYAML(path string, err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if _, serr := fmt.Sscanf(text, "line %d:", &line); serr == nil {
		_, text, _ = strings.Cut(text, ": ")
	}
	return &problem.Problem{
		What: "the waivers cannot be read", Detail: fmt.Sprintf("%s:%d: this is not valid YAML (%s)", path, max(line, 1), text),
		Next: "put texts with a colon or a special character into quotation marks, and indent with spaces", Err: err,
	}
}
