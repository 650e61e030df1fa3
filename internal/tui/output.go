package tui

import (
	"encoding/base64"
	"io"
	"os"
	"sync"

	"archreview/internal/problem"
)

// mostCopied is the longest text that goes to the clipboard; terminals take no
// more.
const mostCopied = 74_000

// output is the terminal with room for a sequence between two frames.
type output struct {
	mu  sync.Mutex
	out io.Writer
}

func newOutput(out io.Writer) *output { return &output{out: out} }

// Write writes one frame.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.out.Write(b)
}

// ttyOutput is output over a file: the terminal library asks a file for its
// size and mode.
type ttyOutput struct {
	*os.File
	o *output
}

// Write writes one frame.
func (t ttyOutput) Write(b []byte) (int, error) { return t.o.Write(b) }

// terminal gives what the program draws on.
func (o *output) terminal() io.Writer {
	if f, ok := o.out.(*os.File); ok {
		return ttyOutput{File: f, o: o}
	}
	return o
}

// copy puts text into the clipboard by the terminal (OSC 52). The text goes as
// base64, so that nothing in it can reach the terminal as a command.
func (o *output) copy(text string) error {
	if len(text) > mostCopied {
		return &problem.Problem{What: "Too long for the clipboard", Detail: bytesText(len(text)) + "; terminals take " + bytesText(mostCopied), Next: "Export it to a file instead."}
	}
	_, err := io.WriteString(o, "\x1b]52;c;"+base64.StdEncoding.EncodeToString([]byte(text))+"\a")
	return err
}
