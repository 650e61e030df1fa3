package document

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"archreview/internal/diagram"
)

// drawn checks that nodes and edges of all drawings stand on statements of the
// document, and gives the edges.
func drawn(t *testing.T, d *Document) []string {
	t.Helper()
	kinds := map[int]Kind{}
	for _, s := range d.Statements {
		if kinds[s.Line] != Edge {
			kinds[s.Line] = s.Kind
		}
		if d.Text[s.Start:s.End] != s.Text {
			t.Errorf("statement %q is not the text at its place", s.Text)
		}
	}
	var out []string
	for i := range d.Drawings {
		g := &d.Drawings[i]
		for _, n := range g.Nodes {
			if k, ok := kinds[n.Line]; !ok || k != Edge && k != CodeLine {
				t.Errorf("node %q on line %d is no statement", n.Label, n.Line)
			}
		}
		for _, e := range g.Edges {
			if kinds[e.Line] != Edge {
				t.Errorf("line %d with %s to %s is a %s", e.Line, e.From, e.To, kinds[e.Line])
			}
			out = append(out, g.Node(e.From).Label+" > "+g.Node(e.To).Label)
		}
	}
	return out
}

func TestDrawingsInText(t *testing.T) {
	const edge = "API > PostgreSQL"
	for name, text := range map[string]string{
		"mermaid":           "# T\n\nText.\n\n```mermaid\nflowchart LR\n  api[API] --> pg[(PostgreSQL)]\n```\n",
		"mermaid in a list": "# T\n\n- Text:\n  ```mermaid\n  graph TD\n    api[API] --> pg[(PostgreSQL)]\n  ```\n- more\n",
		"mermaid in quotes": "> Text.\n>\n> ```mermaid\n> graph TD\n> api[API] --> pg[(PostgreSQL)]\n> ```\n",
		"plantuml":          "# T\n\n```plantuml\n[API] as a\ndatabase PostgreSQL\na --> PostgreSQL : reads\n```\n",
		"bare plantuml":     "# T\n\nText.\n@startuml\n[API] --> [PostgreSQL]\n@enduml\nMore text.\n",
		"dot":               "# T\n\n```dot\ndigraph {\n  api [label=\"API\"]\n  api -> pg\n  pg [label=\"PostgreSQL\"]\n}\n```\n",
		"unnamed block":     "# T\n\n```\nflowchart LR\n  api[API] --> pg[(PostgreSQL)]\n```\n",
		"structurizr":       "# T\n\n```structurizr\nworkspace {\n model {\n  api = softwareSystem \"API\"\n  pg = softwareSystem \"PostgreSQL\"\n  api -> pg \"reads\"\n }\n}\n```\n",
		"rst":               "Title\n=====\n\n.. note:: A.\n\n.. mermaid::\n\n   flowchart LR\n   api[API] --> pg[(PostgreSQL)]\n",
	} {
		t.Run(name, func(t *testing.T) {
			d := parse(t, text)
			if got := drawn(t, d); len(got) != 1 || got[0] != edge {
				t.Errorf("got %q, want %q", got, edge)
			}
			if name == "bare plantuml" && d.Statements[len(d.Statements)-1].Text != "More text." {
				t.Error("the text behind the diagram is lost")
			}
		})
	}
	if d := parse(t, "```python\na --> b\n```\n\n```\nx -> y\n```\n"); len(d.Drawings) != 0 {
		t.Errorf("code was read as %+v", d.Drawings)
	}
}

// A file that is a diagram as a whole keeps its lines, and reads the same again.
func TestDrawingFiles(t *testing.T) {
	for file, format := range map[string]diagram.Notation{
		"ward.mmd": diagram.Mermaid, "ward.puml": diagram.PlantUML, "ward.dot": diagram.DOT,
		"ward.dsl": diagram.Structurizr, "ward.drawio": diagram.DrawIO, "ward.seq.puml": diagram.PlantUML,
	} {
		raw, err := os.ReadFile(filepath.Join("../diagram/testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse("d1", "x", raw)
		if err != nil {
			t.Fatal(err)
		}
		edges := drawn(t, d)
		if d.Format != string(format) || len(edges) < 7 {
			t.Errorf("%s: format %q with %q", file, d.Format, edges)
		}
		if format != diagram.DrawIO && d.Text != string(raw) {
			t.Errorf("%s: the text is not that of the file", file)
		}
		again, err := d.Again(d.Text)
		if err != nil {
			t.Fatal(err)
		}
		if got := drawn(t, again); strings.Join(got, "\n") != strings.Join(edges, "\n") {
			t.Errorf("%s: read again it has %q", file, got)
		}
	}
}

func TestPicturesAreNoted(t *testing.T) {
	for text, want := range map[string]string{
		"See ![the flow](flow.png) and\n![x][y].\n\n![two](<a b.svg>)": "2 pictures: flow.png (line 1), a b.svg (line 4)",
		"# T\n\n<img src=\"a.png\"> text":                              "1 picture: a.png (line 3)",
		"[![build](https://ci/badge.svg)](https://ci) text":            "",
		"```\n![x](y.png)\n```\n\nText ![]() here.":                    "",
	} {
		got := ""
		for _, n := range parse(t, text).Notes {
			if n.What == PicturesUnread {
				got, _, _ = strings.Cut(n.Detail, ";")
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if _, err := Parse("d1", "x.svg", []byte("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><text>A</text></svg>")); err == nil || !strings.Contains(err.Error(), "SVG") {
		t.Errorf("an SVG picture: %v", err)
	}
	if _, err := Parse("d1", "x.drawio", []byte("<mxfile><diagram>not packed at all, I fear</diagram></mxfile>")); err == nil || !strings.Contains(err.Error(), "draw.io") {
		t.Errorf("a broken drawing: %v", err)
	}
}

func TestASVGPictureThatHoldsItsDrawing(t *testing.T) {
	const drawing = `<mxfile><diagram name="A"><mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/><mxCell id="2" value="Web API" vertex="1" parent="1"/><mxCell id="3" value="PostgreSQL" vertex="1" parent="1"/><mxCell id="4" value="SQL" edge="1" source="2" target="3" parent="1"/></root></mxGraphModel></diagram></mxfile>`
	packed := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(drawing)
	d, err := Parse("d1", "arch.drawio.svg", []byte("<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"x\" \"y\">\n<svg xmlns=\"http://www.w3.org/2000/svg\" content=\""+packed+"\"><g/></svg>"))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Drawings) != 1 || len(d.Drawings[0].Nodes) != 2 || len(d.Drawings[0].Edges) != 1 {
		t.Errorf("%+v\n%s", d.Drawings, d.Text)
	}
	for _, text := range []string{"<svg content=\"&lt;html\"/>", "<svg content=\"&x;\"/>", "<svg content=\"\"><text>Web</text></svg>"} {
		if _, err := Parse("d1", "x.svg", []byte(text)); err == nil {
			t.Errorf("%s was read", text)
		}
	}
}
