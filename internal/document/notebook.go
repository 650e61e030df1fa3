package document

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

const mostNotebookCells = 20_000

// isNotebook knows a Jupyter notebook by what every one of them holds.
func isNotebook(in *input) bool {
	return strings.HasPrefix(strings.TrimLeft(in.text[:min(len(in.text), 256)], " \t\r\n"), "{") &&
		strings.Contains(in.text, `"cells"`) && strings.Contains(in.text, `"nbformat"`)
}

// notebook is a notebook as far as it is read. Outputs are only counted.
type notebook struct {
	Metadata struct {
		Kernel struct {
			Language string `json:"language"`
		} `json:"kernelspec"`
		Language struct {
			Name string `json:"name"`
		} `json:"language_info"`
	} `json:"metadata"`
	Cells  []notebookCell `json:"cells"`
	Sheets []struct {
		Cells []notebookCell `json:"cells"`
	} `json:"worksheets"` // of version 3
}

type notebookCell struct {
	Kind    string            `json:"cell_type"`
	Level   int               `json:"level"` // of a heading in version 3
	Source  joined            `json:"source"`
	Input   joined            `json:"input"` // code in version 3
	Outputs []json.RawMessage `json:"outputs"`

	Attachments map[string]map[string]json.RawMessage `json:"attachments"` // media types by name
}

// joined is text that is written as one string or as a list of lines.
type joined string

// UnmarshalJSON reads either form.
func (l *joined) UnmarshalJSON(raw []byte) error {
	var one string
	if err := json.Unmarshal(raw, &one); err == nil {
		*l = joined(one)
		return nil
	}
	var many []string
	if err := json.Unmarshal(raw, &many); err != nil {
		return fmt.Errorf("reading the text of a cell: %w", err)
	}
	*l = joined(strings.Join(many, ""))
	return nil
}

// readNotebook renders the cells of a notebook, Markdown as it stands and code
// as code blocks.
func readNotebook(_ context.Context, in *input) (*source, error) {
	var n notebook
	if err := json.Unmarshal([]byte(in.text), &n); err != nil {
		return nil, refuse(quoted(in.path)+" is a notebook that cannot be read", err.Error(),
			"Open it in Jupyter and save it again, or export it as Markdown.", err)
	}
	for _, s := range n.Sheets {
		n.Cells = append(n.Cells, s.Cells...)
	}
	if len(n.Cells) > mostNotebookCells {
		return nil, refuse(quoted(in.path)+" is too large to review", fmt.Sprintf("it has %d cells; the limit is %d", len(n.Cells), mostNotebookCells),
			"Give the cells that describe the design.", nil)
	}
	lang := n.Metadata.Language.Name
	if lang == "" {
		lang = n.Metadata.Kernel.Language
	}
	var r rendering
	outputs := 0
	for i := range n.Cells {
		if r.cell(i+1, &n.Cells[i], lang) {
			outputs++
		}
	}
	if outputs > 0 {
		r.note("Outputs of the notebook were not read", counted(outputs, "cell")+" with results of code",
			"Write in a Markdown cell what they show if it matters.")
	}
	return r.source(in.path, nameNotebook)
}

// cell writes one cell and tells whether it has outputs.
func (r *rendering) cell(no int, c *notebookCell, lang string) bool {
	text := strings.ReplaceAll(string(c.Source), "\r", "")
	place := func(i int) string { return fmt.Sprintf("cell %d line %d", no, i+1) }
	r.here = place(0)
	switch c.Kind {
	case "code":
		if text == "" {
			text = strings.ReplaceAll(string(c.Input), "\r", "")
		}
		if magic, _, _ := strings.Cut(text, "\n"); strings.HasPrefix(magic, "%%") {
			lang = magic[2:]
		}
		r.code(lang, strings.Split(text, "\n"), place)
		r.results(c)
	case "heading":
		r.heading(c.Level, text)
	default:
		r.attached(c)
		r.markdown(text, place)
	}
	return len(c.Outputs) > 0
}

// markdown writes Markdown as it stands, and closes what it leaves open, so that
// the next cell is read for itself.
func (r *rendering) markdown(text string, place func(int) string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	r.gap()
	var open fenceMark
	for i, l := range strings.Split(strings.TrimRight(text, "\n \t"), "\n") {
		content := strings.TrimSpace(l)
		switch mark, ok := openFence(content); {
		case open.size == 0 && ok:
			open = mark
		case open.size > 0 && content != "" && open.closedBy(content):
			open = fenceMark{}
		}
		r.here = place(i)
		r.line(l)
	}
	if open.size > 0 {
		r.line(strings.Repeat(string(open.char), open.size))
	}
}
