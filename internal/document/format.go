package document

import (
	"bytes"
	"fmt"
)

// foreign describes a file that is no text: what it is and how its content can
// be had as text.
type foreign struct {
	name, next string
}

const (
	exportText  = "Open it in the program it was made with, export it as Word (.docx), PDF or plain text, and give that file."
	describeIt  = "Describe in text what the picture shows, as a list or a Mermaid diagram, and give that file."
	unpackFirst = "Unpack it and give the documents that were in it."
)

// recognise tells by its first bytes whether a file has a well-known format
// that is not text.
func recognise(raw []byte) (foreign, bool) {
	switch {
	case hasPrefix(raw, "PK\x03\x04", "PK\x05\x06"):
		return archive(raw), true
	case hasPrefix(raw, "\x89PNG\r\n\x1a\n"):
		return foreign{"a PNG picture", describeIt}, true
	case hasPrefix(raw, "\xff\xd8\xff"):
		return foreign{"a JPEG picture", describeIt}, true
	case hasPrefix(raw, "GIF87a", "GIF89a"):
		return foreign{"a GIF picture", describeIt}, true
	case hasPrefix(raw, "RIFF") && len(raw) >= 12 && string(raw[8:12]) == "WEBP":
		return foreign{"a WebP picture", describeIt}, true
	case hasPrefix(raw, "\x1f\x8b", "BZh", "\xfd7zXZ\x00", "7z\xbc\xaf\x27\x1c", "\x28\xb5\x2f\xfd"):
		return foreign{"a compressed file", unpackFirst}, true
	case hasPrefix(raw, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		return compound(raw), true
	case hasPrefix(raw, `{\rtf`):
		return foreign{"an RTF document", exportText}, true
	case hasPrefix(raw, "\x7fELF", "MZ\x90\x00", "\xcf\xfa\xed\xfe", "SQLite format 3\x00"):
		return foreign{"a program or a database", "Give the design document itself, as Markdown or plain text."}, true
	}
	return foreign{}, false
}

// archive tells the kinds of zip files apart by the names of their members.
func archive(raw []byte) foreign {
	head := raw[:min(len(raw), 1<<16)]
	tail := raw[max(0, len(raw)-1<<16):] // the names stand once more at the end
	contains := func(name string) bool {
		return bytes.Contains(head, []byte(name)) || bytes.Contains(tail, []byte(name))
	}
	switch {
	case contains("Index/Document.iwa"):
		return foreign{"a document of Apple Pages, Numbers or Keynote", exportText}
	case contains("xl/"):
		return foreign{"an Excel workbook (.xlsx)", exportText}
	case contains("ppt/"):
		return foreign{"a PowerPoint presentation (.pptx)", exportText}
	case contains("application/vnd.oasis.opendocument"):
		return foreign{"an OpenDocument file", "Save it as Word (.docx), or convert it with `pandoc FILE.odt -t gfm -o FILE.md`, and give that file."}
	case contains("application/epub+zip"):
		return foreign{"an EPUB book", exportText}
	}
	return foreign{"a zip archive", unpackFirst}
}

// compound tells apart what old Microsoft formats and protected new ones have
// in common: a container with named streams.
func compound(raw []byte) foreign {
	contains := func(name string) bool {
		wide := make([]byte, 0, 2*len(name))
		for i := range len(name) {
			wide = append(wide, name[i], 0)
		}
		return bytes.Contains(raw, wide)
	}
	switch {
	case contains("EncryptedPackage"):
		return foreign{"an Office document that is protected with a password", "Open it, save a copy without the password, and give the copy."}
	case contains("WordDocument"):
		return foreign{"a Word document of the old format (.doc)", "Open it in Word or LibreOffice, save it as .docx, and give that file."}
	}
	return foreign{"a document of an old Microsoft Office format", exportText}
}

func hasPrefix(raw []byte, prefixes ...string) bool {
	for _, p := range prefixes {
		if len(raw) >= len(p) && string(raw[:len(p)]) == p {
			return true
		}
	}
	return false
}

const (
	nulShare     = 1000 // one NUL in so many bytes is damage, more is a binary file
	nulMost      = 16
	controlShare = 50 // the same for other control characters
	controlFew   = 8
)

// looksBinary tells whether decoded text is really a binary file, by its control
// characters, and says why.
func looksBinary(text string) (why string, yes bool) {
	nul, control := 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == 0:
			nul++
		case c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r' || c == 0x1b:
		case c < ' ' || c == 0x7f:
			control++
		}
	}
	switch {
	case nul > nulMost || nul*nulShare > len(text):
		return fmt.Sprintf("it looks like a binary file: %s among %s", counted(nul, "NUL byte"), counted(len(text), "byte")), true
	case control >= controlFew && control*controlShare > len(text):
		return fmt.Sprintf("it looks like a binary file: %s among %s", counted(control, "control character"), counted(len(text), "byte")), true
	}
	return "", false
}
