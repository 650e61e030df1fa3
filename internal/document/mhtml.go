package document

import (
	"context"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

const mostParts = 100 // of a page saved with its pictures

// isMHTML knows a page that is saved as a mail message, as Confluence's export
// to Word is whatever its name says.
func isMHTML(in *input) bool {
	head := strings.ToLower(in.text[:min(len(in.text), 4096)])
	first, _, _ := strings.Cut(strings.TrimLeft(head, " \t\r\n"), "\n")
	key, _, ok := keyValue(strings.TrimSpace(first))
	return ok && key != "" && strings.Contains(head, "mime-version:") && strings.Contains(head, "content-type: multipart/related")
}

// readMHTML reads the first part of such a page that is HTML.
func readMHTML(_ context.Context, in *input) (*source, error) {
	page, err := htmlPart(in.text)
	if err != nil || page == "" {
		return nil, refuse(quoted(in.path)+" is a saved page that cannot be read", "no part of it is HTML, or its parts are damaged",
			"Save the page as HTML or PDF, and give that file.", err)
	}
	src, err := renderHTML(in.path, page)
	if src != nil {
		src.places = nil // the lines of an encoded part are no one's
	}
	return src, err
}

func htmlPart(text string) (string, error) {
	m, err := mail.ReadMessage(strings.NewReader(strings.TrimLeft(text, " \t\r\n")))
	if err != nil {
		return "", err
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return "", err
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for range mostParts {
		part, err := parts.NextRawPart()
		if err != nil {
			return "", err
		}
		if kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type")); err != nil || kind != "text/html" {
			continue
		}
		var body io.Reader = part
		switch strings.ToLower(part.Header.Get("Content-Transfer-Encoding")) {
		case "quoted-printable":
			body = quotedprintable.NewReader(part)
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, part)
		}
		raw, err := io.ReadAll(io.LimitReader(body, MaxBytes))
		page, _ := decode(raw)
		return page, err
	}
	return "", nil
}
