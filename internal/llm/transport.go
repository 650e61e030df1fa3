package llm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// transport stands between the client library and the network. It adds the key
// to requests to the endpoint's own origin and to no other, turns failures into
// *Error where the headers still are, and lets nothing pass as a stream that is
// none.
type transport struct {
	base   http.RoundTripper
	clock  Clock
	key    Secret
	header string // the header that carries the key
	origin string
	max    int64
}

const mostErrorBody = 64 << 10

// origin names scheme, host and port of an address.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

// RoundTrip sends one request.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	x := exchangeOf(req.Context())
	x.sent.Store(true)
	req, err := t.prepare(req, x)
	if err != nil {
		return nil, err
	}
	resp, err := t.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	x.header = resp.Header
	x.alive()
	switch {
	case resp.StatusCode >= http.StatusBadRequest:
		body := readSome(resp.Body, mostErrorBody)
		return nil, statusError(resp.StatusCode, resp.Header, body, t.clock.Now())
	case resp.StatusCode >= http.StatusMultipleChoices || req.Method != http.MethodPost:
		return resp, nil
	}
	return t.stream(resp, x)
}

// prepare copies the request with the key, or without any, and with its body
// as the endpoint wants it.
func (t *transport) prepare(req *http.Request, x *exchange) (*http.Request, error) {
	req = req.Clone(req.Context())
	req.Header.Del("Authorization")
	req.Header.Del("Api-Key")
	if !t.key.Empty() && origin(req.URL) == t.origin {
		v := t.key.show()
		if t.header == "Authorization" {
			v = "Bearer " + v
		}
		req.Header.Set(t.header, v)
	}
	if req.Body == nil || !x.oldTokens && len(x.extra) == 0 {
		return req, nil
	}
	body, err := io.ReadAll(req.Body)
	req.Body.Close()
	if err != nil {
		return nil, fmt.Errorf("reading the request: %w", err)
	}
	body = x.rewrite(body)
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return req, nil
}

// stream gives a response whose body is a clean event stream: the one that
// came, or one made from an answer that came whole.
func (t *transport) stream(resp *http.Response, x *exchange) (*http.Response, error) {
	body := &watched{resp.Body, x.alive, t.max}
	r := bufio.NewReaderSize(body, 16<<10)
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if kind == "text/event-stream" || looksLikeEvents(r) {
		resp.Body = &events{r: r, body: resp.Body, x: x}
		resp.ContentLength = -1
		return resp, nil
	}
	whole, err := io.ReadAll(r)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	chunk, err := asChunk(whole, kind)
	if err != nil {
		return nil, err
	}
	x.whole, x.done = true, true
	resp.Body = io.NopCloser(strings.NewReader("data: " + chunk + "\ndata: [DONE]\n"))
	resp.ContentLength = -1
	return resp, nil
}

// looksLikeEvents recognises a stream under another content type, or none.
func looksLikeEvents(r *bufio.Reader) bool {
	head, _ := r.Peek(6)
	head = bytes.TrimLeft(head, "\r\n")
	return bytes.HasPrefix(head, []byte("data:")) || bytes.HasPrefix(head, []byte("event:")) || bytes.HasPrefix(head, []byte(":"))
}

// asChunk makes a stream's chunk of a completion that came in one piece.
func asChunk(body []byte, contentType string) (string, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return "", &Error{Kind: KindMalformed, Status: http.StatusOK, Message: "the response is empty", once: true}
	}
	var top map[string]json.RawMessage
	if json.Unmarshal(body, &top) != nil {
		return "", &Error{Kind: KindMalformed, Status: http.StatusOK,
			Message: fmt.Sprintf("%q instead of a stream: %s", contentType, pageText(body))}
	}
	if v := top["error"]; !isNull(v) {
		e := streamError(v)
		e.Status = http.StatusOK
		return "", e
	}
	var choices []map[string]json.RawMessage
	if json.Unmarshal(top["choices"], &choices) != nil || len(choices) == 0 {
		return "", &Error{Kind: KindMalformed, Status: http.StatusOK, Message: "the response has no choices: " + string(body)}
	}
	for _, c := range choices {
		if m, ok := c["message"]; ok {
			c["delta"] = m
			delete(c, "message")
		}
	}
	raw, err := json.Marshal(choices)
	if err != nil {
		return "", fmt.Errorf("reading the response: %w", err)
	}
	top["choices"] = raw
	out, err := json.Marshal(top)
	if err != nil {
		return "", fmt.Errorf("reading the response: %w", err)
	}
	return string(out), nil
}

// readSome reads and closes a body, up to max bytes of it.
func readSome(body io.ReadCloser, max int64) []byte {
	defer body.Close()
	raw, _ := io.ReadAll(io.LimitReader(body, max))
	return raw
}

// watched reports that bytes arrive, and ends a body that is too long.
type watched struct {
	io.Reader
	alive func()
	left  int64
}

// Read reads and reports.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if n > 0 {
		w.alive()
		if w.left -= int64(n); w.left < 0 {
			return 0, &Error{Kind: KindMalformed, Message: "the response is longer than an answer can be"}
		}
	}
	return n, err
}
