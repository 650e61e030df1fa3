package checklists

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"
)

// Off takes a built-in record out of a review.
type Off struct {
	Kind    string `yaml:"kind"` // items, rules, calculations, patterns, security or dependencies
	ID      string `yaml:"id"`
	Because string `yaml:"because"`
	Pos     Pos    `yaml:"-"`
}

// Change is one record that an own folder changes.
type Change struct {
	Kind, ID string
	Pos      Pos    // in the own folder
	Because  string // why it is taken out
}

// Changes are all that an own folder changes.
type Changes struct {
	Added, Replaced, Disabled []Change
	Silent                    []Change // rules all of whose items are taken out
}

// ownFile is what a file of an own folder may hold.
type ownFile struct {
	Catalog
	Disable []Off
}

// Bounds of an own folder.
const (
	mostOwnFiles = 500
	mostOwnBytes = 1 << 20 // of one file
)

// Extend gives a copy of a catalog with the records of an own folder: one with
// a new id is added, one with the id of a built-in record takes its place, and
// those that the folder disables are taken out with all that refers to them.
// The folder is read as strictly as the built-in data. The error joins one
// *DataError for each mistake, in files named below the given name of the folder.
func Extend(base *Catalog, fsys fs.FS, name string) (*Catalog, *Changes, error) {
	if err := boundFolder(fsys, name); err != nil {
		return nil, nil, err
	}
	own := &ownFile{}
	x := &extension{out: copyOf(base), changes: &Changes{}}
	if err := loadInto(fsys, name, reflect.ValueOf(own).Elem()); err != nil {
		x.errs = append(x.errs, err) // what could be read is looked at all the same
	}
	for _, kind := range sections(reflect.TypeFor[Catalog]()) {
		x.records(kind, reflect.ValueOf(own).Elem())
	}
	for i := range own.Disable {
		x.disable(&own.Disable[i], reflect.ValueOf(own).Elem())
	}
	x.prune()
	if len(x.errs) == 0 {
		x.errs = append(x.errs, x.out.Check())
	}
	if err := errors.Join(x.errs...); err != nil {
		return nil, nil, err
	}
	return x.out, x.changes, nil
}

// boundFolder refuses folders that were not made for this.
func boundFolder(fsys fs.FS, name string) error {
	files, seen := 0, 0
	var errs []error
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if seen++; seen > 10*mostOwnFiles {
			return fs.SkipAll
		}
		pos := Pos{File: path.Join(name, p)}
		if d.IsDir() && p == divesFolder {
			errs = append(errs, &DataError{pos, "deep dives cannot be extended", "move the folder away"})
			return fs.SkipDir
		}
		if ext := path.Ext(p); d.IsDir() || ext != ".yaml" && ext != ".yml" {
			return nil
		}
		files++
		info, err := d.Info()
		switch {
		case err != nil:
			return err
		case !info.Mode().IsRegular():
			errs = append(errs, &DataError{pos, "this is not a file", "put the file itself there"})
		case info.Size() > mostOwnBytes:
			errs = append(errs, &DataError{pos, "the file is too large", fmt.Sprintf("keep files below %d KiB", mostOwnBytes>>10)})
		}
		return nil
	})
	switch {
	case err != nil:
		return fmt.Errorf("reading checklists: %w", err)
	case files > mostOwnFiles || seen > 10*mostOwnFiles:
		return &DataError{Pos{File: name}, "the folder holds too many files", "name one that holds checklists only"}
	case files == 0:
		return &DataError{Pos{File: name}, "the folder holds no YAML file", "docs/checklists.md shows a small one"}
	}
	return errors.Join(errs...)
}

// extension is a catalog while records are laid over it.
type extension struct {
	out     *Catalog
	changes *Changes
	errs    []error
}

func (x *extension) fail(pos Pos, what, write string) {
	x.errs = append(x.errs, &DataError{pos, what, write})
}

// addable are the kinds of which there may be more.
func addable() []string {
	return []string{"items", "concepts", "traits", "technologies", "patterns", "rules", "context", "synonyms", "security", "dependencies"}
}

// replaceable are the kinds whose records the program looks up by their ids.
func replaceable() []string { return []string{"questions", "slots", "calculations"} }

// disablable are the kinds that a review can do without.
func disablable() []string {
	return []string{"items", "rules", "calculations", "patterns", "security", "dependencies"}
}

// records lays the records of one kind over the catalog.
func (x *extension) records(kind string, own reflect.Value) {
	from, _ := sectionField(own, kind)
	to, _ := sectionField(reflect.ValueOf(x.out).Elem(), kind)
	at := map[string]int{}
	for i := range to.Len() {
		at[idOf(to.Index(i))] = i
	}
	mine := map[string]Pos{}
	for i := range from.Len() {
		rec := from.Index(i)
		id, pos := idOf(rec), posOf(rec)
		first, double := mine[id]
		place, known := at[id]
		fixed := slices.Contains(replaceable(), kind)
		switch {
		case !fixed && !slices.Contains(addable(), kind):
			x.fail(pos, kind+" cannot be changed", "leave them out; they are part of the report's form")
		case id == "":
			x.fail(pos, "a record of "+kind+" has no id", "give it one")
		case double:
			x.fail(pos, fmt.Sprintf("%s %q is defined twice", kind, id), fmt.Sprintf("the first stands in %s:%d; rename or remove one", first.File, first.Line))
		case known:
			to.Index(place).Set(rec)
			x.changes.Replaced = append(x.changes.Replaced, Change{Kind: kind, ID: id, Pos: pos})
		case fixed:
			x.fail(pos, fmt.Sprintf("there is no built-in record %q of %s, and none can be added", id, kind), "the nearest that can be replaced is "+Nearest(id, idsOf(to)))
		default:
			to.Set(reflect.Append(to, rec))
			x.changes.Added = append(x.changes.Added, Change{Kind: kind, ID: id, Pos: pos})
		}
		mine[id] = pos
	}
}

// disable takes one record out of the catalog.
func (x *extension) disable(o *Off, own reflect.Value) {
	if !slices.Contains(disablable(), o.Kind) {
		write := "write one of " + strings.Join(disablable(), ", ")
		if slices.Contains(sections(reflect.TypeFor[Catalog]()), o.Kind) {
			write = "other records rest on it; replace it with a record of the same id"
		}
		x.fail(o.Pos, fmt.Sprintf("kind is %q, which cannot be disabled", o.Kind), write)
		return
	}
	mine, _ := sectionField(own, o.Kind)
	if slices.Contains(idsOf(mine), o.ID) {
		x.fail(o.Pos, fmt.Sprintf("%s %q is disabled and defined in the same folder", o.Kind, o.ID), "do one of both")
		return
	}
	list, _ := sectionField(reflect.ValueOf(x.out).Elem(), o.Kind)
	ids := idsOf(list)
	i := slices.Index(ids, o.ID)
	if i < 0 {
		x.fail(o.Pos, fmt.Sprintf("there is no built-in record %q of %s", o.ID, o.Kind), "the nearest is "+Nearest(o.ID, ids))
		return
	}
	list.Set(reflect.AppendSlice(list.Slice3(0, i, i), list.Slice(i+1, list.Len())))
	x.changes.Disabled = append(x.changes.Disabled, Change{Kind: o.Kind, ID: o.ID, Pos: o.Pos, Because: o.Because})
}

// prune takes out what refers to records that were taken out. A rule none of
// whose items is left goes with them.
func (x *extension) prune() {
	gone := map[string]map[string]bool{"items": {}, "patterns": {}}
	for _, c := range x.changes.Disabled {
		if gone[c.Kind] != nil {
			gone[c.Kind][c.ID] = true
		}
	}
	if len(gone["items"])+len(gone["patterns"]) == 0 {
		return
	}
	left := func(ids []string, kind string) []string {
		return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return gone[kind][id] })
	}
	c := x.out
	for i := range c.Items {
		c.Items[i].Patterns = left(c.Items[i].Patterns, "patterns")
	}
	c.Rules = slices.DeleteFunc(c.Rules, func(r Rule) bool {
		silent := len(r.Items) > 0 && len(left(r.Items, "items")) == 0
		if silent {
			x.changes.Silent = append(x.changes.Silent, Change{Kind: "rules", ID: r.ID})
		}
		return silent
	})
	for i := range c.Rules {
		c.Rules[i].Items, c.Rules[i].Patterns = left(c.Rules[i].Items, "items"), left(c.Rules[i].Patterns, "patterns")
	}
	for i := range c.Calculations {
		c.Calculations[i].Items, c.Calculations[i].Patterns = left(c.Calculations[i].Items, "items"), left(c.Calculations[i].Patterns, "patterns")
	}
	c.Security = slices.DeleteFunc(c.Security, func(l SecurityLine) bool { return len(l.Items) > 0 && len(left(l.Items, "items")) == 0 })
	for i := range c.Security {
		c.Security[i].Items = left(c.Security[i].Items, "items")
	}
	c.Dependencies = slices.DeleteFunc(c.Dependencies, func(d Dependency) bool { return gone["items"][d.ID] })
	for i := range c.Dependencies {
		c.Dependencies[i].After = left(c.Dependencies[i].After, "items")
	}
}

// copyOf gives a catalog whose lists can be changed without changing those of
// another one.
func copyOf(c *Catalog) *Catalog {
	out := *c
	v := reflect.ValueOf(&out).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		list := reflect.MakeSlice(f.Type(), f.Len(), f.Len())
		reflect.Copy(list, f)
		f.Set(list)
	}
	return &out
}

// idOf gives the id of a record; areas and questions call it a key.
func idOf(rec reflect.Value) string {
	f := rec.FieldByName("ID")
	if !f.IsValid() {
		f = rec.FieldByName("Key")
	}
	if !f.IsValid() {
		f = rec.FieldByName("Severity")
	}
	return f.String()
}

func posOf(rec reflect.Value) Pos {
	pos, _ := rec.FieldByName("Pos").Interface().(Pos)
	return pos
}

func idsOf(list reflect.Value) []string {
	var out []string
	for i := range list.Len() {
		out = append(out, idOf(list.Index(i)))
	}
	return out
}
