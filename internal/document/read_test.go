package document

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf16"

	"archreview/internal/problem"
)

// refused checks that an error has its three parts and says certain words.
func refused(t *testing.T, err error, words ...string) {
	t.Helper()
	var p *problem.Problem
	if !errors.As(err, &p) {
		t.Fatalf("no problem but %v", err)
	}
	if p.What == "" || p.Detail == "" || p.Next == "" || p.Code != problem.Usage {
		t.Errorf("a part is missing: %+v", p)
	}
	for _, w := range words {
		if !strings.Contains(p.What+" "+p.Detail+" "+p.Next, w) {
			t.Errorf("%q is not in %+v", w, p)
		}
	}
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadFile(t *testing.T) {
	path := write(t, "design.md", "# The shop\n\nIt sells.\n")
	d, err := Read("d7", path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if d.ID != "d7" || d.Path != path || d.Words != 5-1 || d.Title != "The shop" || d.LineCount() != 3 {
		t.Errorf("%+v", d)
	}
	sum := sha256.Sum256([]byte("# The shop\n\nIt sells.\n"))
	if d.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("sum is %s", d.SHA256)
	}
}

func TestReadStandardInput(t *testing.T) {
	d, err := Read("d1", "-", strings.NewReader("Text."))
	if err != nil || d.Path != "stdin" {
		t.Errorf("%+v, %v", d, err)
	}
	_, err = Read("d1", "-", nil)
	refused(t, err, "standard input")
	_, err = Read("d1", "-", iotest.ErrReader(errors.New("line dropped")))
	refused(t, err, "line dropped", "stdin")
	_, err = Read("d1", "-", strings.NewReader(" \n"))
	refused(t, err, "stdin", "white space")
}

func TestReadRefusesFiles(t *testing.T) {
	path := write(t, "design.md", "Text.")
	dir := filepath.Dir(path)
	_, err := Read("d1", dir, nil)
	refused(t, err, "folder", "design.md")
	_, err = Read("d1", filepath.Join(dir, "desing.md"), nil)
	refused(t, err, "There is no file", "design.md")
	if !errors.Is(err, os.ErrNotExist) {
		t.Error("the cause is lost")
	}
	_, err = Read("d1", filepath.Join(path, "below"), nil)
	refused(t, err, "below")
	_, err = Read("d1", "", nil)
	refused(t, err, "empty")
	_, err = Read("d1", os.DevNull, nil)
	refused(t, err, "a device")

	loop := filepath.Join(dir, "loop.md")
	if err := os.Symlink(loop, loop); err == nil {
		_, err = Read("d1", loop, nil)
		refused(t, err, "symbolic links")
	}

	socket := filepath.Join(dir, "s")
	if l, err := net.Listen("unix", socket); err == nil {
		defer l.Close()
		_, err = Read("d1", socket, nil)
		refused(t, err, "a socket")
	}
	if os.Geteuid() != 0 {
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		_, err = Read("d1", path, nil)
		refused(t, err, "permission")
	}
	refused(t, readProblem(path, os.ErrPermission), "No permission")
}

// changing is a file that grows while it is read.
type changing struct {
	io.Reader
	sizes []int64
}

func (c *changing) Stat() (os.FileInfo, error) {
	s := c.sizes[0]
	if len(c.sizes) > 1 {
		c.sizes = c.sizes[1:]
	}
	return fakeInfo(s), nil
}

type fakeInfo int64

func (f fakeInfo) Name() string     { return "log.md" }
func (f fakeInfo) Size() int64      { return int64(f) }
func (fakeInfo) Mode() os.FileMode  { return 0o600 }
func (fakeInfo) ModTime() time.Time { return time.Unix(0, 0) }
func (fakeInfo) IsDir() bool        { return false }
func (fakeInfo) Sys() any           { return nil }

func TestReadRefusesChangingFiles(t *testing.T) {
	if raw, err := readStable("log.md", &changing{strings.NewReader("Text."), []int64{5}}); err != nil || string(raw) != "Text." {
		t.Errorf("%q, %v", raw, err)
	}
	_, err := readStable("log.md", &changing{strings.NewReader("Text."), []int64{5, 9}})
	refused(t, err, "changed while it was read")
}

func TestReadRefusesLargeFiles(t *testing.T) {
	path := write(t, "large.md", "x")
	if err := os.Truncate(path, MaxBytes+MaxBytes/2); err != nil {
		t.Fatal(err)
	}
	_, err := Read("d1", path, nil)
	refused(t, err, "30.0 MiB", "20 MiB")
	_, err = Read("d1", "-", io.LimitReader(endless{}, MaxBytes*2))
	refused(t, err, "more than 20.0 MiB")
}

func TestReadRefusesManyStatements(t *testing.T) {
	for _, begin := range []string{"", ".. note:: x\n\n"} {
		_, err := Parse("d1", "log.md", []byte(begin+strings.Repeat("- a\n", MaxStatements+1)))
		refused(t, err, "200000 statements")
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

func TestParseRefusesContent(t *testing.T) {
	tests := []struct{ name, raw, word string }{
		{"nothing", "", "no bytes"},
		{"white space", " \n\t\u00a0\n", "white space"},
		{"mark only", "\xef\xbb\xbf\n", "white space"},
		{"only comments", "<!-- a -->\n---\n", "no text"},
		{"PDF", "%PDF-1.7 ...", "PDF that cannot be read"},
		{"zip", "PK\x03\x04....", "zip"},
		{"docx", "PK\x03\x04.... word/document.xml", "Word document that cannot be read"},
		{"pages", "PK\x03\x04.... Index/Document.iwa", "Apple Pages"},
		{"protected docx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + encode(binary.LittleEndian, "EncryptedPackage"), "password"},
		{"old doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + encode(binary.LittleEndian, "WordDocument"), ".docx"},
		{"xlsx", "PK\x03\x04.... xl/workbook.xml", "Excel"},
		{"pptx", "PK\x03\x04.... ppt/slides", "PowerPoint"},
		{"odt", "PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", "OpenDocument"},
		{"epub", "PK\x03\x04mimetypeapplication/epub+zip", "EPUB"},
		{"png", "\x89PNG\r\n\x1a\n\x00", "PNG"},
		{"jpeg", "\xff\xd8\xff\xe0", "JPEG"},
		{"gif", "GIF89a", "GIF"},
		{"webp", "RIFF\x00\x00\x00\x00WEBPVP8", "WebP"},
		{"gzip", "\x1f\x8b\x08", "compressed"},
		{"doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Microsoft"},
		{"rtf", `{\rtf1 text`, "RTF"},
		{"elf", "\x7fELF\x02", "program"},
		{"NUL", "text\x00text", "NUL"},
		{"UTF-32", "\xff\xfe\x00\x00a\x00\x00\x00", "NUL"},
		{"controls", strings.Repeat("ab\x01\x02cd", 10), "control"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse("d1", "some.bin", []byte(test.raw))
			refused(t, err, test.word, "some.bin")
		})
	}
}

// encode gives text as UTF-16.
func encode(order binary.AppendByteOrder, text string) string {
	var raw []byte
	for _, u := range utf16.Encode([]rune(text)) {
		raw = order.AppendUint16(raw, u)
	}
	return string(raw)
}

func TestDecoding(t *testing.T) {
	tests := []struct {
		name, raw, want string
		notes           []string // a part of each note
	}{
		{"UTF-8", "née 😀", "née 😀", nil},
		{"mark", "\xef\xbb\xbfText", "Text", nil},
		{"UTF-16 LE", "\xff\xfe" + encode(binary.LittleEndian, "née 😀"), "née 😀", nil},
		{"UTF-16 BE", "\xfe\xff" + encode(binary.BigEndian, "née 😀"), "née 😀", nil},
		{"UTF-16 LE without mark", encode(binary.LittleEndian, "A design\r\nof"), "A design\nof", []string{"guessed to be UTF-16"}},
		{"UTF-16 BE without mark", encode(binary.BigEndian, "A design"), "A design", []string{"guessed to be UTF-16"}},
		{"UTF-16 damaged", "\xff\xfea\x00\x00\xd8b\x00c", "a\uFFFDb\uFFFD", []string{"2 places"}},
		{"Windows-1252", "caf\xe9 \x93au\x94\r\nlait \x80", "café “au”\nlait €", []string{"lines 1 and 2"}},
		{"damaged UTF-8", "née née née\nn\xe9e", "née née née\nn\uFFFDe", []string{"1 place replaced by \uFFFD, line 2"}},
		{"undefined bytes", "a \x81\x8d b", "a \uFFFD b", []string{"1 place"}},
		{"line ends", "a\r\nb\rc\n\rd\r\r\ne", "a\nb\nc\n\nd\n\ne", nil},
		{"tabs stay", "a\tb", "a\tb", nil},
		{"escape", "a\x1b[31mb\n\nc\x07", "a␛[31mb\n\nc\uFFFD", []string{"2 characters, lines 1 and 3"}},
		{"DEL and C1", "a\x7fb\u0085c\u009bd", "a\uFFFDb\uFFFDc\uFFFDd", []string{"3 characters, line 1"}},
		{"bidirectional", "a\u202eb\u2066c\u200ed\u061ce", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe", []string{"4 characters"}},
		{"invisible tags", "a\U000e0041b", "a\uFFFDb", []string{"1 character, line 1"}},
		{"zero width", "pass\u200bword\nx \u200b y 😀\u200d😀", "pass\u200bword\nx \u200b y 😀\u200d😀", []string{"1 character, line 1"}},
		{"one NUL in a long text", strings.Repeat("word ", 400) + "\x00", strings.Repeat("word ", 400) + "\uFFFD", []string{"1 character"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Parse("d1", "x", []byte(test.raw))
			if err != nil {
				t.Fatal(err)
			}
			if d.Text != test.want {
				t.Errorf("got %q, want %q", d.Text, test.want)
			}
			if len(d.Notes) != len(test.notes) {
				t.Fatalf("notes: %+v", d.Notes)
			}
			for i, n := range d.Notes {
				if n.What == "" || n.Next == "" || !strings.Contains(n.What+" "+n.Detail, test.notes[i]) {
					t.Errorf("note %+v, want %q", n, test.notes[i])
				}
			}
		})
	}
}

func TestNotesNameFirstLinesOnly(t *testing.T) {
	d := parse(t, strings.Repeat("a\x07b"+strings.Repeat(" and more words", 5)+"\n", 9))
	if want := "9 characters, lines 1, 2, 3, 4, 5 and more"; d.Notes[0].Detail != want {
		t.Errorf("got %q", d.Notes[0].Detail)
	}
}

func TestKindNames(t *testing.T) {
	if Edge.String() != "edge" || Kind(99).String() != "unknown" {
		t.Error("names of kinds")
	}
}
