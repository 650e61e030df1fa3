package llm_test

import (
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"archreview/internal/llm"
	"archreview/internal/llm/llmtest"
)

// canned answers every request with one response, without a network.
type canned struct {
	status int
	header http.Header
	body   func() io.Reader
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: c.status, Header: c.header, Body: io.NopCloser(c.body()), Request: r}, nil
}

func over(t testing.TB, body func() io.Reader) *llm.Client {
	t.Helper()
	c, err := llm.New(llm.Options{Model: "m", Retries: -1, BaseURL: "http://h",
		Transport: canned{200, http.Header{"Content-Type": {"text/event-stream"}}, body}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const stream = ": ping\n\nevent: message\nid: 1\n" +
	`data: {"model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}` + "\n\n" +
	`data: {"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}` + "\r\n\r\n" +
	`data: {"choices":[{"index":0,"delta":{"content":"Gr\u00fc\u00dfe \"error\" "}}]}` + "\n\n: ping\n\n" +
	`data: {"choices":[{"index":0,"delta":{"content":"漢字"}}]}` + "\n\n" +
	`data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n" +
	`data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}` + "\n\n" +
	"data: [DONE]\n\n"

const whole = `Grüße "error" 漢字`

// However the network cuts a stream into pieces, the answer is the same.
func TestPiecesOfTheNetworkDoNotMatter(t *testing.T) {
	for name, reader := range map[string]func() io.Reader{
		"bytes":     func() io.Reader { return iotest.OneByteReader(strings.NewReader(stream)) },
		"halves":    func() io.Reader { return iotest.HalfReader(strings.NewReader(stream)) },
		"data, EOF": func() io.Reader { return iotest.DataErrReader(strings.NewReader(stream)) },
	} {
		reply, err := over(t, reader).Chat(t.Context(), ask, nil)
		if err != nil || reply.Text != whole || reply.Usage.PromptTokens != 7 || reply.Model != "m-1" || reply.Finish != "stop" {
			t.Errorf("%s: %+v, %v", name, reply, err)
		}
	}
}

// A stream cut at any byte, by its end or by an error, is no answer until the
// reason for its end has come in whole.
func TestNoCutLooksLikeAnAnswer(t *testing.T) {
	enough := strings.Index(stream, `"finish_reason":"stop"}]}`) + len(`"finish_reason":"stop"}]}`)
	for n := range len(stream) {
		for _, broken := range []bool{false, true} {
			body := func() io.Reader {
				r := io.Reader(strings.NewReader(stream[:n]))
				if broken {
					r = io.MultiReader(r, iotest.ErrReader(errors.New("connection reset")))
				}
				return r
			}
			reply, err := over(t, body).Chat(t.Context(), ask, nil)
			switch {
			case n < enough && err == nil:
				t.Fatalf("cut at %d (broken %v): taken for an answer: %+v", n, broken, reply)
			case n < enough:
				var e *llm.Error
				if !errors.As(err, &e) || e.Kind != llm.KindTruncated || !strings.HasPrefix(whole, e.Partial) {
					t.Fatalf("cut at %d (broken %v): %+v", n, broken, err)
				}
			case n > enough && (err != nil || reply.Text != whole):
				t.Fatalf("cut at %d (broken %v): %+v, %v", n, broken, reply, err)
			}
		}
	}
}

// Whatever comes, it ends in an answer with text or in a typed error whose
// message is fit for a terminal.
func FuzzAnyBody(f *testing.F) {
	f.Add(200, "text/event-stream", stream)
	for _, x := range failureCases() {
		f.Add(500, "application/json", x.says)
	}
	f.Add(200, "", "data: {\ndata: }\n\nerror: 5\n{\"error\":[1]}")
	f.Add(400, "application/json", `[{"error":{"code":[1],"message":{"a":1},"innererror":null,"metadata":{"raw":5}}}]`)
	f.Add(200, "application/json", `{"choices":[{"message":{"content":null}}],"error":null,"usage":null}`)
	f.Add(200, "application/json", `{"choices":[null]}`)
	f.Fuzz(func(t *testing.T, status int, contentType, body string) {
		status = 200 + (status%400+400)%400
		if status >= 300 && status < 400 {
			status = 200
		}
		c, err := llm.New(llm.Options{Model: "m", Retries: -1, BaseURL: "http://h", APIKey: llm.Hide(theKey),
			Transport: canned{status, http.Header{"Content-Type": {contentType}}, func() io.Reader { return strings.NewReader(body) }}})
		if err != nil {
			t.Fatal(err)
		}
		reply, err := c.Chat(t.Context(), ask, nil)
		if err == nil {
			if strings.TrimSpace(reply.Text) == "" || status >= 400 {
				t.Fatalf("status %d: %+v", status, reply)
			}
			return
		}
		var e *llm.Error
		if !errors.As(err, &e) || e.Message == "" || strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 }) {
			t.Fatalf("%T %q", err, err)
		}
	})
}

// Ten streams side by side, each of 20,000 pieces.
func BenchmarkTenStreams(b *testing.B) {
	var body strings.Builder
	for range 20_000 {
		body.WriteString(`data: {"id":"chatcmpl-1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":" token"},"finish_reason":null}]}` + "\n\n")
	}
	body.WriteString(end + "\ndata: [DONE]\n\n")
	c := over(b, func() io.Reader { return strings.NewReader(body.String()) })
	b.SetBytes(int64(10 * body.Len()))
	b.ReportAllocs()
	var most uint64
	for b.Loop() {
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if r, err := c.Chat(b.Context(), ask, func(llm.Event) {}); err != nil || len(r.Text) != 6*20_000 {
					b.Error(err)
				}
			})
		}
		wg.Wait()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.Sys)
	}
	b.ReportMetric(float64(most)/(1<<20), "MiB-sys")
}

// BenchmarkOwnTime measures one call of 500 pieces over a real connection to a
// server that does not wait.
func BenchmarkOwnTime(b *testing.B) {
	s := llmtest.New(b, llmtest.Text(strings.Repeat("one two three ", 500)).Always())
	c, err := llm.New(llm.Options{BaseURL: s.URL, Model: "m"})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := c.Chat(b.Context(), ask, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzPieces cuts any stream at any places: what comes of it is what comes of
// the whole.
func FuzzPieces(f *testing.F) {
	f.Add(stream, []byte{1})
	f.Add(stream, []byte{13, 200, 1})
	f.Add("data: {\"choices\":\ndata: []}\r\rdata:{\"error\":{\"code\":429}}\n\n", []byte{5})
	f.Add("error: {\"message\":\"x\"}\n{\"error\":\"y\"}\n", []byte{2, 3})
	f.Fuzz(func(t *testing.T, body string, cuts []byte) {
		if len(cuts) == 0 {
			return
		}
		whole, werr := over(t, func() io.Reader { return strings.NewReader(body) }).Chat(t.Context(), ask, nil)
		got, err := over(t, func() io.Reader { return &pieces{body: body, cuts: cuts} }).Chat(t.Context(), ask, nil)
		if (err == nil) != (werr == nil) || err != nil && err.Error() != werr.Error() || got.Text != whole.Text || got.Usage != whole.Usage || got.Finish != whole.Finish {
			t.Fatalf("in pieces %+v, %v\nin one %+v, %v", got, err, whole, werr)
		}
	})
}

// pieces reads a body in pieces of the given lengths, by turns.
type pieces struct {
	body string
	cuts []byte
	at   int
}

func (p *pieces) Read(b []byte) (int, error) {
	if p.body == "" {
		return 0, io.EOF
	}
	n := copy(b, p.body[:min(len(p.body), 1+int(p.cuts[p.at%len(p.cuts)]))])
	p.body = p.body[n:]
	p.at++
	return n, nil
}
