package document

import "strings"

// explicit reads a block that begins with "..": a directive, a footnote, a
// substitution; targets and comments say nothing.
func (x *rstReader) explicit(n, end int, sc scope) int {
	w := x.row(n)
	e := max(x.extent(n+1, end, w.indent), n+1)
	p, _ := skipIndent(x.text, w.start+2, w.end)
	body := x.text[p:w.end]
	switch {
	case isDirective(".. " + body):
		name, _, _ := strings.Cut(body, "::")
		at, _ := skipIndent(x.text, p+len(name)+2, w.end)
		x.directive(strings.ToLower(name), n, e, row{n: n, start: at, end: w.end, indent: w.indent}, sc)
	case strings.HasPrefix(body, "["):
		if i := strings.IndexByte(body, ']'); i > 0 {
			x.within(n, e, row{n: n, start: skip(x.text, p+i+1, w.end), end: w.end, indent: w.indent}, sc)
		}
	case strings.HasPrefix(body, "|"):
		if i := strings.Index(body, "replace::"); i > 0 {
			x.within(n, e, row{n: n, start: skip(x.text, p+i+len("replace::"), w.end), end: w.end, indent: w.indent}, sc)
		}
	}
	return e
}

func skip(text string, p, end int) int {
	p, _ = skipIndent(text, p, end)
	return p
}

// within reads the rest of a line, and the lines that are indented below it, as
// blocks.
func (x *rstReader) within(n, end int, rest row, sc scope) {
	base := -1
	for m := n + 1; m < end; m++ {
		if w := x.plainRow(m); !w.empty() && (base < 0 || w.indent < base) {
			base = w.indent
		}
	}
	if base < 0 {
		base = rest.indent
	}
	rest.indent = base
	if rest.empty() {
		n++
	} else {
		x.first = rest
	}
	if x.nested < mostNested {
		x.blocks(n, end, base, sc)
		return
	}
	for ; n < end; n++ {
		if w := x.row(n); !w.empty() {
			x.say(w.start, w.end, sc)
		}
	}
}

// directive reads a directive; arg is what follows its name on the line.
// Directives that are not known are read as text, so that nothing is lost.
func (x *rstReader) directive(name string, n, end int, arg row, sc scope) {
	body := x.options(n+1, end)
	switch name {
	case "code", "code-block", "sourcecode", "parsed-literal", "prompt":
		x.literal(body, end, language(arg.of(x.text)))
	case "mermaid", "graphviz", "digraph", "graph", "uml", "plantuml", "math", "productionlist":
		x.literal(body, end, name)
	case "list-table":
		x.caption(arg, sc)
		x.listTable(body, end, x.option(n+1, body, "header-rows"))
	case "csv-table":
		x.caption(arg, sc)
		x.csvTable(n+1, body, end)
	case "table":
		x.caption(arg, sc)
		x.within(n, end, row{n: n, indent: arg.indent}, sc)
	case "image", "figure":
		x.show(n+1, arg.of(x.text))
		x.skipTo(n, body, end, sc)
	case "include", "literalinclude", "toctree":
		x.includes.add(n + 1)
	case "contents", "index", "meta", "raw", "highlight", "sectnum", "default-role", "role", "tabularcolumns",
		"currentmodule", "automodule", "autoclass", "autofunction", "target-notes":
	case "only", "container", "class", "compound", "tab-set", "grid", "tabs", "cssclass":
		x.skipTo(n, body, end, sc)
	default:
		if body > n+1 { // options stand between the argument and the content
			x.caption(arg, sc)
			x.skipTo(n, body, end, sc)
			return
		}
		x.within(n, end, arg, sc)
	}
}

// skipTo reads the content of a directive without its argument and options.
func (x *rstReader) skipTo(n, body, end int, sc scope) {
	if body < end {
		x.within(body-1, end, row{n: body - 1}, sc)
	}
}

// caption reads the argument of a directive as a statement of its own.
func (x *rstReader) caption(arg row, sc scope) {
	if !arg.empty() {
		x.say(arg.start, arg.end, sc)
	}
}

// options gives the line behind the options of a directive.
func (x *rstReader) options(n, end int) int {
	for n < end {
		w := x.plainRow(n)
		if w.empty() || !isOption(w.of(x.text)) {
			return n
		}
		n++
	}
	return n
}

func isOption(line string) bool {
	if line[0] != ':' {
		return false
	}
	i := strings.IndexByte(line[1:], ':')
	return i > 0 && !strings.ContainsAny(line[1:i+1], " `")
}

// option gives the value of an option among some lines.
func (x *rstReader) option(n, end int, name string) string {
	for ; n < end; n++ {
		if v, ok := strings.CutPrefix(x.plainRow(n).of(x.text), ":"+name+":"); ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}
