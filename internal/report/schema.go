package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"archreview/agent/review"
)

// Schema gives the JSON Schema of a review, generated from the types of the
// package review. docs/review.schema.json is its output.
func Schema() ([]byte, error) {
	return SchemaOf(review.Schema, review.Schema, reflect.TypeFor[review.Review]())
}

// SchemaOf gives the JSON Schema (draft 2020-12) of a contract: a struct whose
// field "schema" always holds name.
func SchemaOf(name, title string, contract reflect.Type) ([]byte, error) {
	g := generator{enums: enums()}
	root := g.object(contract)
	root.Draft = "https://json-schema.org/draft/2020-12/schema"
	root.Title = title
	root.Defs = g.defs
	root.at("schema").Const = name
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		return nil, fmt.Errorf("write the schema of %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// node is a part of a schema, its keywords in the order of reading.
type node struct {
	Draft       string      `json:"$schema,omitempty"`
	Title       string      `json:"title,omitempty"`
	Description string      `json:"description,omitempty"`
	Ref         string      `json:"$ref,omitempty"`
	AnyOf       []*node     `json:"anyOf,omitempty"`
	Type        string      `json:"type,omitempty"`
	Const       string      `json:"const,omitempty"`
	Enum        []string    `json:"enum,omitempty"`
	Items       *node       `json:"items,omitempty"`
	Properties  *properties `json:"properties,omitempty"`
	Required    []string    `json:"required,omitempty"`
	Additional  *bool       `json:"additionalProperties,omitempty"`
	Defs        *properties `json:"$defs,omitempty"`
}

// at gives the property of that name.
func (n *node) at(name string) *node {
	for _, p := range *n.Properties {
		if p.name == name {
			return p.node
		}
	}
	return &node{}
}

// properties are named nodes in the order of the Go types.
type properties []property

type property struct {
	name string
	node *node
}

// MarshalJSON keeps the order.
func (p properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, one := range p {
		text, err := json.Marshal(one.node)
		if err != nil {
			return nil, err
		}
		b.WriteString([]string{"{", ","}[min(i, 1)])
		fmt.Fprintf(&b, "%q:%s", one.name, text)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// generator turns Go types into nodes; every struct but the root becomes a
// definition.
type generator struct {
	enums map[reflect.Type][]string
	defs  *properties
}

func (g *generator) node(t reflect.Type) *node {
	switch t.Kind() {
	case reflect.Pointer:
		return &node{AnyOf: []*node{g.node(t.Elem()), {Type: "null"}}}
	case reflect.Slice:
		return &node{Type: "array", Items: g.node(t.Elem())}
	case reflect.Struct:
		return g.definition(t)
	case reflect.Int, reflect.Int64:
		return &node{Type: "integer"}
	case reflect.Float64:
		return &node{Type: "number"}
	case reflect.Bool:
		return &node{Type: "boolean"}
	}
	return &node{Type: "string", Enum: g.enums[t]}
}

func (g *generator) definition(t reflect.Type) *node {
	if g.defs == nil {
		g.defs = &properties{}
	}
	ref := &node{Ref: "#/$defs/" + t.Name()}
	for _, p := range *g.defs {
		if p.name == t.Name() {
			return ref
		}
	}
	at := len(*g.defs)
	*g.defs = append(*g.defs, property{name: t.Name()})
	(*g.defs)[at].node = g.object(t)
	return ref
}

func (g *generator) object(t reflect.Type) *node {
	closed := false
	n := &node{Type: "object", Properties: &properties{}, Additional: &closed}
	for i := range t.NumField() {
		field := t.Field(i)
		name, option, _ := strings.Cut(field.Tag.Get("json"), ",")
		property := property{name, g.node(field.Type)}
		property.node.Description = field.Tag.Get("doc")
		if field.Tag.Get("empty") == "allowed" {
			property.node.Enum = append([]string{""}, property.node.Enum...)
		}
		*n.Properties = append(*n.Properties, property)
		if option != "omitempty" {
			n.Required = append(n.Required, name)
		}
	}
	return n
}

// enums lists the values of the string types of the contract.
func enums() map[reflect.Type][]string {
	return map[reflect.Type][]string{
		reflect.TypeFor[review.Outcome]():        {string(review.Complete), string(review.Incomplete)},
		reflect.TypeFor[review.Verdict]():        {string(review.Ready), string(review.ReadyConditions), string(review.NotReady)},
		reflect.TypeFor[review.AnswerSource]():   {string(review.FromDocument), string(review.FromUser), string(review.FromAssumption)},
		reflect.TypeFor[review.AreaStatus]():     {string(review.Reviewed), string(review.Partial), string(review.Failed), string(review.Skipped)},
		reflect.TypeFor[review.Severity]():       values(review.Severities()),
		reflect.TypeFor[review.Kind]():           values(review.Kinds()),
		reflect.TypeFor[review.Effort]():         {string(review.Small), string(review.Middle), string(review.Large)},
		reflect.TypeFor[review.CoverageStatus](): values(review.CoverageStatuses()),
		reflect.TypeFor[review.Priority]():       {string(review.Must), string(review.Should), string(review.Nice)},
		reflect.TypeFor[review.DisputeOutcome](): values(review.DisputeOutcomes()),
		reflect.TypeFor[review.ChangeState]():    values(review.ChangeStates()),
	}
}

func values[T ~string](list []T) []string {
	out := make([]string, 0, len(list))
	for _, v := range list {
		out = append(out, string(v))
	}
	return out
}
