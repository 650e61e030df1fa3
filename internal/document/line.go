package document

const tabWidth = 4 // columns of a tab stop, and the indentation that makes code

// row gives a line without the white space around it and without the marks of
// a block quote.
func (r *reader) row(n int) row {
	w := r.plainRow(n)
	deep := len(r.lists[0].items) > 0 // a quote may stand inside of a list item
	for w.start < w.end && r.text[w.start] == '>' && (w.indent < tabWidth || deep || w.quote > 0) {
		if w.start+1 < w.end && r.text[w.start+1] == '=' {
			break // ">= 5" at the beginning of a line is no quote
		}
		w.quote++
		p := w.start + 1
		if p < w.end && (r.text[p] == ' ' || r.text[p] == '\t') {
			p++
		}
		w.start, w.indent = skipIndent(r.text, p, w.end)
	}
	w.start = min(w.start, w.end)
	return w
}

// plainRow gives a line without the white space around it.
func (r *reader) plainRow(n int) row {
	start, end := r.doc.starts[n], r.doc.lineEnd(n)
	p, indent := skipIndent(r.text, start, end)
	if p < end {
		p, end = trim(r.text, p, end)
	}
	return row{n: n, start: p, end: end, indent: indent}
}

// skipIndent passes blanks and tabs and gives the columns they take.
func skipIndent(text string, p, end int) (pos, columns int) {
	for ; p < end; p++ {
		switch text[p] {
		case ' ':
			columns++
		case '\t':
			columns += tabWidth - columns%tabWidth
		default:
			return p, columns
		}
	}
	return p, columns
}

// sameQuote tells whether a line belongs to the quote the reader stands in, or
// to none when it stands in none.
func (r *reader) sameQuote(w row) bool { return (w.quote > 0) == r.inQuote }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isUpper(c byte) bool  { return c >= 'A' && c <= 'Z' }
func isBlank(c byte) bool  { return c == ' ' || c == '\t' || c == '\n' }

// only tells whether all bytes of a text are among the given ones.
func only(text, bytes string) bool {
	for i := 0; i < len(text); i++ {
		if !hasByte(bytes, text[i]) {
			return false
		}
	}
	return true
}

func hasByte(set string, c byte) bool {
	for i := 0; i < len(set); i++ {
		if set[i] == c {
			return true
		}
	}
	return false
}
