package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"archreview/internal/problem"
)

// Bounds of a file and of what stands in it.
const (
	mostBytes  = 64 << 10
	mostText   = 4 << 10
	mostInList = 1000
)

// source says which file is read and what it may hold.
type source struct {
	kind    Kind
	path    string
	root    string // of a project: no path may lead out of it
	home    string // of the user
	formats []string
}

// file is what one file sets.
type file struct {
	kind     Kind
	values   map[string]Value
	profiles map[string]map[string]Value
}

func (f *file) names() []string {
	var out []string
	if f != nil {
		for name := range f.profiles {
			out = append(out, name)
		}
	}
	return out
}

// trusts says whether the user's file trusts a folder or one above it.
func (f *file) trusts(folder string) bool {
	if f == nil {
		return false
	}
	for _, t := range f.values["trust"].List {
		if within(folder, t) {
			return true
		}
	}
	return false
}

// readFile reads a file; nil where there is none.
func readFile(s source) (*file, error) {
	if s.path == "" {
		return nil, nil
	}
	info, err := os.Stat(s.path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) && s.kind == User {
		return nil, nil
	}
	unread := func(detail, next string) error {
		return &problem.Problem{What: headline, Detail: shown(s.path) + ": " + detail, Next: next, Err: err}
	}
	switch {
	case err != nil:
		return nil, unread(err.Error(), "see that the file can be read, or remove it")
	case !info.Mode().IsRegular():
		return nil, unread("this is not a file", "put a file there, or remove it")
	case s.root != "" && !within(s.path, s.root):
		return nil, unread("it is a link that leads out of the project", "put the file itself there")
	}
	f, err := os.Open(s.path)
	if err != nil {
		return nil, unread(err.Error(), "see that the file can be read, or remove it")
	}
	defer f.Close() // nothing was written
	raw, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	switch {
	case err != nil:
		return nil, unread(err.Error(), "see that the file can be read, or remove it")
	case len(raw) > mostBytes:
		return nil, unread(fmt.Sprintf("it has more than %d KiB", mostBytes>>10), "keep only keys and values in it")
	}
	return parse(s, raw)
}

const headline = "the configuration cannot be used"

// reader reads the nodes of one file.
type reader struct {
	source
	keys []Key
}

// parse reads the text of a file, strictly.
func parse(s source, raw []byte) (*file, error) {
	list, err := Keys()
	if err != nil {
		return nil, err
	}
	r := &reader{source: s, keys: list}
	root, err := r.document(raw)
	if err != nil {
		return nil, err
	}
	out := &file{kind: s.kind, profiles: map[string]map[string]Value{}}
	if root == nil {
		return out, nil
	}
	if err := r.secrets(root); err != nil {
		return nil, err
	}
	if out.values, err = r.mapping(root, false, ""); err != nil {
		return nil, err
	}
	if n := child(root, "profiles"); n != nil {
		if err := r.profiles(n, out); err != nil {
			return nil, err
		}
	}
	return out, r.keyHasOwner(root, out)
}

// document gives the root mapping of the only document of a text; nil for an
// empty one.
func (r *reader) document(raw []byte) (*yaml.Node, error) {
	var doc, more yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(raw))
	err := d.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, r.badYAML(err)
	}
	if len(doc.Content) == 1 && doc.Content[0].Tag == "!!null" && doc.Content[0].Value == "" {
		return nil, nil // comments only
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, r.bad(max(doc.Line, 1), "the file must be a mapping", "write one line for each key, such as: engine: checks")
	}
	if err = d.Decode(&more); err == nil {
		return nil, r.bad(max(more.Line, 1), "the file has more than one YAML document", "remove the lines ---")
	}
	if !errors.Is(err, io.EOF) {
		return nil, r.badYAML(err)
	}
	return doc.Content[0], nil
}

// mapping reads the keys of a file or of one of its profiles.
func (r *reader) mapping(n *yaml.Node, inProfile bool, profile string) (map[string]Value, error) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" && inProfile {
		return map[string]Value{}, nil
	}
	if err := r.simple(n); err != nil {
		return nil, err
	}
	if n.Kind != yaml.MappingNode {
		return nil, r.bad(n.Line, "keys and values were expected", "write one line for each key, such as: engine: checks")
	}
	out, seen := map[string]Value{}, map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		def, err := r.key(k, inProfile)
		if err != nil {
			return nil, err
		}
		if first := seen[def.Key]; first > 0 {
			return nil, r.bad(k.Line, fmt.Sprintf("%s stands here again; the first one is on line %d", def.Key, first), "remove one of them")
		}
		seen[def.Key] = k.Line
		if def.Kind == "profiles" {
			continue
		}
		val, err := r.value(def, v)
		if err != nil {
			return nil, err
		}
		val.Kind, val.From = r.kind, fmt.Sprintf("%s:%d", shown(r.path), v.Line)
		if r.kind == BuiltIn {
			val.From = r.path
		}
		if profile != "" {
			val.From += ", profile " + profile
		}
		out[def.Key] = val
	}
	return out, nil
}

// key finds what a key means where it stands.
func (r *reader) key(k *yaml.Node, inProfile bool) (*Key, error) {
	if err := r.simple(k); err != nil {
		return nil, err
	}
	if k.Kind != yaml.ScalarNode {
		return nil, r.bad(k.Line, "a key must be a word", "write it as engine: checks")
	}
	if i := slices.IndexFunc(r.keys, func(x Key) bool { return x.Key == k.Value }); i >= 0 {
		def := &r.keys[i]
		switch {
		case def.Only == "user" && r.kind == Project:
			return nil, r.bad(k.Line, def.Key+" may not stand in the file of a project", "it belongs in your own file; archreview config path tells where that is")
		case def.Top && inProfile:
			return nil, r.bad(k.Line, def.Key+" may not stand in a profile", "write it on the level of the file")
		}
		return def, nil
	}
	switch strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(k.Value)) {
	case "apikey", "key", "token", "secret", "password", "openaiapikey", "keys":
		return nil, r.bad(k.Line, fmt.Sprintf("unknown key %q; no key is read from a file", cut(k.Value)), "set the key in a variable, and name that in your own file as key_env: NAME")
	}
	return nil, r.bad(k.Line, fmt.Sprintf("unknown key %q", cut(k.Value)), "the nearest known one is "+nearest(k.Value, known(r.keys, r.kind, inProfile)))
}

// profiles reads the profiles of a file.
func (r *reader) profiles(n *yaml.Node, out *file) error {
	if err := r.simple(n); err != nil {
		return err
	}
	if n.Kind != yaml.MappingNode {
		return r.bad(n.Line, "profiles must be a mapping of names", "write a name, and its keys indented below it")
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		name := k.Value
		if k.Kind != yaml.ScalarNode || !isName(name) {
			return r.bad(k.Line, fmt.Sprintf("%q is no name for a profile", cut(name)), "use letters, digits, - and _")
		}
		if _, ok := out.profiles[name]; ok {
			return r.bad(k.Line, "the profile "+name+" stands here again", "remove one of them")
		}
		values, err := r.mapping(n.Content[i+1], true, name)
		if err != nil {
			return err
		}
		out.profiles[name] = values
	}
	return nil
}

// keyHasOwner sees that the name of a key's variable stands beside the endpoint
// that the key belongs to.
func (r *reader) keyHasOwner(root *yaml.Node, f *file) error {
	lone := func(values map[string]Value) bool {
		_, key := values["key_env"]
		_, base := values["base_url"]
		_, provider := values["provider"]
		return key && !base && !provider
	}
	line := root.Line
	if n := child(root, "key_env"); n != nil {
		line = n.Line
	}
	bad := lone(f.values)
	for _, name := range unique(f.names()) {
		if lone(f.profiles[name]) {
			bad = true
			if n := child(child(child(root, "profiles"), name), "key_env"); n != nil {
				line = n.Line
			}
		}
	}
	if bad {
		return r.bad(line, "key_env says of no endpoint whose key it is", "write provider or base_url beside it")
	}
	return nil
}

// child gives the value of a key of a mapping; nil without one.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// simple refuses what a configuration has no use for and what can grow when it
// is read: anchors, aliases and tags.
func (r *reader) simple(n *yaml.Node) error {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		return r.bad(n.Line, "anchors, aliases and tags are not allowed here", "write the value itself")
	}
	return nil
}

// bad is a mistake in the file.
func (r *reader) bad(line int, detail, next string) error {
	return &problem.Problem{What: headline, Detail: fmt.Sprintf("%s:%d: %s", shown(r.path), max(line, 1), detail), Next: next}
}

// badYAML is a mistake that the YAML parser found. Its error has the line in
// its text only.
func (r *reader) badYAML(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if _, serr := fmt.Sscanf(text, "line %d:", &line); serr == nil {
		_, text, _ = strings.Cut(text, ": ")
	}
	return r.bad(line, "this is not valid YAML ("+clean(text)+")", "put texts with a colon or a special character into quotation marks, and indent with spaces")
}
