package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func drawn(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		img.Set(x, h/2, color.RGBA{B: 200, A: 255})
	}
	return img
}

func pngOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, drawn(w, h)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb is a PNG of a few bytes whose head promises a gigantic picture.
func bomb(w, h uint32) []byte {
	head := make([]byte, 13)
	binary.BigEndian.PutUint32(head, w)
	binary.BigEndian.PutUint32(head[4:], h)
	head[8], head[9] = 8, 6
	chunk := append([]byte("IHDR"), head...)
	out := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")
	out = append(out, chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
}

func TestPrepareScales(t *testing.T) {
	for _, c := range []struct{ w, h, sw, sh int }{{300, 200, 300, 200}, {3136, 100, 1568, 50}, {100, 3136, 50, 1568}, {5000, 16, 1568, 5}} {
		p, err := Prepare(pngOf(t, c.w, c.h))
		if err != nil {
			t.Fatal(err)
		}
		got, format, err := image.DecodeConfig(bytes.NewReader(p.Data))
		if err != nil || format != "png" || got.Width != c.sw || got.Height != c.sh || p.Width != c.sw || p.Height != c.sh {
			t.Errorf("%dx%d became %dx%d (%s, %v), not %dx%d", c.w, c.h, got.Width, got.Height, format, err, c.sw, c.sh)
		}
	}
}

func TestPrepareDropsWhatIsNotPixels(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawn(64, 64), nil); err != nil {
		t.Fatal(err)
	}
	exif := []byte("Exif\x00\x00GPS 48.2082 N 16.3738 E")
	raw := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	p, err := Prepare(append(raw, b.Bytes()[2:]...))
	if err != nil {
		t.Fatal(err)
	}
	if p.Type != "image/jpeg" || bytes.Contains(p.Data, []byte("GPS")) || bytes.Contains(p.Data, []byte("Exif")) {
		t.Errorf("the place of the photograph is sent along: %s, %.80q", p.Type, p.Data)
	}
}

func TestPrepareTakesTheFirstFrame(t *testing.T) {
	pal := color.Palette{color.White, color.Black}
	a, z := image.NewPaletted(image.Rect(0, 0, 40, 40), pal), image.NewPaletted(image.Rect(0, 0, 40, 40), pal)
	for i := range z.Pix {
		z.Pix[i] = 1
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{a, z}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	p, err := Prepare(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(p.Data))
	if err != nil {
		t.Fatal(err)
	}
	if r, _, _, _ := img.At(20, 20).RGBA(); r != 0xffff {
		t.Errorf("the first frame is white, but the picture is %x", r)
	}
}

func TestPrepareGivesTransparentDrawingsAGround(t *testing.T) {
	p, err := Prepare(pngOf(t, 40, 40))
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(p.Data))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, a := img.At(1, 1).RGBA(); r&g&b&a != 0xffff {
		t.Errorf("no white ground: %x %x %x %x", r, g, b, a)
	}
}

func TestPrepareRefuses(t *testing.T) {
	whole := pngOf(t, 64, 64)
	for _, c := range []struct {
		name, why string
		raw       []byte
	}{
		{"bomb", "megapixels", bomb(60_000, 60_000)},
		{"bomb beyond 31 bits", "damaged", bomb(0xffff_ffff, 0xffff_ffff)},
		{"cut", "damaged", whole[:len(whole)-30]},
		{"text", "no PNG", []byte("# Shop")},
		{"empty", "no PNG", nil},
		{"tracker", "smaller", pngOf(t, 1, 1)},
		{"large file", "MiB", make([]byte, MaxFile+1)},
		{"web page", "no PNG", []byte("<html><img src=x></html>")},
	} {
		_, err := Prepare(c.raw)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Why, c.why) {
			t.Errorf("%s: %v does not say %q", c.name, err, c.why)
		}
	}
}

func TestRootIsThatOfTheRepository(t *testing.T) {
	dir := t.TempDir()
	deep := filepath.Join(dir, "docs", "adr")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	doc := filepath.Join(deep, "1.md")
	if got := Root(doc); got != deep {
		t.Errorf("without a repository the root is %s", got)
	}
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	if got := Root(doc); got != dir {
		t.Errorf("the root of the repository is %s, not %s", dir, got)
	}
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ w, h, want int }{{512, 512, 350}, {100, 100, 255}, {1568, 1176, 2459}, {0, 9, 0}} {
		if got := Tokens(c.w, c.h); got != c.want {
			t.Errorf("%dx%d costs %d tokens, not %d", c.w, c.h, got, c.want)
		}
	}
}

func FuzzPrepare(f *testing.F) {
	f.Add(pngOf(f, 30, 20))
	f.Add(bomb(70_000, 70_000))
	f.Add([]byte("GIF89a\x10\x00\x10\x00\x00\x00\x00,\x00\x00\x00\x00\x10\x00\x10\x00\x00\x02\x00;"))
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawn(20, 20), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := Prepare(raw)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Why == "" {
				t.Fatalf("an error without a reason: %v", err)
			}
			return
		}
		c, _, err := image.DecodeConfig(bytes.NewReader(p.Data))
		if err != nil || c.Width != p.Width || c.Height != p.Height || max(c.Width, c.Height) > MaxSide || len(p.Data) > MaxSent {
			t.Fatalf("what is sent does not keep the limits: %v %v", c, err)
		}
	})
}
