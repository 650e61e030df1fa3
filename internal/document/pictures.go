package document

import (
	"encoding/base64"
	"net/url"
	"sort"
	"strings"

	"archreview/internal/picture"
)

// Picture is a picture that a document shows.
type Picture struct {
	Line   int    `json:"line"`             // of Document.Text, 1-based
	Name   string `json:"name"`             // as the document writes it, or that of a part of a package
	Inside bool   `json:"inside,omitempty"` // the document holds it
	Why    string `json:"why,omitempty"`    // why nobody can look at it, where that is known
	Reader string `json:"reader,omitempty"` // the model that read it; empty where nobody did
	Raw    []byte `json:"-"`                // its file, where the document holds it and it is at hand
}

// PicturesUnread is the What of the note on pictures that nobody has looked at.
const PicturesUnread = "Pictures were not read"

const (
	mostShown      = 1000 // pictures of one document
	mostNamed      = 8    // pictures that a note names
	longestName    = 120  // bytes of a name that is shown
	dataAddress    = "data:"
	describeTheirs = "Describe in words, or as a Mermaid diagram, what they show if it matters."
)

// shownAs gives a picture that a document names by an address.
func shownAs(line int, target string) Picture {
	p := Picture{Line: line, Name: strings.TrimSpace(target)}
	if !strings.HasPrefix(strings.ToLower(p.Name[:min(len(p.Name), len(dataAddress))]), dataAddress) {
		p.Name, _ = clean(clipName(p.Name))
		return p
	}
	head, data, _ := strings.Cut(p.Name[len(dataAddress):], ",")
	p.Name, p.Inside = "in the text", true
	if strings.HasSuffix(strings.ToLower(strings.TrimSpace(head)), "base64") {
		p.Raw = decoded(data)
	}
	if p.Raw == nil {
		p.Why = "it cannot be decoded"
	}
	return p
}

// decoded undoes the encoding of a picture in a text; nil where that fails.
func decoded(data string) []byte {
	if strings.Contains(data, "%") {
		if plain, err := url.PathUnescape(data); err == nil {
			data = plain
		}
	}
	data = strings.TrimRight(strings.Join(strings.Fields(data), ""), "=")
	if base64.RawStdEncoding.DecodedLen(len(data)) > picture.MaxFile {
		return nil
	}
	raw, err := base64.RawStdEncoding.DecodeString(data)
	if err != nil || len(raw) == 0 {
		return nil
	}
	return raw
}

func clipName(name string) string {
	const most = 1000 // an address that is longer leads to no file
	return strings.ToValidUTF8(name[:min(len(name), most)], "")
}

// show adds a picture to the document that is read.
func (r *reader) show(line int, target string) {
	if len(r.doc.Pictures) < mostShown {
		r.doc.Pictures = append(r.doc.Pictures, shownAs(line, target))
	}
}

// show adds a picture to the document that is rendered, where it stands now.
func (r *rendering) show(p Picture) {
	p.Line = r.lines + 1
	if r.lines > 0 {
		p.Line++ // a blank line comes first
	}
	if len(r.pics) < mostShown {
		r.pics = append(r.pics, p)
	}
}

// picturesOf finds the pictures of a Markdown document. Badges, which are links,
// are none. In other formats this has been done.
func (r *reader) picturesOf() {
	code := map[int]bool{}
	for i := range r.doc.Statements {
		if st := &r.doc.Statements[i]; !isCode(st) {
			r.picturesIn(st)
			continue
		}
		code[r.doc.Statements[i].Line] = true
	}
	for n := 1; n <= r.doc.LineCount(); n++ {
		if line := r.doc.LineText(n); !code[n] && strings.Contains(line, imgTag) {
			r.tagsIn(line, n)
		}
	}
	sort.SliceStable(r.doc.Pictures, func(i, j int) bool { return r.doc.Pictures[i].Line < r.doc.Pictures[j].Line })
}

const imgTag = "<img "

// tagsIn finds the pictures that a line shows in the way of HTML, unless it is
// a comment.
func (r *reader) tagsIn(line string, n int) {
	for {
		before, after, ok := strings.Cut(line, imgTag)
		if !ok || strings.Contains(before, commentOpen) {
			return
		}
		r.show(n, sourceOf(after))
		line = after
	}
}

// picturesIn finds the pictures that a statement shows in the way of Markdown.
func (r *reader) picturesIn(st *Statement) {
	const longest = 500 // text in place of a picture
	for at := st.Start; at < st.End; {
		mark := strings.Index(r.text[at:st.End], "![")
		if mark < 0 {
			return
		}
		from := at + mark
		at = from + 2
		badge := from > 0 && r.text[from-1] == '['
		near := r.text[at:min(st.End, at+longest)]
		if end := strings.Index(near, "]("); end >= 0 && !badge {
			if target := destination(r.text[at+end+2:]); target != "" {
				line, _ := r.doc.LinesOf(from, from+1)
				r.show(line, target)
			}
		}
	}
}

// destination gives the address at the beginning of a text, up to the bracket
// that closes it or the title behind it.
func destination(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	if rest, ok := strings.CutPrefix(line, "<"); ok {
		inner, _, _ := strings.Cut(rest, ">")
		return inner
	}
	depth := 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '(':
			depth++
		case c == ')' && depth == 0, c == ' ' || c == '\t':
			return line[:i]
		case c == ')':
			depth--
		}
	}
	return line
}

// sourceOf gives the address of an <img> tag by the text behind its name.
func sourceOf(text string) string {
	tag, _, _ := strings.Cut(text, ">")
	at := strings.Index(strings.ToLower(tag), "src=")
	if at < 0 {
		return ""
	}
	value := tag[at+len("src="):]
	if value != "" && (value[0] == '"' || value[0] == '\'') {
		value, _, _ = strings.Cut(value[1:], value[:1])
		return value
	}
	value, _, _ = strings.Cut(value, " ")
	return strings.TrimSuffix(value, "/")
}

// Seen gives the same document with what is known of its pictures by now; the
// note names those that nobody has read.
func (d *Document) Seen(pictures []Picture) *Document {
	again := *d
	again.Pictures = pictures
	again.Notes = nil
	for _, n := range d.Notes {
		if n.What != PicturesUnread {
			again.Notes = append(again.Notes, n)
		}
	}
	again.noteUnread()
	return &again
}

// noteUnread notes the pictures that nobody has read.
func (d *Document) noteUnread() {
	var names []string
	n := 0
	for i := range d.Pictures {
		p := &d.Pictures[i]
		if p.Line = min(p.Line, d.LineCount()); p.Reader != "" {
			continue
		}
		if n++; n <= mostNamed {
			names = append(names, d.named(*p))
		}
	}
	if n == 0 {
		return
	}
	if n > mostNamed {
		names = append(names, "and more")
	}
	d.Notes = append(d.Notes, Note{PicturesUnread, counted(n, "picture") + ": " + strings.Join(names, ", ") + "; only text about them counts", describeTheirs})
}

// named names a picture with the place where it is shown, and why it was not
// read where that is known.
func (d *Document) named(p Picture) string {
	at := d.Place(p.Line)
	if at == "" {
		at = "line " + itoa(p.Line)
	}
	name := p.Name
	if len(name) > longestName {
		name = strings.ToValidUTF8(name[:longestName], "") + "…"
	}
	if d.Format == PictureFile {
		at = ""
	}
	switch {
	case at == "" && p.Why == "":
		return name
	case at == "":
		at = p.Why
	case p.Why != "":
		at += "; " + p.Why
	}
	return name + " (" + at + ")"
}
