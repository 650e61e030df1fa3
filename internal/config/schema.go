package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// schemaNode is a part of the schema.
type schemaNode struct {
	Draft       string                 `json:"$schema,omitempty"`
	Title       string                 `json:"title,omitempty"`
	Description string                 `json:"description,omitempty"`
	Type        string                 `json:"type,omitempty"`
	Enum        []string               `json:"enum,omitempty"`
	Minimum     *float64               `json:"minimum,omitempty"`
	Pattern     string                 `json:"pattern,omitempty"`
	Default     any                    `json:"default,omitempty"`
	Items       *schemaNode            `json:"items,omitempty"`
	Properties  map[string]*schemaNode `json:"properties,omitempty"`
	Additional  any                    `json:"additionalProperties,omitempty"`
}

// Schema gives the JSON Schema (draft 2020-12) of the user's file. That of a
// project may not have the keys whose description begins with "Own file only".
// docs/config.schema.json is its output.
func Schema(formats []string) ([]byte, error) {
	list, err := Keys()
	if err != nil {
		return nil, err
	}
	root := &schemaNode{Type: "object", Additional: false, Properties: map[string]*schemaNode{}}
	profile := &schemaNode{Type: "object", Additional: false, Properties: map[string]*schemaNode{}}
	for i := range list {
		n := list[i].node(formats)
		root.Properties[list[i].Key] = n
		if !list[i].Top {
			profile.Properties[list[i].Key] = n
		}
	}
	root.Properties["profiles"].Additional = profile
	root.Draft, root.Title = "https://json-schema.org/draft/2020-12/schema", "archreview configuration"
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		return nil, fmt.Errorf("writing the schema of the configuration: %w", err)
	}
	return b.Bytes(), nil
}

func (k *Key) node(formats []string) *schemaNode {
	n := &schemaNode{Type: "string", Enum: k.allowed(formats), Description: k.Says}
	if k.Only == "user" {
		n.Description = "Own file only: " + n.Description
	}
	if k.Default != "" {
		n.Default = k.Default
	}
	switch k.Kind {
	case "whole", "number":
		n.Type, n.Minimum = map[string]string{"whole": "integer", "number": "number"}[k.Kind], &k.Least
		if d, err := strconv.ParseFloat(k.Default, 64); err == nil {
			n.Default = d
		}
	case "switch":
		n.Type, n.Default = "boolean", k.Default == "true"
	case "list":
		n.Type, n.Items = "array", &schemaNode{Type: "string"}
	case "profiles":
		n.Type = "object"
	case "address":
		n.Pattern = "^https?://"
	}
	return n
}
