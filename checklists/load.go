package checklists

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
)

// DataError is a mistake in checklist data, in words meant for its author.
type DataError struct {
	Pos   Pos
	What  string
	Write string // what to write instead
}

// Error names file, line, mistake and remedy.
func (e *DataError) Error() string {
	s := e.Pos.File
	if e.Pos.Line > 0 {
		s += fmt.Sprintf(":%d", e.Pos.Line)
	}
	s += ": " + e.What
	if e.Write != "" {
		s += "; " + e.Write
	}
	return s
}

// Load reads every YAML file below the root of fsys, strictly: a mistake is a
// *DataError (several are joined). What lies in a folder deepdives at the root
// is left out; see LoadDives. The catalog is not yet checked for dangling
// references; see Check.
func Load(fsys fs.FS) (*Catalog, error) {
	c := &Catalog{}
	return c, loadInto(fsys, "", reflect.ValueOf(c).Elem())
}

// loadInto reads every YAML file below the root of fsys into a struct whose
// fields are lists of records. The name of the folder comes before those of the
// files.
func loadInto(fsys fs.FS, folder string, into reflect.Value) error {
	var files []string
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p == divesFolder {
			return fs.SkipDir
		}
		if ext := path.Ext(p); !d.IsDir() && (ext == ".yaml" || ext == ".yml") {
			files = append(files, p)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading checklists: %w", err)
	}
	sort.Strings(files)
	var errs []error
	for _, f := range files {
		raw, err := fs.ReadFile(fsys, f)
		if err != nil {
			return fmt.Errorf("reading checklists: %w", err)
		}
		errs = append(errs, addFile(into, path.Join(folder, f), raw)...)
	}
	return errors.Join(errs...)
}

// addFile reads one file into the lists of a struct.
func addFile(into reflect.Value, file string, raw []byte) []error {
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		return []error{&DataError{Pos{file, yamlLine(err)}, "this is not valid YAML (" + err.Error() + ")", "quote strings that contain a colon or begin with a special character"}}
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return []error{&DataError{Pos{file, 1}, "the file must be a mapping", "begin it with one of " + strings.Join(sections(into.Type()), ", ")}}
	}
	var errs []error
	root := doc.Content[0]
	for i := 0; i+1 < len(root.Content); i += 2 {
		errs = append(errs, addSection(into, file, root.Content[i], root.Content[i+1])...)
	}
	return errs
}

// addSection appends the records of one top-level key to the field that has
// its name.
func addSection(into reflect.Value, file string, key, list *yaml.Node) []error {
	field, ok := sectionField(into, key.Value)
	if !ok {
		return []error{unknownKey(Pos{file, key.Line}, key.Value, sections(into.Type()))}
	}
	if list.Kind != yaml.SequenceNode {
		return []error{&DataError{Pos{file, list.Line}, key.Value + " must be a list", "begin each record with \"- \""}}
	}
	var errs []error
	for _, n := range list.Content {
		rec := reflect.New(field.Type().Elem())
		if bad := checkNode(file, n, rec.Elem().Type()); len(bad) > 0 {
			errs = append(errs, bad...)
			continue
		}
		if err := n.Decode(rec.Interface()); err != nil {
			errs = append(errs, &DataError{Pos{file, n.Line}, "a record cannot be read (" + err.Error() + ")", ""})
			continue
		}
		rec.Elem().FieldByName("Pos").Set(reflect.ValueOf(Pos{file, n.Line}))
		field.Set(reflect.Append(field, rec.Elem()))
	}
	return errs
}

// sections lists the top-level keys: the fields in lower case, those of an
// embedded struct among them.
func sections(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous {
			out = append(out, sections(f.Type)...)
		} else {
			out = append(out, strings.ToLower(f.Name))
		}
	}
	return out
}

func sectionField(c reflect.Value, key string) (reflect.Value, bool) {
	for i := range c.NumField() {
		f := c.Type().Field(i)
		if f.Anonymous {
			if found, ok := sectionField(c.Field(i), key); ok {
				return found, true
			}
		} else if strings.ToLower(f.Name) == key {
			return c.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// checkNode checks the keys of a mapping against a struct's yaml tags, and the
// kinds of its values, recursively.
func checkNode(file string, n *yaml.Node, t reflect.Type) []error {
	pos := Pos{file, n.Line}
	switch t.Kind() {
	case reflect.Struct:
		if n.Kind != yaml.MappingNode {
			return []error{&DataError{pos, "a mapping was expected", "write keys and values"}}
		}
		return checkMapping(file, n, t)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
				return nil
			}
			return []error{&DataError{pos, "a list was expected", "write [" + n.Value + "]"}}
		}
		var errs []error
		for _, e := range n.Content {
			errs = append(errs, checkNode(file, e, t.Elem())...)
		}
		return errs
	case reflect.Int:
		if n.Tag != "!!int" {
			return []error{&DataError{pos, fmt.Sprintf("a whole number was expected, not %q", n.Value), ""}}
		}
	case reflect.String:
		if n.Kind != yaml.ScalarNode {
			return []error{&DataError{pos, "a text was expected", "quote it"}}
		}
	}
	return nil
}

func checkMapping(file string, n *yaml.Node, t reflect.Type) []error {
	fields := map[string]reflect.Type{}
	yamlFields(t, fields)
	var errs []error
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		ft, ok := fields[k.Value]
		if !ok {
			errs = append(errs, unknownKey(Pos{file, k.Line}, k.Value, keysOf(fields)))
			continue
		}
		errs = append(errs, checkNode(file, n.Content[i+1], ft)...)
	}
	return errs
}

func yamlFields(t reflect.Type, into map[string]reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("yaml")
		switch {
		case tag == "-":
		case strings.HasSuffix(tag, ",inline"):
			yamlFields(f.Type, into)
		default:
			into[tag] = f.Type
		}
	}
}

func keysOf(m map[string]reflect.Type) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func unknownKey(pos Pos, key string, known []string) error {
	return &DataError{pos, fmt.Sprintf("unknown key %q", key), "the nearest known one is " + Nearest(key, known)}
}

// yamlLine reads the line out of the parser's error, which has no field for it.
func yamlLine(err error) int {
	var line int
	if _, rest, ok := strings.Cut(err.Error(), "line "); ok {
		_, _ = fmt.Sscanf(rest, "%d", &line)
	}
	return line
}

// Nearest gives the known word with the smallest edit distance to a mistyped
// one; "" when nothing is known.
func Nearest(word string, known []string) string {
	best, least := "", 1<<30
	for _, k := range known {
		if d := distance(word, k); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is the Levenshtein distance.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		prev := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := prev
			if a[i-1] != b[j-1] {
				cost++
			}
			prev = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
