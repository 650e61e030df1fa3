package llmtest

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"
)

// Fault is a way in which a call goes wrong, or is made hard.
type Fault string

// The faults, by the point of the protocol at which they strike.
const (
	Refused      Fault = "connection refused"
	ResetHeader  Fault = "reset within the header"
	RateBare     Fault = "429"
	RateAfter    Fault = "429 with Retry-After"
	ServerPage   Fault = "502 with a web page"
	Unauthorized Fault = "401"
	NotFound     Fault = "404"
	Stalled      Fault = "stall"
	Endless      Fault = "signs of life without end"
	Truncated    Fault = "truncated stream"
	Garbage      Fault = "garbage in the stream"
	ErrorFrame   Fault = "error in the stream"
	Bound        Fault = "finish_reason length"
	Empty        Fault = "empty answer"
	WrongShape   Fault = "wrong schema"
	Huge         Fault = "huge answer"
	Drip         Fault = "slow drip"
)

// Faults lists them. All but Drip spoil the answer.
func Faults() []Fault {
	return []Fault{Refused, ResetHeader, RateBare, RateAfter, ServerPage, Unauthorized, NotFound, Stalled, Endless, Truncated, Garbage, ErrorFrame,
		Bound, Empty, WrongShape, Huge, Drip}
}

// Sound says whether an answer with this fault, or with none (""), is whole.
func (f Fault) Sound() bool { return f == "" || f == Drip }

// HugeBytes is the size of an answer that is Huge.
const HugeBytes = 1 << 20

// dripping is the time that passes before each piece of a slow answer.
const dripping = 250 * time.Millisecond

// Struck gives the step with a fault: what it answers is cut, replaced or
// slowed down. Where there is a choice, such as the piece before which a stream
// breaks, rnd decides. Refused is the work of a transport; see
// Server.Transport. Here it resets the connection.
func (s Step) Struck(f Fault, rnd *rand.Rand) Step {
	match, times, always := s.match, s.times, s.always
	some := s.pieces[:rnd.IntN(max(1, len(s.pieces)))]
	switch f {
	case Refused, ResetHeader:
		s.reset = true
	case RateBare:
		s = RateLimited("")
	case RateAfter:
		s = RateLimited(fmt.Sprint(1 + rnd.IntN(30)))
	case ServerPage:
		s = HTML(http.StatusBadGateway)
	case Unauthorized:
		s = Status(http.StatusUnauthorized, "invalid_api_key", "Incorrect API key provided")
	case NotFound:
		s = Status(http.StatusNotFound, "model_not_found", "The model does not exist")
	case Stalled:
		s.pieces, s.hang = some, []hang{hangBefore, hangInside}[rnd.IntN(2)]
	case Endless:
		s.pieces, s.hang = some, hangAlive
	case Truncated:
		s.pieces, s.cut = some, true
	case Garbage:
		s = s.part(some).Then("data: {\"choices\":[{\x00\xff", "")
	case ErrorFrame:
		s = s.part(some).Then(`data: {"error":{"message":"overloaded","type":"server_error","code":503}}`, "")
	case Bound:
		s = s.part(some).Finish("length")
	case Empty:
		s = Text("")
	case WrongShape:
		s = Text(`{"findings":[],"verdict":"perfect"}`)
	case Huge:
		s = Text("")
		for range HugeBytes >> 16 {
			s.pieces = append(s.pieces, strings.Repeat("again ", 1<<16/6))
		}
	case Drip:
		s.drip = dripping
	}
	s.name, s.match, s.times, s.always, s.fault = string(f), match, times, always, f
	return s
}

func (s Step) part(pieces []string) Step { s.pieces = pieces; return s }

// Storm breaks a share of all calls at random. It is the same for the same
// seed: how the n-th sending of a request fares depends on nothing beside it.
type Storm struct {
	Seed   uint64
	Share  float64 // of calls that are struck, 0 to 1
	Faults []Fault // nil for all
}

// Weather sets the storm under which the server answers from now on.
func (s *Server) Weather(w Storm) {
	if w.Faults == nil {
		w.Faults = Faults()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.storm = w
}

// fate draws what becomes of a sending. s.mu is held.
func (s *Server) fate(kind string, body []byte) (Fault, *rand.Rand) {
	if s.storm.Share <= 0 || len(s.storm.Faults) == 0 {
		return "", nil
	}
	h := fnv.New64a()
	_, _ = h.Write(body) // a hash takes everything
	key := kind + fmt.Sprint(h.Sum64())
	if s.sent == nil {
		s.sent = map[string]uint64{}
	}
	s.sent[key]++
	rnd := rand.New(rand.NewPCG(s.storm.Seed, h.Sum64()+s.sent[key]))
	if rnd.Float64() >= s.storm.Share {
		return "", nil
	}
	return s.storm.Faults[rnd.IntN(len(s.storm.Faults))], rnd
}

// strike lets the storm, if there is one, have its way with a step.
func (s *Server) strike(st *Step, req *Request) *Step {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, rnd := s.fate("answer", req.Body)
	if f == "" || f == Refused { // the transport's work
		req.Fault = st.fault
		return st
	}
	struck := st.Struck(f, rnd)
	req.Fault = f
	return &struck
}

// Refusals counts the calls that the server's Transport did not let through.
func (s *Server) Refusals() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused
}

// playReset ends the connection within the header, and rudely.
func playReset(w http.ResponseWriter) {
	h, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := h.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = conn.Write([]byte("HTTP/1.1 200 OK\r\nContent-Ty")) // it breaks anyway
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
