package deepdive

import (
	"regexp"
	"strings"
	"testing"
)

// The part of Mermaid's grammar that dives are written in.
var (
	nodeLine = regexp.MustCompile(`^  (n\d+|add\d+)(\["[^"\n]+"\]|\[\("[^"\n]+"\)\]|\(\["[^"\n]+"\]\))(:::new)?$`)
	edgeLine = regexp.MustCompile(`^  (n\d+|add\d+) (-->|-\.->) (n\d+|add\d+)$`)
	label    = regexp.MustCompile(`"([^"]*)"`)
	entity   = regexp.MustCompile(`#\d+;`)
)

// wellFormed checks a diagram against the grammar: every line is a node, an
// edge between nodes that stand above, or the class of what is new.
func wellFormed(t *testing.T, where, diagram string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(diagram, "\n"), "\n")
	if lines[0] != "flowchart LR" {
		t.Errorf("%s: the diagram begins with %q", where, lines[0])
	}
	known := map[string]bool{}
	for _, l := range lines[1:] {
		if m := nodeLine.FindStringSubmatch(l); m != nil {
			known[m[1]] = true
			if strings.HasPrefix(m[1], "add") != (m[3] != "") {
				t.Errorf("%s: what is added is not marked: %q", where, l)
			}
			text := entity.ReplaceAllString(label.FindStringSubmatch(l)[1], "")
			if strings.ContainsAny(text, "\"#<>&`\\;{}[]|") {
				t.Errorf("%s: a label that Mermaid reads: %q", where, l)
			}
			continue
		}
		if m := edgeLine.FindStringSubmatch(l); m != nil {
			if !known[m[1]] || !known[m[3]] {
				t.Errorf("%s: an edge to nowhere: %q", where, l)
			}
			continue
		}
		if l != "  classDef new stroke-dasharray: 5 5" {
			t.Errorf("%s: not in the grammar: %q", where, l)
		}
	}
	if len(known) < 1 || len(known) > mostOwn+mostParts {
		t.Errorf("%s: %d nodes", where, len(known))
	}
}

func TestLabelsAreHarmless(t *testing.T) {
	const text = "# Design\n\n```mermaid\nflowchart LR\n  A[\"api <img src=x onerror=alert(1)>\"] --> B[(db; click A evil)]\n  B --> C[\"a `tick` & | pipe\"]\n  C -- \"calls\" --> D{{hex}}\n```\n\nThe API uses FastAPI and PostgreSQL.\n"
	r, b := reviewed(t, nil, text)
	for _, a := range r.Areas {
		d := dive(t, Input{Brief: b, Review: r, Area: a.Key})
		wellFormed(t, a.Key, d.Target.Diagram)
		if strings.Contains(d.Target.Diagram, "<img") {
			t.Errorf("%s: markup of the document reaches the diagram", a.Key)
		}
	}
}

func TestTheDocumentsOwnDrawingIsFollowed(t *testing.T) {
	const text = "# Design\n\n```mermaid\ngraph TD\n  B[Browser] --> N[nginx]\n  N -->|proxies| D[Django app x6] --> P[(PostgreSQL 16)]\n  D -- sends --> R[(Redis)]\n```\n\n```mermaid\nsequenceDiagram\n  A->>Q: hello\n```\n"
	r, b := reviewed(t, nil, text)
	got := dive(t, Input{Brief: b, Review: r, Area: "system"}).Target.Diagram
	for _, want := range []string{`["Browser"]`, `["Django app x6"]`, `[("PostgreSQL 16")]`, `[("Redis")]`, "n1 --> n2", "n2 --> n3", "n3 --> n4", "n3 --> n5"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "hello") || strings.Contains(got, `"Q"`) {
		t.Errorf("the sequence diagram is taken for components:\n%s", got)
	}
}
