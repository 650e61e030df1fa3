package llmtest

import (
	"fmt"
	"io"
	"net"
	"net/http"
)

// Transport gives the way to the server under its storm: calls that are
// Refused meet a port at which nobody listens, the others go through base.
func (s *Server) Transport(base http.RoundTripper) http.RoundTripper {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Errorf("llmtest: no port to refuse at: %v", err)
		return base
	}
	defer l.Close()
	return &refuser{s: s, base: base, at: l.Addr().String()}
}

type refuser struct {
	s    *Server
	base http.RoundTripper
	at   string // nobody listens there
}

// RoundTrip makes a call, or has it refused.
func (t *refuser) RoundTrip(r *http.Request) (*http.Response, error) {
	if !t.refuses(r) {
		return t.base.RoundTrip(r)
	}
	away := r.Clone(r.Context())
	away.URL.Host = t.at
	resp, err := t.base.RoundTrip(away)
	if err != nil {
		return nil, fmt.Errorf("calling where nobody listens: %w", err)
	}
	return resp, nil
}

func (t *refuser) refuses(r *http.Request) bool {
	if r.GetBody == nil {
		return false
	}
	copied, err := r.GetBody()
	if err != nil {
		return false
	}
	defer copied.Close()
	body, err := io.ReadAll(copied)
	if err != nil {
		return false
	}
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	f, _ := t.s.fate("refusal", body)
	if f != Refused {
		return false
	}
	t.s.refused++
	return true
}
