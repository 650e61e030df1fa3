package synthesis

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/diagram"
	"archreview/internal/document"
	"archreview/internal/gate"
)

// understood gives the drawing of documents, after checking that everything in
// it is quoted from where it stands.
func understood(t *testing.T, texts ...string) review.Architecture {
	t.Helper()
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	var docs []*document.Document
	for i, text := range texts {
		d, err := document.Parse(fmt.Sprint("d", i+1), "x.md", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	b, err := brief.New(brief.Options{Lexicon: lex, Documents: docs})
	if err != nil {
		t.Fatal(err)
	}
	w := newWriter(Input{Brief: b, Result: gate.Result{}})
	a := w.architecture()
	if w.err != nil {
		t.Fatal(w.err)
	}
	ids := map[string]bool{}
	quoted := func(evidence []review.Evidence) {
		if len(evidence) == 0 {
			t.Error("something is drawn without evidence")
		}
		for _, e := range evidence {
			var i int
			if _, err := fmt.Sscanf(e.Document, "d%d", &i); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(docs[i-1].Text, "\n")[e.StartLine-1 : e.EndLine]
			if !strings.Contains(strings.Join(lines, "\n"), e.Quote) {
				t.Errorf("%q does not stand on line %d", e.Quote, e.StartLine)
			}
		}
	}
	for _, n := range a.Nodes {
		ids[n.ID] = true
		quoted(n.Evidence)
	}
	for _, e := range a.Edges {
		if !ids[e.From] || !ids[e.To] {
			t.Errorf("edge %v leads to nothing", e)
		}
		quoted(e.Evidence)
	}
	return a
}

// written gives nodes as "label kind" and edges as "label > label: words".
func written(a review.Architecture) (nodes, edges []string) {
	label := map[string]string{}
	for _, n := range a.Nodes {
		label[n.ID] = n.Label
		nodes = append(nodes, n.Label+" "+n.Kind)
	}
	for _, e := range a.Edges {
		mark := " > "
		if !e.Directed {
			mark = " - "
		}
		edges = append(edges, strings.TrimSuffix(label[e.From]+mark+label[e.To]+": "+e.Label, ": "))
	}
	return nodes, edges
}

func TestArchitecture(t *testing.T) {
	const chart = "# D\n\n```mermaid\nflowchart LR\n  api[Order API: FastAPI] --> db[(Postgres)]\n  api --> job[Celery workers]\n  job --- db\n```\n\n"
	for _, c := range []struct {
		name, text   string
		nodes, edges []string
	}{
		{"diagram", chart,
			[]string{"Order API: FastAPI component", "Postgres store", "Celery workers component"},
			[]string{"Order API: FastAPI > Postgres", "Order API: FastAPI > Celery workers", "Celery workers - Postgres"}},
		{"merged by name", chart + "## Parts\n\n| Component | Count |\n|---|---|\n| Order API task | 2 |\n| Worker service | 1 |\n| PostgreSQL 16 | 1 |\n| Redis 7 | 1 |\n",
			[]string{"Order API: FastAPI component", "Postgres store", "Celery workers component", "Redis 7 store"},
			[]string{"Order API: FastAPI > Postgres", "Order API: FastAPI > Celery workers", "Celery workers - Postgres"}},
		{"sentences", chart + "The Order API publishes events to Kafka. The Celery workers write to Postgres. Kafka calls nobody; requests to the order API use Postgres.\n",
			[]string{"Order API: FastAPI component", "Postgres store", "Celery workers component", "Apache Kafka queue"},
			[]string{"Order API: FastAPI > Postgres", "Order API: FastAPI > Celery workers", "Celery workers > Postgres: write to", "Order API: FastAPI > Apache Kafka: publishes to"}},
		{"not affirmed", chart + "We decided against Kafka. The Celery workers never write to Redis. Does the order API use MongoDB?\n\n## Alternatives considered\n\nThe order API reads from Cassandra.\n\n```mermaid\nflowchart LR\n  api --> cass[(Cassandra)]\n```\n",
			[]string{"Order API: FastAPI component", "Postgres store", "Celery workers component"},
			[]string{"Order API: FastAPI > Postgres", "Order API: FastAPI > Celery workers", "Celery workers - Postgres"}},
		{"named by technology", "# D\n\n```mermaid\nflowchart LR\n  api[API] --> db[(Database)]\n  api --> bus[(Message broker)]\n```\n\nThe database is PostgreSQL, the broker RabbitMQ.\n",
			[]string{"API component", "Database (PostgreSQL) store", "Message broker (RabbitMQ) queue"},
			[]string{"API > Database (PostgreSQL)", "API > Message broker (RabbitMQ)"}},
		{"answers of a sequence", "# D\n\n```mermaid\nsequenceDiagram\n  actor u as User\n  u->>api: order\n  api->>db: insert\n  db-->>api: id\n  api-->>u: 201\n```\n",
			[]string{"User person", "api component", "db store"},
			[]string{"User > api: order", "api > db: insert"}},
		{"listed", "# D\n\nThere are three kinds of process: `gw` (sockets), `game` and `jobs`. The `gw` sends frames to `game`.\n",
			[]string{"gw component", "game component", "jobs component"}, []string{"gw > game: sends to"}},
		{"no system", "# D\n\n```mermaid\nclassDiagram\n  A <|-- B\n  B *-- C\n```\n\nText.\n", nil, nil},
		{"too few", "# D\n\nThe API uses PostgreSQL.\n", nil, nil},
		{"past", chart + "We had RabbitMQ until last year.\n",
			[]string{"Order API: FastAPI component", "Postgres store", "Celery workers component"},
			[]string{"Order API: FastAPI > Postgres", "Order API: FastAPI > Celery workers", "Celery workers - Postgres"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := understood(t, c.text)
			nodes, edges := written(a)
			if !slices.Equal(nodes, c.nodes) {
				t.Errorf("nodes %q\nwant  %q", nodes, c.nodes)
			}
			if !slices.Equal(edges, c.edges) {
				t.Errorf("edges %q\nwant  %q", edges, c.edges)
			}
			if (a.Diagram == "") != (len(c.nodes) == 0) {
				t.Errorf("drawn as %q", a.Diagram)
			}
		})
	}
}

// What is written as Mermaid reads as the same drawing, whatever the labels hold.
func TestArchitectureIsDrawnAsItIs(t *testing.T) {
	a := understood(t, example(t), "# D\n\n```mermaid\nflowchart LR\n  x[\"a #quot;b#quot; ]--> <img src=x onerror=y> `c` | d\"] -->|\"e ; f\"| y{{\"```\"}}\n  y --> z[(\"%%{init: {}}%%\")]\n```\n")
	g := diagram.Parse(diagram.Mermaid, a.Diagram)
	if len(g.Nodes) != len(a.Nodes) || len(g.Edges) != len(a.Edges) || len(a.Nodes) < 13 {
		t.Fatalf("%d nodes and %d edges of %d and %d in\n%s", len(g.Nodes), len(g.Edges), len(a.Nodes), len(a.Edges), a.Diagram)
	}
	for _, bad := range []string{"```", "<img", "%%", "\"b\""} {
		if strings.Contains(a.Diagram, bad) {
			t.Errorf("%q stands in\n%s", bad, a.Diagram)
		}
	}
}

func TestArchitectureIsSmall(t *testing.T) {
	var b strings.Builder
	b.WriteString("# D\n\n![x](y.png)\n\n```mermaid\nflowchart LR\n")
	for i := range 30 {
		fmt.Fprintf(&b, "hub[Hub] --> s%c[Part %c%c]\n", 'a'+i%26, 'a'+i/26, 'a'+i%26)
	}
	b.WriteString("```\n")
	a := understood(t, b.String())
	if len(a.Nodes) != mostParts || a.Nodes[0].Label != "Hub" || len(a.Notes) != 2 {
		t.Errorf("%d nodes, first %q, notes %q", len(a.Nodes), a.Nodes[0].Label, a.Notes)
	}
}
