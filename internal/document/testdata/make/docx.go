package main

import (
	"archive/zip"
	"fmt"
	"os"
	"strings"
)

const (
	head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	ns   = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`
	rel  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// word writes the design as Word does: runs split at odd places, a table of
// contents, a tracked change, a comment, boxes to tick.
func word(path string) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	z := zip.NewWriter(out)
	parts := [][2]string{
		{"[Content_Types].xml", head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/_rels/document.xml.rels", head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `/styles" Target="styles.xml"/><Relationship Id="rId2" Type="` + rel + `/numbering" Target="numbering.xml"/><Relationship Id="rId3" Type="` + rel + `/comments" Target="comments.xml"/></Relationships>`},
		{"word/styles.xml", styles()},
		{"word/numbering.xml", numbering()},
		{"word/comments.xml", head + `<w:comments ` + ns + `><w:comment w:id="0" w:author="Reviewer" w:initials="R"><w:p><w:pPr><w:pStyle w:val="CommentText"/></w:pPr><w:r><w:annotationRef/></w:r><w:r><w:t>We should use Kafka here, not Redis.</w:t></w:r></w:p></w:comment></w:comments>`},
		{"word/document.xml", body()},
	}
	for _, p := range parts {
		w, err := z.Create(p[0])
		if err != nil {
			return err
		}
		if _, err := w.Write([]byte(p[1])); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return out.Close()
}

func styles() string {
	s := head + `<w:styles ` + ns + `><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`
	for i := 1; i <= 3; i++ {
		s += fmt.Sprintf(`<w:style w:type="paragraph" w:styleId="Berschrift%d"><w:name w:val="heading %d"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="%d"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>`, i, i, i-1)
	}
	for _, n := range [][2]string{{"Titel", "Title"}, {"Verzeichnis1", "toc 1"}, {"Code", "Source Code"}, {"Zitat", "Quote"}, {"Listenabsatz", "List Paragraph"}} {
		s += `<w:style w:type="paragraph" w:styleId="` + n[0] + `"><w:name w:val="` + n[1] + `"/><w:basedOn w:val="Normal"/></w:style>`
	}
	return s + `</w:styles>`
}

func numbering() string {
	s := head + `<w:numbering ` + ns + `>`
	for i, format := range []string{"bullet", "decimal"} {
		s += fmt.Sprintf(`<w:abstractNum w:abstractNumId="%d"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="x"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>`, i, format)
	}
	return s + `<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>`
}

func esc(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

// runs splits a text into runs as Word does after edits.
func runs(text string) string {
	words := strings.SplitAfter(text, " ")
	var s strings.Builder
	for len(words) > 0 {
		n := min(len(words), 5)
		s.WriteString(`<w:r w:rsidR="00A1"><w:t xml:space="preserve">` + esc(strings.Join(words[:n], "")) + `</w:t></w:r>`)
		words = words[n:]
	}
	return s.String()
}

func para(style, more, content string) string {
	props := more
	if style != "" {
		props = `<w:pStyle w:val="` + style + `"/>` + more
	}
	if props != "" {
		props = `<w:pPr>` + props + `</w:pPr>`
	}
	return `<w:p w:rsidR="00A1">` + props + content + `</w:p>`
}

func list(id int) string {
	return fmt.Sprintf(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>`, id)
}

func body() string {
	var s strings.Builder
	s.WriteString(head + `<w:document ` + ns + `><w:body>`)
	for i, b := range design() {
		switch b.kind {
		case "h1":
			s.WriteString(para("Titel", "", runs(b.lines[0])))
			s.WriteString(`<w:sdt><w:sdtContent>` + para("Verzeichnis1", "", runs("Goals and load")+`<w:r><w:tab/><w:t>1</w:t></w:r>`) + `</w:sdtContent></w:sdt>`)
		case "h2":
			extra := ""
			if b.lines[0] == "Security" {
				extra = `<w:r><w:lastRenderedPageBreak/></w:r>`
			}
			s.WriteString(para("Berschrift1", "", extra+runs(b.lines[0])))
		case "h3":
			s.WriteString(para("Berschrift2", "", runs(b.lines[0])))
		case "p":
			content := runs(b.lines[0])
			switch {
			case i == 1:
				content = `<w:del w:id="1" w:author="A"><w:r><w:delText xml:space="preserve">The service prints labels. </w:delText></w:r></w:del>` +
					`<w:ins w:id="2" w:author="A">` + content + `</w:ins>`
			case strings.HasPrefix(b.lines[0], "A scan is accepted"):
				content = `<w:commentRangeStart w:id="0"/>` + content + `<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>`
			}
			s.WriteString(para("", "", content))
		case "quote":
			s.WriteString(para("Zitat", "", runs(b.lines[0])))
		case "ul":
			for _, l := range b.lines {
				s.WriteString(para("Listenabsatz", list(1), runs(l)))
			}
		case "ol":
			for _, l := range b.lines {
				s.WriteString(para("Listenabsatz", list(2), runs(l)))
			}
		case "task":
			for _, l := range b.lines {
				on := "0"
				if l[0] == 'x' {
					on = "1"
				}
				s.WriteString(para("Listenabsatz", list(1), `<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="`+on+`"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>&#x2612;</w:t></w:r></w:sdtContent></w:sdt>`+runs(" "+l[1:])))
			}
		case "code":
			for _, l := range b.lines {
				s.WriteString(para("Code", "", runs(l)))
			}
		case "table":
			s.WriteString(`<w:tbl><w:tblPr><w:tblLook w:val="04A0" w:firstRow="1"/></w:tblPr>`)
			for _, row := range b.rows {
				s.WriteString(`<w:tr>`)
				for _, c := range row {
					s.WriteString(`<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>` + para("", "", runs(c)) + `</w:tc>`)
				}
				s.WriteString(`</w:tr>`)
			}
			s.WriteString(`</w:tbl>` + para("", "", ""))
		}
	}
	s.WriteString(`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>`)
	return s.String()
}
