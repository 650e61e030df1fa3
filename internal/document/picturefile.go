package document

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
)

// PictureFile is the format of a document that is a picture as a whole.
const PictureFile = "picture"

// File gives a document that is nothing but a picture, before anybody has looked
// at it: it has no statement. Raw may be nil where the picture is not at hand.
func File(id, path string, raw []byte) *Document {
	const text = "<!-- a picture -->\n"
	sum := sha256.Sum256(raw)
	d := &Document{ID: id, Path: path, SHA256: hex.EncodeToString(sum[:]), Format: PictureFile, Text: text, Sections: []Section{{Line: 1}}, starts: lineStarts(text)}
	d.Pictures = []Picture{{Line: 1, Name: base(path), Inside: true, Raw: raw}}
	d.noteUnread()
	return d
}

// base gives the last part of a path.
func base(name string) string { return path.Base(strings.ReplaceAll(name, `\`, "/")) }

// Unseen is the problem of a picture that is given as a document and that
// nobody can look at.
func (d *Document) Unseen() error {
	why := "it is a picture, and no model that sees has read it"
	if len(d.Pictures) > 0 && d.Pictures[0].Why != "" {
		why = "it is a picture: " + d.Pictures[0].Why
	}
	return refuse(quoted(d.Path)+" is not a document that can be read", why, describeIt, nil)
}

// Reading is what a reader of pictures says that a picture shows.
type Reading struct {
	Reader string // the model
	Nodes  []Node
	Edges  []Link
	Texts  []string // other text in the picture, one line each
}

// Node is a part that a picture shows.
type Node struct {
	Name  string
	Store bool // it keeps data
}

// Link is a connection that a picture shows, by the indices of two nodes.
type Link struct {
	From, To int
	Label    string
	Both     bool // it has no direction, or both
}

// FromPicture writes what was read from a picture as a document: a diagram and
// the other texts, each line with the place "picture NAME, as read by MODEL". It
// is nil where nothing was read.
func FromPicture(id, path, sha256 string, r Reading) (*Document, error) {
	if len(r.Nodes) == 0 && len(r.Texts) == 0 {
		return nil, nil
	}
	name := base(path)
	w := rendering{here: "picture " + name + ", as read by " + oneLine(r.Reader, longestName)}
	w.comment("what " + r.Reader + " read from the picture " + name)
	if len(r.Nodes) > 0 {
		w.code("mermaid", r.flowchart(), nil)
	}
	for _, t := range r.Texts {
		if t = oneLine(t, MaxStatement); t != "" {
			w.item("-")
			w.paragraph(t)
			w.pop()
		}
	}
	src, err := w.source(path, PictureFile)
	if err != nil {
		return nil, err
	}
	if src, err = finish(src, nil); err != nil {
		return nil, err
	}
	d, err := src.document(id, path)
	if err != nil {
		return nil, err
	}
	d.SHA256, d.Title = sha256, name
	return d, nil
}

// flowchart writes nodes and edges as a Mermaid diagram.
func (r *Reading) flowchart() []string {
	out := []string{"flowchart LR"}
	for i, n := range r.Nodes {
		if n.Store {
			out = append(out, "    n"+itoa(i+1)+"[("+label(n.Name)+")]")
			continue
		}
		out = append(out, "    n"+itoa(i+1)+"["+label(n.Name)+"]")
	}
	for _, e := range r.Edges {
		if e.From < 0 || e.To < 0 || e.From >= len(r.Nodes) || e.To >= len(r.Nodes) {
			continue
		}
		arrow := " --> "
		if e.Both {
			arrow = " --- "
		}
		if l := oneLine(e.Label, longestName); l != "" {
			arrow = strings.TrimRight(arrow, " ") + "|" + label(l) + "| "
		}
		out = append(out, "    n"+itoa(e.From+1)+arrow+"n"+itoa(e.To+1))
	}
	return out
}

// label puts a text in quotes so that nothing in it is taken for a mark of the
// diagram.
func label(text string) string {
	text = strings.NewReplacer(`"`, "'", "|", "/", "`", "'", "[", "(", "]", ")", "{", "(", "}", ")", "<", "(", ">", ")", ";", ",", "%%", "% %").Replace(oneLine(text, longestName))
	return `"` + text + `"`
}

// oneLine puts a text on one line of bounded length.
func oneLine(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "")
	}
	return text
}
