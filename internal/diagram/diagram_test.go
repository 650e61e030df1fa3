package diagram

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func sample(t testing.TB, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// read reads a sample as its name or content says.
func read(t testing.TB, text string) Diagram {
	t.Helper()
	if IsXML(text) {
		d, err := Outline(text)
		if err != nil {
			t.Fatal(err)
		}
		return Parse(DrawIO, d.Text)
	}
	n, ok := Detect(text)
	if !ok {
		t.Fatalf("no notation was found in %.40q", text)
	}
	return Parse(n, text)
}

// shown gives nodes and edges by labels, so that notations can be compared.
func shown(d *Diagram) (nodes, edges []string) {
	label := map[string]string{}
	for _, n := range d.Nodes {
		label[n.ID] = n.Label
		nodes = append(nodes, n.Label+" "+string(n.Kind))
	}
	for _, e := range d.Edges {
		if e.Reply {
			continue
		}
		arrow, from, to := " -> ", label[e.From], label[e.To]
		if !e.Directed {
			arrow = " -- "
			if from > to {
				from, to = to, from
			}
		}
		edges = append(edges, from+arrow+to+": "+e.Label)
	}
	slices.Sort(nodes)
	slices.Sort(edges)
	return nodes, edges
}

// Every notation says of one system what its flowchart says.
func TestTwins(t *testing.T) {
	twin := read(t, sample(t, "ward.mmd"))
	nodes, edges := shown(&twin)
	if len(nodes) != 8 || len(edges) != 7 {
		t.Fatalf("the flowchart has\n%s\n%s", strings.Join(nodes, "\n"), strings.Join(edges, "\n"))
	}
	flat := slices.DeleteFunc(slices.Clone(nodes), func(n string) bool { return strings.HasSuffix(n, string(Boundary)) })
	for _, c := range []struct {
		file     string
		kind     Type
		sequence bool // knows no boundaries and no lines without a direction
		directed bool // the line without a direction has one here
	}{
		{"ward.puml", Components, false, false},
		{"ward.c4.mmd", Context, false, true},
		{"ward.dot", Components, false, false},
		{"ward.dsl", Context, false, true},
		{"ward.deploy.puml", Deployment, false, false},
		{"ward.drawio", Components, false, false},
		{"ward.seq.mmd", Sequence, true, true},
		{"ward.seq.puml", Sequence, true, true},
	} {
		t.Run(c.file, func(t *testing.T) {
			d := read(t, sample(t, c.file))
			gotNodes, gotEdges := shown(&d)
			wantNodes, wantEdges := nodes, slices.Clone(edges)
			if c.sequence {
				wantNodes = flat
			}
			for i, e := range wantEdges {
				if c.directed && strings.Contains(e, " -- ") {
					wantEdges[i] = "Label printer service -> External records system: "
					if c.sequence {
						wantEdges[i] += "labels"
					}
				}
			}
			slices.Sort(wantEdges)
			if !slices.Equal(gotNodes, wantNodes) {
				t.Errorf("nodes\n%s\nwant\n%s", strings.Join(gotNodes, "\n"), strings.Join(wantNodes, "\n"))
			}
			if !slices.Equal(gotEdges, wantEdges) {
				t.Errorf("edges\n%s\nwant\n%s", strings.Join(gotEdges, "\n"), strings.Join(wantEdges, "\n"))
			}
			if d.Type != c.kind {
				t.Errorf("type %q, want %q", d.Type, c.kind)
			}
		})
	}
}

// An edge stands on the line that names its ends or its label, a node on the
// line that gives its label.
func TestLines(t *testing.T) {
	files, err := filepath.Glob("testdata/ward.*")
	if err != nil || len(files) < 9 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		text := sample(t, filepath.Base(f))
		d := read(t, text)
		if IsXML(text) {
			o, err := Outline(text)
			if err != nil {
				t.Fatal(err)
			}
			text = o.Text
		}
		lines := strings.Split(text, "\n")
		for _, n := range d.Nodes {
			line := lines[n.Line-1]
			word, _, _ := strings.Cut(n.Label, " ")
			if !strings.Contains(line, word) && !strings.Contains(line, "component print [") {
				t.Errorf("%s: node %q is said to stand on line %d: %s", f, n.Label, n.Line, line)
			}
		}
		for _, e := range d.Edges {
			line := lines[e.Line-1]
			name := func(id string) string { return id[strings.LastIndexByte(id, '.')+1:] }
			if !strings.Contains(line, name(e.To)) || !strings.Contains(line, e.Label) {
				t.Errorf("%s: edge %v is said to stand on line %d: %s", f, e, e.Line, line)
			}
		}
	}
}
