package diagram

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// edgesOf gives the edges of a diagram as "a>b label", "a-b label".
func edgesOf(n Notation, text string) []string {
	d := Parse(n, text)
	var out []string
	for _, e := range d.Edges {
		mark := "-"
		if e.Directed {
			mark = ">"
		}
		out = append(out, strings.TrimSpace(e.From+mark+e.To+" "+e.Label))
	}
	return out
}

func TestFlowchartLinks(t *testing.T) {
	for line, want := range map[string][]string{
		"a-->b":                                {"a>b"},
		"a-->b-->c":                            {"a>b", "b>c"},
		"a & b --> c & d":                      {"a>c", "a>d", "b>c", "b>d"},
		"a -->|x y| b":                         {"a>b x y"},
		"a -- x y --> b":                       {"a>b x y"},
		"a -- \"x -- y\" --> b":                {"a>b x -- y"},
		"a -. x .-> b":                         {"a>b x"},
		"a -.-> b":                             {"a>b"},
		"a == x ==> b":                         {"a>b x"},
		"a --- b":                              {"a-b"},
		"a <--> b":                             {"b>a", "a>b"},
		"a --x b":                              {"a>b"},
		"a o--o b":                             {"b>a", "a>b"},
		"a ~~~ b":                              nil,
		"a e1@--> b":                           {"a>b"},
		"my-node --> v1.2":                     {"my-node>v1.2"},
		"a[\"[x] --> (y)\"] --> b{z}":          {"a>b"},
		"a[(x)]:::hot --> b>flag]":             {"a>b"},
		"a[x]-->b[y]; b-->c":                   {"a>b", "b>c"},
		"a@{ shape: cyl, label: \"L\" } --> b": {"a>b"},
		"style a fill:#fff":                    nil,
		"click a \"x-->y\"":                    nil,
		"a -->":                                nil,
		"--> b":                                nil,
	} {
		if got := edgesOf(Mermaid, "flowchart LR\n"+line); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

func TestPlantUMLArrows(t *testing.T) {
	for line, want := range map[string][]string{
		"a -> b : x":                 {"a>b x"},
		"a<-b":                       {"b>a"},
		"a-->b":                      {"a>b"},
		"a ..> b":                    {"a>b"},
		"a -left-> b":                {"a>b"},
		"a -[#red,dashed]r-> b":      {"a>b"},
		"a <--> b":                   {"b>a", "a>b"},
		"a -- b":                     {"a-b"},
		"a *-- b":                    {"a>b"},
		"a --o b":                    {"b>a"},
		"a --|> b":                   {"a>b"},
		"a <|.. b":                   {"b>a"},
		"a \"1\" --> \"0..n\" b : x": {"a>b x"},
		"[A B] --> [C] : x":          {"A B>C x"},
		":Clerk: --> (Pay)":          {"Clerk>Pay"},
		"\"A B\" -> c : x":           {"A B>c x"},
		"a ->> b ++ : x":             {"a>b x"},
		"[-> a : x":                  nil,
		"[*] --> a":                  nil,
		"a::p --> b::q":              {"a>b"},
		"a }|--|| b : x":             {"a-b x"},
		"foo--bar":                   {"foo-bar"},
		"api-gw is fine":             nil,
		"' a -> b":                   nil,
	} {
		if got := edgesOf(PlantUML, "@startuml\n"+line+"\n@enduml"); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

func TestOtherTypes(t *testing.T) {
	for text, want := range map[string]struct {
		of    Type
		edges []string
	}{
		"erDiagram\nORDER ||--o{ LINE : holds\nORDER {\n string id PK\n}":                                                             {Entities, []string{"ORDER-LINE holds"}},
		"classDiagram\nclass Repo {\n +save(o) Order\n}\nBase <|-- Repo\nUnit *-- Repo : owns\nUnit ..> Base":                         {Classes, []string{"Repo>Base", "Unit>Repo owns", "Unit>Base"}},
		"stateDiagram-v2\n[*] --> New\nNew --> Paid: pay\nstate Paid {\n Open --> Shut\n}\nPaid --> [*]":                              {States, []string{"New>Paid pay", "Open>Shut"}},
		"C4Deployment\nDeployment_Node(n, \"Node\") {\nContainer(a, \"A\")\n}\nContainerDb(b, \"B\")\nBiRel(a, b, \"x, y\", \"TLS\")": {Deployment, []string{"b>a x, y [TLS]", "a>b x, y [TLS]"}},
		"architecture-beta\ngroup g(cloud)[G]\nservice a(server)[A] in g\nservice b(database)[B]\na:R --> L:b":                        {Deployment, []string{"a>b"}},
		"sequenceDiagram\nA->>B: ask\nB-->>A: answer\nWeb App-)B: event":                                                              {Sequence, []string{"A>B ask", "B>A answer", "Web App>B event"}},
		"pie title x\n\"a --> b\" : 4": {Components, nil},
	} {
		d := Parse(Mermaid, text)
		if got := edgesOf(Mermaid, text); d.Type != want.of || !slices.Equal(got, want.edges) {
			t.Errorf("%q: %s %q, want %s %q", text, d.Type, got, want.of, want.edges)
		}
	}
}

func TestDOTForms(t *testing.T) {
	for text, want := range map[string][]string{
		"graph { a -- b -- c }":                                                                     {"a-b", "b-c"},
		"strict digraph \"x y\" { a -> {b c} [label=\"l\"]; }":                                      {"a>b l", "a>c l"},
		"digraph{\"a b\":p:n->c;c->d[dir=both]}":                                                    {"a b>c", "d>c", "c>d"},
		"digraph { node [label=\"n\"]; a; /* a -> z */\n# a -> y\n a -> b [style=invis]\n b -> c }": {"b>c"},
		"digraph { subgraph cluster_a { a b } -> c":                                                 {"a>c", "b>c"},
	} {
		if got := edgesOf(DOT, text); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestDetect(t *testing.T) {
	for text, want := range map[string]Notation{
		"flowchart LR\na-->b":                       Mermaid,
		"---\ntitle: x\n---\n%% c\nsequenceDiagram": Mermaid,
		"\n' comment\n@startuml x\n@enduml":         PlantUML,
		"// c\nstrict digraph G\n{\na->b}":          DOT,
		"workspace \"x\" \"y\" {\n}":                Structurizr,
		"graph of the costs {see below}":            "",
		"# Design\n\n@startuml\n@enduml":            "",
		"A flowchart LR says more.":                 "",
		"Workspace rules are {strict}":              "",
		"---\ntitle: x\n---\n# Design":              "",
		"":                                          "",
	} {
		if got, _ := Detect(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Beyond the limits a part is read, and the diagram says so.
func TestLimits(t *testing.T) {
	var nodes, edges, nested strings.Builder
	for i := range MaxNodes + 10 {
		fmt.Fprintf(&nodes, "n%d[x]\n", i)
	}
	for i := range MaxEdges + 10 {
		fmt.Fprintf(&edges, "a%d --> b%d\n", i%100, i/100)
	}
	for i := range MaxDepth + 10 {
		fmt.Fprintf(&nested, "subgraph s%d\n", i)
	}
	for name, text := range map[string]string{"nodes": nodes.String(), "edges": edges.String(), "nested": nested.String(), "long": strings.Repeat("%% c\n", MaxInput/4)} {
		d := Parse(Mermaid, "flowchart LR\n"+text)
		if !d.Cut || len(d.Nodes) > MaxNodes || len(d.Edges) > MaxEdges {
			t.Errorf("%s: %d nodes, %d edges, cut %v", name, len(d.Nodes), len(d.Edges), d.Cut)
		}
	}
}
