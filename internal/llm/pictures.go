package llm

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/draw"
	"image/png"
	"net/http"
	"strings"

	"github.com/sashabaranov/go-openai"

	"archreview/internal/picture"
)

// Picture is a picture that stands behind the text of a message.
type Picture struct {
	Type          string // media type
	Data          []byte
	Width, Height int // pixels
}

// content puts text and pictures of a message into the client library's form.
func content(m Message) openai.ChatCompletionMessage {
	out := openai.ChatCompletionMessage{Role: m.Role}
	if len(m.Pictures) == 0 {
		out.Content = m.Text
		return out
	}
	if m.Text != "" {
		out.MultiContent = append(out.MultiContent, openai.ChatMessagePart{Type: openai.ChatMessagePartTypeText, Text: m.Text})
	}
	for _, p := range m.Pictures {
		out.MultiContent = append(out.MultiContent, openai.ChatMessagePart{Type: openai.ChatMessagePartTypeImageURL,
			ImageURL: &openai.ChatMessageImageURL{URL: "data:" + p.Type + ";base64," + base64.StdEncoding.EncodeToString(p.Data), Detail: openai.ImageURLDetailHigh}})
	}
	return out
}

// pictured says whether a request shows pictures.
func pictured(r Request) bool {
	for _, m := range r.Messages {
		if len(m.Pictures) > 0 {
			return true
		}
	}
	return false
}

// seen estimates the tokens of the pictures of a message.
func (m Message) seen() int {
	n := 0
	for _, p := range m.Pictures {
		n += picture.Tokens(p.Width, p.Height)
	}
	return n
}

// blind says whether the endpoint was found to take no pictures.
func (l *learned) blind() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.noPictures
}

// sightless reads the rejection of a request that shows pictures. Where it says
// that there must be none, the error becomes one of KindPictures, which holds
// from now on.
func (l *learned) sightless(e *Error, r Request) bool {
	if !pictured(r) || !aboutPictures(e) {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.noPictures = true
	e.Kind, e.again = KindPictures, false
	return true
}

// aboutPictures says whether the words of a rejection are about pictures as
// such, rather than about this one.
func aboutPictures(e *Error) bool {
	switch e.Status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity,
		http.StatusInternalServerError, http.StatusNotImplemented:
	default:
		return false
	}
	switch e.Kind {
	case KindRequest, KindServer, KindNotFound:
	default:
		return false
	}
	words := strings.ToLower(e.Param + " " + e.Message)
	if mentions(words, "invalid image", "process image", "process the image", "decode", "download", "too large", "too many pixels", "image size", "corrupt") {
		return false
	}
	return mentions(words, "image", "vision", "multimodal", "multi-modal", "must be a string", "valid string", "a string", "expected string", "content type", "content part")
}

// unsighted is the failure of a call with pictures where it is known that the
// endpoint takes none.
func unsighted() *Error {
	return &Error{Kind: KindPictures, Message: "the endpoint takes no pictures, as it said before"}
}

// Sees asks whether the model takes pictures, with one small call that shows a
// white square. What it learns holds for later calls.
func (c *Client) Sees(ctx context.Context) Support {
	const side = 64
	square := image.NewGray(image.Rect(0, 0, side, side))
	draw.Draw(square, square.Bounds(), image.White, image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := png.Encode(&b, square); err != nil {
		return Unknown
	}
	r := probeRequest("probe: picture")
	last := &r.Messages[len(r.Messages)-1]
	last.Pictures = []Picture{{Type: "image/png", Data: b.Bytes(), Width: side, Height: side}}
	_, err := c.Chat(ctx, r, nil)
	if kind, ok := KindOf(err); ok && kind == KindPictures {
		return No
	}
	if err != nil {
		return Unknown
	}
	return Yes
}
