package compare

import (
	"path"
	"strings"

	"archreview/agent/review"
	"archreview/internal/document"
)

// pair is a document in both versions. Its unit is the statement, not the
// line: a paragraph that was wrapped anew has not changed, and of a long line
// only the sentence that did. A side is nil where the document is new or gone.
type pair struct {
	old, new *document.Document
	known    bool  // the texts of all sides that exist are at hand
	to, from []int // the same statement on the other side, or -1
	like     []int // of a changed old statement: the new one in its place, or -1
	edits    []edit
	oldEdit  []int // edit in which an old statement went, or -1
	newEdit  []int // edit in which a new statement came, or -1
}

// edit is an edit with the statements that went and came.
type edit struct {
	review.Edit
	o0, o1, n0, n1 int
}

// pairUp pairs documents: by the last part of their paths, the rest in order.
func pairUp(old, new []review.Document) [][2]int {
	out := make([][2]int, 0, len(old))
	partner, taken := make([]int, len(old)), make([]bool, len(new))
	for i := range old {
		partner[i] = -1
		for j := range new {
			if !taken[j] && baseName(old[i].Path) == baseName(new[j].Path) {
				partner[i], taken[j] = j, true
				break
			}
		}
	}
	next := 0
	for i := range old {
		for partner[i] < 0 && next < len(new) {
			if !taken[next] {
				partner[i], taken[next] = next, true
			}
			next++
		}
		out = append(out, [2]int{i, partner[i]})
	}
	for j := range new {
		if !taken[j] {
			out = append(out, [2]int{-1, j})
		}
	}
	return out
}

func baseName(p string) string { return path.Base(strings.ReplaceAll(p, `\`, "/")) }

// newPair compares two versions of a document.
func newPair(old, new *document.Document) *pair {
	p := &pair{old: old, new: new, known: true}
	seen := map[string]int{}
	p.to = align(keys(seen, old), keys(seen, new))
	p.from = make([]int, len(statements(new)))
	for j := range p.from {
		p.from[j] = -1
	}
	p.like = make([]int, len(p.to))
	for i, j := range p.to {
		p.like[i] = -1
		if j >= 0 {
			p.from[j] = i
		}
	}
	p.oldEdit, p.newEdit = blank(len(p.to)), blank(len(p.from))
	i, j := 0, 0
	for i < len(p.to) || j < len(p.from) {
		if i < len(p.to) && p.to[i] >= 0 && p.to[i] == j {
			i, j = i+1, j+1
			continue
		}
		i0, j0 := i, j
		for i < len(p.to) && p.to[i] < 0 {
			i++
		}
		for j < len(p.from) && p.from[j] < 0 {
			j++
		}
		p.run(i0, i, j0, j)
	}
	return p
}

func blank(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

func statements(d *document.Document) []document.Statement {
	if d == nil {
		return nil
	}
	return d.Statements
}

// keys gives a number for each statement, the same for the same text; white
// space does not count.
func keys(seen map[string]int, d *document.Document) []int {
	all := statements(d)
	out := make([]int, len(all))
	for i := range all {
		k := strings.Join(strings.Fields(all[i].Text), " ")
		if all[i].Kind == document.Heading {
			k = "# " + k
		}
		n, ok := seen[k]
		if !ok {
			n = len(seen)
			seen[k] = n
		}
		out[i] = n
	}
	return out
}

// run takes a stretch of changed statements apart: into edits that begin where
// both versions begin a paragraph, a list item or a table row alike, or one of
// them a section.
func (p *pair) run(i0, i1, j0, j1 int) {
	for _, m := range likely(statements(p.old)[i0:i1], statements(p.new)[j0:j1]) {
		p.like[i0+m.a] = j0 + m.b
	}
	oi, nj := i0, j0
	for i := i0; i < i1; i++ {
		j := p.like[i]
		if j < 0 || i == oi && j == nj || !begins(p.old, i) || !begins(p.new, j) {
			continue
		}
		p.pieces(oi, i, nj, j)
		oi, nj = i, j
	}
	p.pieces(oi, i1, nj, j1)
}

// pieces adds edits for a part of a run; what only went or only came is cut at
// headings.
func (p *pair) pieces(i0, i1, j0, j1 int) {
	if i0 == i1 {
		for j := j0 + 1; j < j1; j++ {
			if p.new.Statements[j].Kind == document.Heading {
				p.add(i0, i0, j0, j)
				j0 = j
			}
		}
	}
	if j0 == j1 {
		for i := i0 + 1; i < i1; i++ {
			if p.old.Statements[i].Kind == document.Heading {
				p.add(i0, i, j0, j0)
				i0 = i
			}
		}
	}
	if i0 < i1 || j0 < j1 {
		p.add(i0, i1, j0, j1)
	}
}

func (p *pair) add(i0, i1, j0, j1 int) {
	e := edit{o0: i0, o1: i1, n0: j0, n1: j1}
	if p.new != nil {
		e.Document = p.new.ID
	} else {
		e.Document = p.old.ID
	}
	for i := i0; i < i1; i++ {
		p.oldEdit[i] = len(p.edits)
	}
	for j := j0; j < j1; j++ {
		p.newEdit[j] = len(p.edits)
	}
	if i0 < i1 {
		e.OldStart, e.OldEnd = lines(p.old.Statements[i0:i1])
	}
	if j0 < j1 {
		e.NewStart, e.NewEnd = lines(p.new.Statements[j0:j1])
	}
	p.edits = append(p.edits, e)
}

// lines gives the first and the last line of a run of statements.
func lines(run []document.Statement) (first, last int) {
	return run[0].Line, run[len(run)-1].EndLine
}

// begins says whether a statement is the first of its block, or a unit of its
// own.
func begins(d *document.Document, i int) bool {
	s := &d.Statements[i]
	if i == 0 || d.Statements[i-1].Block != s.Block {
		return true
	}
	switch s.Kind {
	case document.TableRow, document.ListItem, document.Heading:
		return d.Statements[i-1].EndLine < s.Line
	}
	return false
}
