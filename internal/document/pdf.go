package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"archreview/internal/pdftext"
)

// isPDF knows a PDF by its first line, which other bytes may precede.
func isPDF(in *input) bool {
	i := bytes.Index(in.raw[:min(len(in.raw), 1024)], []byte("%PDF-"))
	return i >= 0 && (i == 0 || bytes.IndexByte(in.raw[:i], '#') < 0 && !bytes.ContainsAny(in.raw[:i], "`"))
}

// readPDF has the text taken out of a PDF by a process of its own.
func (o Opener) readPDF(ctx context.Context, in *input) (*source, error) {
	take := o.PDF
	if take == nil {
		take = pdftext.Default().Text
	}
	text, err := take(ctx, in.raw)
	if err != nil {
		return nil, pdfProblem(in.path, err)
	}
	var r rendering
	for _, l := range text.Lines {
		r.here = ""
		if l.Page > 0 {
			r.here = fmt.Sprintf("p. %d line %d", l.Page, l.Line)
		}
		r.write(hideless(l.Text))
	}
	r.pdfNotes(text)
	src, err := r.source(in.path, namePDF)
	return src, err
}

// pdfNotes says what the text of a PDF may lack.
func (r *rendering) pdfNotes(t *pdftext.Text) {
	if t.Glued {
		r.note("Words of the PDF are glued together", fmt.Sprintf("its words have %.0f letters on average, so spaces are missing", t.MeanWord),
			"Give the document it was made from; what is glued is not recognised.")
	}
	if len(t.Empty) > 0 {
		r.note("Pages without text were not read", pageList(t.Empty)+", perhaps pictures or scans",
			"Give what stands on them as text if it matters.")
	}
	if len(t.Failed) > 0 {
		r.note("Pages that could not be read are missing", pageList(t.Failed),
			"Save the PDF again with another program, or give the document it was made from.")
	}
	if t.Unknown > 0 {
		r.note("Characters of the PDF could not be read", counted(t.Unknown, "character")+" of a font that does not say what they are",
			"Give the document it was made from if words are missing.")
	}
	if t.Repeated > 0 {
		r.note("Heads and feet of pages were left out", counted(t.Repeated, "line")+" repeated from page to page",
			"Nothing needs to be done if they hold no claims.")
	}
}

func pageList(pages []int) string {
	const most = 8
	words := make([]string, 0, most)
	for _, p := range pages[:min(len(pages), most)] {
		words = append(words, itoa(p))
	}
	list := "pages " + strings.Join(words, ", ")
	if len(pages) == 1 {
		list = "page " + words[0]
	}
	if len(pages) > most {
		list += " and more"
	}
	return list
}

// pdfProblem tells why a PDF was not read.
func pdfProblem(path string, err error) error {
	switch {
	case errors.Is(err, pdftext.ErrPassword):
		return refuse(quoted(path)+" is protected with a password", "the PDF is encrypted and opens with a password only",
			"Save a copy without the password, and give the copy.", err)
	case errors.Is(err, pdftext.ErrNoText):
		return refuse(quoted(path)+" holds no text to review", "its pages are pictures, as in a scanned PDF",
			"Give the document it was made from, or run text recognition over it first, for instance with `ocrmypdf FILE.pdf OUT.pdf`.", err)
	case errors.Is(err, pdftext.ErrLimit):
		return refuse(quoted(path)+" is too much to read", err.Error(),
			"Split the PDF, or give the document it was made from.", err)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("reading the PDF %s: %w", quoted(path), err)
	}
	return refuse(quoted(path)+" is a PDF that cannot be read", err.Error(),
		"Give the document it was made from, or convert it with `pdftotext -layout FILE.pdf FILE.txt` and give the text file.", err)
}
