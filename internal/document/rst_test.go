package document

import (
	"reflect"
	"strings"
	"testing"
)

// inSyntax reads a text in a syntax, whatever it looks like.
func inSyntax(t *testing.T, s syntax, text string) *Document {
	t.Helper()
	src := &source{format: map[syntax]string{inRST: nameRST, inAsciiDoc: nameAsciiDoc}[s], syntax: s, text: text}
	d, err := src.document("d1", "x")
	if err != nil {
		t.Fatal(err)
	}
	check(t, d)
	return d
}

func testSyntax(t *testing.T, s syntax, tests []outlineTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := outline(inSyntax(t, s, test.text)); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
			}
		})
	}
}

func TestRST(t *testing.T) {
	testSyntax(t, inRST, []outlineTest{
		{"headings", "Top\n===\n\nText.\n\nPart\n----\n\nSmall\n~~~~~\n", []string{"heading: Top", "sentence: Text.", "heading: Part", "heading: Small"}},
		{"transition", "a\n\n----\n\nb", []string{"sentence: a", "sentence: b"}},
		{"literal", "Run this::\n\n    pip install x\n\n    # done\n\nNext.", []string{"sentence: Run this::", "code line: pip install x", "code line: # done", "sentence: Next."}},
		{"nested list", "- a\n\n  - b. c\n    d\n\n- e\n\n  f", []string{"list item -/0: a", "list item -/1: b. c⏎    d", "list item -/0: e", "list item -/0: f"}},
		{"term", "RPO\n   24 hours. Kept.\n\nRTO\n   4 hours.", []string{"sentence: RPO⏎   24 hours.", "sentence: Kept.", "sentence: RTO⏎   4 hours."}},
		{"quote", "a\n\n   b\n\nc", []string{"sentence: a", "quoted: b", "sentence: c"}},
		{"note", ".. note:: No backups.\n   Really.\n\n.. warning::\n\n   Keys are shared.\n", []string{"sentence: No backups.", "sentence: Really.", "sentence: Keys are shared."}},
		{"unknown directive", ".. decision:: Use Redis\n   :state: open\n\n   It is fast.\n", []string{"sentence: Use Redis", "sentence: It is fast."}},
		{"comments and targets", ".. _x:\n.. hidden\n   words\n\nText.\n\n.. [1] A note.\n", []string{"sentence: Text.", "sentence: A note."}},
		{"code", ".. code-block:: python\n   :linenos:\n\n   x = 1\n\nText.", []string{"code line python: x = 1", "sentence: Text."}},
		{"grid without heads", "+---+---+\n| a | b |\n|   | c |\n+---+---+\n", []string{"table row: | a | b |⏎|   | c |"}},
		{"simple table", "=====  =====\nName   Nodes\n=====  =====\nRedis  2\nKafka  3 of\n       five\n=====  =====\n\nText.",
			[]string{"table row: Name   Nodes", "table row: Redis  2", "table row: Kafka  3 of⏎       five", "sentence: Text."}},
		{"csv", ".. csv-table:: Nodes\n   :header: \"Name\", \"Count\"\n\n   \"Redis, a\", 2\n", []string{"sentence: Nodes", "table row: \"Name\", \"Count\"", "table row: \"Redis, a\", 2"}},
		{"line block", "| one\n| two", []string{"sentence: one", "sentence: two"}},
		{"fields later", "Text.\n\n:State: open", []string{"sentence: Text.", "sentence: :State: open"}},
		{"doctest", ">>> f(1)\n2\n\nText.", []string{"code line python: >>> f(1)", "code line python: 2", "sentence: Text."}},
	})
}

func TestRSTTables(t *testing.T) {
	d := inSyntax(t, inRST, "=====  =====\nName   Nodes\n=====  =====\nRédis  2\nKafka  3 of\n       five\n=====  =====\n")
	s := d.Statements[2]
	if !reflect.DeepEqual(s.Header, []string{"Name", "Nodes"}) || s.Cells[1].Text != "3 of five" || d.Text[s.Cells[1].Start:s.Cells[1].End] != "3 of" {
		t.Errorf("%+v", s)
	}
	if c := d.Statements[1].Cells; c[0].Text != "Rédis" || c[1].Text != "2" {
		t.Errorf("%+v", c)
	}
	d = inSyntax(t, inRST, ".. list-table::\n   :header-rows: 1\n\n   * - Name\n     - Role\n   * - Redis\n     - broker of\n       the workers\n   * -\n     - none\n")
	s = d.Statements[1]
	if !reflect.DeepEqual(s.Header, []string{"Name", "Role"}) || s.Cells[1].Text != "broker of\n       the workers" || s.Line != 6 || s.EndLine != 8 {
		t.Errorf("%+v", s)
	}
	if c := d.Statements[2].Cells; len(c) != 2 || c[0].Text != "" || c[1].Text != "none" {
		t.Errorf("%+v", c)
	}
}

func TestAsciiDoc(t *testing.T) {
	testSyntax(t, inAsciiDoc, []outlineTest{
		{"head", "= Title\nA. Writer\n:toc:\n:state: draft\n\nText.\n\n== Part", []string{"heading: Title", "meta: A. Writer", "meta: :state: draft", "sentence: Text.", "heading: Part"}},
		{"lists", "* a\n** b\ncontinued\n* c\n\n. d\n.. e", []string{"list item */0: a", "list item */1: b⏎continued", "list item */0: c", "list item ./1: d", "list item ./2: e"}},
		{"boxes", "* [x] a\n* [*] b\n* [ ] c", []string{"list item [x]/0: a", "list item [x]/0: b", "list item [ ]/0: c"}},
		{"continuation", "* a\n+\nmore\n+\n----\nx = 1\n----\n* b\n\nText.", []string{"list item */0: a", "list item */0: more", "code line: x = 1", "list item */0: b", "sentence: Text."}},
		{"terms", "RPO:: 24 hours\nRTO::\n  4 hours\n\nText.", []string{"list item -/0: RPO:: 24 hours", "list item -/0: RTO::⏎  4 hours", "sentence: Text."}},
		{"blocks", "[NOTE]\n====\nNo backups.\n====\n\n____\nWe decided.\n____\n\n....\nraw\n....\n\n====\n", []string{"sentence: No backups.", "quoted: We decided.", "code line: raw"}},
		{"comments", "a\n\n// hidden\n\n////\nhidden\n////\nb", []string{"sentence: a", "sentence: b"}},
		{"literal", "a\n\n  x = 1\n\nb", []string{"sentence: a", "code line: x = 1", "sentence: b"}},
		{"titles", ".Backups\n[source,sql]\n----\nSELECT 1\n----", []string{"sentence: Backups", "code line sql: SELECT 1"}},
		{"admonition", "WARNING: Keys are shared.", []string{"sentence: WARNING: Keys are shared."}},
		{"macros", "a\n\nimage::x.png[alt]\n\ninclude::b.adoc[]\n\nb", []string{"sentence: a", "sentence: b"}},
		{"cells over lines", "[cols=2*]\n|===\n|a\n|b\nmore\n2+|c\n|===", []string{"table row: a⏎|b⏎more", "table row: c"}},
	})
}

func TestAsciiDocNotes(t *testing.T) {
	d := inSyntax(t, inAsciiDoc, "= T\n\ninclude::a.adoc[]\n\n{replicas} replicas run.\n\nimage::x.png[]\n\n----\nnever closed\n")
	var got []string
	for _, n := range d.Notes {
		got = append(got, n.What)
	}
	want := []string{"A code block is never closed", "Other files are included but were not read", "Attributes stand in the text without their values", "Pictures were not read"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
}

// TestFormatsByContent gives each text a misleading name.
func TestFormatsByContent(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a.rst", "# Title\n\nText with ``code`` and a list:\n\n- a\n", nameMarkdown},
		{"a.html", "Just a text about a design.\n", namePlain},
		{"a.adoc", "<div align=\"center\">\n<img src=x>\n</div>\n\n# Title\n\n<p>a</p><p>b</p><p>c</p>\n", nameMarkdown},
		{"a.md", "Title\n=====\n\n.. note:: This is it.\n", nameRST},
		{"a.md", "= Title\n\n== Part\n\nText.\n", nameAsciiDoc},
		{"a.md", "\n<!DOCTYPE html>\n<p>Text.", nameHTML},
		{"a.md", "<?xml version=\"1.0\"?>\n<!-- x -->\n<html><p>Text.", nameHTML},
		{"a.md", "<h1>Title</h1><p>Text.</p><p>More.</p>", nameHTML},
		{"a.md", `{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "# T"}]}`, nameNotebook},
		{"a.ipynb", `{"cells": 3}`, namePlain},
		{"a.md", "TITLE\n=====\n\nText.\n\nPart\n----\n", nameMarkdown},
		{"a.rst", "```asciidoc\n= Title\n\n|===\n== Part\n```\nText.\n", nameMarkdown},
	}
	for _, test := range tests {
		d, err := Parse("d1", test.name, []byte(test.text))
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
		} else if d.Format != test.want && !(test.want == nameMarkdown && d.Format == namePlain) {
			t.Errorf("%q is read as %s, want %s", test.text, d.Format, test.want)
		}
	}
	for _, name := range Formats() {
		if name == "" {
			t.Error("a format without a name")
		}
	}
}

// Titles underlined with "~" are no fences, and a comment in code is no heading
// of Markdown, so neither hides that a text is reStructuredText.
func TestTildesAndCommentsDoNotHideTheFormat(t *testing.T) {
	text := "Orders\n======\n\nGoals\n~~~~~\n\nOrders are kept.\n\n.. code:: python\n\n   # one\n   # two\n   retries = 3\n\nLoad\n~~~~\n\n======== =====\nMeasure  Value\n======== =====\nOrders   6,200\nPayments 45\n======== =====\n"
	d, err := Parse("d1", "orders", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	rows, titles := 0, 0
	for i := range d.Statements {
		switch s := &d.Statements[i]; s.Kind {
		case TableRow:
			rows++
		case Heading:
			titles++
		}
	}
	if d.Format != "reStructuredText" || rows != 3 || titles != 3 {
		t.Errorf("%s with %d rows and %d headings; want reStructuredText with 3 and 3", d.Format, rows, titles)
	}
	if d, err := Parse("d1", "notes", []byte("A note\n\nExample:\n\n~~~\ncode\n~~~\n\nEnd of it.\n")); err != nil || d.Format != "Markdown" {
		t.Errorf("a fence of tildes makes it %q: %v", d.Format, err)
	}
}
