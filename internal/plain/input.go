package plain

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"archreview/internal/document"
)

// input gives the lines that the user types, one for each request, so that a
// line that nobody asked for stays with the reader.
type input struct {
	asked chan struct{}
	lines chan typed
	begun bool
	r     *bufio.Reader
	first bool  // the next line is the first one
	over  error // the input has ended
}

// typed is one line, or why there is none.
type typed struct {
	text string
	err  error
}

func newInput(r io.Reader) *input {
	return &input{asked: make(chan struct{}), lines: make(chan typed, 1), r: bufio.NewReader(r), first: true}
}

// next gives the next line without its end. It waits no longer than the
// context lasts. At the end of the input the error is io.EOF.
func (in *input) next(ctx context.Context) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if in.over != nil {
		return "", in.over
	}
	if !in.begun {
		in.begun = true
		go in.serve()
	}
	select {
	case in.asked <- struct{}{}:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case l := <-in.lines:
		in.over = l.err
		return l.text, l.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// serve reads a line for each request.
func (in *input) serve() {
	for range in.asked {
		text, err := in.read()
		in.lines <- typed{text, err}
		if err != nil {
			return
		}
	}
}

// stop ends the reading, once the read that is under way has ended.
func (in *input) stop() {
	if in.begun && in.over == nil {
		close(in.asked)
		in.over = io.EOF
	}
}

// read gives one line. Of a line that is longer than any document may be, the
// rest is dropped.
func (in *input) read() (string, error) {
	var b bytes.Buffer
	for {
		part, err := in.r.ReadSlice('\n')
		if room := document.MaxBytes + 1 - b.Len(); room > 0 {
			b.Write(part[:min(len(part), room)])
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil && (err != io.EOF || b.Len() == 0) {
			if err != io.EOF {
				err = fmt.Errorf("reading the input: %w", err)
			}
			return "", err
		}
		text := strings.TrimSuffix(strings.TrimSuffix(b.String(), "\n"), "\r")
		if in.first {
			in.first, text = false, strings.TrimPrefix(text, "\ufeff")
		}
		return text, nil
	}
}

// mostEcho is how many characters of a line of a script are shown.
const mostEcho = 200

// ask shows a prompt and gives what is typed after it, without blanks around
// it. A line of a script is shown behind the prompt.
func (s *session) ask(ctx context.Context, prompt string) (string, error) {
	if s.out.err != nil {
		return "", s.out.err
	}
	if s.o.Interactive {
		s.out.prompt(prompt)
	}
	l, err := s.in.next(ctx)
	if err != nil {
		return "", err
	}
	if s.out.typed(); !s.o.Interactive {
		s.out.line(prompt + clipped(l, mostEcho))
	}
	return strings.TrimSpace(l), nil
}

// block reads lines up to one that holds only the mark, or up to the end of
// the input if there was any. They are not shown.
func (s *session) block(ctx context.Context, mark string) (string, error) {
	var b strings.Builder
	for {
		l, err := s.in.next(ctx)
		if err == io.EOF && strings.TrimSpace(b.String()) != "" {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		if strings.TrimSpace(l) == mark {
			return b.String(), nil
		}
		if b.Len() <= document.MaxBytes {
			b.WriteString(l + "\n")
		}
	}
}
