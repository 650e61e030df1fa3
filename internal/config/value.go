package config

import (
	"fmt"
	"math"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"archreview/internal/lazyregexp"
	"archreview/internal/problem"
	"archreview/internal/redact"
)

// value reads the value of a key.
func (r *reader) value(def *Key, n *yaml.Node) (Value, error) {
	if err := r.simple(n); err != nil {
		return Value{}, err
	}
	if def.Kind == "list" {
		return r.list(def, n)
	}
	if n.Kind != yaml.ScalarNode {
		return Value{}, r.bad(n.Line, def.Key+" takes one value", "write it on the line of the key")
	}
	if n.Tag == "!!null" {
		return Value{}, r.bad(n.Line, def.Key+" has no value", "write one, or remove the line")
	}
	text := n.Value
	switch def.Kind {
	case "switch":
		if n.Tag != "!!bool" {
			return Value{}, r.bad(n.Line, fmt.Sprintf("%s is %q", def.Key, cut(text)), "write true or false")
		}
		text = strings.ToLower(text)
	case "whole", "number":
		if n.Tag != "!!int" && n.Tag != "!!float" {
			return Value{}, r.bad(n.Line, fmt.Sprintf("%s is %q, which is no number", def.Key, cut(text)), "write a number, without quotation marks")
		}
	default:
		if n.Tag != "!!str" && n.Tag != "!!int" && n.Tag != "!!float" {
			return Value{}, r.bad(n.Line, fmt.Sprintf("%s is %q, which is no text", def.Key, cut(text)), "put it into quotation marks")
		}
	}
	text, what, next := check(def, text, r.formats)
	if what != "" {
		return Value{}, r.bad(n.Line, what, next)
	}
	if def.Kind == "path" {
		return r.place(def, n.Line, text)
	}
	return Value{Text: text}, nil
}

func (r *reader) list(def *Key, n *yaml.Node) (Value, error) {
	if n.Kind != yaml.SequenceNode {
		return Value{}, r.bad(n.Line, def.Key+" must be a list", "write "+def.Key+": ["+cut(n.Value)+"]")
	}
	if len(n.Content) > mostInList {
		return Value{}, r.bad(n.Line, fmt.Sprintf("%s has more than %d entries", def.Key, mostInList), "leave some out")
	}
	out := Value{List: []string{}}
	for _, e := range n.Content {
		if err := r.simple(e); err != nil {
			return Value{}, err
		}
		if e.Kind != yaml.ScalarNode || e.Tag == "!!null" {
			return Value{}, r.bad(e.Line, "an entry of "+def.Key+" is no text", "write words, with commas between them")
		}
		text, what, next := plain(def, e.Value)
		if what != "" {
			return Value{}, r.bad(e.Line, what, next)
		}
		if def.Key == "trust" {
			if text = r.homed(text); !filepath.IsAbs(text) {
				return Value{}, r.bad(e.Line, fmt.Sprintf("trust names %q", cut(text)), "write the whole path of the folder, or one that begins with ~/")
			}
		}
		out.List = append(out.List, text)
	}
	return out, nil
}

// place makes a path whole: it is relative to the file that names it, and that
// of a project stays within the project.
func (r *reader) place(def *Key, line int, text string) (Value, error) {
	path := r.homed(text)
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(r.path), path)
	} else if r.kind == Project {
		return Value{}, r.bad(line, fmt.Sprintf("%s is %q, a place outside of the project", def.Key, cut(text)), "write a path relative to this file")
	}
	if r.kind == Project && !within(path, r.root) {
		return Value{}, r.bad(line, fmt.Sprintf("%s is %q, which leads out of the project", def.Key, cut(text)), "name a place within the project, or give it with --"+def.Flag)
	}
	return Value{Text: shown(path)}, nil
}

// homed puts the user's home in the place of ~ in the user's own file.
func (r *reader) homed(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && r.kind == User && r.home != "" {
		return filepath.Join(r.home, rest)
	}
	return path
}

// plain sees that a text is fit to be used and shown.
func plain(def *Key, text string) (value, what, next string) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", def.Key + " has no value", "write one, or remove it"
	case len(text) > mostText:
		return "", def.Key + " is too long", fmt.Sprintf("write at most %d bytes", mostText)
	case strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsPrint(c) || c == unicode.ReplacementChar }):
		return "", def.Key + " holds characters that cannot be shown", "write it anew, in letters that can be seen"
	}
	return text, "", ""
}

// check sees that a value fits its key, whatever the source. What is wrong and
// what to write come back where it does not.
func check(def *Key, text string, formats []string) (value, what, next string) {
	text, what, next = plain(def, text)
	if what != "" {
		return
	}
	is := fmt.Sprintf("%s is %q", def.Key, cut(text))
	switch def.Kind {
	case "word":
		words := def.allowed(formats)
		if words != nil && !slices.Contains(words, text) {
			return "", is, "the nearest known one is " + nearest(text, words) + "; known are " + strings.Join(words, ", ")
		}
	case "whole":
		n, err := strconv.Atoi(text)
		if err != nil || n > math.MaxInt32 {
			return "", is + ", which is no whole number", "write digits only"
		}
		if float64(n) < def.Least {
			return "", is, fmt.Sprintf("write %v or more", def.Least)
		}
	case "number":
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return "", is + ", which is no number", "write a number such as 0.5"
		}
		if n < def.Least {
			return "", is, fmt.Sprintf("write %v or more", def.Least)
		}
	case "switch":
		b, err := strconv.ParseBool(strings.ToLower(text))
		if err != nil {
			return "", is, "write true or false"
		}
		text = strconv.FormatBool(b)
	case "address":
		if what, next = address(def, text); what != "" {
			return "", what, next
		}
	case "text":
		if def.Key == "key_env" && !isVariable(text) {
			return "", "key_env is not the name of a variable", "set the key in a variable such as MY_KEY, and write key_env: MY_KEY"
		}
	}
	return text, "", ""
}

// address sees that a base URL is one, and holds nothing secret.
func address(def *Key, text string) (what, next string) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return def.Key + " is no address", "write it in the form https://host/v1"
	case u.User != nil:
		return def.Key + " holds credentials", "leave them out, set the key in a variable, and name that in your own file as key_env: NAME"
	}
	for name := range u.Query() {
		if name != "api-version" {
			return def.Key + " ends in a query", "leave out all from the question mark on"
		}
	}
	return "", ""
}

var variable = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_]{0,127}$`)

func isVariable(text string) bool { return variable.MatchString(text) && !secret(text) }

var profileName = lazyregexp.New(`^[\pL\pN][\pL\pN_.-]{0,63}$`)

func isName(text string) bool { return profileName.MatchString(text) }

// secrets refuses a file in which something looks like a key. The value is not
// shown.
func (r *reader) secrets(n *yaml.Node) error {
	if r.kind == BuiltIn {
		return nil
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" && secret(n.Value) {
		return r.bad(n.Line, "a value looks like a key or a password; no key is read from a file",
			"remove it here, replace it where it is used if others have seen the file, set it in a variable, and name that in your own file as key_env: NAME")
	}
	for _, c := range n.Content {
		if err := r.secrets(c); err != nil {
			return err
		}
	}
	return nil
}

// keyLike matches keys of endpoints by how they begin, and long texts without a
// plan.
var keyLike = lazyregexp.New(`^(?:sk|gsk|xai|pk|rk)[-_][A-Za-z0-9_-]{8,}$|^AIza[A-Za-z0-9_-]{20,}$|^[0-9a-f]{32,}$`)

// secret says whether a value looks like one.
func secret(text string) bool {
	text = strings.TrimSpace(text)
	if len(text) < 12 || len(text) > mostText {
		return false
	}
	if keyLike.MatchString(text) {
		return true
	}
	m, err := redact.New(redact.Options{})
	if err != nil {
		return false
	}
	m.Mask(text)
	return m.Count() > 0
}

// cut makes a text of a file fit to be shown in an error.
func cut(text string) string {
	const most = 60
	if secret(text) {
		return "(hidden)"
	}
	r := []rune(clean(text))
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return string(r)
}

// clean makes one line of a foreign text, without what acts on a terminal.
func clean(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return unicode.ReplacementChar
	}, text)
}

// environment reads the variables.
func environment(o Options) (Layer, error) {
	list, err := Keys()
	if err != nil {
		return Layer{}, err
	}
	out := Layer{Kind: Environment, Values: map[string]Value{}}
	for i := range list {
		def := &list[i]
		for _, name := range def.Env {
			text := strings.TrimSpace(o.Getenv(name))
			if text == "" {
				continue
			}
			v, err := fromVariable(def, name, text, o.Formats)
			if err != nil {
				return Layer{}, err
			}
			out.Values[def.Key] = v
			break
		}
	}
	if p, ok := out.Values["provider"]; ok && out.Values["base_url"].From == "OPENAI_BASE_URL" {
		if strings.HasPrefix(p.From, "ARCHREVIEW_") {
			delete(out.Values, "base_url") // the program's own variables come before OpenAI's
		}
	}
	return out, nil
}

func fromVariable(def *Key, name, text string, formats []string) (Value, error) {
	v := Value{Kind: Environment, From: name}
	if def.Kind == "list" {
		v.List = []string{}
		for _, e := range strings.Split(text, ",") {
			if e = strings.TrimSpace(e); e != "" {
				v.List = append(v.List, e)
			}
		}
		return v, nil
	}
	if def.Kind == "address" {
		v.Text = text // the client says what is wrong with it, where it is used
		return v, nil
	}
	value, what, next := check(def, text, formats)
	if what != "" {
		return v, &problem.Problem{What: headline, Detail: name + ": " + what, Next: next}
	}
	v.Text = value
	return v, nil
}
