package document

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// outline gives each statement as "kind marker/depth lang: text", the parts
// that are empty left out.
func outline(d *Document) []string {
	var lines []string
	for _, s := range d.Statements {
		label := s.Kind.String()
		if s.Marker != "" {
			label += fmt.Sprintf(" %s/%d", s.Marker, s.Depth)
		}
		if s.Lang != "" {
			label += " " + s.Lang
		}
		lines = append(lines, label+": "+strings.ReplaceAll(s.Text, "\n", "⏎"))
	}
	return lines
}

// outlineTest is a text and the outline it should have.
type outlineTest struct {
	name, text string
	want       []string
}

func testOutlines(t *testing.T, tests []outlineTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := parse(t, test.text)
			check(t, d)
			if got := outline(d); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
			}
		})
	}
}

func TestHeadingsAndLists(t *testing.T) {
	testOutlines(t, []outlineTest{
		{"headings", "# Title #\n\nText.\n\nPart\n----\n\n### `a` {#anchor}\n", []string{
			"heading: Title", "sentence: Text.", "heading: Part", "heading: `a`"}},
		{"no heading", "#hash tag\n\n####### seven", []string{"sentence: #hash tag", "sentence: ####### seven"}},
		{"setext", "The title\n===\nText.", []string{"heading: The title", "sentence: Text."}},
		{"rule below a sentence", "This is said.\n---\nNext.", []string{"sentence: This is said.", "sentence: Next."}},
		{"rules", "a\n\n***\n\n- - -\n\n___\nb", []string{"sentence: a", "sentence: b"}},
		{"list", "- One. Two\n* three\n+ four", []string{"list item -/0: One.", "list item -/0: Two", "list item */0: three", "list item +/0: four"}},
		{"nested", "- a\n  - b\n    1. c\n  - d\n- e", []string{
			"list item -/0: a", "list item -/1: b", "list item 1./2: c", "list item -/1: d", "list item -/0: e"}},
		{"nested by too little", "1. a\n  - b\n2. c", []string{"list item 1./0: a", "list item -/1: b", "list item 2./0: c"}},
		{"nested by a tab", "- a\n\t- b\n\t\t- c", []string{"list item -/0: a", "list item -/1: b", "list item -/2: c"}},
		{"numbered", "1. a\n2) b\n(c) d\n\ne) f", []string{
			"list item 1./0: a", "list item 2)/0: b", "list item (c)/0: d", "list item e)/0: f"}},
		{"year is no item", "That was in\n1984. It was.", []string{"sentence: That was in⏎1984.", "sentence: It was."}},
		{"number after a colon", "Steps:\n2. copy", []string{"sentence: Steps:", "list item 2./0: copy"}},
		{"tasks", "- [ ] open\n- [x] done\n- [X] also\n1. [z] text", []string{
			"list item [ ]/0: open", "list item [x]/0: done", "list item [x]/0: also", "list item 1./0: [z] text"}},
		{"pasted bullets", "• one\n– two\n● three", []string{"list item •/0: one", "list item –/0: two", "list item ●/0: three"}},
		{"lazy line", "- a long\nitem. Next\n\nText.", []string{"list item -/0: a long⏎item.", "list item -/0: Next", "sentence: Text."}},
		{"second paragraph", "- a\n\n  more\n\n- b", []string{"list item -/0: a", "list item -/0: more", "list item -/0: b"}},
		{"bold lead-in", "- **Backups**: nightly. Kept long.\n- **Logs.** None.", []string{
			"list item -/0: **Backups**: nightly.", "list item -/0: Kept long.", "list item -/0: **Logs.** None."}},
		{"empty item", "-\n  a\n- b", []string{"list item -/0: a", "list item -/0: b"}},
		{"markers in a row", "- 1. a", []string{"list item 1./1: a"}},
	})
}

func TestCodeQuotesAndMarks(t *testing.T) {
	testOutlines(t, []outlineTest{
		{"fence", "```Python title=x\ndef f():\n\n  return 1\n```\nText.", []string{
			"code line python: def f():", "code line python: return 1", "sentence: Text."}},
		{"tilde fence", "~~~\n```\n~~~~\nText.", []string{"code line: ```", "sentence: Text."}},
		{"longer fence", "````md\n```\nx\n```\n````\ny", []string{"code line md: ```", "code line md: x", "code line md: ```", "sentence: y"}},
		{"indented fence", "   ```{.sh}\n   > ls\n   ```", []string{"code line sh: > ls"}},
		{"fence in a list", "- a\n\n      ```yaml\n      k: v\n      ```\n- b", []string{
			"list item -/0: a", "code line yaml: k: v", "list item -/0: b"}},
		{"fence after a marker", "- ```sh\n  ls\n  ```\n- b", []string{"code line sh: ls", "list item -/0: b"}},
		{"inline fence", "```not a fence``` here", []string{"sentence: ```not a fence``` here"}},
		{"indented code", "# T\n\n    x = 1\n\n    y = 2\nText", []string{"heading: T", "code line: x = 1", "code line: y = 2", "sentence: Text"}},
		{"no indented code in a paragraph", "# T\n\na\n    b", []string{"heading: T", "sentence: a⏎    b"}},
		{"front matter", "---\ntitle: \"A design\"\ntags:\n  - x\n---\n# H", []string{
			"meta: title: \"A design\"", "meta: tags:", "meta: - x", "heading: H"}},
		{"toml front matter", "+++\ntitle = 'A'\n+++\nText", []string{"meta: title = 'A'", "sentence: Text"}},
		{"rules at the top", "---\nWe use Redis.\n---\nText", []string{"sentence: We use Redis.", "sentence: Text"}},
		{"quote", "> We decided. It is so.\n\nText.", []string{"quoted: We decided.", "quoted: It is so.", "sentence: Text."}},
		{"long quote", "> We\n> decided. It\nis so.\n>\n> > Next", []string{"quoted: We⏎> decided.", "quoted: It⏎is so.", "quoted: Next"}},
		{"quote with a list", "> [!NOTE]\n> - a\n> - b\nc", []string{"quoted: [!NOTE]", "quoted -/0: a", "quoted -/0: b⏎c"}},
		{"quote with code", "> ```sh\n> ls\nText", []string{"code line sh: ls", "sentence: Text"}},
		{"quoted heading", "> # Old title\n> text", []string{"quoted: Old title", "quoted: text"}},
		{"quote in a list", "- a\n  > b\n- c", []string{"list item -/0: a", "quoted: b", "list item -/0: c"}},
		{"comparison is no quote", ">= 5 nodes are needed.", []string{"sentence: >= 5 nodes are needed."}},
		{"comment", "a\n\n<!-- b\n\nc --> d\n\n<!-- e --><!-- f -->\ng", []string{"sentence: a", "sentence: d", "sentence: g"}},
		{"comment never closed", "<!-- a\nb.", []string{"sentence: <!-- a⏎b."}},
		{"tags", "<details>\n<summary>More</summary>\n\nText.\n</details>", []string{"sentence: <summary>More</summary>", "sentence: Text."}},
		{"placeholder is no tag", "<name>", []string{"sentence: <name>"}},
	})
}

func TestBlockNumbers(t *testing.T) {
	d := parse(t, "Text. More.\n\n- a\n  - b\n\n- See this. See that.\n\n1. e\n\nText.\n\n| a | b |\n|---|---|\n| c | d |\n")
	var got []int
	for _, s := range d.Statements {
		got = append(got, s.Block)
	}
	if want := []int{1, 1, 2, 2, 2, 2, 3, 4, 5, 5}; !reflect.DeepEqual(got, want) {
		t.Errorf("blocks %v, want %v: %q", got, want, texts(d))
	}
}

func TestTables(t *testing.T) {
	tests := []struct {
		name, text string
		rows       [][]string // cells of the statements that are rows
		header     []string   // of the last row
		others     int        // further statements
	}{
		{"pipes", "| A | B |\n|:--|--:|\n| 1 | 2 |\n| 3 | |\n", [][]string{{"A", "B"}, {"1", "2"}, {"3", ""}}, []string{"A", "B"}, 0},
		{"no outer pipes", "A | B\n--- | ---\n1 | 2\nText.", [][]string{{"A", "B"}, {"1", "2"}}, []string{"A", "B"}, 1},
		{"escaped", "| A | B |\n|-|-|\n| a \\| b | c\\| |\n", [][]string{{"A", "B"}, {`a \| b`, `c\|`}}, []string{"A", "B"}, 0},
		{"bar in code", "| A | B |\n|-|-|\n| `a || b` | c |\n", [][]string{{"A", "B"}, {"`a || b`", "c"}}, []string{"A", "B"}, 0},
		{"below a paragraph", "Text:\n| A | B |\n|-|-|\n| 1 | 2 |", [][]string{{"A", "B"}, {"1", "2"}}, []string{"A", "B"}, 1},
		{"in a list", "- item\n\n  | A | B |\n  |-|-|\n  | 1 | 2 |\n- next", [][]string{{"A", "B"}, {"1", "2"}}, []string{"A", "B"}, 2},
		{"after a marker", "- | A | B |\n  |-|-|\n  | 1 | 2 |", [][]string{{"A", "B"}, {"1", "2"}}, []string{"A", "B"}, 0},
		{"in a quote", "> | A | B |\n> |-|-|\n> | 1 | 2 |\nText.", [][]string{{"A", "B"}, {"1", "2"}}, []string{"A", "B"}, 1},
		{"without delimiter", "| A | B |\n| 1 | 2 |\n", [][]string{{"A", "B"}, {"1", "2"}}, nil, 0},
		{"drawn", "+---+---+\n| A | B |\n+===+===+\n| 1 | 2 |\n+---+---+\n| 3 | 4 |\n+---+---+\n",
			[][]string{{"A", "B"}, {"1", "2"}, {"3", "4"}}, []string{"A", "B"}, 0},
		{"ends at a heading", "A | B\n-|-\n1 | 2\n# H | I", [][]string{{"A", "B"}, {"1", "2"}}, []string{"A", "B"}, 1},
		{"empty rows", "| A | B |\n|-|-|\n| | |\n| 1 | 2 |", [][]string{{"A", "B"}, {"1", "2"}}, []string{"A", "B"}, 0},
		{"one column", "| A |\n|---|\n| 1 |", [][]string{{"A"}, {"1"}}, []string{"A"}, 0},
		{"no table", "a | b", nil, nil, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := parse(t, test.text)
			check(t, d)
			var rows [][]string
			var header []string
			for _, s := range d.Statements {
				if s.Kind != TableRow {
					continue
				}
				if rows == nil && s.Header != nil {
					t.Errorf("heading row has a header: %v", s.Header)
				}
				var cells []string
				for _, c := range s.Cells {
					cells = append(cells, c.Text)
				}
				rows, header = append(rows, cells), s.Header
			}
			if !reflect.DeepEqual(rows, test.rows) || !reflect.DeepEqual(header, test.header) {
				t.Errorf("rows %q, header %q", rows, header)
			}
			if others := len(d.Statements) - len(rows); others != test.others {
				t.Errorf("%d other statements, want %d: %q", others, test.others, texts(d))
			}
		})
	}
}

func TestMermaid(t *testing.T) {
	edges := []string{
		"A --> B", "A[Web app] --> B[(DB)]", "A-->B; B-->C", "A -- text --> B", "A --text--> B", "A -->|label: x| B", "A -.-> B", "A -. x .-> B",
		"A ==> B", "A --- B", "A --x B", "A --o B", "A <--> B", "Alice->>Bob: Hi", "Alice-->>Bob: Hi", "A->B: x", "A-xB: lost", "A-)B: async",
		"[*] --> Still", "CUSTOMER ||--o{ ORDER : places", "A }|..|{ B : uses", "Animal <|-- Duck", "A:::hot --> B", `A["x (y)"] --> B{"z?"}`,
	}
	nodes := []string{
		"flowchart LR", "subgraph one --> two", "A[reads --> writes]", `B["a -> b"]`, "participant A", "Note over A,B: a --> b", "%% A --> B",
		"end", "style A fill:#f9f", "direction TB", "api-xray[Gate]", "title From A -> B", "autonumber", "A{Is it?}",
	}
	for want, lines := range map[Kind][]string{Edge: edges, CodeLine: nodes} {
		for _, line := range lines {
			d := parse(t, "```mermaid\n"+line+"\n```\n")
			if s := d.Statements[0]; s.Kind != want || s.Lang != "mermaid" || s.Text != line {
				t.Errorf("%q is a %v", line, s.Kind)
			}
		}
	}
	if d := parse(t, "```\nA --> B\n```"); d.Statements[0].Kind != CodeLine {
		t.Error("an arrow outside of Mermaid is an edge")
	}
}
