package document

import (
	"testing"
	"unicode/utf8"
)

// FuzzHTML, FuzzRST and the others hand one reader anything at all. Whatever
// comes out must hold as a document, or be refused.
func FuzzHTML(f *testing.F) {
	for _, seed := range []string{
		"<h1>T</h1><p>a <b>b</b><ul><li>c<li><input type=checkbox checked>d</ul>",
		"<table><tr><th>A<th>B<tr><td rowspan=2>x<td>1<tr><td><table><tr><td>2</table></table>",
		"<pre class=language-sql>a\n```</pre><blockquote><p>q<dl><dt>t<dd>d</dl></blockquote>",
		`<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">sql</ac:parameter><ac:plain-text-body><![CDATA[a]]></ac:plain-text-body></ac:structured-macro>`,
		`<ac:task-list><ac:task><ac:task-status>complete</ac:task-status><ac:task-body>a</ac:task-body></ac:task></ac:task-list><nav>x`,
		"<p hidden>a</p><td>b</td></li></ul><li>c<script>d</script>&lt;!--",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		fuzzed(t)(renderHTML("x", text))
	})
}

func FuzzRST(f *testing.F) {
	for _, seed := range []string{
		"Top\n===\n\n- a\n\n  - b\n\n1. c\n#. d\n\nterm\n   def\n\nx::\n\n   code",
		".. note:: a\n   b\n\n.. code-block:: python\n   :x: y\n\n   z\n\n.. _t:\n.. [1] n\n.. |s| replace:: t",
		"+---+---+\n| a | b |\n+===+===+\n| c | d |\n|   | e |\n+---+---+\n",
		"===  ===\na    b\n===  ===\nc    d\n     e\n===  ===\n\n| l\n\n:f: v",
		".. list-table::\n   :header-rows: 1\n\n   * - a\n     - b\n   * - c\n\n.. csv-table:: t\n   :header: a,b\n\n   \"c,\", d",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { fuzzedSyntax(t, nameRST, text) })
}

func FuzzAsciiDoc(f *testing.F) {
	for _, seed := range []string{
		"= T\nA\n:k: v\n\n== S\n\n* a\n** b\n+\nc\n\n. d\n\nterm:: def\nother::\n  def",
		"[cols=\"1,2*\",options=header]\n|===\n|a |b |c\n\n2+|d\na|e\n|===\n",
		"[source,sql]\n----\nx\n----\n\n====\na\n====\n____\nq\n____\n////\nc\n////\n.Title\n{attr}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { fuzzedSyntax(t, nameAsciiDoc, text) })
}

func FuzzNotebook(f *testing.F) {
	f.Add(`{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": ["# T\n", "a"]}, {"cell_type": "code", "source": "x", "outputs": [1]}]}`)
	f.Add(`{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "heading", "level": 9, "source": "D"}, {"cell_type": "code", "input": "y"}]}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		if utf8.ValidString(text) {
			fuzzed(t)(readNotebook(t.Context(), &input{path: "x", text: text}))
		}
	})
}

func FuzzSavedPage(f *testing.F) {
	f.Add("Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>a=20b\n--b--\n")
	f.Fuzz(func(t *testing.T, text string) {
		if utf8.ValidString(text) {
			fuzzed(t)(readMHTML(t.Context(), &input{path: "x", text: text}))
		}
	})
}

// FuzzWord hands the reader of Word documents a package with an odd main part.
func FuzzWord(f *testing.F) {
	f.Add(`<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>T</w:t></w:r></w:p>`, `<w:styles><w:style w:styleId="A"><w:name w:val="heading 1"/></w:style></w:styles>`)
	f.Add(`<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/><w:gridSpan w:val="3"/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`, "")
	f.Add(`<w:p><w:pPr><w:numPr><w:ilvl w:val="4"/><w:numId w:val="1"/></w:numPr></w:pPr><w:del><w:r><w:t>x</w:t></w:r></w:del><w:txbxContent><w:p><w:r><w:t>b</w:t></w:r></w:p></w:txbxContent></w:p>`, "")
	f.Fuzz(func(t *testing.T, body, styles string) {
		fuzzed(t)(readWord(t.Context(), &input{path: "x", raw: packed(t, body, "word/styles.xml", styles, "word/comments.xml", styles, "word/numbering.xml", styles)}))
	})
}

// FuzzPackage hands it bytes that may be a package.
func FuzzPackage(f *testing.F) {
	f.Add(packed(f, `<w:p><w:r><w:t>a</w:t></w:r></w:p>`, "_rels/.rels", `<Relationships/>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if in := (&input{path: "x", raw: raw}); isWord(in) {
			fuzzed(t)(readWord(t.Context(), in))
		}
	})
}

// fuzzed checks what a reader makes of a document.
func fuzzed(t *testing.T) func(*source, error) {
	t.Helper()
	return func(src *source, err error) {
		t.Helper()
		if src, err = finish(src, err); err != nil {
			return
		}
		if d, err := src.document("d1", "x"); err == nil {
			check(t, d)
			last := 0
			for _, p := range d.Places {
				if p.Line <= last || p.Line > d.LineCount() {
					t.Fatalf("place %+v after line %d of %d", p, last, d.LineCount())
				}
				last = p.Line
			}
		}
	}
}

func fuzzedSyntax(t *testing.T, format, text string) {
	t.Helper()
	if !utf8.ValidString(text) || isEmpty(text) {
		return
	}
	fuzzed(t)(&source{format: format, syntax: syntaxOf(format), text: text}, nil)
}
