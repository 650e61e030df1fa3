package document

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"archreview/internal/pdftext"
)

func TestNotebook(t *testing.T) {
	d, err := Parse("d1", "x", []byte(`{"nbformat": 4, "metadata": {"language_info": {"name": "python"}}, "cells": [
		{"cell_type": "markdown", "source": ["# T\n", "\n", "`+"```"+`\n", "never closed"]},
		{"cell_type": "code", "source": "x = 1\n`+"```"+`", "outputs": [{"text": "Kafka"}]},
		{"cell_type": "code", "source": "%%sql\nSELECT 1"},
		{"cell_type": "markdown", "source": ""},
		{"cell_type": "raw", "source": "Text."}]}`))
	if err != nil {
		t.Fatal(err)
	}
	check(t, d)
	want := "# T⏎⏎```⏎never closed⏎```⏎⏎````python⏎x = 1⏎```⏎````⏎⏎```sql⏎%%sql⏎SELECT 1⏎```⏎⏎Text."
	if got := strings.Join(shown(d), "⏎"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if d.Place(8) != "cell 2 line 1" || d.Place(d.LineCount()) != "cell 5 line 1" || d.Place(99) != "" || d.Place(0) != "" {
		t.Errorf("places %+v", d.Places)
	}
	if len(d.Notes) != 1 || !strings.Contains(d.Notes[0].Detail, "1 cell") {
		t.Errorf("notes %+v", d.Notes)
	}
	_, err = Parse("d1", "x.ipynb", []byte(`{"cells": [{"source": 3}], "nbformat": 4}`))
	refused(t, err, "x.ipynb", "notebook")
	_, err = Parse("d1", "x.ipynb", []byte(`{"nbformat": 4, "cells": [`+strings.Repeat(`{},`, mostNotebookCells)+`{}]}`))
	refused(t, err, "20001 cells")
}

func TestNotebookOfVersion3(t *testing.T) {
	d, err := Parse("d1", "x", []byte(`{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "heading", "level": 2, "source": "Data"}, {"cell_type": "code", "input": "y"}]}]}`))
	if err != nil || strings.Join(shown(d), "⏎") != "## Data⏎⏎```⏎y⏎```" {
		t.Errorf("%v, %v", d, err)
	}
}

func TestSavedPageRefused(t *testing.T) {
	_, err := Parse("d1", "x.doc", []byte("Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/plain\n\nText.\n--b--\n"))
	refused(t, err, "saved page", "HTML")
}

// TestPDFProblems gives the reader of a PDF each outcome of the child.
func TestPDFProblems(t *testing.T) {
	tests := []struct {
		err   error
		words []string
	}{
		{pdftext.ErrPassword, []string{"password"}},
		{pdftext.ErrNoText, []string{"scanned", "ocrmypdf"}},
		{fmt.Errorf("%w: it was not read within 20s", pdftext.ErrLimit), []string{"too much", "20s"}},
		{fmt.Errorf("%w: no header", pdftext.ErrDamaged), []string{"no header", "pdftotext"}},
	}
	for _, test := range tests {
		o := Opener{PDF: func(context.Context, []byte) (*pdftext.Text, error) { return nil, test.err }}
		_, err := o.Parse(t.Context(), "d1", "x.pdf", []byte("%PDF-1.7\n"))
		refused(t, err, append(test.words, "x.pdf")...)
		if !errors.Is(err, test.err) {
			t.Error("the cause is lost")
		}
	}
	o := Opener{PDF: func(context.Context, []byte) (*pdftext.Text, error) { return nil, context.Canceled }}
	if _, err := o.Parse(t.Context(), "d1", "x.pdf", []byte("%PDF-1.7\n")); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestPDFNotes(t *testing.T) {
	o := Opener{PDF: func(context.Context, []byte) (*pdftext.Text, error) {
		return &pdftext.Text{
			Lines: []pdftext.Line{{Page: 3, Line: 7, Text: "Text<!-- here."}}, Pages: 9, Empty: []int{2}, Failed: []int{4, 5},
			Unknown: 6, Repeated: 18, Glued: true, MeanWord: 14.2,
		}, nil
	}}
	d, err := o.Parse(t.Context(), "d1", "x.pdf", []byte("\n%PDF-2.0\n"))
	if err != nil || d.Place(1) != "p. 3 line 7" || d.Text != "Text<\\!-- here.\n" {
		t.Fatalf("%+v, %v", d, err)
	}
	var got []string
	for _, n := range d.Notes {
		if n.What == "" || n.Next == "" {
			t.Errorf("%+v lacks a part", n)
		}
		got = append(got, n.Detail)
	}
	for i, want := range []string{"14 letters", "page 2", "pages 4, 5", "6 characters", "18 lines"} {
		if i >= len(got) || !strings.Contains(got[i], want) {
			t.Errorf("notes %q, want %q", got, want)
		}
	}
}
