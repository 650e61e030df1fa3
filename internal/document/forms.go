package document

import (
	"context"
	"slices"

	"archreview/internal/diagram"
)

// Names of the formats.
const (
	nameMarkdown = "Markdown"
	nameRST      = "reStructuredText"
	nameAsciiDoc = "AsciiDoc"
	namePlain    = "plain text"
	nameHTML     = "HTML"
	nameWord     = "Word"
	namePDF      = "PDF"
	nameNotebook = "Jupyter notebook"
)

// Formats lists the names of the formats that are read.
func Formats() []string {
	names := []string{nameMarkdown, nameRST, nameAsciiDoc, namePlain, nameHTML, nameWord, namePDF, nameNotebook}
	for _, n := range diagram.Notations() {
		names = append(names, string(n))
	}
	return names
}

// syntax is the way in which lines of text are read.
type syntax int

const (
	inMarkdown syntax = iota // plain text included
	inRST
	inAsciiDoc
	inDiagram
)

// syntaxOf gives the way to read the text of a document of a format.
func syntaxOf(format string) syntax {
	switch format {
	case nameRST:
		return inRST
	case nameAsciiDoc:
		return inAsciiDoc
	}
	if slices.Contains(diagram.Notations(), diagram.Notation(format)) {
		return inDiagram
	}
	return inMarkdown
}

// input is a document before anything is known of it but its bytes. Text is
// set once they have been decoded.
type input struct {
	path string
	raw  []byte
	text string
}

// source is a document as text with lines.
type source struct {
	format string
	syntax syntax
	text   string
	title  string // used where no heading gives one
	notes  []Note
	places []Place

	pictures []Picture
}

// form is one format: how it is known and how it becomes text with lines.
type form struct {
	fits func(in *input) bool
	read func(ctx context.Context, in *input) (*source, error)
}

// packed lists the formats that are known by their bytes.
func (o Opener) packed() []form {
	return []form{
		{isPDF, o.readPDF},
		{isWord, readWord},
	}
}

// written lists the formats that are known by their text. Everything else is
// Markdown or plain text.
func written() []form {
	return []form{
		{isDrawing, readDrawing},
		{isSVG, readSVG},
		{isNotebook, readNotebook},
		{isMHTML, readMHTML},
		{isHTML, readHTML},
		{isRST, asIs(nameRST)},
		{isAsciiDoc, asIs(nameAsciiDoc)},
	}
}

// asIs reads a format whose text has its lines already.
func asIs(name string) func(context.Context, *input) (*source, error) {
	return func(_ context.Context, in *input) (*source, error) {
		return &source{format: name, syntax: syntaxOf(name), text: in.text}, nil
	}
}

// load finds the format of a document and makes text with lines of it.
func (o Opener) load(ctx context.Context, path string, raw []byte) (*source, error) {
	if len(raw) > MaxBytes {
		return nil, tooLarge(path, int64(len(raw)), len(raw) == MaxBytes+1)
	}
	in := &input{path: path, raw: raw}
	for _, f := range o.packed() {
		if f.fits(in) {
			return finish(f.read(ctx, in))
		}
	}
	if f, ok := recognise(raw); ok {
		return nil, refuse(quoted(path)+" is not a document that can be read", "it is "+f.name, f.next, nil)
	}
	text, notes := decode(raw)
	if why, yes := looksBinary(text); yes {
		return nil, refuse(quoted(path)+" is not a text document", why,
			"Give a Markdown or plain text file, best saved as UTF-8, or a Word document, HTML or PDF.", nil)
	}
	if isEmpty(text) {
		detail := "it has no bytes"
		if len(raw) > 0 {
			detail = "it holds nothing but white space"
		}
		return nil, refuse(quoted(path)+" is empty", detail, "Give a document that describes the design.", nil)
	}
	in.text = text
	src := &source{format: nameMarkdown, text: text}
	var err error
	for _, f := range written() {
		if f.fits(in) {
			src, err = f.read(ctx, in)
			break
		}
	}
	if src != nil {
		src.notes = append(notes, src.notes...)
	}
	return finish(src, err)
}

// finish makes the text of a document harmless and refuses what has become too
// long.
func finish(src *source, err error) (*source, error) {
	if err != nil {
		return nil, err
	}
	text, notes := clean(src.text)
	src.text, src.notes = text, append(src.notes, notes...)
	if src.syntax == inMarkdown && src.format == nameMarkdown && !hasMarks(text) {
		src.format = namePlain
	}
	return src, nil
}
