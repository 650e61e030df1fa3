// Package pdftext takes the text out of a PDF. No reader written in Go survives
// hostile files in its own process, so the work is done by a child: the same
// program, started again with ChildArg, with limits on memory and time. The
// child gets the file on standard input and writes lines of text, with their
// pages, to standard output. It dies with its parent.
package pdftext

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Limits of the child.
const (
	MaxTime    = 20 * time.Second // from its start to its end
	MaxMemory  = 256 << 20        // bytes of memory it may use
	MaxPages   = 2000             // pages that are read
	MaxText    = 8 << 20          // bytes of text it may find
	maxOutput  = 3 * MaxText      // bytes it may write: text and places
	maxMessage = 2 << 10          // bytes of an error message that are kept
)

// Causes for which a PDF is not read.
var (
	ErrPassword = errors.New("it opens with a password only")
	ErrNoText   = errors.New("its pages hold no text")
	ErrLimit    = errors.New("a limit was reached")
	ErrDamaged  = errors.New("it is damaged")
)

// Line is one line of the text as Markdown, and where it stands.
type Line struct {
	Page int    `json:"p,omitempty"` // counted from 1; 0 for a line that only separates
	Line int    `json:"l,omitempty"` // of the page, counted from 1 from its top
	Text string `json:"t"`
}

// Text is the text of a PDF and what is known about its quality.
type Text struct {
	Lines    []Line  `json:"lines"`
	Pages    int     `json:"pages"`
	Empty    []int   `json:"empty,omitempty"`   // pages without text
	Failed   []int   `json:"failed,omitempty"`  // pages that could not be read
	Unknown  int     `json:"unknown,omitempty"` // characters that the file does not explain
	Repeated int     `json:"repeated,omitempty"`
	Glued    bool    `json:"glued,omitempty"` // spaces between words are missing
	MeanWord float64 `json:"mean,omitempty"`  // letters of a word
	Tool     string  `json:"tool,omitempty"`  // name of another program that found the text
}

// Extractor starts the child.
type Extractor struct {
	Command []string      // program and arguments that become the child
	Env     []string      // of the child; nil for next to nothing
	Time    time.Duration // MaxTime when zero
	Tool    string        // path of pdftotext, for files whose text is found badly; empty for none
}

// Default gives the extractor that starts the running program again, and uses
// pdftotext where that is installed and needed.
func Default() Extractor {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		tool = "" // it is only a second try
	}
	return Extractor{Command: []string{self, ChildArg}, Tool: tool}
}

// Text takes the text out of a PDF. The child is gone when it returns. Errors
// wrap one of the causes of this package, or that of the context.
func (x Extractor) Text(ctx context.Context, raw []byte) (*Text, error) {
	text, err := x.own(ctx, raw)
	if errors.Is(err, ErrPassword) || ctx.Err() != nil || x.Tool == "" {
		return text, err
	}
	if err == nil && !text.doubtful() {
		return text, nil
	}
	other, toolErr := x.tool(ctx, raw)
	if toolErr != nil || err == nil && !other.better(text) {
		return text, err
	}
	return other, nil
}

// doubtful holds for a text that another program may find better.
func (t *Text) doubtful() bool {
	return t.Glued || len(t.Empty)+len(t.Failed) > 0 || t.unread()
}

// unread holds where so many characters are not explained that words are lost.
func (t *Text) unread() bool {
	const share = 300 // one in so many
	chars := 0
	for _, l := range t.Lines {
		chars += len(l.Text)
	}
	return t.Unknown*share > chars
}

// better tells whether a text is to be preferred to another.
func (t *Text) better(than *Text) bool {
	if t.Glued != than.Glued {
		return than.Glued
	}
	return len(t.Empty)+len(t.Failed) < len(than.Empty)+len(than.Failed) || than.unread() && !t.unread()
}

// own has the text found by this package in the child.
func (x Extractor) own(ctx context.Context, raw []byte) (*Text, error) {
	out, err := x.run(ctx, raw, nil)
	if err != nil {
		return nil, err
	}
	var text Text
	if err := json.Unmarshal(out, &text); err != nil {
		return nil, fmt.Errorf("%w: the answer of the child is not understood: %w", ErrDamaged, err)
	}
	return text.checked()
}

// tool has the text found by pdftotext, which takes the place of the child and
// inherits its limits.
func (x Extractor) tool(ctx context.Context, raw []byte) (*Text, error) {
	out, err := x.run(ctx, raw, []string{x.Tool})
	if err != nil {
		return nil, err
	}
	text := fromPages(strings.Split(strings.ToValidUTF8(string(out), "\uFFFD"), "\f"))
	text.Tool = "pdftotext"
	return text.checked()
}

func (t *Text) checked() (*Text, error) {
	for _, l := range t.Lines {
		if strings.TrimSpace(l.Text) != "" {
			return t, nil
		}
	}
	return nil, ErrNoText
}

// run starts the child, hands it the file and waits for its answer.
func (x Extractor) run(ctx context.Context, raw []byte, args []string) ([]byte, error) {
	limit := x.Time
	if limit == 0 {
		limit = MaxTime
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("%w: it was not read within %v", ErrLimit, limit))
	defer cancel()
	cmd := exec.CommandContext(ctx, x.Command[0], append(append([]string{}, x.Command[1:]...), args...)...)
	cmd.Env = append([]string{"GOMAXPROCS=2", "GOTRACEBACK=none", "LC_ALL=C.UTF-8"}, x.Env...)
	cmd.Stdin = strings.NewReader(string(raw))
	out, message := &capped{most: maxOutput, full: cancel}, &capped{most: maxMessage}
	cmd.Stdout, cmd.Stderr = out, message
	cmd.WaitDelay = time.Second
	bind(cmd)
	err := start(cmd)
	if out.over {
		return nil, fmt.Errorf("%w: more than %d MiB of text came out of it", ErrLimit, MaxText>>20)
	}
	if cause := context.Cause(ctx); cause != nil && err != nil {
		return nil, cause
	}
	if err != nil {
		return nil, ended(err, message.String())
	}
	return []byte(out.String()), nil
}

// ended says why the child ended without an answer.
func ended(err error, message string) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("%w: the process that reads it could not be started: %w", ErrDamaged, err)
	}
	message, _, _ = strings.Cut(strings.TrimSpace(message), "\n")
	switch {
	case exit.ExitCode() == exitPassword:
		return ErrPassword
	case exit.ExitCode() == exitNoText:
		return ErrNoText
	case exit.ExitCode() == exitLimit, isMemory(message):
		return fmt.Errorf("%w: it asks for more than %d MiB of memory, or has more than %d pages", ErrLimit, MaxMemory>>20, MaxPages)
	case exit.ExitCode() == exitDamaged && message != "":
		return fmt.Errorf("%w: %s", ErrDamaged, message)
	}
	return fmt.Errorf("%w: the process that read it failed (%s)", ErrDamaged, exit.ProcessState)
}

// isMemory recognises what the Go runtime says when it gets no more memory.
func isMemory(message string) bool {
	for _, said := range [...]string{"out of memory", "cannot allocate memory"} {
		if strings.Contains(message, said) {
			return true
		}
	}
	return false
}

// capped keeps what is written to it up to a limit, at which it ends the writer.
type capped struct {
	strings.Builder
	most int
	full func()
	over bool
}

// Write takes over more bytes.
func (c *capped) Write(p []byte) (int, error) {
	if c.Len()+len(p) > c.most {
		if c.full == nil {
			return len(p), nil // a message is cut
		}
		c.over = true
		c.full()
		return 0, io.ErrShortWrite
	}
	return c.Builder.Write(p)
}
