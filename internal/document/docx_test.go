package document

import (
	"archive/zip"
	"bytes"
	"context"
	"strings"
	"testing"
)

// packed makes a Word document of the content of its body and further parts,
// each a name and its bytes.
func packed(t testing.TB, body string, parts ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	parts = append([]string{mainPart, `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`}, parts...)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// para makes a paragraph.
func para(props, text string) string {
	return "<w:p><w:pPr>" + props + "</w:pPr><w:r><w:t>" + text + "</w:t></w:r></w:p>"
}

func TestWord(t *testing.T) {
	const list = `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>`
	deeper := strings.Replace(list, `ilvl w:val="0"`, `ilvl w:val="1"`, 1)
	numbering := `<w:numbering><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>`
	cell := func(props, text string) string {
		return "<w:tc><w:tcPr>" + props + "</w:tcPr>" + para("", text) + "</w:tc>"
	}
	tests := []struct {
		name, body string
		parts      []string
		want       string
	}{
		{"styles by id", para(`<w:pStyle w:val="Heading2"/>`, "Data") + para("", "Text."), nil, "## Data⏎⏎Text."},
		{"title and headings", para(`<w:pStyle w:val="Title"/>`, "T") + para(`<w:pStyle w:val="Heading1"/>`, "A"), nil, "# T⏎⏎## A"},
		{"based on", para(`<w:pStyle w:val="X"/>`, "A") + para("", "t"), []string{"word/styles.xml",
			`<w:styles><w:style w:styleId="H"><w:name w:val="heading 3"/></w:style><w:style w:styleId="X"><w:name w:val="My head"/><w:basedOn w:val="H"/></w:style></w:styles>`}, "### A⏎⏎t"},
		{"lists", para(list, "a") + para(deeper, "b") + para(list, "c") + para("", "d"), []string{"word/numbering.xml", numbering}, "1. a⏎   - b⏎2. c⏎⏎d"},
		{"runs", `<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Back</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ups.</w:t></w:r><w:r><w:t xml:space="preserve"> None </w:t></w:r><w:r><w:rPr><w:strike/></w:rPr><w:t>yet</w:t></w:r><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>.</w:t></w:r></w:p>`,
			nil, "**Backups.** None ~~yet~~."},
		{"changes", `<w:p><w:del><w:r><w:delText>No </w:delText></w:r></w:del><w:ins><w:r><w:t>All</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:moveFrom><w:r><w:t>x</w:t></w:r></w:moveFrom></w:p>`, nil, "All"},
		{"field", `<w:p><w:r><w:fldChar/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r><w:r><w:t>See it.</w:t></w:r></w:p>`, nil, "See it."},
		{"table", `<w:tbl><w:tr>` + cell("", "A") + cell("", "B") + `</w:tr><w:tr>` + cell(`<w:vMerge w:val="restart"/>`, "x|y") + cell("", "1") + `</w:tr><w:tr>` + cell(`<w:vMerge/>`, "") + cell("", "2") + `</w:tr></w:tbl>`, nil,
			`| A | B |⏎|---|---|⏎| x\|y | 1 |⏎| x\|y | 2 |`},
		{"wide cell", `<w:tbl><w:tblPr><w:tblLook w:firstRow="0"/></w:tblPr><w:tr>` + cell(`<w:gridSpan w:val="2"/>`, "A") + `</w:tr><w:tr>` + cell("", "1") + cell("", "2") + `</w:tr></w:tbl>`, nil, "| A |  |⏎| 1 | 2 |"},
		{"footnote", `<w:p><w:r><w:t>Kept</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>`, []string{"word/footnotes.xml",
			`<w:footnotes><w:footnote w:type="separator" w:id="2"><w:p/></w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>For 30 days.</w:t></w:r></w:p></w:footnote></w:footnotes>`}, "Kept[^f2]⏎⏎[^f2]: For 30 days."},
		{"comment", `<w:p><w:r><w:t>a</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>`, []string{"word/comments.xml",
			`<w:comments><w:comment w:id="0" w:author="R"><w:p><w:r><w:t>Why --&gt; this?</w:t></w:r></w:p></w:comment></w:comments>`}, "a⏎⏎<!-- R: Why - -> this? -->"},
		{"code", para(`<w:pStyle w:val="SourceCode"/>`, "x = 1") + para(`<w:pStyle w:val="SourceCode"/>`, "  y") + para("", "t"), nil, "```⏎x = 1⏎  y⏎```⏎⏎t"},
		{"fixed font", `<w:p><w:r><w:rPr><w:rFonts w:ascii="Courier New"/></w:rPr><w:t>ls -l</w:t></w:r></w:p>` + para("", "t"), nil, "```⏎ls -l⏎```⏎⏎t"},
		{"text box", `<w:p><w:r><w:t>a</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:txbxContent>` +
			para("", "boxed") + `</w:txbxContent></a:graphicData></a:graphic></w:drawing></mc:Choice><mc:Fallback><w:txbxContent>` + para("", "boxed") + `</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>`, nil, "boxed⏎⏎a"},
		{"no markdown", para("", "# no title") + para("", "&lt;!-- kept"), nil, "\\# no title⏎⏎\\<\\!-- kept"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Parse("d1", "x", packed(t, test.body, test.parts...))
			if err != nil {
				t.Fatal(err)
			}
			check(t, d)
			if got := strings.Join(shown(d), "⏎"); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestWordNotes(t *testing.T) {
	body := `<w:p><w:r><w:t>a</w:t></w:r><w:ins><w:r><w:t>b</w:t></w:r></w:ins><w:r><w:drawing><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><a:t>x</a:t></a:graphicData></a:graphic></w:drawing></w:r><w:object><o:OLEObject/></w:object></w:p>`
	d, err := Parse("d1", "x", packed(t, body))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range d.Notes {
		got = append(got, n.What)
	}
	if strings.Join(got, "; ") != "The document has tracked changes; Embedded objects were not read; Pictures were not read" || strings.Contains(d.Text, "x") {
		t.Errorf("%q in %q", got, d.Text)
	}
}

func TestWordRefuses(t *testing.T) {
	protected := packed(t, para("", "secret"))
	for i := 0; i+8 < len(protected); i++ { // the flag of encryption in both headers of each member
		if bytes.HasPrefix(protected[i:], []byte("PK\x03\x04")) {
			protected[i+6] |= encryptedBit
		}
		if bytes.HasPrefix(protected[i:], []byte("PK\x01\x02")) {
			protected[i+8] |= encryptedBit
		}
	}
	many := make([]string, 0, 2*mostMembers)
	for i := range mostMembers + 1 {
		many = append(many, "word/x"+itoa(i), "")
	}
	tests := []struct {
		name string
		raw  []byte
		word string
	}{
		{"bomb", packed(t, para("", strings.Repeat(" ", mostPart))), "unpacks to more than"},
		{"bomb in styles", packed(t, para("", "a"), "word/styles.xml", "<w:styles>"+strings.Repeat("<w:x/>", 1<<20)), "word/styles.xml"},
		{"deep", packed(t, strings.Repeat("<w:p>", 10_000)), "nested more than 256 deep"},
		{"entity", packed(t, para("", "&xxe;")), "damaged"},
		{"type definition", packed(t, para("", "a"), "word/styles.xml", `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w:styles/>`), "document type"},
		{"cut", packed(t, para("", "a"))[:200], "cannot be opened"},
		{"broken", packed(t, "<w:p><w:r>", "word/styles.xml", "<w:styles/>")[:], "damaged"},
		{"empty", packed(t, "<w:p/>"), "no words"},
		{"password", protected, "password"},
		{"many members", packed(t, para("", "a"), many...), "5002 files"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse("d1", "x.docx", test.raw)
			refused(t, err, test.word, "x.docx")
		})
	}
}

func TestWordEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Opener{}).Parse(ctx, "d1", "x", packed(t, para("", "a"))); err == nil || !strings.Contains(err.Error(), "canceled") {
		t.Errorf("%v", err)
	}
}
