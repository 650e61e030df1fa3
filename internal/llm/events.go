package llm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// events is the body of an event stream in the one form that the client
// library reads rightly: lines "data: {…}", each whole and ended, and nothing
// else. Comments, event names and ids are dropped, data over several lines is
// joined, and an error in any dialect becomes the *Error that Read returns.
type events struct {
	r       *bufio.Reader
	body    io.Closer
	x       *exchange
	pending []byte // data lines that are no whole JSON yet
	joined  int    // how many
	out     bytes.Buffer
	err     error
}

const (
	longestLine = 8 << 20
	mostJoined  = 100 // lines of one piece of data; each is looked at again
)

// Close closes the connection.
func (e *events) Close() error { return e.body.Close() }

// Read gives clean lines.
func (e *events) Read(p []byte) (int, error) {
	for e.out.Len() == 0 {
		if e.err != nil {
			return 0, e.err
		}
		line, err := e.line()
		if err == nil || len(line) > 0 { // no line follows the last line end
			for _, part := range bytes.Split(line, []byte{'\r'}) {
				if e.err == nil {
					e.take(part)
				}
			}
		}
		if e.err == nil {
			e.err = err
		}
	}
	return e.out.Read(p)
}

// line reads up to a line end, or to the end of the body.
func (e *events) line() ([]byte, error) {
	var line []byte
	for {
		part, err := e.r.ReadSlice('\n')
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte{'\n'}), []byte{'\r'}), err
		}
		if len(line) > longestLine {
			return nil, &Error{Kind: KindMalformed, Message: "a line of the stream is longer than an answer can be"}
		}
	}
}

// take handles one line.
func (e *events) take(line []byte) {
	switch {
	case len(line) == 0:
		if len(e.pending) > 0 {
			e.err = &Error{Kind: KindMalformed, Message: "a piece of the stream is no JSON: " + string(e.pending), once: true}
		}
	case bytes.HasPrefix(line, []byte("data:")):
		e.data(bytes.TrimSpace(line[len("data:"):]))
	case bytes.HasPrefix(line, []byte("error:")):
		e.err = streamError(bytes.TrimSpace(line[len("error:"):]))
	case line[0] == '{':
		e.data(line) // an error without the protocol around it
	}
}

// data handles the value of one data line. A value that is whole JSON stands
// for itself, also where the blank line after it is missing.
func (e *events) data(v []byte) {
	if bytes.Equal(v, []byte("[DONE]")) {
		e.x.done = true
		e.out.WriteString("data: [DONE]\n")
		return
	}
	if len(v) == 0 {
		return
	}
	if len(e.pending) > 0 {
		v = append(append(e.pending, '\n'), v...)
	}
	if !json.Valid(v) {
		if e.joined++; e.joined > mostJoined || len(v) > longestLine {
			e.err = &Error{Kind: KindMalformed, Message: "a piece of the stream is no JSON: " + string(v[:min(len(v), mostErrorBody)]), once: true}
		}
		e.pending = bytes.Clone(v)
		return
	}
	e.pending, e.joined = nil, 0
	e.emit(v)
}

func (e *events) emit(v []byte) {
	if bytes.Contains(v, []byte(`"error"`)) {
		var top struct{ Error json.RawMessage }
		if json.Unmarshal(v, &top) == nil && !isNull(top.Error) {
			e.err = streamError(top.Error)
			return
		}
	}
	v = bytes.ReplaceAll(v, []byte{'\n'}, []byte{' '}) // no JSON string holds a bare line end
	e.out.WriteString("data: ")
	if bytes.HasPrefix(v, []byte(`{"error"`)) {
		// The library takes a null in this place for an error.
		e.out.WriteString(`{"_":0,`)
		v = v[1:]
	}
	e.out.Write(v)
	e.out.WriteByte('\n')
}
