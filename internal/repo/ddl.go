package repo

import (
	"strings"
)

// Limits of the statements of one SQL file.
const (
	mostStatements = 2000
	mostParts      = 300 // columns and constraints of one table
	mostOfOne      = 64 << 10
)

// part is one column or constraint of a table.
type part struct {
	line int
	text string
}

// sqlStatement is one statement of SQL: what stands before its first bracket, the
// parts within that bracket, and what follows.
type sqlStatement struct {
	line       int
	head, tail string
	parts      []part
}

// statements divides SQL into statements. Comments, texts and bodies of
// functions are left out; loads of rows are passed over.
func statements(lines []string) []sqlStatement {
	r := ddlReader{}
	for i, line := range lines {
		r.line(i+1, line)
	}
	r.end()
	return r.out
}

// ddlReader reads SQL line by line.
type ddlReader struct {
	out     []sqlStatement
	now     sqlStatement
	text    strings.Builder // of the part being read
	at      int             // line on which it began
	depth   int
	size    int
	comment bool   // within /* */
	body    string // the dollar quote that is open
	rows    bool   // within the rows of COPY
	closed  bool   // the first bracket is closed
}

func (r *ddlReader) line(n int, line string) {
	if r.rows {
		r.rows = line != `\.`
		return
	}
	for i := 0; i < len(line); {
		i = r.step(n, line, i)
	}
	r.put(n, ' ')
}

// step reads what begins at a byte and gives where the next begins.
func (r *ddlReader) step(n int, line string, i int) int {
	rest := line[i:]
	switch {
	case r.comment:
		if j := strings.Index(rest, "*/"); j >= 0 {
			r.comment = false
			return i + j + 2
		}
		return len(line)
	case r.body != "":
		if j := strings.Index(rest, r.body); j >= 0 {
			j += len(r.body)
			r.body = ""
			return i + j
		}
		return len(line)
	case strings.HasPrefix(rest, "--"), rest[0] == '#' && strings.TrimSpace(line[:i]) == "":
		return len(line)
	case strings.HasPrefix(rest, "/*"):
		r.comment = true
		return i + 2
	case rest[0] == '\'':
		if j := strings.IndexByte(rest[1:], '\''); j >= 0 {
			r.put(n, '\'')
			r.put(n, '\'')
			return i + j + 2
		}
		return len(line)
	case rest[0] == '$':
		if j := strings.IndexByte(rest[1:], '$'); j >= 0 && strings.Trim(rest[1:1+j], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == "" {
			r.body = rest[:j+2]
			return i + j + 2
		}
	}
	r.one(n, rest[0])
	return i + 1
}

// one reads one byte of a statement.
func (r *ddlReader) one(n int, c byte) {
	switch {
	case c == ';' && r.depth <= 0:
		r.end()
		return
	case c == '(':
		if r.depth++; r.depth == 1 && !r.closed {
			r.now.head = strings.TrimSpace(r.text.String())
			r.text.Reset()
			r.at = 0
			return
		}
	case c == ')':
		if r.depth--; r.depth == 0 && !r.closed {
			r.part()
			r.closed = true
			return
		}
	case c == ',' && r.depth == 1 && !r.closed:
		r.part()
		return
	}
	r.put(n, c)
}

func (r *ddlReader) put(n int, c byte) {
	if c != ' ' && c != '\t' {
		if r.now.line == 0 {
			r.now.line = n
		}
		if r.at == 0 {
			r.at = n
		}
	}
	if r.size++; r.size < mostOfOne {
		r.text.WriteByte(c)
	}
}

func (r *ddlReader) part() {
	if t := strings.Join(strings.Fields(r.text.String()), " "); t != "" && len(r.now.parts) < mostParts {
		r.now.parts = append(r.now.parts, part{r.at, t})
	}
	r.text.Reset()
	r.at = 0
}

// end ends a statement.
func (r *ddlReader) end() {
	rest := strings.Join(strings.Fields(r.text.String()), " ")
	if r.closed {
		r.now.tail = rest
	} else if r.now.head == "" {
		r.now.head = rest
	}
	r.now.head = strings.Join(strings.Fields(r.now.head), " ")
	if r.now.head != "" && len(r.out) < mostStatements && r.size < mostOfOne {
		r.out = append(r.out, r.now)
	}
	r.rows = strings.HasPrefix(strings.ToLower(r.now.head), "copy ") && strings.Contains(strings.ToLower(r.now.head+" "+r.now.tail), "from stdin")
	*r = ddlReader{out: r.out, rows: r.rows}
}
