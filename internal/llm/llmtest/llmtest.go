// Package llmtest is a scripted endpoint for tests. It speaks the real
// protocol over HTTP, event streams with usage included, and fails in the ways
// that real endpoints do. Only tests import it.
//
// Each request takes the first step that is left and matches it. Steps that
// are left over when the test ends, and requests for which none is left, fail
// the test.
package llmtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Server is the endpoint. URL is its base URL, with /v1.
type Server struct {
	URL   string
	Clock *Clock // goes ahead while a step hangs

	t     testing.TB
	http  *httptest.Server
	mu    sync.Mutex
	steps []*Step
	got   []*Request
	list  []Model
	storm Storm
	sent  map[string]uint64 // how often, by request

	refused int
}

// Model is an entry of the endpoint's list of models.
type Model struct {
	ID     string
	Window int // told as context_length; 0: not told
}

// Request is a chat call as the server received it.
type Request struct {
	Path   string
	Query  string
	Header http.Header
	Body   []byte
	Chat   Chat

	// The usage that the server told, or would have told.
	PromptTokens, CachedTokens, CompletionTokens int
	Told                                         bool

	Fault Fault // with which it was answered; "" for none
}

// Chat is the body of a chat call.
type Chat struct {
	Model               string
	Messages            []Message
	Stream              bool
	MaxTokens           *int           `json:"max_tokens"`
	MaxCompletionTokens *int           `json:"max_completion_tokens"`
	Temperature         *float64       `json:"temperature"`
	ReasoningEffort     string         `json:"reasoning_effort"`
	ResponseFormat      *Format        `json:"response_format"`
	StreamOptions       map[string]any `json:"stream_options"`
}

// Message is one message of a chat call.
type Message struct {
	Role, Content string
	Pictures      []string // their addresses, behind the text
}

// UnmarshalJSON reads content that is a text, and content in parts.
func (m *Message) UnmarshalJSON(raw []byte) error {
	var wire struct {
		Role    string
		Content json.RawMessage
	}
	if err := json.Unmarshal(raw, &wire); err != nil {
		return err
	}
	m.Role = wire.Role
	if json.Unmarshal(wire.Content, &m.Content) == nil {
		return nil
	}
	var parts []struct {
		Type, Text string
		ImageURL   struct{ URL string } `json:"image_url"`
	}
	if err := json.Unmarshal(wire.Content, &parts); err != nil {
		return err
	}
	for _, p := range parts {
		switch p.Type {
		case "text":
			m.Content += p.Text
		case "image_url":
			m.Pictures = append(m.Pictures, p.ImageURL.URL)
		default:
			return fmt.Errorf("there is no part of the type %q", p.Type)
		}
	}
	return nil
}

// Format is the demanded form of the answer.
type Format struct {
	Type       string
	JSONSchema *struct {
		Name   string
		Strict bool
		Schema json.RawMessage
	} `json:"json_schema"`
}

// Mode names the demanded form: json_schema, json_object or text.
func (r *Request) Mode() string {
	if r.Chat.ResponseFormat == nil {
		return "text"
	}
	return r.Chat.ResponseFormat.Type
}

// Prompt gives all messages as one text.
func (r *Request) Prompt() string {
	var b strings.Builder
	for _, m := range r.Chat.Messages {
		b.WriteString(m.Role + "\n" + m.Content + "\n")
	}
	return b.String()
}

// New starts a server that plays the steps.
func New(t testing.TB, steps ...Step) *Server {
	t.Helper()
	s := &Server{t: t, Clock: NewClock(), list: []Model{{ID: "test-model"}}}
	s.Add(steps...)
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL + "/v1"
	t.Cleanup(s.end)
	return s
}

// Add appends steps to the script.
func (s *Server) Add(steps ...Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range steps {
		s.steps = append(s.steps, &st)
	}
}

// Models sets the endpoint's list; none makes the list unknown (404).
func (s *Server) Models(list ...Model) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = list
}

// Requests gives the chat calls so far, in the order in which they came.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Request
	for _, r := range s.got {
		out = append(out, *r)
	}
	return out
}

// Totals sums up the calls and what was told of their tokens.
func (s *Server) Totals() (calls, prompt, cached, completion int) {
	for _, r := range s.Requests() {
		calls++
		if r.Told {
			prompt, cached, completion = prompt+r.PromptTokens, cached+r.CachedTokens, completion+r.CompletionTokens
		}
	}
	return calls, prompt, cached, completion
}

func (s *Server) end() {
	s.http.CloseClientConnections()
	s.http.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, st := range s.steps {
		if !st.always && st.times > 0 {
			s.t.Errorf("llmtest: step %d (%s) was not used", i+1, st.name)
		}
	}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/models") {
		s.models(w)
		return
	}
	req := &Request{Path: r.URL.Path, Query: r.URL.RawQuery, Header: r.Header.Clone(), Body: body}
	if err := json.Unmarshal(body, &req.Chat); err != nil || !strings.HasSuffix(r.URL.Path, "/chat/completions") {
		s.t.Errorf("llmtest: %s %s is no chat call: %v", r.Method, r.URL.Path, err)
		http.Error(w, `{"error":{"message":"no such call"}}`, http.StatusNotFound)
		return
	}
	st := s.next(req)
	if st == nil {
		s.t.Errorf("llmtest: no step is left for call %d (mode %s): %.200s", len(s.Requests()), req.Mode(), body)
		http.Error(w, `{"error":{"message":"the script has no step for this"}}`, http.StatusBadRequest)
		return
	}
	s.strike(st, req).play(s, w, r, req)
}

// next records the request and takes its step.
func (s *Server) next(req *Request) *Step {
	s.mu.Lock()
	defer s.mu.Unlock()
	req.CachedTokens = s.cached(req)
	req.PromptTokens = len(req.Prompt()) / bytesPerToken
	s.got = append(s.got, req)
	for _, st := range s.steps {
		if (st.always || st.times > 0) && (st.match == nil || st.match(req)) {
			st.times--
			return st
		}
	}
	return nil
}

const (
	bytesPerToken = 4
	cacheUnit     = 128 // tokens; providers cache in such units …
	cacheLeast    = 1024
)

// cached finds how much of the prompt an earlier call began with, as the
// providers' prefix caches do.
func (s *Server) cached(req *Request) int {
	most, prompt := 0, []byte(req.Prompt())
	for _, old := range s.got {
		earlier := []byte(old.Prompt())
		n := 0
		for n < len(prompt) && n < len(earlier) && prompt[n] == earlier[n] {
			n++
		}
		most = max(most, n)
	}
	if tokens := most / bytesPerToken / cacheUnit * cacheUnit; tokens >= cacheLeast {
		return tokens
	}
	return 0
}

func (s *Server) models(w http.ResponseWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if len(s.list) == 0 {
		w.WriteHeader(http.StatusNotFound)
		io.WriteString(w, `{"detail":"Not Found"}`)
		return
	}
	var b bytes.Buffer
	for i, m := range s.list {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%q,"object":"model"`, m.ID)
		if m.Window > 0 {
			fmt.Fprintf(&b, `,"context_length":%d`, m.Window)
		}
		b.WriteByte('}')
	}
	fmt.Fprintf(w, `{"object":"list","data":[%s]}`, b.Bytes())
}

func (s *Server) told(req *Request, completion int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	req.Told, req.CompletionTokens = true, completion
}
