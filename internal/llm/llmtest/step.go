package llmtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Step is one response of the script. It is made by a function such as Text or
// Status and refined by its methods, each of which gives a changed copy.
type Step struct {
	name   string
	match  func(*Request) bool
	times  int
	always bool

	status      int // not 200: body is sent as it stands
	contentType string
	header      http.Header
	body        string
	raw         bool // body is sent as it stands

	pieces   []string // of the answer
	thoughts string
	refusal  string
	finish   string
	noDone   bool
	noUsage  bool
	usage    *Usage
	after    []string // lines after the pieces, as they stand
	comments int      // before each piece
	cut      bool
	hang     hang
	delay    time.Duration
	between  time.Duration
	drip     time.Duration // on the server's clock, before each piece
	reset    bool          // within the header
	fault    Fault
}

// Usage is told in place of what the server counts.
type Usage struct{ Prompt, Cached, Completion, Reasoning int }

type hang int

const (
	hangNot hang = iota
	hangBefore
	hangInside
	hangAtEnd
	hangAlive
)

// Text answers with a text, streamed in pieces of a few words.
func Text(text string) Step {
	return Step{name: "text", times: 1, pieces: pieces(text), finish: "stop", status: http.StatusOK}
}

// JSON answers with a value as JSON.
func JSON(v any) Step {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // a mistake in the test
	}
	st := Text(string(raw))
	st.name = "json"
	return st
}

// pieces cuts a text after every third blank, and long words after 40 bytes.
func pieces(text string) []string {
	var out []string
	from, blanks := 0, 0
	for i := range text {
		if text[i] == ' ' {
			blanks++
		}
		if blanks == 3 || i-from >= 40 {
			out, from, blanks = append(out, text[from:i]), i, 0
		}
	}
	return append(out, text[from:])
}

// Status answers with an HTTP status and an error object as OpenAI writes it.
func Status(status int, code, message string) Step {
	raw, _ := json.Marshal(map[string]any{"error": map[string]any{"message": message, "type": "error", "param": nil, "code": code}})
	return Raw(status, "application/json", string(raw))
}

// Raw answers with a status, a content type and a body as they stand.
func Raw(status int, contentType, body string) Step {
	return Step{name: fmt.Sprintf("raw %d", status), times: 1, raw: true, status: status, contentType: contentType, body: body}
}

// RateLimited answers 429, with Retry-After if it is not empty.
func RateLimited(retryAfter string) Step {
	st := Status(http.StatusTooManyRequests, "rate_limit_exceeded", "Rate limit reached")
	if retryAfter != "" {
		st = st.Header("Retry-After", retryAfter)
	}
	return st
}

// HTML answers with a web page, as proxies do.
func HTML(status int) Step {
	return Raw(status, "text/html; charset=utf-8", "<html><head><title>Bad Gateway</title></head><body><h1>nginx</h1></body></html>\n")
}

// Stream answers with an event stream whose lines are given as they stand.
func Stream(lines ...string) Step {
	return Raw(http.StatusOK, "text/event-stream", strings.Join(lines, "\n")+"\n")
}

// Whole answers in one piece of JSON, as if no stream had been asked for.
func Whole(text, finish string) Step {
	raw, _ := json.Marshal(map[string]any{"model": "test-model", "object": "chat.completion",
		"choices": []any{map[string]any{"index": 0, "finish_reason": finish, "message": map[string]any{"role": "assistant", "content": text}}},
		"usage":   map[string]any{"prompt_tokens": 10, "completion_tokens": 5}})
	return Raw(http.StatusOK, "application/json", string(raw))
}

// When limits the step to requests that match.
func (s Step) When(match func(*Request) bool) Step { s.match = match; return s }

// Times makes the step answer n requests.
func (s Step) Times(n int) Step { s.times = n; return s }

// Always makes the step answer any number of requests, none included.
func (s Step) Always() Step { s.always = true; return s }

// Once makes the step answer one request, and no more.
func (s Step) Once() Step { s.times, s.always = 1, false; return s }

// Header sets a response header.
func (s Step) Header(key, value string) Step {
	s.header = s.header.Clone()
	if s.header == nil {
		s.header = http.Header{}
	}
	s.header.Set(key, value)
	return s
}

// Finish sets the reason for the end; "" gives none.
func (s Step) Finish(reason string) Step { s.finish = reason; return s }

// Refusal adds a refusal.
func (s Step) Refusal(text string) Step { s.refusal = text; return s }

// Thoughts sends reasoning_content before the answer.
func (s Step) Thoughts(text string) Step { s.thoughts = text; return s }

// NoDone ends the stream without its end mark.
func (s Step) NoDone() Step { s.noDone = true; return s }

// NoUsage tells no usage, as many local servers do.
func (s Step) NoUsage() Step { s.noUsage = true; return s }

// Told tells this usage.
func (s Step) Told(u Usage) Step { s.usage = &u; return s }

// Comments sends n keep-alive comments before each piece.
func (s Step) Comments(n int) Step { s.comments = n; return s }

// Cut breaks the connection after the pieces.
func (s Step) Cut() Step { s.cut = true; return s }

// Then sends lines after the pieces, as they stand, and nothing else.
func (s Step) Then(lines ...string) Step { s.after = lines; return s }

// HangBefore never begins to answer. The server's Clock goes ahead meanwhile.
func (s Step) HangBefore() Step { s.hang = hangBefore; return s }

// HangInside stops after the pieces.
func (s Step) HangInside() Step { s.hang = hangInside; return s }

// HangAtEnd stops after the reason for the end, before usage and end mark.
func (s Step) HangAtEnd() Step { s.hang = hangAtEnd; return s }

// HangAlive sends comments without end after the pieces.
func (s Step) HangAlive() Step { s.hang = hangAlive; return s }

// Delay waits in real time before the first piece and between pieces.
func (s Step) Delay(first, between time.Duration) Step { s.delay, s.between = first, between; return s }
