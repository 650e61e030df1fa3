package config

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"archreview/checklists"
)

//go:embed data/keys.yaml
var keysYAML []byte

//go:embed data/profiles.yaml
var profilesYAML []byte

// Key describes one key of a configuration.
type Key struct {
	Key     string   `yaml:"key"`
	Kind    string   `yaml:"kind"`    // text, word, whole, number, switch, list, path, address or profiles
	Values  []string `yaml:"values"`  // of a word
	Least   float64  `yaml:"least"`   // of whole and number
	Default string   `yaml:"default"` // what holds where nothing sets it
	Only    string   `yaml:"only"`    // user: refused in the file of a project
	Top     bool     `yaml:"top"`     // refused in profiles
	Flag    string   `yaml:"flag"`    // without the dashes; "" for none
	Env     []string `yaml:"env"`     // variables, the first one that is set counts
	Says    string   `yaml:"says"`
}

var keyList = sync.OnceValues(func() ([]Key, error) {
	var out []Key
	return out, decode(keysYAML, &out, "keys")
})

// Keys lists all keys in the order of the documentation.
func Keys() ([]Key, error) {
	list, err := keyList()
	return slices.Clone(list), err
}

// decode reads data that ships with the program.
func decode(raw []byte, into any, what string) error {
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading the built-in %s: %w", what, err)
	}
	return nil
}

// builtinProfiles reads the profiles that ship with the program.
func builtinProfiles() (*file, error) {
	f, err := parse(source{kind: BuiltIn, path: "built in"}, profilesYAML)
	if err != nil {
		return nil, fmt.Errorf("reading the built-in profiles: %w", err)
	}
	return f, nil
}

// allowed gives the words of a key, which for some are known at run time only;
// nil where every word will do.
func (k *Key) allowed(formats []string) []string {
	switch k.Key {
	case "provider":
		return ProviderNames()
	case "format":
		return formats
	}
	return k.Values
}

// known lists the keys that may stand in a place.
func known(list []Key, kind Kind, inProfile bool) []string {
	var out []string
	for _, k := range list {
		if (k.Only == "user" && kind != User) || k.Top && inProfile {
			continue
		}
		out = append(out, k.Key)
	}
	return out
}

// nearest gives the known word that is most like another one.
func nearest(word string, known []string) string {
	const most = 64
	if len(word) > most {
		word = word[:most]
	}
	return checklists.Nearest(word, known)
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
