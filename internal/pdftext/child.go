package pdftext

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/ledongthuc/pdf"
)

// ChildArg is the only argument of a program that is to be the child. It is no
// flag of any command; a program that does not know it ends at once.
const ChildArg = "--pdf-text-child"

// Exit codes of the child.
const (
	exitDamaged  = 11
	exitPassword = 12
	exitNoText   = 13
	exitLimit    = 14
)

// IsChild tells whether the arguments of a program, its name left out, make it
// the child.
func IsChild(args []string) bool { return len(args) > 0 && args[0] == ChildArg }

// Child is the whole life of the child: it reads a PDF from in and writes its
// text to out. It gives the exit code. With the path of pdftotext as a further
// argument it becomes that program.
func Child(args []string, in io.Reader, out, message io.Writer) int {
	confine()
	const share = MaxMemory / 4 * 3
	debug.SetMemoryLimit(share)
	debug.SetMaxStack(64 << 20)
	time.AfterFunc(MaxTime+time.Second, func() { os.Exit(exitLimit) }) // should the parent be gone
	go watch()
	if len(args) > 1 {
		err := become(args[1], []string{"-layout", "-enc", "UTF-8", "-l", fmt.Sprint(MaxPages), "-", "-"})
		fmt.Fprintln(message, err)
		return exitDamaged
	}
	text, err := find(in)
	switch {
	case errors.Is(err, ErrPassword):
		return exitPassword
	case errors.Is(err, ErrNoText):
		return exitNoText
	case errors.Is(err, ErrLimit):
		return exitLimit
	case err != nil:
		fmt.Fprintln(message, err)
		return exitDamaged
	}
	if err := json.NewEncoder(out).Encode(text); err != nil {
		fmt.Fprintln(message, err)
		return exitDamaged
	}
	return 0
}

// watch ends the child when it uses more memory than it may, where the system
// does not.
func watch() {
	const every = 20 * time.Millisecond
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	for {
		metrics.Read(sample)
		if sample[0].Value.Uint64() > MaxMemory {
			os.Exit(exitLimit)
		}
		time.Sleep(every)
	}
}

// find reads a PDF and finds its text.
func find(in io.Reader) (text *Text, err error) {
	raw, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("reading standard input: %w", err)
	}
	raw = usual(raw)
	defer func() {
		if p := recover(); p != nil {
			text, err = nil, fmt.Errorf("%v", p)
		}
	}()
	file, err := pdf.NewReader(bytes.NewReader(raw), int64(len(raw)))
	switch {
	case errors.Is(err, pdf.ErrInvalidPassword):
		return nil, ErrPassword
	case err != nil:
		return nil, err
	}
	found, err := pages(file)
	if err != nil {
		return nil, err
	}
	if len(found) > MaxPages {
		return nil, ErrLimit
	}
	all := make([]page, 0, len(found))
	size := 0
	for i, v := range found {
		p := readPage(v, i+1)
		for _, g := range p.glyphs {
			size += len(g.text)
		}
		if size > MaxText {
			return nil, ErrLimit
		}
		all = append(all, layOut(p))
	}
	return compose(all)
}

// usual gives a file the beginning and the end that the library insists on:
// programs put bytes before and after, and newer versions differ in no way that
// matters here.
func usual(raw []byte) []byte {
	const header, eof = "%PDF-1.7\n", "%%EOF"
	if i := bytes.Index(raw[:min(len(raw), 1024)], []byte("%PDF-")); i >= 0 && len(raw) > i+len(header) {
		raw = raw[i:]
		copy(raw, header)
	}
	if i := bytes.LastIndex(raw, []byte(eof)); i > 0 {
		raw = raw[:i+len(eof)]
	}
	return raw
}
