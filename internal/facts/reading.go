package facts

import (
	"runtime"
	"strings"
	"sync"

	"archreview/internal/document"
	"archreview/internal/phrase"
	"archreview/internal/slab"
)

// readStatements tokenises all statements and finds the catalog's phrases in
// them, side by side in a few portions; the hits come together in the order of
// the statements.
func (f *Facts) readStatements() {
	const least = 200 // statements for which a portion of its own pays
	n := min(runtime.GOMAXPROCS(0), len(f.Statements)/least+1)
	found := make([]finds, n)
	var wg sync.WaitGroup
	for p := range n {
		from, to := p*len(f.Statements)/n, (p+1)*len(f.Statements)/n
		wg.Go(func() {
			d := &desk{f: f, tz: phrase.NewTokenizer(f.Lex.set)}
			for i := from; i < to; i++ {
				d.read(&f.Statements[i])
			}
			found[p] = d.found
		})
	}
	wg.Wait()
	f.hits = collect(f.Lex.set.Len(), found)
}

// desk is where statements are read, one after the other.
type desk struct {
	f     *Facts
	tz    *phrase.Tokenizer
	found finds

	views    slab.Slab[view]
	triggers slab.Slab[span]
	ends     slab.Slab[int32]
	noted    []span  // triggers of the view that is being read
	ended    []int32 // and its ends
}

// read fills the views of a statement and notes the phrases in them.
func (d *desk) read(st *Statement) {
	st.views = d.views.Keep(d.tokenize(st))
	for vi := range st.views {
		v := &st.views[vi]
		d.noted = d.noted[:0]
		for _, m := range d.tz.Find(v.toks) {
			for _, x := range d.f.Lex.context[m.Phrase] {
				d.noted = append(d.noted, span{int32(m.Start), int32(m.End), int32(x)})
			}
			d.found.add(m, st.Index, vi)
		}
		v.triggers = d.triggers.Keep(d.noted)
	}
}

// tokenize gives the views of a statement.
func (d *desk) tokenize(st *Statement) []view {
	if st.Kind == document.Set { // not prose: only what it says in words counts
		return []view{{}, d.view(st.Says())}
	}
	if len(st.Header) == 0 || len(st.Cells) == 0 {
		return []view{d.view(st.Text)}
	}
	return []view{d.view(st.Text), d.view(headed(st.Statement))}
}

func (d *desk) view(text string) view {
	text = withoutTargets(text)
	v := view{toks: d.tz.Tokens(text)}
	d.ended = clauseEnds(d.ended[:0], text, v.toks)
	v.ends = d.ends.Keep(d.ended)
	return v
}

// withoutTargets blanks the targets of Markdown's links, byte by byte: an address
// is no claim, and its words belong to no clause.
func withoutTargets(text string) string {
	const open = "]("
	at := strings.Index(text, open)
	if at < 0 {
		return text
	}
	b := []byte(text)
	for at >= 0 {
		from := at + len(open)
		end := strings.IndexByte(text[from:], ')')
		if end < 0 {
			break
		}
		for i := from; i < from+end; i++ {
			b[i] = ' '
		}
		next := strings.Index(text[from+end:], open)
		if at = next; next >= 0 {
			at = from + end + next
		}
	}
	return string(b)
}

// headed writes a table row with the column heads before its cells.
func headed(st *document.Statement) string {
	var b []byte
	for i, c := range st.Cells {
		if i < len(st.Header) {
			b = append(b, st.Header[i]...)
			b = append(b, ' ')
		}
		b = append(b, c.Text...)
		b = append(b, " ; "...)
	}
	return string(b)
}
