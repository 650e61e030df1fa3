package document

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Limits of a Word document.
const (
	mostMembers  = 5000     // files in the package
	mostPart     = 32 << 20 // bytes of one part, unpacked
	mostRatio    = 400      // times that a part may be larger than packed
	freeRatio    = 1 << 20  // bytes up to which any ratio is fine
	mostDepth    = 256      // elements within one another
	mainPart     = "word/document.xml"
	wordSpace    = "wordprocessingml"
	encryptedBit = 1
)

var errLimit = errors.New("over a limit")

// isWord knows a Word document by the names in its package.
func isWord(in *input) bool {
	if !hasPrefix(in.raw, "PK\x03\x04") {
		return false
	}
	z, err := zip.NewReader(bytes.NewReader(in.raw), int64(len(in.raw)))
	if err != nil {
		return bytes.Contains(in.raw[:min(len(in.raw), 1<<16)], []byte("word/"))
	}
	for _, f := range z.File[:min(len(z.File), mostMembers)] {
		if strings.HasPrefix(f.Name, "word/") {
			return true
		}
	}
	return false
}

// wordFile is an opened Word document.
type wordFile struct {
	path    string
	members map[string]*zip.File
	styles  map[string]style
	numbers map[string]bool // "numId/level": whether it counts, rather than has bullets
	links   map[string]string
	images  map[string]string // names of parts that are pictures, by the id of the relation
	taken   int               // bytes of pictures so far
	remarks map[string]string // comments by their id
	notes   map[string]string // footnotes and endnotes: "f2", "e1"
}

func readWord(ctx context.Context, in *input) (*source, error) {
	w := &wordFile{path: in.path, members: map[string]*zip.File{}}
	z, err := zip.NewReader(bytes.NewReader(in.raw), int64(len(in.raw)))
	if err != nil {
		return nil, w.damaged("the package cannot be opened", err)
	}
	if len(z.File) > mostMembers {
		return nil, w.refuse(fmt.Sprintf("its package holds %d files; the limit is %d", len(z.File), mostMembers), errLimit)
	}
	for _, f := range z.File {
		if _, twice := w.members[f.Name]; !twice {
			w.members[f.Name] = f
		}
	}
	main := w.main()
	if w.members[main] == nil {
		return nil, w.damaged("its main part "+fmt.Sprintf("%q", main)+" is missing", nil)
	}
	for _, read := range []func() error{w.readStyles, w.readNumbering, w.readLinks, w.readRemarks, w.readNotes} {
		if err := read(); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("reading %s: %w", quoted(in.path), err)
		}
	}
	return w.body(main)
}

// main gives the name of the main part, as the package states it.
func (w *wordFile) main() string {
	name := mainPart
	err := w.each("_rels/.rels", func(t *xml.StartElement) {
		if t.Name.Local == "Relationship" && strings.HasSuffix(value(t, "Type"), "/officeDocument") {
			if to := strings.TrimPrefix(path.Clean(value(t, "Target")), "/"); w.members[to] != nil {
				name = to
			}
		}
	})
	if err != nil {
		return mainPart // damage will show in the part itself
	}
	return name
}

// open opens a part of the package for reading up to the limits. It is nil
// when there is no such part.
func (w *wordFile) open(name string) (*limited, error) {
	f := w.members[name]
	switch {
	case f == nil:
		return nil, nil
	case f.Flags&encryptedBit != 0:
		return nil, w.locked()
	}
	r, err := f.Open()
	if err != nil {
		return nil, w.damaged(fmt.Sprintf("the part %q cannot be unpacked", name), err)
	}
	return &limited{in: r, packed: int64(f.CompressedSize64)}, nil
}

// limited reads a part until it is too large, or too large for what it was
// packed.
type limited struct {
	in     io.ReadCloser
	packed int64
	read   int64
}

// Read reads on.
func (l *limited) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	l.read += int64(n)
	if l.read > mostPart || l.read > freeRatio && l.read > mostRatio*max(l.packed, 1) {
		return 0, errLimit
	}
	return n, err
}

// decoder reads the elements of a part, so deep and no further, and refuses
// definitions of types and entities.
type decoder struct {
	*xml.Decoder
	depth int
}

func (d *decoder) next() (xml.Token, error) {
	t, err := d.RawToken()
	if err != nil {
		return nil, err
	}
	switch t.(type) {
	case xml.StartElement:
		if d.depth++; d.depth > mostDepth {
			return nil, fmt.Errorf("elements more than %d deep: %w", mostDepth, errLimit)
		}
	case xml.EndElement:
		d.depth--
	case xml.Directive:
		return nil, errors.New("it defines a document type, as no Word document does")
	}
	return t, nil
}

// walk hands the tokens of a part to a function.
func (w *wordFile) walk(name string, take func(t xml.Token)) error {
	in, err := w.open(name)
	if err != nil || in == nil {
		return err
	}
	defer in.in.Close() // nothing was written
	d := decoder{Decoder: xml.NewDecoder(in)}
	for {
		t, err := d.next()
		switch {
		case errors.Is(err, io.EOF) && d.depth == 0:
			return nil
		case errors.Is(err, errLimit):
			return w.refuse(fmt.Sprintf("the part %q unpacks to more than %d MiB or %d times its size, or is nested more than %d deep",
				name, mostPart>>20, mostRatio, mostDepth), err)
		case err != nil:
			return w.damaged(fmt.Sprintf("the part %q is damaged", name), err)
		}
		take(t)
	}
}

// each hands the start tags of a part to a function.
func (w *wordFile) each(name string, take func(t *xml.StartElement)) error {
	return w.walk(name, func(t xml.Token) {
		if s, ok := t.(xml.StartElement); ok {
			take(&s)
		}
	})
}

// value gives an attribute by its local name.
func value(t *xml.StartElement, local string) string {
	for _, a := range t.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// off holds for the values that turn a property off.
func off(v string) bool { return v == "0" || v == "false" || v == "off" || v == "none" }

func (w *wordFile) damaged(why string, err error) error {
	if err != nil {
		why += ": " + err.Error()
	}
	return refuse(quoted(w.path)+" is a Word document that cannot be read", why,
		"Open it in Word or LibreOffice, save it again as .docx, and give that file.", err)
}

func (w *wordFile) locked() error {
	return refuse(quoted(w.path)+" is protected with a password", "parts of the Word document are encrypted",
		"Open it, save a copy without the password, and give the copy.", nil)
}

func (w *wordFile) refuse(why string, err error) error {
	return refuse(quoted(w.path)+" is too large to review", why,
		"Give the document itself without attachments, or save it as plain text.", err)
}
