package consult

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// lost is an entry of a list that does not have its form.
type lost struct {
	list  string // key of the list in the answer
	index int
	title string // what the entry calls itself, if anything
	flaws []string
}

// decode reads an answer strictly into a shape: values of an enumeration must
// be known and fields present, further fields are ignored. Entries of the
// answer's own lists that do not have their form are left out and reported; any
// other fault is an error that says what is wrong.
func decode[T any](text string) (T, []lost, error) {
	var out T
	n := nodeOf(reflect.TypeFor[T]())
	raw, err := extract(text, n)
	if err != nil {
		return out, nil, err
	}
	v, err := parse(raw)
	if err != nil {
		return out, nil, err
	}
	obj, ok := v.(map[string]any)
	if !ok {
		return out, nil, errors.New("the answer is not a JSON object")
	}
	entries := drop(n, obj)
	k := &check{}
	fixed := k.value(n, obj, "")
	if len(k.flaws) > 0 {
		return out, nil, errors.New(strings.Join(k.flaws, "; "))
	}
	return out, entries, into(fixed, &out)
}

// drop takes the entries out of an answer's lists that do not have their form.
func drop(n *node, obj map[string]any) []lost {
	var out []lost
	for _, key := range n.keys {
		list, ok := obj[key].([]any)
		if !ok || n.at[key].kind != "array" {
			continue
		}
		var kept []any
		for i, e := range list {
			k := &check{}
			k.value(n.at[key].each, e, fmt.Sprintf("%s[%d]", key, i))
			if len(k.flaws) == 0 {
				kept = append(kept, e)
				continue
			}
			l := lost{list: key, index: i, flaws: k.flaws}
			if m, ok := e.(map[string]any); ok {
				l.title, _ = m["title"].(string)
			}
			out = append(out, l)
		}
		obj[key] = kept
	}
	return out
}

// one reads a single object of a list as it arrives in a stream.
func one[T any](raw []byte) (T, bool) {
	var out T
	v, err := parse(raw)
	if err != nil {
		return out, false
	}
	k := &check{}
	fixed := k.value(nodeOf(reflect.TypeFor[T]()), v, "")
	return out, len(k.flaws) == 0 && into(fixed, &out) == nil
}

func into(v any, out any) error {
	raw, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(raw, out)
	}
	if err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	return nil
}

func parse(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("the answer is not valid JSON (%w)", err)
	}
	return v, nil
}

// check compares a value with a schema and collects what is wrong. It gives
// the value in its form: unknown fields left out, soft ones filled in, and what
// weak models write in another manner ("HIGH" for "high", "2" for 2) put right.
type check struct {
	flaws []string
}

const mostFlaws = 12

func (k *check) fail(path, format string, args ...any) {
	if path == "" {
		path = "the answer"
	}
	if len(k.flaws) < mostFlaws {
		k.flaws = append(k.flaws, path+" "+fmt.Sprintf(format, args...))
	}
}

func (k *check) value(n *node, v any, path string) any {
	switch n.kind {
	case "object":
		return k.object(n, v, path)
	case "array":
		return k.array(n, v, path)
	case "integer":
		return k.integer(n, v, path)
	}
	return k.text(n, v, path)
}

func (k *check) object(n *node, v any, path string) any {
	m, ok := v.(map[string]any)
	if !ok {
		k.fail(path, "must be an object")
		return nil
	}
	out := map[string]any{}
	for _, key := range n.keys {
		c := n.at[key]
		at := key
		if path != "" {
			at = path + "." + key
		}
		e, ok := m[key]
		switch {
		case (!ok || e == nil) && c.soft:
			out[key] = zero(c)
		case !ok:
			k.fail(at, "is missing")
		default:
			out[key] = k.value(c, e, at)
		}
	}
	return out
}

func zero(n *node) any {
	switch n.kind {
	case "array":
		return []any{}
	case "integer":
		return 0
	}
	if n.enum != nil {
		return n.enum[0]
	}
	return ""
}

func (k *check) array(n *node, v any, path string) any {
	if v == nil {
		return []any{}
	}
	list, ok := v.([]any)
	if s, isText := v.(string); isText && n.each.kind == "string" { // one text where a list of one is meant
		list, ok = []any{s}, true
		if strings.TrimSpace(s) == "" {
			list = nil
		}
	}
	if !ok {
		k.fail(path, "must be a list")
		return nil
	}
	out := make([]any, 0, len(list))
	for i, e := range list {
		out = append(out, k.value(n.each, e, fmt.Sprintf("%s[%d]", path, i)))
	}
	return out
}

func (k *check) integer(n *node, v any, path string) any {
	var s string
	switch x := v.(type) {
	case json.Number:
		s = x.String()
	case string:
		s = strings.TrimSpace(x)
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != float64(int(f)) {
		k.fail(path, "must be a whole number")
		return 0
	}
	i := int(f)
	if n.enum != nil && !slices.Contains(n.enum, strconv.Itoa(i)) {
		k.fail(path, "is %d; allowed are %s", i, strings.Join(n.enum, ", "))
	}
	return i
}

func (k *check) text(n *node, v any, path string) any {
	s, ok := v.(string)
	if num, isNumber := v.(json.Number); isNumber {
		s, ok = num.String(), true
	}
	if yes, isBool := v.(bool); isBool {
		s, ok = strconv.FormatBool(yes), true
	}
	if !ok {
		k.fail(path, "must be a text")
		return ""
	}
	if n.enum == nil {
		return harmless(s)
	}
	want := strings.TrimSpace(s)
	for _, e := range n.enum {
		if strings.EqualFold(e, want) || strings.EqualFold(strings.ReplaceAll(e, "_", " "), strings.ReplaceAll(want, "_", " ")) {
			return e
		}
	}
	if n.soft {
		return n.enum[0]
	}
	k.fail(path, "is %s; allowed are %s", quoted(clip(s, 40)), strings.Join(n.enum, ", "))
	return ""
}

// harmless drops what could steer a terminal or reorder text. White space
// stays as it is.
func harmless(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)
}

// clip shortens a text at a rune.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
