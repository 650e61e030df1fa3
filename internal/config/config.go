// Package config finds the program's settings: in the environment, in the file
// of a project and in that of the user, with profiles over them, each value
// with the place it came from. A project's file may have come with a cloned
// repository: it can name no key, and its endpoint counts only where the user
// trusts it.
package config

import (
	"fmt"
	"path/filepath"
	"strings"

	"archreview/internal/problem"
)

// Options say where settings are looked for.
type Options struct {
	Dir     string              // working folder; "" for the current one
	Getenv  func(string) string // the environment
	Profile string              // profile that a flag names; "" for none
	Trust   bool                // the user trusts the project's file this time
	Formats []string            // what a report can be written as
}

// Kind is where a value comes from.
type Kind int

// The kinds of sources.
const (
	Environment Kind = iota
	Project
	User
	BuiltIn
)

// Value is one setting.
type Value struct {
	Text string   // of all kinds but lists; paths are complete
	List []string // of lists
	Kind Kind
	From string // the variable, file:line, or profile
}

// String gives the value as one text.
func (v Value) String() string {
	if v.List != nil {
		return strings.Join(v.List, ", ")
	}
	return v.Text
}

// Layer is what one source sets.
type Layer struct {
	Kind   Kind
	Values map[string]Value
}

// Settings are the values of all sources but the flags, strongest source first.
type Settings struct {
	Layers   []Layer
	Profile  Value    // the profile that is used; its Text is empty for none
	Path     string   // the project's file; "" without one
	Root     string   // the folder up to which the project reaches
	UserPath string   // the user's file, whether it is there or not
	Trusted  bool     // the project's file may name an endpoint
	Notes    []string // what of the project's file is passed over, and why

	profiles []string
}

// Get gives the value of a key from the strongest source that sets it.
func (s *Settings) Get(key string) (Value, bool) {
	if s == nil {
		return Value{}, false
	}
	for _, l := range s.Layers {
		if v, ok := l.Values[key]; ok {
			return v, true
		}
	}
	return Value{}, false
}

// Profiles lists the names of all profiles that are known.
func (s *Settings) Profiles() []string { return s.profiles }

// Load reads all sources. The error is a problem that names file and line, or
// the variable. A missing file is no error.
func Load(o Options) (*Settings, error) {
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	env, err := environment(o)
	if err != nil {
		return nil, err
	}
	s := &Settings{UserPath: UserPath(o.Getenv)}
	user, err := readFile(source{kind: User, path: s.UserPath, formats: o.Formats, home: home(o.Getenv)})
	if err != nil {
		return nil, err
	}
	path, root := find(o.Dir)
	project, err := readFile(source{kind: Project, path: path, root: root, formats: o.Formats})
	if err != nil {
		return nil, err
	}
	if s.Root = root; project != nil && path != s.UserPath {
		s.Path = path
	} else {
		project = nil // the user's own file is not the file of a project as well
	}
	s.Trusted = o.Trust || user.trusts(filepath.Dir(path))
	if err := s.stack(o, env, project, user); err != nil {
		return nil, err
	}
	s.guard()
	return s, nil
}

// FromEnvironment gives the settings of the environment alone.
func FromEnvironment(getenv func(string) string) (*Settings, error) {
	env, err := environment(Options{Getenv: getenv})
	if err != nil {
		return nil, err
	}
	return &Settings{Layers: []Layer{env}}, nil
}

// stack puts the sources in their order. A profile stands directly below the
// source that names it.
func (s *Settings) stack(o Options, env Layer, project, user *file) error {
	type named struct {
		layer Layer
		by    string
	}
	all := []named{{Layer{Kind: Environment, Values: map[string]Value{}}, "--profile"}, {env, ""}}
	for _, f := range []*file{project, user} {
		if f != nil {
			all = append(all, named{Layer{Kind: f.kind, Values: f.values}, ""})
		}
	}
	if o.Profile != "" {
		all[0].layer.Values["profile"] = Value{Text: o.Profile, Kind: Environment, From: "--profile"}
	}
	builtin, err := builtinProfiles()
	if err != nil {
		return err
	}
	files := []*file{user, project, builtin}
	for _, f := range files {
		s.profiles = append(s.profiles, f.names()...)
	}
	s.profiles = unique(s.profiles)
	for i, n := range all {
		if i > 0 || o.Profile != "" {
			s.Layers = append(s.Layers, n.layer)
		}
		v, ok := n.layer.Values["profile"]
		if !ok || s.Profile.Text != "" {
			continue
		}
		l, err := s.profile(v, files)
		if err != nil {
			return err
		}
		s.Profile = v
		s.Layers = append(s.Layers, l)
	}
	return nil
}

// profile finds a profile by its name: the user's own come first, so that no
// project can give another meaning to a name that the user knows.
func (s *Settings) profile(v Value, files []*file) (Layer, error) {
	for _, f := range files {
		if f == nil {
			continue
		}
		if values, ok := f.profiles[v.Text]; ok {
			return Layer{Kind: f.kind, Values: values}, nil
		}
	}
	return Layer{}, &problem.Problem{What: "unknown profile " + clean(v.Text), Detail: fmt.Sprintf("%s names it; known are %s", v.From, strings.Join(s.profiles, ", ")),
		Next: "the nearest is " + nearest(v.Text, s.profiles) + "; own ones stand under profiles: in a configuration file"}
}
