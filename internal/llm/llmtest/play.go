package llmtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// play sends the step's response.
func (st *Step) play(s *Server, w http.ResponseWriter, r *http.Request, req *Request) {
	if st.reset {
		playReset(w)
		return
	}
	for k, v := range st.header {
		w.Header()[k] = v
	}
	if st.hang == hangBefore {
		s.hangOn(r, func() {})
		return
	}
	if st.raw {
		w.Header().Set("Content-Type", st.contentType)
		w.WriteHeader(st.status)
		io.WriteString(w, st.body)
		if st.cut {
			flush(w)
			panic(http.ErrAbortHandler)
		}
		return
	}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	pause(r, st.delay)
	st.stream(s, w, r, req)
}

func (st *Step) stream(s *Server, w http.ResponseWriter, r *http.Request, req *Request) {
	send := func(delta map[string]any, finish any) {
		raw, _ := json.Marshal(map[string]any{"id": "c1", "object": "chat.completion.chunk", "model": req.Chat.Model,
			"choices": []any{map[string]any{"index": 0, "delta": delta, "finish_reason": finish}}})
		fmt.Fprintf(w, "data: %s\n\n", raw)
		flush(w)
	}
	send(map[string]any{"role": "assistant", "content": ""}, nil)
	if st.thoughts != "" {
		send(map[string]any{"reasoning_content": st.thoughts}, nil)
	}
	for i, p := range st.pieces {
		io.WriteString(w, strings.Repeat(": keep-alive\n\n", st.comments))
		if i > 0 {
			pause(r, st.between)
		}
		if st.drip > 0 {
			pause(r, time.Millisecond) // the client shall have what was sent
			s.Clock.Elapse(st.drip)
		}
		send(map[string]any{"content": p}, nil)
	}
	if st.refusal != "" {
		send(map[string]any{"refusal": st.refusal}, nil)
	}
	switch {
	case st.cut:
		panic(http.ErrAbortHandler)
	case st.hang == hangInside:
		s.hangOn(r, func() {})
		return
	case st.hang == hangAlive:
		s.hangOn(r, func() { io.WriteString(w, ": alive\n\n"); flush(w) })
		return
	case st.after != nil:
		io.WriteString(w, strings.Join(st.after, "\n")+"\n")
		return
	}
	if st.finish != "" {
		send(map[string]any{}, st.finish)
	}
	if st.hang == hangAtEnd {
		s.hangOn(r, func() {})
		return
	}
	st.tellUsage(s, w, req)
	if !st.noDone {
		io.WriteString(w, "data: [DONE]\n\n")
	}
}

// tellUsage sends the usage as the last chunk, if the request asks for it.
func (st *Step) tellUsage(s *Server, w io.Writer, req *Request) {
	if st.noUsage || req.Chat.StreamOptions["include_usage"] != true {
		return
	}
	u := Usage{Prompt: req.PromptTokens, Cached: req.CachedTokens, Completion: len(strings.Join(st.pieces, "")) / bytesPerToken}
	if st.usage != nil {
		u = *st.usage
		s.mu.Lock()
		req.PromptTokens, req.CachedTokens = u.Prompt, u.Cached
		s.mu.Unlock()
	}
	s.told(req, u.Completion)
	raw, _ := json.Marshal(map[string]any{"id": "c1", "object": "chat.completion.chunk", "model": req.Chat.Model, "choices": []any{},
		"usage": map[string]any{"prompt_tokens": u.Prompt, "completion_tokens": u.Completion, "total_tokens": u.Prompt + u.Completion,
			"prompt_tokens_details":     map[string]any{"cached_tokens": u.Cached},
			"completion_tokens_details": map[string]any{"reasoning_tokens": u.Reasoning}}})
	fmt.Fprintf(w, "data: %s\n\n", raw)
}

func flush(w http.ResponseWriter) {
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}

func pause(r *http.Request, d time.Duration) {
	if d <= 0 {
		return
	}
	select {
	case <-time.After(d):
	case <-r.Context().Done():
	}
}

// hangOn waits until the client hangs up. For every millisecond that passes, a
// good while passes on the clock.
func (s *Server) hangOn(r *http.Request, meanwhile func()) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
			meanwhile()
			s.Clock.Elapse(hangStep)
		}
	}
}

const hangStep = 250 * time.Millisecond
