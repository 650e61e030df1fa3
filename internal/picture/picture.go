// Package picture loads the pictures that a design shows and makes them fit to
// be looked at by a model: within limits, scaled down, written anew.
//
// A picture comes from strangers. Its size is known before it is decoded, only
// its first frame is, and what is sent are its pixels alone: whatever else the
// file holds, such as where a photograph was taken, stays behind.
package picture

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // decoders are known by the first bytes of a file
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // the same
)

// Limits of pictures.
const (
	MostPictures = 8        // of one review
	MaxFile      = 16 << 20 // bytes of a file that is decoded
	MaxPixels    = 40_000_000
	MaxSide      = 1568    // pixels of the longer side that are sent
	MaxSent      = 4 << 20 // bytes that are sent
	minSide      = 16      // pixels; smaller ones are bullets and trackers
	quality      = 85      // of a JPEG that is written
)

// Picture is one picture as it is sent.
type Picture struct {
	Document string `json:"document"` // id of the document that shows it
	Index    int    `json:"index"`    // among the pictures of that document
	SHA256   string `json:"sha256"`   // of the file it was made from, in hexadecimal
	Type     string `json:"type"`     // image/png or image/jpeg
	Width    int    `json:"width"`    // pixels as sent
	Height   int    `json:"height"`
	Data     []byte `json:"-"` // nil for one that is known and no longer at hand
}

// Error tells in a few words why a picture cannot be looked at.
type Error struct {
	Why string
	Err error
}

// Error gives the reason.
func (e *Error) Error() string { return e.Why }

// Unwrap gives the cause, which may be nil.
func (e *Error) Unwrap() error { return e.Err }

func unfit(err error, format string, args ...any) error {
	return &Error{Why: fmt.Sprintf(format, args...), Err: err}
}

// Is says whether a file begins as a picture that can be decoded.
func Is(raw []byte) bool {
	for _, p := range []string{"\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF87a", "GIF89a"} {
		if bytes.HasPrefix(raw, []byte(p)) {
			return true
		}
	}
	return len(raw) >= 12 && string(raw[:4]) == "RIFF" && string(raw[8:12]) == "WEBP"
}

// Prepare decodes a PNG, JPEG, GIF or WebP file, scales it down where it is too
// large and writes it anew. Errors are of the type *Error.
func Prepare(raw []byte) (Picture, error) {
	if len(raw) > MaxFile {
		return Picture{}, unfit(nil, "its file has more than %d MiB", MaxFile>>20)
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return Picture{}, unfit(err, "it is no PNG, JPEG, GIF or WebP picture, or damaged")
	}
	switch {
	case c.Width <= 0 || c.Height <= 0 || int64(c.Width)*int64(c.Height) > MaxPixels:
		return Picture{}, unfit(nil, "it has more than %d megapixels", MaxPixels/1_000_000)
	case max(c.Width, c.Height) < minSide:
		return Picture{}, unfit(nil, "it is smaller than %d pixels", minSide)
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return Picture{}, unfit(err, "it is damaged")
	}
	small := scaled(img)
	p := Picture{SHA256: sum(raw), Width: small.Bounds().Dx(), Height: small.Bounds().Dy()}
	if p.Data, p.Type, err = written(small, format == "jpeg"); err != nil {
		return Picture{}, unfit(err, "it cannot be written anew")
	}
	if len(p.Data) > MaxSent {
		return Picture{}, unfit(nil, "it has more than %d MiB even when it is made smaller", MaxSent>>20)
	}
	return p, nil
}

func sum(raw []byte) string {
	h := sha256.Sum256(raw)
	return hex.EncodeToString(h[:])
}

// scaled gives a picture of at most MaxSide pixels on white ground: a drawing
// that is transparent is black on black for a model otherwise.
func scaled(img image.Image) image.Image {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if long := max(w, h); long > MaxSide {
		w, h = max(1, w*MaxSide/long), max(1, h*MaxSide/long)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	if w == b.Dx() && h == b.Dy() {
		draw.Draw(out, out.Bounds(), img, b.Min, draw.Over)
		return out
	}
	draw.BiLinear.Scale(out, out.Bounds(), img, b, draw.Over, nil)
	return out
}

// written gives a picture as PNG, which keeps thin lines and letters, and as
// JPEG where it came as one or would be too large.
func written(img image.Image, photo bool) (data []byte, kind string, err error) {
	var b bytes.Buffer
	if !photo {
		if err := png.Encode(&b, img); err != nil {
			return nil, "", err
		}
		if b.Len() <= MaxSent {
			return b.Bytes(), "image/png", nil
		}
		b.Reset()
	}
	err = jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	return b.Bytes(), "image/jpeg", err
}

// Tokens estimates what a picture costs a prompt, as the larger of two
// published counts, so that a cap is not overshot: that of OpenAI (scaled to
// fit 2,048 pixels square, then to 768 on the shorter side: 85, and 170 for
// each square of 512), and that of Anthropic (a token for 750 pixels).
func Tokens(width, height int) int {
	if width <= 0 || height <= 0 {
		return 0
	}
	w, h := float64(width), float64(height)
	if long := max(w, h); long > 2048 {
		w, h = w*2048/long, h*2048/long
	}
	if short := min(w, h); short > 768 {
		w, h = w*768/short, h*768/short
	}
	tiles := ((int(w) + 511) / 512) * ((int(h) + 511) / 512)
	return max(85+170*tiles, (width*height+749)/750)
}
