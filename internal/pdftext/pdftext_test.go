package pdftext

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// modeVar makes the test binary play a child, or a parent of one.
const modeVar = "PDFTEXT_TEST_MODE"

func TestMain(m *testing.M) {
	switch args := os.Args[1:]; os.Getenv(modeVar) {
	case "flood":
		line := bytes.Repeat([]byte("more "), 1<<16)
		for {
			if _, err := os.Stdout.Write(line); err != nil {
				os.Exit(1)
			}
		}
	case "crash":
		fmt.Fprintln(os.Stderr, "fatal error: stack overflow")
		os.Exit(2)
	case "hoard":
		confine()
		var kept [][]byte
		for {
			kept = append(kept, bytes.Repeat([]byte{1}, 1<<22))
			if len(kept) > 1<<12 {
				os.Exit(0)
			}
		}
	case "hang":
		time.Sleep(time.Hour) // it is ended long before
	case "linger": // tells that it is there, and stays
		fmt.Fprint(os.NewFile(3, "alive"), "x")
		time.Sleep(time.Hour)
	case "parent":
		_, _ = Extractor{Command: []string{os.Args[0]}, Env: []string{modeVar + "=linger"}, Time: time.Hour}.Text(context.Background(), nil)
		os.Exit(0)
	default:
		if IsChild(args) {
			os.Exit(Child(args, os.Stdin, os.Stdout, os.Stderr))
		}
		os.Exit(m.Run())
	}
}

// self starts this test binary as the child.
func self() Extractor { return Extractor{Command: []string{os.Args[0], ChildArg}} }

// file writes a PDF of the given objects, the first of which is the catalog.
func file(objects ...string) []byte { return fileWith("", objects...) }

func fileWith(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, p := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", p)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, xref)
	return b.Bytes()
}

// one writes a PDF of one page with some content and more objects.
func one(content string, more ...string) []byte {
	return file(append([]string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R/M 6 0 R>>/XObject<</X 4 0 R>>>>>>",
		fmt.Sprintf("<</Type/XObject/Subtype/Form/Length %d>>\nstream\n%s\nendstream", len(content), content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>",
	}, more...)...)
}

func texts(t *Text) string {
	lines := make([]string, len(t.Lines))
	for i, l := range t.Lines {
		lines[i] = l.Text
	}
	return strings.Trim(strings.Join(lines, "⏎"), "⏎")
}

func TestText(t *testing.T) {
	tests := []struct{ name, content, want string }{
		{"lines", "BT /F 10 Tf 50 700 Td (We keep orders) Tj 0 -12 Td (in Redis.) Tj 0 -30 Td (Next.) Tj ET", "We keep orders⏎in Redis.⏎⏎Next."},
		{"gaps are spaces", "BT /F 10 Tf 50 700 Td [(We)-300(keep)-300(or)10(ders)] TJ ET", "We keep orders"},
		{"order on the page", "BT /F 10 Tf 50 650 Td (second) Tj ET BT /F 10 Tf 50 700 Td (first) Tj ET", "first⏎⏎second"},
		{"bullets", "BT /F 10 Tf 50 700 Td (\\225) Tj 15 0 Td (No backups.) Tj -15 -12 Td (\\225) Tj 15 0 Td (No alerts.) Tj ET", "• No backups.⏎• No alerts."},
		{"code", "BT /F 10 Tf 50 700 Td (Run:) Tj /M 9 Tf 0 -14 Td (if x:) Tj 10.8 -12 Td (y = 1) Tj ET", "Run:⏎⏎```⏎if x:⏎  y = 1⏎```"},
		{"heading", "BT /F 18 Tf 50 700 Td (Data) Tj /F 10 Tf 0 -30 Td (Orders are kept in one table for all of the shops.) Tj ET", "# Data⏎⏎Orders are kept in one table for all of the shops."},
		{"table", "BT /F 10 Tf 50 700 Td (Name) Tj 100 0 Td (Nodes) Tj -100 -14 Td (Redis) Tj 100 0 Td (2 of) Tj 0 -11 Td (three) Tj -100 -14 Td (Kafka) Tj 100 0 Td (3) Tj ET",
			"| Name | Nodes |⏎|---|---|⏎| Redis | 2 of three |⏎| Kafka | 3 |"},
		{"no markdown", "BT /F 10 Tf 50 700 Td (# of nodes) Tj ET", `\# of nodes`},
		{"operators", "q 2 0 0 2 0 0 cm BT /F 5 Tf 10 TL 1 0 0 1 25 350 Tm (a) Tj (b) ' T* (c) Tj 0 0 (d) \" ET Q", "a⏎b⏎c⏎d"},
		{"form that draws itself", "/X Do BT /F 10 Tf 50 700 Td (once) Tj ET", "once"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text, err := self().Text(t.Context(), one(test.content))
			if err != nil {
				t.Fatal(err)
			}
			if got := texts(text); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	text, err := self().Text(t.Context(), one("BT /F 10 Tf 50 700 Td (First.) Tj 0 -12 Td (Second.) Tj ET"))
	if err != nil || text.Pages != 1 {
		t.Fatalf("%+v, %v", text, err)
	}
	if l := text.Lines[1]; l.Page != 1 || l.Line != 2 || l.Text != "Second." {
		t.Errorf("%+v", l)
	}
}

func TestRefused(t *testing.T) {
	page := []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R>>"}
	tests := []struct {
		name string
		raw  []byte
		want error
	}{
		{"scan", file(page...), ErrNoText},
		{"pages in a circle", file("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1>>"), ErrLimit},
		{"password", fileWith("/Encrypt<</Filter/Standard/V 1/R 2/O(01234567890123456789012345678901)/U(01234567890123456789012345678901)/P -4>>/ID[(a)(a)]", page...), ErrPassword},
		{"cut", file(page...)[:60], ErrDamaged},
		{"not one", []byte("%PDF-1.4 hello"), ErrDamaged},
		{"object that is itself", file("<</Type/Catalog/Pages 2 0 R>>", "2 0 R"), ErrDamaged},
		{"enormous table", []byte("%PDF-1.4\n1 0 obj\n<</Type/XRef/Size 99999999999/W[1 8 1]/Index[99999999990 1]/Length 10>>\nstream\n0123456789\nendstream\nendobj\nstartxref\n9\n%%EOF\n"), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text, err := self().Text(t.Context(), test.raw)
			if err == nil || test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("%+v, %v", text, err)
			}
		})
	}
}

// TestChildIsBounded lets children of several kinds misbehave.
func TestChildIsBounded(t *testing.T) {
	tests := []struct {
		mode string
		time time.Duration
		want error
	}{
		{"flood", time.Minute, ErrLimit},
		{"crash", time.Minute, ErrDamaged},
		{"hang", 50 * time.Millisecond, ErrLimit},
		{"hoard", time.Minute, ErrLimit},
	}
	for _, test := range tests {
		if test.mode == "hoard" && (runtime.GOOS != "linux" || raceDetector) {
			continue // only there the system bounds memory, and the race detector ends in its own way
		}
		x := self()
		x.Env, x.Time = []string{modeVar + "=" + test.mode}, test.time
		if _, err := x.Text(t.Context(), nil); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", test.mode, err)
		}
	}
	if _, err := (Extractor{Command: []string{"/no/such/program"}}).Text(t.Context(), nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := self().Text(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestChildDiesWithItsParent kills a parent. The pipe that its child holds
// closes only when the child is gone as well.
func TestChildDiesWithItsParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ends a child with its parent")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() // nothing was written
	parent := exec.CommandContext(t.Context(), os.Args[0])
	parent.Env = append(os.Environ(), modeVar+"=parent")
	parent.ExtraFiles = []*os.File{w}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close() // the children have it
	if _, err := io.ReadFull(r, make([]byte, 1)); err != nil {
		t.Fatalf("the child never began: %v", err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait() // it was killed
	if _, err := io.ReadAll(r); err != nil {
		t.Error(err)
	}
}

// TestSecondTool puts another program in the place of pdftotext.
func TestSecondTool(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	tool := filepath.Join(t.TempDir(), "pdftotext")
	script := "#!/bin/sh\ncat >/dev/null\nprintf 'Page one   is read.\\n\\n\\fPage two.\\n\\f'\n"
	if err := os.WriteFile(tool, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	x := self()
	x.Tool = tool
	text, err := x.Text(t.Context(), file("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R>>"))
	if err != nil || text.Tool == "" || texts(text) != "Page one   is read.⏎⏎⏎Page two." {
		t.Fatalf("%+v, %v", text, err)
	}
	if l := text.Lines[3]; l.Page != 2 || l.Line != 1 {
		t.Errorf("%+v", l)
	}
	text, err = x.Text(t.Context(), one("BT /F 10 Tf 50 700 Td (Found without it.) Tj ET"))
	if err != nil || text.Tool != "" {
		t.Errorf("the tool is used without need: %+v, %v", text, err)
	}
	x.Tool = filepath.Join(t.TempDir(), "missing")
	if _, err = x.Text(t.Context(), nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("%v", err)
	}
}

func TestGlued(t *testing.T) {
	glued := strings.Repeat("(GoHotDrawEvaluatingtheGoProgramming) Tj 0 -12 Td (Languageisusedthere) Tj 0 -12 Td ", 20)
	text, err := self().Text(t.Context(), one("BT /F 10 Tf 50 800 Td "+glued+"ET"))
	if err != nil || !text.Glued {
		t.Errorf("%+v, %v", text, err)
	}
	if !(&Text{}).better(text) || (&Text{Glued: true}).better(&Text{}) {
		t.Error("a glued text is preferred")
	}
}

func TestTwoColumns(t *testing.T) {
	var b strings.Builder
	b.WriteString("BT /F 10 Tf 50 760 Td (A title over both) Tj ET ")
	for i := range 12 {
		fmt.Fprintf(&b, "BT /F 9 Tf 50 %d Td (left column has line %d here) Tj 250 0 Td (right column has line %d here) Tj ET ", 700-12*i, i, i)
	}
	text, err := self().Text(t.Context(), one(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	got := texts(text)
	if !strings.Contains(got, "left column has line 0 here⏎left column has line 1 here") || strings.Index(got, "right column has line 0") < strings.Index(got, "left column has line 11") {
		t.Error(got)
	}
}

func TestUnicodeTable(t *testing.T) {
	table := map[int]string{}
	readChars(table, hexes([]byte("<0001> <0041> <02> <00660069>")))
	readRanges(table, []byte("<10> <12> <0061> <20> <21> [<0078> <0079>] <zz> <1> <2>"))
	want := map[int]string{1: "A", 2: "fi", 0x10: "a", 0x11: "b", 0x12: "c", 0x20: "x", 0x21: "y"}
	if fmt.Sprint(table) != fmt.Sprint(want) {
		t.Errorf("%v", table)
	}
}

// FuzzChild hands files to the real child. Whatever it does, it ends with a text
// or one of the causes.
func FuzzChild(f *testing.F) {
	f.Add(one("BT /F 10 Tf 50 700 Td [(We)-300(keep)] TJ 0 -12 Td (it) ' ET q 1 0 0 1 0 0 cm /X Do Q"))
	f.Add(file("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		text, err := self().Text(t.Context(), raw)
		if err == nil && len(text.Lines) == 0 {
			t.Error("no text and no error")
		}
		if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrLimit) && !errors.Is(err, ErrNoText) && !errors.Is(err, ErrPassword) && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}
