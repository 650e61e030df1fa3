package consult

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// node is one place of a schema, made from a Go type.
type node struct {
	kind string // object, array, string or integer
	doc  string
	enum []string
	soft bool // its absence is filled in
	keys []string
	at   map[string]*node // of an object
	each *node            // of an array
}

// nodeOf gives the schema of a type that is built from structs, slices,
// strings and integers.
func nodeOf(t reflect.Type) *node {
	switch t.Kind() {
	case reflect.Struct:
		n := &node{kind: "object", at: map[string]*node{}}
		for i := range t.NumField() {
			f := t.Field(i)
			c := nodeOf(f.Type)
			c.doc = f.Tag.Get("doc")
			c.soft = f.Tag.Get("soft") == "true"
			if e, ok := f.Tag.Lookup("enum"); ok {
				c.enum = strings.Split(e, "|")
			}
			name := f.Tag.Get("json")
			n.keys = append(n.keys, name)
			n.at[name] = c
		}
		return n
	case reflect.Slice:
		return &node{kind: "array", each: nodeOf(t.Elem())}
	case reflect.Int:
		return &node{kind: "integer"}
	}
	return &node{kind: "string"}
}

// SchemaOf gives the strict JSON schema of a shape. Properties keep the order
// of the struct, in which constrained decoders also write them.
func SchemaOf[T any](name string) Schema {
	var b, short bytes.Buffer
	n := nodeOf(reflect.TypeFor[T]())
	n.write(&b)
	n.sketch(&short)
	return Schema{Name: name, JSON: b.Bytes(), Sketch: "Answer with one JSON object of this form, lists of any length, and nothing else:\n" + short.String()}
}

// sketch writes a form as an example of itself: a quarter of the schema's
// length, and weak models follow it better.
func (n *node) sketch(b *bytes.Buffer) {
	switch n.kind {
	case "object":
		b.WriteByte('{')
		for i, k := range n.keys {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quoted(k) + ":")
			n.at[k].sketch(b)
		}
		b.WriteByte('}')
	case "array":
		b.WriteByte('[')
		n.each.sketch(b)
		b.WriteByte(']')
	case "integer":
		b.WriteString(strings.Join(append([]string{}, n.enum...), "|"))
		if n.enum == nil {
			b.WriteByte('1')
		}
	default:
		b.WriteString(quoted(strings.Join(n.enum, "|")))
	}
}

func (n *node) write(b *bytes.Buffer) {
	b.WriteString(`{"type":"` + n.kind + `"`)
	if n.doc != "" {
		b.WriteString(`,"description":` + quoted(n.doc))
	}
	if n.enum != nil {
		b.WriteString(`,"enum":[`)
		for i, e := range n.enum {
			if i > 0 {
				b.WriteByte(',')
			}
			if n.kind == "integer" {
				b.WriteString(e)
			} else {
				b.WriteString(quoted(e))
			}
		}
		b.WriteByte(']')
	}
	switch n.kind {
	case "array":
		b.WriteString(`,"items":`)
		n.each.write(b)
	case "object":
		b.WriteString(`,"properties":{`)
		for i, k := range n.keys {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quoted(k) + ":")
			n.at[k].write(b)
		}
		b.WriteString(`},"required":[`)
		for i, k := range n.keys {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quoted(k))
		}
		b.WriteString(`],"additionalProperties":false`)
	}
	b.WriteByte('}')
}

func quoted(s string) string {
	raw, err := json.Marshal(s)
	if err != nil {
		return strconv.Quote(s)
	}
	return string(raw)
}
