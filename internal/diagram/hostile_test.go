package diagram

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
	"time"
)

func packed(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestPackedPage(t *testing.T) {
	inner := `<mxGraphModel><root><mxCell id="0"/><mxCell id="a" value="100% A" vertex="1" parent="0"/><mxCell id="b" value="B -&gt; C : d" vertex="1" parent="0"/><mxCell id="e" edge="1" source="a" target="b" parent="0"/></root></mxGraphModel>`
	d, err := Outline(`<mxfile><diagram name="One">` + packed(t, strings.ReplaceAll(url.QueryEscape(inner), "+", "%20")) + `</diagram><diagram name="Two">` + packed(t, inner) + `</diagram></mxfile>`)
	if err != nil {
		t.Fatal(err)
	}
	page := "100% A (component)\nB → C: d (component)\n100% A -> B → C: d\n"
	if want := "Diagram: One\n" + page + "Diagram: Two\n" + page; d.Text != want {
		t.Errorf("got\n%swant\n%s", d.Text, want)
	}
	if g := Parse(DrawIO, d.Text); len(g.Edges) != 1 || g.Edges[0].Line != 4 || len(d.Pages) != 2 || d.Pages[1].Line != 5 {
		t.Errorf("%+v %+v", g, d.Pages)
	}
}

func TestDrawingsAreRefused(t *testing.T) {
	deep := strings.Repeat("<a>", mostXMLDeep+5)
	for name, text := range map[string]string{
		"bomb":     `<mxfile><diagram>` + packed(t, strings.Repeat("<a/>", 4<<20)) + `</diagram></mxfile>`,
		"entities": `<!DOCTYPE x [<!ENTITY a "b">]><mxfile name="&a;"></mxfile>`,
		"deep":     "<mxfile>" + deep,
		"base64":   "<mxfile><diagram>this is not packed at all, really</diagram></mxfile>",
		"broken":   "<mxfile><diagram",
		"long":     "<mxfile>" + strings.Repeat(" ", MaxXML),
		"pages":    "<mxfile>" + strings.Repeat("<diagram/>", mostPages+1) + "</mxfile>",
	} {
		if d, err := Outline(text); err == nil {
			t.Errorf("%s was read: %.80q", name, d.Text)
		}
	}
}

// Texts that would make a careless reader slow take no longer than others.
func TestTimeIsLinear(t *testing.T) {
	for _, unit := range []string{"[", "(", "{", "a-->", "a-->|", "a -- ", "a@", "\"", "a & ", "[a", "subgraph x\n", "a{", "a:", "<", "->", "-- ", "=", "a -> ", "{a;", "/*", "/'\n", "x = container \"y\" {\n", "a[b=c,", "(( ", "#1;", "-[", "\na : ", "\n[*", "participant ", "component [\n"} {
		for n, heads := range map[Notation][]string{
			Mermaid:     {"", "flowchart LR\n", "sequenceDiagram\n", "classDiagram\n", "erDiagram\n", "stateDiagram\n", "C4Context\n", "architecture-beta\n"},
			PlantUML:    {"", "@startuml\n"},
			DOT:         {"", "digraph {"},
			Structurizr: {"", "workspace {\nmodel {\n"},
			DrawIO:      {""},
		} {
			for _, head := range heads {
				text := head + strings.Repeat(unit, 100_000/len(unit))
				start := time.Now()
				d := Parse(n, text)
				if took := time.Since(start); took > 3*time.Second {
					t.Errorf("%s %q of %q took %v", n, head, unit, took)
				}
				sound(t, &d, text)
			}
		}
	}
}

// sound checks what holds for every diagram.
func sound(t testing.TB, d *Diagram, text string) {
	t.Helper()
	lines := 1 + strings.Count(text, "\n")
	ids := map[string]bool{}
	for _, n := range d.Nodes {
		if n.ID == "" || n.Label == "" || n.Kind == "" || n.Line < 1 || n.Line > lines || ids[n.ID] {
			t.Fatalf("node %+v of %d lines", n, lines)
		}
		if strings.Contains(n.Label, "\n") || len(n.Label) > longestLabel+4 {
			t.Fatalf("label %q", n.Label)
		}
		ids[n.ID] = true
	}
	for _, e := range d.Edges {
		if !ids[e.From] || !ids[e.To] || e.Line < 1 || e.Line > lines {
			t.Fatalf("edge %+v of %d lines", e, lines)
		}
	}
	if len(d.Nodes) > MaxNodes || len(d.Edges) > MaxEdges {
		t.Fatalf("%d nodes, %d edges", len(d.Nodes), len(d.Edges))
	}
}

func fuzz(f *testing.F, n Notation, files ...string) {
	for _, name := range files {
		f.Add(sample(f, name))
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := Parse(n, text)
		sound(t, &d, text)
		Detect(text)
	})
}

func FuzzMermaid(f *testing.F)     { fuzz(f, Mermaid, "ward.mmd", "ward.c4.mmd", "ward.seq.mmd") }
func FuzzPlantUML(f *testing.F)    { fuzz(f, PlantUML, "ward.puml", "ward.seq.puml", "ward.deploy.puml") }
func FuzzDOT(f *testing.F)         { fuzz(f, DOT, "ward.dot") }
func FuzzStructurizr(f *testing.F) { fuzz(f, Structurizr, "ward.dsl") }

func FuzzDrawIO(f *testing.F) {
	f.Add(sample(f, "ward.drawio"))
	f.Add(`<mxfile><diagram>` + packed(f, `<mxGraphModel><root><mxCell id="a" value="A" vertex="1"/></root></mxGraphModel>`) + `</diagram></mxfile>`)
	f.Fuzz(func(t *testing.T, text string) {
		o, err := Outline(text)
		if err != nil {
			return
		}
		d := Parse(DrawIO, o.Text)
		sound(t, &d, o.Text)
	})
}
